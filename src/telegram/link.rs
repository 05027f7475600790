//! A live connection to one DC with one key, shared by all requests of an account there.
//!
//! A [task](task) owns the socket. Requests go to it through a queue, so they are written in the order in which they were
//! made, even while the connection is still being opened. When the connection is lost, each request gets an error that
//! says whether it was written. The link repeats only requests that the server says it did not accept.

mod greeting;
mod listeners;
mod repeatable;
mod task;

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use bytes::Bytes;
use grammers_client::tl;
use tokio::runtime::Handle;
use tokio::sync::{mpsc, oneshot};
use tokio::task::JoinHandle;
use tokio::time::Instant;

use super::connection::{Broken, Connection, Way};
use super::mtproto::{self, Learned};
use crate::delivery::Delivery;
use crate::secret::SecretBytes;
use crate::tl::limits::Unreadable;

pub use greeting::Greeting;
pub use listeners::{LinkEvent, Listeners, TOO_LONG, Updates};

use task::Task;

/// Maximum size of a request. The rest of a packet is for wrappers such as `initConnection`.
pub const MAX_REQUEST: usize = mtproto::MAX_REQUEST - 4096;

/// What is needed to open a link.
#[derive(Clone)]
pub struct Route {
    pub way: Way,
    pub key: SecretBytes<256>,
    pub learned: Arc<Learned>,
    pub greeting: Arc<Greeting>,
    pub listeners: Listeners,
}

/// How a link starts.
pub enum Start {
    /// With the connection of a fresh key exchange.
    Connected(Box<Connection>),
    /// With a new connection, opened at this time.
    At(Instant),
}

/// Why a request got no answer.
#[derive(Clone, Debug)]
pub enum Failed {
    /// Telegram answered with an error.
    Telegram(tl::types::RpcError),
    /// The connection was lost. A request that was not written was certainly not carried out.
    Broken { why: Arc<Broken>, written: bool },
    /// The server rejected the request, after retries.
    Refused { code: i32 },
    /// The answer can't be read.
    Unreadable(Unreadable),
    /// The link's task panicked.
    Died,
}

/// A handle to a link. After the last one is dropped, the link ends once its requests are answered.
#[derive(Clone)]
pub struct Link {
    queue: mpsc::UnboundedSender<Request>,
    up: Arc<AtomicBool>,
}

/// A pending request. Dropping it cancels the request if it has not been written.
pub struct Pending(oneshot::Receiver<Result<Vec<u8>, Failed>>);

struct Request {
    body: Bytes,
    /// Counts written requests. Set for requests with an effect.
    delivery: Option<Delivery>,
    answer: oneshot::Sender<Result<Vec<u8>, Failed>>,
    tries: u32,
    /// Its position among all requests of the link, unchanged when it is sent again.
    turn: u64,
}

impl Link {
    /// Starts to connect, and accepts requests immediately.
    pub fn open(route: Route, start: Start) -> Self {
        Self::open_in(&Handle::current(), route, start).0
    }

    /// Like [`open`](Self::open), in another runtime. Also returns the link's task.
    pub fn open_in(runtime: &Handle, route: Route, start: Start) -> (Self, JoinHandle<()>) {
        let (queue, requests) = mpsc::unbounded_channel();
        let up = Arc::new(AtomicBool::new(false));
        let task = Task::new(&route, requests, up.clone());
        let task = runtime.spawn(task.run(route.way, start));
        (Self { queue, up }, task)
    }

    /// A link without a connection: a function answers each request, in order. For tests and fuzzing.
    pub fn answered_by(answers: impl Fn(&[u8]) -> Result<Vec<u8>, Failed> + Send + 'static) -> Self {
        let (queue, mut requests) = mpsc::unbounded_channel::<Request>();
        tokio::spawn(async move {
            while let Some(request) = requests.recv().await {
                let answer = answers(&request.body);
                request.finish(answer);
            }
        });
        Self { queue, up: Arc::new(AtomicBool::new(true)) }
    }

    /// Sends a request after all earlier ones. It must be no larger than [`MAX_REQUEST`].
    pub fn send(&self, body: Bytes, delivery: Option<Delivery>) -> Pending {
        debug_assert!(body.len() <= MAX_REQUEST && body.len().is_multiple_of(4));
        let (answer, pending) = oneshot::channel();
        let request = Request { body, delivery, answer, tries: 0, turn: 0 };
        if let Err(mpsc::error::SendError(request)) = self.queue.send(request) {
            request.fail(Failed::Broken { why: Arc::new(Broken::Closed), written: false });
        }
        Pending(pending)
    }

    /// Whether the connection is open, so that requests are written immediately.
    pub fn is_up(&self) -> bool {
        self.up.load(Ordering::Acquire)
    }

    /// Whether the link is dead and another one must be opened.
    pub fn is_closed(&self) -> bool {
        self.queue.is_closed()
    }
}

impl Pending {
    pub async fn answer(self) -> Result<Vec<u8>, Failed> {
        self.0.await.unwrap_or(Err(Failed::Died))
    }
}

impl Request {
    /// Completes the request. The receiver may be gone, which is fine.
    fn finish(self, result: Result<Vec<u8>, Failed>) {
        let _ = self.answer.send(result);
    }

    fn fail(self, failed: Failed) {
        self.finish(Err(failed));
    }

    /// Discounts a request that was counted as written.
    fn discount(&self) {
        if let Some(delivery) = &self.delivery {
            delivery.record_no_effect();
        }
    }
}
