//! Events that belong together, and how far they move the account's sequences.

use std::sync::Arc;

use super::counting::ChannelTooLong;
use super::event::Event;
use super::gap::Gap;
use super::state::Move;
use crate::delivery::Delivery;

/// Events that are delivered together. Once all of them are delivered, the sequences stand at `moves`.
#[derive(Debug)]
pub struct Batch<K> {
    /// What is missing before these events.
    pub gap: Option<Gap>,
    /// Empty for events that count in no sequence: Telegram never sends those again.
    pub moves: Vec<Move>,
    pub events: Vec<Arc<Event<K>>>,
    /// The call that caused the events. Its response is sent first.
    pub after: Option<Delivery>,
    /// Fetched from Telegram, so that any pending call may have caused the events.
    pub fetched: bool,
    /// Read from a channel's history: updates about the same messages may follow.
    pub backfilled: bool,
    /// The id of the message, if this is a single update about a new message in a channel.
    pub message: Option<i32>,
}

/// The updates that Telegram sent in one container.
#[derive(Debug)]
pub struct Container<K> {
    /// One for each update.
    pub batches: Vec<Batch<K>>,
    /// Channels with news that only their differences contain.
    pub channels: Vec<ChannelTooLong>,
    /// The first and the last `seq`, if the container is numbered.
    pub seq: Option<(i32, i32)>,
    /// Only a difference contains all of it.
    pub is_too_long: bool,
    /// It can't be parsed, and a difference may not contain all of it.
    pub is_unreadable: bool,
}

impl<K> Default for Batch<K> {
    fn default() -> Self {
        Self {
            gap: None,
            moves: Vec::new(),
            events: Vec::new(),
            after: None,
            fetched: false,
            backfilled: false,
            message: None,
        }
    }
}

impl<K> Batch<K> {
    /// Events that were fetched from Telegram.
    pub fn fetched(gap: Option<Gap>, moves: Vec<Move>, events: Vec<Arc<Event<K>>>) -> Self {
        Self { gap, moves, events, fetched: true, ..Self::default() }
    }
}

impl<K> Default for Container<K> {
    fn default() -> Self {
        Self {
            batches: Vec::new(),
            channels: Vec::new(),
            seq: None,
            is_too_long: false,
            is_unreadable: false,
        }
    }
}

impl<K> Container<K> {
    /// The form of [`updatesTooLong`](https://core.telegram.org/constructor/updatesTooLong).
    pub fn too_long() -> Self {
        Self { is_too_long: true, ..Self::default() }
    }
}

impl<K> From<Gap> for Batch<K> {
    fn from(gap: Gap) -> Self {
        Self { gap: Some(gap), ..Self::default() }
    }
}
