//! The queue between the hub and one subscription.

use std::collections::VecDeque;
use std::sync::Arc;
use std::sync::atomic::Ordering;

use parking_lot::{Mutex, MutexGuard};
use tokio::sync::Notify;

use super::backpressure::{Lag, Readers};
use super::batch::Batch;
use super::counting::ChannelTooLong;
use super::event::Event;
use crate::error::Error;

/// An entry of a queue, the same for all subscriptions.
#[derive(Debug)]
pub enum Step<K> {
    Batch(Arc<Batch<K>>),
    /// A channel whose pts the hub doesn't know has news.
    ChannelTooLong(ChannelTooLong),
    /// Everything before this date has been delivered.
    Synced {
        date: i32,
        seq: i32,
    },
    /// Nothing follows.
    Ended(Arc<Error>),
}

/// Maximum bytes queued per subscription. Batches are shared: those in several queues are in memory once.
pub const CAPACITY: usize = 4 << 20;

/// A queue with more bytes than this pauses the hub, unless another subscription keeps up.
const HIGH_WATER: usize = CAPACITY / 2;

/// The reader of a queue with at most this many bytes keeps up.
const LOW_WATER: usize = CAPACITY / 4;

/// The steps queued for one subscription: in order, and bounded.
#[derive(Debug)]
pub struct Queue<K> {
    inner: Mutex<Inner<K>>,
    pushed: Notify,
    readers: Arc<Readers>,
    capacity: usize,
}

#[derive(Debug)]
struct Inner<K> {
    steps: VecDeque<Step<K>>,
    bytes: usize,
    /// The reader has read since it joined. While it catches up with earlier events, it doesn't.
    has_read: bool,
    /// The reader waits for the next events, whether from here or from Telegram.
    is_active: bool,
    /// Bytes pushed since the reader was last active or read, including dropped ones.
    unread: usize,
    /// The queue overflowed. It takes nothing until [`Queue::rejoin`].
    cut: Option<Cut>,
}

/// How a queue overflowed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Cut {
    /// While the reader wasn't active, 1.5 times the capacity was pushed. Otherwise it is only slow.
    pub stopped: bool,
    /// Events were dropped that Telegram never sends again.
    pub live_only: bool,
}

/// The reader of a queue waits for the next events until this is dropped. What is pushed meanwhile is no sign that it has
/// stopped reading.
pub struct Activity<K>(Arc<Queue<K>>);

impl<K> Drop for Activity<K> {
    fn drop(&mut self) {
        let mut inner = self.0.lock();
        (inner.is_active, inner.unread) = (false, 0);
    }
}

#[derive(Debug)]
pub enum Next<K> {
    Step(Step<K>),
    /// The following steps were dropped.
    Cut(Cut),
}

impl<K> Clone for Step<K> {
    fn clone(&self) -> Self {
        match self {
            Self::Batch(batch) => Self::Batch(batch.clone()),
            Self::ChannelTooLong(channel) => Self::ChannelTooLong(*channel),
            Self::Synced { date, seq } => Self::Synced { date: *date, seq: *seq },
            Self::Ended(error) => Self::Ended(error.clone()),
        }
    }
}

impl<K> Default for Inner<K> {
    fn default() -> Self {
        Self { steps: VecDeque::new(), bytes: 0, has_read: false, is_active: false, unread: 0, cut: None }
    }
}

impl<K> Default for Queue<K> {
    fn default() -> Self {
        Self::new(CAPACITY, Arc::default())
    }
}

impl<K> Queue<K> {
    pub fn new(capacity: usize, readers: Arc<Readers>) -> Self {
        Self { inner: Mutex::default(), pushed: Notify::new(), readers, capacity }
    }

