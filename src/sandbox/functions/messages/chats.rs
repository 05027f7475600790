//! Basic groups, and invite links of every kind of chat.

use grammers_tl_types::{enums, functions::messages as functions, types};

use crate::sandbox::functions::{Answer, Call, channels};
use crate::sandbox::read::input;
use crate::sandbox::show::{blank, dialog, peers};
use crate::sandbox::world::chats::chat::{Chat, ChatKind};
use crate::sandbox::world::engine::refusal::bad;

pub fn get_chats(call: &mut Call, asked: functions::GetChats) -> Answer<functions::GetChats> {
    let named = asked.id.iter().map(|id| input::group(call, *id).map_err(|_| bad("CHAT_ID_INVALID")));
    let groups = named.collect::<Result<Vec<_>, _>>()?;
    let chats = groups.into_iter().map(|group| peers::chat(call.world, call.me, group)).collect();
    Ok(types::messages::Chats { chats }.into())
}

/// Telegram gives no more at once.
const MOST_COMMON: i32 = 100;

pub fn get_common_chats(
    call: &mut Call,
    asked: functions::GetCommonChats,
) -> Answer<functions::GetCommonChats> {
    let user = input::user(call, &asked.user_id)?;
    if user == call.me {
        return Err(bad("USER_ID_INVALID").into());
    }
    let all = call.world.chats_shared(call.me, user);
    let count = all.len();
    let behind = all.into_iter().filter(|peer| asked.max_id <= 0 || peer.number() < asked.max_id);
    let limit = asked.limit.clamp(0, MOST_COMMON) as usize;
    let chats: Vec<_> = behind.take(limit).map(|chat| peers::chat(call.world, call.me, chat)).collect();
    if chats.len() == count {
        return Ok(types::messages::Chats { chats }.into());
    }
    Ok(types::messages::ChatsSlice { count: count as i32, chats }.into())
}

pub fn get_full_chat(call: &mut Call, asked: functions::GetFullChat) -> Answer<functions::GetFullChat> {
    let group = input::group(call, asked.chat_id).map_err(|_| bad("CHAT_ID_INVALID"))?;
    Ok(dialog::full(call.world, call.me, group).into())
}

pub fn check_chat_invite(
    call: &mut Call,
    asked: functions::CheckChatInvite,
) -> Answer<functions::CheckChatInvite> {
    let (peer, invite) = call.world.invite(&asked.hash)?;
    let chat = call.world.chat(peer).ok_or(bad("INVITE_HASH_INVALID"))?;
    if chat.has(call.me) {
        let chat = peers::chat(call.world, call.me, peer);
        return Ok(types::ChatInviteAlready { chat }.into());
    }
    Ok(preview(chat, invite.by_request))
}

pub fn import_chat_invite(
    call: &mut Call,
    asked: functions::ImportChatInvite,
) -> Answer<functions::ImportChatInvite> {
    let peer = call.world.join_by_invite(call.me, &asked.hash)?;
    Ok(channels::joined(call, peer))
}

/// What a chat shows of itself to whoever has a link but isn't in it.
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
        ..blank::invite()
    }
    .into()
}
