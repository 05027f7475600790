//! What messages carry besides their text, what becomes of them, and whom that concerns.

use std::collections::{BTreeMap, HashMap};

use serde::{Deserialize, Serialize};

use super::arrange::{About, Notify};
use super::mailbox::{Change, Event, Owner};
use super::markup::Markup;
use super::poll::Ballot;
use super::quote::Quote;
use super::reach::{Post, Reach};
use super::react::Reactions;
use super::receipts::Mark;
use super::schedule::Waiting;
use super::{Delivery, Peer, World};

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

/// What belongs to messages however many copies they have.
#[derive(Default, Serialize, Deserialize)]
pub(super) struct Chatting {
    /// By twin.
    pub reactions: HashMap<u64, Reactions>,
    pub scheduled: BTreeMap<(i64, Peer), Waiting>,
    pub last_scheduled: i32,
    pub notify: HashMap<(i64, About), Notify>,
    /// How far channels' posts got.
    pub reach: HashMap<Post, Reach>,
    /// When each account read on in a chat, in order.
    pub read_marks: HashMap<(i64, Peer), Vec<Mark>>,
    pub polls: BTreeMap<i64, Ballot>,
    /// What each account was told that is counted in its qts.
    pub in_qts: HashMap<i64, Vec<Event>>,
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

impl World {
    /// A message of this chat, in the account's view of it.
    pub fn message_in(&self, account: i64, chat: Peer, id: i32) -> Option<&super::mailbox::Message> {
        let known = self.mailbox_of(account, chat).message(id).filter(|message| message.chat == chat);
        known.filter(|_| id >= self.earliest(account, chat))
    }

    /// Every copy of a message: whose mailbox it lies in, and under which id. Those who left keep theirs.
    pub(super) fn copies(&self, account: i64, chat: Peer, twin: u64) -> Vec<(Owner, i32)> {
        let owners: Vec<Owner> = match chat {
            Peer::Channel(channel) => vec![Owner::Channel(channel)],
            Peer::User(user) if user == account => vec![Owner::Account(account)],
            Peer::User(user) => vec![Owner::Account(account), Owner::Account(user)],
            Peer::Group(_) => {
                let members = self.chat(chat).into_iter().flat_map(|chat| chat.members.keys());
                members.map(|member| Owner::Account(*member)).collect()
            }
        };
        let copy = |of| self.mailbox(of).twin(twin).map(|message| (of, message.id));
        owners.into_iter().filter_map(copy).collect()
    }

    /// Whether whoever has this mailbox still takes part in the chat.
    pub(super) fn takes_part(&self, of: Owner, chat: Peer) -> bool {
        match (of, self.chat(chat)) {
            (Owner::Account(account), Some(chat)) => chat.has(account),
            _ => true,
        }
    }

    /// The chat's name in that mailbox, given its name in the account's.
    pub(super) fn seen_by(&self, of: Owner, account: i64, chat: Peer) -> Peer {
        match (of, chat) {
            (Owner::Account(reader), Peer::User(_)) if reader != account => Peer::User(account),
            _ => chat,
        }
    }

    /// Enters a change in that mailbox's log and tells everybody who reads it.
    pub(super) fn tell_readers(&mut self, of: Owner, pts_count: i32, news: News) {
        let change = Change::Chatting(news);
        match of {
            Owner::Account(account) => self.tell(account, pts_count, change),
            Owner::Channel(channel) => {
                let date = self.now();
                let event = self.mailbox_mut(of).record(pts_count, date, change);
                let members = self.present_in(Peer::Channel(channel));
                self.tell_members(channel, &members, &event);
            }
        }
    }

    /// Tells what no log keeps to everybody who reads that mailbox and is there.
    pub(super) fn tell_readers_live(&mut self, of: Owner, news: News) {
        let event = Event { pts: 0, pts_count: 0, date: self.now(), change: Change::Chatting(news) };
        match of {
            Owner::Account(to) => self.deliveries.push(Delivery { to, of, event }),
            Owner::Channel(channel) => {
                let members = self.present_in(Peer::Channel(channel));
                self.tell_members(channel, &members, &event);
            }
        }
    }

    pub(super) fn present_in(&self, chat: Peer) -> Vec<i64> {
        self.chat(chat).into_iter().flat_map(|chat| chat.present()).map(|(id, _)| id).collect()
    }
}
