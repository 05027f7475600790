//! A forum and its topics (https://core.telegram.org/api/forum).
//!
//! A topic is the thread of the service message that created it and has that message's id. A message in no other topic is in
//! the General topic.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

/// The topic that every forum has.
pub const GENERAL: i32 = 1;

/// A supergroup's topics. It keeps them while it is no forum.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct Forum {
    pub on: bool,
    /// Clients are to show the topics as tabs.
    pub tabs: bool,
    pub topics: BTreeMap<i32, Topic>,
    /// In their order.
    pub pinned: Vec<i32>,
    pub(in crate::sandbox::world) deleted: BTreeSet<i32>,
    /// How far each account has read in each topic.
    pub(in crate::sandbox::world) read: BTreeMap<(i64, i32), Read>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Topic {
    pub id: i32,
    pub title: String,
    pub color: i32,
    /// An emoji of somebody's own design.
    pub icon: Option<i64>,
    pub author: i64,
    pub created: i32,
    /// Only admins and its author write in it.
    pub closed: bool,
    /// Only the General topic can be.
    pub hidden: bool,
}

/// A topic to be made.
#[derive(Clone, Debug, Default)]
pub struct NewTopic {
    pub title: String,
    pub color: Option<i32>,
    pub icon: Option<i64>,
}

/// What is to be changed of a topic.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct TopicEdit {
    pub title: Option<String>,
    /// 0 takes it away.
    pub icon: Option<i64>,
    pub closed: Option<bool>,
    pub hidden: Option<bool>,
}

/// How far an account has read in a topic, and others what it wrote.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Read {
    pub inbox: i32,
    pub outbox: i32,
}
