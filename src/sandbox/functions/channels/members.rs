//! Who is in a channel or supergroup, as what.

use grammers_tl_types::{enums, functions::channels as functions, types};

use super::{invited, with_chat};
use crate::sandbox::functions::{Answer, Call, RpcError, not_implemented};
use crate::sandbox::read::input;
use crate::sandbox::show::peers::Mentioned;
use crate::sandbox::show::rights;
use crate::sandbox::world::chats::members::Filter;
use crate::sandbox::world::engine::refusal::bad;
use crate::sandbox::world::people::peer::Peer;

pub fn invite_to_channel(
    call: &mut Call,
    asked: functions::InviteToChannel,
) -> Answer<functions::InviteToChannel> {
    let channel = input::channel(call, &asked.channel)?;
    let people = asked.users.iter().map(|user| input::user(call, user)).collect::<Result<Vec<_>, _>>()?;
    if people.is_empty() {
        return Err(bad("USERS_TOO_FEW").into());
    }
    let missing = call.world.invite_people(call.me, channel, &people)?;
    Ok(invited(call, channel, missing))
}

pub fn get_participants(
    call: &mut Call,
    asked: functions::GetParticipants,
) -> Answer<functions::GetParticipants> {
    let channel = input::channel(call, &asked.channel)?;
    let filter = filter(asked.filter)?;
    let (offset, limit) = (asked.offset.max(0) as usize, asked.limit.max(0) as usize);
    let (found, count) = call.world.members(call.me, channel, &filter, offset, limit)?;
    let mut mentioned = Mentioned::default();
    mentioned.peer(channel);
    let chat = call.world.chat(channel).ok_or(bad("CHANNEL_INVALID"))?;
    let mut participants = Vec::new();
    for id in found {
        let Some(member) = chat.members.get(&id) else { continue };
        mentioned.user(id);
        mentioned.member(member);
        participants.push(rights::participant(call.me, chat, id, member));
    }
    let (users, chats) = (mentioned.users(call.world, call.me), mentioned.chats(call.world, call.me));
    Ok(types::channels::ChannelParticipants { count: count as i32, participants, chats, users }.into())
}

pub fn get_participant(
    call: &mut Call,
    asked: functions::GetParticipant,
) -> Answer<functions::GetParticipant> {
    let channel = input::channel(call, &asked.channel)?;
    let user = participant(call, &asked.participant)?;
    let (chat, member) = call.world.member(call.me, channel, user)?;
    let mut mentioned = Mentioned::default();
    mentioned.peer(channel);
    mentioned.user(user);
    mentioned.member(member);
    let participant = rights::participant(call.me, chat, user, member);
    let (users, chats) = (mentioned.users(call.world, call.me), mentioned.chats(call.world, call.me));
    Ok(types::channels::ChannelParticipant { participant, chats, users }.into())
}

pub fn edit_admin(call: &mut Call, asked: functions::EditAdmin) -> Answer<functions::EditAdmin> {
    let channel = input::channel(call, &asked.channel)?;
    let user = input::user(call, &asked.user_id)?;
    let given = rights::read_admin(asked.admin_rights);
    call.world.edit_admin(call.me, channel, user, given, asked.rank)?;
    Ok(with_chat(call, channel))
}

pub fn edit_banned(call: &mut Call, asked: functions::EditBanned) -> Answer<functions::EditBanned> {
    let channel = input::channel(call, &asked.channel)?;
    let user = participant(call, &asked.participant)?;
    let (what, until) = rights::read_bans(asked.banned_rights);
    call.world.restrict(call.me, channel, user, what, until)?;
    Ok(with_chat(call, channel))
}

pub fn delete_participant_history(
    call: &mut Call,
    asked: functions::DeleteParticipantHistory,
) -> Answer<functions::DeleteParticipantHistory> {
    let channel = input::channel(call, &asked.channel)?;
    let user = participant(call, &asked.participant)?;
    let pts_count = call.world.delete_messages_of(call.me, channel, user)?;
    let pts = call.world.mailbox_of(call.me, channel).pts;
    // Nothing is left for another request.
    Ok(types::messages::AffectedHistory { pts, pts_count, offset: 0 }.into())
}

fn participant(call: &Call, named: &enums::InputPeer) -> Result<i64, RpcError> {
    match input::peer(call, named) {
        Ok(Peer::User(id)) => Ok(id),
        _ => Err(bad("PARTICIPANT_ID_INVALID").into()),
    }
}

fn filter(asked: enums::ChannelParticipantsFilter) -> Result<Filter, RpcError> {
    use enums::ChannelParticipantsFilter as Asked;
    Ok(match asked {
        Asked::ChannelParticipantsRecent => Filter::Recent,
        Asked::ChannelParticipantsAdmins => Filter::Admins,
        Asked::ChannelParticipantsBots => Filter::Bots,
        Asked::ChannelParticipantsKicked(kicked) => Filter::Kicked(kicked.q),
        Asked::ChannelParticipantsBanned(banned) => Filter::Restricted(banned.q),
        Asked::ChannelParticipantsSearch(search) => Filter::Search(search.q),
        Asked::ChannelParticipantsContacts(contacts) => Filter::Contacts(contacts.q),
        Asked::ChannelParticipantsMentions(_) => {
            return Err(not_implemented("channels.getParticipants with channelParticipantsMentions"));
        }
    })
}
