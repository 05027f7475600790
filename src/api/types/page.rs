//! Pages of lists: their limits and cursors.

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use crate::api::types::people::Viewer;
use crate::error::{Error, Kind, Result};
use crate::session::Keyring;

/// A page of a list. A page may be short; the last one has no `next_cursor`.
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[schemars(rename = "{T}Page")]
pub struct Page<T> {
    pub items: Vec<T>,
    /// Pass it as `cursor` to get the next page.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub next_cursor: Option<String>,
    /// The total number, if Telegram returns it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub total: Option<i32>,
}

/// Items per page: 1–100. Default: 50.
#[derive(Clone, Copy, Debug, Deserialize, Serialize)]
#[serde(transparent)]
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

impl Limit {
    pub fn get(self) -> i32 {
        self.0
    }
}

/// Writes and reads the cursors of one list of one account. They are sealed, so they reveal nothing and can't be
/// forged.
pub struct Cursors<'a> {
    keyring: &'a Keyring,
    method: &'static str,
    /// What the cursors are valid for.
    good_for: String,
}

impl<'a> Cursors<'a> {
    const PURPOSE: &'static str = "page cursors";

    /// `list` holds the params that select the list.
    pub fn new(keyring: &'a Keyring, viewer: Viewer, method: &'static str, list: impl Serialize) -> Self {
        let good_for = serde_json::to_string(&(viewer.server, viewer.account, method, list));
        Self { keyring, method, good_for: good_for.expect("what names a list is plain data") }
    }

    /// Seals the position of the next page.
    pub fn write(&self, place: &impl Serialize) -> String {
        let place = serde_json::to_vec(place).expect("a place in a list is plain data");
        self.keyring.seal_for(Self::PURPOSE, &self.good_for, &place)
    }

    /// The position in a cursor, if one is given.
    pub fn read<P: DeserializeOwned>(&self, cursor: Option<&str>) -> Result<Option<P>> {
        let Some(cursor) = cursor else { return Ok(None) };
        let place = self.keyring.open_for(Self::PURPOSE, &self.good_for, cursor);
        let place = place.and_then(|place| serde_json::from_slice(&place).ok());
        place.map(Some).ok_or_else(|| {
            Error::new(
                Kind::CursorInvalid,
                format!("The cursor was not made for this list by {}", self.method),
            )
            .hint("pass next_cursor of the last page and all else as it was, or no cursor to begin anew")
        })
    }
}
