//! What time it is in the world.

use std::time::{Instant, SystemTime, UNIX_EPOCH};

use serde::{Deserialize, Serialize};

/// A clock that never goes back. It is written down as the time it shows and whether it runs, and goes on from there.
#[derive(Clone, Copy, Serialize, Deserialize)]
#[serde(from = "Face", into = "Face")]
pub struct Clock {
    base: i64,
    /// From when on it runs; a standing clock moves only by [`Clock::advance`].
    since: Option<Instant>,
}

impl Clock {
    /// Set to the machine's time and running.
    pub fn running() -> Self {
        let unix_time = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
        Self { base: unix_time.as_secs() as i64, since: Some(Instant::now()) }
    }

    pub fn standing(unix_time: i64) -> Self {
        Self { base: unix_time, since: None }
    }

    pub fn now(&self) -> i64 {
        self.base + self.since.map_or(0, |since| since.elapsed().as_secs() as i64)
    }

    pub fn advance(&mut self, seconds: u32) {
        self.base += i64::from(seconds);
    }
}

#[derive(Serialize, Deserialize)]
struct Face {
    unix_time: i64,
    runs: bool,
}

impl From<Clock> for Face {
    fn from(clock: Clock) -> Self {
        Self { unix_time: clock.now(), runs: clock.since.is_some() }
    }
}

impl From<Face> for Clock {
    fn from(face: Face) -> Self {
        Self { base: face.unix_time, since: face.runs.then(Instant::now) }
    }
}
