//! What time it is for MTProto: by the machine's clock, and by the sandbox's, which can be set forward.
//!
//! Clients keep clocks of their own, which nobody sets forward with the sandbox's. So message ids are made and checked
//! by the machine's clock, and all times that clients tell and are told on this level are the machine's: `server_time`,
//! `expires_at`, and since when and until when a salt is valid. But salts and temporary keys age by the sandbox's clock:
//! when it is set forward by an hour, they are an hour older.
//!
//! A sandbox may be as far off as is wanted, though: then all of this, and every date, is by the machine's clock and that
//! offset, as if the client's machine had the wrong time.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

#[derive(Clone, Copy, Debug)]
pub struct Moment {
    /// Unix time by the machine's clock and the sandbox's offset from it.
    pub told: Duration,
    /// How far the sandbox's clock was set forward.
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

    /// When something comes by the sandbox's clock that comes at this time by the machine's.
    pub fn aged(self, told: Duration) -> Duration {
        told + self.ahead
    }

    /// When something comes by the machine's clock that comes at this time by the sandbox's.
    pub fn told(self, of_age: Duration) -> Duration {
        of_age.saturating_sub(self.ahead)
    }
}

/// Unix time by the machine's clock, so many seconds off.
pub fn now(offset: i64) -> Duration {
    let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    let seconds = Duration::from_secs(offset.unsigned_abs());
    if offset < 0 { now.saturating_sub(seconds) } else { now + seconds }
}
