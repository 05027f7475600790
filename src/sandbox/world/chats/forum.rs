//! A forum and its topics (https://core.telegram.org/api/forum).
//!
//! A topic is the thread of the service message that created it and has that message's id. A message in no other topic is in
//! the General topic.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

/// The General topic, which every forum has.
pub const GENERAL: i32 = 1;

/// A supergroup's topics. They are kept while it isn't a forum.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct Forum {
    pub on: bool,
    /// Clients show the topics as tabs.
    pub tabs: bool,
    pub topics: BTreeMap<i32, Topic>,
    /// Pinned topics in order.
    pub pinned: Vec<i32>,
    pub(in crate::sandbox::world) deleted: BTreeSet<i32>,
    /// The last messages read, by account and topic.
    pub(in crate::sandbox::world) read: BTreeMap<(i64, i32), Read>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Topic {
    pub id: i32,
    pub title: String,
    pub color: i32,
    /// Custom emoji.
    pub icon: Option<i64>,
    pub author: i64,
    pub created: i32,
    /// Only admins and the topic's author can write in it.
    pub closed: bool,
    /// Only the General topic can be hidden.
    pub hidden: bool,
}

/// A topic to create.
#[derive(Clone, Debug, Default)]
pub struct NewTopic {
    pub title: String,
    pub color: Option<i32>,
    pub icon: Option<i64>,
}

/// Changes to a topic.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct TopicEdit {
    pub title: Option<String>,
    /// 0 removes it.
    pub icon: Option<i64>,
    pub closed: Option<bool>,
    pub hidden: Option<bool>,
}

/// The last messages read in a topic: by the account, and of its own by others.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Read {
    pub inbox: i32,
    pub outbox: i32,
}
