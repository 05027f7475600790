//! Times at the MTProto level, by the machine's clock and by the sandbox's, which can be advanced.
//!
//! Clients have clocks of their own that don't advance with the sandbox's. So message ids are made and checked by the
//! machine's clock, and all times exchanged at this level are the machine's: `server_time`, `expires_at` and the
//! validity of salts. But salts and temporary keys expire by the sandbox's clock: when it advances by an hour, they are
//! an hour older.
//!
//! With a clock offset, all of this and every date is by the machine's clock plus the offset, as if the client's
//! machine had the wrong time.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

#[derive(Clone, Copy, Debug)]
pub struct Moment {
    /// Unix time by the machine's clock plus the sandbox's offset.
    pub told: Duration,
    /// Total time that the sandbox's clock was advanced.
    ahead: Duration,
}

impl Moment {
    pub const fn new(told: Duration, ahead: Duration) -> Self {
        Self { told, ahead }
    }

    /// Unix time by the sandbox's clock.
    pub fn of_age(self) -> Duration {
        self.told + self.ahead
    }

    /// Converts a time by the machine's clock to the sandbox's.
    pub fn aged(self, told: Duration) -> Duration {
        told + self.ahead
    }

    /// Converts a time by the sandbox's clock to the machine's.
    pub fn told(self, of_age: Duration) -> Duration {
        of_age.saturating_sub(self.ahead)
    }
}

/// Unix time by the machine's clock plus an offset in seconds.
pub fn now(offset: i64) -> Duration {
    let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    let seconds = Duration::from_secs(offset.unsigned_abs());
    if offset < 0 { now.saturating_sub(seconds) } else { now + seconds }
}
