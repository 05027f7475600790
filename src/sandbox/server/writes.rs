//! A connection's queue: what is to be written to it, in order.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use tokio::sync::mpsc;
use tokio_util::sync::CancellationToken;

/// A client that leaves so much unread is cut off.
const MAX_QUEUED_BYTES: usize = 64 << 20;

/// What is to be written to a connection, in order.
#[derive(Debug)]
pub enum Write {
    Packet(Vec<u8>),
    QuickAck(u32),
    /// Half of a packet, then the end.
    Half(Vec<u8>),
    /// A transport error, then the end.
    Error(i32),
    Close,
    /// The connection ends so much later, unless told again.
    CloseAfter(Duration),
}

/// The sending end of a connection's queue.
pub(super) struct Writer {
    queue: mpsc::UnboundedSender<Write>,
    queued: Arc<AtomicUsize>,
    overflowed: CancellationToken,
}

/// The receiving end, which the connection's task holds.
pub struct Writes {
    queue: mpsc::UnboundedReceiver<Write>,
    queued: Arc<AtomicUsize>,
    /// The client has stopped reading.
    pub overflowed: CancellationToken,
}

pub(super) fn queue() -> (Writer, Writes) {
    let (sender, receiver) = mpsc::unbounded_channel();
    let writer = Writer { queue: sender, queued: Arc::default(), overflowed: CancellationToken::new() };
    let writes =
        Writes { queue: receiver, queued: writer.queued.clone(), overflowed: writer.overflowed.clone() };
    (writer, writes)
}

impl Write {
    fn len(&self) -> usize {
        match self {
            Write::Packet(bytes) | Write::Half(bytes) => bytes.len(),
            _ => 0,
        }
    }
}

impl Writer {
    pub(super) fn push(&self, write: Write) {
        let length = write.len();
        if self.queued.fetch_add(length, Ordering::Relaxed) + length > MAX_QUEUED_BYTES {
            self.overflowed.cancel();
        }
        // A connection whose task has ended needs nothing written.
        let _ = self.queue.send(write);
    }
}

impl Writes {
    pub async fn next(&mut self) -> Option<Write> {
        let write = self.queue.recv().await?;
        self.queued.fetch_sub(write.len(), Ordering::Relaxed);
        Some(write)
    }

    pub fn try_next(&mut self) -> Option<Write> {
        let write = self.queue.try_recv().ok()?;
        self.queued.fetch_sub(write.len(), Ordering::Relaxed);
        Some(write)
    }
}
