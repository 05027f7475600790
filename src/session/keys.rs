//! The keys that session strings are sealed with.
//!
//! The first key seals, and all of them open. To rotate a key, insert a new one as the first line, and remove the old one
//! when no string sealed with it is in use any more.

use std::fmt;
use std::str::FromStr;

use base64::Engine as _;
use base64::alphabet;
use base64::engine::general_purpose::{GeneralPurpose, PAD, STANDARD};
use base64::engine::{DecodePaddingMode, GeneralPurposeConfig};
use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;
use zeroize::Zeroizing;

use crate::secret::pasted::word;
use crate::secret::{Secret, SecretBytes};
use crate::session::seal::Cipher;

/// All sealing keys of this process.
#[derive(Debug)]
pub struct Keyring(Vec<Key>);

/// One sealing key.
pub struct Key {
    id: KeyId,
    secret: SecretBytes<32>,
    cipher: Cipher,
}

/// A key's public id: 8 hexadecimal digits derived from the key that reveal nothing about it.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct KeyId(u32);

/// Why a text isn't a list of keys. Messages never contain the lines.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
pub enum BadKeys {
    #[error("line {0} is not a key: use 32 bytes in base64, as printed by `telewire key make`")]
    Line(usize),
    #[error("it contains no key: create one with `telewire key make`")]
    None,
}

impl Keyring {
    /// Reads one key per line. Blank lines and comments after `#` are ignored.
    pub fn parse(text: &str) -> Result<Self, BadKeys> {
        let mut keys: Vec<Key> = Vec::new();
        for (index, line) in text.lines().enumerate() {
            let line = word(line.split('#').next().unwrap_or_default());
            if line.is_empty() {
                continue;
            }
            let key = Key::parse(&line).ok_or(BadKeys::Line(index + 1))?;
            if !keys.iter().any(|known| known.secret.expose() == key.secret.expose()) {
                keys.push(key);
            }
        }
        if keys.is_empty() { Err(BadKeys::None) } else { Ok(Self(keys)) }
    }

    /// Makes a new key, in the form of a key file.
    pub fn make_key() -> Secret {
        let mut key = Zeroizing::new([0; 32]);
        getrandom::fill(&mut *key).expect("the system's random source does not fail once it has started");
        Secret::new(STANDARD.encode(*key))
    }

    /// Derives a key for another purpose from the first key. It doesn't reveal the sealing key.
    pub fn derive(&self, purpose: &str) -> SecretBytes<32> {
        self.first().derive(purpose)
    }

    /// Derives a key for another purpose from each key, the first one first, to open data from before a rotation.
    pub fn derive_each(&self, purpose: &str) -> impl Iterator<Item = SecretBytes<32>> {
        self.0.iter().map(move |key| key.derive(purpose))
    }

    /// The public ids of the keys, the sealing one first.
    pub fn ids(&self) -> impl Iterator<Item = KeyId> {
        self.0.iter().map(Key::id)
    }

    /// The key that seals.
    pub(super) fn first(&self) -> &Key {
        &self.0[0] // `parse` makes no keyring without a key.
    }

    pub(super) fn keys(&self) -> &[Key] {
        &self.0
    }
}

/// Standard and URL-safe base64, with or without padding, so that output of other tools (`openssl rand -base64 32`) works.
const ANY_PADDING: GeneralPurposeConfig = PAD.with_decode_padding_mode(DecodePaddingMode::Indifferent);
const BASE64: GeneralPurpose = GeneralPurpose::new(&alphabet::STANDARD, ANY_PADDING);
const BASE64URL: GeneralPurpose = GeneralPurpose::new(&alphabet::URL_SAFE, ANY_PADDING);

impl Key {
    fn parse(line: &str) -> Option<Self> {
        let mut bytes = Zeroizing::new([0; 48]);
        let length = BASE64
            .decode_slice(line, &mut *bytes)
            .or_else(|_| BASE64URL.decode_slice(line, &mut *bytes))
            .ok()?;
        if length != 32 {
            return None;
        }
        Some(Self::new(SecretBytes::new(bytes.first_chunk_mut()?)))
    }

    fn new(secret: SecretBytes<32>) -> Self {
        let cipher = Cipher::new(&secret);
        let mut key = Self { id: KeyId(0), secret, cipher };
        let [a, b, c, d, ..] = *key.derive("key id").expose();
        key.id = KeyId(u32::from_be_bytes([a, b, c, d]));
        key
    }

    pub fn id(&self) -> KeyId {
        self.id
    }

    pub(super) fn cipher(&self) -> &Cipher {
        &self.cipher
    }

    fn derive(&self, purpose: &str) -> SecretBytes<32> {
        hkdf(self.secret.expose(), &["telewire ", purpose])
    }
}

impl fmt::Debug for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Key({})", self.id)
    }
}

impl fmt::Display for KeyId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:08x}", self.0)
    }
}

impl fmt::Debug for KeyId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl FromStr for KeyId {
    type Err = NotAKeyId;

    /// Accepts only what `Display` writes, so that a header has one spelling.
    fn from_str(text: &str) -> Result<Self, NotAKeyId> {
        let digits = text.len() == 8 && text.bytes().all(|digit| matches!(digit, b'0'..=b'9' | b'a'..=b'f'));
        if !digits {
            return Err(NotAKeyId);
        }
        u32::from_str_radix(text, 16).map(KeyId).map_err(|_| NotAKeyId)
    }
}

#[derive(Debug, PartialEq, Eq, thiserror::Error)]
#[error("a key's id has 8 hexadecimal digits")]
pub struct NotAKeyId;

/// HKDF-SHA-256 without salt, one block long (<https://www.rfc-editor.org/rfc/rfc5869>).
fn hkdf(key: &[u8], info: &[&str]) -> SecretBytes<32> {
    let extracted = Zeroizing::new(hmac(&[0; 32], &[key]));
    let info = info.iter().map(|part| part.as_bytes());
    let message: Vec<&[u8]> = info.chain([[1].as_slice()]).collect();
    SecretBytes::new(&mut hmac(&*extracted, &message))
}

fn hmac(key: &[u8], message: &[&[u8]]) -> [u8; 32] {
    let mut mac = Hmac::<Sha256>::new_from_slice(key).expect("HMAC takes a key of any length");
    message.iter().for_each(|part| mac.update(part));
    mac.finalize().into_bytes().into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn derived_keys_are_hkdf_sha_256_as_rfc_5869_specifies_it() {
        // Test case 3: no salt, no info; its first block.
        let expected = "8da4e775a563c18f715f802a063c5a31b8a11f5c5ee1879ec3454e5f3c738d2d";
        let derived = hkdf(&[0x0b; 22], &[]);
        assert_eq!(derived.expose().iter().map(|byte| format!("{byte:02x}")).collect::<String>(), expected);
    }

    #[test]
    fn a_key_id_has_one_spelling() {
        assert_eq!("00c0ffee".parse::<KeyId>().unwrap().to_string(), "00c0ffee");
        for other in ["00C0FFEE", "c0ffee", "+0c0ffee", "00c0ffee0", "", "00c0ffeg", "\u{661}c0ffee"] {
            assert_eq!(other.parse::<KeyId>(), Err(NotAKeyId), "{other}");
        }
    }
}
