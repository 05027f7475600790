//! MTProto 2.0 encryption from the server's side.
//! <https://core.telegram.org/mtproto/description#defining-aes-key-and-initialization-vector>

mod binding;

use std::sync::Arc;

use bytes::Bytes;
use sha1::{Digest as _, Sha1};
use sha2::Sha256;

use super::random;
use crate::aes_ige;
use crate::secret::SecretBytes;

/// > where x = 0 for messages from client to server and x = 8 for those from server to client.
const FROM_CLIENT: usize = 0;
const FROM_SERVER: usize = 8;

/// Salt, session id, msg_id, seqno and length.
const HEADER: usize = 32;

/// The 2048-bit key shared by a client and the server.
pub struct AuthKey {
    key: SecretBytes<256>,
    id: i64,
    aux_hash: [u8; 8],
}

/// A message or container with its header and session.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Envelope {
    pub salt: i64,
    pub session_id: i64,
    pub msg_id: i64,
    pub seqno: i32,
    pub body: Bytes,
}

/// A message that is encrypted when it is written to the socket: encryption is slow, and the server's lock is held
/// while messages are queued.
pub struct Unsealed {
    key: Arc<AuthKey>,
    envelope: Envelope,
}

impl Unsealed {
    pub fn new(key: Arc<AuthKey>, envelope: Envelope) -> Self {
        Self { key, envelope }
    }

    /// Length of the packet.
    pub fn len(&self) -> usize {
        24 + padded(HEADER + self.envelope.body.len())
    }

    pub fn seal(&self) -> Vec<u8> {
        self.key.seal(&self.envelope)
    }
}

/// > MTProto 2.0 requires from 12 to 1024 bytes of padding, still subject to the condition that the resulting message
/// > length be divisible by 16 bytes.
fn padded(length: usize) -> usize {
    (length + 12).next_multiple_of(16)
}

impl AuthKey {
    pub fn new(key: SecretBytes<256>) -> Self {
        let hash = Sha1::digest(key.expose());
        let (aux_hash, rest) = hash.split_at(8);
        Self {
            aux_hash: aux_hash.try_into().expect("split at 8"),
            id: i64::from_le_bytes(rest[4..].try_into().expect("SHA-1 has 20 bytes")),
            key,
        }
    }

    pub fn bytes(&self) -> &SecretBytes<256> {
        &self.key
    }

    /// The low 64 bits of the key's SHA-1, which identify the key in packets.
    pub fn id(&self) -> i64 {
        self.id
    }

    /// The high 64 bits of the key's SHA-1.
    pub fn aux_hash(&self) -> [u8; 8] {
        self.aux_hash
    }

    /// Opens what follows the key id in a packet from a client. Beside the message comes its quick-ack token.
    ///
    /// `None` is a packet that this key's holder cannot have made.
    pub fn open(&self, packet: &[u8]) -> Option<(Envelope, u32)> {
        let (msg_key, encrypted) = packet.split_at_checked(16)?;
        let msg_key: &[u8; 16] = msg_key.try_into().expect("split at 16");
        if encrypted.len() < HEADER || !encrypted.len().is_multiple_of(16) {
            return None;
        }
        let (key, iv) = self.aes(msg_key, FROM_CLIENT);
        let mut plaintext = encrypted.to_vec();
        aes_ige::decrypt(&mut plaintext, &key, &iv);

        let msg_key_large = self.msg_key_large(&plaintext, FROM_CLIENT);
        if msg_key_large[8..24] != *msg_key {
            return None;
        }
        let token = u32::from_le_bytes(msg_key_large[..4].try_into().expect("four bytes")) | 1 << 31;
        Some((Envelope::parse(&plaintext)?, token))
    }

    /// Encrypts a message to a client.
    pub fn seal(&self, envelope: &Envelope) -> Vec<u8> {
        let mut plaintext = envelope.header();
        plaintext.extend_from_slice(&envelope.body);
        let start = plaintext.len();
        plaintext.resize(padded(start), 0);
        random::fill(&mut plaintext[start..]);

        let msg_key: [u8; 16] =
            self.msg_key_large(&plaintext, FROM_SERVER)[8..24].try_into().expect("sixteen bytes");
        let (key, iv) = self.aes(&msg_key, FROM_SERVER);
        aes_ige::encrypt(&mut plaintext, &key, &iv);

        let mut packet = Vec::with_capacity(24 + plaintext.len());
        packet.extend_from_slice(&self.id.to_le_bytes());
        packet.extend_from_slice(&msg_key);
        packet.append(&mut plaintext);
        packet
    }

    fn msg_key_large(&self, plaintext: &[u8], x: usize) -> [u8; 32] {
        Sha256::new()
            .chain_update(&self.key.expose()[88 + x..120 + x])
            .chain_update(plaintext)
            .finalize()
            .into()
    }

    fn aes(&self, msg_key: &[u8; 16], x: usize) -> ([u8; 32], [u8; 32]) {
        let auth_key = self.key.expose();
        let a = Sha256::new().chain_update(msg_key).chain_update(&auth_key[x..x + 36]).finalize();
        let b = Sha256::new().chain_update(&auth_key[40 + x..76 + x]).chain_update(msg_key).finalize();
        let mix = |outer: &[u8], inner: &[u8]| {
            let mut mixed = [0; 32];
            mixed[..8].copy_from_slice(&outer[..8]);
            mixed[8..24].copy_from_slice(&inner[8..24]);
            mixed[24..].copy_from_slice(&outer[24..32]);
            mixed
        };
        (mix(&a, &b), mix(&b, &a))
    }
}

impl Envelope {
    fn header(&self) -> Vec<u8> {
        let mut bytes = Vec::with_capacity(HEADER + self.body.len() + 32);
        bytes.extend_from_slice(&self.salt.to_le_bytes());
        bytes.extend_from_slice(&self.session_id.to_le_bytes());
        bytes.extend_from_slice(&self.msg_id.to_le_bytes());
        bytes.extend_from_slice(&self.seqno.to_le_bytes());
        bytes.extend_from_slice(&(self.body.len() as u32).to_le_bytes());
        bytes
    }

    /// > the client must check that the length of the message or container obtained from the decrypted message
    /// > (computed from its length field) does not exceed the total size of the plaintext, and that the difference
    /// > (i.e. the length of the random padding) lies in the range from 12 to 1024 bytes. The length should be always
    /// > divisible by 4 and non-negative.
    ///
    /// <https://core.telegram.org/mtproto/security_guidelines#checking-message-length>
    fn parse(plaintext: &[u8]) -> Option<Self> {
        let (header, rest) = plaintext.split_at_checked(HEADER)?;
        let long = |at: usize| i64::from_le_bytes(header[at..at + 8].try_into().expect("eight bytes"));
        let int = |at: usize| i32::from_le_bytes(header[at..at + 4].try_into().expect("four bytes"));
        let length = usize::try_from(int(28)).ok().filter(|length| length.is_multiple_of(4))?;
        let (body, padding) = rest.split_at_checked(length)?;
        if body.len() < 4 || !(12..=1024).contains(&padding.len()) {
            return None;
        }
        Some(Self {
            salt: long(0),
            session_id: long(8),
            msg_id: long(16),
            seqno: int(24),
            body: Bytes::copy_from_slice(body),
        })
    }
}
