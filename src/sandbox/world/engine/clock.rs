//! The world's clock.

use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use serde::{Deserialize, Serialize};

/// A clock that never runs backwards. Snapshots store the time it shows and whether it runs.
#[derive(Clone, Copy, Serialize, Deserialize)]
#[serde(from = "StoredClock", into = "StoredClock")]
pub struct Clock {
    base: i64,
    /// Seconds it was advanced since it was created or restored.
    forward: i64,
    /// Seconds that message ids and all dates are ahead of the machine's clock.
    pub offset: i64,
    /// When it was started. A standing clock moves only by [`Clock::advance_to`].
    since: Option<Instant>,
}

impl Clock {
    /// Creates a running clock that is `offset` seconds ahead of the machine's.
    pub fn running(offset: i64) -> Self {
        let unix_time = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
        Self { base: unix_time.as_secs() as i64 + offset, forward: 0, offset, since: Some(Instant::now()) }
    }

    pub fn standing(unix_time: i64) -> Self {
        Self { base: unix_time, forward: 0, offset: 0, since: None }
    }

    pub fn now(&self) -> i64 {
        self.base + self.since.map_or(0, |since| since.elapsed().as_secs() as i64)
    }

    /// Advances to this time, unless it is in the past.
    pub fn advance_to(&mut self, unix_time: i64) {
        let forward = (unix_time - self.now()).max(0);
        self.base += forward;
        self.forward += forward;
    }

    /// Moves the last advance into the offset, so that message ids are ahead by it, too.
    pub fn shift_offset(&mut self, seconds: u32) {
        self.forward -= i64::from(seconds);
        self.offset += i64::from(seconds);
    }

    /// Total time that it was advanced.
    pub fn forward(&self) -> Duration {
        Duration::from_secs(self.forward.unsigned_abs())
    }

    /// The instant when a running clock will show this time.
    pub fn instant(&self, unix_time: i64) -> Option<Instant> {
        let seconds = u64::try_from(unix_time - self.base).unwrap_or(0);
        self.since?.checked_add(Duration::from_secs(seconds))
    }
}

#[derive(Serialize, Deserialize)]
struct StoredClock {
    unix_time: i64,
    runs: bool,
}

impl From<Clock> for StoredClock {
    fn from(clock: Clock) -> Self {
        Self { unix_time: clock.now(), runs: clock.since.is_some() }
    }
}

impl From<StoredClock> for Clock {
    fn from(face: StoredClock) -> Self {
        Self { base: face.unix_time, forward: 0, offset: 0, since: face.runs.then(Instant::now) }
    }
}
