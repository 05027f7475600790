//! Puts batches in order, and delivers those that are next.

use std::sync::Arc;

use tokio::time::Instant;

use super::input::Output;
use super::machine::Recovery;
use super::pending::Pending;
use super::policy::Policy;
use crate::telegram::updates::batch::Batch;
use crate::telegram::updates::counting::ChannelTooLong;
use crate::telegram::updates::gap::{Gap, Missing};
use crate::telegram::updates::state::{Fit, Move, Sequence};

impl<K> Recovery<K> {
    pub(super) fn batch(&mut self, batch: Arc<Batch<K>>, now: Instant) {
        match (self.state.fit(&batch.moves), self.policy) {
            (Fit::Old, _) => {}
            (Fit::Next, _) => {
                let moves = batch.moves.clone();
                self.deliver_all(vec![batch]);
                moves.iter().for_each(|moves| self.resume(moves.of));
            }
            (Fit::Gap(of), _) => self.hold(of, batch, now),
            (Fit::Unknown(id), Policy::Backfill) => self.hold(Sequence::Channel(id), batch, now),
            (Fit::Unknown(id), Policy::Adopt) => {
                self.adopt(id, &batch.moves);
                self.deliver_all(vec![batch]);
            }
        }
    }

    /// A channel begins with this update. Subscribers that know its pts notice if something is missing before.
    pub(super) fn adopt(&mut self, id: i64, moves: &[Move]) {
        let first = moves.iter().find(|moves| moves.of == Sequence::Channel(id));
        if let Some(first) = first {
            self.state.set_channel(id, first.from, 0);
        }
    }

    pub(super) fn hold(&mut self, of: Sequence, batch: Arc<Batch<K>>, now: Instant) {
        let in_order = self.policy == Policy::Backfill;
        self.pending.entry(of).or_insert_with(|| Pending::new(of, in_order, now)).keep(batch, now);
    }

    /// Delivers the pending batches that are next.
    pub(super) fn resume(&mut self, of: Sequence) {
        let Some(mut pending) = self.pending.remove(&of) else { return };
        for batch in pending.take() {
            match self.state.fit(&batch.moves) {
                Fit::Next => self.deliver_all(vec![batch]),
                Fit::Gap(_) | Fit::Unknown(_) => pending.batches.push(batch),
                Fit::Old => {}
            }
        }
        let at = self.state.at(of);
        pending.dropped_to = pending.dropped_to.filter(|dropped_to| Some(*dropped_to) > at);
        if !pending.is_empty() {
            self.pending.insert(of, pending);
        }
    }

    /// Telegram has nothing that fills the gap before the pending batches. It may not have it yet, but after some time
    /// the batches are delivered behind a gap.
    pub(super) fn bridge(&mut self, of: Sequence, now: Instant) {
        if self.pending.get_mut(&of).is_none_or(|pending| pending.waits_on(now)) {
            return;
        }
        let missing = Gap { chat: of.chat(), missing: Missing::OutOfReach, skipped: None };
        let Some(mut pending) = self.pending.remove(&of) else { return };
        for batch in pending.take() {
            let fit = self.state.fit(&batch.moves);
            if matches!(fit, Fit::Old | Fit::Unknown(_)) {
                continue;
            }
            let mut moves = batch.moves.clone();
            let mut gap = None;
            for Move { of, from, .. } in &mut moves {
                let Some(at) = self.state.at(*of) else { continue };
                if *from > at {
                    gap = Some(missing);
                }
                *from = at;
            }
            let rebased = Batch {
                gap,
                moves,
                events: batch.events.clone(),
                after: batch.after.clone(),
                ..Batch { message: batch.message, fetched: batch.fetched, ..Batch::default() }
            };
            self.deliver([rebased]);
        }
        // The dropped batches beyond have arrived, and can't be fetched.
        if let (Some(from), Some(to)) = (self.state.at(of), pending.dropped_to)
            && from < to
        {
            let moves = vec![Move { of, from, to }];
            self.deliver([Batch { gap: Some(missing), moves, ..Batch::default() }]);
        }
    }

    pub(super) fn deliver<const N: usize>(&mut self, batches: [Batch<K>; N]) {
        self.deliver_all(batches.into_iter().map(Arc::new).collect());
    }

    pub(super) fn deliver_all(&mut self, batches: Vec<Arc<Batch<K>>>) {
        batches.iter().for_each(|batch| self.state.advance(&batch.moves));
        self.outputs.push(Output::Deliver(batches));
    }

    pub(super) fn announce(&mut self, channel: i64, pts: Option<i32>) {
        self.outputs.push(Output::ChannelTooLong(ChannelTooLong { channel, pts }));
    }

    pub(super) fn forget_pending(&mut self, id: i64) -> Vec<Arc<Batch<K>>> {
        self.pending.remove(&Sequence::Channel(id)).map_or_else(Vec::new, |mut pending| pending.take())
    }
}
