//! Methods for bots: answers to button presses and inline queries, and commands.

pub mod answer_callback;
pub mod answer_inline;
pub mod set_commands;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Deserializer};

/// The id of a query, from its event.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct QueryId(i64);

impl<'de> Deserialize<'de> for QueryId {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        text.parse().map(Self).map_err(|_| serde::de::Error::custom("a 64-bit number as a string"))
    }
}

impl JsonSchema for QueryId {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "QueryId".into()
    }

    fn inline_schema() -> bool {
        true
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({ "type": "string", "format": "int64", "pattern": "^-?[0-9]+$" })
    }
}
