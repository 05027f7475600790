//! What people ask bots by pressing their buttons and from other chats.

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

/// Somebody has pressed a button of this bot's, and waits for bots.answerCallback.
///
/// Telegram: `updateBotCallbackQuery`, `updateInlineBotCallbackQuery`.
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[schemars(inline)]
pub struct CallbackQuery {
    /// For bots.answerCallback.
    pub callback_query_id: String,
    pub user: Chat,
    /// Where the message with the button is. Absent if it was sent by an inline query: then there is an
    /// `inline_message_id`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub chat: Option<Chat>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub message_id: Option<i32>,
    /// As the Bot API has it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub inline_message_id: Option<String>,
    /// The same for all messages with buttons in one chat.
    pub chat_instance: String,
    /// What the button tells, where that is text.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub data: Option<String>,
    /// What the button tells, where that is no text.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub data_base64: Option<String>,
    /// The button asks for this game.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub game_short_name: Option<String>,
    /// Telegram never tells it again.
    pub is_live_only: LiveOnly,
}

/// Somebody asks this bot from another chat, and waits for bots.answerInline.
///
/// Telegram: `updateBotInlineQuery`.
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[schemars(inline)]
pub struct InlineQuery {
    /// For bots.answerInline.
    pub inline_query_id: String,
    pub user: Chat,
    /// What they ask.
    pub query: String,
    /// Empty in the first query of a text, and then the `next_offset` of the last answer.
    pub offset: String,
    /// From what kind of chat.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub chat_kind: Option<InlineChatKind>,
    /// Where they are, if the bot asks for it and they let it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub location: Option<Location>,
    /// Telegram never tells it again.
    pub is_live_only: LiveOnly,
}

/// Somebody has sent a result of an inline query. Only bots that have it switched on are told.
///
/// Telegram: `updateBotInlineSend`.
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[schemars(inline)]
pub struct ChosenInlineResult {
    /// The result's `id` in bots.answerInline.
    pub result_id: String,
    pub user: Chat,
    /// What they asked.
    pub query: String,
    /// As the Bot API has it. Absent if the message has no buttons.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub inline_message_id: Option<String>,
    /// Where they are, if the bot asks for it and they let it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub location: Option<Location>,
    /// Telegram never tells it again.
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

    pub fn of(told: &tl::types::UpdateBotCallbackQuery, cast: &Cast) -> Self {
        Self {
            chat: Some(cast.chat(PeerId::from(&told.peer))),
            message_id: Some(told.msg_id),
            game_short_name: told.game_short_name.clone(),
            ..Self::new(told.query_id, told.user_id, told.chat_instance, told.data.as_deref(), cast)
        }
    }

    pub fn of_inline(told: &tl::types::UpdateInlineBotCallbackQuery, cast: &Cast) -> Self {
        Self {
            inline_message_id: Some(inline_message_id(&told.msg_id)),
            game_short_name: told.game_short_name.clone(),
            ..Self::new(told.query_id, told.user_id, told.chat_instance, told.data.as_deref(), cast)
        }
    }
}

impl InlineQuery {
    pub fn of(told: &tl::types::UpdateBotInlineQuery, cast: &Cast) -> Self {
        use tl::enums::InlineQueryPeerType as Tl;
        Self {
            inline_query_id: told.query_id.to_string(),
            user: cast.chat(PeerId::user(told.user_id)),
            query: told.query.clone(),
            offset: told.offset.clone(),
            chat_kind: told.peer_type.as_ref().map(|kind| match kind {
                Tl::SameBotPm => InlineChatKind::Sender,
                Tl::Pm => InlineChatKind::User,
                Tl::BotPm => InlineChatKind::Bot,
                Tl::Chat => InlineChatKind::Group,
                Tl::Megagroup => InlineChatKind::Supergroup,
                Tl::Broadcast => InlineChatKind::Channel,
            }),
            location: told.geo.as_ref().and_then(Location::of),
            is_live_only: LiveOnly,
        }
    }
}

impl ChosenInlineResult {
    pub fn of(told: &tl::types::UpdateBotInlineSend, cast: &Cast) -> Self {
        Self {
            result_id: told.id.clone(),
            user: cast.chat(PeerId::user(told.user_id)),
            query: told.query.clone(),
            inline_message_id: told.msg_id.as_ref().map(inline_message_id),
            location: told.geo.as_ref().and_then(Location::of),
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

/// The Bot API writes the fields one behind the other.
fn inline_message_id(id: &tl::enums::InputBotInlineMessageId) -> String {
    let fields = match id {
        tl::enums::InputBotInlineMessageId::Id(id) => id.to_bytes(),
        tl::enums::InputBotInlineMessageId::Id64(id) => id.to_bytes(),
    };
    BASE64_URL_SAFE_NO_PAD.encode(fields)
}
