//! Forwards messages.

use grammers_tl_types::functions::messages as functions;

use super::scheduling;
use crate::sandbox::functions::call::{Answer, Call};
use crate::sandbox::functions::row::rows;
use crate::sandbox::read;
use crate::sandbox::read::unsupported;
use crate::sandbox::show::sent;
use crate::sandbox::world::engine::refusal::bad;
use crate::sandbox::world::messages::draft::Draft;
use crate::sandbox::world::messages::forward::ForwardOptions;
use crate::sandbox::world::messages::message::RandomId;

rows! {
    functions::ForwardMessages => forward_messages, Account;
}

pub fn forward_messages(
    call: &mut Call,
    request: functions::ForwardMessages,
) -> Answer<functions::ForwardMessages> {
    unsupported::refuse_given(
        "messages.forwardMessages",
        &[
            ("with_my_score", request.with_my_score),
            ("noforwards", request.noforwards),
            ("video_timestamp", request.video_timestamp.is_some()),
            ("allow_paid_stars", request.allow_paid_stars.is_some()),
            ("schedule_repeat_period", request.schedule_repeat_period.is_some()),
            ("send_as", request.send_as.is_some()),
            ("reply_to", request.reply_to.is_some()),
            ("quick_reply_shortcut", request.quick_reply_shortcut.is_some()),
            ("effect", request.effect.is_some()),
            ("suggested_post", request.suggested_post.is_some()),
            ("from_ephemeral", request.from_ephemeral),
        ],
    )?;
    let from = call.peer(&request.from_peer)?;
    let to = call.peer(&request.to_peer)?;
    if request.id.is_empty() {
        return Err(bad("MESSAGE_IDS_EMPTY"));
    }
    read::messages::check_ids(request.id.len())?;
    if request.id.len() != request.random_id.len() {
        return Err(bad("RANDOM_ID_INVALID"));
    }
    let auth_key_id = call.caller.auth_key_id;
    let random_ids =
        request.random_id.iter().map(|random_id| RandomId { auth_key_id, random_id: *random_id });
    let named: Vec<(i32, RandomId)> = request.id.into_iter().zip(random_ids).collect();
    let manner = ForwardOptions {
        drop_author: request.drop_author || request.drop_media_captions,
        drop_captions: request.drop_media_captions,
        silent: request.silent,
    };
    let mut passed = call.world.forwarded(call.me, from, to, &named, manner)?;
    passed.iter_mut().for_each(|passed| passed.draft.topic = request.top_msg_id);
    let drafts: Vec<Draft> = passed.iter().map(|passed| passed.draft.clone()).collect();
    if let Some(wait) = scheduling::schedule(call, to, &drafts, request.schedule_date)? {
        return Ok(wait);
    }
    let sent_ids: Vec<i64> =
        drafts.iter().filter_map(|draft| draft.random_id).map(|random| random.random_id).collect();
    let sent = call.world.send_all(call.me, to, passed)?;
    Ok(sent::answer_all(call.world, call.me, to, &sent.into_iter().zip(sent_ids).collect::<Vec<_>>()))
}
