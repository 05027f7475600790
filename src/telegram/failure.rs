//! Telegram's errors, and those of the way to it, as ours. The one place where the former become the latter.
//!
//! Names and meanings: <https://core.telegram.org/api/errors> and the "possible errors" of each method's page.

use grammers_client::tl;

use super::connection::Broken;
use super::handshake::HandshakeError;
use super::link::{Failed, MAX_REQUEST};
use super::mtproto::TOO_OLD;
use crate::error::{Error, Kind, Outcome, TelegramError};

/// Telegram's names and what they mean to the caller; the first that fits. `*` stands for anything at an end.
/// A number in a name (`FLOOD_WAIT_31`) is taken out before.
const NAMES: &[(&str, Kind)] = &[
    // Waits. PHONE_PASSWORD_FLOOD is no wrong password: too many logins were tried.
    ("FLOOD_WAIT", Kind::RateLimited),
    ("FLOOD_PREMIUM_WAIT", Kind::RateLimited),
    ("FLOOD_TEST_PHONE_WAIT", Kind::RateLimited),
    ("SLOWMODE_WAIT", Kind::RateLimited),
    ("STORY_SEND_FLOOD*", Kind::RateLimited),
    ("TAKEOUT_INIT_DELAY", Kind::RateLimited),
    ("2FA_CONFIRM_WAIT", Kind::RateLimited),
    ("PHONE_NUMBER_FLOOD", Kind::RateLimited),
    ("PHONE_PASSWORD_FLOOD", Kind::RateLimited),
    ("SEND_CODE_UNAVAILABLE", Kind::RateLimited),
    ("FRESH_*_FORBIDDEN", Kind::TooFresh),
    ("SESSION_TOO_FRESH", Kind::TooFresh),
    ("PASSWORD_TOO_FRESH", Kind::TooFresh),
    // The account, limited or gone.
    ("PEER_FLOOD", Kind::AccountLimited),
    ("FROZEN_*", Kind::AccountLimited),
    ("USER_RESTRICTED", Kind::AccountLimited),
    ("USER_DEACTIVATED", Kind::AccountBanned),
    ("USER_DEACTIVATED_BAN", Kind::AccountBanned),
    ("PHONE_NUMBER_BANNED", Kind::AccountBanned),
    ("AUTH_KEY_DUPLICATED", Kind::SessionDuplicated),
    ("AUTH_KEY_UNREGISTERED", Kind::SessionRevoked),
    ("AUTH_KEY_INVALID", Kind::SessionRevoked),
    ("AUTH_KEY_PERM_EMPTY", Kind::SessionRevoked),
    ("SESSION_REVOKED", Kind::SessionRevoked),
    ("SESSION_EXPIRED", Kind::SessionRevoked),
    ("SESSION_PASSWORD_NEEDED", Kind::NotSignedIn),
    ("BOT_METHOD_INVALID", Kind::UserOnly),
    ("SCHEDULE_BOT_NOT_ALLOWED", Kind::UserOnly),
    ("USER_BOT_REQUIRED", Kind::BotOnly),
    // Logging in.
    ("PHONE_NUMBER_INVALID", Kind::PhoneInvalid),
    ("PHONE_NUMBER_APP_SIGNUP_FORBIDDEN", Kind::PhoneInvalid),
    ("PHONE_NUMBER_UNOCCUPIED", Kind::PhoneInvalid),
    ("PHONE_NUMBER_OCCUPIED", Kind::PhoneInvalid),
    ("PHONE_NOT_OCCUPIED", Kind::UserNotFound),
    ("PHONE_CODE_EXPIRED", Kind::CodeExpired),
    ("PHONE_CODE_HASH_EMPTY", Kind::CodeExpired),
    ("PHONE_HASH_EXPIRED", Kind::CodeExpired),
    ("EMAIL_HASH_EXPIRED", Kind::CodeExpired),
    ("EMAIL_VERIFY_EXPIRED", Kind::CodeExpired),
    ("PHONE_CODE_*", Kind::CodeInvalid),
    ("CODE_INVALID", Kind::CodeInvalid),
    ("CODE_HASH_INVALID", Kind::CodeExpired),
    ("CODE_EMPTY", Kind::CodeInvalid),
    ("EMAIL_UNCONFIRMED", Kind::EmailSetupRequired),
    ("EMAIL_INSTALL_MISSING", Kind::EmailSetupRequired),
    ("PASSWORD_HASH_INVALID", Kind::PasswordInvalid),
    ("PASSWORD_EMPTY", Kind::PasswordInvalid),
    ("PASSWORD_REQUIRED", Kind::PasswordInvalid),
    ("EMAIL_CODE_INVALID", Kind::CodeInvalid),
    ("EMAIL_VERIFY_CODE_INVALID", Kind::CodeInvalid),
    ("ACCESS_TOKEN_*", Kind::TelegramRejected),
    // Invites and members.
    ("INVITE_HASH_EXPIRED", Kind::InviteExpired),
    ("INVITE_HASH_*", Kind::InviteInvalid),
    ("INVITE_SLUG_EXPIRED", Kind::InviteExpired),
    ("INVITE_SLUG_*", Kind::InviteInvalid),
    ("USERS_TOO_MUCH", Kind::ChatFull),
    // These two limit the account's own number of chats, not the chat's members.
    ("CHANNELS_TOO_MUCH", Kind::AccountLimited),
    ("USER_CHANNELS_TOO_MUCH", Kind::AccountLimited),
    ("CHANNELS_ADMIN_PUBLIC_TOO_MUCH", Kind::AccountLimited),
    // Of one chat, or of all public ones, as @SpamBot would tell.
    ("USER_BANNED_IN_CHANNEL", Kind::Banned),
    ("USER_KICKED", Kind::Banned),
    ("USER_BLOCKED", Kind::Banned),
    ("CHANNEL_BANNED", Kind::Banned),
    // Rights.
    ("CHAT_WRITE_FORBIDDEN", Kind::Forbidden),
    ("CHAT_ADMIN_REQUIRED", Kind::Forbidden),
    ("CHAT_ADMIN_INVITE_REQUIRED", Kind::Forbidden),
    ("CHAT_FORBIDDEN", Kind::Forbidden),
    ("CHAT_RESTRICTED", Kind::Forbidden),
    ("CHAT_GUEST_SEND_FORBIDDEN", Kind::Forbidden),
    ("CHAT_FORWARDS_RESTRICTED", Kind::Forbidden),
    ("CHAT_SEND_*", Kind::Forbidden),
    ("CHANNEL_PRIVATE", Kind::Forbidden),
    ("CHANNEL_PUBLIC_GROUP_NA", Kind::Forbidden),
    ("RIGHT_FORBIDDEN", Kind::Forbidden),
    ("ADMIN_RANK_*", Kind::Forbidden),
    ("ANONYMOUS_REACTIONS_DISABLED", Kind::Forbidden),
    ("BROADCAST_FORBIDDEN", Kind::Forbidden),
    ("EDIT_BOT_INVITE_FORBIDDEN", Kind::Forbidden),
    ("GROUPCALL_FORBIDDEN", Kind::Forbidden),
    ("INLINE_BOT_REQUIRED", Kind::Forbidden),
    ("MESSAGE_AUTHOR_REQUIRED", Kind::Forbidden),
    ("MESSAGE_DELETE_FORBIDDEN", Kind::Forbidden),
    ("MESSAGE_EDIT_TIME_EXPIRED", Kind::Forbidden),
    ("MESSAGE_POLL_CLOSED", Kind::Forbidden),
    ("NOT_ALLOWED", Kind::Forbidden),
    ("PIN_RESTRICTED", Kind::Forbidden),
    ("POLL_COUNTRY_RESTRICTED", Kind::Forbidden),
    ("POLL_MEMBER_RESTRICTED", Kind::Forbidden),
    ("POLL_VOTE_REQUIRED", Kind::Forbidden),
    ("PREMIUM_ACCOUNT_REQUIRED", Kind::Forbidden),
    ("PRIVACY_PREMIUM_REQUIRED", Kind::Forbidden),
    ("ALLOW_PAYMENT_REQUIRED*", Kind::Forbidden),
    ("REVOTE_NOT_ALLOWED", Kind::Forbidden),
    ("SENSITIVE_CHANGE_FORBIDDEN", Kind::Forbidden),
    ("TAKEOUT_REQUIRED", Kind::Forbidden),
    ("TOPIC_CLOSED", Kind::Forbidden),
    ("USER_ADMIN_INVALID", Kind::Forbidden),
    ("USER_CREATOR", Kind::Forbidden),
    ("USER_DELETED", Kind::Forbidden),
    ("USER_INVALID", Kind::Forbidden),
    ("USER_IS_BLOCKED", Kind::Forbidden),
    ("USER_NOT_MUTUAL_CONTACT", Kind::Forbidden),
    ("USER_NOT_PARTICIPANT", Kind::Forbidden),
    ("USER_PRIVACY_RESTRICTED", Kind::Forbidden),
    ("VOICE_MESSAGES_FORBIDDEN", Kind::Forbidden),
    ("YOU_BLOCKED_USER", Kind::Forbidden),
    // Peers and messages.
    ("USERNAME_NOT_OCCUPIED", Kind::ChatNotFound),
    ("PEER_ID_INVALID", Kind::PeerInvalid),
    ("PEER_ID_NOT_SUPPORTED", Kind::PeerInvalid),
    ("CHANNEL_FORUM_MISSING", Kind::PeerInvalid),
    ("CHANNEL_INVALID", Kind::PeerInvalid),
    ("CHANNEL_PARICIPANT_MISSING", Kind::PeerInvalid),
    ("CHAT_ID_INVALID", Kind::PeerInvalid),
    ("CHAT_ID_EMPTY", Kind::PeerInvalid),
    ("CHAT_INVALID", Kind::PeerInvalid),
    ("INPUT_USER_DEACTIVATED", Kind::PeerInvalid),
    ("PARTICIPANT_ID_INVALID", Kind::PeerInvalid),
    ("SEND_AS_PEER_INVALID", Kind::PeerInvalid),
    ("TO_ID_INVALID", Kind::PeerInvalid),
    ("USER_ID_INVALID", Kind::PeerInvalid),
    ("USER_IS_BOT", Kind::PeerInvalid),
    ("*_PEER_INVALID", Kind::PeerInvalid),
    ("MESSAGE_NOT_MODIFIED", Kind::NotModified),
    ("CHAT_NOT_MODIFIED", Kind::NotModified),
    ("CHAT_ABOUT_NOT_MODIFIED", Kind::NotModified),
    ("CHATLINK_NOT_MODIFIED", Kind::NotModified),
    ("USERNAME_NOT_MODIFIED", Kind::NotModified),
    ("ABOUT_NOT_MODIFIED", Kind::NotModified),
    ("MESSAGE_TOO_LONG", Kind::TooLarge),
    ("MEDIA_CAPTION_TOO_LONG", Kind::TooLarge),
    ("MESSAGE_ID_INVALID", Kind::MessageNotFound),
    ("MESSAGE_IDS_EMPTY", Kind::MessageNotFound),
    ("MSG_ID_INVALID", Kind::MessageNotFound),
    ("REPLY_MESSAGE_ID_INVALID", Kind::MessageNotFound),
    ("TOPIC_DELETED", Kind::MessageNotFound),
    ("TOPIC_ID_INVALID", Kind::MessageNotFound),
    ("FILE_ID_INVALID", Kind::FileNotFound),
    ("FILE_REFERENCE_*", Kind::FileNotFound),
    ("FILE_PART_MISSING", Kind::FileNotFound),
    ("FILE_PARTS_INVALID", Kind::TooLarge),
    ("DOCUMENT_INVALID", Kind::FileNotFound),
    ("PHOTO_INVALID", Kind::FileNotFound),
    ("LOCATION_INVALID", Kind::FileNotFound),
    // Telegram's own troubles, by name as some come with odd codes.
    ("Timeout", Kind::TelegramInternal),
    ("TIMEOUT", Kind::TelegramInternal),
    ("AUTH_RESTART", Kind::TelegramInternal),
    ("RPC_CALL_FAIL", Kind::TelegramInternal),
    ("RPC_MCGET_FAIL", Kind::TelegramInternal),
    ("INTERDC_*", Kind::TelegramInternal),
    ("WORKER_BUSY_TOO_LONG_RETRY", Kind::TelegramInternal),
    ("HISTORY_GET_FAILED", Kind::TelegramInternal),
    ("MSG_WAIT_FAILED", Kind::TelegramInternal),
    ("NEED_*_INVALID", Kind::TelegramInternal),
];

