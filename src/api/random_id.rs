//! A caller's own id for a send, by which a repeat is known.

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Deserializer};

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

/// The caller's id, or a fresh one.
pub fn or_fresh(given: Option<RandomId>) -> Result<i64> {
    match given {
        Some(RandomId(id)) => Ok(id),
        None => Ok(getrandom::u64().map_err(|error| Error::internal(error.to_string()))?.cast_signed()),
    }
}
