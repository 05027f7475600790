//! `$/progress` notifications, which report the progress of running calls.

use std::sync::Arc;
use std::time::{Duration, Instant};

use parking_lot::Mutex;
use schemars::JsonSchema;
use serde::Serialize;
use serde_json::Value;

use super::Connection;

/// Minimum time between two notifications of one kind for one call.
const INTERVAL: Duration = Duration::from_millis(200);

/// A client with more unread bytes than this gets only the last report.
const MAX_UNREAD: usize = 1 << 20;

/// What a call is doing or waiting for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Activity {
    Upload,
    Download,
    /// Telegram asked to wait, and the caller's `max_wait` allows it.
    FloodWait,
    Connect,
}

/// The progress of an activity.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
#[schemars(rename = "Progress")]
pub struct Report {
    pub kind: Activity,
    /// Bytes that were transferred.
    pub done: u64,
    /// Bytes to transfer in all. Absent if unknown.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub total: Option<u64>,
    /// With `flood_wait`: seconds until Telegram is asked again.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub retry_after: Option<u32>,
}

/// Reports a call's progress. Does nothing if the call has no `progress_token`.
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
    last_sent: Option<(Activity, Instant)>,
    pending: Option<Report>,
}

impl Progress {
    pub fn new(connection: Arc<Connection>, token: Value) -> Self {
        Self(Some(Arc::new(Listener { connection, token, state: Mutex::default() })))
    }

    /// Notifies the caller, at most five times a second for each activity. The last report always gets through.
    pub fn report(&self, report: Report) {
        let Some(listener) = &self.0 else { return };
        let mut state = listener.state.lock();
        let now = Instant::now();
        let too_soon = state
            .last_sent
            .is_some_and(|(kind, at)| kind == report.kind && now.duration_since(at) < INTERVAL);
        if too_soon || listener.connection.account().is_congested(MAX_UNREAD) {
            state.pending = Some(report);
            return;
        }
        if let Some(pending) = state.pending.take().filter(|pending| pending.kind != report.kind) {
            listener.send(&pending);
        }
        listener.send(&report);
        state.last_sent = Some((report.kind, now));
    }

    /// Sends the pending report. Called before the answer is sent.
    pub fn finish(&self) {
        let Some(listener) = &self.0 else { return };
        let mut state = listener.state.lock();
        if let Some(report) = state.pending.take() {
            listener.send(&report);
        }
    }
}

impl Listener {
    fn send(&self, report: &Report) {
        #[derive(Serialize)]
        struct Params<'a> {
            token: &'a Value,
            value: &'a Report,
        }
        self.connection.notify("$/progress", &Params { token: &self.token, value: report });
    }
}
