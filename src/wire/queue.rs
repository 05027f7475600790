//! Requests that wait for a place among those in flight, in the order in which they were read.

use std::collections::VecDeque;

use bytes::Bytes;

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
}

/// A request that waits: the message it stands in is kept, so that nothing is copied.
pub struct Waiting {
    pub reply_to: ReplyTo,
    pub method: String,
    /// The params' JSON text, or nothing.
    pub params: Bytes,
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

    pub fn is_empty(&self) -> bool {
        self.waiting.is_empty()
    }

    pub fn push(&mut self, waiting: Waiting) {
        self.bytes += waiting.params.len();
        self.waiting.push_back(waiting);
    }

    pub fn pop(&mut self) -> Option<Waiting> {
        let waiting = self.waiting.pop_front()?;
        self.bytes -= waiting.params.len();
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
        self.bytes = self.waiting.iter().map(|waiting| waiting.params.len()).sum();
        removed
    }
}
