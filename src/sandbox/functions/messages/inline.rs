//! Inline queries and their results.

use grammers_tl_types::enums;
use grammers_tl_types::functions::messages as functions;

use super::scheduling;
use crate::sandbox::functions::call::{Answer, Call, Deferred, Eventual};
use crate::sandbox::functions::row::rows;
use crate::sandbox::read;
use crate::sandbox::read::{reply, unsupported};
use crate::sandbox::show;
use crate::sandbox::show::sent;
use crate::sandbox::world::bots::inline_result::Results;
use crate::sandbox::world::engine::refusal::bad;
use crate::sandbox::world::messages::edit::Edit;
use crate::sandbox::world::messages::message::RandomId;

rows! {
    functions::GetInlineBotResults => get_inline_bot_results, User, deferred;
    functions::SetInlineBotResults => set_inline_bot_results, Bot;
    functions::SendInlineBotResult => send_inline_bot_result, User;
    functions::EditInlineBotMessage => edit_inline_bot_message, Bot;
}

/// The location is ignored: no bot here requests it.
pub fn get_inline_bot_results(
    call: &mut Call,
    request: functions::GetInlineBotResults,
) -> Deferred<functions::GetInlineBotResults> {
    let bot = call.user(&request.bot).map_err(|_| bad("BOT_INVALID"))?;
    let chat = match request.peer {
        enums::InputPeer::Empty => None,
        peer => Some(call.peer(&peer)?),
    };
    let known = call.world.ask_inline(call.me, bot, chat, request.query, request.offset, call.waiting())?;
    Ok(match known.and_then(|query| Some((query, call.world.results(query)?))) {
        Some((query, found)) => Eventual::Ready(show::inline::results(call.world, call.me, query, found)),
        None => Eventual::Pending,
    })
}

pub fn set_inline_bot_results(
    call: &mut Call,
    request: functions::SetInlineBotResults,
) -> Answer<functions::SetInlineBotResults> {
    unsupported::refuse_given(
        "messages.setInlineBotResults",
        &[("switch_webview", request.switch_webview.is_some())],
    )?;
    let items = request
        .results
        .into_iter()
        .map(|result| read::inline::result(call.world, call.me, result))
        .collect::<Result<_, _>>()?;
    let switch =
        request.switch_pm.map(|enums::InlineBotSwitchPm::Pm(switch)| (switch.text, switch.start_param));
    let results = Results {
        items,
        gallery: request.gallery,
        private: request.private,
        cache_time: request.cache_time,
        next_offset: request.next_offset.filter(|offset| !offset.is_empty()),
        switch,
    };
    call.world.answer_inline(call.me, request.query_id, results)?;
    Ok(true)
}

/// `hide_via` works only for a few bots of Telegram's and is ignored.
pub fn send_inline_bot_result(
    call: &mut Call,
    request: functions::SendInlineBotResult,
) -> Answer<functions::SendInlineBotResult> {
    unsupported::refuse_given(
        "messages.sendInlineBotResult",
        &[
            ("allow_paid_stars", request.allow_paid_stars.is_some()),
            ("send_as", request.send_as.is_some()),
            ("quick_reply_shortcut", request.quick_reply_shortcut.is_some()),
        ],
    )?;
    let to = call.peer(&request.peer)?;
    let random_id = request.random_id;
    let mut draft = call.world.chosen(call.me, request.query_id, &request.id)?;
    (draft.reply_to, draft.carried.quote) = reply::replied_to(call.world, call.me, request.reply_to)?;
    draft.silent = request.silent;
    draft.random_id = Some(RandomId { auth_key_id: call.caller.auth_key_id, random_id });
    if let Some(waits) = scheduling::schedule(call, to, std::slice::from_ref(&draft), request.schedule_date)?
    {
        return Ok(waits);
    }
    let sent = call.world.send(call.me, to, draft)?;
    // The short form won't do: the sender doesn't know the message's content.
    Ok(sent::answer_all(call.world, call.me, to, &[(sent, random_id)]))
}

pub fn edit_inline_bot_message(
    call: &mut Call,
    given: functions::EditInlineBotMessage,
) -> Answer<functions::EditInlineBotMessage> {
    unsupported::refuse_given(
        "messages.editInlineBotMessage",
        &[("media", given.media.is_some()), ("rich_message", given.rich_message.is_some())],
    )?;
    let edit = Edit {
        text: given.message,
        entities: read::entities::entities(call.world, call.me, given.entities)?,
        markup: read::markup::markup(call.world, call.me, given.reply_markup)?,
    };
    call.world.edit_inline(call.me, read::inline::inline_message(given.id)?, edit)?;
    Ok(true)
}
