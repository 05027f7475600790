//! Messages that mention the account.

use grammers_tl_types::{functions::messages as functions, types};

use super::history::of_chat;
use crate::sandbox::functions::{Answer, Call};
use crate::sandbox::read::input;
use crate::sandbox::world::messages::history::Window;
use crate::sandbox::world::messages::owner::Owner;
use crate::sandbox::world::people::peer::Peer;

pub fn get_unread_mentions(
    call: &mut Call,
    asked: functions::GetUnreadMentions,
) -> Answer<functions::GetUnreadMentions> {
    let chat = input::peer(call, &asked.peer)?;
    call.world.may_read(call.me, chat)?;
    let window = Window {
        offset_id: asked.offset_id,
        offset_date: 0,
        add_offset: asked.add_offset,
        limit: asked.limit,
        max_id: asked.max_id,
        min_id: asked.min_id,
        range: call.range,
    };
    let slice = call.world.list_unread_mentions(call.me, chat, asked.top_msg_id, window);
    Ok(of_chat(call, chat, slice))
}

pub fn read_mentions(call: &mut Call, asked: functions::ReadMentions) -> Answer<functions::ReadMentions> {
    let chat = input::peer(call, &asked.peer)?;
    call.world.may_read(call.me, chat)?;
    let count = call.world.read_mentions(call.me, chat, asked.top_msg_id);
    let (pts, pts_count) = match chat {
        // Nothing is changed that counts in the channel's pts.
        Peer::Channel(_) => (call.world.mailbox_of(call.me, chat).pts, 0),
        _ => (call.world.mailbox(Owner::Account(call.me)).pts, count),
    };
    Ok(types::messages::AffectedHistory { pts, pts_count, offset: 0 }.into())
}

pub fn read_message_contents(
    call: &mut Call,
    asked: functions::ReadMessageContents,
) -> Answer<functions::ReadMessageContents> {
    let own = Owner::Account(call.me);
    let pts_count = call.world.look_at(call.me, own, None, &asked.id);
    Ok(types::messages::AffectedMessages { pts: call.world.mailbox(own).pts, pts_count }.into())
}
