//! What it cost requests to learn about a login: salts, peers and their names, keys of other DCs.
//!
//! It is kept for hours after the login's last connection was closed. What is dear to learn again, [`Learned`], goes into
//! the session string too, so that the next process has it.

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
    /// Of the home DC.
    pub salts: Arc<mtproto::Learned>,
    /// What the home DC's key is used over, which never changes.
    pub family: OnceLock<Family>,
    pub peers: Peers,
    pub limits: limits::LimitsCache,
    pub cdns: Cdns,
    keys: Mutex<BTreeMap<i32, OtherDc>>,
}

/// A key that another DC knows the login by.
#[derive(Clone)]
pub struct OtherDc {
    pub key: SecretBytes<256>,
    pub salts: Arc<mtproto::Learned>,
    /// What the key is used over. Absent for one of an earlier process that didn't note it.
    pub family: Option<Family>,
}

impl Memory {
    /// Of a login whose home DC's salts are known, and how it was connected to.
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

    /// Takes in what another process learned. What is known already stays.
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

    /// What is worth keeping in a session string.
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
