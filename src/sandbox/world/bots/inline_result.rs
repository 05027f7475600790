//! Results of inline queries.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use super::markup::Markup;
use crate::sandbox::world::files::file::Attribute;
use crate::sandbox::world::messages::entity::Entity;
use crate::sandbox::world::messages::message::Media;

/// What makes one query the same as another.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Asked {
    pub bot: i64,
    pub text: String,
    pub offset: String,
    /// For whom alone, where it isn't the same to everybody.
    pub by: Option<i64>,
}

/// What a bot found.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Results {
    pub items: Vec<Found>,
    pub gallery: bool,
    /// Others who ask the same may be told something else.
    pub private: bool,
    /// Seconds for which Telegram needn't ask again.
    pub cache_time: i32,
    pub next_offset: Option<String>,
    /// A button over the results that opens the bot's private chat: its text, and what the bot is started with.
    pub switch: Option<(String, String)>,
}

/// Results that can be sent.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Kept {
    pub results: Results,
    /// Who found them.
    pub bot: i64,
    /// Who was told.
    pub told: BTreeSet<i64>,
    pub until: i32,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Found {
    pub id: String,
    /// `article`, `photo` or the like.
    pub kind: String,
    pub title: Option<String>,
    pub description: Option<String>,
    pub url: Option<String>,
    pub thumbnail: Option<WebFile>,
    pub file: Option<Media>,
    pub message: Prepared,
}

/// A file that Telegram doesn't have.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct WebFile {
    pub url: String,
    pub mime_type: String,
    pub size: i32,
    pub attributes: Vec<Attribute>,
}

/// What is sent when a result is chosen.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Prepared {
    pub text: String,
    pub entities: Vec<Entity>,
    /// Besides the result's own file.
    pub media: Option<Media>,
    /// It is the result's own file, with a caption.
    pub shows_file: bool,
    pub markup: Option<Markup>,
}
