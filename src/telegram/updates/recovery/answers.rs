//! What follows from Telegram's answers.

use std::sync::Arc;

use tokio::time::Instant;

use super::input::{Answer, Backfill, ChannelDifference, Difference, End, Output, Part, Start};
use super::machine::Recovery;
use super::policy::Policy;
use super::sweep::Sweeping;
use super::task::Task;
use crate::telegram::updates::batch::Batch;
use crate::telegram::updates::gap::Gap;
use crate::telegram::updates::gap::Missing;
use crate::telegram::updates::state::{Fit, Move, Sequence, State};

impl<K> Recovery<K> {
    /// Takes the answer to the current request. Any other is out of date.
    pub(super) fn answer(&mut self, answer: Answer<K>, now: Instant) {
        match (self.tasks.front().copied(), answer) {
            (Some(Task::Account), Answer::Difference(difference)) => self.difference(difference, now),
            (Some(Task::Channel(id)), Answer::ChannelDifference(difference)) => {
                self.channel_difference(id, difference, now);
            }
            (Some(Task::Locate(id)), Answer::ChannelPts(pts)) => self.located(id, pts),
            (Some(Task::Backfill(id, start)), Answer::Backfill(backfill)) => {
                self.backfilled(id, start, backfill);
            }
            (Some(task), Answer::Refused(refusal)) => {
                if let Some(id) = task.channel() {
                    self.refused(id, &refusal, now);
                }
            }
            _ => {}
        }
    }

    fn difference(&mut self, difference: Difference<K>, now: Instant) {
        self.due = None;
        for of in [Sequence::Account, Sequence::Secondary] {
            if let Some(pending) = self.pending.get_mut(&of) {
                pending.answered(now);
            }
        }
        match difference {
            Difference::Part(part) => {
                self.bisection.read(Sequence::Account);
                self.take(None, part);
            }
            Difference::TooLong { pts, qts } => {
                self.bisection.read(Sequence::Account);
                self.take(Some(Gap::anywhere(Missing::TooLong)), Part::up_to(pts, qts, End::More));
            }
            // Otherwise less is requested next.
            Difference::Unreadable { now } => {
                if let (Some(step), Some(now)) = (self.bisection.failed(Sequence::Account), now) {
                    self.skip(step, &now);
                }
            }
        }
    }

    /// Skips what can't be parsed: as few numbers as possible, in one sequence after the other.
    fn skip(&mut self, step: i32, now: &State) {
        let State { pts, qts, .. } = self.state;
        let ahead = |at: i32, now: i32| at.saturating_add(step).min(now).max(at);
        let (to_pts, to_qts) = match ahead(pts, now.pts) {
            to if to > pts => (to, qts),
            _ => (pts, ahead(qts, now.qts)),
        };
        let skipped = self.moves(to_pts, to_qts).into_iter().find(|moves| moves.to > moves.from);
        // Uncounted updates and the channels with news depend on the date.
        let end = match skipped {
            Some(_) => End::More,
            None => End::Last { date: now.date, seq: now.seq },
        };
        if skipped.is_none() {
            self.bisection.end(Sequence::Account);
        }
        let gap = Gap { chat: None, missing: Missing::Unreadable, skipped };
        self.take(Some(gap), Part::up_to(to_pts, to_qts, end));
    }

    /// Delivers a part of the account's difference. Channels that it names are fetched before the next part.
    fn take(&mut self, gap: Option<Gap>, part: Part<K>) {
        self.tasks.pop_front();
        let then = match part.end {
            End::More => Task::Account,
            End::Last { date, seq } => Task::Synced { date: self.sweep_date(date), seq },
        };
        self.tasks.push_front(then);
        let moves = self.moves(part.pts, part.qts);
        let mut together = vec![Arc::new(Batch::fetched(gap, moves.clone(), part.events))];
        self.state.advance(&moves);
        // Known channels come first, as a cursor may drop them, and then the others in the order of a sweep.
        let mut channels = part.channels;
        channels.retain(|channel| !self.is_swept(channel.channel));
        channels.sort_by_key(|news| (!self.state.channels.contains_key(&news.channel), news.channel));
        let mut urgent = Vec::new();
        for batch in part.in_channels {
            match self.fit_in_channel(&batch) {
                Fit::Next => {
                    self.state.advance(&batch.moves);
                    together.push(Arc::new(batch));
                }
                // The update comes again in the channel's own difference.
                Fit::Gap(Sequence::Channel(id)) | Fit::Unknown(id) if self.is_put_off(id) => {
                    self.mark_news(id);
                }
                Fit::Gap(Sequence::Channel(id)) => urgent.push(Task::Channel(id)),
                Fit::Unknown(id) => {
                    let pts = batch.moves.first().map_or(0, |moves| moves.from);
                    let start = Start::Update { pts, message: batch.message };
                    urgent.extend([Task::Channel(id), Task::Backfill(id, start)]);
                }
                _ => {}
            }
        }
        let moved: Vec<_> = together.iter().flat_map(|batch| &batch.moves).map(|moves| moves.of).collect();
        self.deliver_all(together);
        let named: Vec<_> = channels.into_iter().filter_map(|channel| self.task_of(channel)).collect();
        named.into_iter().rev().chain(urgent).for_each(|task| self.enqueue_first(task));
        self.extend_sweep();
        moved.into_iter().for_each(|of| self.resume(of));
    }

    /// How an update in a channel fits. An unknown channel may be adopted.
    fn fit_in_channel(&mut self, batch: &Batch<K>) -> Fit {
        match (self.state.fit(&batch.moves), self.policy) {
            (Fit::Unknown(id), Policy::Adopt) => {
                self.adopt(id, &batch.moves);
                Fit::Next
            }
            (fit, _) => fit,
        }
    }

