//! Answers of bots: to callback queries, and results of inline queries.

use grammers_tl_types::{enums, types};

use super::{entities, markup, media, people};
use crate::sandbox::world::World;
use crate::sandbox::world::bots::inline_result::{InlineResult, StoredResults, WebFile};
use crate::sandbox::world::bots::query::ButtonAnswer;
use crate::sandbox::world::messages::message::Media;

pub fn button_answer(answer: ButtonAnswer) -> enums::messages::BotCallbackAnswer {
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
        users: vec![people::user(world, me, *bot)],
    }
    .into()
}

pub fn result(world: &World, me: i64, found: &InlineResult) -> enums::BotInlineResult {
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

pub fn message(world: &World, me: i64, found: &InlineResult) -> enums::BotInlineMessage {
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

pub fn web_file(file: WebFile) -> enums::WebDocument {
    let attributes = file.attributes.iter().map(media::attribute).collect();
    types::WebDocumentNoProxy { url: file.url, size: file.size, mime_type: file.mime_type, attributes }.into()
}
