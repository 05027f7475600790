//! Seals payloads into session strings, and opens them.
//!
//! XAES-256-GCM (<https://c2sp.org/XAES-256-GCM>) derives a fresh AES-256-GCM key for each nonce, and its nonces are long
//! enough that random ones never repeat. The header is the associated data, so it can't be replaced either.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD as BASE64URL;
use xaes_256_gcm::Xaes256Gcm;
use xaes_256_gcm::aead::{AeadInOut, KeyInit};
use zeroize::Zeroizing;

use crate::error::Result;
use crate::secret::{Secret, SecretBytes};
use crate::session::keys::{KeyId, Keyring};
use crate::session::{Invalid, Session};

/// The format of the text: letters that identify a session string, and a number that changes only with the format itself.
/// The payload has its own version.
const FORMAT: &str = "tw1";

const NONCE: usize = 24;
const TAG: usize = 16;

impl Keyring {
    /// Seals a session with the first key.
    pub fn seal(&self, session: &Session) -> Secret {
        let key = self.first();
        let mut text = format!("{FORMAT}.{}", key.id());
        let sealed = key.cipher().seal(text.as_bytes(), &session.encode());
        text.push('.');
        BASE64URL.encode_string(sealed, &mut text);
        Secret::new(text)
    }

    /// Opens a session string. It must be sealed with one of the keys and belong to this server.
    pub fn open(&self, text: &str, server: &str) -> Result<Session> {
        Ok(self.unseal(text, server)?)
    }

    /// Reseals a session string with the first key.
    pub fn reseal(&self, text: &str, server: &str) -> Result<Secret> {
        Ok(self.seal(&self.unseal(text, server)?))
    }

    /// Seals data that callers pass back later, with a key for this purpose only. Opening it requires the same `good_for`.
    pub fn seal_for(&self, purpose: &str, good_for: &str, content: &[u8]) -> String {
        BASE64URL.encode(Cipher::new(&self.derive(purpose)).seal(good_for.as_bytes(), content))
    }

    /// Opens data that was sealed with the same `purpose` and `good_for`.
    pub fn open_for(&self, purpose: &str, good_for: &str, text: &str) -> Option<Zeroizing<Vec<u8>>> {
        let sealed = BASE64URL.decode(text).ok()?;
        self.derive_each(purpose).find_map(|key| Cipher::new(&key).open(good_for.as_bytes(), &sealed))
    }

    fn unseal(&self, text: &str, server: &str) -> Result<Session, Invalid> {
        let text = Text::parse(text)?;
        // Two keys may have the same id, as it has only 32 bits.
        let mut keys = self.keys().iter().filter(|key| key.id() == text.key).peekable();
        keys.peek().ok_or(Invalid::OtherKey)?;
        let sealed = BASE64URL.decode(text.sealed).map_err(|_| text.undecodable())?;
        let payload = keys.find_map(|key| key.cipher().open(text.header.as_bytes(), &sealed));
        let session = Session::decode(&payload.ok_or(Invalid::Tampered)?)?;
        if session.server != server {
            return Err(Invalid::OtherServer);
        }
        Ok(session)
    }
}

/// The parts of a session string, not authenticated yet.
struct Text<'a> {
    /// Everything before the last dot.
    header: &'a str,
    key: KeyId,
    sealed: &'a str,
}

impl<'a> Text<'a> {
    fn parse(text: &'a str) -> Result<Self, Invalid> {
        let (format, rest) = text.split_once('.').ok_or(Invalid::Malformed)?;
        match format {
            FORMAT => {}
            // Valid handles were already resolved by their connection.
            "h1" => return Err(Invalid::UnknownHandle),
            _ if is_newer(format) => return Err(Invalid::NewerVersion),
            _ => return Err(Invalid::Malformed),
        }
        let (key, sealed) = rest.split_once('.').ok_or(Invalid::Malformed)?;
        let header = &text[..FORMAT.len() + 1 + key.len()];
        Ok(Self { header, key: key.parse().map_err(|_| Invalid::Malformed)?, sealed })
    }

    /// A truncated text is usually invalid base64, and is reported like one that still decodes.
    fn undecodable(&self) -> Invalid {
        let base64url = |c: u8| c.is_ascii_alphanumeric() || c == b'-' || c == b'_';
        if self.sealed.bytes().all(base64url) { Invalid::Tampered } else { Invalid::Malformed }
    }
}

/// `tw2` and later.
fn is_newer(format: &str) -> bool {
    let number =
        format.strip_prefix("tw").filter(|number| number.bytes().all(|digit| digit.is_ascii_digit()));
    number.and_then(|number| number.parse::<u32>().ok()).is_some_and(|number| number > 1)
}

