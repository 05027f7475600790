//! What this process knows about a login and would need requests to learn again: salts, peers and names, keys of other DCs.
//!
//! It is kept for hours after the login's last connection was closed. The most expensive parts, [`Learned`], go into the
//! session string too, for the next process.

use std::collections::BTreeMap;
use std::sync::{Arc, OnceLock};

use parking_lot::{Mutex, MutexGuard};

use super::cdn::Cdns;
use super::limits;
use super::mtproto;
use super::peer::Peers;
use crate::secret::SecretBytes;
use crate::session::Family;
use crate::session::payload::{DcKey, Learned};

#[derive(Default)]
pub struct Memory {
    /// Salt and clock of the home DC.
    pub salts: Arc<mtproto::Learned>,
    /// The address family that the home DC's key is bound to.
    pub family: OnceLock<Family>,
    pub peers: Peers,
    pub limits: limits::LimitsCache,
    pub cdns: Cdns,
    keys: Mutex<BTreeMap<i32, OtherDc>>,
}

/// The login's key in another DC.
#[derive(Clone)]
pub struct OtherDc {
    pub key: SecretBytes<256>,
    pub salts: Arc<mtproto::Learned>,
    /// The address family that the key is bound to. `None` for a key from an older session string that doesn't name it.
    pub family: Option<Family>,
}

impl Memory {
    /// The memory of a new login, with the salt and address family of its home DC.
    pub fn new(salts: Arc<mtproto::Learned>, family: Option<Family>) -> Self {
        Self { salts, family: family.map(OnceLock::from).unwrap_or_default(), ..Self::default() }
    }

    pub fn other_dc(&self, dc: i32) -> Option<OtherDc> {
        self.keys().get(&dc).cloned()
    }

    pub fn remember_dc(&self, dc: i32, other: OtherDc) {
        self.keys().insert(dc, other);
    }

    pub fn forget_dc(&self, dc: i32) {
        self.keys().remove(&dc);
    }

    /// Merges what another process learned. Existing entries stay.
    pub fn take_in(&self, learned: &Learned) {
        if let Some(family) = learned.family {
            self.family.get_or_init(|| family);
        }
        let mut keys = self.keys();
        for DcKey { dc, key, family } in &learned.keys {
            keys.entry(*dc).or_insert_with(|| OtherDc {
                key: key.clone(),
                salts: Arc::default(),
                family: *family,
            });
        }
        drop(keys);
        self.peers.take_in(&learned.names);
    }

    /// What the session string should carry.
    pub fn learned(&self) -> Learned {
        let key = |(dc, other): (&i32, &OtherDc)| {
            let OtherDc { key, family, .. } = other.clone();
            DcKey { dc: *dc, key, family }
        };
        let keys = self.keys().iter().map(key).collect();
        let now = i64::try_from(self.salts.clock.now().as_secs()).unwrap_or(i64::MAX);
        Learned { family: self.family.get().copied(), keys, names: self.peers.names(now) }
    }

    fn keys(&self) -> MutexGuard<'_, BTreeMap<i32, OtherDc>> {
        self.keys.lock()
    }
}
