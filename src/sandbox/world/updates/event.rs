//! Events: entries of a mailbox's log, and updates that are only pushed.

use serde::{Deserialize, Serialize};

use super::news::News;
use crate::sandbox::world::bots::query::Query;
use crate::sandbox::world::messages::owner::Owner;
use crate::sandbox::world::people::activity::Doing;
use crate::sandbox::world::people::peer::Peer;

/// One entry of a log. `pts_count` 0 is news that does not count.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Event {
    pub pts: i32,
    pub pts_count: i32,
    pub date: i32,
    pub change: Change,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Change {
    NewMessage {
        id: i32,
    },
    ReadInbox {
        chat: Peer,
        max_id: i32,
        still_unread: i32,
    },
    ReadOutbox {
        chat: Peer,
        max_id: i32,
    },
    ChannelReadInbox {
        channel: i64,
        max_id: i32,
        still_unread: i32,
        pts: i32,
    },
    ChannelReadOutbox {
        channel: i64,
        max_id: i32,
    },
    /// The account joined, left, or its rights changed.
    ChannelChanged {
        channel: i64,
    },
    GroupMembers {
        group: i64,
    },
    /// A chat's settings.
    ChatChanged {
        chat: Peer,
    },
    /// What no member may do has changed.
    DefaultBans {
        chat: Peer,
    },
    JoinRequests {
        chat: Peer,
    },
    /// A person's name, number or picture, or how the account stands to them.
    Person {
        user: i64,
    },
    Name {
        user: i64,
    },
    Blocked {
        user: i64,
        blocked: bool,
    },
    /// The account has signed in with another key.
    NewLogin {
        key: i64,
    },
    Status {
        user: i64,
    },
    Typing {
        chat: Peer,
        user: i64,
        doing: Doing,
    },
    /// A bot is asked.
    Asked(Query),
    /// What became of what was written.
    Chatting(News),
}

/// News for one account, told to each of its authorizations that is there.
#[derive(Clone, Debug)]
pub struct Delivery {
    pub to: i64,
    /// Whose pts the event counts in.
    pub of: Owner,
    pub event: Event,
}
