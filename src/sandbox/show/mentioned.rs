//! The users and chats that an answer refers to and must include.

use std::collections::BTreeSet;

use grammers_tl_types::enums;

use super::{chats, people};
use crate::sandbox::world::World;
use crate::sandbox::world::chats::chat::Member;
use crate::sandbox::world::messages::message::Message;
use crate::sandbox::world::messages::poll::Ballot;
use crate::sandbox::world::messages::references::References;
use crate::sandbox::world::people::peer::Peer;

/// Collects the users and chats that an answer refers to.
#[derive(Default)]
pub struct Mentioned {
    users: BTreeSet<i64>,
    /// Users that only messages refer to. Unknown ones are shown as `min` (https://core.telegram.org/api/min).
    in_messages: BTreeSet<i64>,
    chats: BTreeSet<Peer>,
    /// The answer is an update that nobody requested.
    unasked: bool,
    polls: BTreeSet<i64>,
}

impl Mentioned {
    /// For updates, pushed or in a difference.
    pub fn in_updates() -> Self {
        Self { unasked: true, ..Self::default() }
    }

    pub fn peer(&mut self, peer: Peer) {
        match peer {
            Peer::User(id) => drop(self.users.insert(id)),
            chat => drop(self.chats.insert(chat)),
        }
    }

    pub fn user(&mut self, id: i64) {
        self.users.insert(id);
    }

    /// Adds the users who invited, promoted or restricted a member.
    pub fn member(&mut self, member: &Member) {
        let others = [member.inviter, member.promoted_by, member.ban.map_or(0, |ban| ban.by)];
        self.users.extend(others.into_iter().filter(|id| *id != 0));
    }

    /// Adds the voters shown in a poll's results.
    pub fn poll(&mut self, id: i64) {
        self.polls.insert(id);
    }

    pub fn message(&mut self, message: &Message) {
        let References { peers, users, poll } = message.references();
        peers.into_iter().for_each(|peer| self.peer(peer));
        self.in_messages.extend(users);
        self.polls.extend(poll);
    }

    pub fn users(&self, world: &World, me: i64) -> Vec<enums::User> {
        let voters = self.polls.iter().filter_map(|poll| world.ballot(*poll)).flat_map(Ballot::named);
        let users: BTreeSet<i64> = self.users.iter().copied().chain(voters).collect();
        let full = users.iter().map(|id| people::user(world, me, *id));
        let others = self.in_messages.difference(&users).map(|id| {
            let whole = world.knows(me, *id) || (!self.unasked && world.meets(me, *id));
            if whole { people::user(world, me, *id) } else { people::min_user(world, me, *id) }
        });
        full.chain(others).collect()
    }

    pub fn chats(&self, world: &World, me: i64) -> Vec<enums::Chat> {
        self.chats.iter().map(|peer| chats::chat(world, me, *peer)).collect()
    }
}
