//! Handling a client's packet: checks, containers, repeats and function calls.

use grammers_tl_types::{self as tl, Serializable};

use super::kinds::kind;
use super::pending::Origin;
use super::writes::Write;
use super::{Authorization, Delayed, FLOOD, Functions, Link, NOT_FOUND, Server};
use crate::sandbox::functions::RpcError;
use crate::sandbox::mtproto::container::{self, Invalid, Message};
use crate::sandbox::mtproto::crypto::Envelope;
use crate::sandbox::mtproto::moment::Moment;
use crate::sandbox::mtproto::session::{self, Fate, Kind, Outgoing, Receipt, Sent, Session, bad};

const RPC_RESULT: u32 = 0xf35c_6d01;

impl<F: Functions> Server<F> {
    /// Handles an encrypted packet. Responses are queued on their connections.
    pub fn receive(&mut self, connection: u64, payload: &[u8], quick_ack: bool, now: Moment) -> Vec<Delayed> {
        let Some(dc) = self.connections.get(&connection).map(|connection| connection.dc) else {
            return Vec::new();
        };
        let opened = payload.split_first_chunk().and_then(|(id, packet)| {
            let id = i64::from_le_bytes(*id);
            let authorization = self.authorizations.get(&id)?;
            if authorization.dc != dc || authorization.expires_at.is_some_and(|at| at <= now.of_age()) {
                return None;
            }
            Some((id, authorization.key.open(packet)?))
        });
        let Some((auth_key_id, (envelope, token))) = opened else {
            self.write(connection, Write::Error(NOT_FOUND));
            return Vec::new();
        };

        self.packets += 1;
        if quick_ack {
            self.write(connection, Write::QuickAck(token));
        }
        let origin = Origin { connection, auth_key_id, session_id: envelope.session_id };
        let unacknowledged = self.attach(origin);
        let mut turn = Turn::new(self, origin, now);
        turn.envelope(envelope);
        let mut delayed = turn.finish(unacknowledged);
        delayed.extend(self.go_on(now));
        delayed
    }

    /// Sends a delayed answer, and runs queries that waited for it.
    pub fn finish(&mut self, delayed: Delayed, now: Moment) -> Vec<Delayed> {
        let Delayed { origin, msg_id, result, failed, .. } = delayed;
        self.functions.answered(origin.session_id, msg_id);
        if let Some(mut turn) = self.resume(origin, msg_id, now) {
            turn.answer(msg_id, result, failed);
        }
        self.go_on(now)
    }

    /// Records the session's use of a connection. Returns messages that it may have lost on another one.
    fn attach(&mut self, origin: Origin) -> Vec<i64> {
        let Origin { connection, auth_key_id, session_id } = origin;
        self.ticks += 1;
        let Some(authorization) = self.authorizations.get_mut(&auth_key_id) else { return Vec::new() };
        authorization.last_used = self.ticks;
        if let Some(connection) = self.connections.get_mut(&connection)
            && !connection.keys.contains(&auth_key_id)
        {
            connection.keys.push(auth_key_id);
            authorization.opened += 1;
        }
        let same = |link: &&mut Link| link.connection == connection && link.session_id == session_id;
        match authorization.links.iter_mut().find(same) {
            Some(link) => link.last_active = self.ticks,
            None => authorization.links.push(Link {
                connection,
                session_id,
                wants_updates: false,
                last_active: self.ticks,
            }),
        }
        let session = authorization.session(session_id);
        session.last_active = self.ticks;
        let before = session.connection.replace(connection);
        // > the server will resend not-yet acknowledged content-related messages to a new connection if the current
        // > connection is closed and then re-opened.
        //
        // https://core.telegram.org/mtproto/description#content-related-message
        match before {
            Some(before) if before != connection && !self.connections.contains_key(&before) => {
                session.all_unacknowledged()
            }
            _ => Vec::new(),
        }
    }
}

