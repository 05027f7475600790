//! One MTProto session without I/O: requests ⇄ encrypted packets.
//!
//! <https://core.telegram.org/mtproto/description>. grammers has one too, but it requests salts both before and after the
//! first request, panics on some malformed input, and doesn't expose its salts. Here a cold call with a known key takes one
//! more round trip than a warm one, and none if the salt is known.

mod budget;
mod clock;
mod crypto;
mod outgoing;
mod reader;
mod sessions;

use std::sync::atomic::{AtomicI64, Ordering};

use grammers_client::tl::{self, Identifiable};

use self::budget::Budget;
pub use self::clock::Clock;
use self::clock::{Timing, time_of};
use self::crypto::Key;
pub use self::outgoing::Outgoing;
use self::reader::{Message, Reader};
use self::sessions::Sessions;
use crate::tl::limits::Unreadable;
use crate::tl::reading::{Flat, flat};

/// Maximum size of a request with all its wrappers. Telegram drops the connection on larger packets.
/// <https://core.telegram.org/mtproto/service_messages#simple-container>
pub const MAX_REQUEST: usize = 1_044_456 - 2048;

/// The error code after which it is unknown whether the message was accepted before.
pub const TOO_OLD: i32 = 20;

/// Maximum number of server messages that wait for acknowledgment. The server sends unacknowledged ones again.
const MAX_UNACKNOWLEDGED: usize = 8192;

const RPC_RESULT: u32 = 0xf35c6d01;
const GZIP_PACKED: u32 = 0x3072cfa1;
const CONTAINER: u32 = 0x73f1f8dc;

/// What is known about a key's DC, which saves round trips on the next connection.
#[derive(Debug, Default)]
pub struct Learned {
    salt: AtomicI64,
    pub clock: Clock,
}

impl Learned {
    pub fn new(salt: i64, clock: Clock) -> Self {
        Self { salt: AtomicI64::new(salt), clock }
    }

    /// Whether a salt is known. Without one, the server refuses the first packet.
    pub fn knows_salt(&self) -> bool {
        self.salt.load(Ordering::Relaxed) != 0
    }
}

/// One session of one key, on one connection.
pub struct Session {
    key: Key,
    sessions: Sessions,
    content_messages: i32,
    last_message: i64,
    unacknowledged: Vec<i64>,
    /// Messages that the server announced and that have not arrived.
    wanted: Vec<i64>,
}

/// An event in a received packet.
#[derive(Debug, PartialEq)]
pub enum Event {
    Answer {
        request: i64,
        body: Vec<u8>,
    },
    Error {
        request: i64,
        error: tl::types::RpcError,
    },
    /// The message (a request or a container) was not accepted and must be sent again.
    SendAgain {
        message: i64,
    },
    /// The message (a request or a container) was rejected for good.
    Refused {
        message: i64,
        code: i32,
    },
    /// An unreadable answer. The request was carried out.
    Unreadable {
        request: i64,
        why: Unreadable,
    },
    /// The server has lost a session. Unanswered requests sent in it before this message will get no answer.
    Forgotten {
        session: i64,
        before: i64,
    },
    /// A packed message was too large to unpack, so its content is unknown.
    Lost,
    /// Serialized updates.
    Updates(Vec<u8>),
}

/// A packet that violates the protocol. The connection must be closed.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct Violation(&'static str);

impl Session {
    pub fn new(key: &[u8; 256]) -> Self {
        Self {
            key: Key::new(key),
            sessions: Sessions::new(),
            content_messages: 0,
            last_message: 0,
            unacknowledged: Vec::new(),
            wanted: Vec::new(),
        }
    }

    /// Starts the next packet.
    pub fn packet<'a>(&'a mut self, learned: &'a Learned) -> Outgoing<'a> {
        Outgoing::new(self, learned)
    }

    /// The number of server messages that the next packet will acknowledge.
    pub fn unacknowledged(&self) -> usize {
        self.unacknowledged.len()
    }

    /// Whether the next packet will request messages that have not arrived.
    pub fn wants_messages(&self) -> bool {
        !self.wanted.is_empty()
    }

    /// The id of the session that requests are sent in.
    pub fn id(&self) -> i64 {
        self.sessions.current()
    }

