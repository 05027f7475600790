//! The server's clock, which all of Telegram's dates refer to.
//!
//! It is learned from the server's messages and stored as an offset from a monotonic clock that continues while the machine
//! sleeps. Setting the machine's wall clock doesn't affect it.

use std::sync::atomic::{AtomicI64, Ordering};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use rustix::time::{ClockId, clock_gettime};

/// The server's time.
#[derive(Debug)]
pub struct Clock(AtomicI64);

/// The offset of a clock that isn't known yet.
const UNKNOWN: i64 = i64::MIN;

/// > If a message's msg_id is more than 30 seconds in the future or more than 300 seconds in the past, it must be
/// > ignored.
///
/// <https://core.telegram.org/mtproto/security_guidelines#checking-msg-id>
const FUTURE: Duration = Duration::from_secs(30);
const PAST: Duration = Duration::from_secs(300);

/// The age of a message by its id.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Timing {
    Now,
    TooOld,
    TooNew,
}

impl Default for Clock {
    fn default() -> Self {
        Self(AtomicI64::new(UNKNOWN))
    }
}

impl Clock {
    /// A clock that shows this time now. `time` is since 1970.
    pub fn showing(time: Duration) -> Self {
        let clock = Self::default();
        clock.set(time);
        clock
    }

    /// Whether the server's time is known. Until then the machine's clock is used.
    pub fn is_known(&self) -> bool {
        self.0.load(Ordering::Relaxed) != UNKNOWN
    }

    /// The time since 1970.
    pub fn now(&self) -> Duration {
        match self.0.load(Ordering::Relaxed) {
            UNKNOWN => SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default(),
            ahead => Duration::from_nanos(u64::try_from(steady().saturating_add(ahead)).unwrap_or_default()),
        }
    }

    pub fn set(&self, time: Duration) {
        self.0.store(ahead(time), Ordering::Relaxed);
    }

    /// Sets the clock forward to the time of a received message, which can't come from the future.
    pub fn reach(&self, time: Duration) {
        self.0.fetch_max(ahead(time), Ordering::Relaxed);
    }

    /// Resets the clock, to be set by the first message of the next connection.
    pub fn forget(&self) {
        self.0.store(UNKNOWN, Ordering::Relaxed);
    }

    pub fn timing(&self, message: i64) -> Timing {
        let (made, now) = (time_of(message), self.now());
        if made > now + FUTURE {
            Timing::TooNew
        } else if made + PAST < now {
            Timing::TooOld
        } else {
            Timing::Now
        }
    }
}

/// When a message was made, according to its id.
/// <https://core.telegram.org/mtproto/description#message-identifier-msg-id>
pub fn time_of(message: i64) -> Duration {
    let fraction = ((message & 0xffff_ffff) as u64 * 1_000_000_000) >> 32;
    Duration::new((message >> 32) as u64, fraction as u32)
}

/// How far a time is ahead of the monotonic clock, in nanoseconds.
fn ahead(time: Duration) -> i64 {
    let time = i64::try_from(time.as_nanos()).unwrap_or(i64::MAX);
    time.saturating_sub(steady()).max(UNKNOWN + 1)
}

/// The monotonic clock, in nanoseconds. It continues while the machine sleeps.
fn steady() -> i64 {
    #[cfg(target_os = "linux")]
    const CLOCK: ClockId = ClockId::Boottime;
    #[cfg(not(target_os = "linux"))]
    const CLOCK: ClockId = ClockId::Monotonic;
    let now = clock_gettime(CLOCK);
    now.tv_sec.saturating_mul(1_000_000_000).saturating_add(now.tv_nsec)
}

#[cfg(test)]
mod tests {
    use super::*;

    const DAY: Duration = Duration::from_secs(86_400);

    #[test]
    fn a_clock_that_was_told_the_time_goes_on_from_there() {
        let clock = Clock::default();
        assert!(!clock.is_known());
        let machine = clock.now();
        clock.set(machine + DAY);
        assert!(clock.is_known());
        assert!(clock.now() >= machine + DAY && clock.now() < machine + 2 * DAY);
        clock.reach(machine);
        assert!(clock.now() >= machine + DAY, "what was made before is no news");
        clock.reach(machine + 2 * DAY);
        assert!(clock.now() >= machine + 2 * DAY);
        clock.forget();
        assert!(!clock.is_known() && clock.now() < machine + DAY);
    }

    #[test]
    fn messages_are_taken_from_300_seconds_before_to_30_seconds_after_now() {
        let clock = Clock::showing(Duration::from_secs(1_800_000_000));
        let at = |seconds: i64| clock.timing((1_800_000_000 + seconds) << 32 | 1);
        assert_eq!([-298, 0, 29].map(at), [Timing::Now; 3]);
        assert_eq!([at(-302), at(33)], [Timing::TooOld, Timing::TooNew]);
        assert_eq!(time_of(7 << 32 | 1 << 31), Duration::from_millis(7500));
        assert_eq!(Clock::default().timing(-1), Timing::TooNew, "a time that never was");
    }
}
