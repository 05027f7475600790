//! Invite links, as the admins see them.

use grammers_tl_types::{enums, functions::messages as functions, types};

use super::groups::any_chat;
use crate::sandbox::functions::channels::with_chat;
use crate::sandbox::functions::{Answer, Call, RpcError, not_implemented};
use crate::sandbox::read::input;
use crate::sandbox::show::peers::Mentioned;
use crate::sandbox::world::chats::chat::Invite;
use crate::sandbox::world::chats::invites::{InviteEdit, NewInvite};
use crate::sandbox::world::engine::refusal::bad;
use crate::sandbox::world::people::peer::Peer;

/// Telegram gives no more at once.
const MOST: i32 = 100;

pub fn export_chat_invite(
    call: &mut Call,
    asked: functions::ExportChatInvite,
) -> Answer<functions::ExportChatInvite> {
    if asked.subscription_pricing.is_some() {
        return Err(not_implemented("messages.exportChatInvite with subscription_pricing"));
    }
    let chat = any_chat(call, &asked.peer)?;
    let new = NewInvite {
        title: asked.title.filter(|title| !title.is_empty()),
        expires: asked.expire_date.filter(|expires| *expires != 0),
        limit: asked.usage_limit.map(limit).transpose()?.filter(|limit| *limit != 0),
        by_request: asked.request_needed,
        permanent: asked.legacy_revoke_permanent,
    };
    let invite = call.world.make_invite(call.me, chat, new, true)?;
    Ok(exported(call, chat, &invite))
}

pub fn get_exported_chat_invites(
    call: &mut Call,
    asked: functions::GetExportedChatInvites,
) -> Answer<functions::GetExportedChatInvites> {
    let chat = any_chat(call, &asked.peer)?;
    let admin = admin(call, &asked.admin_id)?;
    let all = call.world.invites(call.me, chat, admin, asked.revoked)?;
    let count = all.len() as i32;
    let after = asked.offset_link.as_deref().map(hash);
    let skipped =
        after.and_then(|after| all.iter().position(|invite| invite.hash == after)).map_or(0, |at| at + 1);
    let page = all.into_iter().skip(skipped).take(asked.limit.clamp(0, MOST) as usize);
    let invites = page.map(|invite| exported(call, chat, invite)).collect();
    let users = named(call, admin);
    Ok(types::messages::ExportedChatInvites { count, invites, users }.into())
}

pub fn get_exported_chat_invite(
    call: &mut Call,
    asked: functions::GetExportedChatInvite,
) -> Answer<functions::GetExportedChatInvite> {
    let chat = any_chat(call, &asked.peer)?;
    let invite = call.world.own_invite(call.me, chat, hash(&asked.link))?;
    let (invite, users) = (exported(call, chat, invite), named(call, invite.creator));
    Ok(types::messages::ExportedChatInvite { invite, users }.into())
}

pub fn edit_exported_chat_invite(
    call: &mut Call,
    asked: functions::EditExportedChatInvite,
) -> Answer<functions::EditExportedChatInvite> {
    let chat = any_chat(call, &asked.peer)?;
    let edit = InviteEdit {
        title: asked.title,
        expires: asked.expire_date,
        limit: asked.usage_limit.map(limit).transpose()?,
        by_request: asked.request_needed,
        revoked: asked.revoked,
    };
    let (changed, next) = call.world.edit_invite(call.me, chat, hash(&asked.link), edit)?;
    let (invite, users) = (exported(call, chat, &changed), named(call, changed.creator));
    Ok(match next {
        None => types::messages::ExportedChatInvite { invite, users }.into(),
        Some(next) => {
            let new_invite = exported(call, chat, &next);
            types::messages::ExportedChatInviteReplaced { invite, new_invite, users }.into()
        }
    })
}

pub fn delete_exported_chat_invite(
    call: &mut Call,
    asked: functions::DeleteExportedChatInvite,
) -> Answer<functions::DeleteExportedChatInvite> {
    let chat = any_chat(call, &asked.peer)?;
    call.world.delete_invite(call.me, chat, hash(&asked.link))?;
    Ok(true)
}

