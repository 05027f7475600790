//! Queries to bots: pressed buttons and inline queries.

use base64::Engine;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use schemars::JsonSchema;
use serde::Serialize;

use super::live::LiveOnly;
use crate::api::types::buttons;
use crate::api::types::cast::Cast;
use crate::api::types::people::Chat;
use crate::telegram::peer::PeerId;
use crate::telegram::tl::{self, Serializable};

/// A button of this bot was pressed. Answer with bots.answerCallback.
///
/// Telegram: `updateBotCallbackQuery`, `updateInlineBotCallbackQuery`.
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[schemars(inline)]
pub struct CallbackQuery {
    /// Pass to bots.answerCallback.
    pub callback_query_id: String,
    pub user: Chat,
    /// The chat with the message. Absent for a message sent through an inline query, which has an `inline_message_id`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub chat: Option<Chat>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub message_id: Option<i32>,
    /// Same format as in the Bot API.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub inline_message_id: Option<String>,
    /// Identifies the chat. The same for all messages with buttons in one chat.
    pub chat_instance: String,
    /// Data of the button, if it is text.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub data: Option<String>,
    /// Data of the button, if it isn't text.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub data_base64: Option<String>,
    /// Short name of the game that the button opens.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub game_short_name: Option<String>,
    /// Telegram never sends it again.
    pub is_live_only: LiveOnly,
}

/// An inline query to this bot. Answer with bots.answerInline.
///
/// Telegram: `updateBotInlineQuery`.
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[schemars(inline)]
pub struct InlineQuery {
    /// Pass to bots.answerInline.
    pub inline_query_id: String,
    pub user: Chat,
    /// Text of the query.
    pub query: String,
    /// Empty in the first query for a text, then the `next_offset` of the previous answer.
    pub offset: String,
    /// Kind of the chat that the query was sent from.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub chat_kind: Option<InlineChatKind>,
    /// Location of the user. Only for bots that request it, and if the user agrees.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub location: Option<Location>,
    /// Telegram never sends it again.
    pub is_live_only: LiveOnly,
}

/// A result of an inline query was chosen and sent. Only for bots that have enabled inline feedback.
///
/// Telegram: `updateBotInlineSend`.
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[schemars(inline)]
pub struct ChosenInlineResult {
    /// The `id` of the result in bots.answerInline.
    pub result_id: String,
    pub user: Chat,
    /// Text of the query.
    pub query: String,
    /// Same format as in the Bot API. Absent if the message has no buttons.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub inline_message_id: Option<String>,
    /// Location of the user. Only for bots that request it, and if the user agrees.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub location: Option<Location>,
    /// Telegram never sends it again.
    pub is_live_only: LiveOnly,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum InlineChatKind {
    /// The private chat with this bot.
    Sender,
    User,
    /// With another bot.
    Bot,
    Group,
    Supergroup,
    Channel,
}

/// Degrees.
#[derive(Clone, Copy, Debug, Serialize, JsonSchema)]
pub struct Location {
    pub latitude: f64,
    pub longitude: f64,
}

impl CallbackQuery {
    fn new(query_id: i64, user_id: i64, chat_instance: i64, data: Option<&[u8]>, cast: &Cast) -> Self {
        let (data, data_base64) = data.map(buttons::told).unwrap_or_default();
        Self {
            callback_query_id: query_id.to_string(),
            user: cast.chat(PeerId::user(user_id)),
            chat: None,
            message_id: None,
            inline_message_id: None,
            chat_instance: chat_instance.to_string(),
            data,
            data_base64,
            game_short_name: None,
            is_live_only: LiveOnly,
        }
    }

    pub fn of(update: &tl::types::UpdateBotCallbackQuery, cast: &Cast) -> Self {
        Self {
            chat: Some(cast.chat(PeerId::from(&update.peer))),
            message_id: Some(update.msg_id),
            game_short_name: update.game_short_name.clone(),
            ..Self::new(update.query_id, update.user_id, update.chat_instance, update.data.as_deref(), cast)
        }
    }

    pub fn of_inline(update: &tl::types::UpdateInlineBotCallbackQuery, cast: &Cast) -> Self {
        Self {
            inline_message_id: Some(inline_message_id(&update.msg_id)),
            game_short_name: update.game_short_name.clone(),
            ..Self::new(update.query_id, update.user_id, update.chat_instance, update.data.as_deref(), cast)
        }
    }
}

impl InlineQuery {
    pub fn of(update: &tl::types::UpdateBotInlineQuery, cast: &Cast) -> Self {
        use tl::enums::InlineQueryPeerType as Tl;
        Self {
            inline_query_id: update.query_id.to_string(),
            user: cast.chat(PeerId::user(update.user_id)),
            query: update.query.clone(),
            offset: update.offset.clone(),
            chat_kind: update.peer_type.as_ref().map(|kind| match kind {
                Tl::SameBotPm => InlineChatKind::Sender,
                Tl::Pm => InlineChatKind::User,
                Tl::BotPm => InlineChatKind::Bot,
                Tl::Chat => InlineChatKind::Group,
                Tl::Megagroup => InlineChatKind::Supergroup,
                Tl::Broadcast => InlineChatKind::Channel,
            }),
            location: update.geo.as_ref().and_then(Location::of),
            is_live_only: LiveOnly,
        }
    }
}

impl ChosenInlineResult {
    pub fn of(update: &tl::types::UpdateBotInlineSend, cast: &Cast) -> Self {
        Self {
            result_id: update.id.clone(),
            user: cast.chat(PeerId::user(update.user_id)),
            query: update.query.clone(),
            inline_message_id: update.msg_id.as_ref().map(inline_message_id),
            location: update.geo.as_ref().and_then(Location::of),
            is_live_only: LiveOnly,
        }
    }
}

impl Location {
    fn of(point: &tl::enums::GeoPoint) -> Option<Self> {
        match point {
            tl::enums::GeoPoint::Point(point) => Some(Self { latitude: point.lat, longitude: point.long }),
            tl::enums::GeoPoint::Empty => None,
        }
    }
}

/// The Bot API serializes the fields one after the other.
fn inline_message_id(id: &tl::enums::InputBotInlineMessageId) -> String {
    let fields = match id {
        tl::enums::InputBotInlineMessageId::Id(id) => id.to_bytes(),
        tl::enums::InputBotInlineMessageId::Id64(id) => id.to_bytes(),
    };
    BASE64_URL_SAFE_NO_PAD.encode(fields)
}