/// What a kind is when only the code says something.
fn kind_of_code(code: i32) -> Kind {
    match code {
        // Codes below zero are of the servers between us and the function: -503 is a timeout there.
        500..=599 | -599..=-500 => Kind::TelegramInternal,
        401 => Kind::SessionRevoked,
        403 => Kind::Forbidden,
        420 | 429 => Kind::RateLimited,
        _ => Kind::TelegramRejected,
    }
}

fn matches(pattern: &str, name: &str) -> bool {
    match pattern.split_once('*') {
        None => pattern == name,
        Some((start, end)) => {
            name.len() >= start.len() + end.len() && name.starts_with(start) && name.ends_with(end)
        }
    }
}

/// An error with its number taken out of the name: `FLOOD_WAIT` and 31 of `FLOOD_WAIT_31`.
pub fn named(error: &tl::types::RpcError, method: &str) -> TelegramError {
    let message = error.error_message.as_str();
    let number = message.split('_').find(|word| !word.is_empty() && word.bytes().all(|b| b.is_ascii_digit()));
    let words = message.split('_').filter(|word| Some(*word) != number);
    TelegramError {
        code: error.error_code,
        name: words.collect::<Vec<_>>().join("_"),
        value: number.and_then(|number| number.parse().ok()),
        method: method.to_owned(),
    }
}

