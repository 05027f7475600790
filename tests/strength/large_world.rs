//! A large world: a part of it costs no more than in a small world.

use std::collections::BTreeMap;
use std::time::Instant;

use grammers_tl_types::{Serializable, enums, functions};
use telewire::sandbox::functions::{self as sandbox, Caller};
use telewire::sandbox::world::messages::history::Window;
use telewire::sandbox::world::people::peer::Peer;

use self::requests::{
    as_channel, channel_difference, get_difference, history, messages, search, search_global, state, texts,
};
use self::telegram::{ANN, BOB, NOW, Telegram};
use crate::{memory, size};

#[path = "../suite/world/requests.rs"]
#[allow(dead_code, reason = "the suite uses the rest")]
mod requests;
#[path = "../suite/world/telegram.rs"]
#[allow(dead_code, reason = "the suite uses the rest")]
mod telegram;

const SMALL: u32 = 1_000;
const LARGE: u32 = size(5_000, 100_000) as u32;

/// Ann and Bob in the lounge and in private, with this many messages in each.
struct Large {
    telegram: Telegram,
    ann: Caller,
    bob: Caller,
    lounge: enums::InputPeer,
    private: enums::InputPeer,
}

impl Large {
    fn new(messages: u32) -> Self {
        let mut telegram = Telegram::new();
        let (ann, bob) = (telegram.sign_in(ANN), telegram.sign_in(BOB));
        let lounge = telegram.resolve(&ann, "sandbox_lounge");
        let _ = telegram.call(&ann, &functions::channels::JoinChannel { channel: as_channel(&lounge) });
        let private = telegram.resolve(&ann, "bob_baker");
        let mut large = Self { telegram, ann, bob, lounge, private };
        let [ann, bob] = [&large.ann, &large.bob].map(|caller| large.account(caller));
        let before = large.telegram.world.unread(ann, Peer::User(bob));
        for chat in [large.peer(&large.lounge), Peer::User(ann)] {
            // A needle at the bottom, hay, and another needle at the top.
            large.say(bob, chat, "needle first", 1);
            large.say(bob, chat, "hay", messages);
            large.say(bob, chat, "needle last", 1);
        }
        let unread = large.telegram.world.unread(ann, Peer::User(bob)) - before;
        assert_eq!(unread as u32, messages + 2);
        large
    }

    fn account(&self, caller: &Caller) -> i64 {
        self.telegram.world.account_of(caller.auth_key_id).expect("signed in")
    }

    fn peer(&self, chat: &enums::InputPeer) -> Peer {
        match chat {
            enums::InputPeer::Channel(channel) => Peer::Channel(channel.channel_id),
            enums::InputPeer::User(user) => Peer::User(user.user_id),
            other => panic!("{other:?}"),
        }
    }

    fn say(&mut self, sender: i64, chat: Peer, text: &str, count: u32) {
        for _ in 0..count.div_ceil(1000) {
            self.telegram.world.say(sender, chat, text, count.min(1000)).expect("they may write");
            self.telegram.world.take_deliveries();
        }
    }

    fn work(&mut self, function: &impl Serializable) -> Work {
        const TIMES: usize = 15;
        let bytes = function.to_bytes();
        let mut works = Vec::new();
        for _ in 0..TIMES {
            let (before, begun) = (memory::taken(), Instant::now());
            let reply = sandbox::call(&mut self.telegram.world, &self.ann, &bytes);
            works.push((memory::taken() - before, begun.elapsed().as_secs_f64()));
            reply.answer.expect("it is answered");
        }
        let bytes = works[0].0;
        works.sort_by(|(_, one), (_, other)| one.total_cmp(other));
        Work { bytes, seconds: works[TIMES / 2].1 }
    }

