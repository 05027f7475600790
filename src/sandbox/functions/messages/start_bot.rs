//! Starts a conversation with a bot (https://core.telegram.org/api/links#bot-links).

use grammers_tl_types::functions::messages as functions;

use crate::sandbox::functions::call::{Answer, Call};
use crate::sandbox::functions::row::rows;
use crate::sandbox::show::sent;
use crate::sandbox::world::engine::refusal::bad;
use crate::sandbox::world::messages::message::RandomId;

rows! {
    functions::StartBot => start_bot, User;
}

pub fn start_bot(call: &mut Call, request: functions::StartBot) -> Answer<functions::StartBot> {
    let bot = call.user(&request.bot).map_err(|_| bad("BOT_INVALID"))?;
    let to = call.peer(&request.peer)?;
    let random_id = RandomId { auth_key_id: call.caller.auth_key_id, random_id: request.random_id };
    let sent = call.world.start_bot(call.me, bot, to, &request.start_param, random_id)?;
    Ok(sent::answer(call.world, call.me, to, sent, request.random_id))
}
