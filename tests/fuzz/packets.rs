//! Encrypted packets to the whole server: from accounts, a bot and a stranger, corrupted before and after encryption,
//! repeated, packed and nested.

use std::collections::VecDeque;
use std::io::Write;

use flate2::Compression;
use flate2::write::GzEncoder;
use grammers_tl_types::{Identifiable, Serializable, enums, functions, types};
use telewire::sandbox::{Options, Sandbox};
use telewire::tl::bytes::write_object;
use telewire::tl::layers;
use telewire::tl::schema::{Definition, Schema};

use crate::client::{Client, Key, now_msg_id};
use crate::functions::{NUMBERS, caller, known_functions, new_world, sign_in, sign_in_bot};
use crate::generator::{rest, run, spoil};
use crate::memory::Watch;
use crate::queries::QueryGenerator;
use crate::{Bytes, Outcome};

/// After that, the world is replaced, so that functions don't slow down.
const PACKETS_PER_WORLD: u64 = 4_000;

/// After that, the keys are replaced as well, so that remaining state can be compared. Negotiating them takes as long
/// as thousands of packets.
const WORLDS_PER_KEYS: u64 = if cfg!(debug_assertions) { 1 } else { 10 };

const MSG_CONTAINER: u32 = 0x73f1_f8dc;
const GZIP_PACKED: u32 = 0x3072_cfa1;
const RPC_RESULT: u32 = 0xf35c_6d01;

struct Holder {
    key: Key,
    queries: QueryGenerator,
    sessions: Vec<Session>,
    line: Client,
    /// Sent packets, to send again.
    packets: VecDeque<Vec<u8>>,
}

struct Session {
    id: i64,
    content_related: i32,
    last_msg_id: i64,
    unacknowledged: Vec<i64>,
}

impl Session {
    fn new(id: i64) -> Self {
        Self { id, content_related: 0, last_msg_id: 0, unacknowledged: Vec::new() }
    }

    fn next(&mut self, content_related: bool) -> (i64, i32) {
        self.last_msg_id = now_msg_id().max(self.last_msg_id + 4);
        let seqno = self.content_related * 2 + i32::from(content_related);
        self.content_related += i32::from(content_related);
        (self.last_msg_id, seqno)
    }
}

struct Stage {
    sandbox: Sandbox,
    schema: &'static Schema,
    known: Vec<&'static Definition>,
    holders: Vec<Holder>,
    bomb: Vec<u8>,
}

impl Stage {
    fn new() -> Self {
        let schema = layers::newest().schema();
        let known = known_functions(schema);
        // Each is read when it is first needed, and then cached.
        for layer in layers::known() {
            let _ = layer.translation();
        }
        let sandbox = Sandbox::start(Options::default()).expect("it starts");
        // 64 MiB of zeros in 64 KiB.
        let bomb = gzip_packed(&vec![0; 64 << 20]);
        let mut stage = Self { sandbox, schema, known, holders: Vec::new(), bomb };
        stage.renew_keys();
        stage.renew_world();
        stage
    }

    /// New keys. The previous ones are destroyed.
    fn renew_keys(&mut self) {
        for mut holder in std::mem::take(&mut self.holders) {
            let mut session = Session::new(now_msg_id());
            holder.line = Client::connect(&self.sandbox, 2);
            let (msg_id, seqno) = session.next(true);
            let destroy = functions::DestroyAuthKey {}.to_bytes();
            holder.send(session.id, msg_id, seqno, &destroy);
        }
        assert_eq!(self.sandbox.stats().connections, [], "no key is left");
        self.holders = (0..5).map(|_| self.holder()).collect();
    }

    fn holder(&self) -> Holder {
        Holder {
            key: Client::connect(&self.sandbox, 2).exchange_keys(&self.sandbox),
            queries: QueryGenerator::of_nobody(self.schema),
            sessions: (1..=4).map(Session::new).collect(),
            line: Client::connect(&self.sandbox, 2),
            packets: VecDeque::new(),
        }
    }

