//! One client's connection as calls see it: notifications, subscriptions, handles and turns.

use std::collections::HashMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, AtomicUsize, Ordering};
use std::time::Duration;

use parking_lot::{Mutex, MutexGuard};
use serde::Serialize;
use tokio::sync::{OwnedMutexGuard, OwnedSemaphorePermit, Semaphore, mpsc};
use tokio_util::task::AbortOnDropHandle;

use super::budget::{Account, Budget};
use crate::delivery::Delivery;
use crate::error::{Error, Kind, Outcome, Result};
use crate::secret::Secret;

/// What calls send to the connection besides their answers.
pub enum Outgoing {
    /// A notification's JSON text.
    Notification(String),
    /// A subscription's notification. It holds its permit until it is written.
    Event { text: String, permit: OwnedSemaphorePermit, open: Arc<AtomicBool> },
    /// Ends the connection when this process ends.
    WatchProcess(i32),
}

/// Maximum number of unwritten notifications of subscriptions. Further ones wait.
const MAX_QUEUED_EVENTS: usize = 8;

/// How long the events that a call caused wait for the call's answer.
const ANSWER_TIMEOUT: Duration = Duration::from_secs(5);

/// The limits of a connection.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    /// Bytes of one message.
    pub max_message: usize,
    /// Calls in flight.
    pub max_in_flight: usize,
    /// Long polls, which don't count as calls in flight.
    pub max_polls: usize,
    /// Subscriptions.
    pub max_subscriptions: usize,
    /// Bytes of the messages and answers of all connections together.
    pub max_memory: usize,
}

/// Maximum number of attached session strings per connection.
pub const MAX_HANDLES: usize = 1024;

impl Default for Limits {
    fn default() -> Self {
        Self {
            max_message: 64 << 20,
            max_in_flight: 64,
            max_polls: 64,
            max_subscriptions: 64,
            max_memory: 128 << 20,
        }
    }
}

/// Shared by a connection's calls and the wire that reads and writes it.
pub struct Connection {
    id: usize,
    limits: Limits,
    account: Arc<Account>,
    outgoing: mpsc::UnboundedSender<Outgoing>,
    handles: Mutex<HashMap<String, Secret>>,
    polls: AtomicUsize,
    lanes: Mutex<HashMap<Lane, Arc<tokio::sync::Mutex<()>>>>,
    subscriptions: Mutex<HashMap<u64, Subscription>>,
    next_subscription: AtomicU64,
    event_permits: Arc<Semaphore>,
    changing: Arc<Mutex<Vec<Delivery>>>,
}

/// An open subscription.
struct Subscription {
    open: Arc<AtomicBool>,
    task: AbortOnDropHandle<()>,
}

/// Counts a long poll until it is dropped.
pub struct PollGuard(Arc<Connection>);

/// Sends one subscription's notifications.
pub struct Outlet {
    pub subscription: u64,
    /// Cleared by `unsubscribe`.
    open: Arc<AtomicBool>,
    outgoing: mpsc::UnboundedSender<Outgoing>,
    event_permits: Arc<Semaphore>,
    changing: Arc<Mutex<Vec<Delivery>>>,
}

/// A sequence of sends: the account's key id, and a chat's id or 0.
pub type Lane = (i64, i64);

/// A turn in a lane. The holder goes first.
pub type Turn = OwnedMutexGuard<()>;

impl Connection {
    /// A connection with its own budget, and the receiver for the wire.
    pub fn new(limits: Limits) -> (Arc<Self>, mpsc::UnboundedReceiver<Outgoing>) {
        Self::sharing(limits, &Arc::default())
    }

