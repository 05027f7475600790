//! Adding, removing and saving auth keys.

use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde::de::Error;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::writes::Write;
use super::{Authorization, Functions, SPARE_KEYS, Server};
use crate::sandbox::mtproto::crypto::AuthKey;
use crate::sandbox::mtproto::handshake::NewKey;
use crate::sandbox::mtproto::moment::Moment;
use crate::sandbox::mtproto::random;
use crate::sandbox::mtproto::salts::Salts;
use crate::sandbox::world::login::authorization::ClientInfo;
use crate::secret::SecretBytes;

/// An auth key in a snapshot.
#[derive(Clone, Serialize, Deserialize)]
pub struct KeptKey {
    dc: i32,
    key: KeyBytes,
    /// Expiry of a temporary key, by the machine's clock.
    expires_at: Option<u64>,
    /// The permanent key that a temporary one is bound to.
    #[serde(default)]
    permanent: Option<i64>,
    layer: i32,
    client: ClientInfo,
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

impl<F: Functions> Server<F> {
    pub fn knows_key(&self, id: i64) -> bool {
        self.authorizations.contains_key(&id)
    }

    pub fn add_key(&mut self, dc: i32, new: NewKey, now: Moment) {
        let expires_at =
            new.expires_in.map(|seconds| now.of_age() + Duration::from_secs(seconds.max(0) as u64));
        let mut authorization =
            Authorization::new(dc, new.key, expires_at, Salts::new(new.first_salt, now.of_age()));
        self.ticks += 1;
        authorization.last_used = self.ticks;
        if self.authorizations.len() >= self.sweep_at {
            self.sweep_keys(now);
        }
        self.authorizations.insert(authorization.key.id(), authorization);
    }

    /// Removes a key and the temporary key bound to it.
    pub(super) fn remove_key(&mut self, id: i64) {
        let Some(gone) = self.authorizations.remove(&id) else { return };
        for connection in self.connections.values_mut() {
            connection.keys.retain(|key| *key != id);
        }
        if let Some(permanent) = gone.permanent.and_then(|id| self.authorizations.get_mut(&id)) {
            permanent.temporary = None;
        }
        if let Some(temporary) = gone.temporary {
            self.remove_key(temporary);
        }
        self.functions.key_destroyed(id);
    }

    /// Removes expired keys, and the least recently used of keys that nobody is signed in with or connected by.
    fn sweep_keys(&mut self, now: Moment) {
        let expired = |known: &Authorization| known.expires_at.is_some_and(|at| at <= now.of_age());
        let used = |known: &Authorization| {
            known.permanent.is_some() || known.temporary.is_some() || !known.links.is_empty()
        };
        let (mut gone, mut spare) = (Vec::new(), Vec::new());
        for (id, known) in &self.authorizations {
            if expired(known) {
                gone.push(*id);
            } else if !used(known) && !self.functions.needs_key(*id) {
                spare.push((known.last_used, *id));
            }
        }
        spare.sort_unstable();
        spare.truncate(spare.len().saturating_sub(SPARE_KEYS / 2));
        gone.extend(spare.into_iter().map(|(_, id)| id));
        gone.into_iter().for_each(|id| self.remove_key(id));
        self.sweep_at = self.authorizations.len() + SPARE_KEYS / 2;
    }

    /// Returns all keys for a snapshot.
    pub fn kept_keys(&self, now: Moment) -> Vec<KeptKey> {
        let mut all: Vec<&Authorization> = self.authorizations.values().collect();
        all.sort_by_key(|authorization| authorization.key.id());
        let kept = all.into_iter().map(|authorization| KeptKey {
            dc: authorization.dc,
            key: KeyBytes(authorization.key.bytes().clone()),
            expires_at: authorization.expires_at.map(|at| now.told(at).as_secs()),
            permanent: authorization.permanent,
            layer: authorization.layer,
            client: authorization.client.clone(),
        });
        kept.collect()
    }

    /// Replaces all keys. All connections are closed, as their state is no longer valid.
    pub fn restore_keys(&mut self, keys: Vec<KeptKey>, now: Moment) {
        for (_, connection) in self.connections.drain() {
            connection.writer.push(Write::Close);
        }
        self.pending.clear();
        let restored = keys.into_iter().map(|kept| {
            let first_salt = i64::from_le_bytes(random::array());
            let mut authorization = Authorization::new(
                kept.dc,
                AuthKey::new(kept.key.0),
                kept.expires_at.map(|at| now.aged(Duration::from_secs(at))),
                Salts::new(first_salt, now.of_age()),
            );
            authorization.permanent = kept.permanent;
            authorization.layer = kept.layer;
            authorization.client = kept.client;
            (authorization.key.id(), authorization)
        });
        self.authorizations = restored.collect();
        let bound = self.authorizations.iter().filter_map(|(id, known)| Some((*id, known.permanent?)));
        for (temporary, permanent) in bound.collect::<Vec<_>>() {
            if let Some(permanent) = self.authorizations.get_mut(&permanent) {
                permanent.temporary = Some(temporary);
            }
        }
    }
}

impl Authorization {
    fn new(dc: i32, key: AuthKey, expires_at: Option<Duration>, salts: Salts) -> Self {
        Self {
            dc,
            key: Arc::new(key),
            expires_at,
            salts,
            layer: 0,
            client: ClientInfo::default(),
            sessions: HashMap::new(),
            links: Vec::new(),
            permanent: None,
            temporary: None,
            opened: 0,
            last_used: 0,
            held_back: None,
        }
    }
}

#[cfg(test)]
mod tests;
