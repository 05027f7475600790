//! Builds packets: several messages in one encrypted container.

use std::sync::atomic::Ordering;

use bytes::Bytes;
use grammers_client::tl::{self, Serializable};
use grammers_crypto::DequeBuffer;

use super::{CONTAINER, Learned, MAX_REQUEST, Session};
use crate::telegram::connection::packet_buffer;

/// Maximum number of messages to send in one container.
pub(super) const MAX_CONTAINER: usize = 100;

/// A packet that is being built.
pub struct Outgoing<'a> {
    session: &'a mut Session,
    learned: &'a Learned,
    messages: Vec<Enclosed>,
    /// Size of all messages in bytes.
    length: usize,
}

/// A message of a packet that is being built. Its bytes are copied only once, as parts of files are large.
struct Enclosed {
    id: i64,
    seq_no: i32,
    wrapping: Vec<u8>,
    body: Bytes,
}

/// Size of a message's header: its id, its sequence number and the length of its body.
const MESSAGE_HEADER: usize = 8 + 4 + 4;

impl<'a> Outgoing<'a> {
    pub(super) fn new(session: &'a mut Session, learned: &'a Learned) -> Self {
        Self { session, learned, messages: Vec::new(), length: 0 }
    }

    /// Adds a request with its wrappers and returns its message id, or `None` if it doesn't fit into this packet.
    pub fn push(&mut self, wrapping: Vec<u8>, request: Bytes) -> Option<i64> {
        let fits = self.messages.len() < MAX_CONTAINER - 1
            && self.length + wrapping.len() + request.len() <= MAX_REQUEST;
        (fits || self.messages.is_empty()).then(|| self.add(wrapping, request, true))
    }

    fn add(&mut self, wrapping: Vec<u8>, body: Bytes, content: bool) -> i64 {
        let id = self.session.next_message_id(self.learned);
        let seq_no = self.session.next_seq_no(content);
        self.length += MESSAGE_HEADER + wrapping.len() + body.len();
        self.messages.push(Enclosed { id, seq_no, wrapping, body });
        id
    }

    /// The encrypted packet and the id of its outermost message, or `None` if there is nothing to send.
    pub fn finish(mut self) -> Option<(DequeBuffer<u8>, i64)> {
        if let Some(msg_ids) = take_ids(&mut self.session.unacknowledged) {
            let acknowledgment = tl::enums::MsgsAck::Ack(tl::types::MsgsAck { msg_ids }).to_bytes();
            self.add(Vec::new(), acknowledgment.into(), false);
        }
        if let Some(msg_ids) = take_ids(&mut self.session.wanted) {
            let request = tl::enums::MsgResendReq::Req(tl::types::MsgResendReq { msg_ids }).to_bytes();
            self.add(Vec::new(), request.into(), false);
        }
        let mut packet = packet_buffer(16 + 24 + self.length + 32);
        self.learned.salt.load(Ordering::Relaxed).serialize(&mut packet);
        self.session.id().serialize(&mut packet);
        match self.messages.len() {
            0 => return None,
            1 => {}
            count => {
                self.session.next_message_id(self.learned).serialize(&mut packet);
                self.session.next_seq_no(false).serialize(&mut packet);
                (self.length as i32 + 8).serialize(&mut packet);
                CONTAINER.serialize(&mut packet);
                (count as i32).serialize(&mut packet);
            }
        }
        for Enclosed { id, seq_no, wrapping, body } in &self.messages {
            id.serialize(&mut packet);
            seq_no.serialize(&mut packet);
            ((wrapping.len() + body.len()) as i32).serialize(&mut packet);
            packet.extend(wrapping);
            packet.extend(&body[..]);
        }
        self.session.key.seal(&mut packet);
        Some((packet, self.session.last_message))
    }
}

/// Takes as many ids as fit into a packet next to [`MAX_REQUEST`].
fn take_ids(ids: &mut Vec<i64>) -> Option<Vec<i64>> {
    let count = ids.len().min(200);
    (count > 0).then(|| ids.drain(..count).collect())
}