    /// A new world with the same logins. Holders whose key was lost have a new one.
    fn renew_world(&mut self) {
        let known = self.sandbox.stats().connections;
        for at in 0..self.holders.len() {
            if known.iter().all(|known| known.auth_key_id != self.holders[at].key.id) {
                self.holders[at] = self.holder();
            }
        }
        let keys: Vec<Key> = self.holders.iter().map(|holder| holder.key.clone()).collect();
        let (schema, known) = (self.schema, &self.known);
        let generators = self.sandbox.with_world(|world| {
            *world = new_world();
            for (key, number) in keys.iter().zip([NUMBERS[0], NUMBERS[0], NUMBERS[1]]) {
                sign_in(world, &caller(key.id), number);
            }
            sign_in_bot(world, &caller(keys[3].id));
            let queries = |key: &Key| {
                let account = world.account_of(key.id).unwrap_or(0);
                QueryGenerator::of(schema, world, account).preferring(known)
            };
            keys.iter().map(queries).collect::<Vec<_>>()
        });
        for (holder, queries) in self.holders.iter_mut().zip(generators) {
            holder.queries = queries;
        }
    }

    fn case(&mut self, u: Bytes) -> Outcome {
        let at = u.choose_index(self.holders.len())?;
        let holder = &mut self.holders[at];
        if !holder.line.is_open() || u.ratio(1, 100)? {
            holder.line = Client::connect(&self.sandbox, 2);
        }
        if u.ratio(1, 30)? && !holder.packets.is_empty() {
            let again = u.choose_index(holder.packets.len())?;
            let packet = holder.packets[again].clone();
            holder.line.write_packet(&packet);
            return holder.listen();
        }
        let mut stray = Session::new(u.arbitrary()?);
        let number = u.int_in_range(0..=holder.sessions.len() * 8)?;
        // Sometimes one that the server doesn't know.
        let mut session = match holder.sessions.get(number / 8) {
            Some(_) => holder.sessions.swap_remove(number / 8),
            None => Session::new(stray.id),
        };
        let body = holder.body(u, &mut session, &self.bomb, 2);
        let outcome = body
            .and_then(|(body, content_related)| holder.send_message(u, &mut session, body, content_related));
        std::mem::swap(&mut stray, &mut session);
        if number / 8 < 4 {
            holder.sessions.push(stray);
        }
        outcome?;
        holder.listen()
    }
}

impl Holder {
    fn send(&mut self, session_id: i64, msg_id: i64, seqno: i32, body: &[u8]) {
        let plaintext = plaintext(self.key.salt, session_id, msg_id, seqno, body.len() as i32, body);
        let packet = self.key.encrypt(&plaintext);
        self.line.write_packet(&packet);
    }

    /// Sends a message, mostly valid.
    fn send_message(
        &mut self,
        u: Bytes,
        session: &mut Session,
        body: Vec<u8>,
        content_related: bool,
    ) -> Outcome {
        let (mut msg_id, mut seqno) = session.next(content_related);
        let mut salt = self.key.salt;
        let mut length = body.len() as i32;
        match u.int_in_range(0..=60)? {
            0 => msg_id = u.arbitrary()?,
            1 => msg_id -= u.int_in_range(0..=600_i64)? << 32,
            2 => msg_id -= u.int_in_range(1..=50)?,
            3 => seqno = u.arbitrary()?,
            4 => seqno ^= 1,
            5 => salt = u.arbitrary()?,
            6 => length = u.arbitrary()?,
            7 => length += u.int_in_range(-20..=20)?,
            _ => {}
        }
        let mut plaintext = plaintext(salt, session.id, msg_id, seqno, length, &body);
        if u.ratio(1, 40)? {
            spoil(u, &mut plaintext)?;
        }
        let mut packet = self.key.encrypt(&plaintext);
        if u.ratio(1, 20)? {
            spoil(u, &mut packet)?;
        }
        self.line.write_packet(&packet);
        self.packets.push_back(packet);
        if self.packets.len() > 32 {
            self.packets.pop_front();
        }
        Ok(())
    }

