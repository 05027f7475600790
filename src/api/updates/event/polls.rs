//! Polls: what is voted, and who votes.

use schemars::JsonSchema;
use serde::Serialize;

use crate::api::types::cast::Cast;
use crate::api::types::people::Chat;
use crate::api::types::poll::Poll;
use crate::telegram::peer::PeerId;
use crate::telegram::tl;

use super::live::LiveOnly;

/// A poll has other results than before, or is closed.
///
/// Telegram: `updateMessagePoll`.
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[schemars(inline)]
pub struct PollChanged {
    /// The same in each message that shows the poll.
    pub poll_id: String,
    /// Where a message shows it, if Telegram says.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub chat: Option<Chat>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub message_id: Option<i32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub topic_id: Option<i32>,
    /// As it is now. Absent if Telegram tells no more than that people voted: messages.get has all of it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub poll: Option<Box<Poll>>,
    /// How many people have voted.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub total_voter_count: Option<i32>,
    /// Telegram didn't say what this account chose, nor what is right: what is known of that still holds.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub is_choice_unknown: bool,
    /// Telegram never tells it again.
    pub is_live_only: LiveOnly,
}

/// Somebody has voted in a poll that isn't anonymous and that this bot sent.
///
/// Telegram: `updateMessagePollVote`.
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[schemars(inline)]
pub struct PollAnswer {
    pub poll_id: String,
    /// Who; it may be a channel.
    pub voter: Chat,
    /// The chosen options by their places in the poll's `options`, from 0. None if the vote was taken back.
    pub option_ids: Vec<i32>,
}

impl PollChanged {
    pub fn of(told: &tl::types::UpdateMessagePoll, cast: &Cast) -> Self {
        let tl::enums::PollResults::Results(results) = &told.results;
        Self {
            poll_id: told.poll_id.to_string(),
            chat: told.peer.as_ref().map(|peer| cast.chat(PeerId::from(peer))),
            message_id: told.msg_id,
            topic_id: told.top_msg_id,
            poll: told.poll.as_ref().map(|poll| Box::new(Poll::of(poll, &told.results))),
            total_voter_count: results.total_voters,
            is_choice_unknown: results.min,
            is_live_only: LiveOnly,
        }
    }
}

impl PollAnswer {
    pub fn of(told: &tl::types::UpdateMessagePollVote, cast: &Cast) -> Self {
        Self {
            poll_id: told.poll_id.to_string(),
            voter: cast.chat(PeerId::from(&told.peer)),
            option_ids: told.positions.clone(),
        }
    }
}
