//! Invite links and join requests (https://core.telegram.org/api/invites).

use super::chat::{Chat, ChatKind, Invite, Role};
use crate::sandbox::world::World;
use crate::sandbox::world::engine::refusal::{Refusal, bad};
use crate::sandbox::world::messages::message::Action;
use crate::sandbox::world::people::peer::Peer;
use crate::sandbox::world::updates::event::Change;

/// Maximum characters of a link's title. Longer ones are cut.
const TITLE_LENGTH: usize = 32;

const HIGHEST_LIMIT: u32 = 99_999;

/// An invite link to create.
#[derive(Clone, Debug, Default)]
pub struct NewInvite {
    pub title: Option<String>,
    pub expires: Option<i32>,
    pub limit: Option<u32>,
    pub by_request: bool,
    /// Replaces the admin's primary link.
    pub permanent: bool,
}

/// Changes to an invite link. Absent fields stay as they are.
#[derive(Clone, Debug, Default)]
pub struct InviteEdit {
    pub title: Option<String>,
    /// 0 for never.
    pub expires: Option<i32>,
    /// 0 for unlimited.
    pub limit: Option<u32>,
    pub by_request: Option<bool>,
    pub revoked: bool,
}

/// A user who joined by a link or requests to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Importer {
    pub user: i64,
    pub date: i32,
    pub requested: bool,
    pub approved_by: Option<i64>,
}

impl World {
    /// Creates an invite link. An admin has one primary link, which has no conditions.
    pub fn make_invite(
        &mut self,
        me: i64,
        peer: Peer,
        new: NewInvite,
        replace: bool,
    ) -> Result<Invite, Refusal> {
        self.may_invite(me, peer)?;
        self.check_invite(new.expires, new.limit, new.by_request)?;
        let NewInvite { title, expires, limit, by_request, permanent } = new;
        let permanent = permanent && title.is_none() && expires.is_none() && limit.is_none() && !by_request;
        let invite = Invite {
            hash: self.new_hash(),
            creator: me,
            created: self.now(),
            by_request,
            expires,
            limit: limit.filter(|limit| *limit > 0),
            used: 0,
            revoked: false,
            permanent,
            title: title.as_deref().and_then(kept_title),
        };
        let chat = self.chat_mut(peer).ok_or(bad("PEER_ID_INVALID"))?;
        let mut own =
            chat.invites.iter_mut().filter(|old| old.permanent && !old.revoked && old.creator == me);
        match own.next().filter(|_| permanent) {
            Some(old) if !replace => return Ok(old.clone()),
            Some(old) => old.revoked = true,
            None => {}
        }
        chat.invites.push(invite.clone());
        Ok(invite)
    }

    /// Returns an admin's links, newest first. Only the owner sees those of others.
    pub fn invites(&self, me: i64, peer: Peer, creator: i64, revoked: bool) -> Result<Vec<&Invite>, Refusal> {
        let chat = self.with_invites(me, peer)?;
        if creator != me && chat.role(me) != Some(Role::Owner) {
            return Err(bad("CHAT_ADMIN_REQUIRED"));
        }
        let own = |invite: &&Invite| invite.creator == creator && invite.revoked == revoked;
        Ok(chat.invites.iter().rev().filter(own).collect())
    }

    pub fn own_invite(&self, me: i64, peer: Peer, hash: &str) -> Result<&Invite, Refusal> {
        let chat = self.with_invites(me, peer)?;
        let owner = chat.role(me) == Some(Role::Owner);
        let found = chat.invites.iter().find(|invite| invite.hash == hash);
        found.filter(|invite| owner || invite.creator == me).ok_or(bad("INVITE_HASH_EXPIRED"))
    }

