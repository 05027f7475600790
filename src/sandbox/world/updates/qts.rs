//! Events that count in qts (https://core.telegram.org/api/updates).

use super::event::{Change, Delivery, Event};
use crate::sandbox::world::World;
use crate::sandbox::world::messages::owner::Owner;

/// Like pts, qts begins at 1.
const FIRST: i32 = 1;

impl World {
    pub fn qts(&self, account: i64) -> i32 {
        FIRST + self.in_qts.get(&account).map_or(0, Vec::len) as i32
    }

    /// Records and delivers an event that counts in qts, which is in the event's `pts`.
    pub(in crate::sandbox::world) fn log_in_qts(&mut self, account: i64, change: Change) {
        let event = Event { pts: self.qts(account) + 1, pts_count: 0, date: self.now(), change };
        self.in_qts.entry(account).or_default().push(event.clone());
        self.deliveries.push(Delivery { to: account, of: Owner::Account(account), event });
    }

    /// Returns the events after `qts`.
    pub fn after_qts(&self, account: i64, qts: i32) -> &[Event] {
        let all = self.in_qts.get(&account).map_or(&[][..], Vec::as_slice);
        let known = qts.saturating_sub(FIRST).clamp(0, all.len() as i32) as usize;
        &all[known..]
    }
}
