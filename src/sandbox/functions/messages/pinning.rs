//! Pinned messages.

use grammers_tl_types::{functions::messages as functions, types};

use crate::sandbox::functions::{Answer, Call};
use crate::sandbox::read::input;
use crate::sandbox::show::events;

pub fn update_pinned_message(
    call: &mut Call,
    asked: functions::UpdatePinnedMessage,
) -> Answer<functions::UpdatePinnedMessage> {
    let chat = input::peer(call, &asked.peer)?;
    call.world.pin(call.me, chat, asked.id, !asked.unpin, asked.pm_oneside)?;
    Ok(events::own(call, Vec::new()))
}

pub fn unpin_all_messages(
    call: &mut Call,
    asked: functions::UnpinAllMessages,
) -> Answer<functions::UnpinAllMessages> {
    let chat = input::peer(call, &asked.peer)?;
    let pts_count = call.world.unpin_all(call.me, chat, asked.top_msg_id)?;
    let pts = call.world.mailbox_of(call.me, chat).pts;
    Ok(types::messages::AffectedHistory { pts, pts_count, offset: 0 }.into())
}
