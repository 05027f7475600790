//! What Telegram's common errors mean, and what to do about them, where their kind alone doesn't say.

/// A name, what it means (empty: as its kind says), and what to do (empty: nothing).
type Row = (&'static str, &'static str, &'static str);

/// What this error means.
pub fn fact(name: &str) -> Option<&'static str> {
    find(name).map(|(_, fact, _)| *fact).filter(|fact| !fact.is_empty())
}

/// What to do about it.
pub fn hint(name: &str) -> Option<&'static str> {
    find(name).map(|(_, _, hint)| *hint).filter(|hint| !hint.is_empty())
}

fn find(name: &str) -> Option<&'static Row> {
    ROWS.iter().find(|(known, _, _)| known == &name)
}

const ROWS: &[Row] = &[
    // Logging in.
    (
        "ACCESS_TOKEN_INVALID",
        "There is no bot with this token",
        "copy the token whole from @BotFather (/mybots, API Token); one that was revoked is good no more",
    ),
    (
        "ACCESS_TOKEN_EXPIRED",
        "This bot token was revoked",
        "get the new one from @BotFather: /mybots, API Token",
    ),
    (
        "API_ID_INVALID",
        "Telegram knows no program by this api_id and api_hash",
        "take both from https://my.telegram.org",
    ),
    (
        "API_ID_PUBLISHED_FLOOD",
        "This api_id was published, and Telegram no longer takes it",
        "this api_id is known to everyone: get your own from https://my.telegram.org",
    ),
    (
        "PHONE_NUMBER_INVALID",
        "",
        "give it in international form: + and the country's code, without the 0 that is dialled within the country",
    ),
    ("PHONE_NUMBER_UNOCCUPIED", "No account has this phone number", "sign it up with an official app"),
    ("PHONE_PASSWORD_FLOOD", "", "too many logins of this number: wait a day"),
    ("PHONE_NUMBER_FLOOD", "", "too many logins of this number: wait a day"),
    (
        "PHONE_CODE_INVALID",
        "",
        "look for the newest code: in a Telegram app, by SMS or mail, as `sent_to` of auth.sendCode says",
    ),
    (
        "PHONE_CODE_EXPIRED",
        "",
        "call auth.sendCode again; a code also ends when it is sent to anybody in Telegram",
    ),
    ("PASSWORD_RECOVERY_NA", "The account has no recovery e-mail address", ""),
    ("UPDATE_APP_TO_LOGIN", "Telegram wants a newer client for this login", "upgrade telewire"),
    (
        "SESSION_PASSWORD_NEEDED",
        "The login waits for the two-step verification password",
        "call auth.checkPassword",
    ),
    ("NEW_SETTINGS_INVALID", "Telegram does not take these password settings", ""),
    ("EMAIL_INVALID", "This is not an e-mail address that Telegram takes", ""),
    ("EMAIL_UNCONFIRMED", "", "set a login e-mail address in an official app first"),
    // The account and its chats.
    (
        "CHANNELS_TOO_MUCH",
        "The account is in as many groups and channels as Telegram allows",
        "leave some chats first",
    ),
    (
        "USER_CHANNELS_TOO_MUCH",
        "The account is in as many groups and channels as Telegram allows",
        "leave some chats first",
    ),
    (
        "CHANNELS_ADMIN_PUBLIC_TOO_MUCH",
        "The account owns as many public chats as Telegram allows",
        "take the username from one of them first",
    ),
    ("USER_BANNED_IN_CHANNEL", "", "if it is so in every group, @SpamBot tells more"),
    ("USER_NOT_PARTICIPANT", "The account is not a member of this chat", "join it with groups.join first"),
    (
        "USER_CREATOR",
        "The account owns this chat, and its owner cannot leave it",
        "hand it over or delete it in an app",
    ),
    ("USER_KICKED", "The account was banned from this chat", ""),
    ("CHANNEL_PRIVATE", "The chat is private and the account is not in it, or was banned from it", ""),
    ("CHAT_WRITE_FORBIDDEN", "The account may not write in this chat", "join it first, or ask an admin"),
    ("CHAT_ADMIN_REQUIRED", "This takes an admin of the chat with the right for it", ""),
    ("CHAT_ADMIN_INVITE_REQUIRED", "This takes an admin with the right to invite", ""),
    ("CHAT_GUEST_SEND_FORBIDDEN", "Only members can write in this chat", "join it with groups.join first"),
    ("CHAT_RESTRICTED", "Telegram has restricted this chat", ""),
    ("CHAT_SEND_PLAIN_FORBIDDEN", "The account may not send texts in this chat", ""),
    ("CHAT_SEND_MEDIA_FORBIDDEN", "The account may not send media in this chat", ""),
    ("CHAT_SEND_PHOTOS_FORBIDDEN", "The account may not send photos in this chat", ""),
    ("CHAT_SEND_VIDEOS_FORBIDDEN", "The account may not send videos in this chat", ""),
    ("CHAT_SEND_AUDIOS_FORBIDDEN", "The account may not send music in this chat", ""),
    ("CHAT_SEND_VOICES_FORBIDDEN", "The account may not send voice messages in this chat", ""),
    ("CHAT_SEND_DOCS_FORBIDDEN", "The account may not send documents in this chat", ""),
    ("CHAT_SEND_STICKERS_FORBIDDEN", "The account may not send stickers in this chat", ""),
    ("CHAT_SEND_GIFS_FORBIDDEN", "The account may not send GIFs in this chat", ""),
    ("CHAT_SEND_POLL_FORBIDDEN", "The account may not send polls in this chat", ""),
    ("CHAT_FORWARDS_RESTRICTED", "This chat's content is protected from being passed on", ""),
    (
        "RIGHT_FORBIDDEN",
        "The account cannot give a right that it does not have, or the chat has no such right",
        "",
    ),
    ("ADMINS_TOO_MUCH", "The chat has as many admins as Telegram allows", ""),
    ("BOTS_TOO_MUCH", "The chat has as many bots as Telegram allows", ""),
    ("USERS_TOO_FEW", "This takes more members", ""),
    ("INVITE_REQUEST_SENT", "The request to join was sent and waits for an admin", ""),
    ("CHAT_TITLE_EMPTY", "A chat takes a title", ""),
    ("CHAT_ABOUT_TOO_LONG", "A description has 255 characters at most", ""),
    ("USERNAME_OCCUPIED", "This username is taken", ""),
    (
        "USERNAME_INVALID",
        "This cannot be a username",
        "it takes 5 to 32 letters, digits and _, a letter first",
    ),
    ("USERNAME_PURCHASE_AVAILABLE", "This username is for sale at fragment.com", ""),
    ("UNTIL_DATE_INVALID", "Telegram does not take this date", ""),
    ("EXPIRE_DATE_INVALID", "Telegram does not take this date", ""),
    (
        "USAGE_LIMIT_INVALID",
        "Telegram does not take this limit",
        "it is 1 to 99999, and not for links with requests",
    ),
    // Messages.
    (
        "MESSAGE_ID_INVALID",
        "",
        "it may have been deleted, or be of another chat, or a kind of message that this cannot be done to",
    ),
    ("MESSAGE_EMPTY", "There is nothing in the text to be sent", ""),
    ("MESSAGE_TOO_LONG", "The text is longer than Telegram takes: 4096 characters", "send it in parts"),
    (
        "MEDIA_CAPTION_TOO_LONG",
        "The caption is longer than Telegram takes",
        "send it as a message of its own",
    ),
    ("MESSAGE_EDIT_TIME_EXPIRED", "This message can no longer be edited", "Telegram allows it for 48 hours"),
    ("MESSAGE_AUTHOR_REQUIRED", "Only its author can edit this message", ""),
    ("MESSAGE_DELETE_FORBIDDEN", "The account may not delete this message", ""),
    ("REPLY_MESSAGE_ID_INVALID", "", "what this answers, or the topic that it goes to, is not there"),
    ("TOPIC_DELETED", "", "the topic is not there"),
    ("TOPIC_ID_INVALID", "", "the topic is not there"),
    ("TOPIC_CLOSED", "The topic is closed", "an admin can open it"),
    ("ENTITIES_TOO_LONG", "The addresses in the text's entities are too long", "shorten or drop links"),
    ("ENTITY_BOUNDS_INVALID", "An entity does not fit the text", "offsets and lengths count UTF-16 units"),
    ("ENTITY_MENTION_USER_INVALID", "A mentioned user is not known to this account", ""),
    ("SCHEDULE_DATE_TOO_LATE", "Telegram schedules messages for a year ahead at most", ""),
    ("SCHEDULE_DATE_INVALID", "Telegram does not take this date", ""),
    ("SCHEDULE_TOO_MUCH", "The chat has as many scheduled messages as Telegram allows: 100", ""),
    (
        "RANDOM_ID_DUPLICATE",
        "The first send under this `random_id` is still under way",
        "repeat it in a moment",
    ),
    (
        "REACTION_INVALID",
        "Telegram or the chat does not take this reaction",
        "one emoji of Telegram's list, as 👍 or ❤",
    ),
    ("REACTIONS_TOO_MANY", "The account gives fewer reactions to a message than that", ""),
    ("PINNED_DIALOGS_TOO_MUCH", "The account has pinned as many chats as Telegram allows", ""),
    ("MESSAGE_POLL_CLOSED", "The poll is closed", ""),
    ("OPTIONS_TOO_MUCH", "A poll takes fewer options than that", ""),
    (
        "POLL_ANSWERS_INVALID",
        "Telegram does not take these options",
        "2 to 12 of them, each 1 to 100 characters, no two alike",
    ),
    ("POLL_OPTION_DUPLICATE", "Two options are alike", ""),
    ("POLL_QUESTION_INVALID", "Telegram does not take this question", "1 to 255 characters"),
    // Files.
    ("FILE_PART_MISSING", "", "Telegram keeps uploads for a while only: upload the file again"),
    ("FILE_REFERENCE_EXPIRED", "", OLD_FILE),
    ("FILE_REFERENCE_INVALID", "", OLD_FILE),
    ("FILE_REFERENCE_EMPTY", "", OLD_FILE),
    ("FILE_PARTS_INVALID", "The file is larger than Telegram takes of this account", ""),
    ("MEDIA_EMPTY", "Telegram does not take this file as media", "send it with kind document"),
    ("MEDIA_INVALID", "Telegram does not take this media here", ""),
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
    (
        "PHOTO_EXT_INVALID",
        "Telegram does not take this as a photo",
        "a JPEG or PNG, or send it with kind document",
    ),
    ("IMAGE_PROCESS_FAILED", "Telegram could not read this image", "send it with kind document"),
    ("VIDEO_CONTENT_TYPE_INVALID", "Telegram does not take this as a video", "send it with kind document"),
    ("WEBPAGE_CURL_FAILED", "Telegram could not fetch this address", ""),
    ("WEBPAGE_MEDIA_EMPTY", "There is no file at this address", ""),
    // Buttons and bots.
    (
        "BUTTON_DATA_INVALID",
        "A button's data is longer than Telegram takes",
        "1 to 64 bytes; keep more on your side under a short key",
    ),
    (
        "BUTTON_URL_INVALID",
        "A button's address is none that Telegram takes",
        "a whole https:// or tg:// address",
    ),
    ("BUTTON_TEXT_INVALID", "A button's text is empty or too long", ""),
    ("BUTTON_TYPE_INVALID", "Telegram does not take this kind of button here", ""),
    ("BUTTON_USER_INVALID", "A button's user is not known to this bot", ""),
    ("BUTTON_USER_PRIVACY_RESTRICTED", "A button's user does not let others link to them", ""),
    ("REPLY_MARKUP_INVALID", "Telegram does not take these buttons", ""),
    (
        "REPLY_MARKUP_TOO_LONG",
        "The buttons hold more than Telegram takes",
        "use fewer buttons or shorter data",
    ),
    ("BOT_RESPONSE_TIMEOUT", "", "the bot did not answer in its time"),
    ("QUERY_ID_INVALID", "", "it was answered already, or its time is over"),
    ("BOT_METHOD_INVALID", "", "bots cannot do this; use a user's account"),
    (
        "BOT_INLINE_DISABLED",
        "This bot answers no inline queries",
        "its owner can turn them on at @BotFather, with /setinline",
    ),
    ("RESULT_ID_DUPLICATE", "Two results have the same id", ""),
    (
        "RESULTS_TOO_MUCH",
        "An inline query is answered with 50 results at most",
        "give the others on a next page",
    ),
    ("MESSAGE_NOT_MODIFIED", "The message already is as it should become", ""),
    // Names.
    (
        "USERNAME_NOT_OCCUPIED",
        "Nobody has this username",
        "check its spelling: it may have been changed or given up",
    ),
    ("PHONE_NOT_OCCUPIED", "Nobody who can be found has this phone number", ""),
    (
        "INVITE_HASH_EXPIRED",
        "",
        "ask for a new link; this one has expired, was revoked, or the account was banned",
    ),
    ("CONTACT_NAME_EMPTY", "A contact takes a first name", ""),
    ("CONTACT_ID_INVALID", "The account cannot be its own contact", ""),
    ("FIRSTNAME_INVALID", "Telegram does not take this first name", ""),
    ("LASTNAME_INVALID", "Telegram does not take this last name", ""),
    ("ABOUT_TOO_LONG", "The bio is longer than Telegram takes", "70 characters, 140 with Telegram Premium"),
];

const OLD_FILE: &str = "file ids are good for some hours: take the file_id of the message as it is now";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_name_stands_there_once_and_says_something() {
        for (at, (name, fact, hint)) in ROWS.iter().enumerate() {
            assert!(ROWS[..at].iter().all(|(other, _, _)| other != name), "{name}");
            assert!(!fact.is_empty() || !hint.is_empty(), "{name}");
        }
    }
}
