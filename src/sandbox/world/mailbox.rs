//! Messages, and the log of what happened to them.
//!
//! Private chats and basic groups have no messages of their own: each side's account has its own copy under its
//! own id. A channel has one mailbox that everybody reads (https://core.telegram.org/api/updates).

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;

use super::asking::Query;
use super::chatting::{Carried, News};
use super::files::File;
use super::index::Index;
use super::presence::Doing;
use super::{Peer, World};

/// Whose mailbox.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Owner {
    Account(i64),
    Channel(i64),
}

#[derive(Clone, Debug)]
pub struct Message {
    pub id: i32,
    /// The same in every copy of one message.
    pub twin: u64,
    /// In an account's mailbox a private chat is named by the other side.
    pub chat: Peer,
    pub author: i64,
    /// Written in the channel's name.
    pub post: bool,
    /// A post that names its author.
    pub signed: bool,
    pub date: i32,
    pub body: Arc<Body>,
    /// An id in the same mailbox.
    pub reply_to: Option<i32>,
    pub silent: bool,
    /// Who chose this message's random_id, and which.
    pub random_id: Option<RandomId>,
    pub edited: Option<i32>,
    pub pinned: bool,
    pub carried: Arc<Carried>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RandomId {
    pub auth_key_id: i64,
    pub random_id: i64,
}

#[derive(Clone, Debug, PartialEq)]
pub enum Body {
    Text { text: String, entities: Vec<Entity>, media: Option<Media> },
    Service(Action),
}

/// A stretch of the text, counted in UTF-16 units.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entity {
    pub offset: i32,
    pub length: i32,
    pub style: Style,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Style {
    Unknown,
    Mention,
    Hashtag,
    Cashtag,
    BotCommand,
    Url,
    Email,
    Phone,
    BankCard,
    Bold,
    Italic,
    Underline,
    Strike,
    Spoiler,
    Code,
    Pre { language: String },
    TextUrl { url: String },
    MentionName { user: i64 },
    CustomEmoji { document: i64 },
    Blockquote { collapsed: bool },
}

/// What a message shows besides its text.
#[derive(Clone, Debug, PartialEq)]
pub enum Media {
    Photo { file: Arc<File>, spoiler: bool },
    Document { file: Arc<File>, spoiler: bool },
    Place(Place),
    Venue { place: Place, title: String, address: String, provider: String, id: String, kind: String },
    Contact { phone: String, first_name: String, last_name: String, vcard: String, user: Option<i64> },
    Dice { emoji: String, value: i32 },
}

#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Place {
    pub latitude: f64,
    pub longitude: f64,
    /// In metres.
    pub accuracy: Option<i32>,
}

/// What a service message tells of.
#[derive(Clone, Debug, PartialEq, Eq)]
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
    /// The message that this one answers.
    Pinned,
}

/// One entry of a log. `pts_count` 0 is news that does not count.
#[derive(Clone, Debug, PartialEq)]
pub struct Event {
    pub pts: i32,
    pub pts_count: i32,
    pub date: i32,
    pub change: Change,
}

#[derive(Clone, Debug, PartialEq, Eq)]
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

pub struct Mailbox {
    pub pts: i32,
    last_id: i32,
    messages: BTreeMap<i32, Message>,
    by_chat: HashMap<Peer, BTreeSet<i32>>,
    by_twin: HashMap<u64, i32>,
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

impl Mailbox {
    pub fn message(&self, id: i32) -> Option<&Message> {
        self.messages.get(&id)
    }

    /// The ids of a chat's messages, if it has any.
    pub fn ids(&self, chat: Peer) -> Option<&BTreeSet<i32>> {
        self.by_chat.get(&chat)
    }

    pub fn last(&self, chat: Peer) -> Option<&Message> {
        self.message(*self.ids(chat)?.last()?)
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
            ids.remove(&id);
        }
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
