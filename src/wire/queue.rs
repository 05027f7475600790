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
    /// The params' JSON text, or nothing.
    pub params: Bytes,
}

impl Waiting {
    /// Where the params are most of their message it is kept, so that nothing is copied; else they alone are.
    pub fn new(reply_to: ReplyTo, method: String, message: &Bytes, params: Option<&str>) -> Self {
        let params = match params.map(str::as_bytes) {
            None => Bytes::new(),
            Some(params) if params.len() * 2 < message.len() => Bytes::copy_from_slice(params),
            Some(params) => message.slice_ref(params),
        };
        Self { reply_to, method, params }
    }

    /// The bytes of what a caller may make as long as they like. A message kept whole has no more than twice as many.
    fn size(&self) -> usize {
        self.params.len() + self.method.len() + self.reply_to.id().map_or(0, |id| id.as_json().len())
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

    fn waiting(message: &Bytes, params: &str) -> Waiting {
        Waiting::new(ReplyTo::Nobody, "daemon.ping".to_owned(), message, Some(params))
    }

    #[test]
    fn a_message_is_kept_for_its_params_alone() {
        let message = Bytes::from(format!("{{{}[1]}}", " ".repeat(1000)));
        let text = std::str::from_utf8(&message).unwrap();
        let short = waiting(&message, &text[1001..1004]);
        assert!(message.is_unique(), "three bytes don't keep a thousand");
        let long = waiting(&message, &text[1..1004]);
        assert!(!message.is_unique(), "nor are a thousand copied");
        assert_eq!((&short.params[..], long.params.len()), (&b"[1]"[..], 1003));
    }

    #[test]
    fn whatever_a_caller_makes_long_is_counted() {
        let mut queue = Queue::new(3000);
        let message = Bytes::from("[]".to_owned());
        for length in [1000, 2000] {
            assert!(!queue.is_full());
            queue.push(Waiting::new(ReplyTo::Nobody, "m".repeat(length), &message, None));
        }
        assert!(queue.is_full());
        queue.pop();
        assert!(!queue.is_full());
        let id = serde_json::value::to_raw_value(&"i".repeat(1000)).unwrap();
        let reply_to = ReplyTo::Caller(Id::read(&id).unwrap());
        queue.push(Waiting::new(reply_to, String::new(), &message, None));
        assert!(queue.is_full());
        queue.remove_all();
        assert!(queue.is_empty() && !queue.is_full());
    }
}