    /// The content of a message, and whether it is content-related.
    fn body(
        &self,
        u: Bytes,
        session: &mut Session,
        bomb: &[u8],
        depth: u8,
    ) -> arbitrary::Result<(Vec<u8>, bool)> {
        let mut content_related = true;
        let kind = u.int_in_range(0..=23)?;
        let body = match kind {
            0 => {
                content_related = false;
                let msg_ids = session.unacknowledged.drain(..).collect();
                enums::MsgsAck::Ack(types::MsgsAck { msg_ids }).to_bytes()
            }
            1 => {
                content_related = false;
                self.service(u, session)?
            }
            2 | 3 if depth > 0 => {
                content_related = false;
                let count = u.int_in_range(0..=6)?;
                let mut messages = Vec::new();
                for _ in 0..count {
                    let (body, related) = self.body(u, session, bomb, depth - 1)?;
                    let (msg_id, seqno) = session.next(related);
                    messages.push((msg_id, seqno, body));
                }
                let claimed = if u.ratio(1, 20)? { u.arbitrary()? } else { count };
                container(claimed, &messages)
            }
            4 if depth > 0 => gzip_packed(&self.body(u, session, bomb, depth - 1)?.0),
            5 if u.ratio(1, 50)? => bomb.to_vec(),
            5 => {
                let mut packed = gzip_packed(rest(u, 200)?);
                spoil(u, &mut packed)?;
                packed
            }
            6 if depth > 0 => {
                let inner = self.body(u, session, bomb, depth - 1)?.0;
                self.wrapped(u, inner)?
            }
            7 => rest(u, 200)?.to_vec(),
            _ => {
                let called = self.queries.call(u)?;
                let mut function = write_object(&called).expect("it is made by the schema");
                if u.ratio(1, 12)? {
                    spoil(u, &mut function)?;
                }
                function
            }
        };
        let mut body = body;
        body.truncate(body.len() / 4 * 4);
        Ok((body, content_related))
    }

    fn service(&self, u: Bytes, session: &mut Session) -> arbitrary::Result<Vec<u8>> {
        let ids =
            |u: Bytes| -> arbitrary::Result<Vec<i64>> {
                let count = if u.ratio(1, 50)? { 9000 } else { u.int_in_range(0..=5)? };
                let known = session.unacknowledged.clone();
                (0..count)
                    .map(|_| {
                        if u.arbitrary()? && !known.is_empty() {
                            Ok(*u.choose(&known)?)
                        } else {
                            u.arbitrary()
                        }
                    })
                    .collect()
            };
        Ok(match u.int_in_range(0..=9)? {
            0 => functions::Ping { ping_id: u.arbitrary()? }.to_bytes(),
            1 => functions::PingDelayDisconnect { ping_id: u.arbitrary()?, disconnect_delay: u.arbitrary()? }
                .to_bytes(),
            2 => functions::GetFutureSalts { num: u.arbitrary()? }.to_bytes(),
            3 => functions::DestroySession { session_id: u.int_in_range(1..=6)? }.to_bytes(),
            4 => functions::RpcDropAnswer { req_msg_id: u.arbitrary()? }.to_bytes(),
            5 => enums::MsgsStateReq::Req(types::MsgsStateReq { msg_ids: ids(u)? }).to_bytes(),
            6 => enums::MsgResendReq::Req(types::MsgResendReq { msg_ids: ids(u)? }).to_bytes(),
            7 => [types::MsgResendAnsReq::CONSTRUCTOR_ID.to_bytes(), ids(u)?.to_bytes()].concat(),
            8 => enums::MsgsAck::Ack(types::MsgsAck { msg_ids: ids(u)? }).to_bytes(),
            _ => [types::MsgsStateInfo::CONSTRUCTOR_ID.to_bytes(), rest(u, 60)?.to_vec()].concat(),
        })
    }

