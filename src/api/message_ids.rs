//! Several messages of a chat, named by their ids, and what came of those that could not be served.

use std::collections::HashSet;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Serialize};

use super::Call;
use super::found::Found;
use crate::error::{Error, Kind, Result};
use crate::telegram::account::Account;
use crate::telegram::peer::{Peer, PeerId, PeerKind};
use crate::telegram::tl;

/// Telegram takes no more at once.
pub const AT_ONCE: usize = 100;

/// One message's id or more, each once, in the order in which they were given.
#[derive(Clone, Debug, Deserialize)]
#[serde(from = "Vec<i32>")]
pub struct MessageIds(Vec<i32>);

impl From<Vec<i32>> for MessageIds {
    fn from(given: Vec<i32>) -> Self {
        let mut seen = HashSet::new();
        Self(given.into_iter().filter(|id| seen.insert(*id)).collect())
    }
}

impl JsonSchema for MessageIds {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "MessageIds".into()
    }

    fn inline_schema() -> bool {
        true
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({
            "type": "array",
            "items": { "type": "integer", "format": "int32", "minimum": 1 },
            "minItems": 1,
        })
    }
}

impl MessageIds {
    pub fn as_slice(&self) -> &[i32] {
        &self.0
    }

    /// As many at once as Telegram takes.
    pub fn chunks(&self) -> impl Iterator<Item = &[i32]> {
        self.0.chunks(AT_ONCE)
    }
}

/// A message that could not be served, and why.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct FailedMessage {
    pub message_id: i32,
    /// As in an error's `data`.
    pub kind: &'static str,
    /// Seconds until another try makes sense.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub retry_after: Option<u64>,
    /// It was sent before under the same `random_id`, and what was sent has been deleted since.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub duplicate: bool,
}

impl FailedMessage {
    pub fn missing(message_id: i32) -> Self {
        Self { message_id, kind: Kind::MessageNotFound.name(), retry_after: None, duplicate: false }
    }

    /// That it was sent before, and what was sent is gone.
    pub fn sent_and_gone(message_id: i32) -> Self {
        Self { duplicate: true, ..Self::missing(message_id) }
    }

    /// That these met this error.
    pub fn all<'a>(ids: &'a [i32], error: &Error) -> impl Iterator<Item = Self> + use<'a> {
        let kind = error.kind().name();
        let retry_after = error.get("retry_after").and_then(serde_json::Value::as_u64);
        ids.iter().map(move |id| Self { message_id: *id, kind, retry_after, duplicate: false })
    }
}

/// Whether an error that comes in the middle of a list is told message by message: what was done before it stands. When
/// nobody knows what became of a request, the whole call fails.
pub fn is_partial(error: &Error) -> bool {
    error.get("outcome").is_none_or(|outcome| outcome != "unknown")
}

/// The messages of the chat that have these ids, [`AT_ONCE`] at most. In private chats and basic groups ids are the
/// account's own and name no chat: those of other chats are left out.
pub async fn fetch(call: &Call, account: &Account, peer: &Peer, ids: &[i32]) -> Result<Found> {
    let id = ids.iter().map(|id| tl::types::InputMessageId { id: *id }.into()).collect();
    let answer = match peer.id.kind {
        PeerKind::Channel => {
            let function = tl::functions::channels::GetMessages { channel: peer.input_channel()?, id };
            account.read(&function, call.attempt()).await
        }
        PeerKind::User | PeerKind::Group => {
            account.read(&tl::functions::messages::GetMessages { id }, call.attempt()).await
        }
    };
    let found = answer.and_then(|answer| Found::of(call, account, answer));
    let mut found = account.about(peer, found, call.attempt()).await?;
    found.messages.retain(|message| chat_of(message) == Some(peer.id));
    Ok(found)
}

/// Those of the chat's messages with these ids that wait for their time. Their ids are a count of their own.
pub async fn fetch_scheduled(call: &Call, account: &Account, peer: &Peer, ids: &[i32]) -> Result<Found> {
    let function =
        tl::functions::messages::GetScheduledMessages { peer: peer.input_peer(), id: ids.to_vec() };
    let answer = account.read(&function, call.attempt()).await;
    let found = answer.and_then(|answer| Found::of(call, account, answer));
    account.about(peer, found, call.attempt()).await
}

/// None for a message that is gone.
fn chat_of(message: &tl::enums::Message) -> Option<PeerId> {
    match message {
        tl::enums::Message::Empty(_) => None,
        tl::enums::Message::Message(message) => Some(PeerId::from(&message.peer_id)),
        tl::enums::Message::Service(message) => Some(PeerId::from(&message.peer_id)),
    }
}