    /// Edits or revokes a link. Revoking a primary link creates a new one, returned second.
    pub fn edit_invite(
        &mut self,
        me: i64,
        peer: Peer,
        hash: &str,
        edit: InviteEdit,
    ) -> Result<(Invite, Option<Invite>), Refusal> {
        let old = self.own_invite(me, peer, hash)?;
        let (permanent, by_request) = (old.permanent, edit.by_request.unwrap_or(old.by_request));
        if old.revoked {
            return Err(bad("INVITE_HASH_EXPIRED"));
        }
        let conditional = edit.title.is_some()
            || edit.expires.is_some()
            || edit.limit.is_some()
            || edit.by_request.is_some();
        if permanent && conditional && !edit.revoked {
            return Err(bad("CHAT_INVITE_PERMANENT"));
        }
        let limit = edit.limit.or(old.limit.filter(|_| edit.by_request.is_none()));
        let expires = edit.expires.filter(|expires| *expires != 0);
        self.check_invite(expires, limit, by_request)?;
        let mut changed = None;
        for invite in self.chat_mut(peer).into_iter().flat_map(|chat| &mut chat.invites) {
            if invite.hash != hash {
                continue;
            }
            invite.revoked = edit.revoked;
            invite.by_request = by_request;
            if let Some(title) = &edit.title {
                invite.title = kept_title(title);
            }
            if let Some(expires) = edit.expires {
                invite.expires = Some(expires).filter(|expires| *expires != 0);
            }
            if let Some(limit) = edit.limit {
                invite.limit = Some(limit).filter(|limit| *limit != 0);
            }
            if by_request {
                invite.limit = None;
            }
            changed = Some(invite.clone());
        }
        let changed = changed.ok_or(bad("INVITE_HASH_EXPIRED"))?;
        let next = match permanent && edit.revoked && changed.creator == me {
            true => Some(self.make_invite(
                me,
                peer,
                NewInvite { permanent: true, ..NewInvite::default() },
                false,
            )?),
            false => None,
        };
        Ok((changed, next))
    }

    /// Deletes a revoked link.
    pub fn delete_invite(&mut self, me: i64, peer: Peer, hash: &str) -> Result<(), Refusal> {
        if !self.own_invite(me, peer, hash)?.revoked {
            return Err(bad("INVITE_REVOKED_MISSING"));
        }
        self.chat_mut(peer).into_iter().for_each(|chat| chat.invites.retain(|invite| invite.hash != hash));
        Ok(())
    }

    pub fn delete_revoked_invites(&mut self, me: i64, peer: Peer, creator: i64) -> Result<(), Refusal> {
        self.invites(me, peer, creator, true)?;
        let gone = |invite: &Invite| invite.creator == creator && invite.revoked;
        self.chat_mut(peer).into_iter().for_each(|chat| chat.invites.retain(|invite| !gone(invite)));
        Ok(())
    }

    /// Returns users who joined by a link or, with `requested`, want to. Newest first. Without a link, by any.
    pub fn importers(
        &self,
        me: i64,
        peer: Peer,
        requested: bool,
        hash: Option<&str>,
        name: &str,
    ) -> Result<Vec<Importer>, Refusal> {
        let chat = self.with_invites(me, peer)?;
        let named = |link: Option<&str>| hash.is_none() || link == hash;
        let mut found: Vec<Importer> = match requested {
            true => chat
                .requests
                .iter()
                .filter(|(_, request)| named(request.link.as_deref()))
                .map(|(user, request)| Importer {
                    user: *user,
                    date: request.date,
                    requested,
                    approved_by: None,
                })
                .collect(),
            false => chat
                .present()
                .filter(|(_, member)| member.link.is_some() && named(member.link.as_deref()))
                .map(|(user, member)| Importer {
                    user,
                    date: member.joined,
                    requested,
                    approved_by: member.approved_by,
                })
                .collect(),
        };
        found.retain(|importer| name.is_empty() || self.is_named(importer.user, name));
        found.sort_by_key(|importer| (std::cmp::Reverse(importer.date), importer.user));
        Ok(found)
    }

