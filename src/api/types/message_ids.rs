//! Several messages of a chat, named by their ids, and what came of those that could not be served.

use std::collections::HashSet;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Serialize};

use crate::error::{Error, Kind};

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
    pub is_duplicate: bool,
}

impl FailedMessage {
    pub fn missing(message_id: i32) -> Self {
        Self { message_id, kind: Kind::MessageNotFound.name(), retry_after: None, is_duplicate: false }
    }

    /// That it was sent before, and what was sent is gone.
    pub fn sent_and_gone(message_id: i32) -> Self {
        Self { is_duplicate: true, ..Self::missing(message_id) }
    }

    /// That these met this error.
    pub fn all<'a>(ids: &'a [i32], error: &Error) -> impl Iterator<Item = Self> + use<'a> {
        let kind = error.kind().name();
        let retry_after = error.get("retry_after").and_then(serde_json::Value::as_u64);
        ids.iter().map(move |id| Self { message_id: *id, kind, retry_after, is_duplicate: false })
    }
}

/// Whether an error that comes in the middle of a list is told message by message: what was done before it stands. When
/// nobody knows what became of a request, the whole call fails.
pub fn is_partial(error: &Error) -> bool {
    error.get("outcome").is_none_or(|outcome| outcome != "unknown")
}
