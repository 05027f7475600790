//! Events: entries of a mailbox's log, and updates that are only pushed.

use serde::{Deserialize, Serialize};

use crate::sandbox::world::bots::query::Query;
use crate::sandbox::world::chats::notifications::NotifyScope;
use crate::sandbox::world::messages::owner::Owner;
use crate::sandbox::world::people::activity::ChatAction;
use crate::sandbox::world::people::peer::Peer;

/// An entry of a mailbox's log. With `pts_count` 0 it doesn't count in pts.
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
    /// The account joined or left, or its rights changed.
    ChannelChanged {
        channel: i64,
    },
    GroupMembers {
        group: i64,
    },
    /// A chat's settings changed.
    ChatChanged {
        chat: Peer,
    },
    /// The default restrictions of members changed.
    DefaultBans {
        chat: Peer,
    },
    JoinRequests {
        chat: Peer,
    },
    /// A user's name, phone or photo changed, or the account's relation to them.
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
    /// The account signed in with another key.
    NewLogin {
        key: i64,
    },
    Status {
        user: i64,
    },
    Typing {
        chat: Peer,
        user: i64,
        doing: ChatAction,
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
    /// Chats moved to the archive (1) or to the main list (0).
    DialogFolders {
        chats: Vec<(Peer, i32)>,
    },
    DialogPinned {
        chat: Peer,
        pinned: bool,
        folder: i32,
    },
    /// The pinned chats of a folder, in order.
    PinnedDialogs {
        folder: i32,
        chats: Vec<Peer>,
    },
    DialogUnreadMark {
        chat: Peer,
        unread: bool,
    },
    NotifySettings {
        about: NotifyScope,
    },
    /// The first message of a channel that the account can see.
    AvailableMessages {
        channel: i64,
        min_id: i32,
    },
    /// A post was viewed.
    Views {
        id: i32,
    },
    /// A post was forwarded.
    Forwards {
        id: i32,
    },
    /// A message was scheduled. Its id is among scheduled messages only.
    Scheduled {
        chat: Peer,
        id: i32,
    },
    /// Scheduled messages were sent, with the `sent` ids, or deleted.
    Unscheduled {
        chat: Peer,
        ids: Vec<i32>,
        sent: Vec<i32>,
    },
    /// A poll was voted in or closed. The voter gets it in full.
    Poll {
        id: i32,
        full: bool,
    },
    /// A topic was read, by the account or, for its own messages, by others.
    TopicRead {
        channel: i64,
        topic: i32,
        max_id: i32,
        outbox: bool,
    },
    /// The account read its mentions, in its own mailbox, a channel, or one of a channel's topics.
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
    /// Someone voted in a bot's poll. Options are given by index. Counted in qts.
    PollVote {
        poll: i64,
        by: i64,
        chosen: Vec<usize>,
    },
}

/// An event on its way to one account's connected logins.
#[derive(Clone, Debug)]
pub struct Delivery {
    pub to: i64,
    /// The mailbox whose pts the event counts in.
    pub of: Owner,
    pub event: Event,
}
