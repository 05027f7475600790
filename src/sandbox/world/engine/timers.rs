//! Events that happen at a set time: bans end, scheduled messages are sent, polls close, queries time out.
//!
//! To add a timer, add a line to [`World::next_due`] and one to [`World::come_due`]. The running clock and
//! [`World::advance`] do the rest.

use std::time::{Duration, Instant};

use crate::sandbox::world::World;

impl World {
    /// When the next timer is due.
    pub fn next_due(&self) -> Option<i32> {
        let next =
            [self.next_ban_end(), self.next_scheduled(), self.next_poll_end(), self.next_query_timeout()];
        next.into_iter().flatten().min()
    }

    /// Runs all timers that are due.
    pub fn come_due(&mut self) {
        self.end_expired_bans();
        self.send_due();
        self.close_due_polls();
        self.expire_queries();
    }

    /// The instant when the next timer is due, if the clock runs.
    pub fn next_due_at(&self) -> Option<Instant> {
        self.clock.instant(self.next_due()?.into())
    }

    /// Total time that the clock was advanced. What ages with the world but isn't part of it is older by that.
    pub fn advanced_by(&self) -> Duration {
        self.clock.forward()
    }

    /// Seconds that message ids and all dates are ahead of the machine's clock.
    pub fn clock_offset(&self) -> i64 {
        self.clock.offset
    }

    /// Advances the clock and message ids with it, so that clients find the server's clock ahead of theirs.
    pub fn advance_all(&mut self, seconds: u32) {
        self.advance(seconds);
        self.clock.shift_offset(seconds);
    }

    /// Advances the clock. Timers that become due run in order, each at its own time.
    pub fn advance(&mut self, seconds: u32) {
        let target = self.clock.now() + i64::from(seconds);
        let mut last = None;
        while let Some(due) = self.next_due().filter(|due| i64::from(*due) <= target && Some(*due) > last) {
            self.clock.advance_to(due.into());
            self.come_due();
            last = Some(due);
        }
        self.clock.advance_to(target);
        self.come_due();
    }
}
