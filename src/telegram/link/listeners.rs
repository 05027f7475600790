//! Listeners for updates that arrive on the connections of a key.

use std::collections::VecDeque;
use std::sync::{Arc, Weak};

use bytes::Bytes;
use grammers_client::tl::{self, Identifiable};
use parking_lot::Mutex;
use tokio::sync::Notify;

use crate::delivery::Delivery;

/// Maximum number of queued bytes per listener. Further events are replaced by [`LinkEvent::Missed`].
const CAPACITY: usize = 4 << 20;

/// Additional bytes for updates that Telegram doesn't send again, and for changes of the connection.
const RESERVE: usize = 1 << 20;

/// The listeners of a key, kept over successive connections. Telegram sends updates to a connection whose requests allow
/// them, which they do only while there are listeners.
#[derive(Clone, Default)]
pub struct Listeners(Arc<Mutex<Vec<Weak<Listener>>>>);

/// Receives the events of a key's connections.
pub struct Updates(Arc<Listener>);

/// An event on a key's connections.
#[derive(Clone, Debug)]
pub enum LinkEvent {
    /// A connection was opened.
    Up,
    /// The connection was lost.
    Down,
    /// A serialized `Updates` that Telegram pushed.
    Pushed(Arc<[u8]>),
    /// An answer to a request of this process that contains updates.
    Answered { request: Bytes, answer: Arc<[u8]>, call: Option<Delivery> },
    /// Updates were dropped or could not be read. They can be fetched again, unless they were `live_only`.
    Missed { live_only: bool },
    /// A request was refused because the login has ended.
    Unauthorized,
}

struct Listener {
    queue: Mutex<Queue>,
    event: Notify,
    live_only: LiveOnly,
}

/// Returns whether an update or answer contains anything that Telegram doesn't send again.
type LiveOnly = fn(&[u8]) -> bool;

#[derive(Default)]
struct Queue {
    events: VecDeque<LinkEvent>,
    bytes: usize,
}

impl Listeners {
    pub fn listen(&self, live_only: LiveOnly) -> Updates {
        let listener = Arc::new(Listener { queue: Mutex::default(), event: Notify::new(), live_only });
        self.0.lock().push(Arc::downgrade(&listener));
        Updates(listener)
    }

    pub fn has_any(&self) -> bool {
        self.0.lock().iter().any(|listener| listener.strong_count() > 0)
    }

    pub fn notify(&self, event: &LinkEvent) {
        self.0.lock().retain(|listener| match listener.upgrade() {
            Some(listener) => {
                listener.queue.lock().push(event.clone(), listener.live_only);
                listener.event.notify_one();
                true
            }
            None => false,
        });
    }
}

impl Updates {
    pub async fn next(&mut self) -> LinkEvent {
        loop {
            if let Some(event) = self.try_next() {
                return event;
            }
            // If an event arrived since the check, the permit makes this return at once.
            self.0.event.notified().await;
        }
    }

    pub fn try_next(&mut self) -> Option<LinkEvent> {
        self.0.queue.lock().pop()
    }
}

impl Queue {
    fn push(&mut self, event: LinkEvent, live_only: LiveOnly) {
        let bytes = self.bytes + event.len();
        let live_only = bytes > CAPACITY && event.payload().is_some_and(live_only);
        let is_reserved_for = live_only || event.payload().is_none();
        if bytes <= CAPACITY || is_reserved_for && bytes <= CAPACITY + RESERVE {
            self.bytes = bytes;
            self.events.push_back(event);
            return;
        }
        match self.events.back_mut() {
            Some(LinkEvent::Missed { live_only: any }) => *any |= live_only,
            _ => self.events.push_back(LinkEvent::Missed { live_only }),
        }
    }

    fn pop(&mut self) -> Option<LinkEvent> {
        let event = self.events.pop_front()?;
        if !matches!(event, LinkEvent::Missed { .. }) {
            self.bytes -= event.len();
        }
        Some(event)
    }
}

impl LinkEvent {
    /// The event of an answer, if the answer's type contains updates.
    pub fn of_answer(request: &Bytes, answer: &[u8], call: Option<&Delivery>) -> Option<Self> {
        let id = answer.first_chunk().copied().map(u32::from_le_bytes)?;
        CHANGES.contains(&id).then(|| LinkEvent::Answered {
            request: request.clone(),
            answer: answer.into(),
            call: call.cloned(),
        })
    }