/// Seals and opens bytes with one key: nonce, ciphertext, tag.
pub(super) struct Cipher(Xaes256Gcm);

impl Cipher {
    pub(super) fn new(key: &SecretBytes<32>) -> Self {
        Self(Xaes256Gcm::new(key.expose().into()))
    }

    fn seal(&self, header: &[u8], payload: &[u8]) -> Vec<u8> {
        let mut nonce = [0; NONCE];
        getrandom::fill(&mut nonce).expect("the system's random source does not fail once it has started");
        self.seal_with(&nonce, header, payload)
    }

    fn seal_with(&self, nonce: &[u8; NONCE], header: &[u8], payload: &[u8]) -> Vec<u8> {
        let mut sealed = Vec::with_capacity(NONCE + payload.len() + TAG);
        sealed.extend_from_slice(nonce);
        sealed.extend_from_slice(payload);
        let tag = self
            .0
            .encrypt_inout_detached(nonce.into(), header, (&mut sealed[NONCE..]).into())
            .expect("only 64 GiB and more are too long to seal");
        sealed.extend_from_slice(&tag);
        sealed
    }

    /// Returns `None` if the bytes were not sealed with this key and header.
    fn open(&self, header: &[u8], sealed: &[u8]) -> Option<Zeroizing<Vec<u8>>> {
        let (nonce, sealed) = sealed.split_first_chunk::<NONCE>()?;
        let (sealed, tag) = sealed.split_last_chunk::<TAG>()?;
        let mut payload = Zeroizing::new(sealed.to_vec());
        self.0
            .decrypt_inout_detached(nonce.into(), header, payload.as_mut_slice().into(), tag.into())
            .ok()?;
        Some(payload)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::session::payload::tests::signed_in;

    /// The test vectors of <https://c2sp.org/XAES-256-GCM>: key byte, nonce, text, header, sealed text and tag.
    const VECTORS: [(u8, &[u8], &str); 2] = [
        (1, b"", "ce546ef63c9cc60765923609b33a9a1974e96e52daf2fcf7075e2271"),
        (3, b"c2sp.org/XAES-256-GCM", "986ec1832593df5443a179437fd083bf3fdb41abd740a21f71eb769d"),
    ];

    fn hex(bytes: &[u8]) -> String {
        bytes.iter().map(|byte| format!("{byte:02x}")).collect()
    }

    #[test]
    fn the_seal_is_xaes_256_gcm_as_c2sp_specifies_it() {
        for (key, header, expected) in VECTORS {
            let cipher = Cipher::new(&SecretBytes::new(&mut [key; 32]));
            let nonce = b"ABCDEFGHIJKLMNOPQRSTUVWX";
            let sealed = cipher.seal_with(nonce, header, b"XAES-256-GCM");
            assert_eq!(&sealed[..NONCE], nonce);
            assert_eq!(hex(&sealed[NONCE..]), expected);
            assert_eq!(
                cipher.open(header, &sealed).as_deref().map(Vec::as_slice),
                Some(&b"XAES-256-GCM"[..])
            );
            assert!(cipher.open(b"another header", &sealed).is_none());
        }
    }

    #[test]
    fn no_two_seals_share_a_nonce() {
        let cipher = Cipher::new(&SecretBytes::new(&mut [7; 32]));
        let nonces: std::collections::HashSet<Vec<u8>> =
            (0..1000).map(|_| cipher.seal(b"", b"the same")[..NONCE].to_vec()).collect();
        assert_eq!(nonces.len(), 1000);
    }

    /// Seals a payload that no `Session` would give.
    fn sealed(keyring: &Keyring, payload: &[u8]) -> String {
        let header = format!("{FORMAT}.{}", keyring.first().id());
        let sealed = keyring.first().cipher().seal(header.as_bytes(), payload);
        format!("{header}.{}", BASE64URL.encode(sealed))
    }

    #[test]
    fn a_payload_of_a_later_version_is_newer_and_one_that_means_nothing_is_malformed() {
        let keyring = Keyring::parse(Keyring::make_key().expose()).unwrap();
        let session = signed_in();
        let good = session.encode();
        let reason = |payload: &[u8]| keyring.unseal(&sealed(&keyring, payload), &session.server).err();
        assert_eq!(reason(&good), None);

        let mut newer = good.clone();
        newer[0] = 3;
        assert_eq!(reason(&newer), Some(Invalid::NewerVersion));
        assert_eq!(reason(&[255]), Some(Invalid::NewerVersion));

        let mut older = good.clone();
        older[0] = 0;
        for payload in [&older[..], &[], &[1], &good[..200], &[1, 0xa0], &[1, 0xff, 0xff]] {
            assert_eq!(reason(payload), Some(Invalid::Malformed));
        }
    }
}
