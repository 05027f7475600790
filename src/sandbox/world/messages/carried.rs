//! What a message carries besides its body: its origin, keyboard, bot and quote.

use serde::{Deserialize, Serialize};

use super::entity::Entity;
use super::post::Post;
use crate::sandbox::world::bots::markup::Markup;
use crate::sandbox::world::people::peer::Peer;

/// What a message carries besides its body, the same in each of its copies.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Carried {
    pub forward: Option<Forward>,
    pub markup: Option<Markup>,
    /// The bot whose inline query's result it is.
    pub via: Option<i64>,
    /// What it quotes of the message that it answers.
    pub quote: Option<Quote>,
    /// Its newest edit changed what nobody reads, and isn't shown.
    pub edit_hidden: bool,
}

/// Where a forwarded message comes from.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Forward {
    /// Who wrote it first, or the channel in whose name.
    pub from: Peer,
    pub date: i32,
    /// Its id in that channel.
    pub channel_post: Option<i32>,
    /// For what is kept in one's own chat: where it was taken from.
    pub saved_from: Option<(Peer, i32)>,
}

impl Forward {
    /// The channel's post that it is, if it is one.
    pub fn post(&self) -> Option<Post> {
        match (self.from, self.channel_post) {
            (Peer::Channel(channel), Some(id)) => Some((channel, id)),
            _ => None,
        }
    }
}

/// The part that is answered.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Quote {
    pub text: String,
    pub entities: Vec<Entity>,
    /// Where it begins in what is answered, in UTF-16 units.
    pub offset: i32,
}
