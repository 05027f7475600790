//! The sandbox's state and its rules. Knows no TL.
//!
//! Reading order: [`person`] and [`chat`] are who there is, [`mailbox`] what was written ([`message`]), [`dialog`] how an
//! account sees it. [`login`] and [`authorization`] say which key speaks for whom. [`send`], [`read`],
//! [`founding`], [`membership`], [`invites`], [`administration`] and [`settings`] change things, as far as [`rights`]
//! go; [`upload`] and [`files`] keep what messages show, [`cdn`] which of it the CDN DC has. Each change is told to everyone it concerns by an [`Event`],
//! kept in the mailbox's log for those who ask later ([`difference`]) and queued as a [`Delivery`] for those who are
//! there.
//! [`chatting`] and its neighbours are what people do with messages once they are written; [`poll`] and [`vote`] are
//! polls, [`forum`] and [`topics`] the topics of supergroups that have some; [`markup`], [`asking`], [`inline`],
//! [`starting`] and [`commands`] are what bots add.
//! [`takeout`] is exporting all that an account has.
//! [`quotas`] says how many there may be of something, and how often something may be done.
//! [`due`] is what comes by itself when its time is there, [`under_way`] what has been sent and isn't answered yet.
//! [`snapshot`] writes all of it down and brings it back: whatever is kept here derives serde's traits.
//! [`fresh`] is the world that a sandbox begins with, [`directing`] what only the sandbox's owner may do.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::net::SocketAddr;

use serde::{Deserialize, Serialize};

pub mod acquaintance;
pub mod administration;
pub mod album;
pub mod arrange;
pub mod asking;
pub mod authorization;
pub mod automatic;
pub mod cdn;
pub mod chat;
pub mod chatting;
pub mod clock;
pub mod commands;
pub mod delete;
mod derive;
pub mod dialog;
mod dice;
pub mod difference;
pub mod directing;
mod domains;
pub mod due;
pub mod edit;
pub mod event;
pub mod faults;
pub mod files;
pub mod forum;
pub mod forward;
pub mod founding;
mod fresh;
pub mod history;
pub mod ids;
pub mod image;
pub mod index;
pub mod inline;
pub mod invites;
mod json;
pub mod login;
pub mod lookup;
pub mod mailbox;
pub mod markup;
pub mod members;
pub mod membership;
pub mod mentions;
pub mod message;
pub mod migration;
pub mod password;
pub mod person;
pub mod pin;
pub mod poll;
pub mod portraits;
pub mod presence;
pub mod profile;
pub mod qr;
pub mod qts;
pub mod quotas;
pub mod quote;
pub mod reach;
pub mod react;
pub mod read;
pub mod receipts;
pub mod recovery;
pub mod refusal;
pub mod rights;
pub mod schedule;
pub mod search;
pub mod send;
pub mod settings;
pub mod slow_mode;
pub mod snapshot;
pub mod starting;
pub mod takeout;
pub mod text;
pub mod topics;
pub mod under_way;
pub mod upload;
pub mod vote;

use authorization::Authorizations;
use chat::Chat;
use clock::Clock;
use dialog::Dialog;
use faults::Faults;
use files::Files;
use mailbox::{Event, Mailbox, Owner};
use password::Challenge;
use person::Person;
use quotas::rates::Rates;

/// Whom or what a message can be sent to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Peer {
    User(i64),
    /// A basic group, whose messages lie in its members' own mailboxes.
    Group(i64),
    /// A channel or supergroup, whose messages lie in a mailbox of its own.
    Channel(i64),
}

impl Peer {
    /// Its id, whatever it is.
    pub fn number(self) -> i64 {
        let (Peer::User(id) | Peer::Group(id) | Peer::Channel(id)) = self;
        id
    }
}

/// News for one account, told to each of its authorizations that is there.
#[derive(Clone, Debug)]
pub struct Delivery {
    pub to: i64,
    /// Whose pts the event counts in.
    pub of: Owner,
    pub event: Event,
}

