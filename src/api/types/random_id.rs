//! A caller's own id for a send, which identifies repeats.

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Deserializer};
use sha2::{Digest, Sha256};

use crate::error::{Error, Result};

/// A caller's own id for a send: the same id is never sent twice.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RandomId(i64);

impl<'de> Deserialize<'de> for RandomId {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        #[derive(Deserialize)]
        #[serde(untagged)]
        enum Either {
            Number(i64),
            Text(String),
        }
        let wrong = || serde::de::Error::custom("a 64-bit number, or a string of one");
        match Either::deserialize(deserializer).map_err(|_| wrong())? {
            Either::Number(number) => Ok(Self(number)),
            Either::Text(text) => text.parse().map(Self).map_err(|_| wrong()),
        }
    }
}

impl JsonSchema for RandomId {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "RandomId".into()
    }

    fn inline_schema() -> bool {
        true
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({ "type": ["integer", "string"], "format": "int64", "pattern": "^-?[0-9]+$" })
    }
}

/// The caller's id, or a new one.
pub fn or_fresh(given: Option<RandomId>) -> Result<i64> {
    match given {
        Some(RandomId(id)) => Ok(id),
        None => Ok(getrandom::u64().map_err(|error| Error::internal(error.to_string()))?.cast_signed()),
    }
}

/// Derives the id of one item of a send. The same item and id always give the same result.
pub fn of_item(random_id: i64, item: i32) -> i64 {
    let hash =
        Sha256::new().chain_update(random_id.to_le_bytes()).chain_update(item.to_le_bytes()).finalize();
    let id = hash.first_chunk().map(|bytes| i64::from_le_bytes(*bytes)).unwrap_or_default();
    // Telegram takes 0 for none.
    if id == 0 { 1 } else { id }
}

/// The ids of `count` items, by position.
pub fn of_items(random_id: i64, count: i32) -> Vec<i64> {
    (0..count).map(|item| of_item(random_id, item)).collect()
}
