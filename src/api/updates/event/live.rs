//! The mark of events that Telegram sends only once.

use std::borrow::Cow;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Serialize, Serializer};

/// Always `true`: Telegram sends the event only to connected clients, and never again.
#[derive(Clone, Copy, Debug)]
pub struct LiveOnly;

impl Serialize for LiveOnly {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_bool(true)
    }
}

impl JsonSchema for LiveOnly {
    fn schema_name() -> Cow<'static, str> {
        "LiveOnly".into()
    }

    fn inline_schema() -> bool {
        true
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({ "type": "boolean", "const": true })
    }
}
