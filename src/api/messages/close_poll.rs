//! messages.closePoll.

use schemars::JsonSchema;
use serde::Deserialize;

use super::vote::{shown, told};
use crate::api::call::Call;
use crate::api::types::fails;
use crate::api::types::poll::Poll;
use crate::api::types::result_updates::ResultUpdates;
use crate::error::{Kind, Result};
use crate::rpc::{Fails, Method};
use crate::telegram::peer::ChatId;
use crate::telegram::tl;

/// Closes a poll permanently, and returns its results.
///
/// Telegram: `messages.editMessage`. Removes buttons under the message. Fails with `not_modified` if the poll is closed
/// already, with `message_not_found` if the message does not exist or has no poll, with `forbidden` if the message is
/// someone else's, forwarded, or too old, with `chat_not_found` and with `peer_invalid`. After `outcome: "unknown"` the
/// call can be repeated: at worst it fails with `not_modified`.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ClosePoll {
    /// The chat with the poll: `"me"`, `"@name"`, a marked id, a `t.me` link or a `ref`.
    pub chat_id: ChatId,
    /// The message with the poll.
    #[schemars(range(min = 1))]
    pub message_id: i32,
}

impl Method for ClosePoll {
    const NAME: &'static str = "messages.closePoll";
    const FAILS: Fails = &[fails::CHAT, &[Kind::NotModified, Kind::MessageNotFound]];
    type Result = Poll;
}

pub async fn close_poll(call: Call, params: ClosePoll) -> Result<Poll> {
    let account = call.account()?;
    let peer = account.peer(&params.chat_id, call.attempt()).await?;
    let before = shown(&call, &account, &peer, params.message_id).await?;
    let tl::enums::Poll::Poll(poll) = before.poll.clone();
    let closed = tl::types::InputMediaPoll {
        poll: tl::types::Poll { closed: true, ..poll }.into(),
        correct_answers: None,
        attached_media: None,
        solution: None,
        solution_entities: None,
        solution_media: None,
    };
    let function = tl::functions::messages::EditMessage {
        no_webpage: false,
        invert_media: false,
        peer: peer.input_peer(),
        id: params.message_id,
        message: None,
        media: Some(closed.into()),
        reply_markup: None,
        entities: None,
        schedule_date: None,
        schedule_repeat_period: None,
        quick_reply_shortcut_id: None,
        rich_message: None,
    };
    let edited = account.invoke(&function, call.attempt()).await;
    let updates = account.about(&peer, edited, call.attempt()).await?;
    let changes = ResultUpdates::of(&call, &account, updates)?;
    told(&call, &account, &peer, params.message_id, &before, &changes).await
}
