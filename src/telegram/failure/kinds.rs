//! The kinds of Telegram's errors, by name.

use super::names::matches;
use super::people::about_user;
use crate::error::{Kind, TelegramError};

/// The kind of a Telegram error.
pub fn kind(error: &TelegramError) -> Kind {
    if let Some(about) = about_user(&error.name, &error.method) {
        return about.kind;
    }
    NAMES
        .iter()
        .find(|(pattern, _)| matches(pattern, &error.name))
        .map_or_else(|| kind_of_code(error.code), |(_, kind)| *kind)
}

/// Telegram's names and their kinds. The first match applies, and `*` matches anything. Numbers in names, as in
/// `FLOOD_WAIT_31`, are removed first.
const NAMES: &[(&str, Kind)] = &[
    // Waits. PHONE_PASSWORD_FLOOD isn't a wrong password, but too many login attempts.
    ("FLOOD_WAIT", Kind::RateLimited),
    ("FLOOD_PREMIUM_WAIT", Kind::RateLimited),
    ("FLOOD_TEST_PHONE_WAIT", Kind::RateLimited),
    ("SLOWMODE_WAIT", Kind::RateLimited),
    ("STORY_SEND_FLOOD*", Kind::RateLimited),
    ("AICOMPOSE_FLOOD_PREMIUM", Kind::RateLimited),
    ("TAKEOUT_INIT_DELAY", Kind::RateLimited),
    ("2FA_CONFIRM_WAIT", Kind::RateLimited),
    ("PREVIOUS_CHAT_IMPORT_ACTIVE_WAIT", Kind::RateLimited),
    ("PHONE_NUMBER_FLOOD", Kind::RateLimited),
    ("PHONE_PASSWORD_FLOOD", Kind::RateLimited),
    ("SEND_CODE_UNAVAILABLE", Kind::RateLimited),
    ("TRANSLATE_REQ_QUOTA_EXCEEDED", Kind::RateLimited),
    ("FRESH_*_FORBIDDEN", Kind::TooFresh),
    ("SESSION_TOO_FRESH", Kind::TooFresh),
    ("PASSWORD_TOO_FRESH", Kind::TooFresh),
    ("STARGIFT_*_TOO_EARLY", Kind::TooFresh),
    // Exceptions: a 420 with a date in it, and others with misleading names.
    ("PREMIUM_SUB_ACTIVE_UNTIL", Kind::TelegramRejected),
    ("ADDRESS_INVALID", Kind::TelegramRejected),
    ("EMAIL_NOT_ALLOWED", Kind::TelegramRejected),
    // The account is limited or gone.
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
    ("ACTIVE_USER_REQUIRED", Kind::NotSignedIn),
    ("BOT_METHOD_INVALID", Kind::UserOnly),
    ("BOT_CHANNELS_NA", Kind::UserOnly),
    ("BOT_FALLBACK_UNSUPPORTED", Kind::UserOnly),
    ("BOT_POLLS_DISABLED", Kind::UserOnly),
    ("*_BOT_NOT_ALLOWED", Kind::UserOnly),
    ("USER_BOT_REQUIRED", Kind::BotOnly),
    ("BOT_MISSING", Kind::BotOnly),
    // Requirements: a newer program, Telegram's own apps, Premium, money.
    ("UPDATE_APP_TO_LOGIN", Kind::UpgradeRequired),
    ("*_UPDATE_APP", Kind::UpgradeRequired),
    ("CONNECTION_LAYER_INVALID", Kind::UpgradeRequired),
    ("INPUT_LAYER_INVALID", Kind::UpgradeRequired),
    ("RECAPTCHA_CHECK*", Kind::OfficialAppRequired),
    ("APNS_VERIFY*", Kind::OfficialAppRequired),
    ("INTEGRITY_*", Kind::OfficialAppRequired),
    ("PHONE_NUMBER_APP_SIGNUP_FORBIDDEN", Kind::OfficialAppRequired),
    ("PREMIUM_ACCOUNT_REQUIRED", Kind::PremiumRequired),
    ("ALLOW_PAYMENT_REQUIRED*", Kind::PaymentRequired),
    ("PAYMENT_REQUIRED", Kind::PaymentRequired),
    ("STARS_PAYMENT_REQUIRED", Kind::PaymentRequired),
    ("BALANCE_TOO_LOW", Kind::PaymentRequired),
    // Logging in.
    ("PHONE_NUMBER_INVALID", Kind::PhoneInvalid),
    ("PHONE_NUMBER_UNOCCUPIED", Kind::PhoneInvalid),
    ("PHONE_NUMBER_OCCUPIED", Kind::PhoneInvalid),
    ("PHONE_NOT_OCCUPIED", Kind::UserNotFound),
    ("PHONE_CODE_EXPIRED", Kind::CodeExpired),
    ("PHONE_CODE_HASH_EMPTY", Kind::CodeExpired),
    ("PHONE_HASH_EXPIRED", Kind::CodeExpired),
    ("EMAIL_HASH_EXPIRED", Kind::CodeExpired),
    ("EMAIL_VERIFY_EXPIRED", Kind::CodeExpired),
    ("CODE_HASH_INVALID", Kind::CodeExpired),
    ("PASSWORD_RECOVERY_EXPIRED", Kind::CodeExpired),
    ("AUTH_TOKEN_EXPIRED", Kind::CodeExpired),
    ("AUTH_TOKEN_INVALID*", Kind::CodeInvalid),
    ("AUTH_TOKEN_EXCEPTION", Kind::CodeInvalid),
    ("PHONE_CODE_*", Kind::CodeInvalid),
    ("CODE_INVALID", Kind::CodeInvalid),
    ("CODE_EMPTY", Kind::CodeInvalid),
    ("EMAIL_CODE_*", Kind::CodeInvalid),
    ("EMAIL_VERIFY_CODE_INVALID", Kind::CodeInvalid),
    ("EMAIL_UNCONFIRMED", Kind::EmailSetupRequired),
    ("EMAIL_INSTALL_MISSING", Kind::EmailSetupRequired),
    ("EMAIL_NOT_SETUP", Kind::EmailSetupRequired),
    ("PASSWORD_HASH_INVALID", Kind::PasswordInvalid),
    ("PASSWORD_EMPTY", Kind::PasswordInvalid),
    ("PASSWORD_REQUIRED", Kind::PasswordInvalid),
    ("PASSWORD_MISSING", Kind::PasswordInvalid),
    ("SRP_PASSWORD_CHANGED", Kind::PasswordInvalid),
    ("TMP_PASSWORD_INVALID", Kind::PasswordInvalid),
    // Invites.
    ("INVITE_HASH_EXPIRED", Kind::InviteExpired),
    ("INVITE_HASH_*", Kind::InviteInvalid),
    ("INVITE_SLUG_EXPIRED", Kind::InviteExpired),
    ("INVITE_SLUG_*", Kind::InviteInvalid),
    ("CHATLINK_SLUG_EXPIRED", Kind::InviteExpired),
    ("CHATLINK_SLUG_*", Kind::InviteInvalid),
    // Limits of one chat.
    ("USERS_TOO_MUCH", Kind::ChatFull),
    ("ADMINS_TOO_MUCH", Kind::ChatFull),
    ("BOTS_TOO_MUCH", Kind::ChatFull),
    ("SCHEDULE_TOO_MUCH", Kind::ChatFull),
    ("PINNED_TOO_MUCH", Kind::ChatFull),
    // Limits of one request.
    ("OPTIONS_TOO_MUCH", Kind::TelegramRejected),
    ("RESULTS_TOO_MUCH", Kind::TooLarge),
    ("BOT_COMMANDS_TOO_MUCH", Kind::TooLarge),
    ("TODO_ITEMS_TOO_MUCH", Kind::TooLarge),
    ("QUIZ_CORRECT_ANSWERS_TOO_MUCH", Kind::TooLarge),
    ("ALBUM_PHOTOS_TOO_MANY", Kind::TooLarge),
    ("STICKERPACK_STICKERS_TOO_MUCH", Kind::TooLarge),
    ("FILE_PARTS_INVALID", Kind::TooLarge),
    ("FILE_PART_TOO_BIG", Kind::TooLarge),
    ("WEBDOCUMENT_SIZE_TOO_BIG", Kind::TooLarge),
    ("STICKER_VIDEO_BIG", Kind::TooLarge),
    ("MT_SEND_QUEUE_TOO_LONG", Kind::TelegramInternal),
    ("*_TOO_LONG", Kind::TooLarge),
    // Limits of the account: chats, folders, pins and others.
    ("BOT_CREATE_LIMIT_EXCEEDED", Kind::AccountLimited),
    ("RESELL_STARS_TOO_MUCH", Kind::TelegramRejected),
    ("GROUPCALL_SSRC_DUPLICATE_MUCH", Kind::TelegramRejected),
    ("*_TOO_MUCH", Kind::AccountLimited),
    ("*_TOO_MANY", Kind::AccountLimited),
    // Bans from one chat, or from all public ones (see @SpamBot).
    ("USER_BANNED_IN_CHANNEL", Kind::Banned),
    ("USER_KICKED", Kind::Banned),
    ("USER_BLOCKED", Kind::Banned),
    ("CHANNEL_BANNED", Kind::Banned),
    // Already done.
    ("USER_ALREADY_INVITED", Kind::NotModified),
    ("BIRTHDAY_ALREADY", Kind::NotModified),
    ("BOT_ALREADY_DISABLED", Kind::NotModified),
    ("CALL_ALREADY_*", Kind::NotModified),
    ("CHARGE_ALREADY_REFUNDED", Kind::NotModified),
    ("ENCRYPTION_ALREADY_*", Kind::NotModified),
    ("GROUPCALL_ALREADY_DISCARDED", Kind::NotModified),
    ("MEDIA_ALREADY_PAID", Kind::NotModified),
    ("STARGIFT_ALREADY_*", Kind::NotModified),
    ("*_NOT_MODIFIED", Kind::NotModified),
    ("GROUPCALL_ALREADY_STARTED", Kind::NotModified),
    // Rights.
    ("CHAT_ADMIN_REQUIRED", Kind::Forbidden),
    ("CHAT_ADMIN_INVITE_REQUIRED", Kind::Forbidden),
    ("CHAT_RESTRICTED", Kind::Forbidden),
    ("CHAT_FORWARDS_RESTRICTED", Kind::Forbidden),
    ("CHAT_DISCUSSION_UNALLOWED", Kind::Forbidden),
    ("CHAT_TOO_BIG", Kind::Forbidden),
    ("CHANNEL_TOO_BIG", Kind::Forbidden),
    ("CHANNEL_TOO_LARGE", Kind::Forbidden),
    ("CHANNEL_PRIVATE", Kind::Forbidden),
    ("CHANNEL_PUBLIC_GROUP_NA", Kind::Forbidden),
    ("ADMIN_RANK_*", Kind::Forbidden),
    ("BOOSTS_REQUIRED", Kind::Forbidden),
    ("EDIT_MESSAGE_TEMP_RESTRICTED", Kind::Forbidden),
    ("INLINE_BOT_REQUIRED", Kind::Forbidden),
    ("MANAGER_PERMISSION_MISSING", Kind::Forbidden),
    ("MEGAGROUP_PREHISTORY_HIDDEN", Kind::Forbidden),
    ("MESSAGE_AUTHOR_REQUIRED", Kind::Forbidden),
    ("MESSAGE_EDIT_TIME_EXPIRED", Kind::Forbidden),
    ("MESSAGE_POLL_CLOSED", Kind::Forbidden),
    ("MESSAGE_TOO_OLD", Kind::Forbidden),
    ("MSG_TOO_OLD", Kind::Forbidden),
    ("NOT_ELIGIBLE", Kind::Forbidden),
    ("NOT_JOINED", Kind::Forbidden),
    ("PARTICIPANT_JOIN_MISSING", Kind::Forbidden),
    ("PIN_RESTRICTED", Kind::Forbidden),
    ("POLL_COUNTRY_RESTRICTED", Kind::Forbidden),
    ("POLL_MEMBER_RESTRICTED", Kind::Forbidden),
    ("POLL_VOTE_REQUIRED", Kind::Forbidden),
    ("PREMIUM_CURRENTLY_UNAVAILABLE", Kind::Forbidden),
    ("SELF_DELETE_RESTRICTED", Kind::Forbidden),
    ("STARGIFT_NOT_OWNER", Kind::Forbidden),
    ("STICKERSET_OWNER_ANONYMOUS", Kind::Forbidden),
    ("TAKEOUT_REQUIRED", Kind::Forbidden),
    ("TOPIC_CLOSED", Kind::Forbidden),
    ("USER_CREATOR", Kind::Forbidden),
    ("USER_NOT_PARTICIPANT", Kind::Forbidden),
    ("USER_RIGHTS_MISSING", Kind::Forbidden),
    ("USERPIC_*_REQUIRED", Kind::Forbidden),
    ("INVITE_FORBIDDEN_WITH_JOINAS", Kind::Forbidden),
    ("TRANSLATIONS_DISABLED_ALT", Kind::Forbidden),
    ("*_PRIVACY_RESTRICTED", Kind::Forbidden),
    ("*_DISABLED", Kind::Forbidden),
    ("*_FORBIDDEN", Kind::Forbidden),
    ("*NOT_ALLOWED", Kind::Forbidden),
    // Peers and messages.
    ("USERNAME_NOT_OCCUPIED", Kind::ChatNotFound),
    ("CONTACT_MISSING", Kind::UserNotFound),
    ("PEER_ID_INVALID", Kind::PeerInvalid),
    ("PEER_ID_NOT_SUPPORTED", Kind::PeerInvalid),
    ("BOT_ID_INVALID", Kind::PeerInvalid),
    ("BROADCAST_ID_INVALID", Kind::PeerInvalid),
    ("BROADCAST_REQUIRED", Kind::PeerInvalid),
    ("CHANNEL_FORUM_MISSING", Kind::PeerInvalid),
    ("CHANNEL_ID_INVALID", Kind::PeerInvalid),
    ("CHANNEL_INVALID", Kind::PeerInvalid),
    ("CHANNEL_MONOFORUM_UNSUPPORTED", Kind::PeerInvalid),
    ("CHANNEL_PARICIPANT_MISSING", Kind::PeerInvalid),
    ("CHAT_ID_*", Kind::PeerInvalid),
    ("CHAT_INVALID", Kind::PeerInvalid),
    ("CHAT_PUBLIC_REQUIRED", Kind::PeerInvalid),
    ("CHAT_TYPE_INVALID", Kind::PeerInvalid),
    ("MEGAGROUP_GEO_REQUIRED", Kind::PeerInvalid),
    ("MEGAGROUP_ID_INVALID", Kind::PeerInvalid),
    ("MEGAGROUP_REQUIRED", Kind::PeerInvalid),
    ("PUBLIC_BROADCAST_EXPECTED", Kind::PeerInvalid),
    ("SAVED_DIALOGS_UNSUPPORTED", Kind::PeerInvalid),
    ("TO_ID_INVALID", Kind::PeerInvalid),
    ("*_CHAT_INVALID", Kind::PeerInvalid),
    ("*_PEER_INVALID", Kind::PeerInvalid),
    ("*_PEER_ID_INVALID", Kind::PeerInvalid),
    ("MESSAGE_ID_INVALID", Kind::MessageNotFound),
    ("MESSAGE_IDS_EMPTY", Kind::MessageNotFound),
    ("MSG_ID_INVALID", Kind::MessageNotFound),
    ("REPLY_MESSAGE_ID_INVALID", Kind::MessageNotFound),
    ("TOPIC_DELETED", Kind::MessageNotFound),
    ("TOPIC_ID_INVALID", Kind::MessageNotFound),
    ("FILE_ID_INVALID", Kind::FileNotFound),
    ("FILE_REFERENCE_*", Kind::FileNotFound),
    ("FILEREF_UPGRADE_NEEDED", Kind::FileNotFound),
    ("FILE_PART_MISSING", Kind::FileNotFound),
    ("DOCUMENT_INVALID", Kind::FileNotFound),
    ("PHOTO_INVALID", Kind::FileNotFound),
    ("LOCATION_INVALID", Kind::FileNotFound),
    ("VOLUME_LOC_NOT_FOUND", Kind::FileNotFound),
    // Internal errors of Telegram, by name because some have misleading codes.
    ("Timeout", Kind::TelegramInternal),
    ("TIMEOUT", Kind::TelegramInternal),
    ("AUTH_RESTART", Kind::TelegramInternal),
    ("RPC_CALL_FAIL", Kind::TelegramInternal),
    ("RPC_MCGET_FAIL", Kind::TelegramInternal),
    ("INTERDC_*", Kind::TelegramInternal),
    ("WORKER_BUSY_TOO_LONG_RETRY", Kind::TelegramInternal),
    ("HISTORY_GET_FAILED", Kind::TelegramInternal),
    ("MSG_WAIT_*", Kind::TelegramInternal),
    ("NEED_*_INVALID", Kind::TelegramInternal),
    ("AICOMPOSE_ERROR_OCCURED", Kind::TelegramInternal),
    ("BASE_PORT_LOC_INVALID", Kind::TelegramInternal),
    ("CHANNEL_ADD_INVALID", Kind::TelegramInternal),
    ("CREATE_CALL_FAILED", Kind::TelegramInternal),
    ("MTPROTO_CLUSTER_INVALID", Kind::TelegramInternal),
    ("RSA_DECRYPT_FAILED", Kind::TelegramInternal),
    ("SMS_CODE_CREATE_FAILED", Kind::TelegramInternal),
    ("TRANSCRIPTION_FAILED", Kind::TelegramInternal),
    ("UNKNOWN_ERROR", Kind::TelegramInternal),
    ("*_OCCUPY_FAILED", Kind::TelegramInternal),
    // The first send with this id is still in progress.
    ("RANDOM_ID_DUPLICATE", Kind::TelegramInternal),
    // A 500 that is permanent.
    ("UNKNOWN_METHOD", Kind::TelegramRejected),
];