/// The handling of one packet.
pub(super) struct Turn<'a, F> {
    pub(super) server: &'a mut Server<F>,
    pub(super) origin: Origin,
    pub(super) now: Moment,
    /// Messages to acknowledge.
    pub(super) acks: Vec<i64>,
    /// The auth key is destroyed at the end of the turn. Nothing more is done with it.
    pub(super) key_destroyed: bool,
    /// The permanent key it is bound to is destroyed, too.
    pub(super) login_destroyed: bool,
    pub(super) delayed: Vec<Delayed>,
}

impl<'a, F: Functions> Turn<'a, F> {
    pub(super) fn new(server: &'a mut Server<F>, origin: Origin, now: Moment) -> Self {
        Self {
            server,
            origin,
            now,
            acks: Vec::new(),
            key_destroyed: false,
            login_destroyed: false,
            delayed: Vec::new(),
        }
    }

    fn envelope(&mut self, envelope: Envelope) {
        let Envelope { salt, msg_id, seqno, body, .. } = envelope;
        if let Some(code) =
            session::check_parity(msg_id).or_else(|| session::check_time(msg_id, self.now.told))
        {
            return self.bad_msg(msg_id, seqno, code);
        }
        let salts = &self.authorization().salts;
        if !salts.accept(salt, self.now.of_age()) {
            let new_server_salt = salts.current(self.now.of_age());
            let notice = tl::types::BadServerSalt {
                bad_msg_id: msg_id,
                bad_msg_seqno: seqno,
                error_code: bad::SALT,
                new_server_salt,
            };
            return self.service(tl::enums::BadMsgNotification::BadServerSalt(notice).to_bytes());
        }

        let message = Message { msg_id, seqno, body: body.into() };
        if message.id() != container::CONSTRUCTOR {
            self.begin(msg_id);
            return self.message(message);
        }
        match message.unpack() {
            Err(Invalid::TooMany) => self.server.write(self.origin.connection, Write::Error(FLOOD)),
            Err(Invalid::Malformed) => self.bad_msg(msg_id, seqno, bad::CONTAINER),
            Ok(messages) => {
                if let Receipt::Bad(code) = self.session().receive(msg_id, seqno, Kind::Container) {
                    return self.bad_msg(msg_id, seqno, code);
                }
                self.begin(messages.iter().map(|message| message.msg_id).min().unwrap_or(msg_id));
                for message in messages {
                    if !self.key_destroyed {
                        self.message(message);
                    }
                }
            }
        }
    }

    /// Sends acknowledgments, and messages that the session lost on another connection.
    pub(super) fn finish(mut self, unacknowledged: Vec<i64>) -> Vec<Delayed> {
        let acks = std::mem::take(&mut self.acks);
        if !acks.is_empty() {
            self.service(tl::enums::MsgsAck::Ack(tl::types::MsgsAck { msg_ids: acks }).to_bytes());
        }
        for msg_id in unacknowledged {
            self.resend(msg_id);
        }
        if self.key_destroyed {
            let own = self.origin.auth_key_id;
            let permanent = self.login_destroyed.then(|| self.authorization().permanent).flatten();
            self.server.remove_key(permanent.unwrap_or(own));
        }
        self.delayed
    }

    /// > The server notifies the client that a new session (from the server's standpoint) had to be created to handle
    /// > a client message.
    ///
    /// <https://core.telegram.org/mtproto/service_messages#new-session-creation-notification>
    fn begin(&mut self, msg_id: i64) {
        if self.session().begins_with(msg_id) {
            let created = tl::types::NewSessionCreated {
                first_msg_id: msg_id,
                unique_id: self.session().unique_id(),
                server_salt: self.authorization().salts.current(self.now.of_age()),
            };
            self.send(Outgoing::Push, tl::enums::NewSession::Created(created).to_bytes());
        }
    }

    /// Forgets the session and restarts it with this message.
    pub(super) fn forget_session(&mut self, msg_id: i64) {
        let Origin { connection, session_id, .. } = self.origin;
        for running in self.session().running() {
            self.server.functions.answered(session_id, running);
        }
        let authorization = self.authorization_mut();
        authorization.sessions.remove(&session_id);
        let session = authorization.session(session_id);
        session.connection = Some(connection);
        session.receive(msg_id, 1, Kind::Query);
        self.begin(msg_id);
    }

