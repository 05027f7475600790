//! A client that sends whatever a test wants, valid or not. Its valid parts come from grammers.

use std::io::Write;
use std::net::SocketAddr;
use std::ops::{Deref, DerefMut};
use std::time::{SystemTime, UNIX_EPOCH};

use grammers_crypto::{AuthKey, DequeBuffer, decrypt_data_v2, encrypt_data_v2};
use grammers_tl_types::{self as tl, Deserializable, Serializable};
use telewire::sandbox::Description;

pub use super::wire::Framing;
use super::wire::Wire;

pub const RPC_RESULT: u32 = 0xf35c_6d01;
pub const MSG_CONTAINER: u32 = 0x73f1_f8dc;
pub const GZIP_PACKED: u32 = 0x3072_cfa1;

/// A message from the server.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Received {
    pub salt: i64,
    pub session_id: i64,
    pub msg_id: i64,
    pub seqno: i32,
    pub body: Vec<u8>,
}

pub struct Client {
    wire: Wire,
    key: Option<AuthKey>,
    pub salt: i64,
    pub session_id: i64,
    content_related: i32,
    last_msg_id: i64,
}

impl Deref for Client {
    type Target = Wire;

    fn deref(&self) -> &Wire {
        &self.wire
    }
}

impl DerefMut for Client {
    fn deref_mut(&mut self) -> &mut Wire {
        &mut self.wire
    }
}

impl Client {
    pub fn connect(address: SocketAddr, framing: Framing) -> Self {
        Self {
            wire: Wire::connect(address, framing),
            key: None,
            salt: 0,
            session_id: i64::from_le_bytes(random_bytes()),
            content_related: 0,
            last_msg_id: 0,
        }
    }

    /// Closes, and waits until the server has noticed.
    pub fn close(self) {
        self.wire.close();
    }

    pub fn write_plain(&mut self, body: &[u8]) {
        let msg_id = self.next_msg_id();
        let mut packet = vec![0; 8];
        msg_id.serialize(&mut packet);
        (body.len() as i32).serialize(&mut packet);
        packet.extend(body);
        self.write_packet(&packet, false);
    }

    pub fn read_plain(&mut self) -> Vec<u8> {
        let packet = self.read_packet();
        assert_eq!(packet[..8], [0; 8], "{packet:?}");
        assert_eq!(i64::from_bytes(&packet[8..]).unwrap() & 3, 1);
        assert_eq!(i32::from_bytes(&packet[16..]).unwrap() as usize, packet.len() - 20);
        packet[20..].to_vec()
    }

    pub fn ask_plain<T: Deserializable>(&mut self, query: &impl Serializable) -> T {
        self.write_plain(&query.to_bytes());
        T::from_bytes(&self.read_plain()).unwrap()
    }

    pub fn exchange_keys(&mut self, server: &Description) {
        super::exchange::Exchange::begin(self, server).finish(self);
    }

    pub fn set_key(&mut self, key: [u8; 256], salt: i64) {
        self.key = Some(AuthKey::from_bytes(key));
        self.salt = salt;
    }

    /// Continues with another client's key.
    pub fn take_key(&mut self, other: &Client) {
        self.key = other.key.clone();
        self.salt = other.salt;
    }

    /// Continues with another client's session, which that one must no longer use.
    pub fn take_session(&mut self, other: &Client) {
        self.take_key(other);
        self.session_id = other.session_id;
        self.content_related = other.content_related;
        self.last_msg_id = other.last_msg_id;
    }

    pub fn key_id(&self) -> i64 {
        let key = self.key.as_ref().unwrap().to_bytes();
        let hash = <sha1::Sha1 as sha1::Digest>::digest(key);
        i64::from_le_bytes(hash[12..].try_into().unwrap())
    }

    // Encrypted messages.

    pub fn next_msg_id(&mut self) -> i64 {
        let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap();
        let id = (now.as_secs() << 32 | u64::from(now.subsec_nanos()) << 2) as i64;
        self.last_msg_id = id.max(self.last_msg_id + 4);
        self.last_msg_id
    }

    pub fn next_seqno(&mut self, content_related: bool) -> i32 {
        let seqno = self.content_related * 2;
        if content_related {
            self.content_related += 1;
            seqno + 1
        } else {
            seqno
        }
    }

    /// Sends a content-related message.
    pub fn send(&mut self, body: &[u8]) -> i64 {
        let (msg_id, seqno) = (self.next_msg_id(), self.next_seqno(true));
        self.send_as(msg_id, seqno, body);
        msg_id
    }

    /// Sends content-related messages, each in its own packet, in one write.
    pub fn send_at_once(&mut self, bodies: &[Vec<u8>]) -> Vec<i64> {
        let mut bytes = Vec::new();
        let mut ids = Vec::new();
        for body in bodies {
            let (msg_id, seqno) = (self.next_msg_id(), self.next_seqno(true));
            let packet = self.encrypt(&self.plaintext(msg_id, seqno, body));
            bytes.extend(self.framed(&packet, false));
            ids.push(msg_id);
        }
        self.write_bytes(bytes);
        ids
    }

    /// Sends a message that isn't content-related.
    pub fn send_service(&mut self, body: &[u8]) -> i64 {
        let (msg_id, seqno) = (self.next_msg_id(), self.next_seqno(false));
        self.send_as(msg_id, seqno, body);
        msg_id
    }

    pub fn send_as(&mut self, msg_id: i64, seqno: i32, body: &[u8]) {
        let packet = self.encrypt(&self.plaintext(msg_id, seqno, body));
        self.write_packet(&packet, false);
    }

