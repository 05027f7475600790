//! Queries that wait for others.
//!
//! > invokeAfterMsg: Invokes a query after successful completion of one of the previous queries.
//!
//! <https://core.telegram.org/method/invokeAfterMsg>

use super::dispatch::Turn;
use super::pending::{Origin, Parked};
use super::{Delayed, Functions, Server};
use crate::sandbox::mtproto::moment::Moment;
use crate::sandbox::mtproto::query::Query;
use crate::sandbox::mtproto::session::Fate;

impl<F: Functions> Turn<'_, F> {
    /// Runs a query once all queries it waits for have succeeded.
    pub(super) fn in_its_turn(&mut self, msg_id: i64, query: Query) {
        let session = self.session();
        let is =
            |fate: fn(Fate) -> bool| query.after.iter().any(|after| session.fate(*after).is_some_and(fate));
        if is(|fate| matches!(fate, Fate::Answered { failed: true, .. })) {
            return self.refuse(msg_id, 400, "MSG_WAIT_FAILED");
        }
        if is(|fate| fate == Fate::Running) {
            session.settle(msg_id, Fate::Running);
            self.acks.push(msg_id);
            self.server.parked.push(Parked { origin: self.origin, msg_id, query });
            return;
        }
        self.carry_out(msg_id, query);
    }
}

impl<F: Functions> Server<F> {
    /// Runs queries whose predecessors have finished. Queries of ended sessions and cancelled queries are dropped.
    pub(super) fn go_on(&mut self, now: Moment) -> Vec<Delayed> {
        let mut delayed = Vec::new();
        while let Some(at) = self.parked.iter().position(|parked| !self.has_to_wait(parked)) {
            let Parked { origin, msg_id, query } = self.parked.remove(at);
            let Some(mut turn) = self.resume(origin, msg_id, now) else { continue };
            turn.in_its_turn(msg_id, query);
            delayed.extend(turn.finish(Vec::new()));
        }
        delayed
    }

    fn has_to_wait(&self, parked: &Parked) -> bool {
        let Origin { auth_key_id, session_id, .. } = parked.origin;
        let authorization = self.authorizations.get(&auth_key_id);
        let session = authorization.and_then(|authorization| authorization.sessions.get(&session_id));
        let running = |msg_id: &i64| session.and_then(|session| session.fate(*msg_id)) == Some(Fate::Running);
        running(&parked.msg_id) && parked.query.after.iter().any(running)
    }
}
