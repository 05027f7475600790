//! Auth keys: how they come, go, and are written down.

use std::collections::HashMap;
use std::time::Duration;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde::de::Error;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::{Authorization, Server, Write};
use crate::sandbox::crypto::AuthKey;
use crate::sandbox::handshake::NewKey;
use crate::sandbox::salts::Salts;
use crate::secret::SecretBytes;

/// An auth key as a snapshot has it.
#[derive(Clone, Serialize, Deserialize)]
pub struct KeptKey {
    dc: i32,
    key: KeyBytes,
    /// Unix time, of a temporary key.
    expires_at: Option<u64>,
    layer: i32,
    api_id: i32,
    device_model: String,
}

/// In base64.
#[derive(Clone)]
struct KeyBytes(SecretBytes<256>);

impl Serialize for KeyBytes {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        STANDARD.encode(self.0.expose()).serialize(to)
    }
}

impl<'de> Deserialize<'de> for KeyBytes {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        let bytes = STANDARD.decode(String::deserialize(from)?).map_err(D::Error::custom)?;
        let mut bytes: [u8; 256] = bytes.try_into().map_err(|_| D::Error::custom("a key has 256 bytes"))?;
        Ok(Self(SecretBytes::new(&mut bytes)))
    }
}

impl<F> Server<F> {
    pub fn knows_key(&self, id: i64) -> bool {
        self.authorizations.contains_key(&id)
    }

    pub fn add_key(&mut self, dc: i32, new: NewKey, now: Duration) {
        let expires_at = new.expires_in.map(|seconds| now + Duration::from_secs(seconds.max(0) as u64));
        let authorization = Authorization::new(dc, new.key, expires_at, Salts::new(new.first_salt, now));
        self.authorizations.insert(authorization.key.id(), authorization);
    }

    pub(super) fn remove_key(&mut self, id: i64) {
        self.authorizations.remove(&id);
        for connection in self.connections.values_mut() {
            connection.keys.retain(|key| *key != id);
        }
    }

    /// All keys, for a snapshot.
    pub fn kept_keys(&self) -> Vec<KeptKey> {
        let mut all: Vec<&Authorization> = self.authorizations.values().collect();
        all.sort_by_key(|authorization| authorization.key.id());
        let kept = all.into_iter().map(|authorization| KeptKey {
            dc: authorization.dc,
            key: KeyBytes(authorization.key.bytes().clone()),
            expires_at: authorization.expires_at.map(|at| at.as_secs()),
            layer: authorization.layer,
            api_id: authorization.api_id,
            device_model: authorization.device_model.clone(),
        });
        kept.collect()
    }

    /// Knows these keys and no others. All connections are closed, as what was said on them is no longer true.
    pub fn restore_keys(&mut self, keys: Vec<KeptKey>, now: Duration) {
        for (_, connection) in self.connections.drain() {
            connection.writer.push(Write::Close);
        }
        let restored = keys.into_iter().map(|kept| {
            let first_salt = i64::from_le_bytes(crate::sandbox::random_array());
            let mut authorization = Authorization::new(
                kept.dc,
                AuthKey::new(kept.key.0),
                kept.expires_at.map(Duration::from_secs),
                Salts::new(first_salt, now),
            );
            authorization.layer = kept.layer;
            authorization.api_id = kept.api_id;
            authorization.device_model = kept.device_model;
            (authorization.key.id(), authorization)
        });
        self.authorizations = restored.collect();
    }
}

impl Authorization {
    fn new(dc: i32, key: AuthKey, expires_at: Option<Duration>, salts: Salts) -> Self {
        Self {
            dc,
            key,
            expires_at,
            salts,
            layer: 0,
            api_id: 0,
            device_model: String::new(),
            sessions: HashMap::new(),
            links: Vec::new(),
            opened: 0,
            held_back: None,
        }
    }
}
