//! A message before it is sent.

use serde::{Deserialize, Serialize};

use super::carried::Carried;
use super::entity::Entity;
use super::message::{Media, RandomId};

/// A message to send.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct Draft {
    pub text: String,
    pub entities: Vec<Entity>,
    pub media: Option<Media>,
    /// With the author's own ids.
    pub reply_to: Option<i32>,
    /// Forum topic. Default: the topic of the message it replies to.
    pub topic: Option<i32>,
    pub silent: bool,
    pub random_id: Option<RandomId>,
    pub carried: Carried,
}

/// A sent message.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Sent {
    /// In the author's own ids.
    pub id: i32,
    /// It had been sent before with the same `random_id`.
    pub repeated: bool,
}
