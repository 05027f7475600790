//! Reads chat ids from JSON, and describes them in the schema.

use std::borrow::Cow;
use std::fmt;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::de::{self, Deserialize, Deserializer, IgnoredAny, MapAccess, Visitor};

use super::{ChatId, EXPECTED, PeerId, Target, reference};

impl<'de> Deserialize<'de> for ChatId {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(Reader)
    }
}

struct Reader;

impl<'de> Visitor<'de> for Reader {
    type Value = ChatId;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(EXPECTED)
    }

    fn visit_i64<E: de::Error>(self, marked: i64) -> Result<ChatId, E> {
        PeerId::from_marked(marked)
            .map(ChatId::from_id)
            .ok_or_else(|| E::invalid_value(de::Unexpected::Signed(marked), &self))
    }

    fn visit_u64<E: de::Error>(self, marked: u64) -> Result<ChatId, E> {
        match i64::try_from(marked) {
            Ok(marked) => self.visit_i64(marked),
            Err(_) => Err(E::invalid_value(de::Unexpected::Unsigned(marked), &self)),
        }
    }

    fn visit_str<E: de::Error>(self, text: &str) -> Result<ChatId, E> {
        ChatId::read(text).map_err(E::custom)
    }

    fn visit_f64<E: de::Error>(self, marked: f64) -> Result<ChatId, E> {
        // Some languages write integers with a fraction. All ids are small enough to be exact.
        match marked.fract() == 0.0 && marked.abs() < (1_u64 << 53) as f64 {
            true => self.visit_i64(marked as i64),
            false => Err(E::invalid_value(de::Unexpected::Float(marked), &self)),
        }
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<ChatId, A::Error> {
        let (mut reference, mut id) = (None, None);
        while let Some(field) = map.next_key::<Cow<'_, str>>()? {
            match field.as_ref() {
                "ref" => reference = map.next_value::<Option<String>>()?,
                "id" => id = map.next_value::<Option<i64>>()?,
                _ => _ = map.next_value::<IgnoredAny>()?,
            }
        }
        match (reference, id) {
            (Some(text), _) if text.starts_with(reference::PREFIX) => Ok(ChatId(Target::Reference(text))),
            (None, Some(marked)) => self.visit_i64(marked),
            _ => Err(de::Error::invalid_value(de::Unexpected::Map, &self)),
        }
    }
}

impl JsonSchema for ChatId {
    fn schema_name() -> Cow<'static, str> {
        "ChatId".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({
            "description": "A chat or user. Integer: an id as in the Bot API (user `123`, group `-123`, channel or \
                supergroup `-100…`). String: `\"me\"` (the account itself, in lower case), `\"@name\"`, `\"+phone\"`, a \
                `t.me` link, a decimal id, or a `ref` (`p1.…`). Other words are rejected, as they could be a stranger's \
                name. Object: any peer from a result.",
            "anyOf": [
                {"type": ["integer", "string"], "format": "chat-id"},
                {"type": "object", "properties": {
                        "ref": {"type": "string", "pattern": "^p1\\."},
                        "id": {"type": "integer", "format": "chat-id"},
                    },
                    "anyOf": [{"required": ["ref"]}, {"required": ["id"]}]},
            ],
        })
    }
}
