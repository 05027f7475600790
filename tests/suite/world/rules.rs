//! Arbitrary actions in a private chat, a basic group, a supergroup, and the supergroup that the group becomes: pts
//! never decreases, differences lead to the existing state, and deleted messages are gone everywhere.

use std::collections::BTreeMap;

use grammers_tl_types::{RemoteCall, enums, functions, types};
use proptest::prelude::*;
use telewire::sandbox::functions::Caller;
use telewire::sandbox::world::World;
use telewire::sandbox::world::people::peer::Peer;
use telewire::sandbox::world::people::person::NewPerson;

use super::administration::{account, bring, found};
use super::updates::state;
use super::{ANN, BOB, Telegram, as_user, brought};

mod acts;
mod gone;
mod knowing;

use gone::Gone;
use knowing::{Knowing, Known};

const DAVE: &str = "+9996620044";

/// Users: Ann created the chats, Bob and Dave are members.
const PEOPLE: usize = 3;
/// Chats: private with the next of the three, the group, the supergroup, the one that the group becomes.
const CHATS: usize = 4;
const SUPERGROUP: usize = 2;
const MIGRATED: usize = 3;

struct Crew {
    telegram: Telegram,
    callers: [Caller; PEOPLE],
    names: [&'static str; PEOPLE],
    group: i64,
    channels: [enums::InputPeer; PEOPLE],
    /// The supergroup that the group became.
    migrated: Option<i64>,
    links: Vec<String>,
    knowing: [Knowing; PEOPLE],
    pts: BTreeMap<usize, i32>,
    /// Closed polls, and their number of voters as first read.
    polls: BTreeMap<i64, (bool, i32)>,
    gone: Gone,
    said: i64,
}

impl Crew {
    fn new() -> Self {
        let mut telegram = Telegram::new();
        let [ann, bob] = [ANN, BOB].map(|phone| telegram.sign_in(phone));
        // A user without a password, whose login would take longer than everything else.
        let dave = NewPerson {
            phone: Some(DAVE.to_owned()),
            token: None,
            inline: false,
            first_name: "Dave".to_owned(),
            last_name: None,
            username: Some("dave_diver".to_owned()),
            password: None,
        };
        telegram.world.add_person(dave).expect("the number is free");
        let dave = telegram.sign_in(DAVE);
        let callers = [ann.clone(), bob.clone(), dave.clone()];
        let names = ["ann_archer", "bob_baker", "dave_diver"];
        let users = names[1..].iter().map(|name| as_user(&telegram.resolve(&ann, name))).collect();
        let create = functions::messages::CreateChat { users, title: "Crew".to_owned(), ttl_period: None };
        let enums::messages::InvitedUsers::Users(made) = telegram.call(&ann, &create).expect("anyone may");
        let group = brought(made.updates).chats[0].id();
        let channel = found(&mut telegram, &ann, false);
        let bobs = bring(&mut telegram, &ann, &channel, names[1], &bob);
        let daves = bring(&mut telegram, &ann, &channel, names[2], &dave);
        let mut crew = Self {
            telegram,
            callers,
            names,
            group,
            channels: [channel, bobs, daves],
            migrated: None,
            links: Vec::new(),
            knowing: Default::default(),
            pts: BTreeMap::new(),
            polls: BTreeMap::new(),
            gone: Gone::new(),
            said: 0,
        };
        for who in 0..PEOPLE {
            let begin = state(&mut crew.telegram, &crew.callers[who].clone());
            let channel_pts = crew.channel_pts(SUPERGROUP);
            let ids: Vec<i32> = (1..20).collect();
            let [own, channel] =
                [None, Some(SUPERGROUP)].map(|chat| crew.fresh(who, &ids, chat).expect("they can be read"));
            crew.knowing[who] = Knowing {
                date: begin.date,
                own: Known::new(begin.pts, own),
                channels: [(SUPERGROUP, Known::new(channel_pts, channel))].into(),
            };
        }
        crew
    }

