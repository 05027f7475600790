//! The result of a send.

use std::collections::HashMap;

use crate::api::call::Call;
use crate::api::fetch::{fetch, fetch_scheduled};
use crate::api::types::message::Message;
use crate::api::types::message_ids::AT_ONCE;
use crate::api::types::result_updates::ResultUpdates;
use crate::error::{Error, Kind, Outcome, Result};
use crate::telegram::account::Account;
use crate::telegram::peer::Peer;
use crate::telegram::tl;

/// A message that Telegram has accepted.
pub enum Sent {
    There(Box<Message>),
    /// A repeat of a message that was deleted since. Nothing was sent.
    Gone {
        message_id: i32,
    },
    /// Telegram returned neither the message nor its id.
    Untold,
}

/// The sent messages with these random ids, from Telegram's answer.
pub async fn sent(
    call: &Call,
    account: &Account,
    peer: &Peer,
    updates: tl::enums::Updates,
    random_ids: &[i64],
    scheduled: bool,
) -> Result<Vec<Sent>> {
    let changes = ResultUpdates::of(call, account, updates)?;
    let mut known: HashMap<i32, Message> =
        changes.new_messages().map(|message| (message.message_id, message)).collect();
    let ids: Vec<Option<i32>> = random_ids.iter().map(|id| changes.id_under(*id)).collect();
    if let ([None], Some(only)) = (&ids[..], changes.new_messages().next()) {
        return Ok(vec![Sent::There(Box::new(only))]);
    }
    // A repeat may be answered with only the ids.
    let untold: Vec<i32> = ids.iter().flatten().copied().filter(|id| !known.contains_key(id)).collect();
    for ids in untold.chunks(AT_ONCE) {
        let found = match scheduled {
            true => fetch_scheduled(call, account, peer, ids).await?,
            false => fetch(call, account, peer, ids).await?,
        };
        let again = found.messages().map(|message| Message {
            is_duplicate: true,
            is_scheduled: scheduled,
            ..message
        });
        known.extend(again.map(|message| (message.message_id, message)));
    }
    let sent = ids.into_iter().map(|id| match id {
        None => Sent::Untold,
        Some(message_id) => known
            .remove(&message_id)
            .map_or(Sent::Gone { message_id }, |message| Sent::There(Box::new(message))),
    });
    Ok(sent.collect())
}

/// The sent message with this random id, from Telegram's answer.
pub async fn sent_message(
    call: &Call,
    account: &Account,
    peer: &Peer,
    updates: tl::enums::Updates,
    random_id: i64,
    scheduled: bool,
) -> Result<Message> {
    // So a repeat is answered under whose id a plain text was sent before.
    if let tl::enums::Updates::UpdateShortSentMessage(short) = &updates {
        return first_message(call, account, peer, short.id, random_id).await;
    }
    let sent = sent(call, account, peer, updates, &[random_id], scheduled).await;
    // It is sent, whatever keeps us from telling which it is.
    let mut sent = sent.map_err(|error| error.outcome(Outcome::Unknown))?;
    match sent.pop().unwrap_or(Sent::Untold) {
        Sent::There(message) => Ok(*message),
        Sent::Gone { message_id } => Err(deleted_since(random_id).with("message_id", message_id)),
        Sent::Untold => Err(Error::unexpected("Telegram's answer to a send holds no message")),
    }
}

/// The message of the first call of a repeated send, in its current state.
pub async fn first_message(
    call: &Call,
    account: &Account,
    peer: &Peer,
    message_id: i32,
    random_id: i64,
) -> Result<Message> {
    let found = fetch(call, account, peer, &[message_id]).await;
    let found = found.map_err(|error| error.outcome(Outcome::Unknown))?;
    let first = found.messages().next().map(|message| Message { is_duplicate: true, ..message });
    first.ok_or_else(|| deleted_since(random_id).with("message_id", message_id))
}

/// The error of a repeated send whose messages were deleted. The repeat sent nothing.
pub fn deleted_since(random_id: i64) -> Error {
    Error::new(
        Kind::MessageNotFound,
        "This was sent before under the same `random_id`, and has been deleted since",
    )
    .with("is_duplicate", true)
    .with("random_id", random_id.to_string())
    .hint("nothing was sent now: to send it once more, give another `random_id`")
}
