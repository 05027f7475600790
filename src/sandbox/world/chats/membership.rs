//! Joining and leaving chats.

use super::chat::{ChatKind, Invite, Member, Request, Role};
use crate::sandbox::world::World;
use crate::sandbox::world::engine::refusal::{Refusal, bad};
use crate::sandbox::world::messages::message::Action;
use crate::sandbox::world::people::peer::Peer;
use crate::sandbox::world::updates::event::Change;

/// How a user joined.
#[derive(Clone, Copy)]
enum By {
    /// On their own, or by the sandbox's operator.
    Self_,
    Link {
        inviter: i64,
    },
}

impl World {
    /// Joins a public channel or supergroup. Does nothing for a member.
    pub fn join(&mut self, account: i64, peer: Peer) -> Result<(), Refusal> {
        self.may_read(account, peer)?;
        if !self.chat(peer).is_some_and(|chat| chat.has(account)) {
            if !matches!(peer, Peer::Channel(_)) {
                return Err(bad("CHANNEL_INVALID"));
            }
            self.check_channel_count(account)?;
            self.admit(account, peer, By::Self_);
        }
        Ok(())
    }

    /// Returns the valid invite link with this hash, and its chat.
    pub fn invite(&self, hash: &str) -> Result<(Peer, &Invite), Refusal> {
        if hash.is_empty() {
            return Err(bad("INVITE_HASH_EMPTY"));
        }
        let all =
            self.chats.values().flat_map(|chat| chat.invites.iter().map(move |invite| (chat.peer, invite)));
        let mut named = all.filter(|(_, invite)| invite.hash == hash);
        let (peer, invite) = named.next().ok_or(bad("INVITE_HASH_INVALID"))?;
        let over = invite.expires.is_some_and(|expires| expires <= self.now());
        let full = invite.limit.is_some_and(|limit| invite.used >= limit);
        if invite.revoked || over || full {
            return Err(bad("INVITE_HASH_EXPIRED"));
        }
        Ok((peer, invite))
    }

    /// Joins a chat by an invite link.
    pub fn join_by_invite(&mut self, account: i64, hash: &str) -> Result<Peer, Refusal> {
        let (peer, invite) = self.invite(hash)?;
        let (inviter, by_request) = (invite.creator, invite.by_request);
        let role = self.chat(peer).and_then(|chat| chat.role(account));
        match role {
            Some(Role::Banned) => return Err(bad("INVITE_HASH_EXPIRED")),
            Some(role) if role.is_in() => return Err(bad("USER_ALREADY_PARTICIPANT")),
            _ => {}
        }
        if let Peer::Channel(_) = peer {
            self.check_channel_count(account)?;
        }
        self.check_room(peer, &[account])?;
        if by_request {
            self.request_to_join(account, peer, hash);
            return Err(bad("INVITE_REQUEST_SENT"));
        }
        self.count_use(peer, Some(hash));
        self.admit(account, peer, By::Link { inviter });
        if let Some(member) = self.member_mut(peer, account) {
            member.link = Some(hash.to_owned());
        }
        Ok(peer)
    }

    pub fn leave(&mut self, account: i64, peer: Peer) -> Result<(), Refusal> {
        let chat = self.chat(peer).ok_or(bad("CHANNEL_INVALID"))?;
        match (chat.role(account), chat.kind) {
            (Some(Role::Owner), ChatKind::Supergroup | ChatKind::Channel) => return Err(bad("USER_CREATOR")),
            (Some(role), _) if role.is_in() => {}
            _ => return Err(bad("USER_NOT_PARTICIPANT")),
        }
        self.remove_member(account, account, peer);
        Ok(())
    }

    /// Adds users as a member of the chat. Returns those who couldn't be added, as they have blocked that member.
    pub fn invite_people(&mut self, me: i64, peer: Peer, people: &[i64]) -> Result<Vec<i64>, Refusal> {
        self.require_or_allowed(me, peer, |may| may.invite_users, |taken| taken.invite_users)?;
        let chat = self.chat(peer).ok_or(bad("CHAT_ID_INVALID"))?;
        if people.iter().any(|id| chat.role(*id) == Some(Role::Banned)) {
            return Err(bad("USER_KICKED"));
        }
        if chat.kind == ChatKind::Channel && people.iter().any(|id| self.is_bot(*id)) {
            return Err(bad("USER_BOT"));
        }
        let (mut missing, mut coming) = (Vec::new(), Vec::new());
        for id in people.iter().copied().filter(|id| !chat.has(*id)) {
            if coming.contains(&id) {
                continue;
            }
            if self.has_blocked(id, me) { missing.push(id) } else { coming.push(id) }
        }
        self.check_room(peer, &coming)?;
        self.add_members(me, peer, &coming);
        Ok(missing)
    }

