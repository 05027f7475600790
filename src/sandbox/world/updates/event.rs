//! Events: entries of a mailbox's log, and updates that are only pushed.

use serde::{Deserialize, Serialize};

use crate::sandbox::world::bots::query::Query;
use crate::sandbox::world::chats::notifications::About;
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
    /// A callback or inline query for a bot.
    BotQuery(Query),
    Edited {
        id: i32,
    },
    Deleted {
        ids: Vec<i32>,
    },
    Pinned {
        chat: Peer,
        ids: Vec<i32>,
        pinned: bool,
    },
    Reactions {
        chat: Peer,
        id: i32,
    },
    /// Chats moved to the archive (1) or back to the main list (0).
    DialogFolders {
        chats: Vec<(Peer, i32)>,
    },
    DialogPinned {
        chat: Peer,
        pinned: bool,
        folder: i32,
    },
    /// The chats pinned in a folder, in their order.
    PinnedDialogs {
        folder: i32,
        chats: Vec<Peer>,
    },
    DialogUnreadMark {
        chat: Peer,
        unread: bool,
    },
    NotifySettings {
        about: About,
    },
    /// The account sees a channel's messages from this one on.
    AvailableMessages {
        channel: i64,
        min_id: i32,
    },
    /// A post was seen by one more.
    Views {
        id: i32,
    },
    /// A post was passed on once more.
    Forwards {
        id: i32,
    },
    /// A message waits for its time, under an id among those that wait.
    Scheduled {
        chat: Peer,
        id: i32,
    },
    /// Messages wait no longer, as they were sent under these ids, or dropped.
    Unscheduled {
        chat: Peer,
        ids: Vec<i32>,
        sent: Vec<i32>,
    },
    /// The poll that a message shows was voted in, or has closed. Whoever voted is told in full.
    Poll {
        id: i32,
        full: bool,
    },
    /// How far a topic was read, by the account or, what it wrote, by others.
    TopicRead {
        channel: i64,
        topic: i32,
        max_id: i32,
        outbox: bool,
    },
    /// The account looked at messages that mention it, in its own mailbox or a channel's, or in one of its topics.
    MentionsRead {
        channel: Option<i64>,
        topic: Option<i32>,
        ids: Vec<i32>,
    },
    TopicPinned {
        forum: Peer,
        topic: i32,
        pinned: bool,
    },
    PinnedTopics {
        forum: Peer,
        order: Vec<i32>,
    },
    /// Somebody voted in a poll, by the places of the options. Counted in qts.
    PollVote {
        poll: i64,
        by: i64,
        chosen: Vec<usize>,
    },
}

/// News for one account, told to each of its authorizations that is there.
#[derive(Clone, Debug)]
pub struct Delivery {
    pub to: i64,
    /// Whose pts the event counts in.
    pub of: Owner,
    pub event: Event,
}