pub fn delete_revoked_exported_chat_invites(
    call: &mut Call,
    asked: functions::DeleteRevokedExportedChatInvites,
) -> Answer<functions::DeleteRevokedExportedChatInvites> {
    let chat = any_chat(call, &asked.peer)?;
    let admin = admin(call, &asked.admin_id)?;
    call.world.delete_revoked_invites(call.me, chat, admin)?;
    Ok(true)
}

pub fn get_chat_invite_importers(
    call: &mut Call,
    asked: functions::GetChatInviteImporters,
) -> Answer<functions::GetChatInviteImporters> {
    let chat = any_chat(call, &asked.peer)?;
    let link = asked.link.as_deref().map(hash);
    if link.is_some() && asked.q.as_ref().is_some_and(|query| !query.is_empty()) {
        return Err(bad("SEARCH_WITH_LINK_NOT_SUPPORTED").into());
    }
    let all =
        call.world.importers(call.me, chat, asked.requested, link, asked.q.as_deref().unwrap_or_default())?;
    let count = all.len() as i32;
    let after = match asked.offset_user {
        enums::InputUser::Empty => 0,
        user => input::user(call, &user)?,
    };
    let begins = |date: i32, user: i64| {
        asked.offset_date == 0 || date < asked.offset_date || (date == asked.offset_date && user > after)
    };
    let mut mentioned = Mentioned::default();
    let page = all.into_iter().filter(|importer| begins(importer.date, importer.user));
    let page = page.take(asked.limit.clamp(0, MOST) as usize).map(|importer| {
        mentioned.user(importer.user);
        importer.approved_by.into_iter().for_each(|id| mentioned.user(id));
        types::ChatInviteImporter {
            requested: importer.requested,
            via_chatlist: false,
            user_id: importer.user,
            date: importer.date,
            about: call.world.person(importer.user).and_then(|person| person.about.clone()),
            approved_by: importer.approved_by,
        }
        .into()
    });
    let importers = page.collect();
    let users = mentioned.users(call.world, call.me);
    Ok(types::messages::ChatInviteImporters { count, importers, users }.into())
}

pub fn hide_chat_join_request(
    call: &mut Call,
    asked: functions::HideChatJoinRequest,
) -> Answer<functions::HideChatJoinRequest> {
    let chat = any_chat(call, &asked.peer)?;
    let user = input::user(call, &asked.user_id)?;
    call.world.answer_request(call.me, chat, user, asked.approved)?;
    Ok(with_chat(call, chat))
}

pub fn hide_all_chat_join_requests(
    call: &mut Call,
    asked: functions::HideAllChatJoinRequests,
) -> Answer<functions::HideAllChatJoinRequests> {
    let chat = any_chat(call, &asked.peer)?;
    call.world.answer_requests(call.me, chat, asked.link.as_deref().map(hash), asked.approved)?;
    Ok(with_chat(call, chat))
}

pub fn exported(call: &Call, chat: Peer, invite: &Invite) -> enums::ExportedChatInvite {
    let requested = call.world.requested_by(chat, &invite.hash) as i32;
    types::ChatInviteExported {
        revoked: invite.revoked,
        permanent: invite.permanent,
        request_needed: invite.by_request,
        link: format!("https://t.me/+{}", invite.hash),
        admin_id: invite.creator,
        date: invite.created,
        start_date: None,
        expire_date: invite.expires,
        usage_limit: invite.limit.map(|limit| limit as i32),
        usage: Some(invite.used as i32).filter(|used| *used > 0),
        requested: Some(requested).filter(|requested| *requested > 0),
        subscription_expired: None,
        title: invite.title.clone(),
        subscription_pricing: None,
    }
    .into()
}

fn admin(call: &Call, named: &enums::InputUser) -> Result<i64, RpcError> {
    input::user(call, named).map_err(|_| bad("ADMIN_ID_INVALID").into())
}

/// A link's hash, whichever way the link is written.
fn hash(link: &str) -> &str {
    let last = link.rsplit('/').next().unwrap_or(link);
    last.strip_prefix('+').unwrap_or(last)
}

fn limit(given: i32) -> Result<u32, RpcError> {
    u32::try_from(given).map_err(|_| bad("USAGE_LIMIT_INVALID").into())
}

fn named(call: &Call, user: i64) -> Vec<enums::User> {
    let mut mentioned = Mentioned::default();
    mentioned.user(user);
    mentioned.users(call.world, call.me)
}
