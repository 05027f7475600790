//! Beginning a conversation with a bot (https://core.telegram.org/api/bots/referrals, https://core.telegram.org/api/links#bot-links).

use grammers_tl_types::functions::messages as functions;

use super::sending::answer;
use crate::sandbox::functions::{Answer, Call};
use crate::sandbox::read::input;
use crate::sandbox::world::engine::refusal::bad;
use crate::sandbox::world::messages::message::RandomId;

pub fn start_bot(call: &mut Call, asked: functions::StartBot) -> Answer<functions::StartBot> {
    let bot = input::user(call, &asked.bot).map_err(|_| bad("BOT_INVALID"))?;
    let to = input::peer(call, &asked.peer)?;
    let random_id = RandomId { auth_key_id: call.caller.auth_key_id, random_id: asked.random_id };
    let sent = call.world.start_bot(call.me, bot, to, &asked.start_param, random_id)?;
    Ok(answer(call, to, sent, asked.random_id))
}
