//! Reactions to a message.

use schemars::JsonSchema;
use serde::Serialize;

use crate::telegram::tl;

/// A reaction and its count.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct Reaction {
    #[serde(flatten)]
    pub choice: ReactionChoice,
    pub total_count: i32,
    /// Whether this account chose it.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub is_chosen: bool,
}

/// The content of a reaction.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct ReactionChoice {
    pub kind: ReactionKind,
    /// For kind `emoji`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub emoji: Option<String>,
    /// For kind `custom_emoji`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub custom_emoji_id: Option<String>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum ReactionKind {
    Emoji,
    CustomEmoji,
    /// With Telegram Stars.
    Paid,
}

impl Reaction {
    /// The reactions of a message, in Telegram's order: most used first.
    pub fn all(reactions: &tl::enums::MessageReactions) -> Vec<Self> {
        let tl::enums::MessageReactions::Reactions(reactions) = reactions;
        reactions.results.iter().filter_map(Self::of).collect()
    }

    /// `None` for an empty reaction.
    pub fn of(counted: &tl::enums::ReactionCount) -> Option<Self> {
        let tl::enums::ReactionCount::Count(counted) = counted;
        let choice = ReactionChoice::of(&counted.reaction)?;
        Some(Self { choice, total_count: counted.count, is_chosen: counted.chosen_order.is_some() })
    }
}

impl ReactionChoice {
    /// `None` for an empty reaction.
    pub fn of(reaction: &tl::enums::Reaction) -> Option<Self> {
        let (kind, emoji, custom_emoji_id) = match reaction {
            tl::enums::Reaction::Empty => return None,
            tl::enums::Reaction::Emoji(it) => (ReactionKind::Emoji, Some(it.emoticon.clone()), None),
            tl::enums::Reaction::CustomEmoji(it) => {
                (ReactionKind::CustomEmoji, None, Some(it.document_id.to_string()))
            }
            tl::enums::Reaction::Paid => (ReactionKind::Paid, None, None),
        };
        Some(Self { kind, emoji, custom_emoji_id })
    }
}

/// An emoji as Telegram lists its reactions: without U+FE0F, which keyboards put behind ❤ 🕊 ☃ ✍ and into 🤷‍♂ and
/// ❤‍🔥, and without blanks around it. Telegram knows no reaction with U+FE0F in it.
/// <https://core.telegram.org/method/messages.getAvailableReactions>
pub fn plain(emoji: &str) -> String {
    emoji.trim().chars().filter(|c| *c != '\u{fe0f}').collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_reaction_is_sent_as_telegram_lists_it() {
        for (typed, listed) in [
            ("❤\u{fe0f}", "❤"),
            ("☃\u{fe0f} ", "☃"),
            ("❤\u{fe0f}\u{200d}🔥", "❤\u{200d}🔥"),
            ("🤷\u{200d}♂\u{fe0f}", "🤷\u{200d}♂"),
            ("👨\u{200d}💻", "👨\u{200d}💻"),
            ("👍", "👍"),
        ] {
            assert_eq!(plain(typed), listed);
        }
    }
}
