//! Gaps: events that a subscriber can't get.

use super::state::Move;
use crate::telegram::peer::PeerId;

/// Events that can't be delivered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Gap {
    /// `None` if they may be in any chat.
    pub chat: Option<PeerId>,
    pub missing: Missing,
    /// The numbers that were skipped, if known.
    pub skipped: Option<Move>,
}

/// Why events can't be delivered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Missing {
    /// There were more than Telegram sends one by one.
    TooLong,
    /// The subscriber didn't keep up.
    TooSlow,
    /// They are in a chat whose earlier events a bot can't fetch.
    Unknown,
    /// Telegram doesn't send them, or the account has lost access to the chat.
    OutOfReach,
    /// Telegram's answer can't be parsed.
    Unreadable,
    /// Telegram refused several requests for them. They are requested again later.
    Delayed,
    /// More arrived at once than fits in memory. Only events that Telegram never sends again are lost.
    LiveOnly,
}

impl Gap {
    pub fn anywhere(missing: Missing) -> Self {
        Self { chat: None, missing, skipped: None }
    }

    pub fn in_channel(id: i64, missing: Missing) -> Self {
        Self { chat: Some(PeerId::channel(id)), missing, skipped: None }
    }
}