/// The kind of an error whose name isn't listed, by its code.
fn kind_of_code(code: i32) -> Kind {
    match code {
        // Negative codes come from Telegram's intermediate servers: -503 is a timeout.
        500..=599 | -599..=-500 => Kind::TelegramInternal,
        401 => Kind::SessionRevoked,
        403 => Kind::Forbidden,
        420 | 429 => Kind::RateLimited,
        _ => Kind::TelegramRejected,
    }
}

#[cfg(test)]
mod tests {
    use grammers_client::tl;

    use super::super::names::named;
    use super::*;
    use crate::error::Kind;

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
            (400, "METHOD_NOT_KNOWN_2_US", TelegramRejected),
            (406, "UPDATE_APP_TO_LOGIN", UpgradeRequired),
            (403, "SOMETHING_NEW", Forbidden),
        ] {
            let error = tl::types::RpcError { error_code: code, error_message: name.to_owned() };
            assert_eq!(super::kind(&named(&error, "")), kind, "{code} {name}");
        }
    }

    /// Each line: a kind, an error's code, its name as Telegram writes it.
    const KNOWN: &str = include_str!("../../../tests/suite/data/telegram_errors.txt");

    #[test]
    fn every_error_that_is_known_of_telegram_has_its_kind() {
        let mut wrong = Vec::new();
        for line in KNOWN.lines().filter(|line| !line.starts_with('#')) {
            let words: Vec<_> = line.splitn(3, ' ').collect();
            let [kind, code, name] = words[..] else { panic!("{line}") };
            let error =
                tl::types::RpcError { error_code: code.parse().expect(line), error_message: name.to_owned() };
            let is = super::kind(&named(&error, "")).name();
            if is != kind {
                wrong.push(format!("{name}: {is}, not {kind}"));
            }
        }
        assert!(wrong.is_empty(), "{wrong:#?}");
    }

    #[test]
    fn what_a_check_asks_for_is_no_part_of_its_name() {
        let of = |name: &str| {
            let error = named(&tl::types::RpcError { error_code: 403, error_message: name.to_owned() }, "");
            (error.name, error.value, error.detail)
        };
        let check = |name: &str, detail: &str| (name.to_owned(), None, Some(detail.to_owned()));
        assert_eq!(of("RECAPTCHA_CHECK_signup__6L_12_x"), check("RECAPTCHA_CHECK", "signup__6L_12_x"));
        assert_eq!(of("APNS_VERIFY_CHECK_99"), check("APNS_VERIFY_CHECK", "99"));
        assert_eq!(of("INTEGRITY_CHECK_CLASSIC_ab"), check("INTEGRITY_CHECK_CLASSIC", "ab"));
        let (name, value, _) = of("PREVIOUS_CHAT_IMPORT_ACTIVE_WAIT_5MIN");
        assert_eq!((name.as_str(), value), ("PREVIOUS_CHAT_IMPORT_ACTIVE_WAIT", Some(300)));
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
