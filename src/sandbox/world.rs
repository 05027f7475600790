//! The sandbox's state and its rules, without TL.
//!
//! [`World`] holds all state. Data types stand below it, in files of their own; rules are `impl World` blocks above it. A
//! file of rules may use other rules, but nothing that a data type uses knows `World`.
//!
//! - [`people`] are users and bots, [`chats`] the groups and channels they are in.
//! - [`messages`] are kept in mailboxes: one for each account, one for each channel.
//! - [`bots`] is what bots add: commands, keyboards, callback and inline queries.
//! - [`login`] is how a key gets an account, [`files`] what messages show.
//! - [`updates`] records each change as an event in a mailbox's log and queues a delivery for everyone it concerns.
//! - [`engine`] is what all of this runs on: clock, seed, quotas, faults, timers and snapshots.

pub mod bots;
pub mod chats;
pub mod engine;
pub mod files;
pub mod login;
pub mod messages;
pub mod people;
pub mod updates;

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::net::SocketAddr;

use serde::{Deserialize, Serialize};

use bots::query::BotQueries;
use chats::chat::Chat;
use chats::dialog::{Dialog, ReadMark};
use chats::notifications::{NotifyScope, NotifySettings};
use engine::clock::Clock;
use engine::faults::Faults;
use engine::quotas::rates::Rates;
use files::cdn::CdnFiles;
use files::file::Files;
use login::authorization::Authorizations;
use login::code::{CodeDelivery, SentCode};
use login::email_code::Recovery;
use login::srp::Challenge;
use login::token::LoginToken;
use messages::mailbox::Mailbox;
use messages::owner::Owner;
use messages::pending_sends::PendingSends;
use messages::poll::Ballot;
use messages::post::{PostCounts, PostId};
use messages::reaction::Reactions;
use messages::scheduled::ScheduledMessages;
use people::peer::Peer;
use people::person::Person;
use updates::event::{Delivery, Event};

/// Everything that the sandbox remembers. Skipped fields belong to the running server or are stored separately
/// ([`engine::snapshot`]).
#[derive(Serialize, Deserialize)]
pub struct World {
    seed: u64,
    /// Counts the random values that were drawn from the seed in order.
    drawn: u64,
    clock: Clock,
    #[serde(skip)]
    dcs: Vec<(i32, SocketAddr)>,
    #[serde(skip)]
    cdn: CdnFiles,
    people: BTreeMap<i64, Person>,
    chats: BTreeMap<Peer, Chat>,
    /// Bans that expire: when, in which chat, and whose.
    bans_ending: BTreeSet<(i32, Peer, i64)>,
    mailboxes: HashMap<Owner, Mailbox>,
    dialogs: BTreeMap<(i64, Peer), Dialog>,
    /// The message that each `random_id` created, by account and chat. Telegram never forgets them.
    random_ids: HashMap<(i64, Peer, i64), i32>,
    #[serde(skip)]
    files: Files,
    /// The album that a message is in, by its twin.
    albums: HashMap<u64, i64>,
    /// Reactions to a message, by its twin.
    reactions: HashMap<u64, Reactions>,
    scheduled: BTreeMap<(i64, Peer), ScheduledMessages>,
    last_scheduled: i32,
    notify_settings: HashMap<(i64, NotifyScope), NotifySettings>,
    /// View and forward counts of channel posts.
    post_counts: HashMap<PostId, PostCounts>,
    /// When each account read a chat, and up to which message, in order.
    read_marks: HashMap<(i64, Peer), Vec<ReadMark>>,
    ballots: BTreeMap<i64, Ballot>,
    /// Each account's events that count in qts.
    in_qts: HashMap<i64, Vec<Event>>,
    authorizations: Authorizations,
    codes: BTreeMap<String, SentCode>,
    /// How codes reach a phone number, where a test has set it.
    #[serde(default)]
    code_deliveries: BTreeMap<String, CodeDelivery>,
    challenges: HashMap<i64, Challenge>,
    /// The salts that each account was last offered for a new password.
    offered_salts: HashMap<i64, (Vec<u8>, Vec<u8>)>,
    recovery: Recovery,
    login_tokens: Vec<LoginToken>,
    #[serde(skip)]
    accepted_keys: Vec<i64>,
    #[serde(skip)]
    deliveries: Vec<Delivery>,
    bot_queries: BotQueries,
    faults: Faults,
    #[serde(default)]
    rates: Rates,
    #[serde(skip)]
    pending_sends: PendingSends,
    #[serde(skip)]
    calls: BTreeMap<(Option<i64>, &'static str), u64>,
}

impl World {
    /// Creates the initial world, with a running clock set to the machine's time. The same seed gives the same ids and
    /// access hashes.
    pub fn new(seed: u64, dcs: Vec<(i32, SocketAddr)>) -> Self {
        Self::with_clock_offset(0, seed, dcs)
    }

    /// Creates the initial world, with a clock that runs `offset` seconds ahead of the machine's.
    pub fn with_clock_offset(offset: i64, seed: u64, dcs: Vec<(i32, SocketAddr)>) -> Self {
        Self::begin(seed, dcs, Clock::running(offset))
    }

    /// Creates the initial world at a fixed Unix time. Time passes only by [`World::advance`], so every date depends on
    /// only the seed.
    pub fn at(seed: u64, dcs: Vec<(i32, SocketAddr)>, unix_time: i64) -> Self {
        Self::begin(seed, dcs, Clock::standing(unix_time))
    }

    fn begin(seed: u64, dcs: Vec<(i32, SocketAddr)>, clock: Clock) -> Self {
        let mut world = Self {
            seed,
            drawn: 0,
            clock: Clock::standing(clock.now()),
            dcs,
            cdn: CdnFiles::default(),
            people: BTreeMap::new(),
            chats: BTreeMap::new(),
            bans_ending: BTreeSet::new(),
            mailboxes: HashMap::new(),
            dialogs: BTreeMap::new(),
            random_ids: HashMap::new(),
            files: Files::default(),
            albums: HashMap::new(),
            reactions: HashMap::new(),
            scheduled: BTreeMap::new(),
            last_scheduled: 0,
            notify_settings: HashMap::new(),
            post_counts: HashMap::new(),
            read_marks: HashMap::new(),
            ballots: BTreeMap::new(),
            in_qts: HashMap::new(),
            authorizations: Authorizations::default(),
            codes: BTreeMap::new(),
            code_deliveries: BTreeMap::new(),
            challenges: HashMap::new(),
            offered_salts: HashMap::new(),
            recovery: Recovery::default(),
            login_tokens: Vec::new(),
            accepted_keys: Vec::new(),
            deliveries: Vec::new(),
            bot_queries: BotQueries::default(),
            faults: Faults::default(),
            rates: Rates::default(),
            pending_sends: PendingSends::default(),
            calls: BTreeMap::new(),
        };
        world.populate();
        world.deliveries.clear();
        world.clock = clock;
        world
    }

    /// Unix time by the world's clock. Every date in the world is given by it.
    pub fn now(&self) -> i32 {
        // Telegram's dates are 32 bits too, and end in 2038.
        self.clock.now() as i32
    }

    /// Each DC's number and address.
    pub fn dcs(&self) -> &[(i32, SocketAddr)] {
        &self.dcs
    }

    pub fn has_dc(&self, dc: i32) -> bool {
        self.dcs.iter().any(|(id, _)| *id == dc)
    }
}
