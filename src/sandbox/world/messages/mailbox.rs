//! Mailboxes: messages and a log of changes.
//!
//! Private chats and basic groups have no messages of their own: each account has its own copies, with its own ids. A
//! channel has one mailbox for all readers (https://core.telegram.org/api/updates).

use std::collections::{BTreeMap, HashMap};

use serde::{Deserialize, Serialize};

use super::index::Index;
use super::message::Message;
use crate::sandbox::world::engine::ids::Ids;
use crate::sandbox::world::people::peer::Peer;
use crate::sandbox::world::updates::event::{Change, Event};

#[derive(Serialize, Deserialize)]
#[serde(from = "StoredMailbox")]
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

/// Clients take a pts of 0 for "no state".
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

/// A mailbox in a snapshot. Indexes are rebuilt from the messages.
#[derive(Deserialize)]
struct StoredMailbox {
    pts: i32,
    last_id: i32,
    messages: BTreeMap<i32, Message>,
    log: Vec<Event>,
}

impl From<StoredMailbox> for Mailbox {
    fn from(written: StoredMailbox) -> Self {
        let StoredMailbox { pts, last_id, messages, log } = written;
        let mut mailbox = Self { pts, last_id, log, ..Self::default() };
        messages.into_values().for_each(|message| mailbox.put(message));
        mailbox
    }
}

impl Mailbox {
    pub fn message(&self, id: i32) -> Option<&Message> {
        self.messages.get(&id)
    }

    /// Returns the ids of a chat's messages, if it has any.
    pub fn ids(&self, chat: Peer) -> Option<&Ids> {
        self.by_chat.get(&chat)
    }

    pub fn last(&self, chat: Peer) -> Option<&Message> {
        self.message(self.ids(chat)?.last()?)
    }

    /// Returns this mailbox's copy of a message.
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

    pub(in crate::sandbox::world) fn put(&mut self, message: Message) {
        self.last_id = self.last_id.max(message.id);
        self.by_chat.entry(message.chat).or_default().insert(message.id);
        self.by_twin.insert(message.twin, message.id);
        self.index.add(&message);
        self.messages.insert(message.id, message);
    }

    /// Changes a message in place.
    pub(in crate::sandbox::world) fn change(&mut self, id: i32, change: impl FnOnce(&mut Message)) {
        let Some(message) = self.messages.get_mut(&id) else { return };
        self.index.remove(message);
        change(message);
        self.index.add(message);
    }

    /// Removes a message. Its id is never reused.
    pub(in crate::sandbox::world) fn remove(&mut self, id: i32) {
        let Some(message) = self.messages.remove(&id) else { return };
        self.index.remove(&message);
        self.by_twin.remove(&message.twin);
        if let Some(ids) = self.by_chat.get_mut(&message.chat) {
            ids.remove(id);
        }
    }

    /// All messages, for changes that don't affect the indexes.
    pub(in crate::sandbox::world) fn messages_mut(&mut self) -> impl Iterator<Item = &mut Message> {
        self.messages.values_mut()
    }

    /// The search index.
    pub(in crate::sandbox::world) fn index(&self) -> &Index {
        &self.index
    }

    /// Returns the lowest id that a message of this date or later can have. Ids and dates rise together.
    pub(in crate::sandbox::world) fn id_at(&self, date: i32) -> i32 {
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

    pub(in crate::sandbox::world) fn record(&mut self, pts_count: i32, date: i32, change: Change) -> Event {
        self.pts += pts_count;
        let event = Event { pts: self.pts, pts_count, date, change };
        self.log.push(event.clone());
        event
    }

    pub(in crate::sandbox::world) fn log(&self) -> &[Event] {
        &self.log
    }
}
