//! A pass over the channels that Telegram says to have news, of which there may be more than a cursor keeps.
//!
//! They are asked in the order of their ids, and the cursor says how far that has come: whoever goes on from it doesn't
//! begin again at the first.

use std::collections::BTreeSet;

use super::Subscription;
use super::work::Work;
use crate::telegram::updates::queue::Happened;
use crate::telegram::updates::state::Sweep;

#[derive(Debug)]
pub(super) struct Pass {
    /// What came about before this date has been told in the channels that have been asked.
    date: i32,
    /// The channels up to this id were asked before it went on from a cursor.
    until: Option<i64>,
    /// Those that have yet to be asked.
    pending: BTreeSet<i64>,
}

impl Pass {
    /// Goes on from a cursor.
    pub(super) fn of_cursor(sweep: Sweep) -> Self {
        Self { date: sweep.date, until: Some(sweep.until), pending: BTreeSet::new() }
    }
}

impl Subscription {
    /// Whether a channel of which nothing is known was asked before it went on from a cursor. What came about in it since
    /// then is asked for when the pass is over.
    pub(super) fn is_swept(&self, channel: i64) -> bool {
        let until = self.pass.as_ref().and_then(|pass| pass.until);
        until.is_some_and(|until| channel <= until) && !self.state.channels.contains_key(&channel)
    }

    /// Until when all will have been told when the channels have been asked that a difference of this date names.
    pub(super) fn pass_until(&mut self, date: i32) -> i32 {
        let pass = self.pass.get_or_insert_with(|| Pass { date, until: None, pending: BTreeSet::new() });
        if pass.until.is_none() {
            pass.date = date;
        }
        pass.date
    }

    /// All channels that are to be asked now belong to the pass.
    pub(super) fn begin_pass(&mut self) {
        let asked = self.work.iter().filter_map(|work| work.channel()).chain(self.failing.keys().copied());
        if let Some(pass) = &mut self.pass {
            pass.pending.extend(asked);
        }
    }

    /// A channel has been asked, unless it is to be asked again.
    pub(super) fn settle(&mut self, channel: i64) {
        let is_open = self.failing.contains_key(&channel)
            || self.work.iter().any(|work| work.channel() == Some(channel));
        if let Some(pass) = self.pass.as_mut().filter(|_| !is_open) {
            pass.pending.remove(&channel);
            self.sweep();
        }
    }

    /// Takes note of how far the pass has come.
    fn sweep(&mut self) {
        let Some(pass) = &self.pass else { return };
        if let Some(next) = pass.pending.first() {
            let until = pass.until.map_or(next - 1, |until| until.max(next - 1));
            self.state.sweep = Some(Sweep { until, date: pass.date });
        }
    }

    /// All that came about before this date has been asked for.
    pub(super) fn synced(&mut self, date: i32, seq: i32) {
        self.state.seq = seq;
        // What came about in a channel that can't be asked now has yet to be told.
        if self.failing.is_empty() {
            self.state.date = date.max(self.state.date);
            self.state.sweep = None;
        }
        // What has come about meanwhile in the channels that a cursor's pass had asked comes next.
        let was_of_cursor = self.pass.take().is_some_and(|pass| pass.until.is_some());
        if was_of_cursor && !self.work.contains(&Work::Account) {
            self.work.push_back(Work::Account);
        }
        self.tell(&Happened::default());
    }
}
