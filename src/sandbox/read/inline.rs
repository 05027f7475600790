//! Results that bots give to inline queries, and ids of inline messages.

use grammers_tl_types::{enums, types};

use super::{entities, markup, media, unsupported};
use crate::sandbox::world::World;
use crate::sandbox::world::bots::inline_result::{InlineResult, ResultMessage, WebFile};
use crate::sandbox::world::bots::query::InlineMessage;
use crate::sandbox::world::engine::refusal::{Refusal, bad};

pub fn result(
    world: &mut World,
    me: i64,
    result: enums::InputBotInlineResult,
) -> Result<InlineResult, Refusal> {
    use enums::InputBotInlineResult as Given;
    match result {
        Given::Result(given) => Ok(InlineResult {
            id: given.id,
            kind: given.r#type,
            title: given.title,
            description: given.description,
            url: given.url,
            thumbnail: given.thumb.map(web_file),
            file: match given.content {
                None => None,
                // The sandbox can't download it.
                Some(_) => return Err(unsupported::not_implemented("inputBotInlineResult with content")),
            },
            message: message(world, me, given.send_message)?,
        }),
        Given::Photo(given) => {
            let photo = types::InputMediaPhoto {
                spoiler: false,
                live_photo: false,
                id: given.photo,
                ttl_seconds: None,
                video: None,
            };
            Ok(InlineResult {
                id: given.id,
                kind: given.r#type,
                title: None,
                description: None,
                url: None,
                thumbnail: None,
                file: Some(media::media(world, me, photo.into())?),
                message: message(world, me, given.send_message)?,
            })
        }
        Given::Document(given) => {
            let document = types::InputMediaDocument {
                spoiler: false,
                id: given.document,
                video_cover: None,
                video_timestamp: None,
                ttl_seconds: None,
                query: None,
            };
            Ok(InlineResult {
                id: given.id,
                kind: given.r#type,
                title: given.title,
                description: given.description,
                url: None,
                thumbnail: None,
                file: Some(media::media(world, me, document.into())?),
                message: message(world, me, given.send_message)?,
            })
        }
        Given::Game(_) => Err(unsupported::not_implemented("inputBotInlineResultGame")),
    }
}

pub fn message(
    world: &mut World,
    me: i64,
    message: enums::InputBotInlineMessage,
) -> Result<ResultMessage, Refusal> {
    use enums::InputBotInlineMessage as Given;
    let (shown, reply_markup) = match message {
        Given::MediaAuto(given) => {
            return Ok(ResultMessage {
                text: given.message,
                entities: entities::entities(world, me, given.entities)?,
                media: None,
                shows_file: true,
                markup: markup::markup(world, me, given.reply_markup)?,
            });
        }
        Given::Text(given) => {
            return Ok(ResultMessage {
                text: given.message,
                entities: entities::entities(world, me, given.entities)?,
                media: None,
                shows_file: false,
                markup: markup::markup(world, me, given.reply_markup)?,
            });
        }
        Given::MediaGeo(given) => {
            let live = [("period", given.period.is_some()), ("heading", given.heading.is_some())];
            unsupported::refuse_given("inputBotInlineMessageMediaGeo", &live)?;
            (types::InputMediaGeoPoint { geo_point: given.geo_point }.into(), given.reply_markup)
        }
        Given::MediaVenue(given) => {
            let shown = types::InputMediaVenue {
                geo_point: given.geo_point,
                title: given.title,
                address: given.address,
                provider: given.provider,
                venue_id: given.venue_id,
                venue_type: given.venue_type,
            };
            (shown.into(), given.reply_markup)
        }
        Given::MediaContact(given) => {
            let shown = types::InputMediaContact {
                phone_number: given.phone_number,
                first_name: given.first_name,
                last_name: given.last_name,
                vcard: given.vcard,
            };
            (shown.into(), given.reply_markup)
        }
        Given::Game(_) => return Err(unsupported::not_implemented("inputBotInlineMessageGame")),
        Given::MediaInvoice(_) => {
            return Err(unsupported::not_implemented("inputBotInlineMessageMediaInvoice"));
        }
        Given::MediaWebPage(_) => {
            return Err(unsupported::not_implemented("inputBotInlineMessageMediaWebPage"));
        }
        Given::RichMessage(_) => {
            return Err(unsupported::not_implemented("inputBotInlineMessageRichMessage"));
        }
    };
    let markup = markup::markup(world, me, reply_markup)?;
    Ok(ResultMessage { media: Some(media::media(world, me, shown)?), markup, ..ResultMessage::default() })
}

pub fn web_file(given: enums::InputWebDocument) -> WebFile {
    let enums::InputWebDocument::Document(given) = given;
    WebFile {
        url: given.url,
        mime_type: given.mime_type,
        size: given.size,
        attributes: given.attributes.into_iter().filter_map(media::attribute).collect(),
    }
}

/// The inline message with this id.
pub fn inline_message(given: enums::InputBotInlineMessageId) -> Result<InlineMessage, Refusal> {
    match given {
        enums::InputBotInlineMessageId::Id64(given) => {
            let types::InputBotInlineMessageId64 { dc_id: dc, owner_id: owner, id, access_hash: hash } =
                given;
            Ok(InlineMessage { dc, owner, id, hash })
        }
        // The obsolete form, with 32-bit ids.
        enums::InputBotInlineMessageId::Id(_) => Err(bad("MESSAGE_ID_INVALID")),
    }
}
