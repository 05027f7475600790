//! `channels.*`: channels and supergroups.

use grammers_tl_types::functions::channels as functions;
use grammers_tl_types::types;

use super::call::{Answer, Call};
use super::row::rows;
use crate::sandbox::read;
use crate::sandbox::show::{chats, full_chat, membership, message_list, updates};
use crate::sandbox::world::World;
use crate::sandbox::world::engine::refusal::bad;

pub mod members;
pub mod settings;

rows! {
    functions::GetChannels => get_channels, Account;
    functions::GetFullChannel => get_full_channel, Account;
    functions::GetMessages => get_messages, Account;
    functions::ReadHistory => read_history, User;
    functions::ReadMessageContents => read_message_contents, User;
    functions::JoinChannel => join_channel, User;
    functions::LeaveChannel => leave_channel, Account;
    functions::DeleteMessages => delete_messages, Account;
    functions::DeleteHistory => delete_history, User;
}

fn get_channels(call: &mut Call, request: functions::GetChannels) -> Answer<functions::GetChannels> {
    let channels = request.id.iter().map(|id| call.channel(id)).collect::<Result<Vec<_>, _>>()?;
    let chats = channels.into_iter().map(|channel| chats::chat(call.world, call.me, channel)).collect();
    Ok(types::messages::Chats { chats }.into())
}

fn get_full_channel(
    call: &mut Call,
    request: functions::GetFullChannel,
) -> Answer<functions::GetFullChannel> {
    let channel = call.channel(&request.channel)?;
    Ok(full_chat::full(call.world, call.me, channel).into())
}

fn get_messages(call: &mut Call, request: functions::GetMessages) -> Answer<functions::GetMessages> {
    let channel = call.channel(&request.channel)?;
    if request.id.is_empty() {
        return Err(bad("MESSAGE_IDS_EMPTY"));
    }
    read::messages::check_ids(request.id.len())?;
    let ids = read::messages::ids(call.world, call.me, Some(channel), &request.id);
    Ok(message_list::of_channel(call.world, call.me, channel, &ids, ids.len()))
}

fn read_history(call: &mut Call, request: functions::ReadHistory) -> Answer<functions::ReadHistory> {
    let channel = call.channel(&request.channel)?;
    call.world.read(call.me, channel, request.max_id);
    Ok(true)
}

fn read_message_contents(
    call: &mut Call,
    request: functions::ReadMessageContents,
) -> Answer<functions::ReadMessageContents> {
    let channel = call.channel(&request.channel)?;
    call.world.may_read(call.me, channel)?;
    call.world.look_at(call.me, World::owner(call.me, channel), None, &request.id);
    Ok(true)
}

fn join_channel(call: &mut Call, request: functions::JoinChannel) -> Answer<functions::JoinChannel> {
    let channel = call.channel(&request.channel)?;
    call.world.join(call.me, channel)?;
    Ok(membership::joined(call.world, call.me, channel))
}

fn leave_channel(call: &mut Call, request: functions::LeaveChannel) -> Answer<functions::LeaveChannel> {
    let channel = call.channel(&request.channel)?;
    call.world.leave(call.me, channel)?;
    Ok(updates::with_chat(call.world, call.me, channel))
}

fn delete_messages(call: &mut Call, request: functions::DeleteMessages) -> Answer<functions::DeleteMessages> {
    let channel = call.channel(&request.channel)?;
    read::messages::check_ids(request.id.len())?;
    let pts_count = call.world.delete_in_channel(call.me, channel, &request.id)?;
    let pts = call.world.mailbox_of(call.me, channel).pts;
    Ok(types::messages::AffectedMessages { pts, pts_count }.into())
}

fn delete_history(call: &mut Call, request: functions::DeleteHistory) -> Answer<functions::DeleteHistory> {
    let channel = call.channel(&request.channel)?;
    match request.for_everyone {
        true => call.world.delete_channel_history(call.me, channel, request.max_id)?,
        false => call.world.clear_channel_history(call.me, channel, request.max_id)?,
    }
    Ok(updates::own(call.world, call.me, Vec::new()))
}