    fn channel_difference(&mut self, id: i64, difference: ChannelDifference<K>, now: Instant) {
        let of = Sequence::Channel(id);
        let Some(from) = self.state.at(of) else { return };
        if let Some(pending) = self.pending.get_mut(&of) {
            pending.answered(now);
        }
        let gap = |missing| Some(Gap::in_channel(id, missing));
        let (gap, to, events, last) = match difference {
            ChannelDifference::Part { pts, events, last, .. } => (None, pts, events, last),
            ChannelDifference::TooLong { pts, events, .. } => (gap(Missing::TooLong), pts, events, true),
            ChannelDifference::Unreadable { now } => match (self.bisection.failed(of), now) {
                (Some(step), Some(now)) => {
                    let to = from.saturating_add(step).min(now).max(from);
                    let skipped = Some(Move { of, from, to }).filter(|_| to > from);
                    let gap = Gap { skipped, ..Gap::in_channel(id, Missing::Unreadable) };
                    // What can't be parsed may be about events that have been delivered.
                    (Some(gap), to, Vec::new(), skipped.is_none())
                }
                // Less is requested next.
                _ => return,
            },
            ChannelDifference::OutOfReach => {
                self.tasks.pop_front();
                self.lose(id, Missing::OutOfReach);
                return self.settle(id);
            }
        };
        match gap {
            Some(Gap { missing: Missing::Unreadable, .. }) if !last => {}
            Some(Gap { missing: Missing::Unreadable, .. }) => self.bisection.end(of),
            _ => self.bisection.read(of),
        }
        self.failing.remove(&id);
        self.deliver([Batch::fetched(gap, vec![Move { of, from, to }], events)]);
        self.resume(of);
        if last {
            self.tasks.pop_front();
            self.bridge(of, now);
        }
        self.settle(id);
    }

    /// Subscribers find out by themselves what happened in the channel before.
    fn located(&mut self, id: i64, pts: Option<i32>) {
        self.tasks.pop_front();
        self.failing.remove(&id);
        if let Some(pts) = pts {
            self.state.set_channel(id, pts, 0);
            self.announce(id, Some(pts));
        }
    }

    fn backfilled(&mut self, id: i64, start: Start, backfill: Backfill<K>) {
        self.tasks.pop_front();
        let has_news = self.failing.remove(&id).is_some_and(|failing| failing.has_news);
        match backfill {
            Backfill::History { pts, access_hash, events } => {
                self.state.set_channel(id, pts, access_hash);
                let batch = Batch { backfilled: true, ..Batch::fetched(None, Vec::new(), events) };
                self.deliver([batch]);
            }
            Backfill::Unavailable { access_hash, missing } => match start {
                Start::Update { pts, .. } => self.state.set_channel(id, pts, access_hash),
                Start::News(pts) => {
                    self.lose(id, missing);
                    if let Some(pts) = pts {
                        self.state.set_channel(id, pts, access_hash);
                    }
                }
            },
        }
        // An update that came with a difference isn't pending, and is fetched again.
        let is_pending = self.pending.contains_key(&Sequence::Channel(id));
        if has_news || matches!(start, Start::Update { .. }) && !is_pending {
            self.enqueue_first(Task::Channel(id));
        }
        self.resume(Sequence::Channel(id));
        self.settle(id);
    }

    fn moves(&self, pts: i32, qts: i32) -> Vec<Move> {
        vec![
            Move { of: Sequence::Account, from: self.state.pts, to: pts },
            Move { of: Sequence::Secondary, from: self.state.qts, to: qts },
        ]
    }

    /// Whether a channel of unknown pts was done before resuming from a cursor. Its later events are fetched after the
    /// sweep.
    fn is_swept(&self, channel: i64) -> bool {
        self.sweep.as_ref().is_some_and(|sweep| sweep.is_done(channel))
            && !self.state.channels.contains_key(&channel)
    }

    fn sweep_date(&mut self, date: i32) -> i32 {
        match self.policy {
            Policy::Adopt => date,
            Policy::Backfill => self.sweep.get_or_insert_with(|| Sweeping::begin(date)).date(date),
        }
    }

    /// Adds all channels that are to be fetched.
    fn extend_sweep(&mut self) {
        let open = self.tasks.iter().filter_map(|task| task.channel()).chain(self.failing.keys().copied());
        if let Some(sweep) = &mut self.sweep {
            sweep.extend(open);
        }
    }

    /// A channel is done, unless it is to be fetched again.
    pub(super) fn settle(&mut self, channel: i64) {
        let is_open = self.failing.contains_key(&channel)
            || self.tasks.iter().any(|task| task.channel() == Some(channel));
        if let Some(sweep) = self.sweep.as_mut().filter(|_| !is_open)
            && let Some(progress) = sweep.settle(channel)
        {
            self.state.sweep = Some(progress);
        }
    }

    /// Everything before this date has been fetched.
    pub(super) fn synced(&mut self, date: i32, seq: i32) {
        self.state.seq = seq;
        // Events in a channel that can't be fetched now are still owed.
        if self.failing.is_empty() {
            self.state.date = date.max(self.state.date);
            self.state.sweep = None;
        }
        // The channels that were done before the cursor may have had events since.
        if self.sweep.take().is_some_and(|sweep| sweep.is_resumed()) {
            self.enqueue(Task::Account);
        }
        self.outputs.push(Output::Synced { date: self.state.date, seq });
    }
}
