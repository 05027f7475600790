//! Refuses a repeated `random_id` while the answer to the first send is pending.
//!
//! Telegram answers such a repeat with RANDOM_ID_DUPLICATE, and a later one with the message that was sent.

use super::message::RandomId;
use super::pending_sends::CallId;
use crate::sandbox::world::World;
use crate::sandbox::world::engine::refusal::Refusal;
use crate::sandbox::world::people::peer::Peer;

impl World {
    /// Starts a call: earlier sends don't belong to it.
    pub fn begin_call(&mut self) {
        self.pending_sends.newest.clear();
    }

    /// Marks the current call's answer as pending until [`World::release`].
    pub fn hold(&mut self, call: CallId) {
        let sent = std::mem::take(&mut self.pending_sends.newest);
        if !sent.is_empty() {
            self.pending_sends.held.insert(call, sent);
        }
    }

    pub fn release(&mut self, call: CallId) {
        self.pending_sends.held.remove(&call);
    }

    pub(in crate::sandbox::world) fn add_pending_send(
        &mut self,
        author: i64,
        to: Peer,
        random: Option<RandomId>,
    ) {
        self.pending_sends.newest.extend(random.map(|random| (author, to, random.random_id)));
    }

    pub(in crate::sandbox::world) fn check_not_pending(
        &self,
        author: i64,
        to: Peer,
        random: Option<RandomId>,
    ) -> Result<(), Refusal> {
        let Some(named) = random.map(|random| (author, to, random.random_id)) else { return Ok(()) };
        match self.pending_sends.held.values().flatten().any(|held| *held == named) {
            true => Err(Refusal::new(500, "RANDOM_ID_DUPLICATE")),
            false => Ok(()),
        }
    }
}