    /// A connection that shares its process's budget, and the receiver for the wire.
    pub fn sharing(limits: Limits, budget: &Arc<Budget>) -> (Arc<Self>, mpsc::UnboundedReceiver<Outgoing>) {
        static NEXT: AtomicUsize = AtomicUsize::new(1);
        let (outgoing, wire) = mpsc::unbounded_channel();
        let id = NEXT.fetch_add(1, Ordering::Relaxed);
        let connection = Self {
            id,
            limits,
            account: budget.open(id, &limits),
            outgoing,
            handles: Mutex::default(),
            polls: AtomicUsize::new(0),
            lanes: Mutex::default(),
            subscriptions: Mutex::default(),
            next_subscription: AtomicU64::new(1),
            event_permits: Arc::new(Semaphore::new(MAX_QUEUED_EVENTS)),
            changing: Arc::default(),
        };
        (Arc::new(connection), wire)
    }

    /// Unique within this process.
    pub fn id(&self) -> usize {
        self.id
    }

    pub fn limits(&self) -> Limits {
        self.limits
    }

    /// Its account of the process's memory.
    pub fn account(&self) -> &Arc<Account> {
        &self.account
    }

    /// Sends a notification, unless the connection has ended.
    pub fn notify(&self, method: &str, params: &impl Serialize) {
        if let Some(text) = notification(method, params) {
            drop(self.outgoing.send(Outgoing::Notification(text)));
        }
    }

    /// Opens the outlet of a new subscription.
    pub fn outlet(&self) -> Outlet {
        Outlet {
            subscription: self.next_subscription.fetch_add(1, Ordering::Relaxed),
            open: Arc::new(AtomicBool::new(true)),
            outgoing: self.outgoing.clone(),
            event_permits: self.event_permits.clone(),
            changing: self.changing.clone(),
        }
    }

    /// Tracks a call that may change something until it is answered.
    pub fn changes(&self, call: Delivery) {
        let mut changing = self.changing.lock();
        changing.retain(|call| !call.is_answered());
        changing.push(call);
    }

    /// Counts a long poll until the guard is dropped. Fails with `resource_exhausted` if there are too many.
    pub fn poll(self: &Arc<Self>) -> Result<PollGuard> {
        let guard = PollGuard(self.clone());
        if self.polls.fetch_add(1, Ordering::Relaxed) < self.limits.max_polls {
            return Ok(guard);
        }
        Err(full("polls", self.limits.max_polls)
            .hint("wait for a poll to end or cancel one, use updates.subscribe, or raise --max-polls"))
    }

    /// Starts the task of a subscription, which ends with the connection. Fails with `resource_exhausted` if there are
    /// too many.
    pub fn subscribe(
        &self,
        outlet: Outlet,
        start: impl FnOnce(Outlet) -> AbortOnDropHandle<()>,
    ) -> Result<()> {
        let (subscription, open) = (outlet.subscription, outlet.open.clone());
        let mut subscriptions = self.subscriptions();
        subscriptions.retain(|_, subscription| !subscription.task.is_finished());
        if subscriptions.len() >= self.limits.max_subscriptions {
            return Err(full("subscriptions", self.limits.max_subscriptions).hint(
                "end one with updates.unsubscribe, open another connection, or raise --max-subscriptions",
            ));
        }
        subscriptions.insert(subscription, Subscription { open, task: start(outlet) });
        Ok(())
    }

    /// Ends a subscription. Its queued notifications are dropped. Returns whether it was open.
    pub fn unsubscribe(&self, subscription: u64) -> bool {
        let known = self.subscriptions().remove(&subscription);
        if let Some(subscription) = &known {
            subscription.open.store(false, Ordering::Release);
        }
        known.is_some()
    }

