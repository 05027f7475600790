//! One MTProto session, without input or output: requests ⇄ encrypted packets.
//!
//! <https://core.telegram.org/mtproto/description>. grammers has such a thing too, but it asks for salts before the
//! first request and once more after it, panics on what a broken server may send, and keeps its salts to itself:
//! here a cold call with a known key takes one round trip more than a warm one, and none when the salt is known.

mod clock;
mod crypto;
mod sessions;

use std::sync::atomic::{AtomicI64, Ordering};

use bytes::Bytes;
use flate2::read::GzDecoder;
use grammers_client::tl::{self, Identifiable, Serializable};
use grammers_crypto::DequeBuffer;

pub use self::clock::Clock;
use self::clock::{Timing, time_of};
use self::crypto::Key;
use self::sessions::Sessions;
use super::connection::packet_buffer;
use crate::tl::limits::Unreadable;
use crate::tl::reading::{Flat, flat};

/// The largest request that fits in a packet with all its wrappings; Telegram drops the connection on larger ones.
/// <https://core.telegram.org/mtproto/service_messages#simple-container>
pub const MAX_REQUEST: usize = 1_044_456 - 2048;

/// The most messages that go in one container.
const MAX_CONTAINER: usize = 100;

/// The refusal after which nobody knows whether the message was taken before.
pub const TOO_OLD: i32 = 20;

/// The most bytes that all packed objects of one packet may unpack to. Telegram's largest answers, such as a language's
/// strings or ten thousand contacts, have one or two million.
const MAX_UNPACKED: usize = 16 << 20;

/// The most messages in one packet.
/// > A container may contain at most 1020 messages.
///
/// <https://core.telegram.org/mtproto/service_messages#simple-container>
const MAX_MESSAGES: usize = 1020;

/// The most messages of the server's that may wait for an acknowledgment. What is not acknowledged comes again.
const MAX_UNACKNOWLEDGED: usize = 8192;

const RPC_RESULT: u32 = 0xf35c6d01;
const GZIP_PACKED: u32 = 0x3072cfa1;
const CONTAINER: u32 = 0x73f1f8dc;

/// What is learned of a key's DC on one connection and saves round trips on the next.
#[derive(Debug, Default)]
pub struct Learned {
    salt: AtomicI64,
    pub clock: Clock,
}

impl Learned {
    pub fn new(salt: i64, clock: Clock) -> Self {
        Self { salt: AtomicI64::new(salt), clock }
    }

    /// Without a salt, the first packet is sure to be refused.
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
    /// Messages that the server has made and that have not come.
    wanted: Vec<i64>,
}

/// What a packet brought.
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
    /// The message (a request or a container) was not taken, and is to be sent again.
    SendAgain {
        message: i64,
    },
    /// The message (a request or a container) was not taken, and never will be.
    Refused {
        message: i64,
        code: i32,
    },
    /// An answer that can't be read: the request was carried out all the same.
    Unreadable {
        request: i64,
        why: Unreadable,
    },
    /// The server has forgotten a session of ours: what left in it before that message, and has no answer, gets none.
    Forgotten {
        session: i64,
        before: i64,
    },
    /// A packed message that is too large to be unpacked, so that nobody knows what it told.
    Lost,
    /// Updates, as they came.
    Updates(Vec<u8>),
}

/// A packet that no honest server sends. The connection is of no more use.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct Violation(&'static str);

/// Requests on their way into one packet.
pub struct Outgoing<'a> {
    session: &'a mut Session,
    learned: &'a Learned,
    messages: Vec<Enclosed>,
    /// Bytes of all messages.
    length: usize,
}

/// A message on its way into a packet. Its bytes are copied nowhere but there, as parts of files are large.
struct Enclosed {
    id: i64,
    seq_no: i32,
    wrapping: Vec<u8>,
    body: Bytes,
}