/// All that a Telegram remembers. What is skipped here belongs to the moment, or is kept beside ([`snapshot`]).
#[derive(Serialize, Deserialize)]
pub struct World {
    seed: u64,
    /// Counts what was derived from the seed without a name of its own.
    drawn: u64,
    clock: Clock,
    #[serde(skip)]
    dcs: Vec<(i32, SocketAddr)>,
    #[serde(skip)]
    cdn: cdn::CdnFiles,
    people: BTreeMap<i64, Person>,
    chats: BTreeMap<Peer, Chat>,
    /// The bans that end by themselves: when, where and whose.
    bans_ending: BTreeSet<(i32, Peer, i64)>,
    mailboxes: HashMap<Owner, Mailbox>,
    dialogs: BTreeMap<(i64, Peer), Dialog>,
    /// The message that each random_id made, by account and chat. Telegram never forgets them.
    random_ids: HashMap<(i64, Peer, i64), i32>,
    #[serde(skip)]
    files: Files,
    /// The album that a message is in, by its twin.
    albums: HashMap<u64, i64>,
    authorizations: Authorizations,
    codes: BTreeMap<String, login::SentCode>,
    /// How the codes of a number go out, where that was set.
    #[serde(default)]
    code_ways: BTreeMap<String, login::Way>,
    challenges: HashMap<i64, Challenge>,
    /// The salts that each account was last offered for a new password.
    offered_salts: HashMap<i64, (Vec<u8>, Vec<u8>)>,
    recovery: recovery::Recovery,
    login_tokens: Vec<qr::LoginToken>,
    #[serde(skip)]
    accepted_keys: Vec<i64>,
    #[serde(skip)]
    deliveries: Vec<Delivery>,
    asking: asking::Asking,
    chatting: chatting::Chatting,
    faults: Faults,
    #[serde(default)]
    rates: Rates,
    #[serde(skip)]
    under_way: under_way::UnderWay,
    #[serde(skip)]
    calls: BTreeMap<(Option<i64>, &'static str), u64>,
}

impl World {
    /// The fresh world, its clock set to now and running. The same seed gives the same ids and access hashes.
    pub fn new(seed: u64, dcs: Vec<(i32, SocketAddr)>) -> Self {
        Self::off_by(0, seed, dcs)
    }

    /// The same, its clock so many seconds ahead of the machine's.
    pub fn off_by(offset: i64, seed: u64, dcs: Vec<(i32, SocketAddr)>) -> Self {
        Self::begin(seed, dcs, Clock::running(offset))
    }

    /// The fresh world at a given unix time, which passes only by [`World::advance`]: every date is the seed's too.
    pub fn at(seed: u64, dcs: Vec<(i32, SocketAddr)>, unix_time: i64) -> Self {
        Self::begin(seed, dcs, Clock::standing(unix_time))
    }

    fn begin(seed: u64, dcs: Vec<(i32, SocketAddr)>, clock: Clock) -> Self {
        let mut world = Self {
            seed,
            drawn: 0,
            clock: Clock::standing(clock.now()),
            dcs,
            cdn: Default::default(),
            people: BTreeMap::new(),
            chats: BTreeMap::new(),
            bans_ending: BTreeSet::new(),
            mailboxes: HashMap::new(),
            dialogs: BTreeMap::new(),
            random_ids: HashMap::new(),
            files: Files::default(),
            albums: HashMap::new(),
            authorizations: Authorizations::default(),
            codes: BTreeMap::new(),
            code_ways: BTreeMap::new(),
            challenges: HashMap::new(),
            offered_salts: HashMap::new(),
            recovery: Default::default(),
            login_tokens: Vec::new(),
            accepted_keys: Vec::new(),
            deliveries: Vec::new(),
            asking: Default::default(),
            chatting: Default::default(),
            faults: Faults::default(),
            rates: Rates::default(),
            under_way: Default::default(),
            calls: BTreeMap::new(),
        };
        world.populate();
        world.deliveries.clear();
        world.clock = clock;
        world
    }

    /// Unix time, as every date in this world is given.
    pub fn now(&self) -> i32 {
        // The year 2038 is Telegram's own limit.
        self.clock.now() as i32
    }

    /// Each DC's number and address.
    pub fn dcs(&self) -> &[(i32, SocketAddr)] {
        &self.dcs
    }

    pub fn has_dc(&self, dc: i32) -> bool {
        self.dcs.iter().any(|(id, _)| *id == dc)
    }

    /// Takes what was to be told since the last time.
    pub fn take_deliveries(&mut self) -> Vec<Delivery> {
        std::mem::take(&mut self.deliveries)
    }

    /// What is yet to be told to this account, in order.
    pub fn awaiting(&self, account: i64) -> impl Iterator<Item = &Delivery> {
        self.deliveries.iter().filter(move |delivery| delivery.to == account)
    }

    /// Enters a change in the account's log and queues it.
    fn tell(&mut self, account: i64, pts_count: i32, change: mailbox::Change) {
        let date = self.now();
        let of = Owner::Account(account);
        let event = self.mailbox_mut(of).record(pts_count, date, change);
        self.deliveries.push(Delivery { to: account, of, event });
    }

    /// Queues what Telegram tells only to those who are there.
    fn tell_live(&mut self, account: i64, change: mailbox::Change) {
        let event = Event { pts: 0, pts_count: 0, date: self.now(), change };
        self.deliveries.push(Delivery { to: account, of: Owner::Account(account), event });
    }
}
