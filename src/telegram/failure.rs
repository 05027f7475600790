//! Maps errors of Telegram and of connections to it to [`Error`].
//!
//! Names and meanings are from <https://core.telegram.org/api/errors> and the "possible errors" of each method's page.

mod facts;
mod kinds;
mod names;
mod patterns;
mod people;

use std::time::Duration;

use grammers_client::tl;
use serde_json::json;

pub use kinds::kind;
pub use names::named;

use super::connection::Broken;
use super::handshake::HandshakeError;
use super::link::{Failed, MAX_REQUEST};
use super::mtproto::TOO_OLD;
use crate::error::{Error, Kind, Outcome, Subject, TelegramError};
use crate::tl::limits::Unreadable;

/// Converts a Telegram error. An error about another user rather than the account gets a `subject`.
pub fn telegram(error: TelegramError) -> Error {
    if let Some(about) = people::about_user(&error.name, &error.method) {
        let mapped = Error::new(about.kind, about.fact).subject(Subject::User);
        let mapped = match about.hint {
            Some(hint) => mapped.hint(hint),
            None => mapped,
        };
        return mapped.telegram(error);
    }
    let kind = kind(&error);
    let mapped = Error::new(kind, message(kind, &error));
    let mapped = match (kind, error.value) {
        (Kind::RateLimited | Kind::TooFresh, Some(seconds)) => mapped.retry_after(seconds),
        (Kind::TooFresh, None) => mapped.retry_after(DAY),
        _ => mapped,
    };
    let mapped = match (kind, error.value) {
        (Kind::PaymentRequired, Some(stars)) => mapped.with("stars", stars),
        _ => mapped,
    };
    let mapped = match facts::hint(&error.name).or_else(|| hint(kind, &error)) {
        Some(hint) => mapped.hint(hint),
        None => mapped,
    };
    mapped.telegram(error)
}

/// Adds the param that names the user to an error about another user.
pub fn naming_user(error: Error, path: &str) -> Error {
    match error.facts().subject == Some(Subject::User) && error.get("path").is_none() {
        true => error.with("path", path),
        false => error,
    }
}

/// The human-readable message. Telegram's name of the error is in `telegram`.
fn message(kind: Kind, error: &TelegramError) -> String {
    let TelegramError { name, method, value, .. } = error;
    if let Some(fact) = facts::fact(name) {
        return fact.into_owned();
    }
    match (kind, value) {
        (Kind::RateLimited, Some(seconds)) => {
            format!("Telegram requires a wait of {seconds} seconds before {method}")
        }
        (Kind::TelegramRejected | Kind::RateLimited, None) => format!("Telegram refused {method}: {name}"),
        (Kind::TelegramRejected, Some(value)) => format!("Telegram refused {method}: {name} ({value})"),
        // The part after a semicolon describes the error's fields.
        _ => kind.doc().split(';').next().unwrap_or_default().trim_end_matches('.').to_owned(),
    }
}

/// How long a login is too fresh for some requests, in seconds.
const DAY: u32 = 86_400;

/// What to do about an error of this kind.
fn hint(kind: Kind, error: &TelegramError) -> Option<&'static str> {
    let is_full = ["_TOO_MUCH", "_TOO_MANY", "_EXCEEDED"].iter().any(|end| error.name.ends_with(end));
    Some(match kind {
        Kind::RateLimited => return facts::flood_hint(&error.method),
        Kind::AccountLimited if is_full => {
            "remove one first; Telegram Premium raises some limits, which account.limits returns"
        }
        Kind::PremiumRequired => "account.limits says whether this account has it",
        Kind::SessionRevoked => "log in again",
        Kind::SessionDuplicated => {
            "the session string was used from two addresses at once and is dead: log in again, once per machine"
        }
        Kind::AccountLimited => "stop: retries make it worse; ask @SpamBot for details",
        Kind::EmailSetupRequired => "set a login e-mail address in an official app first",
        Kind::UpgradeRequired => "upgrade Telewire",
        Kind::OfficialAppRequired => "do this once in an official app",
        _ => return None,
    })
}

