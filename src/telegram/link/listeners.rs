//! Who listens to what comes over a key's connections.

use std::collections::VecDeque;
use std::sync::{Arc, Weak};

use bytes::Bytes;
use grammers_client::tl::{self, Identifiable};
use parking_lot::Mutex;
use tokio::sync::Notify;

use crate::delivery::Delivery;

/// Bytes that may wait for a listener. Of what comes on top of that, it hears only that there was more.
const CAPACITY: usize = 4 << 20;

/// Bytes besides, for what Telegram doesn't tell again, and for what becomes of the connection.
const RESERVE: usize = 1 << 20;

/// Those who listen, over all connections that a key has one after the other. Telegram gives updates to a connection
/// whose requests ask for them: while nobody listens, none does.
#[derive(Clone, Default)]
pub struct Listeners(Arc<Mutex<Vec<Weak<Ear>>>>);

/// What came since the listener began.
pub struct Updates(Arc<Ear>);

/// What is heard.
#[derive(Clone, Debug)]
pub enum Heard {
    /// A connection has been made.
    Up,
    /// The connection is gone.
    Down,
    /// What Telegram told by itself: a serialized `Updates`.
    Pushed(Arc<[u8]>),
    /// An answer to a request of this process that says what has changed.
    Answered { request: Bytes, answer: Arc<[u8]>, call: Option<Delivery> },
    /// More came than was kept, or can be read: Telegram tells it again when it is asked, unless it was `live_only`.
    Missed { live_only: bool },
    /// A request was refused as one of a login that is no more.
    Unauthorized,
}

struct Ear {
    queue: Mutex<Queue>,
    heard: Notify,
    live_only: LiveOnly,
}

/// Whether Telegram doesn't tell all of this update or answer again.
type LiveOnly = fn(&[u8]) -> bool;

#[derive(Default)]
struct Queue {
    heard: VecDeque<Heard>,
    bytes: usize,
}

impl Listeners {
    pub fn listen(&self, live_only: LiveOnly) -> Updates {
        let ear = Arc::new(Ear { queue: Mutex::default(), heard: Notify::new(), live_only });
        self.0.lock().push(Arc::downgrade(&ear));
        Updates(ear)
    }

    pub fn is_anybody_there(&self) -> bool {
        self.0.lock().iter().any(|ear| ear.strong_count() > 0)
    }

    pub fn tell(&self, heard: &Heard) {
        self.0.lock().retain(|ear| match ear.upgrade() {
            Some(ear) => {
                ear.queue.lock().push(heard.clone(), ear.live_only);
                ear.heard.notify_one();
                true
            }
            None => false,
        });
    }
}

impl Updates {
    pub async fn next(&mut self) -> Heard {
        loop {
            if let Some(heard) = self.try_next() {
                return heard;
            }
            // Whatever came since the look is remembered by the permit.
            self.0.heard.notified().await;
        }
    }

    pub fn try_next(&mut self) -> Option<Heard> {
        self.0.queue.lock().pop()
    }
}

impl Queue {
    fn push(&mut self, heard: Heard, live_only: LiveOnly) {
        let bytes = self.bytes + heard.len();
        let live_only = bytes > CAPACITY && heard.told().is_some_and(live_only);
        let is_reserved_for = live_only || heard.told().is_none();
        if bytes <= CAPACITY || is_reserved_for && bytes <= CAPACITY + RESERVE {
            self.bytes = bytes;
            self.heard.push_back(heard);
            return;
        }
        match self.heard.back_mut() {
            Some(Heard::Missed { live_only: any }) => *any |= live_only,
            _ => self.heard.push_back(Heard::Missed { live_only }),
        }
    }

    fn pop(&mut self) -> Option<Heard> {
        let heard = self.heard.pop_front()?;
        if !matches!(heard, Heard::Missed { .. }) {
            self.bytes -= heard.len();
        }
        Some(heard)
    }
}

