//! Calls that wait for a bot's answer.

use super::dispatch::Turn;
use super::layer::Spoken;
use super::pending::{Made, Origin, Pending};
use super::{Delayed, Functions, Server};
use crate::sandbox::functions::{LateAnswer, WireFault};
use crate::sandbox::mtproto::moment::Moment;
use crate::sandbox::mtproto::session::Fate;

impl<F: Functions> Turn<'_, F> {
    /// Makes a call wait for its answer.
    pub(super) fn await_answer(
        &mut self,
        auth_key_id: i64,
        msg_id: i64,
        spoken: Spoken,
        fault: Option<WireFault>,
    ) {
        self.session().settle(msg_id, Fate::Running);
        // > If a response is a long time coming, a server may first send a receipt acknowledgment, and somewhat later,
        // > the RPC response itself.
        self.acks.push(msg_id);
        let origin = self.origin;
        let made = Made { auth_key_id, session_id: origin.session_id, msg_id };
        self.server.pending.insert(made, Pending { origin, spoken, fault });
    }
}

impl<F: Functions> Server<F> {
    /// Sends answers that have arrived, and runs queries that waited for them.
    pub fn answer_pending(&mut self, now: Moment) -> Vec<Delayed> {
        let mut delayed = self.answer_late(now);
        delayed.extend(self.go_on(now));
        delayed
    }

    /// Sends answers that have arrived. Answers to ended sessions and cancelled calls are dropped.
    pub(super) fn answer_late(&mut self, now: Moment) -> Vec<Delayed> {
        let mut delayed = Vec::new();
        for LateAnswer { auth_key_id, session_id, msg_id, answer } in self.functions.answers() {
            let made = Made { auth_key_id, session_id, msg_id };
            let Some(Pending { origin, spoken, fault }) = self.pending.remove(&made) else { continue };
            let Some(mut turn) = self.resume(origin, msg_id, now) else { continue };
            turn.reply(msg_id, answer.and_then(|answer| spoken.answer(answer)), fault, false);
            delayed.extend(turn.finish(Vec::new()));
        }
        delayed
    }

    /// Starts a turn for a waiting call, on its session's current connection.
    pub(super) fn resume(&mut self, mut origin: Origin, msg_id: i64, now: Moment) -> Option<Turn<'_, F>> {
        let session = self.authorizations.get(&origin.auth_key_id)?.sessions.get(&origin.session_id)?;
        if session.fate(msg_id) != Some(Fate::Running) {
            return None;
        }
        // The session may have moved to another connection.
        if !self.connections.contains_key(&origin.connection) {
            origin.connection = session.connection.unwrap_or(origin.connection);
        }
        Some(Turn::new(self, origin, now))
    }
}
