//! Messages that wait for their time.

use grammers_tl_types::{enums, functions::messages as functions, types};

use crate::sandbox::functions::{Answer, Call, RpcError, not_implemented};
use crate::sandbox::read::input;
use crate::sandbox::show::peers::Mentioned;
use crate::sandbox::show::{events, message};
use crate::sandbox::world::messages::draft::Draft;
use crate::sandbox::world::people::peer::Peer;
use crate::sandbox::world::updates::event::Change;

/// The date of what waits until the other side comes online (https://core.telegram.org/api/scheduled-messages).
const WHEN_ONLINE: i32 = 0x7ffffffe;

pub fn get_scheduled_history(
    call: &mut Call,
    asked: functions::GetScheduledHistory,
) -> Answer<functions::GetScheduledHistory> {
    let chat = input::peer(call, &asked.peer)?;
    let ids = call.world.scheduled(call.me, chat);
    Ok(told(call, chat, &ids))
}

pub fn get_scheduled_messages(
    call: &mut Call,
    asked: functions::GetScheduledMessages,
) -> Answer<functions::GetScheduledMessages> {
    let chat = input::peer(call, &asked.peer)?;
    input::check_ids(asked.id.len())?;
    Ok(told(call, chat, &asked.id))
}

pub fn send_scheduled_messages(
    call: &mut Call,
    asked: functions::SendScheduledMessages,
) -> Answer<functions::SendScheduledMessages> {
    let chat = input::peer(call, &asked.peer)?;
    input::check_ids(asked.id.len())?;
    call.world.send_scheduled(call.me, chat, &asked.id)?;
    Ok(events::own(call, Vec::new()))
}

pub fn delete_scheduled_messages(
    call: &mut Call,
    asked: functions::DeleteScheduledMessages,
) -> Answer<functions::DeleteScheduledMessages> {
    let chat = input::peer(call, &asked.peer)?;
    input::check_ids(asked.id.len())?;
    call.world.delete_scheduled(call.me, chat, &asked.id);
    Ok(events::own(call, Vec::new()))
}

/// Has drafts wait for that date, which they share; none if it is now, so that they are to be sent at once. What waits
/// already is told again.
pub fn schedule(
    call: &mut Call,
    to: Peer,
    drafts: &[Draft],
    date: Option<i32>,
) -> Result<Option<enums::Updates>, RpcError> {
    schedule_as(call, to, drafts, date, false)
}

/// The same for drafts that are shown together.
pub fn schedule_album(
    call: &mut Call,
    to: Peer,
    drafts: &[Draft],
    date: Option<i32>,
) -> Result<Option<enums::Updates>, RpcError> {
    schedule_as(call, to, drafts, date, true)
}

fn schedule_as(
    call: &mut Call,
    to: Peer,
    drafts: &[Draft],
    date: Option<i32>,
    together: bool,
) -> Result<Option<enums::Updates>, RpcError> {
    let Some(date) = date else { return Ok(None) };
    if date == WHEN_ONLINE {
        return Err(not_implemented("schedule_date until somebody is online"));
    }
    let Some(ids) = call.world.schedule(call.me, to, drafts, date, together)? else { return Ok(None) };
    let named = drafts.iter().zip(&ids).map(|(draft, id)| {
        let random_id = draft.random_id.map_or(0, |random| random.random_id);
        types::UpdateMessageId { id: *id, random_id }.into()
    });
    let mut named: Vec<enums::Update> = named.collect();
    let mut mentioned = Mentioned::default();
    for id in ids {
        let change = Change::Scheduled { chat: to, id };
        if call.world.awaiting(call.me).any(|delivery| delivery.event.change == change) {
            continue;
        }
        call.world.scheduled_message(call.me, to, id).iter().for_each(|waits| mentioned.message(waits));
        let message = message::scheduled(call.world, call.me, to, id);
        named.push(types::UpdateNewScheduledMessage { message }.into());
    }
    Ok(Some(events::own_with(call, named, mentioned)))
}

fn told(call: &Call, chat: Peer, ids: &[i32]) -> enums::messages::Messages {
    let mut mentioned = Mentioned::default();
    mentioned.peer(chat);
    let (world, me) = (&*call.world, call.me);
    let waiting = ids.iter().filter_map(|id| world.scheduled_message(me, chat, *id));
    waiting.for_each(|waiting| mentioned.message(&waiting));
    types::messages::Messages {
        messages: ids.iter().map(|id| message::scheduled(world, me, chat, *id)).collect(),
        topics: Vec::new(),
        chats: mentioned.chats(world, me),
        users: mentioned.users(world, me),
    }
    .into()
}
