//! Writing with something to show: media and albums.

use grammers_tl_types::{enums, functions::messages as functions, types};

use super::sending::{answer, arrival, replied_to};
use super::{scheduling, topics};
use crate::sandbox::functions::{Answer, Call, RpcError, not_implemented};
use crate::sandbox::read::input_media::refuse_given;
use crate::sandbox::read::{input, input_media};
use crate::sandbox::show::peers::Mentioned;
use crate::sandbox::show::{entities, event_peers, event_updates, events, markup, media};
use crate::sandbox::world::World;
use crate::sandbox::world::engine::refusal::bad;
use crate::sandbox::world::messages::albums::check_album_size;
use crate::sandbox::world::messages::carried::Carried;
use crate::sandbox::world::messages::draft::{Draft, Sent};
use crate::sandbox::world::messages::message::{Media, RandomId};

pub fn send_media(call: &mut Call, asked: functions::SendMedia) -> Answer<functions::SendMedia> {
    refuse_given(
        "messages.sendMedia",
        &[
            ("noforwards", asked.noforwards),
            ("invert_media", asked.invert_media),
            ("allow_paid_stars", asked.allow_paid_stars.is_some()),
            ("schedule_repeat_period", asked.schedule_repeat_period.is_some()),
            ("send_as", asked.send_as.is_some()),
            ("quick_reply_shortcut", asked.quick_reply_shortcut.is_some()),
            ("effect", asked.effect.is_some()),
            ("suggested_post", asked.suggested_post.is_some()),
        ],
    )?;
    let to = input::peer(call, &asked.peer)?;
    call.world.may_write(call.me, to)?;
    let random_id = asked.random_id;
    let topic = topics::named(asked.reply_to.as_ref());
    let (reply_to, quote) = replied_to(call, asked.reply_to)?;
    let draft = Draft {
        entities: entities::read(call, asked.entities)?,
        text: asked.message,
        media: Some(input_media::media(call, asked.media)?),
        topic,
        reply_to,
        silent: asked.silent,
        random_id: Some(RandomId { auth_key_id: call.caller.auth_key_id, random_id }),
        carried: Carried { markup: markup::read(call, asked.reply_markup)?, quote, ..Carried::default() },
    };
    if let Some(waits) = scheduling::schedule(call, to, std::slice::from_ref(&draft), asked.schedule_date)? {
        return Ok(waits);
    }
    let sent = call.world.send(call.me, to, draft)?;
    Ok(answer(call, to, sent, random_id))
}

/// Makes a file of what was uploaded, for the chat to be sent in an album.
pub fn upload_media(call: &mut Call, asked: functions::UploadMedia) -> Answer<functions::UploadMedia> {
    refuse_given(
        "messages.uploadMedia",
        &[("business_connection_id", asked.business_connection_id.is_some())],
    )?;
    let to = input::peer(call, &asked.peer)?;
    call.world.may_write(call.me, to)?;
    let kept = input_media::media(call, asked.media)?;
    Ok(media::media(call.world, call.me, &kept))
}

/// Sends an album: all of it, or nothing (https://core.telegram.org/api/files#albums-grouped-media).
pub fn send_multi_media(
    call: &mut Call,
    asked: functions::SendMultiMedia,
) -> Answer<functions::SendMultiMedia> {
    refuse_given(
        "messages.sendMultiMedia",
        &[
            ("noforwards", asked.noforwards),
            ("invert_media", asked.invert_media),
            ("allow_paid_stars", asked.allow_paid_stars.is_some()),
            ("send_as", asked.send_as.is_some()),
            ("quick_reply_shortcut", asked.quick_reply_shortcut.is_some()),
            ("effect", asked.effect.is_some()),
        ],
    )?;
    let to = input::peer(call, &asked.peer)?;
    check_album_size(asked.multi_media.len())?;
    let topic = topics::named(asked.reply_to.as_ref());
    let (reply_to, quote) = replied_to(call, asked.reply_to)?;
    let mut drafts = Vec::new();
    for (at, enums::InputSingleMedia::Media(single)) in asked.multi_media.into_iter().enumerate() {
        let random_id = single.random_id;
        drafts.push(Draft {
            entities: entities::read(call, single.entities)?,
            text: single.message,
            media: Some(in_album(call, single.media).map_err(|error| numbered(at, error))?),
            reply_to,
            topic,
            silent: asked.silent,
            random_id: Some(RandomId { auth_key_id: call.caller.auth_key_id, random_id }),
            carried: Carried { quote: quote.clone(), ..Carried::default() },
        });
    }
    if let Some(waits) = scheduling::schedule_album(call, to, &drafts, asked.schedule_date)? {
        return Ok(waits);
    }
    let named: Vec<i64> = drafts.iter().filter_map(|draft| draft.random_id).map(|of| of.random_id).collect();
    let sent = call.world.send_album(call.me, to, drafts)?;

    let owner = World::owner(call.me, to);
    let named = sent.iter().zip(&named);
    let mut leading: Vec<enums::Update> = named
        .map(|(Sent { id, .. }, random_id)| types::UpdateMessageId { id: *id, random_id: *random_id }.into())
        .collect();
    let mut mentioned = Mentioned::default();
    for again in sent.iter().filter(|sent| sent.repeated) {
        let event = arrival(call, owner, *again);
        event_peers::mention(call.world, owner, &event, &mut mentioned);
        leading.push(event_updates::update(call.world, call.me, owner, &event));
    }
    Ok(events::own_with(call, leading, mentioned))
}

/// Only what is a file already can be in an album (https://core.telegram.org/method/messages.sendMultiMedia).
fn in_album(call: &mut Call, input: enums::InputMedia) -> Result<Media, RpcError> {
    match input {
        enums::InputMedia::Photo(_) | enums::InputMedia::Document(_) => input_media::media(call, input),
        enums::InputMedia::Empty => Err(bad("MEDIA_EMPTY").into()),
        enums::InputMedia::PhotoExternal(_) | enums::InputMedia::DocumentExternal(_) => {
            Err(not_implemented("messages.sendMultiMedia with a file from elsewhere"))
        }
        _ => Err(bad("MEDIA_INVALID").into()),
    }
}

/// Says which of the album's references is meant (https://core.telegram.org/api/file-references).
fn numbered(at: usize, error: RpcError) -> RpcError {
    match error.name.strip_prefix("FILE_REFERENCE_") {
        Some(what) => RpcError { name: format!("FILE_REFERENCE_{at}_{what}"), ..error },
        None => error,
    }
}
