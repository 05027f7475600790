//! The keys that session strings are sealed with.
//!
//! The first key seals and all of them open, so that a key is rotated by writing a new one above it and taking the old
//! one out when no string of its time is in use any more.

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

/// A key's public name: 8 hexadecimal digits that follow from the key and say nothing about it.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct KeyId(u32);

/// Why a text is no list of keys. Neither ever holds what stands in the line.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
pub enum BadKeys {
    #[error("line {0} is no key: a line holds 32 bytes in base64, as `telewire key make` prints them")]
    Line(usize),
    #[error("there is no key in it: `telewire key make` prints one")]
    None,
}

impl Keyring {
    /// Reads one key a line. Blank lines, and what follows a `#`, are for people.
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

    /// A new key, as it stands in a key file.
    pub fn make_key() -> Secret {
        let mut key = Zeroizing::new([0; 32]);
        getrandom::fill(&mut *key).expect("the system's random source does not fail once it has started");
        Secret::new(STANDARD.encode(*key))
    }

    /// A key for another purpose, which the sealing key can't be told from: for refs and cursors, which are
    /// authenticated too. It follows from the first key.
    pub fn derive(&self, purpose: &str) -> SecretBytes<32> {
        self.first().derive(purpose)
    }

    /// The same of every key, the first one first, to check what was made before a rotation.
    pub fn derive_each(&self, purpose: &str) -> impl Iterator<Item = SecretBytes<32>> {
        self.0.iter().map(move |key| key.derive(purpose))
    }

    /// The keys' public names, the one that seals first.
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

/// Standard and URL-safe base64, padded or not: what other tools print (`openssl rand -base64 32`) should do.
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

    /// Takes what `Display` writes and nothing else: a header has one spelling.
    fn from_str(text: &str) -> Result<Self, NotAKeyId> {
        let digits = text.len() == 8 && text.bytes().all(|digit| matches!(digit, b'0'..=b'9' | b'a'..=b'f'));
        if !digits {
            return Err(NotAKeyId);
        }
        u32::from_str_radix(text, 16).map(KeyId).map_err(|_| NotAKeyId)
    }
}

#[derive(Debug, PartialEq, Eq, thiserror::Error)]
#[error("a key's name is 8 hexadecimal digits")]
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
