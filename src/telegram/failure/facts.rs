//! What Telegram's common errors mean and how to fix them, beyond their kind.

use std::borrow::Cow;

use super::names::matches;
use super::patterns;

/// A name, its meaning (if empty, that of the kind), and a hint (may be empty). `*` matches anything.
type Row = (&'static str, &'static str, &'static str);

/// The meaning of an error.
pub fn fact(name: &str) -> Option<Cow<'static, str>> {
    let said = |(_, fact, _): &Row| (!fact.is_empty()).then_some(Cow::Borrowed(*fact));
    find(name).and_then(said).or_else(|| patterns::fact(name).map(Cow::Owned))
}

/// What to do about an error.
pub fn hint(name: &str) -> Option<&'static str> {
    find(name).map(|(_, _, hint)| *hint).filter(|hint| !hint.is_empty())
}

/// How to avoid further flood waits of this function.
pub fn flood_hint(method: &str) -> Option<&'static str> {
    FLOODS.iter().find(|(known, _)| *known == method).map(|(_, hint)| *hint)
}

fn find(name: &str) -> Option<&'static Row> {
    ROWS.iter().find(|(pattern, _, _)| matches(pattern, name))
}

/// Functions whose flood waits have a cause that can be removed.
const FLOODS: &[(&str, &str)] = &[
    (
        "auth.importBotAuthorization",
        "a bot that logs in at every start has to wait: keep the session string, and log in only if there is none",
    ),
    ("auth.sendCode", "keep the session string, and log in only if there is none"),
    ("auth.exportAuthorization", "use the newest session string: it makes this call unnecessary"),
    (
        "contacts.resolveUsername",
        "address chats by the `ref` of a result, or use the newest session string: both avoid this call",
    ),
];

