//! A client without a socket, for arbitrary packets.

use std::io::{ErrorKind, Read, Write};
use std::time::{SystemTime, UNIX_EPOCH};

use grammers_crypto::{AuthKey, DequeBuffer, decrypt_data_v2, encrypt_data_v2};
use grammers_tl_types::{Deserializable, Serializable};
use telewire::sandbox::world::World;
use telewire::sandbox::{Direct, Sandbox};

/// Intermediate framing: a length and that many bytes.
pub struct Client {
    line: Direct<World>,
    key: Option<Key>,
    last_msg_id: i64,
}

#[derive(Clone)]
pub struct Key {
    pub key: AuthKey,
    pub id: i64,
    pub salt: i64,
}

/// A message from the server.
#[derive(Debug)]
pub struct Received {
    pub session_id: i64,
    pub msg_id: i64,
    pub seqno: i32,
    pub body: Vec<u8>,
}

impl Client {
    pub fn connect(sandbox: &Sandbox, dc: i32) -> Self {
        let mut line = sandbox.connect(dc);
        line.write_all(&[0xee; 4]).expect("it is open");
        Self { line, key: None, last_msg_id: 0 }
    }

    pub fn is_open(&self) -> bool {
        self.line.is_open()
    }

    /// Sends a packet. It is lost if the server has closed the connection.
    pub fn write_packet(&mut self, payload: &[u8]) {
        let mut bytes = (payload.len() as u32).to_le_bytes().to_vec();
        bytes.extend_from_slice(payload);
        let _ = self.line.write_all(&bytes);
    }

    /// All received packets.
    pub fn packets(&mut self) -> Vec<Vec<u8>> {
        let mut bytes = Vec::new();
        match self.line.read_to_end(&mut bytes) {
            Ok(_) => {}
            Err(error) if error.kind() == ErrorKind::WouldBlock => {}
            Err(error) => panic!("{error}"),
        }
        let mut packets = Vec::new();
        let mut rest = &bytes[..];
        while let Some((length, after)) = rest.split_first_chunk() {
            let length = u32::from_le_bytes(*length);
            // A quick ack is a single word.
            if length & 1 << 31 != 0 {
                rest = after;
                continue;
            }
            let Some((packet, after)) = after.split_at_checked(length as usize) else { break };
            packets.push(packet.to_vec());
            rest = after;
        }
        packets
    }

    pub fn write_plain(&mut self, body: &[u8]) {
        let mut packet = vec![0; 8];
        self.next_msg_id().serialize(&mut packet);
        (body.len() as i32).serialize(&mut packet);
        packet.extend_from_slice(body);
        self.write_packet(&packet);
    }

    pub fn ask_plain<T: Deserializable>(&mut self, query: &impl Serializable) -> T {
        self.write_plain(&query.to_bytes());
        let packets = self.packets();
        let packet = packets.last().expect("it is answered");
        assert_eq!(packet[..8], [0; 8], "{packet:?}");
        T::from_bytes(&packet[20..]).expect("the answer is of its type")
    }

    pub fn set_key(&mut self, key: [u8; 256], salt: i64) {
        let hash = <sha1::Sha1 as sha1::Digest>::digest(key);
        let id = i64::from_le_bytes(hash[12..].try_into().expect("eight bytes"));
        self.key = Some(Key { key: AuthKey::from_bytes(key), id, salt });
    }

    /// Negotiates a new key.
    pub fn exchange_keys(mut self, sandbox: &Sandbox) -> Key {
        super::exchange::Exchange::begin(&mut self, sandbox.description()).finish(&mut self);
        self.key.expect("it was just agreed on")
    }

    pub fn next_msg_id(&mut self) -> i64 {
        self.last_msg_id = now_msg_id().max(self.last_msg_id + 4);
        self.last_msg_id
    }
}

/// A msg_id of the current time.
pub fn now_msg_id() -> i64 {
    let now = SystemTime::now().duration_since(UNIX_EPOCH).expect("it is after 1970");
    (now.as_secs() << 32 | u64::from(now.subsec_nanos()) << 2) as i64
}

impl Key {
    pub fn encrypt(&self, plaintext: &[u8]) -> Vec<u8> {
        let mut buffer = DequeBuffer::with_capacity(plaintext.len() + 64, 64);
        buffer.extend(plaintext.iter().copied());
        encrypt_data_v2(&mut buffer, &self.key);
        buffer.as_ref().to_vec()
    }

    /// The server's message under this key, which must be valid; `None` for a transport error.
    pub fn decrypt(&self, mut packet: Vec<u8>) -> Option<Received> {
        if packet.len() == 4 {
            return None;
        }
        let plaintext = decrypt_data_v2(&mut packet, &self.key).expect("it is under this key");
        let word = |at: usize| i32::from_le_bytes(plaintext[at..at + 4].try_into().expect("four bytes"));
        let long = |at: usize| i64::from_le_bytes(plaintext[at..at + 8].try_into().expect("eight bytes"));
        let length = word(28) as usize;
        assert!((12..=1024).contains(&(plaintext.len() - 32 - length)));
        let body = plaintext[32..32 + length].to_vec();
        Some(Received { session_id: long(8), msg_id: long(16), seqno: word(24), body })
    }
}

pub fn random_bytes<const N: usize>() -> [u8; N] {
    let mut bytes = [0; N];
    getrandom::fill(&mut bytes).expect("the system gives random bytes");
    bytes
}
