//! Pinned messages.

use grammers_tl_types::functions::messages as functions;
use grammers_tl_types::types;

use crate::sandbox::functions::call::{Answer, Call};
use crate::sandbox::functions::row::rows;
use crate::sandbox::show::updates;

rows! {
    functions::UpdatePinnedMessage => update_pinned_message, Account;
    functions::UnpinAllMessages => unpin_all_messages, Account;
}

pub fn update_pinned_message(
    call: &mut Call,
    request: functions::UpdatePinnedMessage,
) -> Answer<functions::UpdatePinnedMessage> {
    let chat = call.peer(&request.peer)?;
    call.world.pin(call.me, chat, request.id, !request.unpin, request.pm_oneside)?;
    Ok(updates::own(call.world, call.me, Vec::new()))
}

pub fn unpin_all_messages(
    call: &mut Call,
    request: functions::UnpinAllMessages,
) -> Answer<functions::UnpinAllMessages> {
    let chat = call.peer(&request.peer)?;
    let pts_count = call.world.unpin_all(call.me, chat, request.top_msg_id)?;
    let pts = call.world.mailbox_of(call.me, chat).pts;
    Ok(types::messages::AffectedHistory { pts, pts_count, offset: 0 }.into())
}
