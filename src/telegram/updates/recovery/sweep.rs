//! A sweep over the channels that a difference named, of which there may be more than a cursor holds.
//!
//! Channels are fetched in the order of their ids, and the cursor records how far the sweep has come, so that resuming
//! from it doesn't start again at the first channel.

use std::collections::BTreeSet;

use crate::telegram::updates::state::Sweep;

#[derive(Debug)]
pub struct Sweeping {
    /// The events before this date have been delivered in the channels that are done.
    date: i32,
    /// The channels up to this id were done before resuming from a cursor.
    until: Option<i64>,
    /// The channels still to fetch.
    open: BTreeSet<i64>,
}

impl Sweeping {
    /// Resumes from a cursor.
    pub fn resume(sweep: Sweep) -> Self {
        Self { date: sweep.date, until: Some(sweep.until), open: BTreeSet::new() }
    }

    /// Begins behind a difference of this date.
    pub fn begin(date: i32) -> Self {
        Self { date, until: None, open: BTreeSet::new() }
    }

    /// The date up to which everything is delivered once the channels are fetched that a difference of `date` names.
    pub fn date(&mut self, date: i32) -> i32 {
        if self.until.is_none() {
            self.date = date;
        }
        self.date
    }

    pub fn is_resumed(&self) -> bool {
        self.until.is_some()
    }

    /// Whether a channel was done before resuming from a cursor.
    pub fn is_done(&self, channel: i64) -> bool {
        self.until.is_some_and(|until| channel <= until)
    }

    /// Adds channels to fetch.
    pub fn extend(&mut self, channels: impl Iterator<Item = i64>) {
        self.open.extend(channels);
    }

    /// A channel is done. Returns the progress, unless it was the last.
    pub fn settle(&mut self, channel: i64) -> Option<Sweep> {
        self.open.remove(&channel);
        let next = self.open.first()?;
        let until = self.until.map_or(next - 1, |until| until.max(next - 1));
        Some(Sweep { until, date: self.date })
    }
}
