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

/// The reactions to a message have changed.
///
/// Telegram: `updateMessageReactions`; for bots in chats with anonymous reactions, `updateBotMessageReactions`.
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[schemars(inline)]
pub struct Reactions {
    pub chat: Chat,
    pub message_id: i32,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub topic_id: Option<i32>,
    /// All reactions after the change.
    pub reactions: Vec<Reaction>,
    /// Whether Telegram left out which of them this account chose. The known choice still holds.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub is_choice_unknown: bool,
    /// Telegram never sends it again. Absent for bots, to which it does.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub is_live_only: bool,
}

/// A user changed their reactions to a message. Only for bots that are admins in the chat.
///
/// Telegram: `updateBotMessageReaction`.
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[schemars(inline)]
pub struct MessageReaction {
    pub chat: Chat,
    pub message_id: i32,
    /// Who reacted, which may be a channel.
    pub user: Chat,
    #[schemars(with = "String", extend("format" = "date-time"))]
    pub date: Timestamp,
    pub old_reaction: Vec<ReactionChoice>,
    pub new_reaction: Vec<ReactionChoice>,
}

impl Reactions {
    pub fn of(update: &tl::types::UpdateMessageReactions, cast: &Cast) -> Self {
        let tl::enums::MessageReactions::Reactions(reactions) = &update.reactions;
        Self {
            chat: cast.chat(PeerId::from(&update.peer)),
            message_id: update.msg_id,
            topic_id: update.top_msg_id,
            reactions: Reaction::all(&update.reactions),
            is_choice_unknown: reactions.min,
            is_live_only: true,
        }
    }

    pub fn of_bot(update: &tl::types::UpdateBotMessageReactions, cast: &Cast) -> Self {
        Self {
            chat: cast.chat(PeerId::from(&update.peer)),
            message_id: update.msg_id,
            topic_id: None,
            reactions: update.reactions.iter().filter_map(Reaction::of).collect(),
            is_choice_unknown: true,
            is_live_only: false,
        }
    }
}

impl MessageReaction {
    pub fn of(update: &tl::types::UpdateBotMessageReaction, cast: &Cast) -> Self {
        let choices = |update: &[tl::enums::Reaction]| update.iter().filter_map(ReactionChoice::of).collect();
        Self {
            chat: cast.chat(PeerId::from(&update.peer)),
            message_id: update.msg_id,
            user: cast.chat(PeerId::from(&update.actor)),
            date: timestamp(update.date),
            old_reaction: choices(&update.old_reactions),
            new_reaction: choices(&update.new_reactions),
        }
    }
}