/// The kind of an error of Telegram's.
pub fn kind(error: &TelegramError) -> Kind {
    NAMES
        .iter()
        .find(|(pattern, _)| matches(pattern, &error.name))
        .map_or_else(|| kind_of_code(error.code), |(_, kind)| *kind)
}

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
        Failed::Unreadable => Error::internal(format!("the answer to {method} could not be unpacked")),
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
        Failed::Unreadable | Failed::Died => false,
    }
}

/// A connection that ended or never was.
pub fn broken(why: &Broken) -> Error {
    match why {
        Broken::KeyUnknown => {
            Error::new(Kind::SessionRevoked, "Telegram no longer knows this login's key").hint("log in again")
        }
        why => Error::new(Kind::Offline, format!("Telegram cannot be reached: {why}")),
    }
}

/// A key exchange that failed. Nothing but the exchange was sent.
pub fn handshake(error: &HandshakeError) -> Error {
    let told = match error {
        HandshakeError::Broken(why) => {
            Error::new(Kind::Offline, format!("Telegram cannot be reached: {why}"))
        }
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

/// An answer that the layer's schema has no place for.
pub fn not_of_the_layer(method: &str) -> Error {
    Error::internal(format!("the answer to {method} is not what the layer says"))
}

/// An answer that isn't of the type that the layer names.
pub fn unreadable(error: tl::deserialize::Error, method: &str) -> Error {
    Error::internal(format!("the answer to {method} is not what the layer says: {error}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn error(code: i32, message: &str) -> Error {
        let error = tl::types::RpcError { error_code: code, error_message: message.to_owned() };
        telegram(named(&error, "messages.sendMessage"))
    }

    #[test]
    fn telegrams_names_have_kinds() {
        use Kind::*;
        for (code, name, kind) in [
            (420, "FLOOD_WAIT_31", RateLimited),
            (420, "FLOOD_PREMIUM_WAIT_5", RateLimited),
            (420, "SLOWMODE_WAIT_9", RateLimited),
            (420, "FLOOD_SOMETHING_NEW_7", RateLimited),
            (420, "2FA_CONFIRM_WAIT_604800", RateLimited),
            (406, "PHONE_PASSWORD_FLOOD", RateLimited),
            (400, "PHONE_NUMBER_FLOOD", RateLimited),
            (400, "PEER_FLOOD", AccountLimited),
            (420, "FROZEN_METHOD_INVALID", AccountLimited),
            (400, "FROZEN_PARTICIPANT_MISSING", AccountLimited),
            (400, "CHANNELS_TOO_MUCH", AccountLimited),
            (400, "PHONE_NUMBER_INVALID", PhoneInvalid),
            (406, "PHONE_NUMBER_INVALID", PhoneInvalid),
            (400, "PHONE_NUMBER_BANNED", AccountBanned),
            (400, "PHONE_CODE_INVALID", CodeInvalid),
            (400, "PHONE_CODE_EMPTY", CodeInvalid),
            (400, "PHONE_CODE_EXPIRED", CodeExpired),
            (400, "PASSWORD_HASH_INVALID", PasswordInvalid),
            (401, "SESSION_PASSWORD_NEEDED", NotSignedIn),
            (401, "AUTH_KEY_UNREGISTERED", SessionRevoked),
            (401, "SESSION_REVOKED", SessionRevoked),
            (401, "SESSION_EXPIRED", SessionRevoked),
            (401, "SOMETHING_NEW", SessionRevoked),
            (401, "USER_DEACTIVATED", AccountBanned),
            (401, "USER_DEACTIVATED_BAN", AccountBanned),
            (406, "AUTH_KEY_DUPLICATED", SessionDuplicated),
            (403, "CHAT_WRITE_FORBIDDEN", Forbidden),
            (400, "CHAT_ADMIN_REQUIRED", Forbidden),
            (403, "CHAT_SEND_PHOTOS_FORBIDDEN", Forbidden),
            (406, "CHANNEL_PRIVATE", Forbidden),
            (400, "USER_BANNED_IN_CHANNEL", Banned),
            (400, "USER_KICKED", Banned),
            (400, "INVITE_HASH_INVALID", InviteInvalid),
            (400, "INVITE_HASH_EMPTY", InviteInvalid),
            (400, "INVITE_HASH_EXPIRED", InviteExpired),
            (406, "INVITE_HASH_EXPIRED", InviteExpired),
            (400, "USERS_TOO_MUCH", ChatFull),
            (400, "MESSAGE_NOT_MODIFIED", NotModified),
            (400, "PEER_ID_INVALID", PeerInvalid),
            (400, "CHANNEL_FORUM_MISSING", PeerInvalid),
            (400, "MESSAGE_POLL_CLOSED", Forbidden),
            (400, "REVOTE_NOT_ALLOWED", Forbidden),
            (406, "POLL_MEMBER_RESTRICTED", Forbidden),
            (400, "TOPIC_CLOSED", Forbidden),
            (400, "TOPIC_DELETED", MessageNotFound),
            (400, "CHANNEL_INVALID", PeerInvalid),
            (400, "USERNAME_NOT_OCCUPIED", ChatNotFound),
            (400, "MESSAGE_ID_INVALID", MessageNotFound),
            (400, "FILE_REFERENCE_EXPIRED", FileNotFound),
            (406, "FRESH_CHANGE_ADMINS_FORBIDDEN", TooFresh),
            (406, "FRESH_RESET_AUTHORISATION_FORBIDDEN", TooFresh),
            (400, "SESSION_TOO_FRESH_86400", TooFresh),
            (400, "PASSWORD_TOO_FRESH_3600", TooFresh),
            (400, "EMAIL_UNCONFIRMED_6", EmailSetupRequired),
            (400, "BOT_METHOD_INVALID", UserOnly),
            (400, "USER_BOT_REQUIRED", BotOnly),
            (500, "RPC_CALL_FAIL", TelegramInternal),
            (500, "INTERDC_2_CALL_ERROR", TelegramInternal),
            (500, "AUTH_RESTART", TelegramInternal),
            (-503, "Timeout", TelegramInternal),
            (-500, "No workers running", TelegramInternal),
            (400, "METHOD_NOT_IMPLEMENTED_IN_SANDBOX", TelegramRejected),
            (406, "UPDATE_APP_TO_LOGIN", TelegramRejected),
            (403, "SOMETHING_NEW", Forbidden),
        ] {
            assert_eq!(error(code, name).kind(), kind, "{code} {name}");
        }
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
    fn every_name_in_the_table_can_be_reached() {
        for (i, (pattern, kind)) in NAMES.iter().enumerate() {
            let name = pattern.replace('*', "X");
            let first = NAMES.iter().position(|(other, _)| matches(other, &name));
            let (earlier, earlier_kind) = NAMES[first.unwrap()];
            assert!(first == Some(i) || earlier_kind == *kind, "{pattern} is hidden by {earlier}");
        }
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
        assert!(!had_no_effect(&Failed::Unreadable));
        assert!(!had_no_effect(&Failed::Died));
    }
}
