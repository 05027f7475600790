//! What happened, on its way to those who are told of it.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use tokio::sync::Notify;

use super::event::Event;
use super::news::Moved;
use super::state::Move;
use crate::error::Error;
use crate::rpc::progress::Delivery;

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
}

/// So many bytes of events may wait for one who is told.
pub const CAPACITY: usize = 4 << 20;

/// When so many wait for everybody, nothing more is passed on until somebody has taken some. The others may be behind
/// that one by the rest of their room.
const ENOUGH: usize = CAPACITY / 4;

/// What waits for one who is told: in order, and within bounds.
#[derive(Debug)]
pub struct Queue {
    inner: Mutex<Inner>,
    pushed: Notify,
    /// Told when there is room again, for whoever pushes.
    room: Arc<Notify>,
    capacity: usize,
}

#[derive(Debug, Default)]
struct Inner {
    steps: VecDeque<Arc<Step>>,
    bytes: usize,
    /// There was more than there is room for. Nothing is taken any more until [`Queue::rejoin`].
    cut: bool,
}

/// The next of a queue.
#[derive(Debug)]
pub enum Next {
    Step(Arc<Step>),
    /// What came next has not been kept.
    Cut,
}

impl Queue {
    pub fn new(room: Arc<Notify>) -> Self {
        Self { inner: Mutex::default(), pushed: Notify::new(), room, capacity: CAPACITY }
    }

    pub fn push(&self, step: &Arc<Step>) {
        let mut inner = self.lock();
        if inner.cut {
            return;
        }
        let bytes = inner.bytes + step.len();
        // One alone is always taken, whatever its size.
        if bytes > self.capacity && !inner.steps.is_empty() {
            // What waits has become worthless for going on without a gap, and would only cost memory.
            *inner = Inner { cut: true, ..Inner::default() };
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
        if inner.cut {
            return Some(Next::Cut);
        }
        let step = inner.steps.pop_front()?;
        let before = inner.bytes;
        inner.bytes -= step.len();
        if before > ENOUGH && inner.bytes <= ENOUGH {
            self.room.notify_one();
        }
        Some(Next::Step(step))
    }

    /// Whether little waits. Nothing of one that is cut, which takes no more.
    pub fn has_room(&self) -> Option<bool> {
        let inner = self.lock();
        (!inner.cut).then_some(inner.bytes <= ENOUGH)
    }

    /// Whether there is something to be had without waiting.
    pub fn is_empty(&self) -> bool {
        let inner = self.lock();
        inner.steps.is_empty() && !inner.cut
    }

    /// Takes steps again after a cut.
    pub fn rejoin(&self) {
        *self.lock() = Inner::default();
        self.room.notify_one();
    }

    fn lock(&self) -> MutexGuard<'_, Inner> {
        self.inner.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Step {
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
mod tests {
    use super::*;

    fn step(bytes: usize) -> Arc<Step> {
        let json = serde_json::value::to_raw_value(&"x".repeat(bytes)).unwrap();
        let event = Arc::new(Event { kind: 0, chat: None, chat_is_unknown: false, json });
        Arc::new(Step::Happened(Happened { events: vec![event], ..Happened::default() }))
    }

    #[tokio::test]
    async fn a_queue_that_is_full_is_cut_and_takes_nothing_until_its_reader_is_back() {
        let queue = Queue { capacity: 10_000, ..Queue::new(Arc::default()) };
        for _ in 0..3 {
            queue.push(&step(3_000));
        }
        assert!(matches!(queue.next().await, Next::Step(_)));
        queue.push(&step(3_000));
        queue.push(&step(3_000));
        assert!(matches!(queue.next().await, Next::Cut));
        assert_eq!(queue.lock().bytes, 0);
        queue.push(&step(1));
        assert!(matches!(queue.next().await, Next::Cut));
        queue.rejoin();
        assert!(queue.is_empty());
        queue.push(&step(20_000));
        assert!(matches!(queue.next().await, Next::Step(_)), "one alone always fits");
        assert!(queue.is_empty());
    }

    #[tokio::test]
    async fn who_pushes_is_told_when_there_is_room_again() {
        let room = Arc::new(Notify::new());
        let queue = Queue::new(room.clone());
        queue.push(&step(ENOUGH / 2));
        assert_eq!(queue.has_room(), Some(true));
        queue.push(&step(ENOUGH));
        assert_eq!(queue.has_room(), Some(false));
        queue.next().await;
        assert_eq!(queue.has_room(), Some(false));
        queue.next().await;
        room.notified().await;
        assert_eq!(queue.has_room(), Some(true));
        while !matches!(queue.try_next(), Some(Next::Cut)) {
            queue.push(&step(CAPACITY / 2));
            queue.push(&step(CAPACITY));
        }
        assert_eq!(queue.has_room(), None);
        queue.rejoin();
        room.notified().await;
        assert_eq!(queue.has_room(), Some(true));
    }
}
