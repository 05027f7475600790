//! Parts of files that are being uploaded.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use super::contents::Contents;
use super::parts::{Part, Store};

/// Seconds that parts are kept for someone to make a file of them.
const LIFE: i32 = 24 * 3600;

/// The parts that each account has sent, by the number it chose for the file.
pub struct Uploads {
    pub begun: HashMap<(i64, i64), Upload>,
    /// Has the bytes of all parts, those of finished files too.
    pub store: Arc<Store>,
    pub quota: usize,
    /// With how many uploads the old ones are looked for next, so that looking costs nothing with the number of them.
    pub sweep_at: usize,
}

pub struct Upload {
    pub parts: BTreeMap<i32, Arc<Part>>,
    /// What all parts but the last have in a file whose number of parts was told.
    pub part_size: Option<usize>,
    pub last_used: i32,
}

impl Upload {
    pub fn is_live(&self, now: i32) -> bool {
        now - self.last_used < LIFE
    }
}

impl Uploads {
    pub(in crate::sandbox::world) fn with_quota(quota: usize) -> Self {
        Self { begun: HashMap::new(), store: Arc::default(), quota, sweep_at: 0 }
    }

    pub(in crate::sandbox::world) fn set_quota(&mut self, quota: usize) {
        self.quota = quota;
    }

    pub(in crate::sandbox::world) fn held(&self) -> usize {
        self.store.held()
    }

    pub fn live(&self, account: i64, file: i64, now: i32) -> Option<&Upload> {
        self.begun.get(&(account, file)).filter(|upload| upload.is_live(now))
    }

    /// Forgets what nobody came back for.
    pub fn sweep(&mut self, now: i32) {
        self.begun.retain(|_, upload| upload.is_live(now));
        self.sweep_at = self.begun.len() * 2 + 64;
    }

    /// Forgets the upload that became these contents.
    pub(in crate::sandbox::world) fn forget(&mut self, contents: &Contents) {
        self.begun.retain(|_, upload| {
            !upload.parts.values().any(|part| contents.parts.iter().any(|known| Arc::ptr_eq(part, known)))
        });
    }

    /// Contents that nobody uploaded.
    pub(in crate::sandbox::world) fn own(&self, bytes: Vec<u8>) -> Contents {
        let size = bytes.len();
        Contents { parts: [self.store.keep_here(bytes)].into(), part_size: size.max(1), size }
    }
}
