//! The message that proves a client holds a permanent key as well as a temporary one.
//! <https://core.telegram.org/method/auth.bindTempAuthKey#encrypting-the-binding-message>

use grammers_crypto::aes::ige_decrypt;
use sha1::{Digest, Sha1};

use super::AuthKey;

/// 16 random bytes, msg_id, seqno and length.
const HEADER: usize = 32;
/// `bind_auth_key_inner`.
const INNER: usize = 40;

/// A decrypted binding message.
#[derive(Debug, PartialEq, Eq)]
pub struct Binding {
    pub msg_id: i64,
    /// A `bind_auth_key_inner`.
    pub inner: Vec<u8>,
}

impl AuthKey {
    /// Opens what was encrypted by this permanent key. `None` is nothing that its holder can have made.
    ///
    /// > This binding message is encrypted in the usual way, but with MTProto v1 using the perm_auth_key. […] one has to
    /// > prepend random:int128 […], then append the same msg_id that will be used for the request, a seqno equal to
    /// > zero, and the correct msg_len (40 bytes in this case); after that, one computes the msg_key:int128 as SHA1 of
    /// > the resulting string, appends padding necessary for a 16-byte alignment, encrypts the resulting string […],
    /// > and prepends perm_auth_key_id and msg_key to the encrypted data as usual.
    pub fn open_binding(&self, message: &[u8]) -> Option<Binding> {
        let (id, rest) = message.split_first_chunk()?;
        let (msg_key, encrypted): (&[u8; 16], _) = rest.split_first_chunk()?;
        if i64::from_le_bytes(*id) != self.id() || encrypted.len() != (HEADER + INNER).next_multiple_of(16) {
            return None;
        }
        let (key, iv) = self.aes_v1(msg_key);
        let mut plaintext = encrypted.to_vec();
        ige_decrypt(&mut plaintext, &key, &iv);
        plaintext.truncate(HEADER + INNER);
        if Sha1::digest(&plaintext)[4..] != *msg_key {
            return None;
        }
        let int = |at: usize| i32::from_le_bytes(plaintext[at..at + 4].try_into().expect("four bytes"));
        let msg_id = i64::from_le_bytes(plaintext[16..24].try_into().expect("eight bytes"));
        (int(24) == 0 && int(28) == INNER as i32)
            .then(|| Binding { msg_id, inner: plaintext[HEADER..].to_vec() })
    }

    /// For messages from a client. <https://core.telegram.org/mtproto/description_v1#defining-aes-key-and-initialization-vector>
    fn aes_v1(&self, msg_key: &[u8; 16]) -> ([u8; 32], [u8; 32]) {
        let auth_key = self.bytes().expose();
        let sha1 = |parts: [&[u8]; 3]| {
            let hash = parts.into_iter().fold(Sha1::new(), |hash, part| hash.chain_update(part));
            hash.finalize()
        };
        let a = sha1([msg_key, &auth_key[..32], &[]]);
        let b = sha1([&auth_key[32..48], msg_key, &auth_key[48..64]]);
        let c = sha1([&auth_key[64..96], msg_key, &[]]);
        let d = sha1([msg_key, &auth_key[96..128], &[]]);
        let (mut key, mut iv) = ([0; 32], [0; 32]);
        // > aes_key = substr (sha1_a, 0, 8) + substr (sha1_b, 8, 12) + substr (sha1_c, 4, 12);
        key[..8].copy_from_slice(&a[..8]);
        key[8..20].copy_from_slice(&b[8..]);
        key[20..].copy_from_slice(&c[4..16]);
        // > aes_iv = substr (sha1_a, 8, 12) + substr (sha1_b, 0, 8) + substr (sha1_c, 16, 4) + substr (sha1_d, 0, 8);
        iv[..12].copy_from_slice(&a[8..]);
        iv[12..20].copy_from_slice(&b[..8]);
        iv[20..24].copy_from_slice(&c[16..]);
        iv[24..].copy_from_slice(&d[..8]);
        (key, iv)
    }
}