    /// The update or answer.
    fn payload(&self) -> Option<&[u8]> {
        match self {
            LinkEvent::Pushed(payload) | LinkEvent::Answered { answer: payload, .. } => Some(payload),
            LinkEvent::Up | LinkEvent::Down | LinkEvent::Missed { .. } | LinkEvent::Unauthorized => None,
        }
    }

    /// The number of bytes that the event counts for.
    fn len(&self) -> usize {
        let request = match self {
            LinkEvent::Answered { request, .. } => request.len(),
            _ => 0,
        };
        size_of::<Self>() + request + self.payload().map_or(0, <[u8]>::len)
    }
}

/// The types of answers that contain updates.
const CHANGES: [u32; 11] = [
    tl::types::UpdatesCombined::CONSTRUCTOR_ID,
    tl::types::Updates::CONSTRUCTOR_ID,
    tl::types::UpdateShort::CONSTRUCTOR_ID,
    tl::types::UpdateShortMessage::CONSTRUCTOR_ID,
    tl::types::UpdateShortChatMessage::CONSTRUCTOR_ID,
    tl::types::UpdateShortSentMessage::CONSTRUCTOR_ID,
    TOO_LONG,
    tl::types::messages::AffectedMessages::CONSTRUCTOR_ID,
    tl::types::messages::AffectedHistory::CONSTRUCTOR_ID,
    tl::types::messages::AffectedFoundMessages::CONSTRUCTOR_ID,
    tl::types::messages::InvitedUsers::CONSTRUCTOR_ID,
];

/// `updatesTooLong`. It has no fields, so grammers has no struct for it.
pub const TOO_LONG: u32 = 0xe317af7e;

#[cfg(test)]
mod tests {
    use super::*;

    fn pushed(bytes: usize) -> LinkEvent {
        LinkEvent::Pushed(vec![0; bytes].into())
    }

    #[tokio::test]
    async fn what_is_told_is_heard_in_order_by_all_who_listen() {
        let listeners = Listeners::default();
        let (mut one, mut other) = (listeners.listen(|_| true), listeners.listen(|_| true));
        for bytes in [1, 2, 3] {
            listeners.notify(&pushed(bytes));
        }
        for listener in [&mut one, &mut other] {
            for bytes in [1, 2, 3] {
                assert!(matches!(listener.next().await, LinkEvent::Pushed(it) if it.len() == bytes));
            }
            assert!(listener.try_next().is_none());
        }
    }

    #[tokio::test]
    async fn who_falls_behind_hears_that_there_was_more_and_goes_on_from_there() {
        let listeners = Listeners::default();
        let mut slow = listeners.listen(|_| false);
        for _ in 0..6 {
            listeners.notify(&pushed(CAPACITY / 3));
        }
        assert!(matches!(slow.next().await, LinkEvent::Pushed(_)));
        listeners.notify(&pushed(1));
        let event: Vec<LinkEvent> = std::iter::from_fn(|| slow.try_next()).collect();
        assert!(matches!(
            &event[..],
            [LinkEvent::Pushed(_), LinkEvent::Missed { live_only: false }, LinkEvent::Pushed(last)] if last.len() == 1
        ));
    }

    #[test]
    fn what_is_never_told_again_is_kept_longest_and_what_becomes_of_the_connection_with_it() {
        let listeners = Listeners::default();
        let mut slow = listeners.listen(|payload| payload.len() < 1000);
        for _ in 0..6 {
            listeners.notify(&pushed(CAPACITY / 3));
        }
        listeners.notify(&pushed(999));
        listeners.notify(&LinkEvent::Down);
        let event: Vec<LinkEvent> = std::iter::from_fn(|| slow.try_next()).collect();
        assert!(matches!(
            &event[..],
            [LinkEvent::Pushed(_), LinkEvent::Pushed(_), LinkEvent::Missed { live_only: false }, LinkEvent::Pushed(last), LinkEvent::Down]
                if last.len() == 999
        ));

        for _ in 0..2 * CAPACITY / 999 {
            listeners.notify(&pushed(999));
        }
        let event: Vec<LinkEvent> = std::iter::from_fn(|| slow.try_next()).collect();
        assert!(event.len() * 999 <= CAPACITY + RESERVE, "what is kept has a bound");
        assert!(matches!(&event[..], [.., LinkEvent::Missed { live_only: true }]));
        assert_eq!(slow.0.queue.lock().bytes, 0);
    }

    #[test]
    fn nobody_is_there_once_the_last_listener_has_gone() {
        let listeners = Listeners::default();
        assert!(!listeners.has_any());
        let listener = listeners.listen(|_| true);
        assert!(listeners.has_any());
        drop(listener);
        assert!(!listeners.has_any());
    }
}
