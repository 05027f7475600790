//! Encrypted packets of both sides, opened and sealed with the key.

use std::io::{Read, Write};
use std::time::{SystemTime, UNIX_EPOCH};

use flate2::Compression;
use flate2::read::GzDecoder;
use flate2::write::GzEncoder;
use grammers_tl_types::{Deserializable, Serializable};
use sha1::{Digest as _, Sha1};
use sha2::Sha256;
use telewire::aes_ige;

const CONTAINER: u32 = 0x73f1_f8dc;
const GZIP_PACKED: u32 = 0x3072_cfa1;

/// The "full" transport: packets with lengths, numbers and checksums.
/// <https://core.telegram.org/mtproto/mtproto-transports#full>
#[derive(Default)]
pub struct Framing {
    incoming: Vec<u8>,
    sent: u32,
}

impl Framing {
    /// Adds bytes, and returns the complete packets.
    pub fn take(&mut self, bytes: &[u8]) -> Vec<Vec<u8>> {
        self.incoming.extend(bytes);
        let mut packets = Vec::new();
        while let Some(length) =
            self.incoming.first_chunk().map(|length| u32::from_le_bytes(*length) as usize)
        {
            if self.incoming.len() < length {
                break;
            }
            packets.push(self.incoming[8..length - 4].to_vec());
            self.incoming.drain(..length);
        }
        packets
    }

    pub fn frame(&mut self, packet: &[u8]) -> Vec<u8> {
        let mut bytes = (packet.len() as u32 + 12).to_le_bytes().to_vec();
        bytes.extend(self.sent.to_le_bytes());
        bytes.extend(packet);
        bytes.extend(crc32fast::hash(&bytes).to_le_bytes());
        self.sent += 1;
        bytes
    }
}

/// A message before encryption.
#[derive(Clone, Debug)]
pub struct Envelope {
    pub salt: i64,
    pub session_id: i64,
    pub msg_id: i64,
    pub seqno: i32,
    pub body: Vec<u8>,
}

/// <https://core.telegram.org/mtproto/description#defining-aes-key-and-initialization-vector>
#[derive(Clone)]
pub struct Key {
    key: [u8; 256],
    id: [u8; 8],
}

impl Key {
    /// The sender of a packet.
    pub const CLIENT: usize = 0;
    pub const SERVER: usize = 8;

    pub fn new(key: &[u8; 256]) -> Self {
        Self { key: *key, id: Sha1::digest(key)[12..].try_into().unwrap() }
    }

    pub fn open(&self, packet: &[u8], from: usize) -> Option<Envelope> {
        let rest = packet.strip_prefix(&self.id)?;
        let (msg_key, encrypted) = rest.split_first_chunk::<16>()?;
        let mut plain = encrypted.to_vec();
        let (key, iv) = self.aes(msg_key, from);
        aes_ige::decrypt(&mut plain, &key, &iv);
        let long = |at: usize| i64::from_le_bytes(plain[at..at + 8].try_into().unwrap());
        let word = |at: usize| i32::from_le_bytes(plain[at..at + 4].try_into().unwrap());
        let body = plain.get(32..32 + word(28) as usize)?.to_vec();
        Some(Envelope { salt: long(0), session_id: long(8), msg_id: long(16), seqno: word(24), body })
    }

    /// Seals a packet of the server.
    pub fn seal(&self, envelope: &Envelope) -> Vec<u8> {
        let mut plain = envelope.salt.to_le_bytes().to_vec();
        plain.extend(envelope.session_id.to_le_bytes());
        plain.extend(envelope.msg_id.to_le_bytes());
        plain.extend(envelope.seqno.to_le_bytes());
        plain.extend((envelope.body.len() as i32).to_le_bytes());
        plain.extend(&envelope.body);
        plain.resize((plain.len() + 12).next_multiple_of(16), 7);
        let large = Sha256::new().chain_update(&self.key[96..128]).chain_update(&plain).finalize();
        let msg_key: [u8; 16] = large[8..24].try_into().unwrap();
        let (key, iv) = self.aes(&msg_key, Self::SERVER);
        aes_ige::encrypt(&mut plain, &key, &iv);
        [&self.id[..], &msg_key, &plain].concat()
    }

    fn aes(&self, msg_key: &[u8; 16], x: usize) -> ([u8; 32], [u8; 32]) {
        let a = Sha256::new().chain_update(msg_key).chain_update(&self.key[x..x + 36]).finalize();
        let b = Sha256::new().chain_update(&self.key[40 + x..76 + x]).chain_update(msg_key).finalize();
        let mix =
            |one: &[u8], other: &[u8]| [&one[..8], &other[8..24], &one[24..]].concat().try_into().unwrap();
        (mix(&a, &b), mix(&b, &a))
    }
}

/// The messages of a packet with their ids: those in its container, or itself.
pub fn parts(msg_id: i64, body: &[u8]) -> Vec<(i64, &[u8])> {
    let Some(mut rest) = body.strip_prefix(&CONTAINER.to_le_bytes()) else { return vec![(msg_id, body)] };
    let mut parts = Vec::new();
    rest = &rest[4..];
    while let Some((head, after)) = rest.split_first_chunk::<16>() {
        let length = u32::from_le_bytes(head[12..].try_into().unwrap()) as usize;
        parts.push((i64::from_le_bytes(head[..8].try_into().unwrap()), &after[..length]));
        rest = &after[length..];
    }
    parts
}

/// A container of messages with current ids.
pub fn container(bodies: &[Vec<u8>]) -> Vec<u8> {
    let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap();
    let below = (now.as_secs() << 32 | u64::from(now.subsec_nanos()) << 2 | 1) as i64;
    let mut bytes = CONTAINER.to_le_bytes().to_vec();
    bytes.extend((bodies.len() as u32).to_le_bytes());
    for (at, body) in bodies.iter().enumerate() {
        bytes.extend((below - 4 * (bodies.len() - at) as i64).to_le_bytes());
        bytes.extend(1_u32.to_le_bytes());
        bytes.extend((body.len() as u32).to_le_bytes());
        bytes.extend(body);
    }
    bytes
}

/// <https://core.telegram.org/mtproto/service_messages#packed-object>
pub fn packed(object: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
    encoder.write_all(object).unwrap();
    let mut bytes = GZIP_PACKED.to_le_bytes().to_vec();
    encoder.finish().unwrap().serialize(&mut bytes);
    bytes
}

pub fn unpacked(object: &[u8]) -> Vec<u8> {
    let Some(packed) = object.strip_prefix(&GZIP_PACKED.to_le_bytes()) else { return object.to_vec() };
    let packed = Vec::<u8>::from_bytes(packed).unwrap();
    let mut bytes = Vec::new();
    GzDecoder::new(&packed[..]).read_to_end(&mut bytes).unwrap();
    bytes
}