    /// Announces an answer, which the client has to request.
    /// <https://core.telegram.org/mtproto/service_messages_about_messages#extended-voluntary-communication-of-status-of-one-message>
    pub(super) fn announce_answer(&mut self, msg_id: i64, answer: &Sent) {
        let info = tl::types::MsgDetailedInfo {
            msg_id,
            answer_msg_id: answer.msg_id,
            bytes: answer.body.len() as i32,
            status: self.session().status(msg_id).into(),
        };
        self.service(tl::enums::MsgDetailedInfo::Info(info).to_bytes());
    }

    fn message(&mut self, message: Message) {
        let Message { msg_id, seqno, .. } = message;
        if let Some(code) = session::check_parity(msg_id) {
            return self.bad_msg(msg_id, seqno, code);
        }
        match self.session().receive(msg_id, seqno, kind(message.id())) {
            Receipt::Bad(code) => self.bad_msg(msg_id, seqno, code),
            Receipt::Repeat(Fate::Answered { by, .. }) => self.resend(by),
            Receipt::Repeat(_) => {}
            Receipt::New if kind(message.id()) == Kind::Query => self.query(&message),
            Receipt::New => self.service_message(&message),
        }
    }

    pub(super) fn refuse(&mut self, msg_id: i64, code: i32, name: &str) {
        self.answer(msg_id, rpc_error(RpcError { code, name: name.to_owned() }), true);
    }

    /// Sends the result of a query.
    pub(super) fn answer(&mut self, msg_id: i64, result: Vec<u8>, failed: bool) {
        let sent = self.keep_answer(msg_id, result, failed);
        self.write_sent(sent);
    }

    pub(super) fn keep_answer(&mut self, msg_id: i64, result: Vec<u8>, failed: bool) -> Sent {
        let mut body = Vec::with_capacity(12 + result.len());
        body.extend_from_slice(&RPC_RESULT.to_le_bytes());
        body.extend_from_slice(&msg_id.to_le_bytes());
        body.extend_from_slice(&result);
        let now = self.now;
        let session = self.session();
        let sent = session.send(Outgoing::Answer, body.into(), now.told);
        session.settle(msg_id, Fate::Answered { by: sent.msg_id, failed });
        sent
    }

    fn bad_msg(&mut self, bad_msg_id: i64, bad_msg_seqno: i32, error_code: i32) {
        let notice = tl::types::BadMsgNotification { bad_msg_id, bad_msg_seqno, error_code };
        self.service(tl::enums::BadMsgNotification::Notification(notice).to_bytes());
    }

    pub(super) fn service(&mut self, body: Vec<u8>) {
        self.send(Outgoing::Service, body);
    }

    fn send(&mut self, kind: Outgoing, body: Vec<u8>) {
        let now = self.now;
        let sent = self.session().send(kind, body.into(), now.told);
        self.write_sent(sent);
    }

    /// Resends a message, unless it is acknowledged or forgotten.
    pub(super) fn resend(&mut self, msg_id: i64) {
        if let Some(sent) = self.session().unacknowledged(msg_id).cloned() {
            self.write_sent(sent);
        }
    }

    fn write_sent(&mut self, sent: Sent) {
        let message = self.authorization().unsealed(self.origin.session_id, sent, self.now);
        self.server.write(self.origin.connection, Write::Message(message));
    }

    pub(super) fn authorization(&self) -> &Authorization {
        self.server.authorizations.get(&self.origin.auth_key_id).expect("a turn ends with its key")
    }

    pub(super) fn authorization_mut(&mut self) -> &mut Authorization {
        self.server.authorizations.get_mut(&self.origin.auth_key_id).expect("a turn ends with its key")
    }

    pub(super) fn session(&mut self) -> &mut Session {
        let session_id = self.origin.session_id;
        self.authorization_mut().session(session_id)
    }
}

pub(super) fn rpc_error(error: RpcError) -> Vec<u8> {
    tl::enums::RpcError::Error(tl::types::RpcError { error_code: error.code, error_message: error.name })
        .to_bytes()
}
