//! Changes to messages and chat lists.

use serde::{Deserialize, Serialize};

use crate::sandbox::world::chats::notifications::About;
use crate::sandbox::world::people::peer::Peer;

/// What became of messages. Ids are those of the mailbox in whose log this stands.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum News {
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
    Folders {
        chats: Vec<(Peer, i32)>,
    },
    DialogPinned {
        chat: Peer,
        pinned: bool,
        folder: i32,
    },
    /// The chats pinned in a folder, in their order.
    PinnedOrder {
        folder: i32,
        chats: Vec<Peer>,
    },
    DialogMarked {
        chat: Peer,
        unread: bool,
    },
    Notify {
        about: About,
    },
    /// The account sees a channel's messages from this one on.
    Available {
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
    LookedAt {
        channel: Option<i64>,
        topic: Option<i32>,
        ids: Vec<i32>,
    },
    TopicPinned {
        forum: Peer,
        topic: i32,
        pinned: bool,
    },
    TopicsOrdered {
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
