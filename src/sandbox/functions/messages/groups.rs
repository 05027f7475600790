//! Basic groups, and settings that every kind of group has.

use grammers_tl_types::functions::messages as functions;

use crate::sandbox::functions::call::{Answer, Call};
use crate::sandbox::functions::row::rows;
use crate::sandbox::read;
use crate::sandbox::read::peers;
use crate::sandbox::show::{membership, updates};
use crate::sandbox::world::chats::chat::ChatKind;
use crate::sandbox::world::chats::create::NewChat;
use crate::sandbox::world::engine::refusal::bad;

rows! {
    functions::CreateChat => create_chat, User;
    functions::AddChatUser => add_chat_user, User;
    functions::DeleteChatUser => delete_chat_user, Account;
    functions::DeleteChat => delete_chat, User;
    functions::EditChatTitle => edit_chat_title, Account;
    functions::EditChatPhoto => edit_chat_photo, Account;
    functions::EditChatAbout => edit_chat_about, Account;
    functions::EditChatAdmin => edit_chat_admin, User;
    functions::EditChatDefaultBannedRights => edit_chat_default_banned_rights, Account;
    functions::MigrateChat => migrate_chat, User;
}

pub fn create_chat(call: &mut Call, request: functions::CreateChat) -> Answer<functions::CreateChat> {
    let members = request.users.iter().map(|user| call.user(user)).collect::<Result<Vec<_>, _>>()?;
    if members.iter().all(|member| *member == call.me) {
        return Err(bad("USERS_TOO_FEW"));
    }
    let (chat, missing) = call.world.create(NewChat {
        kind: ChatKind::Group,
        title: request.title,
        about: String::new(),
        username: None,
        owner: call.me,
        members,
    })?;
    Ok(membership::invited(call.world, call.me, chat, missing))
}

pub fn add_chat_user(call: &mut Call, request: functions::AddChatUser) -> Answer<functions::AddChatUser> {
    let chat = peers::basic_group(call.world, call.me, request.chat_id)?;
    let user = call.user(&request.user_id)?;
    if call.world.chat(chat).is_some_and(|chat| chat.has(user)) {
        return Err(bad("USER_ALREADY_PARTICIPANT"));
    }
    let missing = call.world.invite_people(call.me, chat, &[user])?;
    Ok(membership::invited(call.world, call.me, chat, missing))
}

pub fn delete_chat_user(
    call: &mut Call,
    request: functions::DeleteChatUser,
) -> Answer<functions::DeleteChatUser> {
    let chat = peers::basic_group(call.world, call.me, request.chat_id)?;
    let user = call.user(&request.user_id)?;
    call.world.remove_from_group(call.me, chat, user)?;
    Ok(updates::with_chat(call.world, call.me, chat))
}

pub fn delete_chat(call: &mut Call, request: functions::DeleteChat) -> Answer<functions::DeleteChat> {
    let chat = peers::basic_group(call.world, call.me, request.chat_id)?;
    call.world.delete_chat(call.me, chat)?;
    Ok(true)
}

pub fn edit_chat_title(
    call: &mut Call,
    request: functions::EditChatTitle,
) -> Answer<functions::EditChatTitle> {
    let chat = peers::basic_group(call.world, call.me, request.chat_id)?;
    call.world.edit_title(call.me, chat, &request.title)?;
    Ok(updates::with_chat(call.world, call.me, chat))
}

pub fn edit_chat_photo(
    call: &mut Call,
    request: functions::EditChatPhoto,
) -> Answer<functions::EditChatPhoto> {
    let group = peers::group(call.world, call.me, request.chat_id).map_err(|_| bad("CHAT_ID_INVALID"))?;
    let photo = read::photos::chat_photo(call.world, call.me, request.photo)?;
    call.world.set_chat_photo(call.me, group, photo)?;
    Ok(updates::with_chat(call.world, call.me, group))
}

pub fn edit_chat_about(
    call: &mut Call,
    request: functions::EditChatAbout,
) -> Answer<functions::EditChatAbout> {
    let chat = peers::chat(call.world, call.me, &request.peer)?;
    call.world.edit_about(call.me, chat, &request.about)?;
    Ok(true)
}

pub fn edit_chat_admin(
    call: &mut Call,
    request: functions::EditChatAdmin,
) -> Answer<functions::EditChatAdmin> {
    let chat = peers::basic_group(call.world, call.me, request.chat_id)?;
    let user = call.user(&request.user_id)?;
    call.world.edit_group_admin(call.me, chat, user, request.is_admin)?;
    Ok(true)
}

pub fn edit_chat_default_banned_rights(
    call: &mut Call,
    request: functions::EditChatDefaultBannedRights,
) -> Answer<functions::EditChatDefaultBannedRights> {
    let chat = peers::chat(call.world, call.me, &request.peer)?;
    let (what, until) = read::rights::bans(request.banned_rights);
    // Default restrictions have no end, but a date in the past is an error.
    if until != 0 && until <= call.world.now() {
        return Err(bad("UNTIL_DATE_INVALID"));
    }
    call.world.set_default_bans(call.me, chat, what)?;
    Ok(updates::with_chat(call.world, call.me, chat))
}

pub fn migrate_chat(call: &mut Call, request: functions::MigrateChat) -> Answer<functions::MigrateChat> {
    let chat = peers::basic_group(call.world, call.me, request.chat_id)?;
    call.world.migrate(call.me, chat)?;
    Ok(updates::with_chat(call.world, call.me, chat))
}
