//! Whether a login is really over that Telegram says is over.
//!
//! One such answer may be a hiccup: a front server that doesn't know the key yet or any more, or that has lost sight of
//! the login. So it is asked again over a fresh connection before anybody is told to log in again, as Telegram's own
//! clients do.

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

/// What Telegram says of a login.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Loss {
    /// The key itself is not known.
    KeyUnknown,
    Revoked,
    Duplicated,
}

/// What came of asking again, if it was no answer.
pub enum Verdict {
    /// The login is over, or couldn't be asked about again: the error says which in its `reason`.
    Over { error: Error, confirmed: bool },
    /// It isn't: the request failed for another reason.
    Stands(Failed),
}

/// Pauses between the tries of a key that was just made: it is some seconds on its way to all of a DC's servers.
const PAUSES: [Duration; 3] =
    [Duration::from_millis(100), Duration::from_millis(400), Duration::from_millis(1500)];

/// Whether Telegram says that the login is over.
pub fn is_over(failed: &Failed) -> bool {
    loss(failed).is_some()
}

/// Whether a request that failed so may go out again.
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
    // Anybody may ask this, and nobody whose key isn't known.
    let probe = || Bytes::from(tl::functions::help::GetNearestDc {}.to_bytes());
    let mut used = used;
    let mut pauses = PAUSES.iter().filter(|_| line.is_new());
    loop {
        debug!(dc = line.dc, method, "the DC says that the login is over: it is asked again");
        line.leave(used);
        used = line.next_link();
        let answer = match repeats {
            true => line.send(body.clone(), effect, attempt).await,
            false => line.send(probe(), Effect::None, attempt).await,
        };
        let again = match answer {
            Ok(answer) if repeats => return Ok(answer),
            // What became of the request, nobody knows.
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

/// The error of a DC that takes no authorization of a login that stands.
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

/// Whether it leaves open if the login is over.
fn says_nothing(failed: &Failed) -> bool {
    match failed {
        Failed::Telegram(error) => {
            let kind = failure::kind(&failure::named(error, ""));
            matches!(kind, Kind::RateLimited | Kind::TelegramInternal)
        }
        _ => true,
    }
}

/// A request that had left when its connection was lost.
fn lost() -> Failed {
    Failed::Broken { why: Broken::Closed.into(), written: true }
}

/// The login is over. Once Telegram has killed a duplicated key, it no longer says so: what it said first counts.
fn over(first: &Failed, again: Option<&Failed>, method: &str) -> Verdict {
    let duplicated = again.filter(|again| loss(again) == Some(Loss::Duplicated));
    let error = failure::failed(duplicated.unwrap_or(first), method);
    let confirmed = again.is_some();
    let error = match confirmed {
        true => error.with("reason", "confirmed"),
        false => error
            .with("reason", "unconfirmed")
            .retryable()
            .hint("try again in a minute: log in again only when it is confirmed"),
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
