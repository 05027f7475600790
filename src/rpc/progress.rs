//! How a call is getting on, told while it runs: `$/progress`, and what became of a send that failed.

use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};
use std::sync::{Arc, Mutex, OnceLock, PoisonError};
use std::time::{Duration, Instant};

use serde::Serialize;
use serde_json::Value;
use tokio::sync::Notify;

use super::Connection;
use super::budget::Hold;
use crate::error::Outcome;

/// Between two notifications of one kind for one call.
const INTERVAL: Duration = Duration::from_millis(200);

/// Over so many bytes that the client has not read, it is told of no more than the last report.
const CONGESTED: usize = 1 << 20;

/// What is being waited for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Activity {
    Upload,
    Download,
    /// Telegram asked to wait, and the caller's `max_wait` allows it.
    FloodWait,
    Connect,
}

/// How far it has come.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Report {
    pub kind: Activity,
    pub done: u64,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub total: Option<u64>,
    /// Seconds.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub retry_after: Option<u32>,
}

/// Where a call tells of its progress. Without a token nobody listens, and it costs nothing.
#[derive(Clone, Debug, Default)]
pub struct Progress(Option<Arc<Listener>>);

#[derive(Debug)]
struct Listener {
    connection: Arc<Connection>,
    token: Value,
    state: Mutex<State>,
}

#[derive(Debug, Default)]
struct State {
    told: Option<(Activity, Instant)>,
    held_back: Option<Report>,
}

impl Progress {
    pub fn new(connection: Arc<Connection>, token: Value) -> Self {
        Self(Some(Arc::new(Listener { connection, token, state: Mutex::default() })))
    }

    /// Tells the caller, at most five times a second for each kind; the last report always gets through.
    pub fn report(&self, report: Report) {
        let Some(listener) = &self.0 else { return };
        let mut state = listener.state.lock().unwrap_or_else(PoisonError::into_inner);
        let now = Instant::now();
        let too_soon =
            state.told.is_some_and(|(kind, at)| kind == report.kind && now.duration_since(at) < INTERVAL);
        if too_soon || listener.connection.account().is_congested(CONGESTED) {
            state.held_back = Some(report);
            return;
        }
        if let Some(held_back) = state.held_back.take().filter(|held_back| held_back.kind != report.kind) {
            listener.tell(&held_back);
        }
        listener.tell(&report);
        state.told = Some((report.kind, now));
    }

    /// Sends what was held back. Called before the answer goes out.
    pub fn finish(&self) {
        let Some(listener) = &self.0 else { return };
        let mut state = listener.state.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(report) = state.held_back.take() {
            listener.tell(&report);
        }
    }
}

impl Listener {
    fn tell(&self, report: &Report) {
        #[derive(Serialize)]
        struct Params<'a> {
            token: &'a Value,
            value: &'a Report,
        }
        self.connection.notify("$/progress", &Params { token: &self.token, value: report });
    }
}

/// What of a call has left this process and can't be taken back. It is counted where bytes are written, and read where
/// a call ends early, so that one that was cancelled or timed out still says what became of it.
#[derive(Clone, Debug, Default)]
pub struct Delivery(Arc<Track>);

#[derive(Debug, Default)]
struct Track {
    left: AtomicU32,
    random_id: OnceLock<i64>,
    /// The memory that its result takes.
    result: OnceLock<Hold>,
    /// The connection that the call came on; 0 for none.
    connection: usize,
    is_answered: AtomicBool,
    answered: Notify,
}

/// Says that a call has been answered, when it goes.
pub struct Answering(Delivery);

impl Delivery {
    /// Of a call that came on this connection.
    pub fn on(connection: usize) -> Self {
        Self(Arc::new(Track { connection, ..Track::default() }))
    }

    /// Whether the call came on this connection.
    pub fn is_on(&self, connection: usize) -> bool {
        self.0.connection == connection
    }

    /// What says that the call has been answered.
    pub fn answering(&self) -> Answering {
        Answering(self.clone())
    }

    pub fn is_answered(&self) -> bool {
        self.0.is_answered.load(Ordering::Acquire)
    }

    /// Comes back when the call has been answered, and what is told from then on comes behind its answer.
    pub async fn answered(&self) {
        loop {
            let answered = self.0.answered.notified();
            if self.is_answered() {
                return;
            }
            answered.await;
        }
    }

    /// Keeps memory for the call's result until the answer is on its way.
    pub fn keep(&self, result: Hold) {
        // A call has one result.
        let _ = self.0.result.set(result);
    }

    /// The call sends under this id, so that it can be repeated without doubling.
    pub fn goes_by(&self, random_id: i64) {
        // A call sends once; a repeat of it goes under the same id.
        let _ = self.0.random_id.set(random_id);
    }

    /// A request with an effect has been written to the connection.
    pub fn leaves(&self) {
        self.0.left.fetch_add(1, Ordering::AcqRel);
    }

    /// A request that had left certainly had no effect.
    pub fn comes_back(&self) {
        self.0.left.fetch_sub(1, Ordering::AcqRel);
    }

    pub fn outcome(&self) -> Outcome {
        match self.0.left.load(Ordering::Acquire) {
            0 => Outcome::NotSent,
            _ => Outcome::Unknown,
        }
    }

    pub fn random_id(&self) -> Option<i64> {
        self.0.random_id.get().copied()
    }
}

impl Drop for Answering {
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
    fn what_left_and_was_refused_did_not_leave() {
        let delivery = Delivery::default();
        let seen_from_outside = delivery.clone();
        delivery.leaves();
        assert_eq!(seen_from_outside.outcome(), Outcome::Unknown);
        delivery.comes_back();
        assert_eq!(seen_from_outside.outcome(), Outcome::NotSent);
    }
}
