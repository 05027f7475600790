//! messages.forward.

use schemars::JsonSchema;
use serde::Deserialize;

use super::get::Messages;
use crate::api::call::Call;
use crate::api::fetch::fetch;
use crate::api::send::deliver::deliver;
use crate::api::send::params::SendParams;
use crate::api::send::result::{Sent, deleted_since, sent};
use crate::api::send::turn::{SendSlot, Turns};
use crate::api::types::fails;
use crate::api::types::message_ids::{AT_ONCE, FailedMessage, MessageIds, is_partial};
use crate::api::types::random_id;
use crate::error::{Error, Kind, Outcome, Result};
use crate::rpc::{Fails, Method};
use crate::telegram::account::Account;
use crate::telegram::peer::{ChatId, Peer};
use crate::telegram::tl;

/// Forwards messages to another chat.
///
/// Telegram: `messages.forwardMessages`, a hundred at once; albums stay albums. `items` are the new messages, in the
/// order of `message_ids`; messages that don't exist or can't be forwarded, such as service messages, are listed in
/// `failed` as `message_not_found`. Each message gets its own `random_id`, derived from yours and its `message_id`: a
/// call that fails with `timeout`, `cancelled`, `offline` or `internal` says in `outcome` whether some may have been
/// sent, and in `random_id` how to repeat it safely. Fails with `message_not_found` if none can be forwarded or the
/// topic does not exist, with `forbidden` or `banned` if the account may not write there, or the source chat protects
/// its content, with `rate_limited` if Telegram asks to wait longer than `max_wait`, with `account_limited`, with
/// `chat_not_found` and with `peer_invalid`.
#[derive(Debug, Deserialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct Forward {
    #[serde(flatten)]
    pub send: SendParams,
    /// The chat to forward from: `"me"`, `"@name"`, a marked id, a `t.me` link or a `ref`.
    pub from_chat_id: ChatId,
    /// The messages. No limit on their number.
    pub message_ids: MessageIds,
    /// Whether to send copies without a link to the original sender. Default: false.
    #[serde(default)]
    pub send_copy: bool,
    /// Whether to omit the captions of media. Implies `send_copy`. Default: false.
    #[serde(default)]
    pub remove_caption: bool,
}

impl Method for Forward {
    const NAME: &'static str = "messages.forward";
    const FAILS: Fails = &[fails::CHAT, fails::SEND];
    type Result = Messages;
}

pub async fn forward(call: Call, params: Forward) -> Result<Messages> {
    let account = call.account()?;
    let (random_id, turn) = params.send.begin(&call, &account).await?;
    let from = account.source(&params.from_chat_id, call.attempt()).await?;
    account.is_current(&from, call.attempt()).await?;
    let to = account.peer(&params.send.chat_id, call.attempt()).await?;
    let mut turn = Some(SendSlot::take(&call, &account, turn, &to).wait().await);
    let schedule_date = params.send.schedule_date(&call, &account).await?;
    let forwarding =
        Forwarding { call: &call, account: &account, from, to, params: &params, random_id, schedule_date };
    let mut forwarded = Messages { items: Vec::new(), failed: Vec::new() };
    let mut left = params.message_ids.as_slice();
    while !left.is_empty() {
        match forwarding.pass_on(left, &mut turn, &mut forwarded).await {
            Ok(count) => left = &left[count..],
            Err(error) if forwarded.items.is_empty() || !is_partial(&error) => return Err(error),
            // What holds one up would hold up the rest.
            Err(error) => {
                forwarded.failed.extend(FailedMessage::all(left, &error));
                left = &[];
            }
        }
    }
    if forwarded.items.is_empty() && forwarded.failed.iter().any(|failed| failed.is_duplicate) {
        return Err(deleted_since(random_id));
    }
    if forwarded.items.is_empty() {
        return Err(Error::new(Kind::MessageNotFound, "None of these messages is there to be passed on"));
    }
    Ok(forwarded)
}

