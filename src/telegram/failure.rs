//! Telegram's errors, and those of the way to it, as ours. The one place where the former become the latter.
//!
//! Names and meanings: <https://core.telegram.org/api/errors> and the "possible errors" of each method's page.

mod names;

use serde_json::json;

pub use names::{kind, named};

use super::connection::Broken;
use super::handshake::HandshakeError;
use super::link::{Failed, MAX_REQUEST};
use super::mtproto::TOO_OLD;
use crate::error::{Error, Kind, Outcome, TelegramError};
use crate::tl::limits::Unreadable;

/// An error of Telegram's as the caller sees it.
pub fn telegram(error: TelegramError) -> Error {
    let kind = kind(&error);
    let told = Error::new(kind, message(kind, &error));
    let told = match (kind, error.value) {
        (Kind::RateLimited | Kind::TooFresh, Some(seconds)) => told.retry_after(seconds),
        (Kind::TooFresh, None) => told.retry_after(DAY),
        _ => told,
    };
    let told = match hint(kind, &error.name) {
        Some(hint) => told.hint(hint),
        None => told,
    };
    told.with("telegram", error)
}

/// What went wrong, in a sentence for people. Telegram's own name for it stands beside it, in `telegram`.
fn message(kind: Kind, error: &TelegramError) -> String {
    let TelegramError { name, method, value, .. } = error;
    match (kind, value) {
        (Kind::RateLimited, Some(seconds)) => {
            format!("Telegram asks to wait {seconds} seconds before {method}")
        }
        (Kind::TelegramRejected | Kind::RateLimited, None) => format!("Telegram refused {method}: {name}"),
        (Kind::TelegramRejected, Some(value)) => format!("Telegram refused {method}: {name} ({value})"),
        // What follows a semicolon tells programs of fields.
        _ => kind.doc().split(';').next().unwrap_or_default().trim_end_matches('.').to_owned(),
    }
}

/// A login is fresh for a day.
const DAY: u32 = 86_400;

fn hint(kind: Kind, name: &str) -> Option<&'static str> {
    Some(match (kind, name) {
        (Kind::SessionRevoked, _) => "log in again",
        (Kind::SessionDuplicated, _) => {
            "the session string was used from two addresses at once and is dead: log in again, once per machine"
        }
        (Kind::AccountLimited, "CHANNELS_TOO_MUCH" | "USER_CHANNELS_TOO_MUCH") => "leave some chats first",
        (Kind::AccountLimited, _) => "stop: trying again makes it worse; @SpamBot tells more",
        (_, "USER_BANNED_IN_CHANNEL") => "if it is so in every group, @SpamBot tells more",
        (Kind::EmailSetupRequired, _) => "set a login e-mail address in an official app first",
        (_, "PHONE_PASSWORD_FLOOD" | "PHONE_NUMBER_FLOOD") => "too many logins of this number: wait a day",
        (_, "API_ID_INVALID") => "take api_id and api_hash from https://my.telegram.org",
        (_, "API_ID_PUBLISHED_FLOOD") => {
            "this api_id is known to everyone: get your own from https://my.telegram.org"
        }
        (_, "FILE_PART_MISSING") => "Telegram keeps uploads for a while only: upload the file again",
        (Kind::FileNotFound, name) if name.starts_with("FILE_REFERENCE_") => {
            "file ids are good for some hours: take the file_id of the message as it is now"
        }
        (_, "REPLY_MESSAGE_ID_INVALID") => "what this answers, or the topic that it goes to, is not there",
        (_, "TOPIC_DELETED" | "TOPIC_ID_INVALID") => "the topic is not there",
        (_, "BOT_RESPONSE_TIMEOUT") => "the bot did not answer in its time",
        (_, "QUERY_ID_INVALID") => "it was answered already, or its time is over",
        (_, "BOT_METHOD_INVALID") => "bots cannot do this; use a user's account",
        _ => return None,
    })
}

