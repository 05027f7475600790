//! Message ids as a param, and messages that failed.

use std::collections::HashSet;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Serialize};

use crate::error::{Error, Kind, Outcome};

/// Telegram's limit per request.
pub const AT_ONCE: usize = 100;

/// One or more message ids, without duplicates, in the given order.
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

    /// Batches of Telegram's limit per request.
    pub fn chunks(&self) -> impl Iterator<Item = &[i32]> {
        self.0.chunks(AT_ONCE)
    }
}

/// A message that failed, and why.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct FailedMessage {
    pub message_id: i32,
    /// As in an error's `data`.
    pub kind: &'static str,
    /// Seconds to wait before a retry.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub retry_after: Option<u64>,
    /// It was sent earlier with the same `random_id`, and deleted since.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub is_duplicate: bool,
}

impl FailedMessage {
    pub fn missing(message_id: i32) -> Self {
        Self { message_id, kind: Kind::MessageNotFound.name(), retry_after: None, is_duplicate: false }
    }

    /// A message that was sent before and deleted since.
    pub fn sent_and_gone(message_id: i32) -> Self {
        Self { is_duplicate: true, ..Self::missing(message_id) }
    }

    /// One failure for each of these ids, with this error.
    pub fn all<'a>(ids: &'a [i32], error: &Error) -> impl Iterator<Item = Self> + use<'a> {
        let kind = error.kind().name();
        let retry_after = error.facts().retry_after.map(u64::from);
        ids.iter().map(move |id| Self { message_id: *id, kind, retry_after, is_duplicate: false })
    }
}

/// Whether an error in the middle of a list is reported per message, since what was done before stands. With an unknown
/// outcome the whole call fails.
pub fn is_partial(error: &Error) -> bool {
    error.facts().outcome != Some(Outcome::Unknown)
}
