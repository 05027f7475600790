//! What time it is for MTProto: by the machine's clock, and by the sandbox's, which can be set forward.
//!
//! Clients keep clocks of their own, which nobody sets forward with the sandbox's. So message ids are made and checked
//! by the machine's clock, and all times that clients tell and are told on this level are the machine's: `server_time`,
//! `expires_at`, and since when and until when a salt is valid. But salts and temporary keys age by the sandbox's clock:
//! when it is set forward by an hour, they are an hour older.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

#[derive(Clone, Copy, Debug)]
pub struct Moment {
    /// Unix time by the machine's clock.
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

/// Time as messages tell it.
pub fn now() -> Duration {
    SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default()
}
