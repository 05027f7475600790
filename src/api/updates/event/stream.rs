//! What is told of the stream itself, and what has no kind of its own.

use schemars::JsonSchema;
use serde::Serialize;
use serde_json::Value;

use super::Event;
use super::live::LiveOnly;
use crate::api::types::cast::Cast;
use crate::api::types::people::Chat;
use crate::telegram::peer::PeerId;

/// The account is connected to Telegram, or isn't any more. What happens meanwhile is told when it is again, but for what
/// is `is_live_only`.
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[schemars(inline)]
pub struct Connection {
    pub is_connected: bool,
    /// It is never told again.
    pub is_live_only: LiveOnly,
}

/// Something has happened that can't be told.
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[schemars(inline)]
pub struct Gap {
    /// In this chat alone. Absent if it may be in any.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub chat: Option<Chat>,
    pub reason: GapReason,
    /// With `unreadable`: what was skipped, if it is known.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub skipped: Option<Skipped>,
}

/// What was skipped: all that counts from after `after` up to `up_to`.
#[derive(Clone, Copy, Debug, Serialize, JsonSchema)]
pub struct Skipped {
    pub sequence: Counter,
    pub after: i32,
    pub up_to: i32,
}

/// What Telegram counts events in: <https://core.telegram.org/api/updates#event-sequences>.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Counter {
    /// The chat's own, or without `chat` the account's.
    Pts,
    /// A few events of the account.
    Qts,
}

/// Why something can't be told.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum GapReason {
    /// More has happened than Telegram tells of afterwards. messages.history has what is still there.
    TooLong,
    /// The subscriber stopped reading, and events were dropped. The notification's cursor resumes before them.
    TooSlow,
    /// Telegram doesn't say enough of the chat to be asked what has happened there.
    ChatUnknown,
    /// The account may not look into the chat any more, or Telegram doesn't tell what has happened there.
    OutOfReach,
    /// What Telegram sent can't be read: it is broken, too large, nested too deep or of a newer layer.
    Unreadable,
    /// Telegram fails again and again for this chat. It is asked again, less often, and what it still has comes then.
    Delayed,
    /// More came at once than could be kept. All but what is `is_live_only` is told all the same.
    LiveOnly,
}

/// What has no kind of its own yet, as Telegram has it. It changes with Telegram's API, and when it gets a kind it isn't
/// `raw` any more.
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[schemars(inline)]
pub struct Raw {
    #[serde(skip)]
    pub chat: Option<PeerId>,
    /// Telegram's name for it, as `updateStory` (<https://core.telegram.org/type/Update>).
    pub name: String,
    /// All of it, as telegram.invoke shows Telegram's types.
    pub update: Value,
    /// Telegram never tells it again. What counts in `pts` or `qts` it does.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub is_live_only: bool,
}

impl Event {
    pub fn connection(connected: bool) -> Self {
        Connection { is_connected: connected, is_live_only: LiveOnly }.into()
    }

    /// `chat` is where, if it is in one chat alone.
    pub fn gap(chat: Option<PeerId>, reason: GapReason, skipped: Option<Skipped>, cast: &Cast) -> Self {
        Gap { chat: chat.map(|chat| cast.chat(chat)), reason, skipped }.into()
    }
}