    /// Removes a user from a basic group: oneself, or a member one may remove.
    pub fn remove_from_group(&mut self, me: i64, peer: Peer, user: i64) -> Result<(), Refusal> {
        let chat = self.chat(peer).ok_or(bad("CHAT_ID_INVALID"))?;
        if !chat.has(me) {
            return Err(bad("CHAT_ADMIN_REQUIRED"));
        }
        if !chat.has(user) {
            return Err(bad("USER_NOT_PARTICIPANT"));
        }
        let invited_by_me = chat.members.get(&user).is_some_and(|member| member.inviter == me);
        let free = user == me || chat.role(me) == Some(Role::Owner);
        let may = match chat.role(user) {
            _ if free => true,
            Some(Role::Member) => chat.is_admin(me) || invited_by_me,
            _ => false,
        };
        if !may {
            return Err(bad("CHAT_ADMIN_REQUIRED"));
        }
        self.remove_member(me, user, peer);
        Ok(())
    }

    /// Adds several users at once.
    pub(in crate::sandbox::world) fn add_members(&mut self, inviter: i64, peer: Peer, people: &[i64]) {
        if people.is_empty() {
            return;
        }
        for id in people {
            self.add_member(*id, peer, inviter);
        }
        if self.chat(peer).is_some_and(|chat| chat.kind != ChatKind::Channel) {
            self.post_service(inviter, peer, Action::Added { members: people.to_vec() });
        }
    }

    fn remove_member(&mut self, by: i64, account: i64, peer: Peer) {
        let now = self.now();
        let kind = self.chat(peer).map(|chat| chat.kind);
        // In a basic group, the removed member still gets the service message.
        if kind == Some(ChatKind::Group) {
            self.post_service(by, peer, Action::Left { member: account });
        }
        let Some(chat) = self.chat_mut(peer) else { return };
        if let Some(member) = chat.members.get_mut(&account) {
            let Member { inviter, ban, .. } = *member;
            *member = Member { ban, ..Member::new(Role::Left, now, inviter) };
        }
        chat.version += 1;
        if kind == Some(ChatKind::Supergroup) {
            self.post_service(by, peer, Action::Left { member: account });
        }
        if kind != Some(ChatKind::Group) {
            self.dialogs.remove(&(account, peer));
        }
        self.notify_membership(account, peer);
    }

    fn admit(&mut self, account: i64, peer: Peer, by: By) {
        let inviter = match by {
            By::Self_ => account,
            By::Link { inviter } => inviter,
        };
        self.add_member(account, peer, inviter);
        match (self.chat(peer).map(|chat| chat.kind), by) {
            (Some(ChatKind::Channel) | None, _) => {}
            (_, By::Self_) => {
                self.post_service(account, peer, Action::Added { members: vec![account] });
            }
            (_, By::Link { inviter }) => {
                self.post_service(account, peer, Action::JoinedByLink { inviter });
            }
        }
    }

    /// Makes a user a member, without a service message.
    pub(in crate::sandbox::world) fn add_member(&mut self, account: i64, peer: Peer, inviter: i64) {
        let now = self.now();
        let read = self.mailbox_of(account, peer).last(peer).map_or(0, |message| message.id);
        let Some(chat) = self.chat_mut(peer) else { return };
        // Restrictions remain when they return.
        let ban = chat.members.get(&account).and_then(|member| member.ban);
        let came_at = read.saturating_add(1);
        let member = Member { ban, came_at, ..Member::new(Role::Member, now, inviter) };
        chat.members.insert(account, member);
        chat.requests.remove(&account);
        chat.version += 1;
        // Earlier messages don't count as unread.
        self.dialog_mut(account, peer).read_inbox_max_id = read;
        self.notify_membership(account, peer);
    }

    fn request_to_join(&mut self, account: i64, peer: Peer, hash: &str) {
        let request = Request { date: self.now(), link: Some(hash.to_owned()) };
        let Some(chat) = self.chat_mut(peer) else { return };
        chat.requests.entry(account).or_insert(request);
        self.notify_admins(peer);
    }

    pub(in crate::sandbox::world) fn notify_membership(&mut self, account: i64, peer: Peer) {
        match peer {
            Peer::Channel(channel) => self.log_change(account, 0, Change::ChannelChanged { channel }),
            Peer::Group(group) => {
                let present: Vec<i64> =
                    self.chat(peer).into_iter().flat_map(|chat| chat.present()).map(|(id, _)| id).collect();
                for member in present {
                    self.push_change(member, Change::GroupMembers { group });
                }
            }
            Peer::User(_) => {}
        }
    }
}
