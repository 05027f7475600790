//! Requests that wait until fewer calls are in flight, in the order they were read.

use std::collections::VecDeque;

use serde_json::value::RawValue;

use crate::rpc::message::Id;

/// Maximum number of waiting requests.
const MAX_WAITING: usize = 1024;

/// Where an answer goes.
#[derive(Clone, Debug)]
pub enum ReplyTo {
    /// Nowhere. The request was a notification.
    Nobody,
    Caller(Id),
    /// A position in the answer to a batch.
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

    /// A position in a batch that gets no answer.
    pub fn unanswered(self) -> Self {
        match self {
            ReplyTo::Nobody | ReplyTo::Caller(_) => ReplyTo::Nobody,
            ReplyTo::Batch { batch, place, .. } => ReplyTo::Batch { batch, place, id: None },
        }
    }
}

/// A waiting request.
pub struct Waiting {
    pub reply_to: ReplyTo,
    pub method: String,
    pub params: Option<Box<RawValue>>,
}

impl Waiting {
    /// Bytes of the parts whose length the caller chooses.
    fn size(&self) -> usize {
        let params = self.params.as_ref().map_or(0, |params| params.get().len());
        params + self.method.len() + self.reply_to.id().map_or(0, |id| id.as_json().len())
    }
}

/// A queue bounded by number and by bytes.
pub struct Queue {
    waiting: VecDeque<Waiting>,
    bytes: usize,
    max_bytes: usize,
}

impl Queue {
    pub fn new(max_bytes: usize) -> Self {
        Self { waiting: VecDeque::new(), bytes: 0, max_bytes }
    }

    /// Whether to stop reading.
    pub fn is_full(&self) -> bool {
        self.waiting.len() >= MAX_WAITING || self.bytes >= self.max_bytes
    }

    /// Bytes of the waiting requests and of the queue itself.
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

    /// Removes the requests with this id.
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
    fn every_part_whose_length_the_caller_chooses_counts() {
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
