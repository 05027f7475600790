//! Reactions to a message.

use schemars::JsonSchema;
use serde::Serialize;

use crate::telegram::tl;

/// One reaction, and how many chose it.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct Reaction {
    pub kind: ReactionKind,
    /// Of kind `emoji`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub emoji: Option<String>,
    /// Of kind `custom_emoji`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub custom_emoji_id: Option<String>,
    pub count: i32,
    /// This account chose it, too.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub chosen: bool,
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
    /// Those of a message, in Telegram's order: the most chosen first.
    pub fn all(reactions: &tl::enums::MessageReactions) -> Vec<Self> {
        let tl::enums::MessageReactions::Reactions(reactions) = reactions;
        reactions.results.iter().filter_map(Self::of).collect()
    }

    fn of(counted: &tl::enums::ReactionCount) -> Option<Self> {
        let tl::enums::ReactionCount::Count(counted) = counted;
        let (kind, emoji, custom_emoji_id) = match &counted.reaction {
            tl::enums::Reaction::Empty => return None,
            tl::enums::Reaction::Emoji(it) => (ReactionKind::Emoji, Some(it.emoticon.clone()), None),
            tl::enums::Reaction::CustomEmoji(it) => {
                (ReactionKind::CustomEmoji, None, Some(it.document_id.to_string()))
            }
            tl::enums::Reaction::Paid => (ReactionKind::Paid, None, None),
        };
        let chosen = counted.chosen_order.is_some();
        Some(Self { kind, emoji, custom_emoji_id, count: counted.count, chosen })
    }
}
