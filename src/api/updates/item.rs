//! Events in notifications and responses.

use std::sync::Arc;

use schemars::{JsonSchema, Schema, SchemaGenerator};
use serde::{Serialize, Serializer};

use super::event;
use super::event::EventKind;
use crate::telegram::updates::event::Event;

/// An event, serialized once for all subscribers of an account.
pub type Rendered = Event<EventKind>;

/// An event of a notification or a response.
#[derive(Clone)]
pub struct Item(Arc<Rendered>);

impl From<Arc<Rendered>> for Item {
    fn from(event: Arc<Rendered>) -> Self {
        Self(event)
    }
}

impl Serialize for Item {
    fn serialize<S: Serializer>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error> {
        self.0.json.serialize(serializer)
    }
}

impl JsonSchema for Item {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        event::Event::schema_name()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        event::Event::json_schema(generator)
    }
}
