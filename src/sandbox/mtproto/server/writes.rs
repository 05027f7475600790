//! A connection's write queue.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use tokio::sync::{Notify, mpsc};
use tokio_util::sync::CancellationToken;

use crate::sandbox::mtproto::crypto::Unsealed;

/// A client with more unread bytes is disconnected.
const MAX_QUEUED_BYTES: usize = 64 << 20;

/// Maximum queued bytes of updates. A client that is further behind has to fetch a difference.
const MAX_PUSHED_BYTES: usize = 4 << 20;

/// An entry of the queue.
pub enum Write {
    /// An unencrypted packet.
    Plain(Vec<u8>),
    Message(Unsealed),
    /// A message that the client didn't request.
    Push(Unsealed),
    QuickAck(u32),
    /// Half of a message's packet, then close.
    Half(Unsealed),
    /// A transport error, then close.
    Error(i32),
    Close,
    /// Close after a delay, unless it is set again.
    CloseAfter(Duration),
}

/// The sending end of a connection's queue.
pub(super) struct Writer {
    queue: mpsc::UnboundedSender<Write>,
    queued: Arc<Queued>,
    overflowed: CancellationToken,
    /// The client was sent updatesTooLong and hasn't read it yet.
    behind: bool,
}

/// Bytes queued for writing.
#[derive(Default)]
pub struct Queued {
    all: AtomicUsize,
    pushed: AtomicUsize,
    /// Notified when the client has read more.
    fewer: Notify,
}

impl Queued {
    /// Waits until the client may send more. Updates don't count, as it didn't request them: it may acknowledge them
    /// before it reads on.
    pub async fn may_ask(&self) {
        while self.answers() > MAX_ANSWER_BYTES {
            self.fewer.notified().await;
        }
    }

    fn answers(&self) -> usize {
        self.all.load(Ordering::Relaxed).saturating_sub(self.pushed.load(Ordering::Relaxed))
    }
}

/// A client with more unread answers isn't read from until it reads them.
const MAX_ANSWER_BYTES: usize = 8 << 20;

/// What fits into a connection's queue.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Room {
    Updates,
    /// Only updatesTooLong.
    TooLong,
    Nothing,
}

/// The receiving end, held by the connection's task.
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
            Write::Plain(bytes) => bytes.len(),
            Write::Message(message) | Write::Push(message) | Write::Half(message) => message.len(),
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
        // Ignored if the connection's task has ended.
        let _ = self.queue.send(write);
    }

    /// Returns what fits, before updates are pushed. After updatesTooLong nothing fits until half of the queue is
    /// written: everything dropped meanwhile happens before the client reads updatesTooLong, so its difference covers
    /// it.
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

    /// The queue's size, for the reading task.
    pub fn queued(&self) -> Arc<Queued> {
        self.queued.clone()
    }

    fn taken(&self, write: &Write) {
        self.queued.all.fetch_sub(write.len(), Ordering::Relaxed);
        if let Write::Push(message) = write {
            self.queued.pushed.fetch_sub(message.len(), Ordering::Relaxed);
        }
        // A waiter that isn't registered yet sees the new size, or gets the stored notification.
        self.queued.fewer.notify_one();
    }
}

#[cfg(test)]
mod tests {
    use futures_util::FutureExt;

    use super::super::writes::*;
    use crate::sandbox::mtproto::crypto::{AuthKey, Envelope};
    use crate::secret::SecretBytes;

    fn unsealed(length: usize) -> Unsealed {
        let key = Arc::new(AuthKey::new(SecretBytes::new(&mut [7; 256])));
        let body = vec![0; length].into();
        Unsealed::new(key, Envelope { salt: 1, session_id: 2, msg_id: 3, seqno: 4, body })
    }

    #[test]
    fn a_message_is_as_long_as_its_packet_will_be() {
        for length in (4..400).step_by(4) {
            let message = unsealed(length);
            assert_eq!(message.len(), message.seal().len());
        }
    }

    #[test]
    fn who_leaves_answers_unread_may_not_ask_on_and_who_leaves_updates_unread_may() {
        let (writer, mut writes) = queue();
        let queued = writes.queued();
        for _ in 0..32 {
            writer.push(Write::Push(unsealed(1 << 20)));
        }
        assert_eq!(queued.may_ask().now_or_never(), Some(()));
        for _ in 0..9 {
            writer.push(Write::Message(unsealed(1 << 20)));
        }
        assert_eq!(queued.may_ask().now_or_never(), None);
        while writes.try_next().is_some() {}
        assert_eq!(queued.may_ask().now_or_never(), Some(()));
    }
}