    fn works(&mut self) -> BTreeMap<String, Work> {
        let mut works = BTreeMap::new();
        for chat in [self.lounge.clone(), self.private.clone()] {
            let all = self
                .telegram
                .world
                .history(self.account(&self.ann), self.peer(&chat), Window::default())
                .total;
            let half = all as i32 / 2;
            let newest = self.telegram.history(&self.ann, &chat)[0].id();
            let from = types_of(&self.telegram, &self.ann, &self.bob);
            let dated = NOW as i32 + 1;
            for (name, function) in [
                ("the newest", history(&chat)),
                (
                    "from the middle on",
                    functions::messages::GetHistory { offset_id: newest - half, ..history(&chat) },
                ),
                ("half way down", functions::messages::GetHistory { add_offset: half, ..history(&chat) }),
                ("before a date", functions::messages::GetHistory { offset_date: dated, ..history(&chat) }),
                (
                    "the oldest",
                    functions::messages::GetHistory {
                        offset_id: newest,
                        add_offset: all as i32 - 101,
                        ..history(&chat)
                    },
                ),
            ] {
                works.insert(format!("history of {chat:?}: {name}"), self.work(&function));
            }
            for (name, function) in [
                ("a rare word", search(&chat, "needle")),
                ("a rare and a common word", search(&chat, "needle first")),
                ("a word of every message", search(&chat, "hay")),
                ("every message", functions::messages::Search { min_date: 1, ..search(&chat, "") }),
                (
                    "somebody's",
                    functions::messages::Search { from_id: Some(from.clone()), ..search(&chat, "") },
                ),
                (
                    "down the middle",
                    functions::messages::Search { offset_id: newest - half, ..search(&chat, "hay") },
                ),
            ] {
                works.insert(format!("search of {chat:?}: {name}"), self.work(&function));
            }
        }
        works.insert("search of all: a rare word".into(), self.work(&search_global("needle")));
        works.insert("search of all: a word of every message".into(), self.work(&search_global("hay")));
        works.insert("the list of chats".into(), self.work(&dialogs()));
        let ann = self.ann.clone();
        let now = state(&mut self.telegram, &ann);
        works.insert("a difference".into(), self.work(&get_difference(now.pts - 20, now.date)));
        let lounge = self.lounge.clone();
        let pts =
            self.telegram.world.mailbox(telewire::sandbox::world::World::owner(0, self.peer(&lounge))).pts;
        works.insert("a channel's difference".into(), self.work(&channel_difference(&lounge, pts - 20)));
        works
    }
}

/// The cost of a function.
struct Work {
    /// Memory of the first call.
    bytes: isize,
    /// Clock time, the median of several calls. Too noisy to assert, so only reported by the benchmark.
    seconds: f64,
}

/// The time of the functions with this name, as a multiple of their time in another world.
fn ratio(works: &BTreeMap<String, Work>, small: &BTreeMap<String, Work>, name: &str) -> f64 {
    let of = works.iter().filter(|(of, _)| of.starts_with(name));
    let mut ratios: Vec<f64> = of.map(|(of, work)| work.seconds / small[of].seconds).collect();
    ratios.sort_by(f64::total_cmp);
    ratios[ratios.len() / 2]
}

fn types_of(telegram: &Telegram, ann: &Caller, bob: &Caller) -> enums::InputPeer {
    let account = |caller: &Caller| telegram.world.account_of(caller.auth_key_id).expect("signed in");
    let access_hash = telegram.world.access_hash(account(ann), Peer::User(account(bob)));
    grammers_tl_types::types::InputPeerUser { user_id: account(bob), access_hash }.into()
}

fn dialogs() -> functions::messages::GetDialogs {
    functions::messages::GetDialogs {
        exclude_pinned: false,
        folder_id: None,
        offset_date: 0,
        offset_id: 0,
        offset_peer: enums::InputPeer::Empty,
        limit: 100,
        hash: 0,
    }
}

#[test]
fn a_part_of_a_large_world_costs_no_more_than_of_a_small_world() {
    let small = Large::new(SMALL).works();
    let mut large = Large::new(LARGE);
    let works = large.works();
    for (name, Work { bytes: work, .. }) in &works {
        let before = small[name].bytes;
        // The numbers in texts have more digits, and tables are a level or two deeper.
        assert!(*work <= before + before / 4 + 2_000, "{name}: {work} bytes, and {before} in a small world");
    }
    assert_eq!(works.len(), small.len());
    let [histories, searches] = ["history", "search"].map(|name| ratio(&works, &small, name));
    println!("large: {LARGE} messages: history {histories:.2}, search {searches:.2} of {SMALL}");

    // Page by page, everything is there, in order.
    let ann = large.account(&large.ann);
    for chat in [large.peer(&large.lounge), large.peer(&large.private)] {
        let world = &large.telegram.world;
        let (mut offset_id, mut seen) = (0, 0);
        loop {
            let page = world.history(ann, chat, Window { offset_id, limit: 100, ..Window::default() });
            let Some(last) = page.ids.last() else {
                assert_eq!(seen, page.total);
                break;
            };
            assert!(page.ids.is_sorted_by(|newer, older| newer > older));
            assert!(offset_id == 0 || page.ids[0] < offset_id);
            (offset_id, seen) = (*last, seen + page.ids.len());
        }
        assert!(seen >= LARGE as usize + 2, "{seen}");
    }
    let found =
        large.telegram.call(&large.ann, &search(&large.lounge, "needle")).expect("it may be searched");
    let texts = self::messages(found);
    assert_eq!(self::texts(&texts), ["needle last", "needle first"]);
}

#[test]
fn the_memory_of_a_message_is_bounded() {
    const MESSAGES: isize = LARGE as isize / 2;
    let mut large = Large::new(SMALL);
    let bob = large.account(&large.bob);
    let ann = large.account(&large.ann);
    for (chat, most) in [(large.peer(&large.lounge), 1_000), (Peer::User(ann), 1_600)] {
        let before = memory::held();
        large.say(bob, chat, "hay", MESSAGES as u32);
        let each = (memory::held() - before) / MESSAGES;
        assert!(each <= most, "{each} bytes for a message in {chat:?}");
    }
}
