//! The meanings of errors whose names follow a pattern.

/// The meaning of an error whose name follows a pattern.
pub fn fact(name: &str) -> Option<String> {
    let of = |words: &[(&str, &'static str)]| {
        words.iter().find(|(known, _)| *known == name).map(|(_, word)| *word)
    };
    if let Some(kind) = name.strip_prefix("CHAT_SEND_").and_then(|name| name.strip_suffix("_FORBIDDEN")) {
        let what = SENT.iter().find(|(known, _)| *known == kind).map_or("this", |(_, what)| *what);
        return Some(format!("The account may not send {what} in this chat"));
    }
    if let Some(what) = of(FULL) {
        return Some(format!("{what} than Telegram allows"));
    }
    if let Some(what) = of(TAKEN) {
        return Some(format!("Telegram does not accept {what}"));
    }
    None
}

/// What `CHAT_SEND_…_FORBIDDEN` forbids to send.
const SENT: &[(&str, &str)] = &[
    ("PLAIN", "texts"),
    ("MEDIA", "media"),
    ("PHOTOS", "photos"),
    ("VIDEOS", "videos"),
    ("ROUNDVIDEOS", "video messages"),
    ("AUDIOS", "music"),
    ("VOICES", "voice messages"),
    ("DOCS", "documents"),
    ("STICKERS", "stickers"),
    ("GIFS", "GIFs"),
    ("GAME", "games"),
    ("INLINE", "results of inline bots"),
    ("POLL", "polls"),
    ("WEBPAGE", "links with previews"),
];

/// Completes "… than Telegram allows".
const FULL: &[(&str, &str)] = &[
    ("USERS_TOO_MUCH", "The chat would have more members"),
    ("ADMINS_TOO_MUCH", "The chat would have more admins"),
    ("BOTS_TOO_MUCH", "The chat would have more bots"),
    ("SCHEDULE_TOO_MUCH", "The chat would have more scheduled messages"),
    ("PINNED_TOO_MUCH", "The chat would have more pinned messages"),
    ("CHANNELS_TOO_MUCH", "The account would be in more groups and channels"),
    ("USER_CHANNELS_TOO_MUCH", "The account would be in more groups and channels"),
    ("CHANNELS_ADMIN_PUBLIC_TOO_MUCH", "The account would own more public chats"),
    ("CHANNELS_ADMIN_LOCATED_TOO_MUCH", "The account would own more chats with a location"),
    ("PINNED_DIALOGS_TOO_MUCH", "The account would pin more chats"),
    ("DIALOG_FILTERS_TOO_MUCH", "The account would have more folders"),
    ("CHATLISTS_TOO_MUCH", "The account would have more shared folders"),
    ("CHATLINKS_TOO_MUCH", "The account would have more chat links"),
    ("FILTER_INCLUDE_TOO_MUCH", "The folder would have more chats"),
    ("INVITES_TOO_MUCH", "The folder would have more invite links"),
    ("USERNAMES_ACTIVE_TOO_MUCH", "More usernames would be active"),
    ("BOT_CREATE_LIMIT_EXCEEDED", "The account would have more bots"),
    ("REACTIONS_TOO_MANY", "The account would give the message more reactions"),
    ("QUICK_REPLIES_TOO_MUCH", "The account would have more quick replies"),
    ("REPLY_MESSAGES_TOO_MUCH", "The quick reply would have more messages"),
    ("STICKERS_TOO_MUCH", "The sticker set would have more stickers"),
    ("STORIES_TOO_MUCH", "The account would have more stories"),
    ("BOT_COMMANDS_TOO_MUCH", "The bot would have more commands"),
    ("OPTIONS_TOO_MUCH", "The poll would have more options"),
];

/// Completes "Telegram does not accept …".
const TAKEN: &[(&str, &str)] = &[
    ("NEW_SETTINGS_INVALID", "these password settings"),
    ("EMAIL_INVALID", "this e-mail address"),
    ("UNTIL_DATE_INVALID", "this date"),
    ("EXPIRE_DATE_INVALID", "this date"),
    ("SCHEDULE_DATE_INVALID", "this date"),
    ("USAGE_LIMIT_INVALID", "this limit"),
    ("POLL_ANSWERS_INVALID", "these options"),
    ("POLL_QUESTION_INVALID", "this question"),
    ("MEDIA_EMPTY", "this file as media"),
    ("MEDIA_INVALID", "this media here"),
    ("PHOTO_EXT_INVALID", "this as a photo"),
    ("VIDEO_CONTENT_TYPE_INVALID", "this as a video"),
    ("BUTTON_TYPE_INVALID", "this kind of button here"),
    ("REPLY_MARKUP_INVALID", "these buttons"),
    ("FIRSTNAME_INVALID", "this first name"),
    ("LASTNAME_INVALID", "this last name"),
];
