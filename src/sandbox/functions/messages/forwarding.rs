//! Passing on.

use grammers_tl_types::functions::messages as functions;

use super::sending::answer_all;
use super::{scheduling, sending};
use crate::sandbox::functions::{Answer, Call};
use crate::sandbox::read::input;
use crate::sandbox::world::engine::refusal::bad;
use crate::sandbox::world::messages::draft::Draft;
use crate::sandbox::world::messages::forward::ForwardOptions;
use crate::sandbox::world::messages::message::RandomId;

pub fn forward_messages(
    call: &mut Call,
    asked: functions::ForwardMessages,
) -> Answer<functions::ForwardMessages> {
    sending::refuse(
        "messages.forwardMessages",
        &[
            (asked.with_my_score, "with_my_score"),
            (asked.noforwards, "noforwards"),
            (asked.video_timestamp.is_some(), "video_timestamp"),
            (asked.allow_paid_stars.is_some(), "allow_paid_stars"),
            (asked.schedule_repeat_period.is_some(), "schedule_repeat_period"),
            (asked.send_as.is_some(), "send_as"),
            (asked.reply_to.is_some(), "reply_to"),
            (asked.quick_reply_shortcut.is_some(), "quick_reply_shortcut"),
            (asked.effect.is_some(), "effect"),
            (asked.suggested_post.is_some(), "suggested_post"),
            (asked.from_ephemeral, "from_ephemeral"),
        ],
    )?;
    let from = input::peer(call, &asked.from_peer)?;
    let to = input::peer(call, &asked.to_peer)?;
    if asked.id.is_empty() {
        return Err(bad("MESSAGE_IDS_EMPTY").into());
    }
    input::check_ids(asked.id.len())?;
    if asked.id.len() != asked.random_id.len() {
        return Err(bad("RANDOM_ID_INVALID").into());
    }
    let auth_key_id = call.caller.auth_key_id;
    let random_ids = asked.random_id.iter().map(|random_id| RandomId { auth_key_id, random_id: *random_id });
    let named: Vec<(i32, RandomId)> = asked.id.into_iter().zip(random_ids).collect();
    let manner = ForwardOptions {
        drop_author: asked.drop_author || asked.drop_media_captions,
        drop_captions: asked.drop_media_captions,
        silent: asked.silent,
    };
    let mut passed = call.world.forwarded(call.me, from, to, &named, manner)?;
    passed.iter_mut().for_each(|passed| passed.draft.topic = asked.top_msg_id);
    let drafts: Vec<Draft> = passed.iter().map(|passed| passed.draft.clone()).collect();
    if let Some(wait) = scheduling::schedule(call, to, &drafts, asked.schedule_date)? {
        return Ok(wait);
    }
    let sent_ids: Vec<i64> =
        drafts.iter().filter_map(|draft| draft.random_id).map(|random| random.random_id).collect();
    let sent = call.world.send_all(call.me, to, passed)?;
    Ok(answer_all(call, to, &sent.into_iter().zip(sent_ids).collect::<Vec<_>>()))
}
