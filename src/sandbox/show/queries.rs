//! Callback and inline queries, as updates for bots.

use grammers_tl_types::{enums, types};

use super::mentioned::Mentioned;
use super::{markup, peer};
use crate::sandbox::world::bots::query::{InlineMessage, Query};

/// Adds the users and chats that it refers to.
pub fn mention(query: &Query, mentioned: &mut Mentioned) {
    match query {
        Query::Button { by, chat, .. } => {
            mentioned.user(*by);
            mentioned.peer(*chat);
        }
        Query::InlineButton { by, .. } | Query::Inline { by, .. } => mentioned.user(*by),
    }
}

pub fn update(query: &Query) -> enums::Update {
    match query.clone() {
        Query::Button { id: query_id, by: user_id, chat, message: msg_id, instance, data } => {
            types::UpdateBotCallbackQuery {
                query_id,
                user_id,
                peer: peer::peer(chat),
                msg_id,
                chat_instance: instance,
                data: Some(data),
                game_short_name: None,
            }
            .into()
        }
        Query::InlineButton { id: query_id, by: user_id, message, instance, data } => {
            types::UpdateInlineBotCallbackQuery {
                query_id,
                user_id,
                msg_id: inline_message(message),
                chat_instance: instance,
                data: Some(data),
                game_short_name: None,
            }
            .into()
        }
        Query::Inline { id: query_id, by: user_id, text: query, offset, among } => {
            types::UpdateBotInlineQuery {
                query_id,
                user_id,
                query,
                geo: None,
                peer_type: Some(markup::chat_type(among)),
                offset,
            }
            .into()
        }
    }
}

fn inline_message(message: InlineMessage) -> enums::InputBotInlineMessageId {
    let InlineMessage { dc: dc_id, owner: owner_id, id, hash: access_hash } = message;
    types::InputBotInlineMessageId64 { dc_id, owner_id, id, access_hash }.into()
}
