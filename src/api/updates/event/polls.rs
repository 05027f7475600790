//! Polls: results and votes.

use schemars::JsonSchema;
use serde::Serialize;

use crate::api::types::cast::Cast;
use crate::api::types::people::Chat;
use crate::api::types::poll::Poll;
use crate::telegram::peer::PeerId;
use crate::telegram::tl;

use super::live::LiveOnly;

/// The results of a poll have changed, or it was closed.
///
/// Telegram: `updateMessagePoll`.
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[schemars(inline)]
pub struct PollChanged {
    /// The same in every message that contains the poll.
    pub poll_id: String,
    /// The chat of a message with the poll, if Telegram says.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub chat: Option<Chat>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub message_id: Option<i32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub topic_id: Option<i32>,
    /// The poll after the change. Absent if Telegram sent only the results: messages.get returns the whole poll.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub poll: Option<Box<Poll>>,
    /// Number of voters.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub total_voter_count: Option<i32>,
    /// Whether Telegram left out this account's choice and the correct answers. The known ones still hold.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub is_choice_unknown: bool,
    /// Telegram never sends it again.
    pub is_live_only: LiveOnly,
}

/// A vote in a non-anonymous poll sent by this bot.
///
/// Telegram: `updateMessagePollVote`.
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[schemars(inline)]
pub struct PollAnswer {
    pub poll_id: String,
    /// The voter, which may be a channel.
    pub voter: Chat,
    /// Positions of the chosen options in the poll's `options`, from 0. Empty if the vote was retracted.
    pub option_ids: Vec<i32>,
}

impl PollChanged {
    pub fn of(update: &tl::types::UpdateMessagePoll, cast: &Cast) -> Self {
        let tl::enums::PollResults::Results(results) = &update.results;
        Self {
            poll_id: update.poll_id.to_string(),
            chat: update.peer.as_ref().map(|peer| cast.chat(PeerId::from(peer))),
            message_id: update.msg_id,
            topic_id: update.top_msg_id,
            poll: update.poll.as_ref().map(|poll| Box::new(Poll::of(poll, &update.results))),
            total_voter_count: results.total_voters,
            is_choice_unknown: results.min,
            is_live_only: LiveOnly,
        }
    }
}

impl PollAnswer {
    pub fn of(update: &tl::types::UpdateMessagePollVote, cast: &Cast) -> Self {
        Self {
            poll_id: update.poll_id.to_string(),
            voter: cast.chat(PeerId::from(&update.peer)),
            option_ids: update.positions.clone(),
        }
    }
}
