//! The state of a call: which of its requests were written, and whether it has been answered.

use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};
use std::sync::{Arc, OnceLock};

use tokio::sync::Notify;

use crate::error::Outcome;

/// Tracks one call.
///
/// Requests are counted when their bytes are written. So a call that is cancelled or times out can still report its
/// [`Outcome`]. Clones share their state.
#[derive(Clone, Debug, Default)]
pub struct Delivery(Arc<Track>);

#[derive(Debug, Default)]
struct Track {
    /// Requests with an effect that were written and not certainly refused.
    written: AtomicU32,
    random_id: OnceLock<i64>,
    /// The id of the call's connection, or 0.
    connection: usize,
    is_answered: AtomicBool,
    answered: Notify,
}

/// Marks a call as answered when it is dropped.
pub struct AnswerGuard(Delivery);

impl Delivery {
    /// Tracks a call on the connection with this id.
    pub fn on(connection: usize) -> Self {
        Self(Arc::new(Track { connection, ..Track::default() }))
    }

    /// Whether the call came on the connection with this id.
    pub fn is_on(&self, connection: usize) -> bool {
        self.0.connection == connection
    }

    /// Returns the guard that marks the call as answered.
    pub fn answer_guard(&self) -> AnswerGuard {
        AnswerGuard(self.clone())
    }

    pub fn is_answered(&self) -> bool {
        self.0.is_answered.load(Ordering::Acquire)
    }

    /// Waits until the call is answered. Messages sent to its connection after that follow the answer.
    pub async fn answered(&self) {
        loop {
            let answered = self.0.answered.notified();
            if self.is_answered() {
                return;
            }
            answered.await;
        }
    }

    /// Records the `random_id` that the call sends with, so that the caller can repeat it without sending twice.
    pub fn set_random_id(&self, random_id: i64) {
        // A call sends once, and repeats of it use the same id.
        let _ = self.0.random_id.set(random_id);
    }

    /// Counts a request with an effect that was written to the connection.
    pub fn record_written(&self) {
        self.0.written.fetch_add(1, Ordering::AcqRel);
    }

    /// Discounts a written request that certainly had no effect.
    pub fn record_no_effect(&self) {
        self.0.written.fetch_sub(1, Ordering::AcqRel);
    }

    /// What the caller can assume about the requests written so far.
    pub fn outcome(&self) -> Outcome {
        match self.0.written.load(Ordering::Acquire) {
            0 => Outcome::NotSent,
            _ => Outcome::Unknown,
        }
    }

    pub fn random_id(&self) -> Option<i64> {
        self.0.random_id.get().copied()
    }
}

impl Drop for AnswerGuard {
    fn drop(&mut self) {
        let Self(Delivery(track)) = self;
        track.is_answered.store(true, Ordering::Release);
        track.answered.notify_waiters();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_refused_request_counts_as_not_sent() {
        let delivery = Delivery::default();
        let seen_by_dispatch = delivery.clone();
        delivery.record_written();
        assert_eq!(seen_by_dispatch.outcome(), Outcome::Unknown);
        delivery.record_no_effect();
        assert_eq!(seen_by_dispatch.outcome(), Outcome::NotSent);
    }
}
