//! Messages that mention the account.

use grammers_tl_types::functions::messages as functions;
use grammers_tl_types::types;

use crate::sandbox::functions::call::{Answer, Call};
use crate::sandbox::functions::row::rows;
use crate::sandbox::show::message_list;
use crate::sandbox::world::messages::history::Window;
use crate::sandbox::world::messages::owner::Owner;
use crate::sandbox::world::people::peer::Peer;

rows! {
    functions::GetUnreadMentions => get_unread_mentions, User;
    functions::ReadMentions => read_mentions, User;
    functions::ReadMessageContents => read_message_contents, User;
}

pub fn get_unread_mentions(
    call: &mut Call,
    request: functions::GetUnreadMentions,
) -> Answer<functions::GetUnreadMentions> {
    let chat = call.peer(&request.peer)?;
    call.world.may_read(call.me, chat)?;
    let window = Window {
        offset_id: request.offset_id,
        offset_date: 0,
        add_offset: request.add_offset,
        limit: request.limit,
        max_id: request.max_id,
        min_id: request.min_id,
        range: call.range,
    };
    let slice = call.world.list_unread_mentions(call.me, chat, request.top_msg_id, window);
    Ok(message_list::of_chat(call.world, call.me, chat, slice))
}

pub fn read_mentions(call: &mut Call, request: functions::ReadMentions) -> Answer<functions::ReadMentions> {
    let chat = call.peer(&request.peer)?;
    call.world.may_read(call.me, chat)?;
    let count = call.world.read_mentions(call.me, chat, request.top_msg_id);
    let (pts, pts_count) = match chat {
        // In channels this doesn't count in the pts.
        Peer::Channel(_) => (call.world.mailbox_of(call.me, chat).pts, 0),
        _ => (call.world.mailbox(Owner::Account(call.me)).pts, count),
    };
    Ok(types::messages::AffectedHistory { pts, pts_count, offset: 0 }.into())
}

pub fn read_message_contents(
    call: &mut Call,
    request: functions::ReadMessageContents,
) -> Answer<functions::ReadMessageContents> {
    let own = Owner::Account(call.me);
    let pts_count = call.world.look_at(call.me, own, None, &request.id);
    Ok(types::messages::AffectedMessages { pts: call.world.mailbox(own).pts, pts_count }.into())
}
