//! Asking bots from any chat.

use grammers_tl_types::{enums, functions::messages as functions, types};

use super::buttons::waiting;
use super::sending::{answer_all, replied_to};
use super::{scheduling, sending};
use crate::sandbox::functions::{Answer, Asked, Call, Later, RpcError, not_implemented};
use crate::sandbox::read::input_media::refuse_given;
use crate::sandbox::read::{input, input_media};
use crate::sandbox::show::{asked, entities, markup};
use crate::sandbox::world::bots::inline_result::{InlineResult, ResultMessage, Results, WebFile};
use crate::sandbox::world::engine::refusal::bad;
use crate::sandbox::world::messages::edit::Edit;
use crate::sandbox::world::messages::message::RandomId;

/// Where one is isn't told to bots here: none of them asks for it.
pub fn get_inline_bot_results(
    call: &mut Call,
    asked: functions::GetInlineBotResults,
) -> Asked<functions::GetInlineBotResults> {
    let bot = input::user(call, &asked.bot).map_err(|_| bad("BOT_INVALID"))?;
    let chat = match asked.peer {
        enums::InputPeer::Empty => None,
        peer => Some(input::peer(call, &peer)?),
    };
    let known = call.world.ask_inline(call.me, bot, chat, asked.query, asked.offset, waiting(call))?;
    Ok(match known.and_then(|query| Some((query, call.world.results(query)?))) {
        Some((query, found)) => Later::Known(asked::results(call.world, call.me, query, found)),
        None => Later::Awaited,
    })
}

pub fn set_inline_bot_results(
    call: &mut Call,
    asked: functions::SetInlineBotResults,
) -> Answer<functions::SetInlineBotResults> {
    refuse_given("messages.setInlineBotResults", &[("switch_webview", asked.switch_webview.is_some())])?;
    let items = asked.results.into_iter().map(|result| found(call, result)).collect::<Result<_, _>>()?;
    let switch =
        asked.switch_pm.map(|enums::InlineBotSwitchPm::Pm(switch)| (switch.text, switch.start_param));
    let results = Results {
        items,
        gallery: asked.gallery,
        private: asked.private,
        cache_time: asked.cache_time,
        next_offset: asked.next_offset.filter(|offset| !offset.is_empty()),
        switch,
    };
    call.world.answer_inline(call.me, asked.query_id, results)?;
    Ok(true)
}

/// `hide_via` is for a few bots that Telegram names, and does nothing for others.
pub fn send_inline_bot_result(
    call: &mut Call,
    asked: functions::SendInlineBotResult,
) -> Answer<functions::SendInlineBotResult> {
    sending::refuse(
        "messages.sendInlineBotResult",
        &[
            (asked.allow_paid_stars.is_some(), "allow_paid_stars"),
            (asked.send_as.is_some(), "send_as"),
            (asked.quick_reply_shortcut.is_some(), "quick_reply_shortcut"),
        ],
    )?;
    let to = input::peer(call, &asked.peer)?;
    let random_id = asked.random_id;
    let mut draft = call.world.chosen(call.me, asked.query_id, &asked.id)?;
    (draft.reply_to, draft.carried.quote) = replied_to(call, asked.reply_to)?;
    draft.silent = asked.silent;
    draft.random_id = Some(RandomId { auth_key_id: call.caller.auth_key_id, random_id });
    if let Some(waits) = scheduling::schedule(call, to, std::slice::from_ref(&draft), asked.schedule_date)? {
        return Ok(waits);
    }
    let sent = call.world.send(call.me, to, draft)?;
    // Whoever sends it knows the result alone, and not what it says.
    Ok(answer_all(call, to, &[(sent, random_id)]))
}

pub fn edit_inline_bot_message(
    call: &mut Call,
    given: functions::EditInlineBotMessage,
) -> Answer<functions::EditInlineBotMessage> {
    refuse_given(
        "messages.editInlineBotMessage",
        &[("media", given.media.is_some()), ("rich_message", given.rich_message.is_some())],
    )?;
    let edit = Edit {
        text: given.message,
        entities: entities::read(call, given.entities)?,
        markup: markup::read(call, given.reply_markup)?,
    };
    call.world.edit_inline(call.me, asked::read_inline_message(given.id)?, edit)?;
    Ok(true)
}

fn found(call: &mut Call, result: enums::InputBotInlineResult) -> Result<InlineResult, RpcError> {
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
                // The sandbox has no way out to fetch it.
                Some(_) => return Err(not_implemented("inputBotInlineResult with content")),
            },
            message: prepared(call, given.send_message)?,
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
                file: Some(input_media::media(call, photo.into())?),
                message: prepared(call, given.send_message)?,
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
                file: Some(input_media::media(call, document.into())?),
                message: prepared(call, given.send_message)?,
            })
        }
        Given::Game(_) => Err(not_implemented("inputBotInlineResultGame")),
    }
}

fn prepared(call: &mut Call, message: enums::InputBotInlineMessage) -> Result<ResultMessage, RpcError> {
    use enums::InputBotInlineMessage as Given;
    let (shown, reply_markup) = match message {
        Given::MediaAuto(given) => {
            return Ok(ResultMessage {
                text: given.message,
                entities: entities::read(call, given.entities)?,
                media: None,
                shows_file: true,
                markup: markup::read(call, given.reply_markup)?,
            });
        }
        Given::Text(given) => {
            return Ok(ResultMessage {
                text: given.message,
                entities: entities::read(call, given.entities)?,
                media: None,
                shows_file: false,
                markup: markup::read(call, given.reply_markup)?,
            });
        }
        Given::MediaGeo(given) => {
            let live = [("period", given.period.is_some()), ("heading", given.heading.is_some())];
            refuse_given("inputBotInlineMessageMediaGeo", &live)?;
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
        Given::Game(_) => return Err(not_implemented("inputBotInlineMessageGame")),
        Given::MediaInvoice(_) => return Err(not_implemented("inputBotInlineMessageMediaInvoice")),
        Given::MediaWebPage(_) => return Err(not_implemented("inputBotInlineMessageMediaWebPage")),
        Given::RichMessage(_) => return Err(not_implemented("inputBotInlineMessageRichMessage")),
    };
    let markup = markup::read(call, reply_markup)?;
    Ok(ResultMessage { media: Some(input_media::media(call, shown)?), markup, ..ResultMessage::default() })
}

fn web_file(given: enums::InputWebDocument) -> WebFile {
    let enums::InputWebDocument::Document(given) = given;
    WebFile {
        url: given.url,
        mime_type: given.mime_type,
        size: given.size,
        attributes: given.attributes.into_iter().filter_map(input_media::attribute).collect(),
    }
}
