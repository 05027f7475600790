//! Telegram's names of errors, and what kind each is.

use grammers_client::tl;

use super::people::about_user;
use crate::error::{Kind, TelegramError};

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
    ("ALLOW_PAYMENT_REQUIRED*", Kind::Forbidden),
    ("REVOTE_NOT_ALLOWED", Kind::Forbidden),
    ("SENSITIVE_CHANGE_FORBIDDEN", Kind::Forbidden),
    ("TAKEOUT_REQUIRED", Kind::Forbidden),
    ("TOPIC_CLOSED", Kind::Forbidden),
    ("USER_CREATOR", Kind::Forbidden),
    ("USER_NOT_PARTICIPANT", Kind::Forbidden),
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
    ("SEND_AS_PEER_INVALID", Kind::PeerInvalid),
    ("TO_ID_INVALID", Kind::PeerInvalid),
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
    // The first send under this id is still under way.
    ("RANDOM_ID_DUPLICATE", Kind::TelegramInternal),
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
    if let Some(about) = about_user(&error.name, &error.method) {
        return about.kind;
    }
    NAMES
        .iter()
        .find(|(pattern, _)| matches(pattern, &error.name))
        .map_or_else(|| kind_of_code(error.code), |(_, kind)| *kind)
}

#[cfg(test)]
mod tests {
    use super::*;

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
            (406, "SEND_CODE_UNAVAILABLE", RateLimited),
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
            let error = tl::types::RpcError { error_code: code, error_message: name.to_owned() };
            assert_eq!(super::kind(&named(&error, "")), kind, "{code} {name}");
        }
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
}
