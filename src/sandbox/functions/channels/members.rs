//! Members of channels and supergroups.

use grammers_tl_types::functions::channels as functions;
use grammers_tl_types::{enums, types};

use crate::sandbox::functions::call::{Answer, Call};
use crate::sandbox::functions::row::rows;
use crate::sandbox::read;
use crate::sandbox::read::unsupported;
use crate::sandbox::show;
use crate::sandbox::show::mentioned::Mentioned;
use crate::sandbox::show::{membership, updates};
use crate::sandbox::world::chats::members::Filter;
use crate::sandbox::world::engine::refusal::{Refusal, bad};
use crate::sandbox::world::people::peer::Peer;

rows! {
    functions::InviteToChannel => invite_to_channel, Account;
    functions::GetParticipants => get_participants, Account;
    functions::GetParticipant => get_participant, Account;
    functions::EditAdmin => edit_admin, Account;
    functions::EditBanned => edit_banned, Account;
    functions::DeleteParticipantHistory => delete_participant_history, User;
}

pub fn invite_to_channel(
    call: &mut Call,
    request: functions::InviteToChannel,
) -> Answer<functions::InviteToChannel> {
    let channel = call.channel(&request.channel)?;
    let people = request.users.iter().map(|user| call.user(user)).collect::<Result<Vec<_>, _>>()?;
    if people.is_empty() {
        return Err(bad("USERS_TOO_FEW"));
    }
    let missing = call.world.invite_people(call.me, channel, &people)?;
    Ok(membership::invited(call.world, call.me, channel, missing))
}

pub fn get_participants(
    call: &mut Call,
    request: functions::GetParticipants,
) -> Answer<functions::GetParticipants> {
    let channel = call.channel(&request.channel)?;
    let filter = filter(request.filter)?;
    let (offset, limit) = (request.offset.max(0) as usize, request.limit.max(0) as usize);
    let (found, count) = call.world.members(call.me, channel, &filter, offset, limit)?;
    let mut mentioned = Mentioned::default();
    mentioned.peer(channel);
    let chat = call.world.chat(channel).ok_or(bad("CHANNEL_INVALID"))?;
    let mut participants = Vec::new();
    for id in found {
        let Some(member) = chat.members.get(&id) else { continue };
        mentioned.user(id);
        mentioned.member(member);
        participants.push(show::rights::participant(call.me, chat, id, member));
    }
    let (users, chats) = (mentioned.users(call.world, call.me), mentioned.chats(call.world, call.me));
    Ok(types::channels::ChannelParticipants { count: count as i32, participants, chats, users }.into())
}

pub fn get_participant(
    call: &mut Call,
    request: functions::GetParticipant,
) -> Answer<functions::GetParticipant> {
    let channel = call.channel(&request.channel)?;
    let user = participant(call, &request.participant)?;
    let (chat, member) = call.world.member(call.me, channel, user)?;
    let mut mentioned = Mentioned::default();
    mentioned.peer(channel);
    mentioned.user(user);
    mentioned.member(member);
    let participant = show::rights::participant(call.me, chat, user, member);
    let (users, chats) = (mentioned.users(call.world, call.me), mentioned.chats(call.world, call.me));
    Ok(types::channels::ChannelParticipant { participant, chats, users }.into())
}

pub fn edit_admin(call: &mut Call, request: functions::EditAdmin) -> Answer<functions::EditAdmin> {
    let channel = call.channel(&request.channel)?;
    let user = call.user(&request.user_id)?;
    let given = read::rights::admin(request.admin_rights);
    call.world.edit_admin(call.me, channel, user, given, request.rank)?;
    Ok(updates::with_chat(call.world, call.me, channel))
}

pub fn edit_banned(call: &mut Call, request: functions::EditBanned) -> Answer<functions::EditBanned> {
    let channel = call.channel(&request.channel)?;
    let user = participant(call, &request.participant)?;
    let (what, until) = read::rights::bans(request.banned_rights);
    call.world.restrict(call.me, channel, user, what, until)?;
    Ok(updates::with_chat(call.world, call.me, channel))
}

pub fn delete_participant_history(
    call: &mut Call,
    request: functions::DeleteParticipantHistory,
) -> Answer<functions::DeleteParticipantHistory> {
    let channel = call.channel(&request.channel)?;
    let user = participant(call, &request.participant)?;
    let pts_count = call.world.delete_messages_of(call.me, channel, user)?;
    let pts = call.world.mailbox_of(call.me, channel).pts;
    // Everything is deleted at once, so there is no further page.
    Ok(types::messages::AffectedHistory { pts, pts_count, offset: 0 }.into())
}

fn participant(call: &Call, named: &enums::InputPeer) -> Result<i64, Refusal> {
    match call.peer(named) {
        Ok(Peer::User(id)) => Ok(id),
        _ => Err(bad("PARTICIPANT_ID_INVALID")),
    }
}

fn filter(request: enums::ChannelParticipantsFilter) -> Result<Filter, Refusal> {
    use enums::ChannelParticipantsFilter as Asked;
    Ok(match request {
        Asked::ChannelParticipantsRecent => Filter::Recent,
        Asked::ChannelParticipantsAdmins => Filter::Admins,
        Asked::ChannelParticipantsBots => Filter::Bots,
        Asked::ChannelParticipantsKicked(kicked) => Filter::Kicked(kicked.q),
        Asked::ChannelParticipantsBanned(banned) => Filter::Restricted(banned.q),
        Asked::ChannelParticipantsSearch(search) => Filter::Search(search.q),
        Asked::ChannelParticipantsContacts(contacts) => Filter::Contacts(contacts.q),
        Asked::ChannelParticipantsMentions(_) => {
            return Err(unsupported::not_implemented(
                "channels.getParticipants with channelParticipantsMentions",
            ));
        }
    })
}
