//! One client's connection, as calls see it: where notifications go, and what the connection remembers.

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

/// What calls hand to the connection besides their answers.
pub enum Outgoing {
    /// A notification's JSON text.
    Notification(String),
    /// A subscription's notification, and the room that it takes until it is written.
    Event { text: String, room: OwnedSemaphorePermit, open: Arc<AtomicBool> },
    /// The connection ends when this process does.
    WatchProcess(i32),
}

/// So many notifications of subscriptions may wait to be written. Whoever has more to tell waits.
const ROOM: usize = 8;

/// How long what a call changed is kept back for the call's answer.
const KEPT_BACK: Duration = Duration::from_secs(5);

/// What a connection may ask for.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    /// Bytes of one message.
    pub max_message: usize,
    /// Calls at once.
    pub max_in_flight: usize,
    /// Long polls at once, which aren't among the calls in flight.
    pub max_polls: usize,
    /// Subscriptions at once.
    pub max_subscriptions: usize,
    /// Bytes that messages and answers of all connections take together.
    pub max_memory: usize,
}

/// Session strings that a connection may have attached at once.
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

/// A connection is shared by its calls and by the wire that reads and writes it.
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
    room: Arc<Semaphore>,
    changing: Arc<Mutex<Vec<Delivery>>>,
}

/// A subscription that has not been ended.
struct Subscription {
    open: Arc<AtomicBool>,
    task: AbortOnDropHandle<()>,
}

/// The place of a long poll among those of its connection.
pub struct Poll(Arc<Connection>);

/// Where one subscription's notifications go.
pub struct Outlet {
    pub subscription: u64,
    /// Its notifications are still wanted.
    open: Arc<AtomicBool>,
    outgoing: mpsc::UnboundedSender<Outgoing>,
    room: Arc<Semaphore>,
    changing: Arc<Mutex<Vec<Delivery>>>,
}

/// What a lane is named by: an account, and a chat of its, or 0.
pub type Lane = (i64, i64);

/// A turn in a lane: who holds it goes first.
pub type Turn = OwnedMutexGuard<()>;

impl Connection {
    /// A connection that shares memory with no other, and the end of it that the wire listens on.
    pub fn new(limits: Limits) -> (Arc<Self>, mpsc::UnboundedReceiver<Outgoing>) {
        Self::sharing(limits, &Arc::default())
    }

    /// The same for one of a process's connections.
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
            room: Arc::new(Semaphore::new(ROOM)),
            changing: Arc::default(),
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

    /// What it holds of the process's memory.
    pub fn account(&self) -> &Arc<Account> {
        &self.account
    }

    /// Sends a notification. One to a connection that has ended goes nowhere.
    pub fn notify(&self, method: &str, params: &impl Serialize) {
        if let Some(text) = notification(method, params) {
            drop(self.outgoing.send(Outgoing::Notification(text)));
        }
    }

    /// Where the notifications of a new subscription go.
    pub fn outlet(&self) -> Outlet {
        Outlet {
            subscription: self.next_subscription.fetch_add(1, Ordering::Relaxed),
            open: Arc::new(AtomicBool::new(true)),
            outgoing: self.outgoing.clone(),
            room: self.room.clone(),
            changing: self.changing.clone(),
        }
    }

    /// Takes note of a call that may change something, until it is answered.
    pub fn changes(&self, call: Delivery) {
        let mut changing = self.changing.lock();
        changing.retain(|call| !call.is_answered());
        changing.push(call);
    }

    /// A place for a long poll, until it is dropped. Fails with `resource_exhausted` if all are taken.
    pub fn poll(self: &Arc<Self>) -> Result<Poll> {
        let place = Poll(self.clone());
        if self.polls.fetch_add(1, Ordering::Relaxed) < self.limits.max_polls {
            return Ok(place);
        }
        Err(full("polls", self.limits.max_polls)
            .hint("wait for a poll to end or cancel one, use updates.subscribe, or raise --max-polls"))
    }

