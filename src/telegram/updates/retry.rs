//! When to repeat a request that was refused.

use std::time::Duration;

use crate::error::{Error, Kind};

/// Refusals in a row, for reasons that aren't temporary, before requests are given up.
const MAX_REFUSALS: u32 = 8;

/// Refusals in a row for one chat before its events are reported as delayed and requests become rare.
pub const DELAYED_AFTER: u32 = 8;

/// The shortest pause between such rare requests.
const RARE_PAUSE: Duration = Duration::from_secs(10 * 60);

/// The refusals in a row for one chat.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Failures {
    pub count: u32,
    /// The delay has been reported.
    pub is_reported: bool,
}

/// Why a request about one chat was refused.
#[derive(Debug)]
pub struct Refusal {
    pub error: Error,
    /// Spreads retries: between 0 and 1.
    jitter: f64,
}

impl Refusal {
    pub fn new(error: Error) -> Self {
        Self { error, jitter: jitter() }
    }
}

impl Clone for Refusal {
    fn clone(&self) -> Self {
        Self { error: self.error.again(), jitter: self.jitter }
    }
}

impl Failures {
    /// Counts a refusal. Returns the pause before the next request, and whether to report a delay now.
    pub fn add(&mut self, refusal: &Refusal) -> (Duration, bool) {
        let error = &refusal.error;
        let pause = longest_pause(self.count).mul_f64(0.5 + refusal.jitter / 2.0).max(retry_after(error));
        self.count += 1;
        let is_rare = self.count >= DELAYED_AFTER;
        let reports = (is_rare || pause >= RARE_PAUSE) && error.kind().retryable() && !self.is_reported;
        self.is_reported |= reports;
        (if is_rare { pause.max(RARE_PAUSE) } else { pause }, reports)
    }
}

/// Whether repeating the request is pointless: the login has ended, or there were too many refusals.
pub fn is_hopeless(error: &Error, failures: u32) -> bool {
    // An end of the login that Telegram has not confirmed may be retried.
    let ended = !error.is_retryable()
        && matches!(
            error.kind(),
            Kind::SessionRevoked
                | Kind::SessionDuplicated
                | Kind::SessionInvalid
                | Kind::NotSignedIn
                | Kind::AccountBanned
        );
    ended || (failures >= MAX_REFUSALS && !error.kind().retryable())
}

/// Whether the error concerns the chat of the request, and not the connection or the login.
pub fn is_of_one_chat(error: &Error) -> bool {
    !is_hopeless(error, 0) && !matches!(error.kind(), Kind::Offline | Kind::ResourceExhausted)
}

/// Returns 0.25 to 0.5 seconds, doubled with each failure up to about a minute. The jitter spreads requests when Telegram
/// comes back.
pub fn backoff(failures: u32) -> Duration {
    longest_pause(failures).mul_f64(0.5 + jitter() / 2.0)
}

fn longest_pause(failures: u32) -> Duration {
    Duration::from_millis(500) * (1 << failures.min(7))
}

/// A random number between 0 and 1, or 1 if there is no source of randomness.
fn jitter() -> f64 {
    let mut random = [0; 2];
    match getrandom::fill(&mut random) {
        Ok(()) => f64::from(u16::from_le_bytes(random)) / f64::from(u16::MAX),
        Err(_) => 1.0,
    }
}

pub fn retry_after(error: &Error) -> Duration {
    Duration::from_secs(error.facts().retry_after.unwrap_or(0).into())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_delay_is_reported_once_and_requests_become_rare() {
        let refusal = Refusal::new(Error::new(Kind::TelegramInternal, "later"));
        let mut failures = Failures::default();
        let all: Vec<_> = (0..20).map(|_| failures.add(&refusal)).collect();
        let reported: Vec<bool> = all.iter().map(|(_, reports)| *reports).collect();
        assert_eq!(reported.iter().position(|reports| *reports), Some(DELAYED_AFTER as usize - 1));
        assert_eq!(reported.iter().filter(|reports| **reports).count(), 1);
        let soon: Duration = all[..DELAYED_AFTER as usize - 1].iter().map(|(pause, _)| *pause).sum();
        assert!(soon < Duration::from_secs(120), "{soon:?}");
        assert!(all[DELAYED_AFTER as usize - 1..].iter().all(|(pause, _)| *pause >= RARE_PAUSE));
    }

    #[test]
    fn a_long_flood_wait_is_reported_at_once() {
        let refusal = Refusal::new(Error::new(Kind::RateLimited, "wait").retry_after(3600));
        let mut failures = Failures::default();
        assert_eq!(failures.add(&refusal), (Duration::from_secs(3600), true));
        assert_eq!(failures.add(&refusal), (Duration::from_secs(3600), false));
    }
}
