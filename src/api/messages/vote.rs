//! messages.vote.

use schemars::JsonSchema;
use serde::Deserialize;

use crate::api::call::Call;
use crate::api::types::fails;
use crate::api::types::message_list::MessageList;
use crate::api::types::poll::{Poll, data};
use crate::api::types::result_updates::ResultUpdates;
use crate::error::{Error, Kind, Outcome, Result};
use crate::rpc::{Fails, Method};
use crate::telegram::account::Account;
use crate::telegram::peer::{ChatId, Peer, PeerId, PeerKind};
use crate::telegram::tl;

/// Votes in a poll, or retracts a vote.
///
/// Telegram: `messages.sendVote`. A new vote replaces the old one. Fails with `message_not_found` if the message does
/// not exist or has no poll, with `forbidden` if the poll is closed, is a quiz that was already answered, or does not
/// accept the vote, with `telegram_rejected` if several options are given for a single-choice poll, with
/// `chat_not_found` and with `peer_invalid`.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Vote {
    /// The chat with the poll: `"me"`, `"@name"`, a marked id, a `t.me` link or a `ref`.
    pub chat_id: ChatId,
    /// The message with the poll.
    #[schemars(range(min = 1))]
    pub message_id: i32,
    /// The chosen options: positions in the poll's `options`, from 0. An empty list retracts the vote.
    #[schemars(length(max = 12))]
    pub option_ids: Vec<u32>,
}

impl Method for Vote {
    const NAME: &'static str = "messages.vote";
    const FAILS: Fails = &[fails::CHAT, &[Kind::ChatFull, Kind::MessageNotFound]];
    type Result = Poll;
}

pub async fn vote(call: Call, params: Vote) -> Result<Poll> {
    let account = call.account()?;
    let peer = account.peer(&params.chat_id, call.attempt()).await?;
    let shown = shown(&call, &account, &peer, params.message_id).await?;
    let tl::enums::Poll::Poll(poll) = &shown.poll;
    let option = |place: &u32| poll.answers.get(*place as usize).map(|answer| data(answer).to_vec());
    let options: Option<Vec<Vec<u8>>> = params.option_ids.iter().map(option).collect();
    let options = options.ok_or_else(|| {
        let expected = format!("places from 0 to {}", poll.answers.len().saturating_sub(1));
        Error::new(Kind::InvalidParams, "The poll has no such option")
            .with("path", "option_ids")
            .with("expected", expected)
    })?;
    let function =
        tl::functions::messages::SendVote { peer: peer.input_peer(), msg_id: params.message_id, options };
    let updates = account.invoke(&function, call.attempt()).await?;
    let changes = ResultUpdates::of(&call, &account, updates)?;
    told(&call, &account, &peer, params.message_id, &shown, &changes).await
}

/// The poll after a change.
pub(super) async fn told(
    call: &Call,
    account: &Account,
    peer: &Peer,
    message_id: i32,
    before: &tl::types::MessageMediaPoll,
    changes: &ResultUpdates,
) -> Result<Poll> {
    let tl::enums::Poll::Poll(poll) = &before.poll;
    let told = changes.updates.iter().find_map(|update| match update {
        tl::enums::Update::MessagePoll(update) if update.poll_id == poll.id => Some(update),
        _ => None,
    });
    match told {
        // Results that are the same for everybody don't say what this account chose.
        Some(update) if !is_min(&update.results) => {
            Ok(Poll::of(update.poll.as_ref().unwrap_or(&before.poll), &update.results))
        }
        _ => {
            // It is changed, whatever keeps us from telling to what.
            let now = shown(call, account, peer, message_id).await;
            let now = now.map_err(|error| error.outcome(Outcome::Unknown))?;
            Ok(Poll::of(&now.poll, &now.results))
        }
    }
}

fn is_min(results: &tl::enums::PollResults) -> bool {
    let tl::enums::PollResults::Results(results) = results;
    results.min
}

/// Fetches the poll of a message in this chat.
pub(super) async fn shown(
    call: &Call,
    account: &Account,
    peer: &Peer,
    message_id: i32,
) -> Result<tl::types::MessageMediaPoll> {
    let id = vec![tl::types::InputMessageId { id: message_id }.into()];
    let answer = match peer.id.kind {
        PeerKind::Channel => {
            let channel = peer.input_channel()?;
            let function = tl::functions::channels::GetMessages { channel, id };
            account.read(&function, call.attempt()).await?
        }
        _ => account.read(&tl::functions::messages::GetMessages { id }, call.attempt()).await?,
    };
    let found =
        MessageList::of(call, account, answer)?.messages.into_iter().find_map(|message| match message {
            // Ids outside of channels are the account's, and not the chat's.
            tl::enums::Message::Message(message) if PeerId::from(&message.peer_id) == peer.id => {
                message.media
            }
            _ => None,
        });
    match found {
        Some(tl::enums::MessageMedia::Poll(media)) => Ok(*media),
        _ => Err(Error::new(Kind::MessageNotFound, "The chat has no such message with a poll")),
    }
}