/// What a message has in front of its body: its id, its number and the body's length.
const MESSAGE_HEADER: usize = 8 + 4 + 4;

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

    /// Begins the next packet.
    pub fn packet<'a>(&'a mut self, learned: &'a Learned) -> Outgoing<'a> {
        Outgoing { session: self, learned, messages: Vec::new(), length: 0 }
    }

    /// How many of the server's messages wait for an acknowledgment, which the next packet carries.
    pub fn unacknowledged(&self) -> usize {
        self.unacknowledged.len()
    }

    /// Whether the server holds a message for us that the next packet asks for.
    pub fn wants_messages(&self) -> bool {
        !self.wanted.is_empty()
    }

    /// Names the session that requests go out in now.
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
        // A session that was left because the clock was wrong is of another time.
        let timing = match is_current {
            true => timing(message.id, generation.is_first(), &learned.clock),
            false => Timing::Now,
        };
        let mut events = Vec::new();
        let mut room = Room { bytes: MAX_UNPACKED, messages: MAX_MESSAGES };
        self.take(message, Place { depth: 0, session, timing }, learned, &mut room, &mut events)?;
        Ok(events)
    }

    fn take(
        &mut self,
        message: Message<'_>,
        place: Place,
        learned: &Learned,
        room: &mut Room,
        events: &mut Vec<Event>,
    ) -> Result<(), Violation> {
        if place.depth > 2 {
            return Err(Violation("containers inside containers"));
        }
        if message.id % 2 == 0 {
            return Err(Violation("a message id that only clients have"));
        }
        let inner = Place { depth: place.depth + 1, ..place };
        let mut body = Reader(message.body);
        let constructor = body.int()? as u32;
        if constructor == CONTAINER {
            for _ in 0..body.int()? {
                let message = body.message()?;
                let left = room.messages.checked_sub(1);
                room.messages = left.ok_or(Violation("a packet of too many messages"))?;
                self.take(message, inner, learned, room, events)?;
            }
            return Ok(());
        }
        if constructor == GZIP_PACKED {
            return match room.unpack(message.body) {
                Ok(body) => self.take(Message { body: &body, ..message }, inner, learned, room, events),
                Err(Unreadable::TooLarge) => {
                    self.acknowledge(&message);
                    events.push(Event::Lost);
                    Ok(())
                }
                Err(_) => Err(Violation("a packed message that does not unpack")),
            };
        }
        // A complaint about our clock is heard whatever that clock says.
        if constructor != tl::types::BadMsgNotification::CONSTRUCTOR_ID {
            match place.timing {
                Timing::Now => {}
                Timing::TooOld => return Ok(()),
                Timing::TooNew => {
                    learned.clock.forget();
                    return Err(Violation("a message from the future"));
                }
            }
        }
        self.acknowledge(&message);
        let Some(generation) = self.sessions.get(place.session) else { return Ok(()) };
        if !generation.is_new(message.id) {
            return Ok(());
        }
        match constructor {
            RPC_RESULT => events.push(answer(body.long()?, body.0, room)),
            tl::types::Pong::CONSTRUCTOR_ID => {
                let tl::enums::Pong::Pong(pong) = read(message.body)?;
                events.push(Event::Answer { request: pong.msg_id, body: message.body.to_vec() });
            }
            tl::types::BadServerSalt::CONSTRUCTOR_ID | tl::types::BadMsgNotification::CONSTRUCTOR_ID => {
                events.push(self.complaint(read(message.body)?, message.id, place, learned));
            }
            tl::types::NewSessionCreated::CONSTRUCTOR_ID => {
                let tl::enums::NewSession::Created(created) = read(message.body)?;
                learned.salt.store(created.server_salt, Ordering::Relaxed);
                if generation.begins_anew(created.unique_id) {
                    let (session, before) = (place.session, created.first_msg_id);
                    events.push(Event::Forgotten { session, before });
                }
            }
            tl::types::MsgDetailedInfo::CONSTRUCTOR_ID => {
                body.long()?;
                self.announced(body.long()?, place.session);
            }
            tl::types::MsgNewDetailedInfo::CONSTRUCTOR_ID => self.announced(body.long()?, place.session),
            // Acknowledgments come with or before answers and say nothing that those don't; the rest answers what is
            // never asked here.
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
    fn complaint(
        &mut self,
        complaint: tl::enums::BadMsgNotification,
        at: i64,
        place: Place,
        learned: &Learned,
    ) -> Event {
        match complaint {
            tl::enums::BadMsgNotification::BadServerSalt(bad) => {
                learned.salt.store(bad.new_server_salt, Ordering::Relaxed);
                Event::SendAgain { message: bad.bad_msg_id }
            }
            tl::enums::BadMsgNotification::Notification(bad) => match bad.error_code {
                // Our clock is wrong, or the server has counted otherwise: the complaint's own id tells the right
                // time, and a new session counts from the beginning.
                16 | 17 | 32 | 33 => {
                    learned.clock.set(time_of(at));
                    if self.sessions.current() == place.session {
                        self.sessions.begin();
                        self.content_messages = 0;
                        self.last_message = 0;
                        // They are of the session that is left.
                        self.wanted.clear();
                    }
                    Event::SendAgain { message: bad.bad_msg_id }
                }
                code => Event::Refused { message: bad.bad_msg_id, code },
            },
        }
    }

    /// A message was made that may have come.
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

impl Outgoing<'_> {
    /// Adds a request, behind what is wrapped around it, and gives its message id, or `None` if it goes in another
    /// packet.
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
        if let Some(msg_ids) = some_of(&mut self.session.unacknowledged) {
            let acknowledgment = tl::enums::MsgsAck::Ack(tl::types::MsgsAck { msg_ids }).to_bytes();
            self.add(Vec::new(), acknowledgment.into(), false);
        }
        if let Some(msg_ids) = some_of(&mut self.session.wanted) {
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

/// As many as [`MAX_REQUEST`] leaves room for.
fn some_of(ids: &mut Vec<i64>) -> Option<Vec<i64>> {
    let count = ids.len().min(200);
    (count > 0).then(|| ids.drain(..count).collect())
}

/// How a packet stands to the clock, which learns from it. A session's first packet teaches it whatever it showed before,
/// as it can be no repeat; a later one only sets it forward.
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

fn answer(request: i64, result: &[u8], room: &mut Room) -> Event {
    let unreadable = |why| Event::Unreadable { request, why };
    match result.first_chunk::<4>().copied().map(u32::from_le_bytes) {
        Some(tl::types::RpcError::CONSTRUCTOR_ID) => match flat(result) {
            Ok(tl::enums::RpcError::Error(error)) => Event::Error { request, error },
            Err(why) => unreadable(why),
        },
        Some(GZIP_PACKED) => match room.unpack(result) {
            Ok(body) => Event::Answer { request, body },
            Err(why) => unreadable(why),
        },
        Some(_) => Event::Answer { request, body: result.to_vec() },
        None => unreadable(Unreadable::Malformed),
    }
}

/// What one packet may still come to.
struct Room {
    bytes: usize,
    messages: usize,
}

impl Room {
    /// <https://core.telegram.org/mtproto/service_messages#packed-object>
    fn unpack(&mut self, packed: &[u8]) -> Result<Vec<u8>, Unreadable> {
        use std::io::Read;
        let packed: Vec<u8> = flat(packed.get(4..).ok_or(Unreadable::Malformed)?)?;
        let mut unpacked = Vec::new();
        let most = self.bytes as u64 + 1;
        let read = GzDecoder::new(packed.as_slice()).take(most).read_to_end(&mut unpacked);
        read.map_err(|_| Unreadable::Malformed)?;
        // What is too large has used up the room, so that many such cost no more than one.
        let left = self.bytes.checked_sub(unpacked.len());
        self.bytes = left.unwrap_or(0);
        left.map(|_| unpacked).ok_or(Unreadable::TooLarge)
    }
}

fn read<T: Flat>(bytes: &[u8]) -> Result<T, Violation> {
    flat(bytes).map_err(|_| Violation("a service message that can't be read"))
}

/// Where a message stands.
#[derive(Clone, Copy)]
struct Place {
    /// In how many containers.
    depth: usize,
    /// The session that its packet is of.
    session: i64,
    /// How its packet stands to the clock.
    timing: Timing,
}

struct Message<'a> {
    id: i64,
    seq_no: i32,
    body: &'a [u8],
}

/// Takes numbers and messages off the front of bytes.
struct Reader<'a>(&'a [u8]);

impl<'a> Reader<'a> {
    fn take(&mut self, count: usize) -> Result<&'a [u8], Violation> {
        let (taken, rest) =
            self.0.split_at_checked(count).ok_or(Violation("a message that ends too early"))?;
        self.0 = rest;
        Ok(taken)
    }

    fn int(&mut self) -> Result<i32, Violation> {
        Ok(i32::from_le_bytes(self.take(4)?.try_into().expect("these are 4 bytes")))
    }

    fn long(&mut self) -> Result<i64, Violation> {
        Ok(i64::from_le_bytes(self.take(8)?.try_into().expect("these are 8 bytes")))
    }

    fn message(&mut self) -> Result<Message<'a>, Violation> {
        let (id, seq_no) = (self.long()?, self.int()?);
        let length = usize::try_from(self.int()?).map_err(|_| Violation("a message of negative length"))?;
        Ok(Message { id, seq_no, body: self.take(length)? })
    }
}

/// A number that nobody guesses: of a session, a ping, a message.
pub fn random_id() -> i64 {
    let mut bytes = [0; 8];
    getrandom::fill(&mut bytes).expect("the system has randomness");
    i64::from_le_bytes(bytes)
}

#[cfg(test)]
mod tests;
