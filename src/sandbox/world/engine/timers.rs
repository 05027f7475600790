//! What comes by itself when its time is there.
//!
//! Whoever has something come later adds a line to [`World::next_due`] and one to [`World::come_due`]: the running clock
//! and [`World::advance`] see to the rest.

use std::time::{Duration, Instant};

use crate::sandbox::world::World;

impl World {
    /// When the next thing comes, if anything is to come.
    pub fn next_due(&self) -> Option<i32> {
        let next = [
            self.next_ban_to_end(),
            self.next_scheduled(),
            self.next_poll_to_close(),
            self.next_patience_to_end(),
        ];
        next.into_iter().flatten().min()
    }

    /// Everything comes whose time is there.
    pub fn come_due(&mut self) {
        self.lift_bans();
        self.send_due();
        self.close_due_polls();
        self.give_up_waiting();
    }

    /// When that is by the machine's clock; never, if the world's stands.
    pub fn next_due_at(&self) -> Option<Instant> {
        self.clock.instant(self.next_due()?.into())
    }

    /// How far the clock was set forward. What isn't of this world, but ages with it, is so much older.
    pub fn set_forward_by(&self) -> Duration {
        self.clock.forward()
    }

    /// How many seconds message ids, and with them all else, are ahead of the machine's clock.
    pub fn clock_offset(&self) -> i64 {
        self.clock.offset
    }

    /// Lets time pass for message ids, too: clients find Telegram's clock so far ahead of theirs.
    pub fn advance_all(&mut self, seconds: u32) {
        self.advance(seconds);
        self.clock.take_along(seconds);
    }

    /// Lets time pass. What is to come by then comes at its own time, in its order.
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
