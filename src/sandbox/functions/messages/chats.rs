//! Details of basic groups, common chats, and joining by link.

use grammers_tl_types::functions::messages as functions;
use grammers_tl_types::{enums, types};

use crate::sandbox::functions::call::{Answer, Call};
use crate::sandbox::functions::row::rows;
use crate::sandbox::read::peers;
use crate::sandbox::show::mentioned::Mentioned;
use crate::sandbox::show::{chats, defaults, full_chat, membership};
use crate::sandbox::world::chats::chat::{Chat, ChatKind};
use crate::sandbox::world::engine::refusal::bad;
use crate::sandbox::world::people::peer::Peer;
use crate::sandbox::world::people::person::Status;

rows! {
    functions::GetChats => get_chats, Account;
    functions::GetFullChat => get_full_chat, Account;
    functions::GetCommonChats => get_common_chats, User;
    functions::CheckChatInvite => check_chat_invite, User;
    functions::ImportChatInvite => import_chat_invite, User;
    functions::GetPeerSettings => get_peer_settings, User;
    functions::GetOnlines => get_onlines, User;
}

pub fn get_chats(call: &mut Call, request: functions::GetChats) -> Answer<functions::GetChats> {
    let named = request
        .id
        .iter()
        .map(|id| peers::group(call.world, call.me, *id).map_err(|_| bad("CHAT_ID_INVALID")));
    let groups = named.collect::<Result<Vec<_>, _>>()?;
    let chats = groups.into_iter().map(|group| chats::chat(call.world, call.me, group)).collect();
    Ok(types::messages::Chats { chats }.into())
}

/// Maximum results per call.
const MAX_RESULTS: i32 = 100;

pub fn get_common_chats(
    call: &mut Call,
    request: functions::GetCommonChats,
) -> Answer<functions::GetCommonChats> {
    let user = call.user(&request.user_id)?;
    if user == call.me {
        return Err(bad("USER_ID_INVALID"));
    }
    let all = call.world.chats_shared(call.me, user);
    let count = all.len();
    let behind = all.into_iter().filter(|peer| request.max_id <= 0 || peer.number() < request.max_id);
    let limit = request.limit.clamp(0, MAX_RESULTS) as usize;
    let chats: Vec<_> = behind.take(limit).map(|chat| chats::chat(call.world, call.me, chat)).collect();
    if chats.len() == count {
        return Ok(types::messages::Chats { chats }.into());
    }
    Ok(types::messages::ChatsSlice { count: count as i32, chats }.into())
}

pub fn get_full_chat(call: &mut Call, request: functions::GetFullChat) -> Answer<functions::GetFullChat> {
    let group = peers::group(call.world, call.me, request.chat_id).map_err(|_| bad("CHAT_ID_INVALID"))?;
    Ok(full_chat::full(call.world, call.me, group).into())
}

pub fn check_chat_invite(
    call: &mut Call,
    request: functions::CheckChatInvite,
) -> Answer<functions::CheckChatInvite> {
    let (peer, invite) = call.world.invite(&request.hash)?;
    let chat = call.world.chat(peer).ok_or(bad("INVITE_HASH_INVALID"))?;
    if chat.has(call.me) {
        let chat = chats::chat(call.world, call.me, peer);
        return Ok(types::ChatInviteAlready { chat }.into());
    }
    Ok(preview(chat, invite.by_request))
}

pub fn import_chat_invite(
    call: &mut Call,
    request: functions::ImportChatInvite,
) -> Answer<functions::ImportChatInvite> {
    let peer = call.world.join_by_invite(call.me, &request.hash)?;
    Ok(membership::joined(call.world, call.me, peer))
}

/// The preview of a chat for someone who has a link but hasn't joined.
fn preview(chat: &Chat, request_needed: bool) -> enums::ChatInvite {
    types::ChatInvite {
        channel: chat.kind != ChatKind::Group,
        broadcast: chat.kind == ChatKind::Channel,
        megagroup: chat.kind == ChatKind::Supergroup,
        public: chat.is_public(),
        request_needed,
        title: chat.title.clone(),
        about: Some(chat.about.clone()).filter(|about| !about.is_empty()),
        participants_count: chat.present().count() as i32,
        ..defaults::invite()
    }
    .into()
}

/// Actions that clients offer above a chat: adding or blocking a user who is no contact.
pub fn get_peer_settings(
    call: &mut Call,
    request: functions::GetPeerSettings,
) -> Answer<functions::GetPeerSettings> {
    let chat = call.peer(&request.peer)?;
    let (mut settings, mut mentioned) = (defaults::peer_settings(), Mentioned::default());
    mentioned.peer(chat);
    if let Peer::User(id) = chat {
        let contact = call.world.person(call.me).is_some_and(|me| me.contacts.contains(&id));
        settings.add_contact = !contact && id != call.me && !call.world.is_bot(id);
        settings.block_contact = settings.add_contact;
    }
    let (users, chats) = (mentioned.users(call.world, call.me), mentioned.chats(call.world, call.me));
    Ok(types::messages::PeerSettings { settings: settings.into(), chats, users }.into())
}

pub fn get_onlines(call: &mut Call, request: functions::GetOnlines) -> Answer<functions::GetOnlines> {
    let chat = call.peer(&request.peer)?;
    let chat = call.world.chat(chat).ok_or(bad("CHAT_ID_INVALID"))?;
    let now = call.world.now();
    let online = chat.present().filter(|(id, _)| {
        let status = call.world.person(*id).map(|person| person.status);
        matches!(status, Some(Status::Online { expires }) if expires > now)
    });
    Ok(types::ChatOnlines { onlines: online.count() as i32 }.into())
}
