//! `$/progress` notifications: how far a running call has come.

use std::sync::Arc;
use std::time::{Duration, Instant};

use parking_lot::Mutex;
use schemars::JsonSchema;
use serde::Serialize;
use serde_json::Value;

use super::Connection;

/// Between two notifications of one kind for one call.
const INTERVAL: Duration = Duration::from_millis(200);

/// Over so many bytes that the client has not read, it is told of no more than the last report.
const CONGESTED: usize = 1 << 20;

/// What is being waited for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Activity {
    Upload,
    Download,
    /// Telegram asked to wait, and the caller's `max_wait` allows it.
    FloodWait,
    Connect,
}

/// How far a call has come.
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
        let mut state = listener.state.lock();
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
        let mut state = listener.state.lock();
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
