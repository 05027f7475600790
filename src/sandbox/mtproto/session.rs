//! An MTProto session: received messages, unacknowledged sent ones, and the ids and sequence numbers of sent messages.

use super::random;

use std::collections::BTreeMap;
use std::time::Duration;

use bytes::Bytes;

/// Maximum received messages to remember. Older ones can't be told from repeats.
const REMEMBERED: usize = 4096;

/// Maximum bytes of unacknowledged answers and pushes to keep.
const KEPT_BYTES: usize = 8 << 20;

/// Codes of bad_msg_notification.
/// <https://core.telegram.org/mtproto/service_messages_about_messages#notice-of-ignored-error-message>
pub mod bad {
    pub const MSG_ID_TOO_LOW: i32 = 16;
    pub const MSG_ID_TOO_HIGH: i32 = 17;
    pub const MSG_ID_PARITY: i32 = 18;
    pub const CONTAINER_REPEATED: i32 = 19;
    pub const TOO_OLD: i32 = 20;
    pub const SEQNO_TOO_LOW: i32 = 32;
    pub const SEQNO_TOO_HIGH: i32 = 33;
    pub const SEQNO_NOT_EVEN: i32 = 34;
    pub const SEQNO_NOT_ODD: i32 = 35;
    pub const SALT: i32 = 48;
    pub const CONTAINER: i32 = 64;
}

pub struct Session {
    /// Changes when the server forgets the session and creates it again.
    unique_id: i64,
    /// The lowest msg_id announced by new_session_created.
    first: Option<i64>,
    received: BTreeMap<i64, Received>,
    /// The highest msg_id that has been forgotten.
    forgotten: i64,
    sent: BTreeMap<i64, Sent>,
    sent_bytes: usize,
    last_msg_id: i64,
    content_related: i32,
    /// The connection that the newest message came from.
    pub connection: Option<u64>,
    /// When the session was last used, in server ticks.
    pub last_active: u64,
}

struct Received {
    seqno: i32,
    fate: Fate,
}

/// The state of a client's message.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fate {
    /// It was a container.
    Container,
    /// It needed no stored answer, or the answer is lost.
    Done,
    /// It is being processed.
    Running,
    /// The client cancelled the pending answer.
    Dropped,
    /// It was answered by this message.
    Answered { by: i64, failed: bool },
}

/// The kind of a client's message, which determines its seqno.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    Container,
    /// > A client must never mark msgs_ack, msg_container, msg_copy, gzip_packed constructors as content-related
    Irrelevant,
    /// > A client may mark any other constructor except the four specified above as content-related
    Either,
    /// > A client must always mark all API-level RPC queries as content-related
    Query,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Receipt {
    New,
    Repeat(Fate),
    Bad(i32),
}

/// The kind of a server message.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outgoing {
    /// The answer to a query. Kept until acknowledged.
    Answer,
    /// A message that the client didn't request. Kept until acknowledged.
    Push,
    /// A response to a service message. Not acknowledged.
    Service,
}

/// A sent message that isn't acknowledged yet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sent {
    pub msg_id: i64,
    pub seqno: i32,
    pub body: Bytes,
}

/// > msg_id values that belong over 30 seconds in the future or over 300 seconds in the past are to be ignored.
///
/// <https://core.telegram.org/mtproto/description#important-checks>
pub fn check_time(msg_id: i64, now: Duration) -> Option<i32> {
    let (created, now) = (msg_id >> 32, now.as_secs() as i64);
    if created < now - 300 {
        Some(bad::MSG_ID_TOO_LOW)
    } else if created > now + 30 {
        Some(bad::MSG_ID_TOO_HIGH)
    } else {
        None
    }
}

/// > Client message identifiers are divisible by 4
pub fn check_parity(msg_id: i64) -> Option<i32> {
    (msg_id & 3 != 0).then_some(bad::MSG_ID_PARITY)
}

impl Session {
    pub fn new() -> Self {
        Self {
            unique_id: i64::from_le_bytes(random::array()),
            first: None,
            received: BTreeMap::new(),
            forgotten: 0,
            sent: BTreeMap::new(),
            sent_bytes: 0,
            last_msg_id: 0,
            content_related: 0,
            connection: None,
            last_active: 0,
        }
    }

    pub fn unique_id(&self) -> i64 {
        self.unique_id
    }

    /// Whether the client is to be told of a new session that begins with this message.
    ///
    /// > If, after this, the server receives a message with an even smaller msg_id within the same session, a similar
    /// > notification will be generated for this msg_id as well.
    pub fn begins_with(&mut self, msg_id: i64) -> bool {
        let begins = self.first.is_none_or(|first| msg_id < first);
        if begins {
            self.first = Some(msg_id);
        }
        begins
    }

