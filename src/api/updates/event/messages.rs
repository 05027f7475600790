//! Messages: that they come, change and go, and that they are read.

use jiff::Timestamp;
use schemars::JsonSchema;
use serde::Serialize;

use super::Event;
use super::chats::ChatMigrated;
use super::live::LiveOnly;
use crate::api::types::cast::Cast;
use crate::api::types::message::Message;
use crate::api::types::people::Chat;
use crate::telegram::tl;

/// A message has come, or this account has sent one from anywhere.
///
/// Telegram: `updateNewMessage`, `updateNewChannelMessage`.
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[schemars(inline)]
pub struct MessageNew {
    pub message: Box<Message>,
}

/// A message was edited, or what stands under it has changed: its buttons, its reactions, its preview.
///
/// Telegram: `updateEditMessage`, `updateEditChannelMessage`.
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[schemars(inline)]
pub struct MessageEdited {
    /// As it is now.
    pub message: Box<Message>,
}

/// Messages were deleted.
///
/// Telegram: `updateDeleteMessages`, `updateDeleteChannelMessages`.
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[schemars(inline)]
pub struct MessageDeleted {
    /// Absent for private chats and basic groups, of which Telegram doesn't say it. Their ids are unique in the account.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub chat: Option<Chat>,
    pub message_ids: Vec<i32>,
}

/// Messages were read: by this account, from anywhere, or by somebody else.
///
/// Telegram: `updateReadHistoryInbox`, `updateReadHistoryOutbox`, `updateReadChannelInbox`, `updateReadChannelOutbox`,
/// `updateReadChannelDiscussionInbox`, `updateReadChannelDiscussionOutbox`.
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[schemars(inline)]
pub struct MessageRead {
    pub chat: Chat,
    /// In this topic of a forum, or among the comments to this message alone.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub topic_id: Option<i32>,
    /// The last message that was read: so were all before it.
    pub max_id: i32,
    /// Somebody else has read what this account sent; else this account has read what others sent.
    pub is_outgoing: bool,
    /// Messages that this account has yet to read.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub unread_count: Option<i32>,
    /// Telegram never tells it again. Of private chats and basic groups it does.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub is_live_only: bool,
}

/// Somebody has looked into messages: heard a voice message, seen a round video or that they are mentioned. This account
/// has where others sent them, and somebody else where this account did.
///
/// Telegram: `updateReadMessagesContents`, `updateChannelReadMessagesContents`.
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[schemars(inline)]
pub struct MessageContentsRead {
    /// Absent for private chats and basic groups, of which Telegram doesn't say it. Their ids are unique in the account.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub chat: Option<Chat>,
    pub message_ids: Vec<i32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub topic_id: Option<i32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Option<String>", extend("format" = "date-time"))]
    pub date: Option<Timestamp>,
    /// Telegram never tells it again. Of private chats and basic groups it does.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub is_live_only: bool,
}

/// Messages were pinned or unpinned.
///
/// Telegram: `updatePinnedMessages`, `updatePinnedChannelMessages`.
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[schemars(inline)]
pub struct MessagePinned {
    pub chat: Chat,
    pub message_ids: Vec<i32>,
    /// Whether they are pinned now.
    pub is_pinned: bool,
}

/// A channel's message was seen or forwarded once more.
///
/// Telegram: `updateChannelMessageViews`, `updateChannelMessageForwards`.
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[schemars(inline)]
pub struct MessageViews {
    pub chat: Chat,
    pub message_id: i32,
    /// How often it was seen by now.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub view_count: Option<i32>,
    /// How often it was forwarded by now.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub forward_count: Option<i32>,
    /// Telegram never tells it again.
    pub is_live_only: LiveOnly,
}

/// A message waits to be sent, or one that waits was changed.
///
/// Telegram: `updateNewScheduledMessage`.
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[schemars(inline)]
pub struct MessageScheduled {
    pub message: Box<Message>,
    /// Telegram never tells it again.
    pub is_live_only: LiveOnly,
}

/// Messages wait no more: they were sent or deleted.
///
/// Telegram: `updateDeleteScheduledMessages`.
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[schemars(inline)]
pub struct ScheduledDeleted {
    pub chat: Chat,
    /// The ids that they had while they waited.
    pub message_ids: Vec<i32>,
    /// The ids that they have now, in the same order, if they were sent.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub sent_message_ids: Vec<i32>,
    /// Telegram never tells it again.
    pub is_live_only: LiveOnly,
}

/// What a new message tells: itself, and what it says has happened where clients have to do something about it.
pub fn new(message: &tl::enums::Message, cast: &Cast) -> Vec<Event> {
    let Some(shown) = Message::of(message, cast) else { return Vec::new() };
    let mut events = vec![MessageNew { message: Box::new(shown) }.into()];
    events.extend(ChatMigrated::of(message, cast).map(Event::from));
    events
}

impl MessageEdited {
    pub fn of(message: &tl::enums::Message, cast: &Cast) -> Option<Self> {
        Some(Self { message: Box::new(Message::of(message, cast)?) })
    }
}

impl MessageScheduled {
    pub fn of(message: &tl::enums::Message, cast: &Cast) -> Option<Self> {
        let message = Message { is_scheduled: true, ..Message::of(message, cast)? };
        Some(Self { message: Box::new(message), is_live_only: LiveOnly })
    }
}

impl MessageRead {
    pub fn incoming(chat: Chat, max_id: i32, is_live_only: bool) -> Self {
        Self { chat, topic_id: None, max_id, is_outgoing: false, unread_count: None, is_live_only }
    }

    pub fn outgoing(chat: Chat, max_id: i32, is_live_only: bool) -> Self {
        Self { is_outgoing: true, ..Self::incoming(chat, max_id, is_live_only) }
    }
}

impl MessageViews {
    pub fn of(chat: Chat, message_id: i32) -> Self {
        Self { chat, message_id, view_count: None, forward_count: None, is_live_only: LiveOnly }
    }
}