    /// Sends messages in a container, and returns the container's id.
    pub fn send_container(&mut self, messages: &[(i64, i32, Vec<u8>)]) -> i64 {
        let body = container(messages);
        self.send_service(&body)
    }

    pub fn plaintext(&self, msg_id: i64, seqno: i32, body: &[u8]) -> Vec<u8> {
        let mut plaintext = Vec::new();
        self.salt.serialize(&mut plaintext);
        self.session_id.serialize(&mut plaintext);
        msg_id.serialize(&mut plaintext);
        seqno.serialize(&mut plaintext);
        (body.len() as i32).serialize(&mut plaintext);
        plaintext.extend(body);
        plaintext
    }

    pub fn encrypt(&self, plaintext: &[u8]) -> Vec<u8> {
        let mut buffer = DequeBuffer::with_capacity(plaintext.len() + 64, 64);
        buffer.extend(plaintext.iter().copied());
        encrypt_data_v2(&mut buffer, self.key.as_ref().unwrap());
        buffer.as_ref().to_vec()
    }

    pub fn key(&self) -> &AuthKey {
        self.key.as_ref().unwrap()
    }

    pub fn decrypt(&self, mut packet: Vec<u8>) -> Received {
        assert!(packet.len() > 4, "transport error {packet:?}");
        let plaintext = decrypt_data_v2(&mut packet, self.key.as_ref().unwrap()).unwrap();
        let length = i32::from_bytes(&plaintext[28..]).unwrap() as usize;
        assert!((12..=1024).contains(&(plaintext.len() - 32 - length)));
        Received {
            salt: i64::from_bytes(plaintext).unwrap(),
            session_id: i64::from_bytes(&plaintext[8..]).unwrap(),
            msg_id: i64::from_bytes(&plaintext[16..]).unwrap(),
            seqno: i32::from_bytes(&plaintext[24..]).unwrap(),
            body: plaintext[32..32 + length].to_vec(),
        }
    }

    /// The next message for this session.
    pub fn receive(&mut self) -> Received {
        let packet = self.read_packet();
        let received = self.decrypt(packet);
        assert_eq!(received.session_id, self.session_id);
        received
    }

    /// The next message, which must be of this type.
    pub fn expect<T: Deserializable>(&mut self) -> T {
        let received = self.receive();
        T::from_bytes(&received.body).unwrap_or_else(|error| panic!("{error}: {:x?}", received.body))
    }

    /// The next message, which must be the result of this query.
    pub fn expect_result(&mut self, msg_id: i64) -> Vec<u8> {
        self.receive().result(msg_id)
    }

    /// The next message, which must be an rpc_error for this query.
    pub fn expect_error(&mut self, msg_id: i64) -> (i32, String) {
        let result = self.expect_result(msg_id);
        let tl::enums::RpcError::Error(error) = Deserializable::from_bytes(&result).unwrap();
        (error.error_code, error.error_message)
    }

    /// The next message, which must report this one as bad.
    pub fn expect_bad(&mut self, msg_id: i64) -> i32 {
        match self.expect() {
            tl::enums::BadMsgNotification::Notification(bad) if bad.bad_msg_id == msg_id => bad.error_code,
            other => panic!("{other:?}"),
        }
    }

    /// Calls a function that the script echoes.
    pub fn echo(&mut self, number: i64) {
        let function = super::script::function(number);
        let msg_id = self.send(&function);
        assert_eq!(self.expect_result(msg_id), function);
    }

    /// The first query of a session: reads `new_session_created` and the answer.
    pub fn settle(&mut self) {
        let function = super::script::function(-1);
        let msg_id = self.send(&function);
        let tl::enums::NewSession::Created(created) = self.expect();
        assert_eq!(created.first_msg_id, msg_id);
        assert_eq!(created.server_salt, self.salt);
        assert_eq!(self.expect_result(msg_id), function);
    }

    /// Checks that nothing else is on its way to this client: the next message answers a ping.
    pub fn expect_nothing(&mut self) {
        let ping_id = random_bytes::<1>()[0].into();
        let msg_id = self.send_service(&tl::functions::Ping { ping_id }.to_bytes());
        let tl::enums::Pong::Pong(pong) = self.expect();
        assert_eq!((pong.msg_id, pong.ping_id), (msg_id, ping_id));
    }
}

impl Received {
    pub fn id(&self) -> u32 {
        u32::from_bytes(&self.body).unwrap()
    }

    pub fn result(&self, msg_id: i64) -> Vec<u8> {
        assert_eq!(self.id(), RPC_RESULT, "{:x?}", self.body);
        assert_eq!(i64::from_bytes(&self.body[4..]).unwrap(), msg_id);
        self.body[12..].to_vec()
    }
}

pub fn container(messages: &[(i64, i32, Vec<u8>)]) -> Vec<u8> {
    let mut bytes = MSG_CONTAINER.to_bytes();
    (messages.len() as i32).serialize(&mut bytes);
    for (msg_id, seqno, body) in messages {
        msg_id.serialize(&mut bytes);
        seqno.serialize(&mut bytes);
        (body.len() as i32).serialize(&mut bytes);
        bytes.extend(body);
    }
    bytes
}

pub fn gzip_packed(object: &[u8]) -> Vec<u8> {
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
    encoder.write_all(object).unwrap();
    let mut bytes = GZIP_PACKED.to_bytes();
    encoder.finish().unwrap().serialize(&mut bytes);
    bytes
}

pub fn random_bytes<const N: usize>() -> [u8; N] {
    let mut bytes = [0; N];
    getrandom::fill(&mut bytes).unwrap();
    bytes
}
