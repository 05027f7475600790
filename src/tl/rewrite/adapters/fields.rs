//! Renamed fields. If their types differ too, [`value`](super::value) converts them.

use super::Parts;
use crate::tl::schema::Definition;
use crate::tl::value::Value;

/// The older layer's name of a field.
const RENAMED: [(&str, &str, &str); 8] = [
    ("messageActionSetChatTheme", "emoticon", "theme"),
    ("userFull", "theme_emoticon", "theme"),
    ("starsTransaction", "stars", "amount"),
    ("starGiftAttributeModel", "rarity_permille", "rarity"),
    ("starGiftAttributePattern", "rarity_permille", "rarity"),
    ("starGiftAttributeBackdrop", "rarity_permille", "rarity"),
    ("messages.setChatTheme", "emoticon", "theme"),
    ("payments.getStarsRevenueWithdrawalUrl", "stars", "amount"),
];

/// Gifts of Telegram Premium were counted in months, and are now in days.
const BY_DAYS: [&str; 3] = ["messageActionGiftPremium", "messageActionGiftCode", "payments.checkedGiftCode"];
const DAYS: i32 = 30;

/// Business bots had one right to reply, and now have one for each action.
const WITH_RIGHTS: [&str; 2] = ["connectedBot", "botBusinessConnection"];

/// `definition` finds a definition of the other layer by name.
pub fn renamed(mut parts: Parts, definition: impl Fn(&str) -> Option<&'static Definition>) -> Parts {
    let has = |name: &str, field: &str| definition(name).is_some_and(|found| found.field(field).is_some());
    for (name, older, newer) in RENAMED {
        if name != parts.name {
            continue;
        }
        for (from, to) in [(older, newer), (newer, older)] {
            if has(name, to)
                && !has(name, from)
                && let Some(value) = parts.take(from)
            {
                parts.put(to, value);
            }
        }
    }
    if BY_DAYS.contains(&&*parts.name)
        && has(&parts.name, "months")
        && let Some(Value::Int(days)) = parts.take("days")
    {
        parts.put("months", Value::Int(days / DAYS));
    }
    if WITH_RIGHTS.contains(&&*parts.name)
        && has(&parts.name, "can_reply")
        && let Some(Value::Object(rights)) = parts.take("rights")
        && rights.get("reply").is_some()
    {
        parts.put("can_reply", Value::True);
    }
    parts
}
