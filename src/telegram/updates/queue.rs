//! What happened, on its way to those who are told of it.

use std::collections::VecDeque;
use std::sync::Arc;
use std::sync::atomic::Ordering;

use parking_lot::{Mutex, MutexGuard};
use tokio::sync::Notify;

use super::event::Event;
use super::news::Moved;
use super::pace::{Pace, Readers};
use super::state::{Move, Sequence};
use crate::delivery::Delivery;
use crate::error::Error;

/// Something that happened, the same for all who are told.
#[derive(Debug)]
pub enum Step {
    Happened(Happened),
    /// Something happened in a channel, and nobody knows yet what.
    Moved(Moved),
    /// Whatever came about before this date has been told.
    Synced {
        date: i32,
        seq: i32,
    },
    /// Nothing more will come.
    Ended(Arc<Error>),
}

/// Events, and what they move.
#[derive(Debug, Default)]
pub struct Happened {
    pub moves: Vec<Move>,
    pub events: Vec<Arc<Event>>,
    /// The call that did it, whose answer is to come first.
    pub after: Option<Delivery>,
    /// It was asked for, so that any call may have done it.
    pub asked_for: bool,
    /// The id of the message that it brings, if it is one update about a new message.
    pub message: Option<i32>,
}

/// Bytes of events that may wait for one subscriber. Steps are shared: those that wait for several are in memory once.
pub const CAPACITY: usize = 4 << 20;

/// A queue with more bytes than this makes the hub wait, unless another subscriber keeps up.
const HIGH_WATER: usize = CAPACITY / 2;

/// The reader of a queue with no more bytes than this keeps up.
const LOW_WATER: usize = CAPACITY / 4;

/// The steps that wait for one subscriber: in order, and within bounds.
#[derive(Debug)]
pub struct Queue {
    inner: Mutex<Inner>,
    pushed: Notify,
    readers: Arc<Readers>,
    capacity: usize,
}

#[derive(Debug, Default)]
struct Inner {
    steps: VecDeque<Arc<Step>>,
    bytes: usize,
    /// The reader has asked for the next step since it joined. While it catches up with earlier events, it doesn't.
    asked: bool,
    /// Bytes that came since the reader last asked, dropped ones included.
    unasked: usize,
    /// There was more than there is room for. Nothing is taken any more until [`Queue::rejoin`].
    cut: Option<Cut>,
}

/// Why a queue takes nothing more until its reader has joined again.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Cut {
    /// The reader took nothing while half as much again as its queue holds went by. Otherwise it is only slow.
    pub stopped: bool,
    /// Something was dropped that Telegram doesn't tell again.
    pub live_only: bool,
}

/// The next of a queue.
#[derive(Debug)]
pub enum Next {
    Step(Arc<Step>),
    /// What came next has not been kept.
    Cut(Cut),
}

impl Default for Queue {
    fn default() -> Self {
        Self::new(CAPACITY, Arc::default())
    }
}

impl Queue {
    pub fn new(capacity: usize, readers: Arc<Readers>) -> Self {
        Self { inner: Mutex::default(), pushed: Notify::new(), readers, capacity }
    }

    pub fn push(&self, step: &Arc<Step>) {
        let mut inner = self.lock();
        inner.unasked += step.len();
        if let Some(cut) = &mut inner.cut {
            cut.live_only |= step.is_live_only();
            return;
        }
        let bytes = inner.bytes + step.len();
        // One alone is always taken, whatever its size.
        if bytes > self.capacity && !inner.steps.is_empty() {
            // The steps that wait are of no use without those that follow, and would only cost memory.
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

    pub async fn next(&self) -> Next {
        loop {
            if let Some(next) = self.try_next() {
                return next;
            }
            self.pushed.notified().await;
        }
    }

    pub fn try_next(&self) -> Option<Next> {
        let mut inner = self.lock();
        if let Some(cut) = inner.cut {
            return Some(Next::Cut(Cut {
                stopped: inner.unasked >= self.capacity + self.capacity / 2,
                ..cut
            }));
        }
        let first = !std::mem::replace(&mut inner.asked, true);
        inner.unasked = 0;
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

    /// How its reader stands to what comes.
    pub fn pace(&self) -> Pace {
        let inner = self.lock();
        match inner.bytes {
            _ if inner.cut.is_some() => Pace::Cut,
            0..=LOW_WATER if inner.asked => Pace::KeepsUp,
            0..=HIGH_WATER => Pace::Behind,
            _ => Pace::FarBehind,
        }
    }

    /// Whether there is something to be had without waiting.
    pub fn is_empty(&self) -> bool {
        let inner = self.lock();
        inner.steps.is_empty() && inner.cut.is_none()
    }

    /// Takes steps again after a cut.
    pub fn rejoin(&self) {
        self.lock().clear(None);
        self.readers.changed.notify_one();
    }

    /// Takes nothing more, as nobody reads any more.
    pub fn close(&self) {
        self.lock().clear(Some(Cut::default()));
        self.readers.changed.notify_one();
    }

    fn lock(&self) -> MutexGuard<'_, Inner> {
        self.inner.lock()
    }
}

impl Inner {
    fn clear(&mut self, cut: Option<Cut>) {
        let unasked = if cut.is_some() { self.unasked } else { 0 };
        *self = Self { cut, unasked, ..Self::default() };
    }
}

impl Step {
    /// Whether it happened in this channel, and is counted there.
    pub fn is_in_channel(&self, id: i64) -> bool {
        let of = Sequence::Channel(id);
        matches!(self, Self::Happened(happened) if happened.moves.iter().any(|moves| moves.of == of))
    }

    /// Whether it has events that Telegram doesn't tell again: they count in no sequence.
    fn is_live_only(&self) -> bool {
        matches!(self, Self::Happened(happened) if happened.moves.is_empty() && !happened.events.is_empty())
    }

    /// About so many bytes are kept for it.
    fn len(&self) -> usize {
        match self {
            Step::Happened(happened) => {
                let events = happened.events.iter().map(|event| event.json.get().len() + size_of::<Event>());
                size_of::<Self>() + events.sum::<usize>()
            }
            _ => size_of::<Self>(),
        }
    }
}

#[cfg(test)]
mod tests;
