//! When to ask again what has happened, after it could not be asked.

use std::time::Duration;

use crate::error::{Error, Kind};

/// Refused so often in a row for a reason that doesn't pass, asking what has happened is given up.
const MOST_REFUSALS: u32 = 8;

/// A chat that could not be asked so often in a row is said to be late, and asked rarely from then on.
pub const TRIES: u32 = 8;

/// How long a chat is left alone that could not be asked that often.
const RARELY: Duration = Duration::from_secs(10 * 60);

/// How often in a row a chat could not be asked.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Failures {
    pub count: u32,
    /// It has been said that what comes about there is late.
    pub is_said: bool,
}

impl Failures {
    /// It could not be asked once more. Gives when to ask again, and whether to say so now.
    pub fn add(&mut self, error: &Error) -> (Duration, bool) {
        let pause = backoff(self.count).max(retry_after(error));
        self.count += 1;
        let rarely = self.count >= TRIES;
        let says = (rarely || pause >= RARELY) && error.kind().retryable() && !self.is_said;
        self.is_said |= says;
        (if rarely { pause.max(RARELY) } else { pause }, says)
    }
}

/// Whether there is no use in asking again: the login is no more, or it was refused too often.
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
    ended || (failures >= MOST_REFUSALS && !error.kind().retryable())
}

/// Whether it says something of the chat that was asked about, and nothing of the connection or the login.
pub fn is_of_one_chat(error: &Error) -> bool {
    !is_hopeless(error, 0) && !matches!(error.kind(), Kind::Offline | Kind::ResourceExhausted)
}

/// 0.25 to 0.5 seconds, and twice as long with each failure, up to about a minute: not all at once when Telegram comes
/// back.
pub fn backoff(failures: u32) -> Duration {
    let most = Duration::from_millis(500) * (1 << failures.min(7));
    let mut random = [0; 2];
    // Without a random number, everybody waits as long as can be.
    let share = match getrandom::fill(&mut random) {
        Ok(()) => f64::from(u16::from_le_bytes(random)) / f64::from(u16::MAX),
        Err(_) => 1.0,
    };
    most.mul_f64(0.5 + share / 2.0)
}

pub fn retry_after(error: &Error) -> Duration {
    Duration::from_secs(error.facts().retry_after.unwrap_or(0).into())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_chat_that_cannot_be_asked_is_said_to_be_late_once_and_asked_rarely_from_then_on() {
        let error = Error::new(Kind::TelegramInternal, "later");
        let mut failures = Failures::default();
        let all: Vec<_> = (0..20).map(|_| failures.add(&error)).collect();
        let said: Vec<bool> = all.iter().map(|(_, says)| *says).collect();
        assert_eq!(said.iter().position(|says| *says), Some(TRIES as usize - 1));
        assert_eq!(said.iter().filter(|says| **says).count(), 1);
        let soon: Duration = all[..TRIES as usize - 1].iter().map(|(pause, _)| *pause).sum();
        assert!(soon < Duration::from_secs(120), "{soon:?}");
        assert!(all[TRIES as usize - 1..].iter().all(|(pause, _)| *pause >= RARELY));
    }

    #[test]
    fn a_wait_that_is_long_is_said_at_once() {
        let error = Error::new(Kind::RateLimited, "wait").retry_after(3600);
        let mut failures = Failures::default();
        assert_eq!(failures.add(&error), (Duration::from_secs(3600), true));
        assert_eq!(failures.add(&error), (Duration::from_secs(3600), false));
    }
}
