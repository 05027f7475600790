//! messages.scheduled, messages.sendScheduled and messages.deleteScheduled.

use schemars::JsonSchema;
use serde::Deserialize;

use super::delete::Deleted;
use super::get::Messages;
use crate::api::call::Call;
use crate::api::fetch::fetch_scheduled;
use crate::api::types::fails;
use crate::api::types::message::Message;
use crate::api::types::message_ids::{FailedMessage, MessageIds};
use crate::api::types::message_list::MessageList;
use crate::api::types::page::{Limit, Page};
use crate::api::types::result_updates::ResultUpdates;
use crate::error::{Error, Kind, Result};
use crate::rpc::{Fails, Method};
use crate::telegram::account::Account;
use crate::telegram::peer::{ChatId, Peer};
use crate::telegram::tl;

/// Lists the account's scheduled messages in a chat, next one first.
///
/// Telegram: `messages.getScheduledHistory`, which gives all of them for each page. Their ids are a count of their own.
/// Fails with `cursor_invalid`, with `forbidden` if the account may not read the chat, with `chat_not_found` and with `peer_invalid`.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Scheduled {
    /// The chat: `"me"`, `"@name"`, a marked id, a `t.me` link or a `ref`.
    pub chat_id: ChatId,
    /// How many messages: 1–100. Default: 50.
    #[serde(default)]
    pub limit: Limit,
    /// `next_cursor` of the previous page.
    pub cursor: Option<String>,
}

impl Method for Scheduled {
    const NAME: &'static str = "messages.scheduled";
    const FAILS: Fails = &[fails::CHAT, &[Kind::CursorInvalid]];
    type Result = Page<Message>;
}

pub async fn scheduled(call: Call, params: Scheduled) -> Result<Page<Message>> {
    let account = call.account()?;
    let peer = account.peer(&params.chat_id, call.attempt()).await?;
    let cursors = call.cursors(call.viewer(&account)?, Scheduled::NAME, peer.id.marked());
    let after: Option<(i64, i32)> = cursors.read(params.cursor.as_deref())?;
    let function = tl::functions::messages::GetScheduledHistory { peer: peer.input_peer(), hash: 0 };
    let answer = account.read(&function, call.attempt()).await;
    let found = answer.and_then(|answer| MessageList::of(&call, &account, answer));
    let found = account.about(&peer, found, call.attempt()).await?;
    let mut waiting: Vec<Message> =
        found.messages().map(|message| Message { is_scheduled: true, ..message }).collect();
    let position = |message: &Message| (message.date.as_second(), message.message_id);
    waiting.sort_by_key(position);
    let total = Some(waiting.len() as i32);
    let start = waiting.partition_point(|message| after.is_some_and(|after| position(message) <= after));
    let mut items = waiting.split_off(start);
    let has_more = items.len() > params.limit.get() as usize;
    items.truncate(params.limit.get() as usize);
    let next_cursor = items.last().filter(|_| has_more).map(|last| cursors.write(&position(last)));
    Ok(Page { items, next_cursor, total })
}

/// Sends scheduled messages now.
///
/// Telegram: `messages.sendScheduledMessages`. `items` are the messages as they were sent; messages that are no longer
/// scheduled are listed in `failed` as `message_not_found`. Safe to repeat: sent messages are no longer scheduled.
/// Fails with `message_not_found` if none of them is scheduled, with `forbidden` or `banned` if the account may not
/// write there, with `rate_limited` if Telegram asks to wait longer than `max_wait`, with `chat_not_found` and with
/// `peer_invalid`.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SendScheduled {
    /// The chat: `"me"`, `"@name"`, a marked id, a `t.me` link or a `ref`.
    pub chat_id: ChatId,
    /// The messages, by their ids in messages.scheduled.
    pub message_ids: MessageIds,
}

impl Method for SendScheduled {
    const NAME: &'static str = "messages.sendScheduled";
    const FAILS: Fails = &[fails::CHAT, fails::SEND];
    type Result = Messages;
}

pub async fn send_scheduled(call: Call, params: SendScheduled) -> Result<Messages> {
    let account = call.account()?;
    let peer = account.peer(&params.chat_id, call.attempt()).await?;
    let (id, failed) = waiting(&call, &account, &peer, &params.message_ids).await?;
    if id.is_empty() {
        return Err(Error::new(Kind::MessageNotFound, "None of these messages waits to be sent"));
    }
    let function = tl::functions::messages::SendScheduledMessages { peer: peer.input_peer(), id };
    let sent = account.invoke(&function, call.attempt()).await;
    let updates = account.about(&peer, sent, call.attempt()).await?;
    Ok(Messages { items: ResultUpdates::of(&call, &account, updates)?.new_messages().collect(), failed })
}

/// Deletes scheduled messages.
///
/// Telegram: `messages.deleteScheduledMessages`. Messages that are no longer scheduled are listed in `failed` as
/// `message_not_found`. Safe to repeat. Fails with `forbidden` if the account may not read the chat, with
/// `chat_not_found` and with `peer_invalid`.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct DeleteScheduled {
    /// The chat: `"me"`, `"@name"`, a marked id, a `t.me` link or a `ref`.
    pub chat_id: ChatId,
    /// The messages, by their ids in messages.scheduled.
    pub message_ids: MessageIds,
}

impl Method for DeleteScheduled {
    const NAME: &'static str = "messages.deleteScheduled";
    const FAILS: Fails = &[fails::CHAT, &[Kind::MessageNotFound]];
    type Result = Deleted;
}

pub async fn delete_scheduled(call: Call, params: DeleteScheduled) -> Result<Deleted> {
    let account = call.account()?;
    let peer = account.peer(&params.chat_id, call.attempt()).await?;
    let (id, failed) = waiting(&call, &account, &peer, &params.message_ids).await?;
    let deleted = id.len() as i32;
    if deleted > 0 {
        let function = tl::functions::messages::DeleteScheduledMessages { peer: peer.input_peer(), id };
        let gone = account.invoke(&function, call.attempt()).await;
        account.about(&peer, gone, call.attempt()).await?;
    }
    Ok(Deleted { deleted_count: deleted, failed })
}

/// Splits ids into scheduled and unknown ones: Telegram refuses a whole batch for one unknown id.
async fn waiting(
    call: &Call,
    account: &Account,
    peer: &Peer,
    ids: &MessageIds,
) -> Result<(Vec<i32>, Vec<FailedMessage>)> {
    let (mut waiting, mut failed) = (Vec::new(), Vec::new());
    for id in ids.chunks() {
        let found = fetch_scheduled(call, account, peer, id).await?;
        let there: Vec<i32> = found.messages().map(|message| message.message_id).collect();
        failed.extend(id.iter().filter(|id| !there.contains(id)).map(|id| FailedMessage::missing(*id)));
        waiting.extend(id.iter().filter(|id| there.contains(id)));
    }
    Ok((waiting, failed))
}
