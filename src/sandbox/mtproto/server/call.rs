//! Calling functions, and applying faults to their answers.

use std::panic::{AssertUnwindSafe, catch_unwind};

use super::dispatch::{Turn, rpc_error};
use super::layer::Spoken;
use super::pending::Origin;
use super::writes::Write;
use super::{Delayed, Functions, NOT_FOUND};
use crate::sandbox::functions::{Caller, Outcome, Reply, RpcError, WireFault};
use crate::sandbox::mtproto::container::Message;
use crate::sandbox::mtproto::query::{self, Query};
use crate::sandbox::mtproto::session::Fate;

impl<F: Functions> Turn<'_, F> {
    pub(super) fn query(&mut self, message: &Message) {
        let msg_id = message.msg_id;
        let Ok(query) = Query::unwrap(&message.body) else {
            return self.refuse(msg_id, 400, "INPUT_FETCH_ERROR");
        };
        self.in_its_turn(msg_id, query);
    }

    /// Calls the query's function. Everything it waits for has finished.
    pub(super) fn carry_out(&mut self, msg_id: i64, query: Query) {
        let layer = query.layer.unwrap_or(self.authorization().layer);
        let spoken = match Spoken::in_layer(layer, query.function) {
            Ok(spoken) => spoken,
            Err(error) => return self.refuse(msg_id, error.code, &error.name),
        };
        let name = spoken.name();
        *self.server.calls.entry(name.to_owned()).or_default() += 1;
        tracing::debug!(function = name, dc = self.authorization().dc, "called");

        let speaks_for = match self.speaks_for(name) {
            Ok(auth_key_id) => auth_key_id,
            Err(error) => return self.refuse(msg_id, error.code, &error.name),
        };
        let authorization = self.authorization_mut();
        authorization.layer = layer;
        if let Some(client) = query.client {
            authorization.client = client;
        }
        let Origin { connection, session_id, .. } = self.origin;
        if name == "auth.bindTempAuthKey" {
            let answer = self.bind_temp_auth_key(msg_id, spoken.function());
            let answer = answer.and_then(|answer| spoken.answer(answer));
            return self.reply(msg_id, answer, None, false);
        }
        let caller = {
            let authorization = self.authorization();
            Caller {
                dc: authorization.dc,
                auth_key_id: speaks_for,
                session_id,
                msg_id,
                layer: authorization.layer,
                client: authorization.client.clone(),
                wants_updates: !query.without_updates,
            }
        };
        // Connections that only transfer files get no updates.
        if caller.wants_updates && !name.starts_with("upload.") {
            let links = &mut self.authorization_mut().links;
            for link in links.iter_mut().filter(|l| l.connection == connection && l.session_id == session_id)
            {
                link.wants_updates = true;
            }
        }

        let functions = &mut self.server.functions;
        let reply = catch_unwind(AssertUnwindSafe(|| functions.call(&caller, spoken.function())));
        let Reply { answer, pushes, fault } = reply.unwrap_or_else(|_| {
            tracing::error!(function = name, "the sandbox panicked");
            Reply {
                answer: Err(RpcError { code: 500, name: "SANDBOX_PANICKED".to_owned() }),
                pushes: Vec::new(),
                fault: None,
            }
        });
        let is_file = name.starts_with("upload.");
        match answer {
            Ok(Outcome::Answer(answer)) => self.reply(msg_id, spoken.answer(answer), fault, is_file),
            Ok(Outcome::Later) => self.await_answer(speaks_for, msg_id, spoken, fault),
            Err(error) => self.reply(msg_id, Err(error), fault, is_file),
        }
        self.server.push(pushes, self.now);
        // Other calls may have waited for this one.
        let delayed = self.server.answer_late(self.now);
        self.delayed.extend(delayed);
    }

    /// Sends a query's result, with the fault applied.
    pub(super) fn reply(
        &mut self,
        msg_id: i64,
        answer: Result<Vec<u8>, RpcError>,
        fault: Option<WireFault>,
        is_file: bool,
    ) {
        let failed = answer.is_err();
        let result = match answer {
            Ok(result) if is_file => result,
            Ok(result) => query::deflate(result),
            Err(error) => rpc_error(error),
        };
        let connection = self.origin.connection;
        match fault {
            None => self.answer(msg_id, result, failed),
            Some(WireFault::Delay(wait)) => {
                self.session().settle(msg_id, Fate::Running);
                // > If a response is a long time coming, a server may first send a receipt acknowledgment, and somewhat
                // > later, the RPC response itself.
                self.acks.push(msg_id);
                self.delayed.push(Delayed { wait, origin: self.origin, msg_id, result, failed });
            }
            Some(WireFault::Drop) => {
                self.session().unreceive(msg_id);
                self.server.write(connection, Write::Close);
            }
            Some(WireFault::Truncate) => {
                let sent = self.keep_answer(msg_id, result, failed);
                let message = self.authorization().unsealed(self.origin.session_id, sent, self.now);
                self.server.write(connection, Write::Half(message));
            }
            Some(WireFault::WrongSessionId) => {
                let sent = self.keep_answer(msg_id, result, failed);
                let message = self.authorization().unsealed(!self.origin.session_id, sent, self.now);
                self.server.write(connection, Write::Message(message));
            }
            Some(WireFault::LoseAnswer) => self.session().settle(msg_id, Fate::Done),
            Some(WireFault::TransportError(code)) => {
                self.session().unreceive(msg_id);
                self.server.write(connection, Write::Error(code));
            }
            Some(WireFault::ForgetSession) => {
                self.forget_session(msg_id);
                self.answer(msg_id, result, failed);
            }
            Some(WireFault::AnnounceAnswer) => {
                let sent = self.keep_answer(msg_id, result, failed);
                self.announce_answer(msg_id, &sent);
            }
            Some(WireFault::AuthKeyLost) => {
                self.server.write(connection, Write::Error(NOT_FOUND));
                (self.key_destroyed, self.login_destroyed) = (true, true);
            }
        }
    }
}
