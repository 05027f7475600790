//! A live connection to one DC with one key, shared by all requests of an account there.
//!
//! A [task](task) of its own holds the socket. Requests go to it through a queue, so that they leave in the order in
//! which they were made, also while the connection is still being opened. When the connection dies, each request learns
//! whether it had left. Nothing is repeated here but what the server told us it did not take.

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
pub use listeners::{Heard, Listeners, TOO_LONG, Updates};

use task::Task;

/// The largest request: what fits in a packet with initConnection and the like around it.
pub const MAX_REQUEST: usize = mtproto::MAX_REQUEST - 4096;

/// All that a link needs to be opened, as often as it must be.
#[derive(Clone)]
pub struct Route {
    pub way: Way,
    pub key: SecretBytes<256>,
    pub learned: Arc<Learned>,
    pub greeting: Arc<Greeting>,
    pub listeners: Listeners,
}

/// What a link begins with.
pub enum Start {
    /// The connection of a fresh key exchange.
    Connected(Box<Connection>),
    /// A connection that is made when its turn comes.
    At(Instant),
}

/// Why a request got no answer.
#[derive(Clone, Debug)]
pub enum Failed {
    /// Telegram answered with an error.
    Telegram(tl::types::RpcError),
    /// The connection is gone. If the request was not written, it certainly was not carried out.
    Broken { why: Arc<Broken>, written: bool },
    /// The server did not take the request, whatever was tried.
    Refused { code: i32 },
    /// There was an answer, and it can't be read.
    Unreadable(Unreadable),
    /// The link's task died of a bug.
    Died,
}

/// The handle of a link. When the last one goes, the link ends once its requests are answered.
#[derive(Clone)]
pub struct Link {
    queue: mpsc::UnboundedSender<Request>,
    up: Arc<AtomicBool>,
}

/// A request that is on its way. Dropping it takes the request back if it has not left.
pub struct Pending(oneshot::Receiver<Result<Vec<u8>, Failed>>);

struct Request {
    body: Bytes,
    /// Counts what has left, for requests with an effect.
    delivery: Option<Delivery>,
    answer: oneshot::Sender<Result<Vec<u8>, Failed>>,
    tries: u32,
    /// Its place among all requests of the link, which it keeps when it is sent again.
    turn: u64,
}

impl Link {
    /// Begins to connect, and takes requests from now on.
    pub fn open(route: Route, start: Start) -> Self {
        Self::open_in(&Handle::current(), route, start).0
    }

    /// The same in another runtime, and the task that is the link.
    pub fn open_in(runtime: &Handle, route: Route, start: Start) -> (Self, JoinHandle<()>) {
        let (queue, requests) = mpsc::unbounded_channel();
        let up = Arc::new(AtomicBool::new(false));
        let task = Task::new(&route, requests, up.clone());
        let task = runtime.spawn(task.run(route.way, start));
        (Self { queue, up }, task)
    }

    /// A link without a connection: a function answers each request, bare and in order. For trying what any answer
    /// leads to.
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

    /// Sends a request: it leaves after all that were sent before. It must be no larger than [`MAX_REQUEST`].
    pub fn send(&self, body: Bytes, delivery: Option<Delivery>) -> Pending {
        debug_assert!(body.len() <= MAX_REQUEST && body.len().is_multiple_of(4));
        let (answer, pending) = oneshot::channel();
        let request = Request { body, delivery, answer, tries: 0, turn: 0 };
        if let Err(mpsc::error::SendError(request)) = self.queue.send(request) {
            request.fail(Failed::Broken { why: Arc::new(Broken::Closed), written: false });
        }
        Pending(pending)
    }

    /// Whether the connection is open and requests leave at once.
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
    /// The caller may be gone; then nobody wants to know.
    fn finish(self, result: Result<Vec<u8>, Failed>) {
        let _ = self.answer.send(result);
    }

    fn fail(self, failed: Failed) {
        self.finish(Err(failed));
    }

    /// What was counted as gone is not.
    fn comes_back(&self) {
        if let Some(delivery) = &self.delivery {
            delivery.comes_back();
        }
    }
}
