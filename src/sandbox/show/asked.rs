//! What bots are asked, as updates, and what they say, as answers to those who asked.

use grammers_tl_types::{Serializable, enums, types};

use super::peers::{Mentioned, peer, user};
use super::{entities, markup, media};
use crate::sandbox::functions::{LateAnswer, RpcError};
use crate::sandbox::world::World;
use crate::sandbox::world::bots::inline_result::{InlineResult, StoredResults, WebFile};
use crate::sandbox::world::bots::query::{
    Answer, AnsweredCall, ButtonAnswer, InlineMessage, Query, WaitingCall,
};
use crate::sandbox::world::engine::refusal::bad;
use crate::sandbox::world::messages::message::Media;

/// Whom it speaks of.
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
                peer: peer(chat),
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

/// What was named by it.
pub fn read_inline_message(given: enums::InputBotInlineMessageId) -> Result<InlineMessage, RpcError> {
    match given {
        enums::InputBotInlineMessageId::Id64(given) => {
            let types::InputBotInlineMessageId64 { dc_id: dc, owner_id: owner, id, access_hash: hash } =
                given;
            Ok(InlineMessage { dc, owner, id, hash })
        }
        // It is how messages were named when ids were shorter.
        enums::InputBotInlineMessageId::Id(_) => Err(bad("MESSAGE_ID_INVALID").into()),
    }
}

pub fn answer(world: &World, answered: AnsweredCall) -> LateAnswer {
    let AnsweredCall { waiting, to, answer } = answered;
    let WaitingCall { auth_key_id, session_id, msg_id } = waiting;
    let answer = match answer {
        Answer::Button(answer) => Ok(to_button(answer).to_bytes()),
        Answer::Inline(query) => match world.results(query) {
            Some(found) => Ok(results(world, to, query, found).to_bytes()),
            None => Err(bad("BOT_RESPONSE_TIMEOUT").into()),
        },
        Answer::None => Err(bad("BOT_RESPONSE_TIMEOUT").into()),
    };
    LateAnswer { auth_key_id, session_id, msg_id, answer }
}

fn to_button(answer: ButtonAnswer) -> enums::messages::BotCallbackAnswer {
    let ButtonAnswer { alert, text: message, url, cache_time } = answer;
    let has_url = url.is_some();
    types::messages::BotCallbackAnswer { alert, has_url, native_ui: false, message, url, cache_time }.into()
}

pub fn results(world: &World, me: i64, query_id: i64, kept: &StoredResults) -> enums::messages::BotResults {
    let StoredResults { results: found, bot, .. } = kept;
    let switch = found.switch.clone();
    types::messages::BotResults {
        gallery: found.gallery,
        query_id,
        next_offset: found.next_offset.clone(),
        switch_pm: switch.map(|(text, start_param)| types::InlineBotSwitchPm { text, start_param }.into()),
        switch_webview: None,
        results: found.items.iter().map(|found| result(world, me, found)).collect(),
        cache_time: found.cache_time,
        users: vec![user(world, me, *bot)],
    }
    .into()
}

fn result(world: &World, me: i64, found: &InlineResult) -> enums::BotInlineResult {
    let send_message = message(world, me, found);
    let (id, r#type) = (found.id.clone(), found.kind.clone());
    let (title, description) = (found.title.clone(), found.description.clone());
    let Some(file) = &found.file else {
        return types::BotInlineResult {
            id,
            r#type,
            title,
            description,
            url: found.url.clone(),
            thumb: found.thumbnail.clone().map(web_file),
            content: None,
            send_message,
        }
        .into();
    };
    let (photo, document) = match media::media(world, me, file) {
        enums::MessageMedia::Photo(shown) => (shown.photo, None),
        enums::MessageMedia::Document(shown) => (None, shown.document),
        _ => (None, None),
    };
    types::BotInlineMediaResult { id, r#type, photo, document, title, description, send_message }.into()
}

fn message(world: &World, me: i64, found: &InlineResult) -> enums::BotInlineMessage {
    let prepared = found.message.clone();
    let reply_markup = prepared.markup.as_ref().map(markup::markup);
    let (message, entities) = (prepared.text, entities::entities(&prepared.entities));
    let invert_media = false;
    if prepared.shows_file {
        return types::BotInlineMessageMediaAuto { invert_media, message, entities, reply_markup }.into();
    }
    let shown = prepared.media.as_ref().map(|shown| media::media(world, me, shown));
    match (shown, prepared.media) {
        (Some(enums::MessageMedia::Geo(shown)), _) => types::BotInlineMessageMediaGeo {
            geo: shown.geo,
            heading: None,
            period: None,
            proximity_notification_radius: None,
            reply_markup,
        }
        .into(),
        (Some(enums::MessageMedia::Venue(shown)), _) => types::BotInlineMessageMediaVenue {
            geo: shown.geo,
            title: shown.title,
            address: shown.address,
            provider: shown.provider,
            venue_id: shown.venue_id,
            venue_type: shown.venue_type,
            reply_markup,
        }
        .into(),
        (_, Some(Media::Contact { phone, first_name, last_name, vcard, .. })) => {
            types::BotInlineMessageMediaContact {
                phone_number: phone,
                first_name,
                last_name,
                vcard,
                reply_markup,
            }
            .into()
        }
        _ => {
            let no_webpage = false;
            types::BotInlineMessageText { no_webpage, invert_media, message, entities, reply_markup }.into()
        }
    }
}

fn web_file(file: WebFile) -> enums::WebDocument {
    let attributes = file.attributes.iter().map(media::attribute).collect();
    types::WebDocumentNoProxy { url: file.url, size: file.size, mime_type: file.mime_type, attributes }.into()
}
