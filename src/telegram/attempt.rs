//! What one call allows its requests to Telegram, and what it wants to be notified of.

use std::sync::Arc;
use std::time::{Duration, Instant};

use parking_lot::Mutex;

use crate::delivery::Delivery;
use crate::error::Result;
use crate::session::{Purpose, Restrictions};

/// The budget, limits and reporting of one call. All requests of the call share it.
#[derive(Default)]
pub struct Attempt {
    /// How much longer the call's requests together may wait when Telegram asks for it.
    budget: Mutex<Duration>,
    /// When the call times out.
    deadline: Option<Instant>,
    progress: Option<Arc<dyn Fn(Progress) + Send + Sync>>,
    delivery: Delivery,
    /// The restrictions of the caller's session string.
    restrictions: Option<Arc<Restrictions>>,
    /// What the call does in the chats that it names.
    purpose: Purpose,
}

/// What a request is waiting for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Progress {
    /// A connection is being opened.
    Connect,
    /// Telegram asked for a wait that the call allows, in seconds.
    FloodWait { retry_after: u32 },
}

impl Attempt {
    /// Creates an attempt. `max_wait` is for the whole call.
    pub fn new(max_wait: Duration) -> Self {
        Self { budget: Mutex::new(max_wait), ..Self::default() }
    }

    /// Sets the call's deadline. Waits that would exceed it fail at once.
    #[must_use]
    pub fn until(mut self, deadline: Option<Instant>) -> Self {
        self.deadline = deadline;
        self
    }

    /// Counts written requests in `delivery`.
    #[must_use]
    pub fn counted_by(mut self, delivery: Delivery) -> Self {
        self.delivery = delivery;
        self
    }

    /// Applies the restrictions of the caller's session string.
    #[must_use]
    pub fn restricted_by(mut self, restrictions: Option<Arc<Restrictions>>, purpose: Purpose) -> Self {
        (self.restrictions, self.purpose) = (restrictions, purpose);
        self
    }

    /// Reports what the call is waiting for.
    #[must_use]
    pub fn on_progress(mut self, report: impl Fn(Progress) + Send + Sync + 'static) -> Self {
        self.progress = Some(Arc::new(report));
        self
    }

    /// An attempt for one part of a file, with its own wait budget: Telegram may slow down every part of a large file.
    /// Parts have no visible effect, so they aren't counted as sent.
    #[must_use]
    pub fn of_a_part(&self, max_wait: Duration) -> Self {
        let Self { deadline, progress, restrictions, purpose, .. } = self;
        Self {
            budget: Mutex::new(max_wait),
            deadline: *deadline,
            progress: progress.clone(),
            delivery: Delivery::default(),
            restrictions: restrictions.clone(),
            purpose: *purpose,
        }
    }

    /// Which requests with an effect have been written. Still readable after the call was dropped.
    pub fn delivery(&self) -> &Delivery {
        &self.delivery
    }

    pub(super) fn restrictions(&self) -> Option<&Arc<Restrictions>> {
        self.restrictions.as_ref()
    }

    pub(super) fn purpose(&self) -> Purpose {
        self.purpose
    }

    /// Fails once the caller's session string has expired. `now` is Telegram's time in seconds since 1970.
    pub(super) fn judge_date(&self, now: i32) -> Result<()> {
        self.restrictions.as_ref().map_or(Ok(()), |restrictions| restrictions.judge_date(now.into()))
    }

    /// How much longer the call may wait when Telegram asks for it.
    pub(super) fn may_still_wait(&self) -> Duration {
        *self.budget.lock()
    }

    pub(super) fn report(&self, progress: Progress) {
        if let Some(report) = &self.progress {
            report(progress);
        }
    }

    /// Whether the call's deadline is within this wait.
    pub fn ends_within(&self, wait: Duration) -> bool {
        self.deadline.is_some_and(|deadline| Instant::now() + wait >= deadline)
    }

    /// Takes a wait out of the budget. Returns false if too little is left or the deadline comes first.
    pub(super) fn may_wait(&self, wait: Duration) -> bool {
        if self.ends_within(wait) {
            return false;
        }
        let mut budget = self.budget.lock();
        match budget.checked_sub(wait) {
            Some(rest) => {
                *budget = rest;
                true
            }
            None => false,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn waits_come_out_of_one_budget() {
        let attempt = Attempt::new(Duration::from_secs(5));
        assert!(attempt.may_wait(Duration::from_secs(3)));
        assert!(!attempt.may_wait(Duration::from_secs(3)));
        assert!(attempt.may_wait(Duration::from_secs(2)));
        assert!(!attempt.may_wait(Duration::from_secs(1)));
        assert!(!Attempt::default().may_wait(Duration::from_secs(1)));
    }

    #[test]
    fn nothing_is_waited_for_that_comes_after_the_end_of_the_call() {
        let hour = Duration::from_secs(3600);
        let attempt = Attempt::new(hour).until(Some(Instant::now() + Duration::from_secs(60)));
        assert!(attempt.may_wait(Duration::from_secs(30)));
        assert!(!attempt.may_wait(Duration::from_secs(60)));
        assert!(!attempt.of_a_part(hour).may_wait(Duration::from_secs(60)));
    }
}
