//! Lists in pages: how much a caller may ask for, and the cursor that says where the next page begins.

use base64::Engine;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use crate::error::{Error, Kind, Result};

/// One page of a list. A page may be short; only a missing `next_cursor` says that it was the last.
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[schemars(rename = "{T}Page")]
pub struct Page<T> {
    pub items: Vec<T>,
    /// For the next page.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub next_cursor: Option<String>,
    /// How many there are in all, as far as Telegram tells.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub total: Option<i32>,
}

/// How many items a page may have: 1 to 100, 50 unless told.
#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(try_from = "i64")]
pub struct Limit(i32);

impl JsonSchema for Limit {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Limit".into()
    }

    fn inline_schema() -> bool {
        true
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({ "type": "integer", "minimum": 1, "maximum": 100 })
    }
}

impl Default for Limit {
    fn default() -> Self {
        Self(50)
    }
}

impl TryFrom<i64> for Limit {
    type Error = &'static str;

    fn try_from(limit: i64) -> Result<Self, Self::Error> {
        match limit {
            1..=100 => Ok(Self(limit as i32)),
            _ => Err("a whole number from 1 to 100"),
        }
    }
}

impl Limit {
    pub fn get(self) -> i32 {
        self.0
    }
}

/// A cursor of one method: only that method takes it.
#[derive(Serialize, Deserialize)]
struct Cursor<P> {
    method: String,
    place: P,
}

/// Where the next page begins, as a text for the caller.
pub fn cursor(method: &str, place: &impl Serialize) -> String {
    let cursor = Cursor { method: method.to_owned(), place };
    let json = serde_json::to_vec(&cursor).expect("a place in a list is plain data");
    BASE64_URL_SAFE_NO_PAD.encode(json)
}

/// Where a page begins that is asked for by a cursor.
pub fn place<P: DeserializeOwned>(method: &str, cursor: &str) -> Result<P> {
    let invalid = || {
        Error::new(Kind::CursorInvalid, format!("The cursor was not made by {method}"))
            .hint("pass next_cursor of the last page as it was, or leave it out to begin anew")
    };
    let json = BASE64_URL_SAFE_NO_PAD.decode(cursor).map_err(|_| invalid())?;
    let cursor: Cursor<P> = serde_json::from_slice(&json).map_err(|_| invalid())?;
    if cursor.method == method { Ok(cursor.place) } else { Err(invalid()) }
}
