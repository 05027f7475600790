//! Secret values, which print as `Secret(…)` and are wiped when dropped.

pub mod pasted;

use secrecy::zeroize::Zeroize;
use secrecy::{ExposeSecret, SecretBox};
use serde::{Deserialize, Deserializer};

/// A secret string, such as an api_hash, a login code or a session string.
#[derive(Clone)]
pub struct Secret(secrecy::SecretString);

impl Secret {
    pub fn new(text: impl Into<String>) -> Self {
        Self(secrecy::SecretString::from(text.into()))
    }

    /// Returns the string. Every call deserves attention in reviews.
    pub fn expose(&self) -> &str {
        self.0.expose_secret()
    }
}

impl std::fmt::Debug for Secret {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Secret(…)")
    }
}

impl<'de> Deserialize<'de> for Secret {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer).map(Secret::new)
    }
}

/// A plain string in the schema.
impl schemars::JsonSchema for Secret {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "string".into()
    }

    fn inline_schema() -> bool {
        true
    }

    fn json_schema(generator: &mut schemars::SchemaGenerator) -> schemars::Schema {
        String::json_schema(generator)
    }
}

/// Secret bytes of a fixed length, such as an auth key.
pub struct SecretBytes<const N: usize>(SecretBox<[u8; N]>);

impl<const N: usize> SecretBytes<N> {
    /// Copies the bytes and wipes the original.
    pub fn new(bytes: &mut [u8; N]) -> Self {
        let secret = Self::copy_of(bytes);
        bytes.zeroize();
        secret
    }

    /// Copies directly to the heap. `Box::new(*bytes)` would leave a copy on the stack.
    fn copy_of(bytes: &[u8; N]) -> Self {
        let mut secret = Box::new([0; N]);
        secret.copy_from_slice(bytes);
        Self(SecretBox::new(secret))
    }

    pub fn expose(&self) -> &[u8; N] {
        self.0.expose_secret()
    }
}

impl<const N: usize> Clone for SecretBytes<N> {
    fn clone(&self) -> Self {
        Self::copy_of(self.expose())
    }
}

impl<const N: usize> std::fmt::Debug for SecretBytes<N> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Secret(…)")
    }
}
