//! Replaced functions and arguments.

use super::{Parts, fields, made};
use crate::tl::schema::Schema;
use crate::tl::value::Value;

pub fn function(parts: Parts, to: &'static Schema) -> Parts {
    let mut parts = fields::renamed(parts, |name| to.function(name));
    if to.function(&parts.name).is_none() {
        parts = replaced(parts, to);
    }
    match &*parts.name {
        "account.updateColor" => peer_color(parts, to),
        "account.updateConnectedBot" => rights_of_bot(parts, to),
        "payments.getSavedStarGifts" => limited_gifts(parts, to),
        // The ad's id implies where it was shown.
        "messages.viewSponsoredMessage"
        | "messages.clickSponsoredMessage"
        | "messages.reportSponsoredMessage" => {
            parts.take("peer");
            parts
        }
        _ => parts,
    }
}

fn replaced(mut parts: Parts, to: &Schema) -> Parts {
    let name = match &*parts.name {
        "users.getIsPremiumRequiredToContact" => "users.getRequirementsToContact".to_owned(),
        "payments.canPurchasePremium" => "payments.canPurchaseStore".to_owned(),
        // Was for supergroups only, and is now for any chat.
        "channels.editCreator" => "messages.editChatCreator".to_owned(),
        "channels.getFutureCreatorAfterLeave" => "messages.getFutureChatCreatorAfterLeave".to_owned(),
        name => match name.strip_prefix("channels.") {
            Some(name) => format!("messages.{name}"),
            None => return parts,
        },
    };
    let Some(function) = to.function(&name) else { return parts };
    if function.field("peer").is_some()
        && let Some(channel) = parts.take("channel")
    {
        parts.put("peer", channel);
    }
    parts.name = name;
    parts
}

/// The color's number and emoji were separate arguments.
fn peer_color(mut parts: Parts, to: &'static Schema) -> Parts {
    let color = match parts.take("color") {
        Some(color @ Value::Object(_)) => color,
        Some(color) => made(to, "peerColor", [("color", color)]),
        None if parts.get("background_emoji_id").is_some() => made(to, "peerColor", []),
        None => return parts,
    };
    let color = match (color, parts.take("background_emoji_id")) {
        (Value::Object(mut color), Some(emoji)) => {
            color.set("background_emoji_id", emoji);
            Value::Object(color)
        }
        (color, _) => color,
    };
    parts.put("color", color);
    parts
}

fn rights_of_bot(mut parts: Parts, to: &'static Schema) -> Parts {
    if parts.take("can_reply").is_some() {
        parts.put("rights", made(to, "businessBotRights", [("reply", Value::True)]));
    }
    parts
}

/// Gifts of a limited number, upgradable or not.
fn limited_gifts(mut parts: Parts, to: &Schema) -> Parts {
    let knows = to.function(&parts.name).is_some_and(|function| function.field("exclude_limited").is_some());
    if !knows && parts.take("exclude_limited").is_some() {
        parts.put("exclude_upgradable", Value::True);
        parts.put("exclude_unupgradable", Value::True);
    }
    parts
}
