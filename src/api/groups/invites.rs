//! Invite links: created, listed and revoked.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::group::Group;
use crate::api::call::Call;
use crate::api::types::cast::Cast;
use crate::api::types::date::{Ahead, Date};
use crate::api::types::fails;
use crate::api::types::invite::Invite;
use crate::api::types::page::{Limit, Page};
use crate::error::{Error, Kind, Result};
use crate::rpc::{Fails, Method};
use crate::telegram::peer::{ChatId, PeerId};
use crate::telegram::tl::{self, Serializable};

/// Creates an additional invite link.
///
/// Telegram: `messages.exportChatInvite`. Fails with `forbidden` if the account may not invite, with `telegram_rejected` if
/// Telegram takes no such link (EXPIRE_DATE_INVALID, USAGE_LIMIT_INVALID), with `chat_not_found` and with `peer_invalid`.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CreateInvite {
    /// The group or channel: `"@name"`, a marked id, a `t.me` link or a `ref`.
    pub chat_id: ChatId,
    /// When the link expires: a future date before 2038-01-19. Default: never.
    pub expire_date: Option<Date>,
    /// 1–99999 users who can join by the link. Not with `creates_join_request`. Default: no limit.
    #[schemars(range(min = 1, max = 99_999))]
    pub member_limit: Option<i32>,
    /// Whether an admin must approve everyone who joins by the link.
    #[serde(default)]
    pub creates_join_request: bool,
    /// Up to 32 characters. Shown to admins only.
    #[schemars(length(max = 32))]
    pub name: Option<String>,
}

impl Method for CreateInvite {
    const NAME: &'static str = "groups.createInvite";
    const FAILS: Fails =
        &[fails::CHAT, &[Kind::InviteInvalid, Kind::InviteExpired, Kind::ChatFull, Kind::PaymentRequired]];
    type Result = Invite;
}

pub async fn create_invite(call: Call, params: CreateInvite) -> Result<Invite> {
    let group = Group::of(&call, &params.chat_id).await?;
    let expire_date = match params.expire_date {
        None => None,
        Some(date) => {
            let now = group.account.learn_now(call.attempt()).await?;
            Some(date.ahead("expire_date", Ahead::INVITE, now)?)
        }
    };
    let function = tl::functions::messages::ExportChatInvite {
        legacy_revoke_permanent: false,
        request_needed: params.creates_join_request,
        peer: group.peer.input_peer(),
        expire_date,
        usage_limit: params.member_limit,
        title: params.name,
        subscription_pricing: None,
    };
    let invite = group.invoke(&function).await?;
    let mut invite = exported(&group, &invite, Vec::new())?;
    // Telegram doesn't say who is the creator of what the account itself makes.
    let me = group.account.user(&ChatId::from_id(PeerId::user(invite.creator.id)), call.attempt()).await?;
    invite.creator.reference = group.account.reference(&me);
    Ok(invite)
}

/// Lists an admin's invite links, newest first.
///
/// Telegram: `messages.getExportedChatInvites`. Fails with `forbidden` if the account may not invite, or asks for another
/// admin's links and isn't the owner; with `user_not_found`, with `chat_not_found`, with `peer_invalid` and with
/// `cursor_invalid`.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Invites {
    /// The group or channel: `"@name"`, a marked id, a `t.me` link or a `ref`.
    pub chat_id: ChatId,
    /// The admin whose links to list. Default: the account itself.
    pub user_id: Option<ChatId>,
    /// Whether to list the revoked links instead. Default: false.
    #[serde(default)]
    pub revoked: bool,
    /// 1–100 items. Default: 50.
    #[serde(default)]
    pub limit: Limit,
    /// `next_cursor` of the previous page.
    pub cursor: Option<String>,
}

/// The position of a page: after this link.
#[derive(Serialize, Deserialize)]
struct Behind {
    date: i32,
    link: String,
    /// The number of items on earlier pages.
    seen: i32,
}

impl Method for Invites {
    const NAME: &'static str = "groups.invites";
    const FAILS: Fails = &[fails::CHAT, &[Kind::InviteInvalid, Kind::InviteExpired, Kind::CursorInvalid]];
    type Result = Page<Invite>;
}

