//! Rate limits of production, as users report them.
//!
//! Telegram doesn't document these numbers, and they differ by account, address and day. Each is an estimate from the
//! reports it names. The reported waits are the rest of a span that began with the first call: 849, 2,856 and 3,135
//! seconds are the rest of an hour, 84,900 and 86,300 the rest of a day. So a quota is a number of calls in a span, and
//! a call over the limit waits for the end of the span.

use super::rates::{Over, Quota};

const MINUTE: i32 = 60;

const HOUR: i32 = 60 * MINUTE;

const DAY: i32 = 24 * HOUR;

/// `contacts.resolveUsername` by one account, in a burst: 14 to 38 s (axisrow/tg_content_factory#551, which takes about
/// 30 a minute for the limit).
pub const RESOLVES_A_MINUTE: Quota = Quota::new("resolves_a_minute", 30, MINUTE);

/// `contacts.resolveUsername` by one account: 56,785 and 66,230 s after some 160 calls (axisrow/tg_content_factory#551),
/// 84,900 s (TelegramRSS#11), 48,038 s (LonamiWebs/Telethon#3107).
pub const RESOLVES_A_DAY: Quota = Quota::new("resolves_a_day", 160, DAY);

/// Numbers looked up by one account, by `contacts.resolvePhone` or `contacts.importContacts`: 270 s after 9 or 10
/// (sochix/TLSharp#12), 292 s (Infactum/tg2sip#41).
pub const NUMBERS: Quota = Quota::new("numbers_in_5_minutes", 10, 5 * MINUTE);

/// `messages.getDialogs` by one account: about 25 s after some 15 pages (GeiserX/Telegram-Archive#295), 26 s
/// (pyrogram/pyrogram#749), 18 to 24 s (axisrow/tg_content_factory#1330), 30 s (TelegramPlayground/PyroTGFork#125).
pub const DIALOGS: Quota = Quota::new("dialogs_in_half_a_minute", 15, MINUTE / 2);

/// `messages.getHistory` by one account: Telethon's iter_messages asks no faster than once a second beyond 3,000
/// messages, as about 30 s follow that many pages.
pub const HISTORY: Quota = Quota::new("history_in_half_a_minute", 30, MINUTE / 2);

/// `auth.exportAuthorization` by one account: 849 s (LonamiWebs/Telethon#3107), 1,076 and 2,856 s for each 100 files, of
/// which those of the account's own DC need none (pyrogram/pyrogram#1287), 1,267 s (Sumit0045/RestrictionBot#3).
pub const EXPORTS: Quota = Quota::new("exports_an_hour", 40, HOUR);

/// `auth.importBotAuthorization` of one bot: 1,658 s (CodeXBotz/File-Sharing-Bot#350), 2,838 s for restarts every minute
/// or so (EverythingSuckz/TG-FileStreamBot#87), 3,135 s (hemantapkh/TorrentHunt#38), 1,057 s (gram-js/gramjs#530).
pub const BOT_LOGINS: Quota = Quota::new("bot_logins_an_hour", 10, HOUR);

/// Codes sent to one number: 86,300 s, "the daily limit on login tries for the phone number" (zhukov/webogram#657),
/// 79,183 s (zerobias/telegram-mtproto#172), 21 hours (LonamiWebs/Telethon#544).
pub const CODES: Quota = Quota::new("codes_a_day", 5, DAY);

/// Wrong codes for one number, after which no login of it goes on: "too many PHONE_CODE_INVALID" cost a day
/// (tdlib/td#630). The name is of <https://core.telegram.org/method/auth.sendCode>.
pub const WRONG_CODES: Quota = Quota {
    over: Over::Error(406, "PHONE_PASSWORD_FLOOD"),
    counts: Some("PHONE_CODE_INVALID"),
    ..Quota::new("wrong_codes_a_day", 10, DAY)
};

/// Messages that one account sends, to whomever: about 30 a second
/// (<https://core.telegram.org/bots/faq#my-bot-is-hitting-limits-how-do-i-avoid-this>).
pub const SENDS_A_SECOND: Quota = Quota::new("sends_a_second", 30, 1);

/// Messages that one account sends or forwards: 2,983 s after 2,000 to 2,300 in a row (tginfo/Telegram-Limits#289),
/// 1,386 s (telegraf/telegraf#1563).
pub const SENDS_AN_HOUR: Quota = Quota::new("sends_an_hour", 2000, HOUR);

/// Messages to one person: one a second, and more in short bursts
/// (<https://core.telegram.org/bots/faq#my-bot-is-hitting-limits-how-do-i-avoid-this>).
pub const SENDS_TO_ONE: Quota = Quota::new("sends_to_one_a_minute", 60, MINUTE);

/// Messages to one group or channel: 20 a minute
/// (<https://core.telegram.org/bots/faq#my-bot-is-hitting-limits-how-do-i-avoid-this>).
pub const SENDS_TO_GROUP: Quota = Quota::new("sends_to_group_a_minute", 20, MINUTE);

/// Edits in one private chat: 222 s (scmanjarrez/EdgeGPT-Telegram-Bot#83) and 237 s (m1guelpf/chatgpt-telegram#58) for an
/// edit each second.
pub const EDITS_FOR_ONE: Quota = Quota::new("edits_for_one_in_5_minutes", 60, 5 * MINUTE);

/// Edits in one group or channel: 20 a minute (grammyjs/website#1076), 18 to 35 s (NousResearch/hermes-agent#102461).
pub const EDITS_IN_GROUP: Quota = Quota::new("edits_in_group_a_minute", 20, MINUTE);

/// Strangers that a user writes to first: after 30 and more (sochix/TLSharp#621), too many "non-mutual contacts"
/// (tdlib/td#797), after 5 of a young account (LonamiWebs/Telethon#4009).
pub const STRANGERS: Quota =
    Quota { over: Over::Error(400, "PEER_FLOOD"), ..Quota::new("strangers_a_day", 30, DAY) };

/// Strangers that a user adds to groups: after about 50, for a day or so (tdlib/td#338).
pub const INVITED_STRANGERS: Quota =
    Quota { over: Over::Error(400, "PEER_FLOOD"), ..Quota::new("invited_strangers_a_day", 50, DAY) };

/// Chats that one account joins, in a burst: 348 s (Freddywhest/DropWizard#2).
pub const JOINS_IN_A_BURST: Quota = Quota::new("joins_in_10_minutes", 10, 10 * MINUTE);

/// Chats that one account joins: about 70,000 s after an hour of joining (surfranch/TelegramShillBot#30).
pub const JOINS_A_DAY: Quota = Quota::new("joins_a_day", 50, DAY);

/// Groups, supergroups and channels that one account makes: "50 new groups per day is a pretty close figure"
/// (tdlib/td#2275, also tdlib/td#2682), 14,229 s (vysheng/tg#1143).
pub const NEW_CHATS: Quota = Quota::new("new_chats_a_day", 50, DAY);

/// Connections of one IP address to one DC, beyond which the transport answers -429: 3,000 bots that start at once
/// (tdlib/telegram-bot-api#237), many accounts behind one address (LonamiWebs/Telethon#4706, danog/MadelineProto#426). No
/// report has the number.
pub const CONNECTS: Quota = Quota::new("connects_a_second", 120, 1);
