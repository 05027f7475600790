//! Reactions to messages.

use jiff::Timestamp;
use schemars::JsonSchema;
use serde::Serialize;

use crate::api::types::cast::Cast;
use crate::api::types::date::timestamp;
use crate::api::types::people::Chat;
use crate::api::types::reaction::{Reaction, ReactionChoice};
use crate::telegram::peer::PeerId;
use crate::telegram::tl;

/// A message has other reactions than before.
///
/// Telegram: `updateMessageReactions`; for bots, where nobody is told who reacts, `updateBotMessageReactions`.
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[schemars(inline)]
pub struct Reactions {
    pub chat: Chat,
    pub message_id: i32,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub topic_id: Option<i32>,
    /// All that it has now.
    pub reactions: Vec<Reaction>,
    /// Telegram didn't say which of them this account chose: what is known of that still holds.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub is_choice_unknown: bool,
    /// Telegram never tells it again. Bots are told.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub is_live_only: bool,
}

/// Somebody has chosen other reactions to a message than before. Only bots are told, where they are admins.
///
/// Telegram: `updateBotMessageReaction`.
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[schemars(inline)]
pub struct MessageReaction {
    pub chat: Chat,
    pub message_id: i32,
    /// Who; it may be a channel.
    pub user: Chat,
    #[schemars(with = "String", extend("format" = "date-time"))]
    pub date: Timestamp,
    pub old_reaction: Vec<ReactionChoice>,
    pub new_reaction: Vec<ReactionChoice>,
}

impl Reactions {
    pub fn of(told: &tl::types::UpdateMessageReactions, cast: &Cast) -> Self {
        let tl::enums::MessageReactions::Reactions(reactions) = &told.reactions;
        Self {
            chat: cast.chat(PeerId::from(&told.peer)),
            message_id: told.msg_id,
            topic_id: told.top_msg_id,
            reactions: Reaction::all(&told.reactions),
            is_choice_unknown: reactions.min,
            is_live_only: true,
        }
    }

    pub fn of_bot(told: &tl::types::UpdateBotMessageReactions, cast: &Cast) -> Self {
        Self {
            chat: cast.chat(PeerId::from(&told.peer)),
            message_id: told.msg_id,
            topic_id: None,
            reactions: told.reactions.iter().filter_map(Reaction::of).collect(),
            is_choice_unknown: true,
            is_live_only: false,
        }
    }
}

impl MessageReaction {
    pub fn of(told: &tl::types::UpdateBotMessageReaction, cast: &Cast) -> Self {
        let choices = |told: &[tl::enums::Reaction]| told.iter().filter_map(ReactionChoice::of).collect();
        Self {
            chat: cast.chat(PeerId::from(&told.peer)),
            message_id: told.msg_id,
            user: cast.chat(PeerId::from(&told.actor)),
            date: timestamp(told.date),
            old_reaction: choices(&told.old_reactions),
            new_reaction: choices(&told.new_reactions),
        }
    }
}