    /// Reads one packet.
    pub fn receive(&mut self, packet: &mut [u8], learned: &Learned) -> Result<Vec<Event>, Violation> {
        let plain = self.key.open(packet).ok_or(Violation("a packet that does not decrypt"))?;
        let mut reader = Reader(plain);
        let _salt = reader.long()?;
        let session = reader.long()?;
        let is_current = session == self.sessions.current();
        let generation = self.sessions.get(session).ok_or(Violation("a packet of another session"))?;
        let message = reader.message()?;
        // https://core.telegram.org/mtproto/security_guidelines#checking-message-length
        if !(12..=1024).contains(&reader.0.len()) {
            return Err(Violation("a packet with wrong padding"));
        }
        // A session that was abandoned because of a wrong clock used another time.
        let timing = match is_current {
            true => timing(message.id, generation.is_first(), &learned.clock),
            false => Timing::Now,
        };
        let mut events = Vec::new();
        let mut budget = Budget::default();
        self.take(message, Context { depth: 0, session, timing }, learned, &mut budget, &mut events)?;
        Ok(events)
    }

    fn take(
        &mut self,
        message: Message<'_>,
        context: Context,
        learned: &Learned,
        budget: &mut Budget,
        events: &mut Vec<Event>,
    ) -> Result<(), Violation> {
        if context.depth > 2 {
            return Err(Violation("containers inside containers"));
        }
        if message.id % 2 == 0 {
            return Err(Violation("a message id that only clients have"));
        }
        let inner = Context { depth: context.depth + 1, ..context };
        let mut body = Reader(message.body);
        let constructor = body.int()? as u32;
        if constructor == CONTAINER {
            for _ in 0..body.int()? {
                let message = body.message()?;
                let left = budget.messages.checked_sub(1);
                budget.messages = left.ok_or(Violation("a packet of too many messages"))?;
                self.take(message, inner, learned, budget, events)?;
            }
            return Ok(());
        }
        if constructor == GZIP_PACKED {
            return match budget.unpack(message.body) {
                Ok(body) => self.take(Message { body: &body, ..message }, inner, learned, budget, events),
                Err(Unreadable::TooLarge) => {
                    self.acknowledge(&message);
                    events.push(Event::Lost);
                    Ok(())
                }
                Err(_) => Err(Violation("a packed message that does not unpack")),
            };
        }
        // A notification about a wrong clock is accepted at any time.
        if constructor != tl::types::BadMsgNotification::CONSTRUCTOR_ID {
            match context.timing {
                Timing::Now => {}
                Timing::TooOld => return Ok(()),
                Timing::TooNew => {
                    learned.clock.forget();
                    return Err(Violation("a message from the future"));
                }
            }
        }
        self.acknowledge(&message);
        let Some(generation) = self.sessions.get(context.session) else { return Ok(()) };
        if !generation.is_new(message.id) {
            return Ok(());
        }
        match constructor {
            RPC_RESULT => events.push(answer(body.long()?, body.0, budget)),
            tl::types::Pong::CONSTRUCTOR_ID => {
                let tl::enums::Pong::Pong(pong) = read(message.body)?;
                events.push(Event::Answer { request: pong.msg_id, body: message.body.to_vec() });
            }
            tl::types::BadServerSalt::CONSTRUCTOR_ID | tl::types::BadMsgNotification::CONSTRUCTOR_ID => {
                events.push(self.bad_message(read(message.body)?, message.id, context, learned));
            }
            tl::types::NewSessionCreated::CONSTRUCTOR_ID => {
                let tl::enums::NewSession::Created(created) = read(message.body)?;
                learned.salt.store(created.server_salt, Ordering::Relaxed);
                if generation.is_recreated(created.unique_id) {
                    let (session, before) = (context.session, created.first_msg_id);
                    events.push(Event::Forgotten { session, before });
                }
            }
            tl::types::MsgDetailedInfo::CONSTRUCTOR_ID => {
                body.long()?;
                self.announced(body.long()?, context.session);
            }
            tl::types::MsgNewDetailedInfo::CONSTRUCTOR_ID => self.announced(body.long()?, context.session),
            // Acknowledgments add nothing to the answers that follow, and the others answer requests that are never sent
            // here.
            tl::types::MsgsAck::CONSTRUCTOR_ID
            | tl::types::MsgsStateReq::CONSTRUCTOR_ID
            | tl::types::MsgsStateInfo::CONSTRUCTOR_ID
            | tl::types::MsgsAllInfo::CONSTRUCTOR_ID
            | tl::types::MsgResendReq::CONSTRUCTOR_ID
            | tl::types::FutureSalts::CONSTRUCTOR_ID
            | tl::types::DestroySessionOk::CONSTRUCTOR_ID
            | tl::types::DestroySessionNone::CONSTRUCTOR_ID => {}
            _ => events.push(Event::Updates(message.body.to_vec())),
        }
        Ok(())
    }