/// The error of a request that was sent, without its outcome.
pub fn failed(failed: &Failed, method: &str) -> Error {
    match failed {
        Failed::Telegram(error) => telegram(named(error, method)),
        Failed::Broken { why, .. } => broken(why),
        Failed::Refused { code } => Error::new(
            Kind::TelegramInternal,
            format!("Telegram did not accept {method} (bad message {code})"),
        ),
        Failed::Unreadable(why) => unreadable(*why, method),
        Failed::Died => Error::internal(format!("the connection's task died during {method}")),
    }
}

/// Whether a request that failed in this way certainly had no effect.
pub fn had_no_effect(failed: &Failed) -> bool {
    match failed {
        // After an internal error, Telegram may have carried out part of the function.
        Failed::Telegram(error) => kind(&named(error, "")) != Kind::TelegramInternal,
        Failed::Broken { written, .. } => !written,
        Failed::Refused { code } => *code != TOO_OLD,
        Failed::Unreadable(_) | Failed::Died => false,
    }
}

/// Whether Telegram explains this error to its users in an update. The exceptions are meant for programs.
/// <https://core.telegram.org/api/errors#406-not-acceptable>
pub fn is_explained(failed: &Failed) -> bool {
    let Failed::Telegram(error) = failed else { return false };
    error.error_code == 406
        && !matches!(error.error_message.as_str(), "AUTH_KEY_DUPLICATED" | "FILEREF_UPGRADE_NEEDED")
}

/// Whether only Telegram can explain this error.
pub fn says_nothing(failed: &Failed) -> bool {
    let Failed::Telegram(error) = failed else { return false };
    let error = named(error, "");
    is_explained(failed) && kind(&error) == Kind::TelegramRejected && facts::fact(&error.name).is_none()
}

/// The function's name, such as `messages.sendMessage`.
pub fn method_of(body: &[u8]) -> &'static str {
    body.first_chunk::<4>().map_or("(nothing)", |id| tl::name_for_id(u32::from_le_bytes(*id)))
}

/// The error of a connection that was lost or could not be made.
pub fn broken(why: &Broken) -> Error {
    match why {
        Broken::KeyUnknown => {
            Error::new(Kind::SessionRevoked, "Telegram no longer knows this login's key").hint("log in again")
        }
        Broken::TooManyConnections { wait } | Broken::Paced { wait } => {
            Error::new(Kind::RateLimited, format!("Cannot connect yet: {why}"))
                .retry_after(whole_seconds(*wait))
        }
        why => unreachable(why),
    }
}

/// A wait in whole seconds, at least one.
pub fn whole_seconds(wait: Duration) -> u32 {
    (wait.as_secs_f64().ceil() as u32).max(1)
}

/// No connection could be made, or it was lost.
fn unreachable(why: &Broken) -> Error {
    let first = match why {
        Broken::NoWay { first, .. } => first,
        why => why,
    };
    let exhausted = match first {
        Broken::Connect(error) => Error::of_exhausted(error),
        _ => None,
    };
    exhausted.unwrap_or_else(|| Error::new(Kind::Offline, format!("Telegram cannot be reached: {why}")))
}

/// The error of a failed key exchange. No request was sent.
pub fn handshake(error: &HandshakeError) -> Error {
    let mapped = match error {
        HandshakeError::Broken(why @ Broken::KeyUnknown) => unreachable(why),
        HandshakeError::Broken(why) => broken(why),
        other => Error::new(Kind::Offline, format!("The key exchange failed: {other}")),
    };
    let mapped = match error {
        HandshakeError::OtherServer(_) => {
            mapped.hint("rsa_public_key does not belong to the server at this address")
        }
        _ => mapped,
    };
    mapped.outcome(Outcome::NotSent)
}

