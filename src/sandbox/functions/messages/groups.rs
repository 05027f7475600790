//! Basic groups, and what every kind of group shares with them.

use grammers_tl_types::{enums, functions::messages as functions, types};

use crate::sandbox::functions::channels::{invited, with_chat};
use crate::sandbox::functions::{Answer, Call, RpcError, photos};
use crate::sandbox::read::input;
use crate::sandbox::show::rights;
use crate::sandbox::world::chats::chat::ChatKind;
use crate::sandbox::world::chats::create::NewChat;
use crate::sandbox::world::engine::refusal::bad;
use crate::sandbox::world::people::peer::Peer;

pub fn create_chat(call: &mut Call, asked: functions::CreateChat) -> Answer<functions::CreateChat> {
    let members = asked.users.iter().map(|user| input::user(call, user)).collect::<Result<Vec<_>, _>>()?;
    if members.iter().all(|member| *member == call.me) {
        return Err(bad("USERS_TOO_FEW").into());
    }
    let (chat, missing) = call.world.create(NewChat {
        kind: ChatKind::Group,
        title: asked.title,
        about: String::new(),
        username: None,
        owner: call.me,
        members,
    })?;
    Ok(invited(call, chat, missing))
}

pub fn add_chat_user(call: &mut Call, asked: functions::AddChatUser) -> Answer<functions::AddChatUser> {
    let chat = group(call, asked.chat_id)?;
    let user = input::user(call, &asked.user_id)?;
    if call.world.chat(chat).is_some_and(|chat| chat.has(user)) {
        return Err(bad("USER_ALREADY_PARTICIPANT").into());
    }
    let missing = call.world.invite_people(call.me, chat, &[user])?;
    Ok(invited(call, chat, missing))
}

pub fn delete_chat_user(
    call: &mut Call,
    asked: functions::DeleteChatUser,
) -> Answer<functions::DeleteChatUser> {
    let chat = group(call, asked.chat_id)?;
    let user = input::user(call, &asked.user_id)?;
    call.world.remove_from_group(call.me, chat, user)?;
    Ok(with_chat(call, chat))
}

pub fn delete_chat(call: &mut Call, asked: functions::DeleteChat) -> Answer<functions::DeleteChat> {
    let chat = group(call, asked.chat_id)?;
    call.world.delete_chat(call.me, chat)?;
    Ok(true)
}

pub fn edit_chat_title(call: &mut Call, asked: functions::EditChatTitle) -> Answer<functions::EditChatTitle> {
    let chat = group(call, asked.chat_id)?;
    call.world.edit_title(call.me, chat, &asked.title)?;
    Ok(with_chat(call, chat))
}

pub fn edit_chat_photo(call: &mut Call, asked: functions::EditChatPhoto) -> Answer<functions::EditChatPhoto> {
    let group = input::group(call, asked.chat_id).map_err(|_| bad("CHAT_ID_INVALID"))?;
    let photo = photos::of_chat(call, asked.photo)?;
    call.world.set_chat_photo(call.me, group, photo)?;
    Ok(with_chat(call, group))
}

pub fn edit_chat_about(call: &mut Call, asked: functions::EditChatAbout) -> Answer<functions::EditChatAbout> {
    let chat = any_chat(call, &asked.peer)?;
    call.world.edit_about(call.me, chat, &asked.about)?;
    Ok(true)
}

pub fn edit_chat_admin(call: &mut Call, asked: functions::EditChatAdmin) -> Answer<functions::EditChatAdmin> {
    let chat = group(call, asked.chat_id)?;
    let user = input::user(call, &asked.user_id)?;
    call.world.edit_group_admin(call.me, chat, user, asked.is_admin)?;
    Ok(true)
}

pub fn edit_chat_default_banned_rights(
    call: &mut Call,
    asked: functions::EditChatDefaultBannedRights,
) -> Answer<functions::EditChatDefaultBannedRights> {
    let chat = any_chat(call, &asked.peer)?;
    let (what, until) = rights::read_bans(asked.banned_rights);
    // It is for ever, whatever is said; but a date that has passed is a mistake.
    if until != 0 && until <= call.world.now() {
        return Err(bad("UNTIL_DATE_INVALID").into());
    }
    call.world.set_default_bans(call.me, chat, what)?;
    Ok(with_chat(call, chat))
}

pub fn migrate_chat(call: &mut Call, asked: functions::MigrateChat) -> Answer<functions::MigrateChat> {
    let chat = group(call, asked.chat_id)?;
    call.world.migrate(call.me, chat)?;
    Ok(with_chat(call, chat))
}

/// A basic group that hasn't become a supergroup.
pub fn group(call: &Call, id: i64) -> Result<Peer, RpcError> {
    let group = input::group(call, id).map_err(|_| bad("CHAT_ID_INVALID"))?;
    match call.world.chat(group) {
        Some(chat) if chat.migrated_to.is_none() && !chat.deleted => Ok(group),
        _ => Err(bad("CHAT_ID_INVALID").into()),
    }
}

/// A group, supergroup or channel.
pub fn any_chat(call: &Call, peer: &enums::InputPeer) -> Result<Peer, RpcError> {
    match peer {
        enums::InputPeer::Chat(types::InputPeerChat { chat_id }) => group(call, *chat_id),
        peer => match input::peer(call, peer)? {
            Peer::User(_) => Err(bad("PEER_ID_INVALID").into()),
            chat => Ok(chat),
        },
    }
}