    pub fn push(&self, step: &Step<K>) {
        let mut inner = self.lock();
        if !inner.is_active {
            inner.unread += step.len();
        }
        if let Some(cut) = &mut inner.cut {
            cut.live_only |= step.is_live_only();
            return;
        }
        let bytes = inner.bytes + step.len();
        // A single step is always taken, whatever its size.
        if bytes > self.capacity && !inner.steps.is_empty() {
            // The queued steps are useless without those that follow.
            let live_only = inner.steps.iter().chain([step]).any(|step| step.is_live_only());
            inner.clear(Some(Cut { stopped: false, live_only }));
            self.readers.changed.notify_one();
        } else {
            inner.bytes = bytes;
            inner.steps.push_back(step.clone());
        }
        drop(inner);
        self.pushed.notify_one();
    }

    pub async fn next(&self) -> Next<K> {
        loop {
            if let Some(next) = self.try_next() {
                return next;
            }
            self.pushed.notified().await;
        }
    }

    pub fn try_next(&self) -> Option<Next<K>> {
        let mut inner = self.lock();
        if let Some(cut) = inner.cut {
            return Some(Next::Cut(Cut { stopped: cut.stopped || self.has_stopped(&inner), ..cut }));
        }
        let first = !std::mem::replace(&mut inner.has_read, true);
        inner.unread = 0;
        let step = inner.steps.pop_front();
        if let Some(step) = &step {
            inner.bytes -= step.len();
            self.readers.taken.fetch_add(1, Ordering::Relaxed);
        }
        if (first || step.is_some()) && inner.bytes <= LOW_WATER {
            self.readers.changed.notify_one();
        }
        Some(Next::Step(step?))
    }

    /// The reader waits for the next events.
    pub fn activity(self: &Arc<Self>) -> Activity<K> {
        let mut inner = self.lock();
        let has_stopped = self.has_stopped(&inner);
        if let Some(cut) = &mut inner.cut {
            cut.stopped |= has_stopped;
        }
        inner.is_active = true;
        Activity(self.clone())
    }

    fn has_stopped(&self, inner: &Inner<K>) -> bool {
        inner.unread >= self.capacity + self.capacity / 2
    }

    /// How far the reader is behind.
    pub fn lag(&self) -> Lag {
        let inner = self.lock();
        match inner.bytes {
            _ if inner.cut.is_some() => Lag::Cut,
            0..=LOW_WATER if inner.has_read => Lag::KeepsUp,
            0..=HIGH_WATER => Lag::Behind,
            _ => Lag::FarBehind,
        }
    }

    /// Whether there is nothing to read without waiting.
    pub fn is_empty(&self) -> bool {
        let inner = self.lock();
        inner.steps.is_empty() && inner.cut.is_none()
    }

    /// Takes steps again after a cut.
    pub fn rejoin(&self) {
        self.lock().clear(None);
        self.readers.changed.notify_one();
    }

    /// Takes nothing more: there is no reader.
    pub fn close(&self) {
        self.lock().clear(Some(Cut::default()));
        self.readers.changed.notify_one();
    }

    fn lock(&self) -> MutexGuard<'_, Inner<K>> {
        self.inner.lock()
    }
}

impl<K> Inner<K> {
    fn clear(&mut self, cut: Option<Cut>) {
        let unread = if cut.is_some() { self.unread } else { 0 };
        *self = Self { cut, unread, is_active: self.is_active, ..Self::default() };
    }
}

impl<K> Step<K> {
    /// Whether it has events that count in no sequence: Telegram never sends them again.
    fn is_live_only(&self) -> bool {
        matches!(self, Self::Batch(batch) if batch.moves.is_empty() && !batch.events.is_empty())
    }

    /// The approximate number of bytes in memory.
    fn len(&self) -> usize {
        match self {
            Self::Batch(batch) => {
                let events = batch.events.iter().map(|event| event.json.get().len() + size_of::<Event<K>>());
                size_of::<Batch<K>>() + events.sum::<usize>()
            }
            _ => size_of::<Self>(),
        }
    }
}

#[cfg(test)]
mod tests;
