//! Sends whose answer is still under way.
//!
//! Telegram answers a repeat of such a one with RANDOM_ID_DUPLICATE, and only later with the message that was sent.

use std::collections::HashMap;

use super::mailbox::RandomId;
use super::refusal::Refusal;
use super::{Peer, World};

/// A call by its session and its message there.
pub type Made = (i64, i64);

/// Whose random_id, where, and which.
type Named = (i64, Peer, i64);

#[derive(Default)]
pub(super) struct UnderWay {
    /// What the newest call has sent.
    newest: Vec<Named>,
    held: HashMap<Made, Vec<Named>>,
}

impl World {
    /// A call begins: what was sent before is none of it.
    pub fn begin_call(&mut self) {
        self.under_way.newest.clear();
    }

    /// The newest call's answer is held back until [`World::release`].
    pub fn hold(&mut self, call: Made) {
        let sent = std::mem::take(&mut self.under_way.newest);
        if !sent.is_empty() {
            self.under_way.held.insert(call, sent);
        }
    }

    pub fn release(&mut self, call: Made) {
        self.under_way.held.remove(&call);
    }

    pub(super) fn note_sent(&mut self, author: i64, to: Peer, random: Option<RandomId>) {
        self.under_way.newest.extend(random.map(|random| (author, to, random.random_id)));
    }

    pub(super) fn not_under_way(
        &self,
        author: i64,
        to: Peer,
        random: Option<RandomId>,
    ) -> Result<(), Refusal> {
        let Some(named) = random.map(|random| (author, to, random.random_id)) else { return Ok(()) };
        match self.under_way.held.values().flatten().any(|held| *held == named) {
            true => Err(Refusal::new(500, "RANDOM_ID_DUPLICATE")),
            false => Ok(()),
        }
    }
}