pub async fn invites(call: Call, params: Invites) -> Result<Page<Invite>> {
    let group = Group::of(&call, &params.chat_id).await?;
    let viewer = call.viewer(&group.account)?;
    let admin_id = match &params.user_id {
        Some(user_id) => group.user(user_id).await?.input_user()?,
        None => tl::enums::InputUser::UserSelf,
    };
    let list = (group.peer.id.marked(), params.revoked, admin_id.to_bytes());
    let cursors = call.cursors(viewer, Invites::NAME, list);
    let begin: Option<Behind> = cursors.read(params.cursor.as_deref())?;
    let seen = begin.as_ref().map_or(0, |begin| begin.seen);
    let function = tl::functions::messages::GetExportedChatInvites {
        revoked: params.revoked,
        peer: group.peer.input_peer(),
        admin_id,
        offset_date: begin.as_ref().map(|begin| begin.date),
        offset_link: begin.map(|begin| begin.link),
        limit: params.limit.get(),
    };
    let tl::enums::messages::ExportedChatInvites::Invites(found) = group.read(&function).await?;
    group.account.learn(&found.users, &[]);
    let seen = seen.saturating_add(found.invites.len() as i32);
    let last = found.invites.iter().rev().find_map(|invite| match invite {
        tl::enums::ExportedChatInvite::ChatInviteExported(invite) => Some(invite),
        tl::enums::ExportedChatInvite::ChatInvitePublicJoinRequests => None,
    });
    let next = last.filter(|_| seen < found.count);
    let next = next.map(|last| Behind { date: last.date, link: last.link.clone(), seen });
    let cast = Cast::new(viewer, found.users, Vec::new());
    Ok(Page {
        items: found.invites.iter().filter_map(|invite| Invite::of(invite, &cast)).collect(),
        next_cursor: next.map(|behind| cursors.write(&behind)),
        total: Some(found.count),
    })
}

/// Revokes an invite link. An admin's primary link is replaced by a new one.
///
/// Telegram: `messages.editExportedChatInvite`. Fails with `invite_expired` if it was revoked before or is no link of this
/// chat, with `forbidden` if the account may not, with `chat_not_found` and with `peer_invalid`.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RevokeInvite {
    /// The group or channel: `"@name"`, a marked id, a `t.me` link or a `ref`.
    pub chat_id: ChatId,
    /// The invite link: `https://t.me/+…`.
    pub invite_link: String,
}

/// The revoked link.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct RevokedInvite {
    pub invite: Invite,
    /// The new primary link.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub new_invite: Option<Invite>,
}

impl Method for RevokeInvite {
    const NAME: &'static str = "groups.revokeInvite";
    const FAILS: Fails = &[fails::CHAT, &[Kind::InviteInvalid, Kind::InviteExpired]];
    type Result = RevokedInvite;
}

pub async fn revoke_invite(call: Call, params: RevokeInvite) -> Result<RevokedInvite> {
    let group = Group::of(&call, &params.chat_id).await?;
    let function = tl::functions::messages::EditExportedChatInvite {
        revoked: true,
        peer: group.peer.input_peer(),
        link: params.invite_link,
        expire_date: None,
        usage_limit: None,
        request_needed: None,
        title: None,
    };
    let (invite, new_invite, users) = match group.invoke(&function).await? {
        tl::enums::messages::ExportedChatInvite::Invite(told) => (told.invite, None, told.users),
        tl::enums::messages::ExportedChatInvite::Replaced(told) => {
            (told.invite, Some(told.new_invite), told.users)
        }
    };
    let new_invite = new_invite.map(|invite| exported(&group, &invite, users.clone())).transpose()?;
    Ok(RevokedInvite { invite: exported(&group, &invite, users)?, new_invite })
}

fn exported(
    group: &Group<'_>,
    invite: &tl::enums::ExportedChatInvite,
    users: Vec<tl::enums::User>,
) -> Result<Invite> {
    group.account.learn(&users, &[]);
    let cast = Cast::new(group.call.viewer(&group.account)?, users, Vec::new());
    Invite::of(invite, &cast)
        .ok_or_else(|| Error::new(Kind::TelegramInternal, "Telegram reports join requests but no link"))
}
