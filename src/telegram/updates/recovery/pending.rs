//! Batches that wait for those missing before them.

use std::sync::Arc;
use std::time::Duration;

use tokio::time::Instant;

use crate::telegram::updates::batch::Batch;
use crate::telegram::updates::state::Sequence;

/// How long a gap is waited out before its updates are requested: they may only be late.
/// <https://core.telegram.org/api/updates#recovering-gaps>
pub const GAP_TIMEOUT: Duration = Duration::from_millis(500);

/// Batches kept per sequence. When there are more, all are dropped and fetched at once.
pub const MAX_PENDING: usize = 256;

/// How often a gap is waited out, twice as long each time. If Telegram still has nothing to fill it with, the updates
/// don't exist, and a gap is reported.
pub const MAX_WAITS: u32 = 3;

/// The batches of one sequence that arrived too early.
#[derive(Debug)]
pub struct Pending<K> {
    sequence: Sequence,
    pub batches: Vec<Arc<Batch<K>>>,
    /// When to fetch what is missing.
    pub due: Instant,
    waits: u32,
    /// There were too many: nothing is kept until an answer arrives.
    overflowed: bool,
    /// Where the dropped batches lead.
    pub dropped_to: Option<i32>,
}

impl<K> Pending<K> {
    /// Waits for late updates first, unless batches arrive `in_order`.
    pub fn new(sequence: Sequence, in_order: bool, now: Instant) -> Self {
        let (waits, due) = if in_order { (0, now) } else { (1, now + GAP_TIMEOUT) };
        Self { sequence, batches: Vec::new(), due, waits, overflowed: false, dropped_to: None }
    }

    pub fn keep(&mut self, batch: Arc<Batch<K>>, now: Instant) {
        if self.batches.len() >= MAX_PENDING {
            self.dropped_to = self.batches.iter().map(|batch| self.end(batch)).max().max(self.dropped_to);
            self.batches.clear();
            self.overflowed = true;
            self.due = now;
        }
        if self.overflowed {
            self.dropped_to = self.dropped_to.max(Some(self.end(&batch)));
        } else {
            self.batches.push(batch);
        }
    }

    /// An answer has arrived. It may be older than batches that arrive from now on, so these are kept again.
    pub fn answered(&mut self, now: Instant) {
        self.due = now + GAP_TIMEOUT;
        self.overflowed = false;
    }

    /// The answer didn't fill the gap. Returns whether to go on waiting.
    pub fn waits_on(&mut self, now: Instant) -> bool {
        let waits = self.waits < MAX_WAITS;
        if waits {
            self.due = now + GAP_TIMEOUT * (1 << self.waits);
            self.waits += 1;
        }
        waits
    }

    /// Removes all batches, in the order of their numbers.
    pub fn take(&mut self) -> Vec<Arc<Batch<K>>> {
        let mut batches = std::mem::take(&mut self.batches);
        batches.sort_by_key(|batch| self.end(batch));
        batches
    }

    pub fn is_empty(&self) -> bool {
        self.batches.is_empty() && self.dropped_to.is_none() && !self.overflowed
    }

    /// Where a batch leads in this sequence.
    fn end(&self, batch: &Batch<K>) -> i32 {
        let moves = batch.moves.iter().find(|moves| moves.of == self.sequence);
        moves.map_or(i32::MIN, |moves| moves.to)
    }
}