    fn channel(&self, chat: usize) -> Peer {
        match (&self.channels[0], self.migrated) {
            (_, Some(migrated)) if chat == MIGRATED => Peer::Channel(migrated),
            (enums::InputPeer::Channel(channel), _) => Peer::Channel(channel.channel_id),
            (other, _) => panic!("{other:?}"),
        }
    }

    fn channel_pts(&self, chat: usize) -> i32 {
        self.telegram.world.mailbox(World::owner(0, self.channel(chat))).pts
    }

    /// The chat as this user names it. Until the group is a supergroup, it is the group.
    fn peer(&mut self, who: usize, chat: usize) -> enums::InputPeer {
        match (chat % CHATS, self.migrated) {
            (0, _) => self.user(who, (who + 1) % PEOPLE),
            (SUPERGROUP, _) => self.channels[who].clone(),
            (MIGRATED, Some(channel_id)) => {
                let me = account(&self.telegram, &self.callers[who]);
                let access_hash = self.telegram.world.access_hash(me, Peer::Channel(channel_id));
                types::InputPeerChannel { channel_id, access_hash }.into()
            }
            _ => types::InputPeerChat { chat_id: self.group }.into(),
        }
    }

    /// Whether new members don't see earlier messages.
    fn is_hidden(&self, chat: usize) -> bool {
        self.telegram.world.chat(self.channel(chat)).is_some_and(|chat| chat.history_hidden)
    }

    /// Notes the supergroup of an upgraded group, and who is outside of which.
    fn look_around(&mut self) {
        for chat in [SUPERGROUP, MIGRATED] {
            if chat == MIGRATED && self.migrated.is_none() {
                continue;
            }
            let channel = self.channel(chat);
            for who in 0..PEOPLE {
                let me = account(&self.telegram, &self.callers[who]);
                let known =
                    self.knowing[who].channels.entry(chat).or_insert_with(|| Known::new(1, BTreeMap::new()));
                let chat = self.telegram.world.chat(channel).expect("it is there");
                known.was_out |= !chat.present().any(|(id, _)| id == me);
            }
        }
    }

    fn user(&mut self, who: usize, whom: usize) -> enums::InputPeer {
        let caller = self.callers[who].clone();
        self.telegram.resolve(&caller, self.names[whom])
    }

    /// A forbidden action must fail with a named error.
    fn attempt<F: RemoteCall>(&mut self, who: usize, function: &F) -> Option<F::Return> {
        match self.telegram.call(&self.callers[who].clone(), function) {
            Ok(answer) => Some(answer),
            Err(refused) => {
                assert!(matches!(refused.code, 400 | 403 | 406 | 420), "{refused:?}");
                assert!(!refused.name.starts_with("METHOD_NOT"), "{refused:?}");
                None
            }
        }
    }

    /// The pts of every mailbox and channel.
    fn pts_never_went_back(&mut self) {
        for at in 0..PEOPLE + CHATS {
            let pts = match self.callers.get(at) {
                Some(caller) => {
                    let of = World::owner(account(&self.telegram, caller), Peer::User(0));
                    self.telegram.world.mailbox(of).pts
                }
                None if at - PEOPLE == SUPERGROUP || at - PEOPLE == MIGRATED && self.migrated.is_some() => {
                    self.channel_pts(at - PEOPLE)
                }
                None => continue,
            };
            let before = self.pts.insert(at, pts).unwrap_or(1);
            assert!(pts >= before, "{before} before, now {pts}");
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(32))]

    #[test]
    fn differences_lead_to_the_existing_state_after_any_actions(
        acts in prop::collection::vec((0..PEOPLE, 0..CHATS, acts::act()), 1..60),
    ) {
        let mut crew = Crew::new();
        for (who, chat, act) in &acts {
            crew.act(*who, *chat, act);
            crew.look_around();
            crew.pts_never_went_back();
        }
        crew.all_know_what_is_there();
    }
}