    fn wrapped(&self, u: Bytes, inner: Vec<u8>) -> arbitrary::Result<Vec<u8>> {
        let mut bytes = Vec::new();
        match u.int_in_range(0..=4)? {
            0 => {
                functions::InvokeWithLayer::<()>::CONSTRUCTOR_ID.serialize(&mut bytes);
                let layer: i32 = if u.ratio(1, 4)? {
                    u.arbitrary()?
                } else {
                    *u.choose(&[0, 198, 216, 223, 229, 230, 231])?
                };
                layer.serialize(&mut bytes);
            }
            1 => {
                functions::InitConnection::<()>::CONSTRUCTOR_ID.serialize(&mut bytes);
                let flags = if u.ratio(1, 4)? { u.arbitrary()? } else { 0_u32 };
                flags.serialize(&mut bytes);
                1_i32.serialize(&mut bytes);
                for _ in 0..6 {
                    (*u.choose(&["", "a", "en"])?).to_owned().serialize(&mut bytes);
                }
                if flags & 3 != 0 {
                    bytes.extend(rest(u, 100)?);
                }
            }
            2 => functions::InvokeWithoutUpdates::<()>::CONSTRUCTOR_ID.serialize(&mut bytes),
            3 => {
                functions::InvokeAfterMsg::<()>::CONSTRUCTOR_ID.serialize(&mut bytes);
                u.arbitrary::<i64>()?.serialize(&mut bytes);
            }
            _ => {
                functions::InvokeAfterMsgs::<()>::CONSTRUCTOR_ID.serialize(&mut bytes);
                u.arbitrary::<[i64; 2]>()?.to_vec().serialize(&mut bytes);
            }
        }
        bytes.extend(inner);
        Ok(bytes)
    }

    /// All answers must be valid.
    fn listen(&mut self) -> Outcome {
        for packet in self.line.packets() {
            let Some(received) = self.key.decrypt(packet) else { continue };
            assert!(matches!(received.msg_id & 3, 1 | 3), "{received:?}");
            assert!(received.body.len() >= 4 && received.body.len().is_multiple_of(4));
            let constructor = u32::from_le_bytes(received.body[..4].try_into().expect("four bytes"));
            if constructor == RPC_RESULT {
                let failed = &received.body[12..];
                assert!(!failed.windows(17).any(|name| name == b"SANDBOX_PANICKED\0"), "{received:?}");
            }
            if received.seqno & 1 == 1
                && let Some(session) =
                    self.sessions.iter_mut().find(|session| session.id == received.session_id)
            {
                session.unacknowledged.push(received.msg_id);
                // A client that doesn't acknowledge.
                if session.unacknowledged.len() > 2000 {
                    session.unacknowledged.drain(..1000);
                }
            }
        }
        Ok(())
    }
}

fn plaintext(salt: i64, session_id: i64, msg_id: i64, seqno: i32, length: i32, body: &[u8]) -> Vec<u8> {
    let mut plaintext = Vec::with_capacity(32 + body.len());
    salt.serialize(&mut plaintext);
    session_id.serialize(&mut plaintext);
    msg_id.serialize(&mut plaintext);
    seqno.serialize(&mut plaintext);
    length.serialize(&mut plaintext);
    plaintext.extend_from_slice(body);
    plaintext
}

fn container(count: i32, messages: &[(i64, i32, Vec<u8>)]) -> Vec<u8> {
    let mut bytes = MSG_CONTAINER.to_bytes();
    count.serialize(&mut bytes);
    for (msg_id, seqno, body) in messages {
        msg_id.serialize(&mut bytes);
        seqno.serialize(&mut bytes);
        (body.len() as i32).serialize(&mut bytes);
        bytes.extend_from_slice(body);
    }
    bytes
}

fn gzip_packed(object: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::fast());
    encoder.write_all(object).expect("memory can be written");
    let mut bytes = GZIP_PACKED.to_bytes();
    encoder.finish().expect("memory can be written").serialize(&mut bytes);
    bytes
}

#[test]
fn any_packet_of_a_key_holder_gets_valid_answers_and_leaks_nothing() {
    let mut stage = Stage::new();
    let mut watch = Watch::default();
    let mut packets = 0;
    run("packets", 8_000, |u| {
        packets += 1;
        if packets % PACKETS_PER_WORLD == 0 {
            let keys_too = packets % (PACKETS_PER_WORLD * WORLDS_PER_KEYS) == 0;
            if keys_too {
                stage.renew_keys();
            }
            stage.renew_world();
            if keys_too {
                watch.look();
            }
        }
        stage.case(u)
    });
}
