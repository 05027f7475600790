//! Events about the stream itself, and raw updates.

use schemars::JsonSchema;
use serde::Serialize;
use serde_json::Value;

use super::live::LiveOnly;
use crate::api::types::people::Chat;
use crate::telegram::peer::PeerId;

/// The connection to Telegram was lost or restored. Events that happen in between follow once it is restored, except
/// `is_live_only` ones.
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[schemars(inline)]
pub struct Connection {
    pub is_connected: bool,
    /// It is never sent again.
    pub is_live_only: LiveOnly,
}

/// Events are missing.
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[schemars(inline)]
pub struct Gap {
    /// The only affected chat. Absent if they may be in any chat.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub chat: Option<Chat>,
    pub reason: GapReason,
    /// For `unreadable`: the skipped numbers, if known.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub skipped: Option<Skipped>,
}

/// The skipped numbers: those greater than `after`, up to and including `up_to`.
#[derive(Clone, Copy, Debug, Serialize, JsonSchema)]
pub struct Skipped {
    pub sequence: Counter,
    pub after: i32,
    pub up_to: i32,
}

/// A sequence of Telegram's: <https://core.telegram.org/api/updates#event-sequences>.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Counter {
    /// The sequence of `chat`, or of the account if there is no `chat`.
    Pts,
    /// The sequence of a few kinds of events of the account.
    Qts,
}

/// Why events are missing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum GapReason {
    /// There are more than Telegram sends afterwards. Use messages.history for the messages that still exist.
    TooLong,
    /// The subscriber stopped reading, and events were dropped. The notification's cursor resumes before them.
    TooSlow,
    /// The chat is new to this bot, and its earlier events can't be fetched.
    ChatUnknown,
    /// The account has lost access to the chat, or Telegram doesn't return the events.
    OutOfReach,
    /// Telegram's answer can't be parsed: it is invalid, too large, nested too deeply or of a newer layer.
    Unreadable,
    /// Requests for this chat fail repeatedly. They are retried less often, and the events follow once one succeeds.
    Delayed,
    /// More arrived at once than fits in memory. Only `is_live_only` events are missing.
    LiveOnly,
}

/// An update without a kind of its own, in Telegram's format. The format changes with Telegram's API, and an update that
/// gets a kind of its own is no longer sent as `raw`.
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[schemars(inline)]
pub struct Raw {
    #[serde(skip)]
    pub chat: Option<PeerId>,
    /// Name of the constructor, such as `updateStory` (<https://core.telegram.org/type/Update>).
    pub name: String,
    /// The update, in the same format as results of telegram.invoke.
    pub update: Value,
    /// Telegram never sends it again. Absent if the update counts in `pts` or `qts`: then it does.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub is_live_only: bool,
}

impl Connection {
    pub fn new(is_connected: bool) -> Self {
        Self { is_connected, is_live_only: LiveOnly }
    }
}
