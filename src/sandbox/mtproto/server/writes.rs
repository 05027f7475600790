//! A connection's queue: what is to be written to it, in order.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use tokio::sync::{Notify, mpsc};
use tokio_util::sync::CancellationToken;

use crate::sandbox::mtproto::crypto::Unsealed;

/// A client that leaves so much unread is cut off.
const MAX_QUEUED_BYTES: usize = 64 << 20;

/// So much may wait of updates, which nobody asked for. A client that is further behind has to ask what it missed.
const MAX_PUSHED_BYTES: usize = 4 << 20;

/// What is to be written to a connection, in order.
pub enum Write {
    /// A packet as it is.
    Plain(Vec<u8>),
    Message(Unsealed),
    /// A message that the client didn't ask for.
    Push(Unsealed),
    QuickAck(u32),
    /// Half of a message's packet, then the end.
    Half(Unsealed),
    /// A transport error, then the end.
    Error(i32),
    Close,
    /// How much later the connection ends, until this is set again.
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
pub struct Queued {
    all: AtomicUsize,
    pushed: AtomicUsize,
    /// Told when the client has read on.
    fewer: Notify,
}

impl Queued {
    /// Comes back when the client may ask for more. Updates don't count, as it asked for none: it may acknowledge what it
    /// got before it reads on.
    pub async fn may_ask(&self) {
        while self.answers() > MAX_ANSWER_BYTES {
            self.fewer.notified().await;
        }
    }

    fn answers(&self) -> usize {
        self.all.load(Ordering::Relaxed).saturating_sub(self.pushed.load(Ordering::Relaxed))
    }
}

/// A client that leaves so many answers unread is asked nothing more: it isn't read from until it reads on.
const MAX_ANSWER_BYTES: usize = 8 << 20;

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

    /// What the reading end goes by.
    pub fn queued(&self) -> Arc<Queued> {
        self.queued.clone()
    }

    fn taken(&self, write: &Write) {
        self.queued.all.fetch_sub(write.len(), Ordering::Relaxed);
        if let Write::Push(message) = write {
            self.queued.pushed.fetch_sub(message.len(), Ordering::Relaxed);
        }
        // Whoever waits for it is there before there are fewer, or finds that there are: one notice is kept.
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