const ROWS: &[Row] = &[
    // Logging in.
    (
        "ACCESS_TOKEN_INVALID",
        "There is no bot with this token",
        "copy the whole token from @BotFather (/mybots, API Token); a revoked token no longer works",
    ),
    (
        "ACCESS_TOKEN_EXPIRED",
        "This bot token was revoked",
        "get the new one from @BotFather: /mybots, API Token",
    ),
    (
        "API_ID_INVALID",
        "Telegram does not know this pair of api_id and api_hash",
        "take both from https://my.telegram.org",
    ),
    (
        "API_ID_PUBLISHED_FLOOD",
        "This api_id was published, so Telegram no longer accepts it",
        "get your own from https://my.telegram.org",
    ),
    (
        "PHONE_NUMBER_INVALID",
        "",
        "use the international form: + and the country code, without the leading 0 of national numbers",
    ),
    ("PHONE_NUMBER_UNOCCUPIED", "No account has this phone number", "sign it up with an official app"),
    ("PHONE_PASSWORD_FLOOD", "", "too many logins with this number: wait a day"),
    ("PHONE_NUMBER_FLOOD", "", "too many logins with this number: wait a day"),
    (
        "PHONE_CODE_INVALID",
        "",
        "use the newest code; `sent_to` of auth.sendCode says where it was sent: an app, an SMS or an e-mail",
    ),
    (
        "PHONE_CODE_EXPIRED",
        "",
        "request a new one with auth.sendCode; never send the code in a Telegram chat, which makes it invalid",
    ),
    ("PASSWORD_RECOVERY_NA", "The account has no recovery e-mail address", ""),
    (
        "SESSION_PASSWORD_NEEDED",
        "The login requires the two-step verification password",
        "call auth.checkPassword",
    ),
    ("UPDATE_APP_TO_LOGIN", "Telegram requires a newer program for this login", "upgrade Telewire"),
    ("API_GIFT_RESTRICTED_UPDATE_APP", "This gift requires a newer program", "upgrade Telewire"),
    ("RECAPTCHA_CHECK", "Telegram requires a solved reCAPTCHA", IN_AN_APP),
    (
        "APNS_VERIFY_CHECK",
        "Telegram requires a proof that Apple issues only to Telegram's own app",
        IN_AN_APP,
    ),
    ("INTEGRITY_*", "Telegram requires a proof that Google issues only to Telegram's own app", IN_AN_APP),
    (
        "PHONE_NUMBER_APP_SIGNUP_FORBIDDEN",
        "This number can be signed up only in Telegram's own apps",
        "sign it up with an official app first",
    ),
    (
        "PHONE_NUMBER_BANNED",
        "Telegram has banned this phone number",
        "if that is a mistake, write to recover@telegram.org from the owner's e-mail address; do not retry",
    ),
    (
        "USER_DEACTIVATED*",
        "Telegram has deleted or banned this account",
        "if that is a mistake, write to recover@telegram.org; do not retry",
    ),
    (
        "SEND_CODE_UNAVAILABLE",
        "There is no other way to send a code to this number",
        "wait a day, or use auth.startQr",
    ),
    ("SMS_CODE_CREATE_FAILED", "Telegram could not send this SMS", "call auth.resendCode or try later"),
    ("EMAIL_NOT_ALLOWED", "Telegram sends no codes to this e-mail address", "use one from another provider"),
    ("EMAIL_UNCONFIRMED", "", "enter the code that Telegram sent to this address first"),
    ("EMAIL_NOT_SETUP", "", "set a login e-mail address in an official app first"),
    (
        "CONNECTION_API_ID_INVALID",
        "Telegram does not know this api_id",
        "take it from https://my.telegram.org",
    ),
    (
        "CONNECTION_*_EMPTY",
        "A field of `client` is empty",
        "give all fields of `client` a value, or omit them",
    ),
    ("CONNECTION_LANG_PACK_INVALID", "Telegram has no such language pack", "leave `client.lang_pack` empty"),
    ("AUTH_TOKEN_*", "The QR code has expired", "show a new one and scan it"),
    (
        "*_MIGRATE",
        "This must be done in another DC of Telegram",
        "call telegram.invoke with `dc` set to `telegram.value`",
    ),
    // The account and its chats.
    (
        "FROZEN_METHOD_INVALID",
        "Telegram has frozen this account: it can only read",
        "stop, and appeal with @SpamBot in an official app",
    ),
    (
        "FROZEN_PARTICIPANT_MISSING",
        "Telegram has frozen this account, and a frozen account sees only its own chats",
        "stop, and appeal with @SpamBot in an official app",
    ),
    ("FROZEN_*", "Telegram has frozen this account", "stop, and appeal with @SpamBot in an official app"),
    ("PREMIUM_ACCOUNT_REQUIRED", "", "account.limits returns this account's limits"),
    ("PREMIUM_CURRENTLY_UNAVAILABLE", "Telegram sells no Premium to this account now", ""),
    (
        "ALLOW_PAYMENT_REQUIRED*",
        "The recipient charges strangers Telegram Stars for each message",
        "pay with messages.sendMessage and `allow_paid_stars` through telegram.invoke, or have them add the account to their contacts",
    ),
    (
        "BALANCE_TOO_LOW",
        "The account has too few Telegram Stars",
        "its owner can buy some in an official app",
    ),
    ("BOOSTS_REQUIRED", "The chat needs more boosts for this", "members with Telegram Premium can boost it"),
    ("CHANNEL_TOO_LARGE", "Telegram does this only in chats with fewer than 1,000 members", ""),
    ("CHAT_TOO_BIG", "Telegram does this only in small chats", ""),
    ("CHANNEL_TOO_BIG", "Telegram does this only in small chats", ""),
    ("MEGAGROUP_PREHISTORY_HIDDEN", "The group hides its older messages from new members", ""),
    ("USERPIC_UPLOAD_REQUIRED", "The account needs a profile photo for this", "set one in an app"),
    (
        "USERPIC_PRIVACY_REQUIRED",
        "The account's profile photo must be visible to everybody for this",
        "change it in an app, under Privacy",
    ),
    ("STORY_SEND_FLOOD*", "The account has reached its limit of stories for now", ""),
    ("TRANSLATE_REQ_QUOTA_EXCEEDED", "The account has reached its limit of translations for now", ""),
    (
        "PREMIUM_SUB_ACTIVE_UNTIL",
        "There is an active subscription to Telegram Premium",
        "`telegram.value` is the Unix time at which it ends",
    ),
    ("CHANNELS_TOO_MUCH", "", "leave some chats first"),
    ("USER_CHANNELS_TOO_MUCH", "", "leave some chats first"),
    ("CHANNELS_ADMIN_PUBLIC_TOO_MUCH", "", "remove the username of one of them first"),
    ("USER_BANNED_IN_CHANNEL", "", "if this happens in every group, ask @SpamBot"),
    ("USER_NOT_PARTICIPANT", "The account is not a member of this chat", "join it with groups.join first"),
    (
        "USER_CREATOR",
        "The account owns this chat, and its owner cannot leave it",
        "hand it over or delete it in an app",
    ),
    ("USER_KICKED", "The account was banned from this chat", ""),
    ("CHANNEL_PRIVATE", "The chat is private and the account is not in it, or was banned from it", ""),
    ("CHAT_WRITE_FORBIDDEN", "The account may not write in this chat", "join it first, or ask an admin"),
    ("CHAT_ADMIN_REQUIRED", "Only an admin of the chat with the corresponding right can do this", ""),
    ("CHAT_ADMIN_INVITE_REQUIRED", "Only an admin with the right to invite can do this", ""),
    ("CHAT_GUEST_SEND_FORBIDDEN", "Only members can write in this chat", "join it with groups.join first"),
    ("CHAT_RESTRICTED", "Telegram has restricted this chat", ""),
    ("CHAT_FORWARDS_RESTRICTED", "This chat's content is protected from forwarding", ""),
    (
        "RIGHT_FORBIDDEN",
        "The account cannot grant a right that it does not have, or the chat has no such right",
        "",
    ),
    ("ADMINS_TOO_MUCH", "", "demote another admin first"),
    ("BOTS_TOO_MUCH", "", "remove a bot first"),
    ("SCHEDULE_TOO_MUCH", "", "wait until some are sent, or delete some"),
    ("USERS_TOO_FEW", "This requires more members", ""),
    ("INVITE_REQUEST_SENT", "The request to join was sent; an admin has to approve it", ""),
    ("CHAT_TITLE_EMPTY", "A chat needs a title", ""),
    ("CHAT_ABOUT_TOO_LONG", "A description has at most 255 characters", ""),
    ("USERNAME_OCCUPIED", "This username is taken", ""),
    (
        "USERNAME_INVALID",
        "This cannot be a username",
        "use 5 to 32 letters, digits and _, beginning with a letter",
    ),
    ("USERNAME_PURCHASE_AVAILABLE", "This username is for sale at fragment.com", ""),
    ("USAGE_LIMIT_INVALID", "", "use 1 to 99999, and omit it for links with join requests"),
    // Messages.
    (
        "MESSAGE_ID_INVALID",
        "",
        "it may have been deleted, belong to another chat, or be of a kind that does not support this",
    ),
    ("MESSAGE_EMPTY", "The text is empty", ""),
    ("MESSAGE_TOO_LONG", "The text is longer than Telegram's limit of 4096 characters", "send it in parts"),
    (
        "MEDIA_CAPTION_TOO_LONG",
        "The caption is longer than Telegram allows",
        "send it as a message of its own",
    ),
    ("MESSAGE_EDIT_TIME_EXPIRED", "This message can no longer be edited", "Telegram allows it for 48 hours"),
    ("MESSAGE_AUTHOR_REQUIRED", "Only its author can edit this message", ""),
    ("MESSAGE_DELETE_FORBIDDEN", "The account may not delete this message", ""),
    ("REPLY_MESSAGE_ID_INVALID", "", "the message to reply to, or the topic, does not exist"),
    ("TOPIC_DELETED", "", "the topic does not exist"),
    ("TOPIC_ID_INVALID", "", "the topic does not exist"),
    ("TOPIC_CLOSED", "The topic is closed", "an admin can open it"),
    ("ENTITIES_TOO_LONG", "The URLs in the text's entities are too long", "shorten or remove links"),
    ("ENTITY_BOUNDS_INVALID", "An entity does not fit the text", "offsets and lengths count UTF-16 units"),
    ("ENTITY_MENTION_USER_INVALID", "A mentioned user is not known to this account", ""),
    ("SCHEDULE_DATE_TOO_LATE", "Telegram schedules messages at most a year ahead", ""),
    (
        "RANDOM_ID_DUPLICATE",
        "The first send with this `random_id` is still in progress",
        "repeat it in a moment",
    ),
    (
        "REACTION_INVALID",
        "Telegram or the chat does not accept this reaction",
        "use one emoji from Telegram's list, such as 👍 or ❤",
    ),
    ("MESSAGE_POLL_CLOSED", "The poll is closed", ""),
    ("POLL_ANSWERS_INVALID", "", "2 to 12 different options of 1 to 100 characters each"),
    ("POLL_OPTION_DUPLICATE", "Two options are the same", ""),
    ("POLL_QUESTION_INVALID", "", "1 to 255 characters"),
    // Files.
    ("FILE_PART_MISSING", "", "Telegram keeps uploads only for a while: upload the file again"),
    ("FILE_REFERENCE_EXPIRED", "", OLD_FILE),
    ("FILE_REFERENCE_INVALID", "", OLD_FILE),
    ("FILE_REFERENCE_EMPTY", "", OLD_FILE),
    ("FILEREF_UPGRADE_NEEDED", "", OLD_FILE),
    ("FILE_PARTS_INVALID", "The file is larger than Telegram allows for this account", ""),
    ("MEDIA_EMPTY", "", "send it with kind document"),
    (
        "PHOTO_INVALID_DIMENSIONS",
        "The photo is too large, too small or too narrow",
        "send it with kind document",
    ),
    (
        "PHOTO_SAVE_FILE_INVALID",
        "Telegram could not read this photo",
        "10 MB at most; or send it with kind document",
    ),
    ("PHOTO_EXT_INVALID", "", "send a JPEG or PNG, or send it with kind document"),
    ("IMAGE_PROCESS_FAILED", "Telegram could not read this image", "send it with kind document"),
    ("VIDEO_CONTENT_TYPE_INVALID", "", "send it with kind document"),
    ("WEBPAGE_CURL_FAILED", "Telegram could not fetch this URL", ""),
    ("WEBPAGE_MEDIA_EMPTY", "There is no file at this URL", ""),
    // Buttons and bots.
    (
        "BUTTON_DATA_INVALID",
        "A button's data is longer than Telegram allows",
        "use 1 to 64 bytes; store more on your side under a short key",
    ),
    (
        "BUTTON_URL_INVALID",
        "Telegram does not accept the URL of a button",
        "use a full https:// or tg:// URL",
    ),
    ("BUTTON_TEXT_INVALID", "A button's text is empty or too long", ""),
    ("BUTTON_USER_INVALID", "A button's user is not known to this bot", ""),
    ("BUTTON_USER_PRIVACY_RESTRICTED", "A button's user does not allow links to their profile", ""),
    (
        "REPLY_MARKUP_TOO_LONG",
        "The buttons hold more than Telegram allows",
        "use fewer buttons or shorter data",
    ),
    ("BOT_RESPONSE_TIMEOUT", "", "the bot did not answer in time"),
    ("BOT_PRECHECKOUT_TIMEOUT", "", "the bot did not answer in time"),
    ("QUERY_ID_INVALID", "", "it was already answered, or it has expired"),
    ("BOT_METHOD_INVALID", "", "bots cannot do this; use a user's account"),
    (
        "BOT_INLINE_DISABLED",
        "This bot does not answer inline queries",
        "its owner can turn them on with /setinline at @BotFather",
    ),
    ("RESULT_ID_DUPLICATE", "Two results have the same id", ""),
    (
        "RESULTS_TOO_MUCH",
        "The answer to an inline query has at most 50 results",
        "send the others as the next page",
    ),
    ("MESSAGE_NOT_MODIFIED", "The message already has this content", ""),
    // Names.
    (
        "USERNAME_NOT_OCCUPIED",
        "Nobody has this username",
        "check the spelling; the username may have been changed or released",
    ),
    ("PHONE_NOT_OCCUPIED", "No user can be found by this phone number", ""),
    (
        "INVITE_HASH_EXPIRED",
        "",
        "ask for a new link; this one has expired, was revoked, or the account was banned",
    ),
    ("CONTACT_NAME_EMPTY", "A contact needs a first name", ""),
    ("CONTACT_ID_INVALID", "The account cannot be its own contact", ""),
    ("ABOUT_TOO_LONG", "The bio is longer than Telegram allows", "70 characters, 140 with Telegram Premium"),
];

const OLD_FILE: &str = "file ids expire after some hours: fetch the message again and use its new file_id";

const IN_AN_APP: &str =
    "do this once in an official app, then try again; to log in without a code, use auth.startQr";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_name_is_listed_once_with_a_meaning_or_a_hint() {
        for (at, (name, fact, hint)) in ROWS.iter().enumerate() {
            assert!(ROWS[..at].iter().all(|(other, _, _)| !matches(other, name)), "{name}");
            assert!(!fact.is_empty() || !hint.is_empty(), "{name}");
        }
    }
}