/// What became of a request that was sent, when it was no success. Says nothing of the outcome yet.
pub fn failed(failed: &Failed, method: &str) -> Error {
    match failed {
        Failed::Telegram(error) => telegram(named(error, method)),
        Failed::Broken { why, .. } => broken(why),
        Failed::Refused { code } => Error::new(
            Kind::TelegramInternal,
            format!("Telegram would not take {method} (bad message {code})"),
        ),
        Failed::Unreadable(why) => unreadable(*why, method),
        Failed::Died => Error::internal(format!("the connection's task died during {method}")),
    }
}

/// Whether a request that ended so certainly had no effect.
pub fn had_no_effect(failed: &Failed) -> bool {
    match failed {
        // Of a fault of Telegram's own nobody knows how far the function had come.
        Failed::Telegram(error) => kind(&named(error, "")) != Kind::TelegramInternal,
        Failed::Broken { written, .. } => !written,
        Failed::Refused { code } => *code != TOO_OLD,
        Failed::Unreadable(_) | Failed::Died => false,
    }
}

/// A connection that ended or never was.
pub fn broken(why: &Broken) -> Error {
    match why {
        Broken::KeyUnknown => {
            Error::new(Kind::SessionRevoked, "Telegram no longer knows this login's key").hint("log in again")
        }
        why => unreachable(why),
    }
}

/// No connection could be made, or it was lost.
fn unreachable(why: &Broken) -> Error {
    let exhausted = match why {
        Broken::Connect(error) => Error::of_exhausted(error),
        _ => None,
    };
    exhausted.unwrap_or_else(|| Error::new(Kind::Offline, format!("Telegram cannot be reached: {why}")))
}

/// A key exchange that failed. Nothing but the exchange was sent.
pub fn handshake(error: &HandshakeError) -> Error {
    let told = match error {
        HandshakeError::Broken(why) => unreachable(why),
        other => Error::new(Kind::Offline, format!("no key could be agreed on: {other}")),
    };
    let told = match error {
        HandshakeError::OtherServer(_) => told.hint("rsa_public_key is not of the server at this address"),
        _ => told,
    };
    told.outcome(Outcome::NotSent)
}

/// A request that no packet can carry.
pub fn too_large(method: &str, size: usize) -> Error {
    Error::new(
        Kind::TooLarge,
        format!("{method} takes {size} bytes, and Telegram takes {MAX_REQUEST} at most"),
    )
    .outcome(Outcome::NotSent)
}

/// An answer that can't be read.
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
    use grammers_client::tl;

    use super::*;

    fn error(code: i32, message: &str) -> Error {
        let error = tl::types::RpcError { error_code: code, error_message: message.to_owned() };
        telegram(named(&error, "messages.sendMessage"))
    }

    #[test]
    fn seconds_are_told_where_waiting_helps() {
        assert_eq!(error(420, "FLOOD_WAIT_31").get("retry_after"), Some(&31.into()));
        assert_eq!(error(420, "SLOWMODE_WAIT_9").get("retry_after"), Some(&9.into()));
        assert_eq!(error(400, "SESSION_TOO_FRESH_86400").get("retry_after"), Some(&86_400.into()));
        assert_eq!(error(420, "2FA_CONFIRM_WAIT_604800").get("retry_after"), Some(&604_800.into()));
        assert_eq!(error(406, "FRESH_CHANGE_ADMINS_FORBIDDEN").get("retry_after"), Some(&86_400.into()));
        assert_eq!(error(400, "EMAIL_UNCONFIRMED_6").get("retry_after"), None);
    }

    #[test]
    fn telegrams_own_words_are_kept() {
        let data = error(420, "FLOOD_WAIT_31").data();
        assert_eq!(
            data["telegram"],
            serde_json::json!({"code": 420, "name": "FLOOD_WAIT", "value": 31, "method": "messages.sendMessage"})
        );
    }

    #[test]
    fn only_what_telegram_refused_or_what_never_left_had_no_effect() {
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
