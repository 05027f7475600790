//! History, messages by id, and read marks.

use grammers_tl_types::functions::messages as functions;
use grammers_tl_types::types;

use crate::sandbox::functions::call::{Answer, Call};
use crate::sandbox::functions::row::rows;
use crate::sandbox::read;
use crate::sandbox::show::message_list;
use crate::sandbox::show::message_list::MessageList;
use crate::sandbox::world::engine::refusal::bad;
use crate::sandbox::world::messages::history::Window;
use crate::sandbox::world::messages::owner::Owner;
use crate::sandbox::world::people::peer::Peer;

rows! {
    functions::GetHistory => get_history, User;
    functions::GetMessages => get_messages, Account;
    functions::ReadHistory => read_history, User;
}

pub fn get_history(call: &mut Call, request: functions::GetHistory) -> Answer<functions::GetHistory> {
    let chat = call.peer(&request.peer)?;
    call.world.may_read(call.me, chat)?;
    let window = Window {
        offset_id: request.offset_id,
        offset_date: request.offset_date,
        add_offset: request.add_offset,
        limit: request.limit,
        max_id: request.max_id,
        min_id: request.min_id,
        range: call.range,
    };
    let slice = call.world.history(call.me, chat, window);
    Ok(message_list::of_chat(call.world, call.me, chat, slice))
}

/// Messages by their ids in the account's own mailbox. A missing one is `messageEmpty`.
pub fn get_messages(call: &mut Call, request: functions::GetMessages) -> Answer<functions::GetMessages> {
    read::messages::check_ids(request.id.len())?;
    let ids = read::messages::ids(call.world, call.me, None, &request.id);
    let MessageList { messages, topics, chats, users } =
        message_list::list(call.world, call.me, Owner::Account(call.me), None, &ids);
    Ok(types::messages::Messages { messages, topics, chats, users }.into())
}

pub fn read_history(call: &mut Call, request: functions::ReadHistory) -> Answer<functions::ReadHistory> {
    let chat = call.peer(&request.peer)?;
    if let Peer::Channel(_) = chat {
        return Err(bad("PEER_ID_INVALID"));
    }
    let changed = call.world.read(call.me, chat, request.max_id);
    let pts = call.world.mailbox(Owner::Account(call.me)).pts;
    Ok(types::messages::AffectedMessages { pts, pts_count: i32::from(changed) }.into())
}
