//! One client's connection, as calls see it: where notifications go, and what the connection remembers.

use std::collections::HashMap;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use serde::Serialize;
use tokio::sync::{OwnedMutexGuard, mpsc};

use crate::secret::Secret;

/// What calls hand to the connection besides their answers.
pub enum Outgoing {
    /// A notification's JSON text.
    Notification(String),
    /// The connection ends when this process does.
    WatchProcess(i32),
}

/// What a connection may ask for.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    /// Bytes of one message.
    pub max_message: usize,
    /// Calls at once.
    pub max_in_flight: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self { max_message: 64 << 20, max_in_flight: 64 }
    }
}

/// A connection is shared by its calls and by the wire that reads and writes it.
pub struct Connection {
    id: usize,
    limits: Limits,
    outgoing: mpsc::UnboundedSender<Outgoing>,
    handles: Mutex<HashMap<String, Secret>>,
    lanes: Mutex<HashMap<Lane, Arc<tokio::sync::Mutex<()>>>>,
}

/// What a lane is named by: an account, and a chat of its, or 0.
pub type Lane = (i64, i64);

/// A turn in a lane: who holds it goes first.
pub type Turn = OwnedMutexGuard<()>;

impl Connection {
    /// A connection, and the end of it that the wire listens on.
    pub fn new(limits: Limits) -> (Arc<Self>, mpsc::UnboundedReceiver<Outgoing>) {
        static NEXT: AtomicUsize = AtomicUsize::new(1);
        let (outgoing, wire) = mpsc::unbounded_channel();
        let connection = Self {
            id: NEXT.fetch_add(1, Ordering::Relaxed),
            limits,
            outgoing,
            handles: Mutex::default(),
            lanes: Mutex::default(),
        };
        (Arc::new(connection), wire)
    }

    /// Differs from that of every other connection of this process.
    pub fn id(&self) -> usize {
        self.id
    }

    pub fn limits(&self) -> Limits {
        self.limits
    }

    /// Sends a notification. One to a connection that has ended goes nowhere.
    pub fn notify(&self, method: &str, params: &impl Serialize) {
        #[derive(Serialize)]
        struct Notification<'a, P> {
            jsonrpc: &'static str,
            method: &'a str,
            params: &'a P,
        }
        let notification = Notification { jsonrpc: "2.0", method, params };
        match serde_json::to_string(&notification) {
            Ok(text) => drop(self.outgoing.send(Outgoing::Notification(text))),
            Err(error) => tracing::error!(method, %error, "a notification can't be written as JSON"),
        }
    }

    /// Ends the connection when the process with this id has ended.
    pub fn watch_process(&self, id: i32) {
        drop(self.outgoing.send(Outgoing::WatchProcess(id)));
    }

    /// Gives a secret a short name that is good on this connection alone.
    pub fn attach(&self, handle: String, secret: Secret) {
        self.handles().insert(handle, secret);
    }

    /// The secret behind a name, and whether there is one.
    pub fn attached(&self, handle: &str) -> Option<Secret> {
        self.handles().get(handle).cloned()
    }

    /// Forgets a name. Says whether it was known.
    pub fn detach(&self, handle: &str) -> bool {
        self.handles().remove(handle).is_some()
    }

    fn handles(&self) -> std::sync::MutexGuard<'_, HashMap<String, Secret>> {
        self.handles.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// A turn in the lane of this name. Turns come in the order in which they are asked for, so calls that ask as
    /// soon as they are read act in the order in which they were read.
    pub fn turn(&self, lane: Lane) -> impl Future<Output = Turn> + use<> {
        let mut lanes = self.lanes.lock().unwrap_or_else(PoisonError::into_inner);
        // A lane that nobody stands in is forgotten, so that a long connection doesn't gather them.
        lanes.retain(|name, lane_lock| *name == lane || Arc::strong_count(lane_lock) > 1);
        lanes.entry(lane).or_default().clone().lock_owned()
    }
}

impl std::fmt::Debug for Connection {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Connection({})", self.id)
    }
}
