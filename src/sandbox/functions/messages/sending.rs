//! Sends text messages and chat actions.

use grammers_tl_types::functions::messages as functions;

use super::scheduling;
use crate::sandbox::functions::call::{Answer, Call};
use crate::sandbox::functions::row::rows;
use crate::sandbox::read;
use crate::sandbox::read::{reply, unsupported};
use crate::sandbox::show::sent;
use crate::sandbox::world::engine::refusal::Refusal;
use crate::sandbox::world::messages::carried::Carried;
use crate::sandbox::world::messages::draft::Draft;
use crate::sandbox::world::messages::message::RandomId;

rows! {
    functions::SendMessage => send_message, Account;
    functions::SetTyping => set_typing, Account;
}

pub fn send_message(call: &mut Call, request: functions::SendMessage) -> Answer<functions::SendMessage> {
    refuse_unsupported(&request)?;
    let to = call.peer(&request.peer)?;
    let random_id = request.random_id;
    let topic = reply::topic(request.reply_to.as_ref());
    let (reply_to, quote) = reply::replied_to(call.world, call.me, request.reply_to)?;
    let draft = Draft {
        entities: read::entities::entities(call.world, call.me, request.entities)?,
        text: request.message,
        media: None,
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

pub fn set_typing(call: &mut Call, request: functions::SetTyping) -> Answer<functions::SetTyping> {
    let chat = call.peer(&request.peer)?;
    call.world.type_in(call.me, chat, read::typing::action(&request.action)?)?;
    Ok(true)
}

/// Refuses fields that would change the message. The other flags have no visible effect in the sandbox, which has no
/// link previews, drafts, sticker order or paid messages.
fn refuse_unsupported(request: &functions::SendMessage) -> Result<(), Refusal> {
    let fields = [
        ("noforwards", request.noforwards),
        ("invert_media", request.invert_media),
        ("allow_paid_stars", request.allow_paid_stars.is_some()),
        ("schedule_repeat_period", request.schedule_repeat_period.is_some()),
        ("send_as", request.send_as.is_some()),
        ("quick_reply_shortcut", request.quick_reply_shortcut.is_some()),
        ("effect", request.effect.is_some()),
        ("suggested_post", request.suggested_post.is_some()),
        ("rich_message", request.rich_message.is_some()),
    ];
    unsupported::refuse_given("messages.sendMessage", &fields)
}
