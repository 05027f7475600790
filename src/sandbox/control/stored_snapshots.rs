//! Snapshots kept in memory, by name.

use std::collections::BTreeMap;
use std::sync::Arc;

use parking_lot::{Mutex, MutexGuard};

use crate::sandbox::snapshot::Snapshot;

#[derive(Default)]
pub struct StoredSnapshots(Mutex<BTreeMap<String, Arc<Snapshot>>>);

impl StoredSnapshots {
    pub fn lock(&self) -> MutexGuard<'_, BTreeMap<String, Arc<Snapshot>>> {
        self.0.lock()
    }
}
