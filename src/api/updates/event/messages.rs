//! Messages: new, edited, deleted and read.

use jiff::Timestamp;
use schemars::JsonSchema;
use serde::Serialize;

use super::live::LiveOnly;
use crate::api::types::cast::Cast;
use crate::api::types::message::Message;
use crate::api::types::people::Chat;
use crate::telegram::tl;

/// A new message, received or sent by this account from any device.
///
/// Telegram: `updateNewMessage`, `updateNewChannelMessage`.
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[schemars(inline)]
pub struct MessageNew {
    pub message: Box<Message>,
}

/// A message was edited, or its buttons, reactions or link preview changed.
///
/// Telegram: `updateEditMessage`, `updateEditChannelMessage`.
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[schemars(inline)]
pub struct MessageEdited {
    /// The message after the change.
    pub message: Box<Message>,
}

/// Messages were deleted.
///
/// Telegram: `updateDeleteMessages`, `updateDeleteChannelMessages`.
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[schemars(inline)]
pub struct MessageDeleted {
    /// Absent for private chats and basic groups, which Telegram doesn't name. Their message ids are unique per account.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub chat: Option<Chat>,
    pub message_ids: Vec<i32>,
}

/// Messages were read: by this account on any device, or by someone else.
///
/// Telegram: `updateReadHistoryInbox`, `updateReadHistoryOutbox`, `updateReadChannelInbox`, `updateReadChannelOutbox`,
/// `updateReadChannelDiscussionInbox`, `updateReadChannelDiscussionOutbox`.
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[schemars(inline)]
pub struct MessageRead {
    pub chat: Chat,
    /// The forum topic, or the message whose comments were read.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub topic_id: Option<i32>,
    /// The last message that was read. All earlier ones are read, too.
    pub max_id: i32,
    /// Whether someone else read this account's messages. Otherwise this account read the messages of others.
    pub is_outgoing: bool,
    /// Number of messages that this account hasn't read.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub unread_count: Option<i32>,
    /// Telegram never sends it again. Absent for private chats and basic groups, where it does.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub is_live_only: bool,
}

/// The contents of messages were viewed: a voice message was played, or a video note or a mention seen. For messages of
/// others by this account, and for messages of this account by someone else.
///
/// Telegram: `updateReadMessagesContents`, `updateChannelReadMessagesContents`.
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[schemars(inline)]
pub struct MessageContentsRead {
    /// Absent for private chats and basic groups, which Telegram doesn't name. Their message ids are unique per account.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub chat: Option<Chat>,
    pub message_ids: Vec<i32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub topic_id: Option<i32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Option<String>", extend("format" = "date-time"))]
    pub date: Option<Timestamp>,
    /// Telegram never sends it again. Absent for private chats and basic groups, where it does.
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

/// The number of views or forwards of a channel's message has changed.
///
/// Telegram: `updateChannelMessageViews`, `updateChannelMessageForwards`.
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[schemars(inline)]
pub struct MessageViews {
    pub chat: Chat,
    pub message_id: i32,
    /// Number of views.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub view_count: Option<i32>,
    /// Number of forwards.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub forward_count: Option<i32>,
    /// Telegram never sends it again.
    pub is_live_only: LiveOnly,
}

/// A message was scheduled, or a scheduled message was edited.
///
/// Telegram: `updateNewScheduledMessage`.
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[schemars(inline)]
pub struct MessageScheduled {
    pub message: Box<Message>,
    /// Telegram never sends it again.
    pub is_live_only: LiveOnly,
}

/// Scheduled messages were sent or deleted.
///
/// Telegram: `updateDeleteScheduledMessages`.
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[schemars(inline)]
pub struct ScheduledDeleted {
    pub chat: Chat,
    /// Ids of the scheduled messages.
    pub message_ids: Vec<i32>,
    /// Ids of the sent messages in the same order, if they were sent.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub sent_message_ids: Vec<i32>,
    /// Telegram never sends it again.
    pub is_live_only: LiveOnly,
}

impl MessageNew {
    pub fn of(message: &tl::enums::Message, cast: &Cast) -> Option<Self> {
        Some(Self { message: Box::new(Message::of(message, cast)?) })
    }
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
