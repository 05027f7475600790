//! A connection's queue: what is to be written to it, in order.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use tokio::sync::mpsc;
use tokio_util::sync::CancellationToken;

/// A client that leaves so much unread is cut off.
const MAX_QUEUED_BYTES: usize = 64 << 20;

/// So much may wait of updates, which nobody asked for. A client that is further behind has to ask what it missed.
const MAX_PUSHED_BYTES: usize = 4 << 20;

/// What is to be written to a connection, in order.
#[derive(Debug)]
pub enum Write {
    Packet(Vec<u8>),
    /// A packet that the client didn't ask for.
    Push(Vec<u8>),
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
    queued: Arc<Queued>,
    overflowed: CancellationToken,
    /// The client has been told that it missed updates, and has yet to read that.
    behind: bool,
}

/// Bytes that wait to be written.
#[derive(Default)]
struct Queued {
    all: AtomicUsize,
    pushed: AtomicUsize,
}

/// What there is room for in a connection's queue.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Room {
    Updates,
    /// Only for the news that there were too many.
    TooLong,
    Nothing,
}

/// The receiving end, which the connection's task holds.
pub struct Writes {
    queue: mpsc::UnboundedReceiver<Write>,
    queued: Arc<Queued>,
    /// The client has stopped reading.
    pub overflowed: CancellationToken,
}

pub(super) fn queue() -> (Writer, Writes) {
    let (sender, receiver) = mpsc::unbounded_channel();
    let (queued, overflowed) = (Arc::default(), CancellationToken::new());
    let writer = Writer { queue: sender, queued, overflowed, behind: false };
    let writes =
        Writes { queue: receiver, queued: writer.queued.clone(), overflowed: writer.overflowed.clone() };
    (writer, writes)
}

impl Write {
    fn len(&self) -> usize {
        match self {
            Write::Packet(bytes) | Write::Push(bytes) | Write::Half(bytes) => bytes.len(),
            _ => 0,
        }
    }
}

impl Writer {
    pub(super) fn push(&self, write: Write) {
        let length = write.len();
        if let Write::Push(_) = write {
            self.queued.pushed.fetch_add(length, Ordering::Relaxed);
        }
        if self.queued.all.fetch_add(length, Ordering::Relaxed) + length > MAX_QUEUED_BYTES {
            self.overflowed.cancel();
        }
        // A connection whose task has ended needs nothing written.
        let _ = self.queue.send(write);
    }

    /// What there is room for, before updates are pushed. Where it is only for the news that there were too many, the
    /// next updates find nothing until half of what waits is written: as the news is the last of it, whatever was left
    /// out by then came about before the client reads it.
    pub(super) fn room(&mut self) -> Room {
        let pushed = self.queued.pushed.load(Ordering::Relaxed);
        if self.behind && pushed > MAX_PUSHED_BYTES / 2 {
            return Room::Nothing;
        }
        self.behind = pushed > MAX_PUSHED_BYTES;
        if self.behind { Room::TooLong } else { Room::Updates }
    }

    /// Bytes that wait to be written.
    pub(super) fn waiting(&self) -> usize {
        self.queued.all.load(Ordering::Relaxed)
    }
}

impl Writes {
    pub async fn next(&mut self) -> Option<Write> {
        let write = self.queue.recv().await?;
        self.taken(&write);
        Some(write)
    }

    pub fn try_next(&mut self) -> Option<Write> {
        let write = self.queue.try_recv().ok()?;
        self.taken(&write);
        Some(write)
    }

    fn taken(&self, write: &Write) {
        self.queued.all.fetch_sub(write.len(), Ordering::Relaxed);
        if let Write::Push(bytes) = write {
            self.queued.pushed.fetch_sub(bytes.len(), Ordering::Relaxed);
        }
    }
}
