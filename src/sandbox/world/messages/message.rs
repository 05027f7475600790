//! Messages: their text, media and service actions.

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::carried::Carried;
use super::entity::Entity;
use super::poll::Poll;
use crate::sandbox::world::chats::forum::{GENERAL, TopicEdit};
use crate::sandbox::world::files::file::File;
use crate::sandbox::world::people::peer::Peer;

#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Message {
    pub id: i32,
    /// Shared by all copies of a message.
    pub twin: u64,
    /// In an account's mailbox, a private chat is the other user.
    pub chat: Peer,
    pub author: i64,
    /// Posted in the channel's name.
    pub post: bool,
    /// A post signed by its author.
    pub signed: bool,
    pub date: i32,
    pub body: Arc<Body>,
    /// An id in the same mailbox.
    pub reply_to: Option<i32>,
    /// The forum topic it is in. Absent for the General topic.
    pub topic: Option<i32>,
    pub silent: bool,
    /// Group members it mentions, by name or as a reply to their message.
    #[serde(default)]
    pub mentions: Arc<[i64]>,
    /// The `random_id` with the auth key that chose it.
    pub random_id: Option<RandomId>,
    pub edited: Option<i32>,
    pub pinned: bool,
    pub carried: Arc<Carried>,
}

impl Message {
    /// Returns its topic, if its chat is a forum.
    pub fn topic(&self) -> i32 {
        self.topic.unwrap_or(GENERAL)
    }

    /// Returns the id of the file it shows.
    pub fn file(&self) -> Option<i64> {
        match &*self.body {
            Body::Text { media: Some(Media::Photo { file, .. } | Media::Document { file, .. }), .. } => {
                Some(file.id)
            }
            _ => None,
        }
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RandomId {
    pub auth_key_id: i64,
    pub random_id: i64,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Body {
    Text { text: String, entities: Vec<Entity>, media: Option<Media> },
    Service(Action),
}

/// A message's media.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Media {
    Photo { file: Arc<File>, spoiler: bool },
    Document { file: Arc<File>, spoiler: bool },
    Geo(GeoPoint),
    Venue { point: GeoPoint, title: String, address: String, provider: String, id: String, kind: String },
    Contact { phone: String, first_name: String, last_name: String, vcard: String, user: Option<i64> },
    Dice { emoji: String, value: i32 },
    Poll(Arc<Poll>),
}

#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct GeoPoint {
    pub latitude: f64,
    pub longitude: f64,
    /// In metres.
    pub accuracy: Option<i32>,
}

/// The action of a service message.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Action {
    ChannelCreated {
        title: String,
    },
    GroupCreated {
        title: String,
        members: Vec<i64>,
    },
    Added {
        members: Vec<i64>,
    },
    JoinedByLink {
        inviter: i64,
    },
    JoinedByRequest,
    MigratedTo {
        channel: i64,
    },
    MigratedFrom {
        title: String,
        group: i64,
    },
    Left {
        member: i64,
    },
    TitleChanged {
        title: String,
    },
    PhotoChanged {
        file: Arc<File>,
    },
    PhotoDeleted,
    /// The pinned message is the one it replies to.
    Pinned,
    /// History up to here was cleared.
    HistoryCleared,
    /// The message creates a topic.
    TopicCreated {
        title: String,
        color: i32,
        icon: Option<i64>,
    },
    /// The message's topic was edited.
    TopicEdited(TopicEdit),
}
