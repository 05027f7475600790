//! How a call is getting on, told while it runs: `$/progress`, and what became of a send that failed.

use std::sync::atomic::{AtomicU8, Ordering};
use std::sync::{Arc, Mutex, OnceLock, PoisonError};
use std::time::{Duration, Instant};

use serde::Serialize;
use serde_json::Value;

use super::Connection;
use crate::error::Outcome;

/// Between two notifications of one kind for one call.
const INTERVAL: Duration = Duration::from_millis(200);

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
        if too_soon {
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

/// Whether a send has left this process. It is set where bytes are written and read where a call ends early, so that
/// a call that was cancelled or timed out still says what became of it.
#[derive(Clone, Debug, Default)]
pub struct Delivery(Arc<Track>);

#[derive(Debug, Default)]
struct Track {
    state: AtomicU8,
    random_id: OnceLock<i64>,
}

const NOTHING: u8 = 0;
const NOT_SENT: u8 = 1;
const WRITTEN: u8 = 2;

impl Delivery {
    /// The call is about to send something, under this random_id if the request has one.
    pub fn begin(&self, random_id: Option<i64>) {
        if let Some(random_id) = random_id {
            // A call sends once; a repeat of it goes under the same id.
            let _ = self.0.random_id.set(random_id);
        }
        let _ = self.0.state.compare_exchange(NOTHING, NOT_SENT, Ordering::AcqRel, Ordering::Acquire);
    }

    /// The request's bytes have gone to the connection.
    pub fn written(&self) {
        let _ = self.0.state.compare_exchange(NOT_SENT, WRITTEN, Ordering::AcqRel, Ordering::Acquire);
    }

    /// What can be said of the send now; nothing, if the call sends nothing.
    pub fn outcome(&self) -> Option<Outcome> {
        match self.0.state.load(Ordering::Acquire) {
            NOT_SENT => Some(Outcome::NotSent),
            WRITTEN => Some(Outcome::Unknown),
            _ => None,
        }
    }

    pub fn random_id(&self) -> Option<i64> {
        self.0.random_id.get().copied()
    }
}
