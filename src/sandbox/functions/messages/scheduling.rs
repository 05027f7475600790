//! Scheduled messages.

use grammers_tl_types::functions::messages as functions;
use grammers_tl_types::{enums, types};

use crate::sandbox::functions::call::{Answer, Call};
use crate::sandbox::functions::row::rows;
use crate::sandbox::read;
use crate::sandbox::read::unsupported;
use crate::sandbox::show::mentioned::Mentioned;
use crate::sandbox::show::{message, updates};
use crate::sandbox::world::engine::refusal::Refusal;
use crate::sandbox::world::messages::draft::Draft;
use crate::sandbox::world::people::peer::Peer;
use crate::sandbox::world::updates::event::Change;

rows! {
    functions::GetScheduledHistory => get_scheduled_history, User;
    functions::GetScheduledMessages => get_scheduled_messages, User;
    functions::SendScheduledMessages => send_scheduled_messages, User;
    functions::DeleteScheduledMessages => delete_scheduled_messages, User;
}

/// The date that means "when the other side is online" (https://core.telegram.org/api/scheduled-messages).
const WHEN_ONLINE: i32 = 0x7ffffffe;

pub fn get_scheduled_history(
    call: &mut Call,
    request: functions::GetScheduledHistory,
) -> Answer<functions::GetScheduledHistory> {
    let chat = call.peer(&request.peer)?;
    let ids = call.world.scheduled(call.me, chat);
    Ok(list(call, chat, &ids))
}

pub fn get_scheduled_messages(
    call: &mut Call,
    request: functions::GetScheduledMessages,
) -> Answer<functions::GetScheduledMessages> {
    let chat = call.peer(&request.peer)?;
    read::messages::check_ids(request.id.len())?;
    Ok(list(call, chat, &request.id))
}

pub fn send_scheduled_messages(
    call: &mut Call,
    request: functions::SendScheduledMessages,
) -> Answer<functions::SendScheduledMessages> {
    let chat = call.peer(&request.peer)?;
    read::messages::check_ids(request.id.len())?;
    call.world.send_scheduled(call.me, chat, &request.id)?;
    Ok(updates::own(call.world, call.me, Vec::new()))
}

pub fn delete_scheduled_messages(
    call: &mut Call,
    request: functions::DeleteScheduledMessages,
) -> Answer<functions::DeleteScheduledMessages> {
    let chat = call.peer(&request.peer)?;
    read::messages::check_ids(request.id.len())?;
    call.world.delete_scheduled(call.me, chat, &request.id);
    Ok(updates::own(call.world, call.me, Vec::new()))
}

/// Schedules drafts for one date. Returns `None` if they are to be sent now. Drafts that are scheduled already are
/// reported again.
pub fn schedule(
    call: &mut Call,
    to: Peer,
    drafts: &[Draft],
    date: Option<i32>,
) -> Result<Option<enums::Updates>, Refusal> {
    schedule_drafts(call, to, drafts, date, false)
}

/// Like [`schedule`], for an album.
pub fn schedule_album(
    call: &mut Call,
    to: Peer,
    drafts: &[Draft],
    date: Option<i32>,
) -> Result<Option<enums::Updates>, Refusal> {
    schedule_drafts(call, to, drafts, date, true)
}

fn schedule_drafts(
    call: &mut Call,
    to: Peer,
    drafts: &[Draft],
    date: Option<i32>,
    together: bool,
) -> Result<Option<enums::Updates>, Refusal> {
    let Some(date) = date else { return Ok(None) };
    if date == WHEN_ONLINE {
        return Err(unsupported::not_implemented("schedule_date until somebody is online"));
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
    Ok(Some(updates::own_with(call.world, call.me, named, mentioned)))
}

fn list(call: &Call, chat: Peer, ids: &[i32]) -> enums::messages::Messages {
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
