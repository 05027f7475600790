//! `channels.*`: channels and supergroups.

use grammers_tl_types::{enums, functions::channels as functions, types};

use super::messages::history;
use super::table::rows;
use super::{Answer, Call};
use crate::sandbox::read::input;
use crate::sandbox::show::peers::Mentioned;
use crate::sandbox::show::{dialog, events, peers};
use crate::sandbox::world::World;
use crate::sandbox::world::engine::refusal::bad;
use crate::sandbox::world::people::peer::Peer;

mod members;
mod settings;

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
    functions::CreateChannel => settings::create_channel, User;
    functions::EditTitle => settings::edit_title, Account;
    functions::EditPhoto => settings::edit_photo, Account;
    functions::CheckUsername => settings::check_username, User;
    functions::UpdateUsername => settings::update_username, User;
    functions::DeleteChannel => settings::delete_channel, User;
    functions::ToggleSlowMode => settings::toggle_slow_mode, User;
    functions::TogglePreHistoryHidden => settings::toggle_pre_history_hidden, User;
    functions::ToggleForum => settings::toggle_forum, User;
    functions::ToggleSignatures => settings::toggle_signatures, User;
    functions::InviteToChannel => members::invite_to_channel, Account;
    functions::GetParticipants => members::get_participants, Account;
    functions::GetParticipant => members::get_participant, Account;
    functions::EditAdmin => members::edit_admin, Account;
    functions::EditBanned => members::edit_banned, Account;
    functions::DeleteParticipantHistory => members::delete_participant_history, User;
}

fn get_channels(call: &mut Call, asked: functions::GetChannels) -> Answer<functions::GetChannels> {
    let channels = asked.id.iter().map(|id| input::channel(call, id)).collect::<Result<Vec<_>, _>>()?;
    let chats = channels.into_iter().map(|channel| peers::chat(call.world, call.me, channel)).collect();
    Ok(types::messages::Chats { chats }.into())
}

fn get_full_channel(call: &mut Call, asked: functions::GetFullChannel) -> Answer<functions::GetFullChannel> {
    let channel = input::channel(call, &asked.channel)?;
    Ok(dialog::full(call.world, call.me, channel).into())
}

fn get_messages(call: &mut Call, asked: functions::GetMessages) -> Answer<functions::GetMessages> {
    let channel = input::channel(call, &asked.channel)?;
    if asked.id.is_empty() {
        return Err(bad("MESSAGE_IDS_EMPTY").into());
    }
    input::check_ids(asked.id.len())?;
    let ids = history::named(call, Some(channel), &asked.id);
    Ok(history::of_channel(call, channel, &ids, ids.len()))
}

fn read_history(call: &mut Call, asked: functions::ReadHistory) -> Answer<functions::ReadHistory> {
    let channel = input::channel(call, &asked.channel)?;
    call.world.read(call.me, channel, asked.max_id);
    Ok(true)
}

fn read_message_contents(
    call: &mut Call,
    asked: functions::ReadMessageContents,
) -> Answer<functions::ReadMessageContents> {
    let channel = input::channel(call, &asked.channel)?;
    call.world.may_read(call.me, channel)?;
    call.world.look_at(call.me, World::owner(call.me, channel), None, &asked.id);
    Ok(true)
}

fn join_channel(call: &mut Call, asked: functions::JoinChannel) -> Answer<functions::JoinChannel> {
    let channel = input::channel(call, &asked.channel)?;
    call.world.join(call.me, channel)?;
    Ok(joined(call, channel))
}

fn leave_channel(call: &mut Call, asked: functions::LeaveChannel) -> Answer<functions::LeaveChannel> {
    let channel = input::channel(call, &asked.channel)?;
    call.world.leave(call.me, channel)?;
    Ok(with_chat(call, channel))
}

fn delete_messages(call: &mut Call, asked: functions::DeleteMessages) -> Answer<functions::DeleteMessages> {
    let channel = input::channel(call, &asked.channel)?;
    input::check_ids(asked.id.len())?;
    let pts_count = call.world.delete_in_channel(call.me, channel, &asked.id)?;
    let pts = call.world.mailbox_of(call.me, channel).pts;
    Ok(types::messages::AffectedMessages { pts, pts_count }.into())
}

fn delete_history(call: &mut Call, asked: functions::DeleteHistory) -> Answer<functions::DeleteHistory> {
    let channel = input::channel(call, &asked.channel)?;
    match asked.for_everyone {
        true => call.world.delete_channel_history(call.me, channel, asked.max_id)?,
        false => call.world.clear_channel_history(call.me, channel, asked.max_id)?,
    }
    Ok(events::own(call, Vec::new()))
}

/// What joining answers, by name or by link.
pub fn joined(call: &Call, chat: Peer) -> enums::messages::ChatInviteJoinResult {
    types::messages::ChatInviteJoinResultOk { updates: with_chat(call, chat) }.into()
}

pub fn with_chat(call: &Call, chat: Peer) -> enums::Updates {
    let mut mentioned = Mentioned::default();
    mentioned.peer(chat);
    events::own_with(call, Vec::new(), mentioned)
}

/// What adding people answers: what came of it, and who doesn't want to be added.
pub fn invited(call: &Call, chat: Peer, missing: Vec<i64>) -> enums::messages::InvitedUsers {
    let missing_invitees = missing.into_iter().map(|user_id| {
        types::MissingInvitee { premium_would_allow_invite: false, premium_required_for_pm: false, user_id }
            .into()
    });
    let missing_invitees = missing_invitees.collect();
    types::messages::InvitedUsers { updates: with_chat(call, chat), missing_invitees }.into()
}
