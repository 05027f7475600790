//! When to ask again what has happened, after it could not be asked.

use std::time::Duration;

use crate::error::{Error, Kind};

/// Refused so often in a row for a reason that doesn't pass, asking what has happened is given up.
const MOST_REFUSALS: u32 = 8;

/// Whether there is no use in asking again: the login is no more, or it was refused too often.
pub fn is_hopeless(error: &Error, failures: u32) -> bool {
    let stands = error.get("reason").is_some_and(|reason| reason == "unconfirmed");
    let ended = !stands
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
    let seconds = error.get("retry_after").and_then(serde_json::Value::as_u64).unwrap_or(0);
    Duration::from_secs(seconds)
}
