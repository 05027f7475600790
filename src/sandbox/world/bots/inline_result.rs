//! Results of inline queries.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use super::markup::Markup;
use crate::sandbox::world::files::file::Attribute;
use crate::sandbox::world::messages::entity::Entity;
use crate::sandbox::world::messages::message::Media;

/// Identifies equal inline queries, for the cache.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct InlineQueryKey {
    pub bot: i64,
    pub text: String,
    pub offset: String,
    /// The only account the results are for, if they are personal.
    pub by: Option<i64>,
}

/// A bot's answer to an inline query.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Results {
    pub items: Vec<InlineResult>,
    pub gallery: bool,
    /// The results are personal and not cached for others.
    pub private: bool,
    /// Seconds for which the results are cached.
    pub cache_time: i32,
    pub next_offset: Option<String>,
    /// A button above the results that opens the bot's private chat: its text and start parameter.
    pub switch: Option<(String, String)>,
}

/// Stored results, which can be sent.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct StoredResults {
    pub results: Results,
    /// The bot that answered.
    pub bot: i64,
    /// The accounts that were shown the results.
    pub told: BTreeSet<i64>,
    pub until: i32,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct InlineResult {
    pub id: String,
    /// `article`, `photo` and so on.
    pub kind: String,
    pub title: Option<String>,
    pub description: Option<String>,
    pub url: Option<String>,
    pub thumbnail: Option<WebFile>,
    pub file: Option<Media>,
    pub message: ResultMessage,
}

/// A file on the web.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct WebFile {
    pub url: String,
    pub mime_type: String,
    pub size: i32,
    pub attributes: Vec<Attribute>,
}

/// The message that a result sends.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct ResultMessage {
    pub text: String,
    pub entities: Vec<Entity>,
    /// Media other than the result's own file.
    pub media: Option<Media>,
    /// Sends the result's own file, with the text as its caption.
    pub shows_file: bool,
    pub markup: Option<Markup>,
}