struct Forwarding<'a> {
    call: &'a Call,
    account: &'a Account,
    from: Peer,
    to: Peer,
    params: &'a Forward,
    random_id: i64,
    schedule_date: Option<i32>,
}

impl Forwarding<'_> {
    /// Forwards as many of these as fit in one request, and returns their number.
    async fn pass_on(
        &self,
        left: &[i32],
        turn: &mut Option<Turns>,
        forwarded: &mut Messages,
    ) -> Result<usize> {
        let (call, account) = (self.call, self.account);
        let count = fitting(call, account, &self.from, left).await?;
        let (ids, rest) = left.split_at(count);
        let random_ids: Vec<i64> = ids.iter().map(|id| random_id::of_item(self.random_id, *id)).collect();
        let function = self.request(ids.to_vec(), random_ids.clone());
        let turn = if rest.is_empty() { turn.take() } else { None };
        let updates = deliver(call, account, &function, ids.len(), turn).await;
        let updates = match account.about(&self.to, updates, call.attempt()).await {
            Ok(updates) => updates,
            // None of these is there: the others may be.
            Err(error) if are_missing(&error) => {
                forwarded.failed.extend(FailedMessage::all(ids, &error));
                return Ok(count);
            }
            Err(error) => return Err(error),
        };
        let scheduled = self.schedule_date.is_some();
        let sent = sent(call, account, &self.to, updates, &random_ids, scheduled).await;
        // They are sent, whatever keeps us from telling which.
        let sent = sent.map_err(|error| error.outcome(Outcome::Unknown))?;
        for (id, message) in ids.iter().zip(sent) {
            match message {
                Sent::There(message) => forwarded.items.push(*message),
                Sent::Gone { .. } => forwarded.failed.push(FailedMessage::sent_and_gone(*id)),
                Sent::Untold => forwarded.failed.push(FailedMessage::missing(*id)),
            }
        }
        Ok(count)
    }

    fn request(&self, id: Vec<i32>, random_id: Vec<i64>) -> tl::functions::messages::ForwardMessages {
        let params = self.params;
        tl::functions::messages::ForwardMessages {
            silent: params.send.silent,
            background: false,
            with_my_score: false,
            // Telegram leaves captions out only of what comes without its author.
            drop_author: params.send_copy || params.remove_caption,
            drop_media_captions: params.remove_caption,
            noforwards: false,
            allow_paid_floodskip: false,
            from_ephemeral: false,
            from_peer: self.from.input_peer(),
            id,
            random_id,
            to_peer: self.to.input_peer(),
            top_msg_id: params.send.topic_id,
            reply_to: None,
            schedule_date: self.schedule_date,
            schedule_repeat_period: None,
            send_as: None,
            quick_reply_shortcut: None,
            effect: None,
            video_timestamp: None,
            allow_paid_stars: None,
            suggested_post: None,
        }
    }
}

/// Whether the messages don't exist, rather than the target topic.
fn are_missing(error: &Error) -> bool {
    matches!(error.telegram_name(), Some("MESSAGE_ID_INVALID" | "MESSAGE_IDS_EMPTY"))
}

/// The number of messages for the next request: Telegram's limit, without splitting an album.
async fn fitting(call: &Call, account: &Account, from: &Peer, ids: &[i32]) -> Result<usize> {
    /// Messages in an album.
    const ALBUM: usize = 10;
    if ids.len() <= AT_ONCE {
        return Ok(ids.len());
    }
    let around = AT_ONCE - ALBUM..AT_ONCE + 1;
    let found = fetch(call, account, from, &ids[around.clone()]).await?;
    let album_of = |at: usize| {
        found.messages.iter().find_map(|message| match message {
            tl::enums::Message::Message(message) if message.id == ids[at] => message.grouped_id,
            _ => None,
        })
    };
    let Some(cut) = album_of(AT_ONCE) else { return Ok(AT_ONCE) };
    let begins = around.rev().skip(1).take_while(|at| album_of(*at) == Some(cut)).last();
    Ok(begins.unwrap_or(AT_ONCE))
}
