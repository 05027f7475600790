//! What a message carries besides its body. All copies share it.

use serde::{Deserialize, Serialize};

use super::entity::Entity;
use super::post::PostId;
use crate::sandbox::world::bots::markup::Markup;
use crate::sandbox::world::people::peer::Peer;

/// What a message carries besides its body, the same in each of its copies.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Carried {
    pub forward: Option<Forward>,
    pub markup: Option<Markup>,
    /// The bot whose inline result this is.
    pub via: Option<i64>,
    /// The quoted part of the message it replies to.
    pub quote: Option<Quote>,
    /// The last edit changed nothing visible, so no edit date is shown.
    pub edit_hidden: bool,
}

/// The origin of a forwarded message.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Forward {
    /// The original author, or the channel it was posted in.
    pub from: Peer,
    pub date: i32,
    /// Its message id in that channel.
    pub channel_post: Option<i32>,
    /// For messages saved to one's own chat: where they were forwarded from.
    pub saved_from: Option<(Peer, i32)>,
}

impl Forward {
    /// Returns the original channel post, if it was one.
    pub fn post(&self) -> Option<PostId> {
        match (self.from, self.channel_post) {
            (Peer::Channel(channel), Some(id)) => Some((channel, id)),
            _ => None,
        }
    }
}

/// The quoted part of a message.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Quote {
    pub text: String,
    pub entities: Vec<Entity>,
    /// Its offset in the quoted message, in UTF-16 code units.
    pub offset: i32,
}
