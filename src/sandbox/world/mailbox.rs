//! Mailboxes: messages, and the log of what happened to them.
//!
//! Private chats and basic groups have no messages of their own: each side's account has its own copy under its
//! own id. A channel has one mailbox that everybody reads (https://core.telegram.org/api/updates).

use std::collections::{BTreeMap, HashMap};

use serde::{Deserialize, Serialize};

pub use super::event::{Change, Event};
use super::ids::Ids;
use super::index::Index;
pub use super::message::{Action, Body, Entity, Media, Message, Place, RandomId, Style};
use super::{Peer, World};

/// Whose mailbox.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Owner {
    Account(i64),
    Channel(i64),
}

#[derive(Serialize, Deserialize)]
#[serde(from = "Written")]
pub struct Mailbox {
    pub pts: i32,
    last_id: i32,
    messages: BTreeMap<i32, Message>,
    #[serde(skip)]
    by_chat: HashMap<Peer, Ids>,
    #[serde(skip)]
    by_twin: HashMap<u64, i32>,
    #[serde(skip)]
    index: Index,
    log: Vec<Event>,
}

/// A pts of 0 would mean "no state" to clients.
impl Default for Mailbox {
    fn default() -> Self {
        Self {
            pts: 1,
            last_id: 0,
            messages: BTreeMap::new(),
            by_chat: HashMap::new(),
            by_twin: HashMap::new(),
            index: Index::default(),
            log: Vec::new(),
        }
    }
}

/// A mailbox as it is written down: what finds messages follows from them.
#[derive(Deserialize)]
struct Written {
    pts: i32,
    last_id: i32,
    messages: BTreeMap<i32, Message>,
    log: Vec<Event>,
}

impl From<Written> for Mailbox {
    fn from(written: Written) -> Self {
        let Written { pts, last_id, messages, log } = written;
        let mut mailbox = Self { pts, last_id, log, ..Self::default() };
        messages.into_values().for_each(|message| mailbox.put(message));
        mailbox
    }
}

impl Mailbox {
    pub fn message(&self, id: i32) -> Option<&Message> {
        self.messages.get(&id)
    }

    /// The ids of a chat's messages, if it has any.
    pub fn ids(&self, chat: Peer) -> Option<&Ids> {
        self.by_chat.get(&chat)
    }

    pub fn last(&self, chat: Peer) -> Option<&Message> {
        self.message(self.ids(chat)?.last()?)
    }

    /// This mailbox's copy of a message.
    pub fn twin(&self, twin: u64) -> Option<&Message> {
        self.message(*self.by_twin.get(&twin)?)
    }

    pub fn len(&self) -> usize {
        self.messages.len()
    }

    pub fn is_empty(&self) -> bool {
        self.messages.is_empty()
    }

    pub fn next_id(&self) -> i32 {
        self.last_id + 1
    }

    pub(super) fn put(&mut self, message: Message) {
        self.last_id = self.last_id.max(message.id);
        self.by_chat.entry(message.chat).or_default().insert(message.id);
        self.by_twin.insert(message.twin, message.id);
        self.index.add(&message);
        self.messages.insert(message.id, message);
    }

    /// Changes a message where it lies.
    pub(super) fn change(&mut self, id: i32, change: impl FnOnce(&mut Message)) {
        let Some(message) = self.messages.get_mut(&id) else { return };
        self.index.remove(message);
        change(message);
        self.index.add(message);
    }

    /// Takes a message out. Its id is never used again.
    pub(super) fn remove(&mut self, id: i32) {
        let Some(message) = self.messages.remove(&id) else { return };
        self.index.remove(&message);
        self.by_twin.remove(&message.twin);
        if let Some(ids) = self.by_chat.get_mut(&message.chat) {
            ids.remove(id);
        }
    }

    /// All of them, to be changed in what nothing finds them by.
    pub(super) fn messages_mut(&mut self) -> impl Iterator<Item = &mut Message> {
        self.messages.values_mut()
    }

    /// What finds messages by more than their ids.
    pub(super) fn index(&self) -> &Index {
        &self.index
    }

    /// The first id that a message of that date or later can have: ids and dates rise together.
    pub(super) fn id_at(&self, date: i32) -> i32 {
        let (mut low, mut high) = (1, self.last_id + 1);
        while low < high {
            let middle = low + (high - low) / 2;
            match self.messages.range(middle..).next() {
                Some((id, message)) if message.date < date => low = id + 1,
                _ => high = middle,
            }
        }
        low
    }

    pub(super) fn record(&mut self, pts_count: i32, date: i32, change: Change) -> Event {
        self.pts += pts_count;
        let event = Event { pts: self.pts, pts_count, date, change };
        self.log.push(event.clone());
        event
    }

    pub(super) fn log(&self) -> &[Event] {
        &self.log
    }
}

impl World {
    /// Where this account finds that chat's messages.
    pub fn owner(account: i64, chat: Peer) -> Owner {
        match chat {
            Peer::Channel(channel) => Owner::Channel(channel),
            Peer::User(_) | Peer::Group(_) => Owner::Account(account),
        }
    }

    pub fn mailbox(&self, owner: Owner) -> &Mailbox {
        static EMPTY: std::sync::LazyLock<Mailbox> = std::sync::LazyLock::new(Mailbox::default);
        self.mailboxes.get(&owner).unwrap_or(&EMPTY)
    }

    pub(super) fn mailbox_mut(&mut self, owner: Owner) -> &mut Mailbox {
        self.mailboxes.entry(owner).or_default()
    }

    /// Whether the account wrote it; what one writes to oneself doesn't count.
    pub fn is_outgoing(account: i64, message: &Message) -> bool {
        message.author == account && message.chat != Peer::User(account)
    }
}