    /// Keeps the task that tells a subscription. It ends by itself when the connection does. Fails with
    /// `resource_exhausted` if there are too many.
    pub fn subscribe(
        &self,
        outlet: Outlet,
        tell: impl FnOnce(Outlet) -> AbortOnDropHandle<()>,
    ) -> Result<()> {
        let (subscription, open) = (outlet.subscription, outlet.open.clone());
        let mut subscriptions = self.subscriptions();
        subscriptions.retain(|_, subscription| !subscription.task.is_finished());
        if subscriptions.len() >= self.limits.max_subscriptions {
            return Err(full("subscriptions", self.limits.max_subscriptions).hint(
                "end one with updates.unsubscribe, open another connection, or raise --max-subscriptions",
            ));
        }
        subscriptions.insert(subscription, Subscription { open, task: tell(outlet) });
        Ok(())
    }

    /// Ends a subscription: nothing more comes of it. Says whether there was one.
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

    /// Ends the connection when the process with this id has ended.
    pub fn watch_process(&self, id: i32) {
        drop(self.outgoing.send(Outgoing::WatchProcess(id)));
    }

    /// Gives a secret a short name that is good on this connection alone. Fails with `resource_exhausted` if there are
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

    /// Gives another secret to a name. One that is no longer known stays so.
    pub fn reattach(&self, handle: &str, secret: Secret) {
        if let Some(attached) = self.handles().get_mut(handle) {
            *attached = secret;
        }
    }

    /// The secret behind a name, and whether there is one.
    pub fn attached(&self, handle: &str) -> Option<Secret> {
        self.handles().get(handle).cloned()
    }

    /// Forgets a name. Says whether it was known.
    pub fn detach(&self, handle: &str) -> bool {
        self.handles().remove(handle).is_some()
    }

    fn handles(&self) -> MutexGuard<'_, HashMap<String, Secret>> {
        self.handles.lock()
    }

    /// A turn in the lane of this name. Turns come in the order in which they are asked for, so calls that ask as
    /// soon as they are read act in the order in which they were read.
    pub fn turn(&self, lane: Lane) -> impl Future<Output = Turn> + use<> {
        let mut lanes = self.lanes.lock();
        // A lane that nobody stands in is forgotten, so that a long connection doesn't gather them.
        lanes.retain(|name, lane_lock| *name == lane || Arc::strong_count(lane_lock) > 1);
        lanes.entry(lane).or_default().clone().lock_owned()
    }
}

impl Drop for Poll {
    fn drop(&mut self) {
        self.0.polls.fetch_sub(1, Ordering::Relaxed);
    }
}

/// A connection has as many of something as it may.
fn full(what: &str, limit: usize) -> Error {
    let message = format!("The connection has {limit} {what}, which is its limit");
    Error::new(Kind::ResourceExhausted, message).with("reason", what).with("limit", limit)
}

impl Outlet {
    /// Sends a notification as soon as there is room for it. False if the connection has ended.
    pub async fn notify(&self, method: &str, params: &impl Serialize) -> bool {
        let room = tokio::select! {
            room = self.room.clone().acquire_owned() => room,
            () = self.closed() => return false,
        };
        let (Ok(room), Some(text)) = (room, notification(method, params)) else { return false };
        self.outgoing.send(Outgoing::Event { text, room, open: self.open.clone() }).is_ok()
    }

    /// Comes back when those calls of the connection have been answered that may have changed something by now; or when
    /// that takes longer than what they changed can be kept back.
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

    /// Comes back when this call has been answered; or when that takes longer than what it changed can be kept back.
    pub async fn answered(&self, call: &Delivery) {
        in_time(call.answered()).await;
    }

    /// Comes back when the connection has ended.
    pub async fn closed(&self) {
        self.outgoing.closed().await;
    }
}

/// Late is better than out of order, and out of order is better than never.
async fn in_time(answered: impl Future<Output = ()>) {
    let _ = tokio::time::timeout(KEPT_BACK, answered).await;
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