    fn subscriptions(&self) -> MutexGuard<'_, HashMap<u64, Subscription>> {
        self.subscriptions.lock()
    }

    /// Ends the connection when the process with this id ends.
    pub fn watch_process(&self, id: i32) {
        drop(self.outgoing.send(Outgoing::WatchProcess(id)));
    }

    /// Gives a secret a short name that is valid on this connection only. Fails with `resource_exhausted` if there are
    /// too many.
    pub fn attach(&self, handle: String, secret: Secret) -> Result<()> {
        let mut handles = self.handles();
        if handles.len() >= MAX_HANDLES {
            return Err(full("handles", MAX_HANDLES)
                .hint("end one with session.detach, or pass the session string itself"));
        }
        handles.insert(handle, secret);
        Ok(())
    }

    /// Replaces the secret behind a name. Does nothing if the name is unknown.
    pub fn reattach(&self, handle: &str, secret: Secret) {
        if let Some(attached) = self.handles().get_mut(handle) {
            *attached = secret;
        }
    }

    /// The secret behind a name.
    pub fn attached(&self, handle: &str) -> Option<Secret> {
        self.handles().get(handle).cloned()
    }

    /// Removes a name. Returns whether it was known.
    pub fn detach(&self, handle: &str) -> bool {
        self.handles().remove(handle).is_some()
    }

    fn handles(&self) -> MutexGuard<'_, HashMap<String, Secret>> {
        self.handles.lock()
    }

    /// Waits for a turn in a lane. Turns are given in the order of the requests, so calls that ask as soon as they are
    /// read act in the order they were read.
    pub fn turn(&self, lane: Lane) -> impl Future<Output = Turn> + use<> {
        let mut lanes = self.lanes.lock();
        // Unused lanes are removed, so that they don't accumulate on long-lived connections.
        lanes.retain(|name, lane_lock| *name == lane || Arc::strong_count(lane_lock) > 1);
        lanes.entry(lane).or_default().clone().lock_owned()
    }
}

impl Drop for PollGuard {
    fn drop(&mut self) {
        self.0.polls.fetch_sub(1, Ordering::Relaxed);
    }
}

/// The connection has reached one of its limits.
fn full(what: &str, limit: usize) -> Error {
    let message = format!("The connection has {limit} {what}, which is its limit");
    Error::new(Kind::ResourceExhausted, message).with("reason", what).with("limit", limit)
}

impl Outlet {
    /// Sends a notification as soon as there is room. Returns false if the connection has ended.
    pub async fn notify(&self, method: &str, params: &impl Serialize) -> bool {
        let permit = tokio::select! {
            permit = self.event_permits.clone().acquire_owned() => permit,
            () = self.closed() => return false,
        };
        let (Ok(permit), Some(text)) = (permit, notification(method, params)) else { return false };
        self.outgoing.send(Outgoing::Event { text, permit, open: self.open.clone() }).is_ok()
    }

    /// Waits until all calls of the connection that may have changed something are answered, for at most
    /// [`ANSWER_TIMEOUT`].
    pub async fn changes_answered(&self) {
        let changing = self.changing.lock().clone();
        let left = changing.iter().filter(|call| call.outcome() == Outcome::Unknown);
        in_time(async {
            for call in left {
                call.answered().await;
            }
        })
        .await;
    }

    /// Waits until this call is answered, for at most [`ANSWER_TIMEOUT`].
    pub async fn answered(&self, call: &Delivery) {
        in_time(call.answered()).await;
    }

    /// Waits until the connection has ended.
    pub async fn closed(&self) {
        self.outgoing.closed().await;
    }
}

/// Limits a wait to [`ANSWER_TIMEOUT`]: events out of order are better than none.
async fn in_time(answered: impl Future<Output = ()>) {
    let _ = tokio::time::timeout(ANSWER_TIMEOUT, answered).await;
}

/// A notification's JSON text.
fn notification(method: &str, params: &impl Serialize) -> Option<String> {
    #[derive(Serialize)]
    struct Notification<'a, P> {
        jsonrpc: &'static str,
        method: &'a str,
        params: &'a P,
    }
    match serde_json::to_string(&Notification { jsonrpc: "2.0", method, params }) {
        Ok(text) => Some(text),
        Err(error) => {
            tracing::error!(method, %error, "a notification can't be written as JSON");
            None
        }
    }
}

impl std::fmt::Debug for Connection {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Connection({})", self.id)
    }
}
