//! A message before it is sent.

use serde::{Deserialize, Serialize};

use super::carried::Carried;
use super::entity::Entity;
use super::message::{Media, RandomId};

/// A message as its author wants it.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct Draft {
    pub text: String,
    pub entities: Vec<Entity>,
    pub media: Option<Media>,
    /// In the author's own ids.
    pub reply_to: Option<i32>,
    /// Where a forum's topic is named; else it is that of what is answered.
    pub topic: Option<i32>,
    pub silent: bool,
    pub random_id: Option<RandomId>,
    pub carried: Carried,
}

/// What became of a draft.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Sent {
    /// In the author's own ids.
    pub id: i32,
    /// It had been sent before, by the same random_id.
    pub repeated: bool,
}