    /// <https://core.telegram.org/mtproto/service_messages_about_messages#notice-of-ignored-error-message>
    fn bad_message(
        &mut self,
        notification: tl::enums::BadMsgNotification,
        at: i64,
        context: Context,
        learned: &Learned,
    ) -> Event {
        match notification {
            tl::enums::BadMsgNotification::BadServerSalt(bad) => {
                learned.salt.store(bad.new_server_salt, Ordering::Relaxed);
                Event::SendAgain { message: bad.bad_msg_id }
            }
            tl::enums::BadMsgNotification::Notification(bad) => match bad.error_code {
                // The clock or the sequence number is wrong. The notification's own id has the right time, and a new
                // session starts counting from zero.
                16 | 17 | 32 | 33 => {
                    learned.clock.set(time_of(at));
                    if self.sessions.current() == context.session {
                        self.sessions.begin();
                        self.content_messages = 0;
                        self.last_message = 0;
                        // They belong to the old session.
                        self.wanted.clear();
                    }
                    Event::SendAgain { message: bad.bad_msg_id }
                }
                code => Event::Refused { message: bad.bad_msg_id, code },
            },
        }
    }

    /// Handles the announcement of a message that may already have arrived.
    /// <https://core.telegram.org/mtproto/service_messages_about_messages#extended-voluntary-communication-of-status-of-one-message>
    fn announced(&mut self, message: i64, session: i64) {
        let has_come = self.sessions.get(session).is_some_and(|generation| generation.has(message));
        let list = match has_come || session != self.sessions.current() {
            true => &mut self.unacknowledged,
            false => &mut self.wanted,
        };
        if list.len() < MAX_UNACKNOWLEDGED && !list.contains(&message) {
            list.push(message);
        }
    }

    fn acknowledge(&mut self, message: &Message<'_>) {
        if message.seq_no % 2 == 1 && self.unacknowledged.len() < MAX_UNACKNOWLEDGED {
            self.unacknowledged.push(message.id);
        }
    }

    fn next_message_id(&mut self, learned: &Learned) -> i64 {
        let now = learned.clock.now();
        let id = (now.as_secs() as i64) << 32 | i64::from(now.subsec_nanos()) << 2;
        self.last_message = if id > self.last_message { id } else { self.last_message + 4 };
        self.last_message
    }

    fn next_seq_no(&mut self, content: bool) -> i32 {
        let seq_no = 2 * self.content_messages + i32::from(content);
        self.content_messages += i32::from(content);
        seq_no
    }
}

/// Checks a packet's time and adjusts the clock. A session's first packet always sets the clock, because it can't be a
/// replay. Later ones only set it forward.
fn timing(message: i64, is_first: bool, clock: &Clock) -> Timing {
    let timing = clock.timing(message);
    if is_first && (timing != Timing::Now || !clock.is_known()) {
        clock.set(time_of(message));
        return Timing::Now;
    }
    if timing == Timing::Now {
        clock.reach(time_of(message));
    }
    timing
}

fn answer(request: i64, result: &[u8], budget: &mut Budget) -> Event {
    let unreadable = |why| Event::Unreadable { request, why };
    match result.first_chunk::<4>().copied().map(u32::from_le_bytes) {
        Some(tl::types::RpcError::CONSTRUCTOR_ID) => match flat(result) {
            Ok(tl::enums::RpcError::Error(error)) => Event::Error { request, error },
            Err(why) => unreadable(why),
        },
        Some(GZIP_PACKED) => match budget.unpack(result) {
            Ok(body) => Event::Answer { request, body },
            Err(why) => unreadable(why),
        },
        Some(_) => Event::Answer { request, body: result.to_vec() },
        None => unreadable(Unreadable::Malformed),
    }
}

fn read<T: Flat>(bytes: &[u8]) -> Result<T, Violation> {
    flat(bytes).map_err(|_| Violation("a service message that can't be read"))
}

/// The context of a message.
#[derive(Clone, Copy)]
struct Context {
    /// The number of containers around it.
    depth: usize,
    /// The session of its packet.
    session: i64,
    /// The timing of its packet.
    timing: Timing,
}

/// An unpredictable number for a session, a ping or a message.
pub fn random_id() -> i64 {
    let mut bytes = [0; 8];
    getrandom::fill(&mut bytes).expect("the system has randomness");
    i64::from_le_bytes(bytes)
}

#[cfg(test)]
mod tests;
