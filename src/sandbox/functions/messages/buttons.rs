//! Callback buttons.

use grammers_tl_types::functions::messages as functions;

use crate::sandbox::functions::call::{Answer, Call, Deferred, Eventual};
use crate::sandbox::functions::row::rows;
use crate::sandbox::read::{password, unsupported};
use crate::sandbox::world::bots::markup::ButtonAction;
use crate::sandbox::world::bots::query::ButtonAnswer;
use crate::sandbox::world::engine::refusal::bad;

rows! {
    functions::GetBotCallbackAnswer => get_bot_callback_answer, User, deferred;
    functions::SetBotCallbackAnswer => set_bot_callback_answer, Bot;
}

pub fn get_bot_callback_answer(
    call: &mut Call,
    request: functions::GetBotCallbackAnswer,
) -> Deferred<functions::GetBotCallbackAnswer> {
    if request.game {
        return Err(unsupported::not_implemented("messages.getBotCallbackAnswer with game"));
    }
    let chat = call.peer(&request.peer)?;
    let data = request.data.unwrap_or_default();
    let does = call.world.pressed(call.me, chat, request.msg_id, &data)?;
    if let ButtonAction::Callback { with_password: true, .. } = does {
        if call.world.person(call.me).is_none_or(|me| me.password.is_none()) {
            return Err(bad("PASSWORD_MISSING"));
        }
        let proof = request.password.and_then(password::proof).ok_or(bad("PASSWORD_HASH_INVALID"))?;
        call.world.prove(call.me, &proof)?;
    }
    call.world.press(call.me, chat, request.msg_id, data, call.waiting())?;
    Ok(Eventual::Pending)
}

pub fn set_bot_callback_answer(
    call: &mut Call,
    request: functions::SetBotCallbackAnswer,
) -> Answer<functions::SetBotCallbackAnswer> {
    let answer = ButtonAnswer {
        alert: request.alert,
        text: request.message.filter(|text| !text.is_empty()),
        url: request.url.filter(|url| !url.is_empty()),
        cache_time: request.cache_time.max(0),
    };
    call.world.answer_button(call.me, request.query_id, answer)?;
    Ok(true)
}
