//! Confirms that a login is over when Telegram says so.
//!
//! A single answer may be wrong: a front server may not know the key yet, or may have lost track of the login. So the
//! request is repeated over a fresh connection before the caller is asked to log in again, as Telegram's own clients do.

use std::time::Duration;

use bytes::Bytes;
use grammers_client::tl::{self, Serializable};
use tracing::debug;

use super::attempt::Attempt;
use super::connection::Broken;
use super::failure;
use super::line::{Effect, Line};
use super::link::Failed;
use crate::error::{Error, Kind};

/// Why a login is over, according to Telegram.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Loss {
    /// The auth key is unknown.
    KeyUnknown,
    Revoked,
    Duplicated,
}

/// The result of asking again, if it failed.
pub enum Verdict {
    /// The login is over, or that couldn't be checked: the error's `reason` says which.
    Over { error: Error, confirmed: bool },
    /// The login is valid, and the request failed for another reason.
    Stands(Failed),
}

/// Pauses between attempts with a new key, which takes some seconds to reach all servers of a DC.
const PAUSES: [Duration; 3] =
    [Duration::from_millis(100), Duration::from_millis(400), Duration::from_millis(1500)];

/// Whether Telegram says that the login is over.
pub fn is_over(failed: &Failed) -> bool {
    loss(failed).is_some()
}

/// Whether a request that failed in this way may be repeated.
pub fn may_repeat(failed: &Failed, effect: Effect) -> bool {
    effect == Effect::None || failure::had_no_effect(failed)
}

/// Asks again over a fresh link. `used` is the number of the link on which Telegram said that the login is over.
pub async fn ask_again(
    line: &Line,
    used: u64,
    body: Bytes,
    effect: Effect,
    first: Failed,
    attempt: &Attempt,
) -> Result<Vec<u8>, Verdict> {
    let method = failure::method_of(&body);
    let repeats = may_repeat(&first, effect);
    // Works with any known key, signed in or not.
    let probe = || Bytes::from(tl::functions::help::GetNearestDc {}.to_bytes());
    let mut used = used;
    let mut pauses = PAUSES.iter().filter(|_| line.is_new());
    loop {
        debug!(dc = line.dc, method, "the DC says that the login is over: asking again");
        line.leave(used);
        used = line.next_link();
        let answer = match repeats {
            true => line.send(body.clone(), effect, attempt).await,
            false => line.send(probe(), Effect::None, attempt).await,
        };
        let again = match answer {
            Ok(answer) if repeats => return Ok(answer),
            // The login is valid, but the outcome of the request is unknown.
            Ok(_) => return Err(Verdict::Stands(lost())),
            Err(again) => again,
        };
        match loss(&again) {
            Some(Loss::KeyUnknown) if line.is_new() => {
                let Some(pause) = pauses.next() else { return Err(over(&first, Some(&again), method)) };
                if attempt.ends_within(*pause) {
                    return Err(over(&first, None, method));
                }
                tokio::time::sleep(*pause).await;
            }
            Some(_) => return Err(over(&first, Some(&again), method)),
            None if says_nothing(&again) => return Err(over(&first, None, method)),
            None if repeats => return Err(Verdict::Stands(again)),
            None => return Err(Verdict::Stands(lost())),
        }
    }
}

/// The error of a DC that refuses a valid login.
pub fn refused_there(dc: i32, error: &Error) -> Error {
    error.restated(
        Kind::TelegramInternal,
        format!(
            "DC {dc} refuses this login although it is valid, and a new authorization there did not help"
        ),
    )
}

fn loss(failed: &Failed) -> Option<Loss> {
    match failed {
        Failed::Broken { why, .. } => matches!(**why, Broken::KeyUnknown).then_some(Loss::KeyUnknown),
        Failed::Telegram(error) => match failure::kind(&failure::named(error, "")) {
            Kind::SessionRevoked => Some(Loss::Revoked),
            Kind::SessionDuplicated => Some(Loss::Duplicated),
            _ => None,
        },
        _ => None,
    }
}

/// Whether a failure leaves open if the login is over.
fn says_nothing(failed: &Failed) -> bool {
    match failed {
        Failed::Telegram(error) => {
            let kind = failure::kind(&failure::named(error, ""));
            matches!(kind, Kind::RateLimited | Kind::TelegramInternal)
        }
        _ => true,
    }
}

/// The failure of a request that was written before its connection was lost.
fn lost() -> Failed {
    Failed::Broken { why: Broken::Closed.into(), written: true }
}

/// The verdict that the login is over. Telegram may report a duplicated key only once, so that error takes precedence.
fn over(first: &Failed, again: Option<&Failed>, method: &str) -> Verdict {
    let duplicated = again.filter(|again| loss(again) == Some(Loss::Duplicated));
    let error = failure::failed(duplicated.unwrap_or(first), method);
    let confirmed = again.is_some();
    let error = match confirmed {
        true => error.with("reason", "confirmed"),
        false => error
            .with("reason", "unconfirmed")
            .retryable()
            .hint("try again in a minute; log in again only if `reason` is `confirmed`"),
    };
    Verdict::Over { error, confirmed }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn telegram(code: i32, name: &str) -> Failed {
        Failed::Telegram(tl::types::RpcError { error_code: code, error_message: name.to_owned() })
    }

    #[test]
    fn what_says_that_a_login_is_over_is_told_from_what_does_not() {
        let key = Failed::Broken { why: Broken::KeyUnknown.into(), written: true };
        assert_eq!(loss(&key), Some(Loss::KeyUnknown));
        assert_eq!(loss(&telegram(401, "SESSION_REVOKED")), Some(Loss::Revoked));
        assert_eq!(loss(&telegram(406, "AUTH_KEY_DUPLICATED")), Some(Loss::Duplicated));
        for other in [telegram(401, "SESSION_PASSWORD_NEEDED"), telegram(400, "CHAT_INVALID"), lost()] {
            assert_eq!(loss(&other), None);
        }
        assert!(says_nothing(&lost()) && says_nothing(&telegram(500, "RPC_CALL_FAIL")));
        assert!(!says_nothing(&telegram(400, "CHAT_INVALID")));
    }

    #[test]
    fn a_killed_key_is_told_as_such_in_whichever_answer_it_is_said() {
        let (killed, unknown) =
            (telegram(406, "AUTH_KEY_DUPLICATED"), telegram(401, "AUTH_KEY_UNREGISTERED"));
        for (first, again) in [(&killed, Some(&unknown)), (&unknown, Some(&killed)), (&killed, None)] {
            let Verdict::Over { error, confirmed } = over(first, again, "users.getUsers") else { panic!() };
            assert_eq!((error.kind(), confirmed), (Kind::SessionDuplicated, again.is_some()));
            assert_eq!(error.is_retryable(), again.is_none());
        }
    }
}
