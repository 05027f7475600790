//! Service messages: acknowledgments, states, resends, pings, salts, and the end of sessions and keys.
//! <https://core.telegram.org/mtproto/service_messages>

use std::time::Duration;

use grammers_tl_types::{self as tl, Identifiable, Serializable};

use super::dispatch::Turn;
use super::writes::Write;
use super::{FLOOD, Functions};
use crate::sandbox::mtproto::container::Message;
use crate::sandbox::mtproto::query::Malformed;
use crate::sandbox::mtproto::session::Fate;
use crate::tl::reading::flat;

/// > Max 8192 IDs are allowed per constructor.
const MAX_IDS: usize = 8192;

impl<F: Functions> Turn<'_, F> {
    /// Handles a service message. An unreadable one is acknowledged, if required, and otherwise ignored.
    pub(super) fn service_message(&mut self, message: &Message) {
        let answered = self.answer_service(message).unwrap_or(false);
        if !answered && message.seqno & 1 == 1 {
            self.acks.push(message.msg_id);
        }
    }

    /// Returns whether something was sent that acknowledges the message.
    fn answer_service(&mut self, message: &Message) -> Result<bool, Malformed> {
        let body = &message.body[4..];
        match message.id() {
            tl::types::MsgsAck::CONSTRUCTOR_ID => {
                for id in self.ids(flat::<tl::types::MsgsAck>(body)?.msg_ids) {
                    self.session().acknowledge(id);
                }
                return Ok(false);
            }
            tl::types::MsgsStateReq::CONSTRUCTOR_ID => {
                let ids = self.ids(flat::<tl::types::MsgsStateReq>(body)?.msg_ids);
                self.tell_states(message.msg_id, &ids);
            }
            tl::types::MsgResendReq::CONSTRUCTOR_ID => {
                let ids = self.ids(flat::<tl::types::MsgResendReq>(body)?.msg_ids);
                self.resend_messages(message.msg_id, &ids);
            }
            tl::types::MsgResendAnsReq::CONSTRUCTOR_ID => {
                let ids = self.ids(flat::<tl::types::MsgResendAnsReq>(body)?.msg_ids);
                let session = self.session();
                let answers: Vec<_> = ids
                    .iter()
                    .filter_map(|&id| match session.fate(id) {
                        Some(Fate::Answered { by, .. }) => Some(by),
                        _ => None,
                    })
                    .collect();
                self.resend_messages(message.msg_id, &answers);
            }
            tl::functions::Ping::CONSTRUCTOR_ID => {
                let ping_id = flat::<tl::functions::Ping>(body)?.ping_id;
                self.pong(message.msg_id, ping_id);
            }
            tl::functions::PingDelayDisconnect::CONSTRUCTOR_ID => {
                let ping = flat::<tl::functions::PingDelayDisconnect>(body)?;
                self.pong(message.msg_id, ping.ping_id);
                let delay = Duration::from_secs(ping.disconnect_delay.max(0) as u64);
                self.server.write(self.origin.connection, Write::CloseAfter(delay));
            }
            tl::functions::GetFutureSalts::CONSTRUCTOR_ID => {
                let num = flat::<tl::functions::GetFutureSalts>(body)?.num;
                let salts = tl::types::FutureSalts {
                    req_msg_id: message.msg_id,
                    now: self.now.told.as_secs() as i32,
                    salts: tl::RawVec(self.authorization().salts.future(num, self.now)),
                };
                self.service(tl::enums::FutureSalts::Salts(salts).to_bytes());
            }
            tl::functions::DestroySession::CONSTRUCTOR_ID => {
                let session_id = flat::<tl::functions::DestroySession>(body)?.session_id;
                let destroyed = self.destroy_session(session_id);
                self.service(destroyed.to_bytes());
            }
            tl::functions::DestroyAuthKey::CONSTRUCTOR_ID => {
                self.service(tl::enums::DestroyAuthKeyRes::DestroyAuthKeyOk.to_bytes());
                self.key_destroyed = true;
            }
            tl::functions::RpcDropAnswer::CONSTRUCTOR_ID => {
                let req_msg_id = flat::<tl::functions::RpcDropAnswer>(body)?.req_msg_id;
                let dropped = self.drop_answer(req_msg_id);
                self.answer(message.msg_id, dropped.to_bytes(), false);
            }
            // The client's reports about our messages need no action, and http_wait is for HTTP.
            _ => return Ok(false),
        }
        Ok(true)
    }

    /// > Error 429 is returned when […] any of the container/service message limits are reached.
    fn ids(&mut self, ids: Vec<i64>) -> Vec<i64> {
        if ids.len() > MAX_IDS {
            self.server.write(self.origin.connection, Write::Error(FLOOD));
            return Vec::new();
        }
        ids
    }

    fn tell_states(&mut self, req_msg_id: i64, ids: &[i64]) {
        let session = self.session();
        let info = ids.iter().map(|&id| session.status(id)).collect();
        let info = tl::types::MsgsStateInfo { req_msg_id, info };
        self.service(tl::enums::MsgsStateInfo::Info(info).to_bytes());
    }

    /// > The remote party immediately responds by re-sending the requested messages […]. If at least one message with
    /// > requested msg_id does not exist or has already been forgotten, or has been sent by the requesting party (known
    /// > from parity), MsgsStateInfo is returned for all messages requested
    ///
    /// <https://core.telegram.org/mtproto/service_messages_about_messages#explicit-request-to-re-send-messages>
    fn resend_messages(&mut self, req_msg_id: i64, ids: &[i64]) {
        let session = self.session();
        if ids.is_empty() || ids.iter().any(|&id| session.unacknowledged(id).is_none()) {
            return self.tell_states(req_msg_id, ids);
        }
        for &id in ids {
            self.resend(id);
        }
    }

    fn pong(&mut self, msg_id: i64, ping_id: i64) {
        self.service(tl::enums::Pong::Pong(tl::types::Pong { msg_id, ping_id }).to_bytes());
    }

    /// > The result of this being applied to the current session is undefined.
    fn destroy_session(&mut self, session_id: i64) -> tl::enums::DestroySessionRes {
        let current = session_id == self.origin.session_id;
        let authorization = self.authorization_mut();
        if current || authorization.sessions.remove(&session_id).is_none() {
            return tl::enums::DestroySessionRes::DestroySessionNone(tl::types::DestroySessionNone {
                session_id,
            });
        }
        authorization.links.retain(|link| link.session_id != session_id);
        tl::enums::DestroySessionRes::DestroySessionOk(tl::types::DestroySessionOk { session_id })
    }

    /// <https://core.telegram.org/mtproto/service_messages#cancellation-of-an-rpc-query>
    fn drop_answer(&mut self, req_msg_id: i64) -> tl::enums::RpcDropAnswer {
        match self.session().fate(req_msg_id) {
            Some(Fate::Running) => {
                // > in this case, the same rpc_answer_dropped_running is also returned in response to the original query
                self.answer(req_msg_id, tl::enums::RpcDropAnswer::RpcAnswerDroppedRunning.to_bytes(), false);
                self.session().settle(req_msg_id, Fate::Dropped);
                tl::enums::RpcDropAnswer::RpcAnswerDroppedRunning
            }
            Some(Fate::Answered { by, .. }) => match self.session().acknowledge(by) {
                Some(sent) => tl::enums::RpcDropAnswer::RpcAnswerDropped(tl::types::RpcAnswerDropped {
                    msg_id: sent.msg_id,
                    seq_no: sent.seqno,
                    bytes: sent.body.len() as i32,
                }),
                None => tl::enums::RpcDropAnswer::RpcAnswerUnknown,
            },
            _ => tl::enums::RpcDropAnswer::RpcAnswerUnknown,
        }
    }
}