    /// Approves or declines a join request.
    pub fn answer_request(&mut self, me: i64, peer: Peer, user: i64, approved: bool) -> Result<(), Refusal> {
        self.with_invites(me, peer)?;
        let chat = self.chat_mut(peer).ok_or(bad("PEER_ID_INVALID"))?;
        if chat.has(user) {
            return Err(bad("USER_ALREADY_PARTICIPANT"));
        }
        let request = chat.requests.remove(&user).ok_or(bad("HIDE_REQUESTER_MISSING"))?;
        if approved {
            let inviter = chat.invites.iter().find(|invite| Some(&invite.hash) == request.link.as_ref());
            let inviter = inviter.map_or(me, |invite| invite.creator);
            self.count_use(peer, request.link.as_deref());
            self.add_member(user, peer, inviter);
            if let Some(member) = self.member_mut(peer, user) {
                member.link = request.link;
                member.approved_by = Some(me);
            }
            if self.chat(peer).is_some_and(|chat| chat.kind != ChatKind::Channel) {
                self.post_service(user, peer, Action::JoinedByRequest);
            }
        }
        self.notify_admins(peer);
        Ok(())
    }

    /// Approves or declines all join requests of a link, or of any.
    pub fn answer_requests(
        &mut self,
        me: i64,
        peer: Peer,
        hash: Option<&str>,
        approved: bool,
    ) -> Result<(), Refusal> {
        for importer in self.importers(me, peer, true, hash, "")? {
            self.answer_request(me, peer, importer.user, approved)?;
        }
        Ok(())
    }

    pub(in crate::sandbox::world) fn count_use(&mut self, peer: Peer, hash: Option<&str>) {
        let invites = self.chat_mut(peer).into_iter().flat_map(|chat| chat.invites.iter_mut());
        invites.filter(|invite| Some(invite.hash.as_str()) == hash).for_each(|invite| invite.used += 1);
    }

    /// Returns the number of pending requests by this link.
    pub fn requested_by(&self, peer: Peer, hash: &str) -> usize {
        let requests = self.chat(peer).into_iter().flat_map(|chat| chat.requests.values());
        requests.filter(|request| request.link.as_deref() == Some(hash)).count()
    }

    pub(in crate::sandbox::world) fn notify_admins(&mut self, peer: Peer) {
        let may = |chat: &Chat, id: &i64| chat.admin_rights(*id).invite_users;
        let admins: Vec<i64> = self
            .chat(peer)
            .into_iter()
            .flat_map(|chat| chat.present().map(|(id, _)| id).filter(|id| may(chat, id)))
            .collect();
        for admin in admins {
            self.push_change(admin, Change::JoinRequests { chat: peer });
        }
    }

    fn with_invites(&self, me: i64, peer: Peer) -> Result<&Chat, Refusal> {
        self.may_invite(me, peer)?;
        self.chat(peer).ok_or(bad("PEER_ID_INVALID"))
    }

    fn may_invite(&self, me: i64, peer: Peer) -> Result<(), Refusal> {
        self.require(me, peer, |may| may.invite_users)
    }

    fn check_invite(
        &self,
        expires: Option<i32>,
        limit: Option<u32>,
        by_request: bool,
    ) -> Result<(), Refusal> {
        if expires.is_some_and(|expires| expires <= self.now()) {
            return Err(bad("EXPIRE_DATE_INVALID"));
        }
        match limit {
            Some(limit) if limit > HIGHEST_LIMIT => Err(bad("USAGE_LIMIT_INVALID")),
            // A link with approval can't have a limit.
            Some(1..) if by_request => Err(bad("USAGE_LIMIT_INVALID")),
            _ => Ok(()),
        }
    }

    fn new_hash(&mut self) -> String {
        const CHARACTERS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
        let bytes = self.random_bytes(16);
        bytes.into_iter().map(|byte| char::from(CHARACTERS[usize::from(byte) % CHARACTERS.len()])).collect()
    }
}

/// Cuts a title that is too long.
fn kept_title(title: &str) -> Option<String> {
    Some(title.chars().take(TITLE_LENGTH).collect()).filter(|title: &String| !title.is_empty())
}