/// The error of a request that is too large for a packet.
pub fn too_large(method: &str, size: usize) -> Error {
    Error::new(
        Kind::TooLarge,
        format!("{method} has {size} bytes, more than the {MAX_REQUEST} that one request can have"),
    )
    .outcome(Outcome::NotSent)
}

/// The error of an answer that can't be read.
pub fn unreadable(why: Unreadable, method: &str) -> Error {
    let error =
        Error::new(Kind::UnreadableAnswer, format!("Telegram's answer to {method} cannot be read: {why}"));
    let (reason, telegram, hint) = match why {
        Unreadable::TooDeep => ("too_deep", json!({"method": method}), None),
        Unreadable::TooLarge => ("too_large", json!({"method": method}), Some("ask for less at once")),
        Unreadable::Malformed => ("malformed", json!({"method": method}), None),
        Unreadable::Unknown(id) => (
            "unknown_constructor",
            json!({"method": method, "constructor": format!("{id:#010x}")}),
            Some("a newer Telewire may know it: upgrade"),
        ),
    };
    let error = error.with("reason", reason).with("telegram", telegram);
    match hint {
        Some(hint) => error.hint(hint),
        None => error,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn error(code: i32, message: &str) -> Error {
        let error = tl::types::RpcError { error_code: code, error_message: message.to_owned() };
        telegram(named(&error, "messages.sendMessage"))
    }

    #[test]
    fn errors_that_waiting_solves_have_retry_after() {
        let retry_after = |code, message| error(code, message).facts().retry_after;
        assert_eq!(retry_after(420, "FLOOD_WAIT_31"), Some(31));
        assert_eq!(retry_after(420, "SLOWMODE_WAIT_9"), Some(9));
        assert_eq!(retry_after(400, "SESSION_TOO_FRESH_86400"), Some(86_400));
        assert_eq!(retry_after(420, "2FA_CONFIRM_WAIT_604800"), Some(604_800));
        assert_eq!(retry_after(406, "FRESH_CHANGE_ADMINS_FORBIDDEN"), Some(86_400));
        assert_eq!(retry_after(400, "EMAIL_UNCONFIRMED_6"), None);
    }

    #[test]
    fn an_error_has_telegrams_own_name() {
        let data = serde_json::to_value(error(420, "FLOOD_WAIT_31").data()).unwrap();
        assert_eq!(
            data["telegram"],
            serde_json::json!({"code": 420, "name": "FLOOD_WAIT", "value": 31, "method": "messages.sendMessage"})
        );
    }

    #[test]
    fn an_error_about_another_user_names_the_param() {
        let of = |method: &str| {
            let error =
                tl::types::RpcError { error_code: 400, error_message: "USER_NOT_PARTICIPANT".to_owned() };
            naming_user(telegram(named(&error, method)), "user_id")
        };
        let target = of("channels.editAdmin");
        assert_eq!((target.kind(), target.get("path")), (Kind::UserNotFound, Some(&"user_id".into())));
        let own = of("channels.leaveChannel");
        assert_eq!((own.kind(), own.get("path"), own.facts().subject), (Kind::Forbidden, None, None));
    }

    #[test]
    fn only_a_refused_or_unsent_request_had_no_effect() {
        let telegram = |code, name: &str| {
            Failed::Telegram(tl::types::RpcError { error_code: code, error_message: name.to_owned() })
        };
        let broken = |written| Failed::Broken { why: Broken::Closed.into(), written };
        assert!(had_no_effect(&telegram(400, "CHAT_WRITE_FORBIDDEN")));
        assert!(had_no_effect(&broken(false)));
        assert!(had_no_effect(&Failed::Refused { code: 48 }));
        assert!(!had_no_effect(&telegram(500, "RPC_CALL_FAIL")));
        assert!(!had_no_effect(&broken(true)));
        assert!(!had_no_effect(&Failed::Refused { code: TOO_OLD }));
        assert!(!had_no_effect(&Failed::Unreadable(Unreadable::TooDeep)));
        assert!(!had_no_effect(&Failed::Died));
    }
}
