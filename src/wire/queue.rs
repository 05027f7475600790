//! Requests that wait for a place among those in flight, in the order in which they were read.

use std::collections::VecDeque;

use serde_json::value::RawValue;

use crate::rpc::message::Id;

/// The most requests that wait.
const LENGTH: usize = 1024;

/// Where an answer goes.
#[derive(Clone, Debug)]
pub enum ReplyTo {
    /// Nowhere: it was a notification.
    Nobody,
    Caller(Id),
    /// A place in a batch.
    Batch {
        batch: u64,
        place: usize,
        id: Option<Id>,
    },
}

impl ReplyTo {
    pub fn id(&self) -> Option<&Id> {
        match self {
            ReplyTo::Nobody => None,
            ReplyTo::Caller(id) => Some(id),
            ReplyTo::Batch { id, .. } => id.as_ref(),
        }
    }

    /// The same for a request that gets no answer of its own.
    pub fn unanswered(self) -> Self {
        match self {
            ReplyTo::Nobody | ReplyTo::Caller(_) => ReplyTo::Nobody,
            ReplyTo::Batch { batch, place, .. } => ReplyTo::Batch { batch, place, id: None },
        }
    }
}

/// A request that waits.
pub struct Waiting {
    pub reply_to: ReplyTo,
    pub method: String,
    pub params: Option<Box<RawValue>>,
}

impl Waiting {
    /// The bytes of what a caller may make as long as they like.
    fn size(&self) -> usize {
        let params = self.params.as_ref().map_or(0, |params| params.get().len());
        params + self.method.len() + self.reply_to.id().map_or(0, |id| id.as_json().len())
    }
}

/// Bounded by number and by bytes.
pub struct Queue {
    waiting: VecDeque<Waiting>,
    bytes: usize,
    max_bytes: usize,
}

impl Queue {
    pub fn new(max_bytes: usize) -> Self {
        Self { waiting: VecDeque::new(), bytes: 0, max_bytes }
    }

    /// Whether the reader must stop.
    pub fn is_full(&self) -> bool {
        self.waiting.len() >= LENGTH || self.bytes >= self.max_bytes
    }

    /// Bytes of all that wait, with their places.
    pub fn bytes(&self) -> usize {
        self.bytes + self.waiting.capacity() * size_of::<Waiting>()
    }

    pub fn is_empty(&self) -> bool {
        self.waiting.is_empty()
    }

    pub fn push(&mut self, waiting: Waiting) {
        self.bytes += waiting.size();
        self.waiting.push_back(waiting);
    }

    pub fn pop(&mut self) -> Option<Waiting> {
        let waiting = self.waiting.pop_front()?;
        self.bytes -= waiting.size();
        Some(waiting)
    }

    /// Takes out the requests with this id.
    pub fn remove(&mut self, id: &Id) -> Vec<Waiting> {
        self.remove_where(|waiting| waiting.reply_to.id() == Some(id))
    }

    pub fn remove_all(&mut self) -> Vec<Waiting> {
        self.remove_where(|_| true)
    }

    fn remove_where(&mut self, mut wanted: impl FnMut(&Waiting) -> bool) -> Vec<Waiting> {
        let (removed, kept): (Vec<_>, Vec<_>) = self.waiting.drain(..).partition(|waiting| wanted(waiting));
        self.waiting = kept.into();
        self.bytes = self.waiting.iter().map(Waiting::size).sum();
        removed
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whatever_a_caller_makes_long_is_counted() {
        let raw = |length| serde_json::value::to_raw_value(&"i".repeat(length)).unwrap();
        let waiting = |reply_to, method: usize, params: Option<usize>| Waiting {
            reply_to,
            method: "m".repeat(method),
            params: params.map(raw),
        };
        let id = ReplyTo::Caller(Id::read(&raw(1000)).unwrap());
        for long in [
            waiting(ReplyTo::Nobody, 1000, None),
            waiting(ReplyTo::Nobody, 0, Some(1000)),
            waiting(id, 0, None),
        ] {
            let mut queue = Queue::new(3000);
            queue.push(waiting(ReplyTo::Nobody, 2000, None));
            assert!(!queue.is_full());
            queue.push(long);
            assert!(queue.is_full());
            queue.pop();
            assert!(!queue.is_full());
            queue.remove_all();
            assert!(queue.is_empty());
        }
    }
}
