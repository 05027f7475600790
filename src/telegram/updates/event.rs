//! Events, as subscribers get them, and who makes them of Telegram's updates.

use grammers_client::tl;
use serde_json::value::RawValue;

use super::state::Move;
use crate::telegram::peer::PeerId;

/// One event: written once, however many get it.
#[derive(Debug)]
pub struct Event {
    /// A number for its kind, which means something to those who make and choose events.
    pub kind: usize,
    /// The chat that it is about, where Telegram says so.
    pub chat: Option<PeerId>,
    /// It is about something in a chat, and Telegram doesn't say in which.
    pub chat_is_unknown: bool,
    /// The id of the new message in a channel that brought it, if one did.
    pub message: Option<i32>,
    /// As clients see it.
    pub json: Box<RawValue>,
}

/// Why something can't be told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Missing {
    /// More happened than Telegram tells one by one.
    TooLong,
    /// The subscriber did not keep up.
    TooSlow,
    /// It happened in a chat that the account had come into, before it was known how far that chat had come.
    Unknown,
    /// Telegram doesn't tell, or doesn't let the account see the chat any more.
    OutOfReach,
    /// What Telegram told can't be read.
    Unreadable,
    /// Telegram has failed to tell it several times, and is asked again.
    Delayed,
    /// More came at once than could be kept, and only what is never told again is lost.
    LiveOnly,
}

/// Makes events of updates: for one account, whose refs are in them.
pub trait Render: Send + Sync {
    /// The events of each update. The users and chats are those that came along.
    fn events(
        &self,
        updates: &[tl::enums::Update],
        users: Vec<tl::enums::User>,
        chats: Vec<tl::enums::Chat>,
    ) -> Vec<Vec<Event>>;

    /// The connection to Telegram has come up or gone down.
    fn connection(&self, up: bool) -> Option<Event>;

    /// Something can't be told: in one chat, or anywhere; if it is known, what is skipped of which sequence.
    fn gap(&self, chat: Option<PeerId>, missing: Missing, skipped: Option<Move>) -> Option<Event>;
}
