//! What happened, on its way to those who are told of it.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::sync::Notify;
use tokio::time::Instant;

use super::event::Event;
use super::news::Moved;
use super::state::{Move, Sequence};
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

/// When so many wait, what comes next waits for the reader to take some…
const MUCH: usize = CAPACITY / 2;

/// … until so few are left.
const LITTLE: usize = CAPACITY / 4;

/// Whoever has made the others wait in vain is not waited for again for so long.
const UNAWAITED: Duration = Duration::from_secs(60);

/// What waits for one who is told: in order, and within bounds.
#[derive(Debug)]
pub struct Queue {
    inner: Mutex<Inner>,
    pushed: Notify,
    /// Told when little is left, or nothing more is taken.
    drained: Notify,
    capacity: usize,
}

#[derive(Debug, Default)]
struct Inner {
    steps: VecDeque<Arc<Step>>,
    bytes: usize,
    /// There was more than there is room for. Nothing is taken any more until [`Queue::rejoin`].
    cut: bool,
    /// Its reader was too slow to be waited for until then.
    unawaited_until: Option<Instant>,
}

/// The next of a queue.
#[derive(Debug)]
pub enum Next {
    Step(Arc<Step>),
    /// What came next has not been kept.
    Cut,
}

impl Default for Queue {
    fn default() -> Self {
        Self::new(CAPACITY)
    }
}

impl Queue {
    pub fn new(capacity: usize) -> Self {
        Self { inner: Mutex::default(), pushed: Notify::new(), drained: Notify::new(), capacity }
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
            inner.clear(true);
            self.drained.notify_one();
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
        inner.bytes -= step.len();
        if inner.bytes <= LITTLE {
            self.drained.notify_one();
        }
        Some(Next::Step(step))
    }

    /// Whether what comes next is to wait until this is [drained](Self::drained).
    pub fn is_crowded(&self) -> bool {
        let inner = self.lock();
        inner.bytes > MUCH && inner.unawaited_until.is_none_or(|until| until <= Instant::now())
    }

    /// Comes back when little is left.
    pub async fn drained(&self) {
        while self.lock().bytes > LITTLE {
            self.drained.notified().await;
        }
    }

    /// Waiting for the reader took too long.
    pub fn give_up_waiting(&self) {
        self.lock().unawaited_until = Some(Instant::now() + UNAWAITED);
    }

    /// Whether there is something to be had without waiting.
    pub fn is_empty(&self) -> bool {
        let inner = self.lock();
        inner.steps.is_empty() && !inner.cut
    }

    /// Takes steps again after a cut.
    pub fn rejoin(&self) {
        self.lock().clear(false);
    }

    /// Takes nothing more, as nobody reads any more.
    pub fn close(&self) {
        self.lock().clear(true);
        self.drained.notify_one();
    }

    fn lock(&self) -> MutexGuard<'_, Inner> {
        self.inner.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Inner {
    fn clear(&mut self, cut: bool) {
        *self = Self { cut, unawaited_until: self.unawaited_until, ..Self::default() };
    }
}

impl Step {
    /// Whether it happened in this channel, and is counted there.
    pub fn is_in_channel(&self, id: i64) -> bool {
        let of = Sequence::Channel(id);
        matches!(self, Self::Happened(happened) if happened.moves.iter().any(|moves| moves.of == of))
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
mod tests {
    use super::*;

    fn step(bytes: usize) -> Arc<Step> {
        let json = serde_json::value::to_raw_value(&"x".repeat(bytes)).unwrap();
        let event = Arc::new(Event { kind: 0, chat: None, chat_is_unknown: false, json });
        Arc::new(Step::Happened(Happened { events: vec![event], ..Happened::default() }))
    }

    #[tokio::test]
    async fn a_queue_that_is_full_is_cut_and_takes_nothing_until_its_reader_is_back() {
        let queue = Queue::new(10_000);
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

    #[tokio::test(start_paused = true)]
    async fn a_crowded_queue_is_waited_for_until_little_is_left_but_not_in_vain_twice_in_a_row() {
        let queue = Queue::default();
        queue.push(&step(MUCH - LITTLE / 2));
        assert!(!queue.is_crowded());
        queue.push(&step(LITTLE / 2));
        assert!(queue.is_crowded());
        let (_, next) = tokio::join!(queue.drained(), async {
            tokio::task::yield_now().await;
            queue.try_next()
        });
        assert!(matches!(next, Some(Next::Step(_))));

        queue.push(&step(MUCH));
        assert!(queue.is_crowded());
        queue.give_up_waiting();
        assert!(!queue.is_crowded());
        queue.push(&step(MUCH));
        queue.drained().await;
        assert!(matches!(queue.next().await, Next::Cut));
        queue.rejoin();
        queue.push(&step(MUCH));
        assert!(!queue.is_crowded());
        tokio::time::advance(UNAWAITED).await;
        assert!(queue.is_crowded());
        queue.close();
        queue.drained().await;
    }
}