    /// Records a client's message, if its msg_id and seqno are valid.
    pub fn receive(&mut self, msg_id: i64, seqno: i32, kind: Kind) -> Receipt {
        if let Some(received) = self.received.get(&msg_id) {
            return match kind {
                Kind::Container => Receipt::Bad(bad::CONTAINER_REPEATED),
                _ => Receipt::Repeat(received.fate),
            };
        }
        if msg_id <= self.forgotten {
            return Receipt::Bad(bad::TOO_OLD);
        }
        match (kind, seqno & 1) {
            // Telegram documents the same for acks but accepts them all; mtcute's are odd.
            (Kind::Container, 1) => return Receipt::Bad(bad::SEQNO_NOT_EVEN),
            (Kind::Query, 0) => return Receipt::Bad(bad::SEQNO_NOT_ODD),
            _ => {}
        }
        // Accepted messages are in order, so only neighbours need checking.
        let before = self.received.range(..msg_id).next_back();
        if before.is_some_and(|(_, before)| before.seqno > seqno || before.seqno == seqno && seqno & 1 == 1) {
            return Receipt::Bad(bad::SEQNO_TOO_LOW);
        }
        let after = self.received.range(msg_id..).next();
        if after.is_some_and(|(_, after)| after.seqno < seqno || after.seqno == seqno && seqno & 1 == 1) {
            return Receipt::Bad(bad::SEQNO_TOO_HIGH);
        }

        let fate = if kind == Kind::Container { Fate::Container } else { Fate::Done };
        self.received.insert(msg_id, Received { seqno, fate });
        if self.received.len() > REMEMBERED
            && let Some((forgotten, _)) = self.received.pop_first()
        {
            self.forgotten = forgotten;
        }
        Receipt::New
    }

    /// Returns the state of a message, or `None` if it is unknown.
    pub fn fate(&self, msg_id: i64) -> Option<Fate> {
        self.received.get(&msg_id).map(|received| received.fate)
    }

    /// Returns the messages that are being processed.
    pub fn running(&self) -> Vec<i64> {
        let running = self.received.iter().filter(|(_, received)| received.fate == Fate::Running);
        running.map(|(msg_id, _)| *msg_id).collect()
    }

    pub fn settle(&mut self, msg_id: i64, fate: Fate) {
        if let Some(received) = self.received.get_mut(&msg_id) {
            received.fate = fate;
        }
    }

    /// Forgets a message, so that it may be sent again.
    pub fn unreceive(&mut self, msg_id: i64) {
        self.received.remove(&msg_id);
    }

    /// Assigns ids to a message, and keeps it if it needs acknowledgment.
    pub fn send(&mut self, kind: Outgoing, body: Bytes, now: Duration) -> Sent {
        // > server message identifiers modulo 4 yield 1 if the message is a response to a client message, and 3
        // > otherwise
        let parity = if kind == Outgoing::Push { 3 } else { 1 };
        let fraction = (u64::from(now.subsec_nanos()) << 32) / 1_000_000_000;
        let time = (now.as_secs() << 32 | fraction) as i64 & !3;
        self.last_msg_id = time.max((self.last_msg_id & !3) + 4) | parity;
        let seqno = if kind == Outgoing::Service {
            self.content_related * 2
        } else {
            self.content_related += 1;
            self.content_related * 2 - 1
        };
        let sent = Sent { msg_id: self.last_msg_id, seqno, body };
        if kind != Outgoing::Service {
            self.sent_bytes += sent.body.len();
            self.sent.insert(sent.msg_id, sent.clone());
            while self.sent_bytes > KEPT_BYTES && self.sent.len() > 1 {
                let (_, oldest) = self.sent.pop_first().expect("there is more than one");
                self.sent_bytes -= oldest.body.len();
            }
        }
        sent
    }

    /// Removes a message that the client has received or no longer needs.
    pub fn acknowledge(&mut self, msg_id: i64) -> Option<Sent> {
        let sent = self.sent.remove(&msg_id)?;
        self.sent_bytes -= sent.body.len();
        Some(sent)
    }

    pub fn unacknowledged(&self, msg_id: i64) -> Option<&Sent> {
        self.sent.get(&msg_id)
    }

    /// Returns the ids of all unacknowledged messages in order.
    pub fn all_unacknowledged(&self) -> Vec<i64> {
        self.sent.keys().copied().collect()
    }

    /// Returns a message's status byte for `msgs_state_info`.
    /// <https://core.telegram.org/mtproto/service_messages_about_messages#informational-message-regarding-status-of-messages>
    pub fn status(&self, msg_id: i64) -> u8 {
        const UNKNOWN: u8 = 1;
        const NOT_RECEIVED: u8 = 2;
        const NOT_YET_RECEIVED: u8 = 3;
        const RECEIVED: u8 = 4;
        const ACKNOWLEDGED: u8 = 8;
        const IRRELEVANT: u8 = 16;
        const PROCESSED: u8 = 32;
        const ANSWERED: u8 = 64;
        match self.received.get(&msg_id) {
            Some(received) if received.seqno & 1 == 0 => RECEIVED | IRRELEVANT,
            Some(received) => match received.fate {
                Fate::Container | Fate::Done => RECEIVED | ACKNOWLEDGED,
                Fate::Running | Fate::Dropped => RECEIVED | ACKNOWLEDGED | PROCESSED,
                Fate::Answered { .. } => RECEIVED | ACKNOWLEDGED | PROCESSED | ANSWERED,
            },
            None if msg_id & 3 != 0 || msg_id <= self.forgotten => UNKNOWN,
            None if self.received.last_key_value().is_none_or(|(&last, _)| msg_id > last) => NOT_YET_RECEIVED,
            None => NOT_RECEIVED,
        }
    }
}
