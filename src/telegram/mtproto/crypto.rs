//! MTProto 2.0 encryption, the client's side.
//!
//! <https://core.telegram.org/mtproto/description#defining-aes-key-and-initialization-vector>

use grammers_crypto::DequeBuffer;
use sha2::{Digest, Sha256};

use crate::aes_ige;
use crate::secret::SecretBytes;

/// An auth key, ready for use.
pub struct Key {
    key: SecretBytes<256>,
    id: [u8; 8],
}

/// The sender. The value is the offset into the key for that direction.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Side {
    Client = 0,
    Server = 8,
}

/// Length of the key's id and the message key, which precede the encrypted data.
const HEADER: usize = 8 + 16;

impl Key {
    pub fn new(key: &[u8; 256]) -> Self {
        let hash = <sha1::Sha1 as sha1::Digest>::digest(key);
        let id = *hash.last_chunk().expect("SHA1 has 20 bytes");
        Self { key: SecretBytes::new(&mut { *key }), id }
    }

    /// Encrypts an outgoing packet.
    pub fn seal(&self, packet: &mut DequeBuffer<u8>) {
        // At least 12 bytes of padding, up to a whole block.
        let padding = 16 + (16 - packet.len() % 16) % 16;
        let mut random = [0; 32];
        getrandom::fill(&mut random).expect("the system has randomness");
        packet.extend(&random[..padding]);
        let message_key = self.message_key(packet.as_ref(), Side::Client);
        let (key, iv) = self.aes_key(&message_key, Side::Client);
        aes_ige::encrypt(packet.as_mut(), &key, &iv);
        packet.extend_front(&message_key);
        packet.extend_front(&self.id);
    }

    /// Decrypts an incoming packet. `None` if it isn't from the server or was modified.
    pub fn open<'a>(&self, packet: &'a mut [u8]) -> Option<&'a [u8]> {
        let (header, content) = packet.split_at_mut_checked(HEADER)?;
        let (id, message_key) = header.split_first_chunk::<8>()?;
        let message_key = *message_key.first_chunk::<16>()?;
        if *id != self.id || content.is_empty() || !content.len().is_multiple_of(16) {
            return None;
        }
        let (key, iv) = self.aes_key(&message_key, Side::Server);
        aes_ige::decrypt(content, &key, &iv);
        (self.message_key(content, Side::Server) == message_key).then_some(content)
    }

    fn message_key(&self, content: &[u8], side: Side) -> [u8; 16] {
        let from = 88 + side as usize;
        let hash =
            Sha256::new().chain_update(&self.key.expose()[from..from + 32]).chain_update(content).finalize();
        *hash[8..].first_chunk().expect("SHA-256 has 32 bytes")
    }

    fn aes_key(&self, message_key: &[u8; 16], side: Side) -> ([u8; 32], [u8; 32]) {
        let from = side as usize;
        let key = self.key.expose();
        let a = Sha256::new().chain_update(message_key).chain_update(&key[from..from + 36]).finalize();
        let b = Sha256::new().chain_update(&key[from + 40..from + 76]).chain_update(message_key).finalize();
        let joined = |parts: [&[u8]; 3]| {
            let mut joined = [0; 32];
            joined[..8].copy_from_slice(parts[0]);
            joined[8..24].copy_from_slice(parts[1]);
            joined[24..].copy_from_slice(parts[2]);
            joined
        };
        (joined([&a[..8], &b[8..24], &a[24..]]), joined([&b[..8], &a[8..24], &b[24..]]))
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::telegram::connection::packet_buffer;

    const KEY: [u8; 256] = {
        let mut key = [0; 256];
        let mut at = 0;
        while at < 256 {
            key[at] = (at * 7 + 3) as u8;
            at += 1;
        }
        key
    };

    proptest! {
        #[test]
        fn a_packet_is_padded_to_whole_blocks_and_named(length in 0usize..100) {
            let key = Key::new(&KEY);
            let mut packet = packet_buffer(length);
            packet.extend(vec![1; length]);
            key.seal(&mut packet);
            let padding = packet.len() - HEADER - length;
            prop_assert!((12..=1024).contains(&padding) && (packet.len() - HEADER).is_multiple_of(16));
            prop_assert_eq!(&packet.as_ref()[..8], &<sha1::Sha1 as sha1::Digest>::digest(KEY)[12..]);
            // What a client sends, no client takes.
            prop_assert!(key.open(packet.as_mut()).is_none());
        }

        #[test]
        fn any_bytes_are_refused_without_harm(mut bytes: Vec<u8>) {
            prop_assert!(Key::new(&KEY).open(&mut bytes).is_none());
        }
    }
}
