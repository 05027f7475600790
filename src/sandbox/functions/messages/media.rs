//! Sends media and albums.

use grammers_tl_types::functions::messages as functions;
use grammers_tl_types::{enums, types};

use super::scheduling;
use crate::sandbox::functions::call::{Answer, Call};
use crate::sandbox::functions::row::rows;
use crate::sandbox::read;
use crate::sandbox::read::{reply, unsupported};
use crate::sandbox::show;
use crate::sandbox::show::mentioned::Mentioned;
use crate::sandbox::show::{event_peers, event_updates, sent, updates};
use crate::sandbox::world::World;
use crate::sandbox::world::engine::refusal::{Refusal, bad};
use crate::sandbox::world::messages::albums::check_album_size;
use crate::sandbox::world::messages::carried::Carried;
use crate::sandbox::world::messages::draft::{Draft, Sent};
use crate::sandbox::world::messages::message::{Media, RandomId};

rows! {
    functions::SendMedia => send_media, Account;
    functions::SendMultiMedia => send_multi_media, Account;
    functions::UploadMedia => upload_media, Account;
}

pub fn send_media(call: &mut Call, request: functions::SendMedia) -> Answer<functions::SendMedia> {
    unsupported::refuse_given(
        "messages.sendMedia",
        &[
            ("noforwards", request.noforwards),
            ("invert_media", request.invert_media),
            ("allow_paid_stars", request.allow_paid_stars.is_some()),
            ("schedule_repeat_period", request.schedule_repeat_period.is_some()),
            ("send_as", request.send_as.is_some()),
            ("quick_reply_shortcut", request.quick_reply_shortcut.is_some()),
            ("effect", request.effect.is_some()),
            ("suggested_post", request.suggested_post.is_some()),
        ],
    )?;
    let to = call.peer(&request.peer)?;
    call.world.may_write(call.me, to)?;
    let random_id = request.random_id;
    let topic = reply::topic(request.reply_to.as_ref());
    let (reply_to, quote) = reply::replied_to(call.world, call.me, request.reply_to)?;
    let draft = Draft {
        entities: read::entities::entities(call.world, call.me, request.entities)?,
        text: request.message,
        media: Some(read::media::media(call.world, call.me, request.media)?),
        topic,
        reply_to,
        silent: request.silent,
        random_id: Some(RandomId { auth_key_id: call.caller.auth_key_id, random_id }),
        carried: Carried {
            markup: read::markup::markup(call.world, call.me, request.reply_markup)?,
            quote,
            ..Carried::default()
        },
    };
    if let Some(waits) = scheduling::schedule(call, to, std::slice::from_ref(&draft), request.schedule_date)?
    {
        return Ok(waits);
    }
    let sent = call.world.send(call.me, to, draft)?;
    Ok(sent::answer(call.world, call.me, to, sent, random_id))
}

/// Turns an upload into a file that can be part of an album.
pub fn upload_media(call: &mut Call, request: functions::UploadMedia) -> Answer<functions::UploadMedia> {
    unsupported::refuse_given(
        "messages.uploadMedia",
        &[("business_connection_id", request.business_connection_id.is_some())],
    )?;
    let to = call.peer(&request.peer)?;
    call.world.may_write(call.me, to)?;
    let kept = read::media::media(call.world, call.me, request.media)?;
    Ok(show::media::media(call.world, call.me, &kept))
}

/// Sends an album: all of it, or nothing (https://core.telegram.org/api/files#albums-grouped-media).
pub fn send_multi_media(
    call: &mut Call,
    request: functions::SendMultiMedia,
) -> Answer<functions::SendMultiMedia> {
    unsupported::refuse_given(
        "messages.sendMultiMedia",
        &[
            ("noforwards", request.noforwards),
            ("invert_media", request.invert_media),
            ("allow_paid_stars", request.allow_paid_stars.is_some()),
            ("send_as", request.send_as.is_some()),
            ("quick_reply_shortcut", request.quick_reply_shortcut.is_some()),
            ("effect", request.effect.is_some()),
        ],
    )?;
    let to = call.peer(&request.peer)?;
    check_album_size(request.multi_media.len())?;
    let topic = reply::topic(request.reply_to.as_ref());
    let (reply_to, quote) = reply::replied_to(call.world, call.me, request.reply_to)?;
    let mut drafts = Vec::new();
    for (at, enums::InputSingleMedia::Media(single)) in request.multi_media.into_iter().enumerate() {
        let random_id = single.random_id;
        drafts.push(Draft {
            entities: read::entities::entities(call.world, call.me, single.entities)?,
            text: single.message,
            media: Some(in_album(call, single.media).map_err(|error| numbered(at, error))?),
            reply_to,
            topic,
            silent: request.silent,
            random_id: Some(RandomId { auth_key_id: call.caller.auth_key_id, random_id }),
            carried: Carried { quote: quote.clone(), ..Carried::default() },
        });
    }
    if let Some(waits) = scheduling::schedule_album(call, to, &drafts, request.schedule_date)? {
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
        let event = sent::arrival(call.world, call.me, owner, *again);
        event_peers::mention(call.world, owner, &event, &mut mentioned);
        leading.push(event_updates::update(call.world, call.me, owner, &event));
    }
    Ok(updates::own_with(call.world, call.me, leading, mentioned))
}

/// An album takes only existing files (https://core.telegram.org/method/messages.sendMultiMedia).
fn in_album(call: &mut Call, input: enums::InputMedia) -> Result<Media, Refusal> {
    match input {
        enums::InputMedia::Photo(_) | enums::InputMedia::Document(_) => {
            read::media::media(call.world, call.me, input)
        }
        enums::InputMedia::Empty => Err(bad("MEDIA_EMPTY")),
        enums::InputMedia::PhotoExternal(_) | enums::InputMedia::DocumentExternal(_) => {
            Err(unsupported::not_implemented("messages.sendMultiMedia with a file from elsewhere"))
        }
        _ => Err(bad("MEDIA_INVALID")),
    }
}

/// Adds the position in the album to an error about a file reference (https://core.telegram.org/api/file-references).
fn numbered(at: usize, error: Refusal) -> Refusal {
    match error.name.strip_prefix("FILE_REFERENCE_") {
        Some(what) => Refusal { name: format!("FILE_REFERENCE_{at}_{what}").into(), ..error },
        None => error,
    }
}
