//! Channels whose requests are refused. They are retried later and hold up nothing else.

use std::collections::VecDeque;

use tokio::time::Instant;

use super::machine::Recovery;
use super::policy::Policy;
use super::task::{Failing, Task};
use crate::error::Kind;
use crate::telegram::updates::batch::Batch;
use crate::telegram::updates::gap::Gap;
use crate::telegram::updates::gap::Missing;
use crate::telegram::updates::retry::{Failures, Refusal, is_hopeless};

impl<K> Recovery<K> {
    /// The current request was refused.
    pub(super) fn refused(&mut self, id: i64, refusal: &Refusal, now: Instant) {
        let Some(task) = self.tasks.pop_front() else { return };
        let mut failures = self.failing.get(&id).map_or_else(Failures::default, |failing| failing.failures);
        let gives_up = match self.policy {
            Policy::Adopt => !refusal.error.kind().retryable(),
            Policy::Backfill => is_hopeless(&refusal.error, failures.count),
        };
        if gives_up {
            self.lose(id, Missing::OutOfReach);
            return self.settle(id);
        }
        let (pause, report) = failures.add(refusal);
        let until = now + pause;
        self.put_off(task, id, failures, refusal, until);
        if report {
            let gap = Gap::in_channel(id, Missing::Delayed);
            self.deliver([Batch::fetched(Some(gap), Vec::new(), Vec::new())]);
        }
        if refusal.error.kind() == Kind::RateLimited && matches!(task, Task::Backfill(..)) {
            self.put_off_backfills(until, refusal);
        }
        self.settle(id);
    }

    /// A flood wait for one backfill applies to all of them.
    fn put_off_backfills(&mut self, until: Instant, refusal: &Refusal) {
        let (backfills, rest): (VecDeque<_>, _) =
            self.tasks.drain(..).partition(|task| matches!(task, Task::Backfill(..)));
        self.tasks = rest;
        for task in backfills {
            let Some(id) = task.channel() else { continue };
            let failures = self.failing.get(&id).map_or_else(Failures::default, |failing| failing.failures);
            self.put_off(task, id, failures, refusal, until);
        }
    }

    fn put_off(&mut self, task: Task, id: i64, failures: Failures, refusal: &Refusal, until: Instant) {
        let has_news = self.failing.get(&id).is_some_and(|failing| failing.has_news);
        let retry = Some((until, task));
        self.failing.insert(id, Failing { failures, refusal: refusal.clone(), retry, has_news });
    }

    /// A channel has news while its request waits for its retry, which may not return them.
    pub(super) fn mark_news(&mut self, id: i64) {
        if let Some(failing) = self.failing.get_mut(&id) {
            failing.has_news = true;
        }
    }

    /// Whether a channel's request waits for its retry.
    pub(super) fn is_put_off(&self, id: i64) -> bool {
        self.failing.get(&id).is_some_and(|failing| failing.retry.is_some())
    }

    /// Gives up a channel that can't be fetched. Its pending batches are delivered as they are.
    pub(super) fn lose(&mut self, id: i64, missing: Missing) {
        self.state.channels.remove(&id);
        self.failing.remove(&id);
        let pending = self.forget_pending(id);
        match self.policy {
            Policy::Adopt => self.announce(id, None),
            Policy::Backfill => {
                let gap = Batch::fetched(Some(Gap::in_channel(id, missing)), Vec::new(), Vec::new());
                self.deliver_all([gap.into()].into_iter().chain(pending).collect());
            }
        }
    }
}
