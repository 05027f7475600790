//! Pressing buttons, and what bots say to it.

use grammers_tl_types::functions::messages as functions;

use crate::sandbox::functions::{Answer, Asked, Call, Later, auth, not_implemented};
use crate::sandbox::read::input;
use crate::sandbox::world::bots::markup::ButtonAction;
use crate::sandbox::world::bots::query::{ButtonAnswer, WaitingCall};
use crate::sandbox::world::engine::refusal::bad;

pub fn get_bot_callback_answer(
    call: &mut Call,
    asked: functions::GetBotCallbackAnswer,
) -> Asked<functions::GetBotCallbackAnswer> {
    if asked.game {
        return Err(not_implemented("messages.getBotCallbackAnswer with game"));
    }
    let chat = input::peer(call, &asked.peer)?;
    let data = asked.data.unwrap_or_default();
    let does = call.world.pressed(call.me, chat, asked.msg_id, &data)?;
    if let ButtonAction::Callback { with_password: true, .. } = does {
        if call.world.person(call.me).is_none_or(|me| me.password.is_none()) {
            return Err(bad("PASSWORD_MISSING").into());
        }
        let proof = asked.password.and_then(auth::proof).ok_or(bad("PASSWORD_HASH_INVALID"))?;
        call.world.prove(call.me, &proof)?;
    }
    call.world.press(call.me, chat, asked.msg_id, data, waiting(call))?;
    Ok(Later::Awaited)
}

pub fn set_bot_callback_answer(
    call: &mut Call,
    asked: functions::SetBotCallbackAnswer,
) -> Answer<functions::SetBotCallbackAnswer> {
    let answer = ButtonAnswer {
        alert: asked.alert,
        text: asked.message.filter(|text| !text.is_empty()),
        url: asked.url.filter(|url| !url.is_empty()),
        cache_time: asked.cache_time.max(0),
    };
    call.world.answer_button(call.me, asked.query_id, answer)?;
    Ok(true)
}

/// By what the call is found again when its answer comes.
pub fn waiting(call: &Call) -> WaitingCall {
    let caller = call.caller;
    WaitingCall { auth_key_id: caller.auth_key_id, session_id: caller.session_id, msg_id: caller.msg_id }
}
