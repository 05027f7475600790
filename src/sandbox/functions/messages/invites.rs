//! Invite links and join requests, for admins.

use grammers_tl_types::functions::messages as functions;
use grammers_tl_types::{enums, types};

use crate::sandbox::functions::call::{Answer, Call};
use crate::sandbox::functions::row::rows;
use crate::sandbox::read::{peers, unsupported};
use crate::sandbox::show::mentioned::Mentioned;
use crate::sandbox::show::updates;
use crate::sandbox::world::chats::chat::Invite;
use crate::sandbox::world::chats::invites::{InviteEdit, NewInvite};
use crate::sandbox::world::engine::refusal::{Refusal, bad};
use crate::sandbox::world::people::peer::Peer;

rows! {
    functions::ExportChatInvite => export_chat_invite, Account;
    functions::GetExportedChatInvites => get_exported_chat_invites, User;
    functions::GetExportedChatInvite => get_exported_chat_invite, User;
    functions::EditExportedChatInvite => edit_exported_chat_invite, Account;
    functions::DeleteExportedChatInvite => delete_exported_chat_invite, User;
    functions::DeleteRevokedExportedChatInvites => delete_revoked_exported_chat_invites, User;
    functions::GetChatInviteImporters => get_chat_invite_importers, User;
    functions::HideChatJoinRequest => hide_chat_join_request, Account;
    functions::HideAllChatJoinRequests => hide_all_chat_join_requests, User;
}

/// Maximum results per call.
const MAX_RESULTS: i32 = 100;

pub fn export_chat_invite(
    call: &mut Call,
    request: functions::ExportChatInvite,
) -> Answer<functions::ExportChatInvite> {
    if request.subscription_pricing.is_some() {
        return Err(unsupported::not_implemented("messages.exportChatInvite with subscription_pricing"));
    }
    let chat = peers::chat(call.world, call.me, &request.peer)?;
    let new = NewInvite {
        title: request.title.filter(|title| !title.is_empty()),
        expires: request.expire_date.filter(|expires| *expires != 0),
        limit: request.usage_limit.map(limit).transpose()?.filter(|limit| *limit != 0),
        by_request: request.request_needed,
        permanent: request.legacy_revoke_permanent,
    };
    let invite = call.world.make_invite(call.me, chat, new, true)?;
    Ok(exported(call, chat, &invite))
}

pub fn get_exported_chat_invites(
    call: &mut Call,
    request: functions::GetExportedChatInvites,
) -> Answer<functions::GetExportedChatInvites> {
    let chat = peers::chat(call.world, call.me, &request.peer)?;
    let admin = admin(call, &request.admin_id)?;
    let all = call.world.invites(call.me, chat, admin, request.revoked)?;
    let count = all.len() as i32;
    let after = request.offset_link.as_deref().map(hash);
    let skipped =
        after.and_then(|after| all.iter().position(|invite| invite.hash == after)).map_or(0, |at| at + 1);
    let page = all.into_iter().skip(skipped).take(request.limit.clamp(0, MAX_RESULTS) as usize);
    let invites = page.map(|invite| exported(call, chat, invite)).collect();
    let users = named(call, admin);
    Ok(types::messages::ExportedChatInvites { count, invites, users }.into())
}

pub fn get_exported_chat_invite(
    call: &mut Call,
    request: functions::GetExportedChatInvite,
) -> Answer<functions::GetExportedChatInvite> {
    let chat = peers::chat(call.world, call.me, &request.peer)?;
    let invite = call.world.own_invite(call.me, chat, hash(&request.link))?;
    let (invite, users) = (exported(call, chat, invite), named(call, invite.creator));
    Ok(types::messages::ExportedChatInvite { invite, users }.into())
}

pub fn edit_exported_chat_invite(
    call: &mut Call,
    request: functions::EditExportedChatInvite,
) -> Answer<functions::EditExportedChatInvite> {
    let chat = peers::chat(call.world, call.me, &request.peer)?;
    let edit = InviteEdit {
        title: request.title,
        expires: request.expire_date,
        limit: request.usage_limit.map(limit).transpose()?,
        by_request: request.request_needed,
        revoked: request.revoked,
    };
    let (changed, next) = call.world.edit_invite(call.me, chat, hash(&request.link), edit)?;
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
    request: functions::DeleteExportedChatInvite,
) -> Answer<functions::DeleteExportedChatInvite> {
    let chat = peers::chat(call.world, call.me, &request.peer)?;
    call.world.delete_invite(call.me, chat, hash(&request.link))?;
    Ok(true)
}

pub fn delete_revoked_exported_chat_invites(
    call: &mut Call,
    request: functions::DeleteRevokedExportedChatInvites,
) -> Answer<functions::DeleteRevokedExportedChatInvites> {
    let chat = peers::chat(call.world, call.me, &request.peer)?;
    let admin = admin(call, &request.admin_id)?;
    call.world.delete_revoked_invites(call.me, chat, admin)?;
    Ok(true)
}

pub fn get_chat_invite_importers(
    call: &mut Call,
    request: functions::GetChatInviteImporters,
) -> Answer<functions::GetChatInviteImporters> {
    let chat = peers::chat(call.world, call.me, &request.peer)?;
    let link = request.link.as_deref().map(hash);
    if link.is_some() && request.q.as_ref().is_some_and(|query| !query.is_empty()) {
        return Err(bad("SEARCH_WITH_LINK_NOT_SUPPORTED"));
    }
    let all = call.world.importers(
        call.me,
        chat,
        request.requested,
        link,
        request.q.as_deref().unwrap_or_default(),
    )?;
    let count = all.len() as i32;
    let after = match request.offset_user {
        enums::InputUser::Empty => 0,
        user => call.user(&user)?,
    };
    let begins = |date: i32, user: i64| {
        request.offset_date == 0
            || date < request.offset_date
            || (date == request.offset_date && user > after)
    };
    let mut mentioned = Mentioned::default();
    let page = all.into_iter().filter(|importer| begins(importer.date, importer.user));
    let page = page.take(request.limit.clamp(0, MAX_RESULTS) as usize).map(|importer| {
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
    request: functions::HideChatJoinRequest,
) -> Answer<functions::HideChatJoinRequest> {
    let chat = peers::chat(call.world, call.me, &request.peer)?;
    let user = call.user(&request.user_id)?;
    call.world.answer_request(call.me, chat, user, request.approved)?;
    Ok(updates::with_chat(call.world, call.me, chat))
}

pub fn hide_all_chat_join_requests(
    call: &mut Call,
    request: functions::HideAllChatJoinRequests,
) -> Answer<functions::HideAllChatJoinRequests> {
    let chat = peers::chat(call.world, call.me, &request.peer)?;
    call.world.answer_requests(call.me, chat, request.link.as_deref().map(hash), request.approved)?;
    Ok(updates::with_chat(call.world, call.me, chat))
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

fn admin(call: &Call, named: &enums::InputUser) -> Result<i64, Refusal> {
    call.user(named).map_err(|_| bad("ADMIN_ID_INVALID"))
}

/// The hash of a link in any of its forms.
fn hash(link: &str) -> &str {
    let last = link.rsplit('/').next().unwrap_or(link);
    last.strip_prefix('+').unwrap_or(last)
}

fn limit(given: i32) -> Result<u32, Refusal> {
    u32::try_from(given).map_err(|_| bad("USAGE_LIMIT_INVALID"))
}

fn named(call: &Call, user: i64) -> Vec<enums::User> {
    let mut mentioned = Mentioned::default();
    mentioned.user(user);
    mentioned.users(call.world, call.me)
}
