//! Parts of files that are being uploaded.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use super::contents::Contents;
use super::parts::{Part, Store};

/// Seconds for which unused parts are kept.
const LIFE: i32 = 24 * 3600;

/// Uploads by account and the file id that it chose.
pub struct Uploads {
    pub begun: HashMap<(i64, i64), Upload>,
    /// The bytes of all parts, including those of finished files.
    pub store: Arc<Store>,
    pub quota: usize,
    /// The number of uploads at which expired ones are removed next, so that the cost per upload stays constant.
    pub sweep_at: usize,
}

pub struct Upload {
    pub parts: BTreeMap<i32, Arc<Part>>,
    /// The size of all parts but the last, if the number of parts is known.
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

    /// Removes expired uploads.
    pub fn sweep(&mut self, now: i32) {
        self.begun.retain(|_, upload| upload.is_live(now));
        self.sweep_at = self.begun.len() * 2 + 64;
    }

    /// Removes the upload that these contents were assembled from.
    pub(in crate::sandbox::world) fn forget(&mut self, contents: &Contents) {
        self.begun.retain(|_, upload| {
            !upload.parts.values().any(|part| contents.parts.iter().any(|known| Arc::ptr_eq(part, known)))
        });
    }

    /// Stores bytes that nobody uploaded.
    pub(in crate::sandbox::world) fn own(&self, bytes: Vec<u8>) -> Contents {
        let size = bytes.len();
        Contents { parts: [self.store.keep_here(bytes)].into(), part_size: size.max(1), size }
    }
}