impl Heard {
    /// An answer, if it is of a type that says what has changed.
    pub fn of_answer(request: &Bytes, answer: &[u8], call: Option<&Delivery>) -> Option<Self> {
        let id = answer.first_chunk().copied().map(u32::from_le_bytes)?;
        CHANGES.contains(&id).then(|| Heard::Answered {
            request: request.clone(),
            answer: answer.into(),
            call: call.cloned(),
        })
    }

    /// The update or answer.
    fn told(&self) -> Option<&[u8]> {
        match self {
            Heard::Pushed(told) | Heard::Answered { answer: told, .. } => Some(told),
            Heard::Up | Heard::Down | Heard::Missed { .. } | Heard::Unauthorized => None,
        }
    }

    /// Bytes that are kept for it.
    fn len(&self) -> usize {
        let request = match self {
            Heard::Answered { request, .. } => request.len(),
            _ => 0,
        };
        size_of::<Self>() + request + self.told().map_or(0, <[u8]>::len)
    }
}

/// The answers that say what has changed.
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

/// `updatesTooLong`, which has no fields and so no type of its own.
pub const TOO_LONG: u32 = 0xe317af7e;

#[cfg(test)]
mod tests {
    use super::*;

    fn pushed(bytes: usize) -> Heard {
        Heard::Pushed(vec![0; bytes].into())
    }

    #[tokio::test]
    async fn what_is_told_is_heard_in_order_by_all_who_listen() {
        let listeners = Listeners::default();
        let (mut one, mut other) = (listeners.listen(|_| true), listeners.listen(|_| true));
        for bytes in [1, 2, 3] {
            listeners.tell(&pushed(bytes));
        }
        for listener in [&mut one, &mut other] {
            for bytes in [1, 2, 3] {
                assert!(matches!(listener.next().await, Heard::Pushed(it) if it.len() == bytes));
            }
            assert!(listener.try_next().is_none());
        }
    }

    #[tokio::test]
    async fn who_falls_behind_hears_that_there_was_more_and_goes_on_from_there() {
        let listeners = Listeners::default();
        let mut slow = listeners.listen(|_| false);
        for _ in 0..6 {
            listeners.tell(&pushed(CAPACITY / 3));
        }
        assert!(matches!(slow.next().await, Heard::Pushed(_)));
        listeners.tell(&pushed(1));
        let heard: Vec<Heard> = std::iter::from_fn(|| slow.try_next()).collect();
        assert!(matches!(
            &heard[..],
            [Heard::Pushed(_), Heard::Missed { live_only: false }, Heard::Pushed(last)] if last.len() == 1
        ));
    }

    #[test]
    fn what_is_never_told_again_is_kept_longest_and_what_becomes_of_the_connection_with_it() {
        let listeners = Listeners::default();
        let mut slow = listeners.listen(|told| told.len() < 1000);
        for _ in 0..6 {
            listeners.tell(&pushed(CAPACITY / 3));
        }
        listeners.tell(&pushed(999));
        listeners.tell(&Heard::Down);
        let heard: Vec<Heard> = std::iter::from_fn(|| slow.try_next()).collect();
        assert!(matches!(
            &heard[..],
            [Heard::Pushed(_), Heard::Pushed(_), Heard::Missed { live_only: false }, Heard::Pushed(last), Heard::Down]
                if last.len() == 999
        ));

        for _ in 0..2 * CAPACITY / 999 {
            listeners.tell(&pushed(999));
        }
        let heard: Vec<Heard> = std::iter::from_fn(|| slow.try_next()).collect();
        assert!(heard.len() * 999 <= CAPACITY + RESERVE, "what is kept has a bound");
        assert!(matches!(&heard[..], [.., Heard::Missed { live_only: true }]));
        assert_eq!(slow.0.queue.lock().bytes, 0);
    }

    #[test]
    fn nobody_is_there_once_the_last_listener_has_gone() {
        let listeners = Listeners::default();
        assert!(!listeners.is_anybody_there());
        let listener = listeners.listen(|_| true);
        assert!(listeners.is_anybody_there());
        drop(listener);
        assert!(!listeners.is_anybody_there());
    }
}
