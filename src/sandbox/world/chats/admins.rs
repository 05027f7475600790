//! Promoting, banning and restricting.

use std::ops::RangeInclusive;

use super::chat::{ChatKind, Member, Role};
use super::rights::{AdminRights, Ban, Bans, FOR_EVER};
use crate::sandbox::world::World;
use crate::sandbox::world::engine::refusal::{Refusal, bad, forbidden};
use crate::sandbox::world::messages::message::Action;
use crate::sandbox::world::people::peer::Peer;
use crate::sandbox::world::updates::event::Change;

/// Maximum characters of an admin's title (https://core.telegram.org/bots/api#setchatadministratorcustomtitle).
const RANK_LENGTH: usize = 16;

/// A ban shorter or longer than these seconds is permanent (https://core.telegram.org/constructor/chatBannedRights).
const SHORTEST_BAN: i32 = 30;

const LONGEST_BAN: i32 = 366 * 24 * 3600;

impl World {
    /// Promotes a member to admin with these rights, or changes an admin's rights. Without any rights, demotes.
    pub fn edit_admin(
        &mut self,
        me: i64,
        peer: Peer,
        user: i64,
        rights: AdminRights,
        rank: Option<String>,
    ) -> Result<(), Refusal> {
        let chat = self.chat(peer).ok_or(bad("CHANNEL_INVALID"))?;
        let (own, owner) = (chat.admin_rights(me), chat.role(me) == Some(Role::Owner));
        let role = chat.role(user);
        if rank.as_ref().is_some_and(|rank| rank.chars().count() > RANK_LENGTH) {
            return Err(bad("ADMIN_RANK_INVALID"));
        }
        if rank.as_deref().is_some_and(has_emoji) {
            return Err(bad("ADMIN_RANK_EMOJI_NOT_ALLOWED"));
        }
        if role == Some(Role::Owner) {
            return if owner { self.set_rank(peer, user, rank) } else { Err(bad("USER_CREATOR")) };
        }
        let promoted_by_me = chat.members.get(&user).is_some_and(|member| member.promoted_by == me);
        if !own.add_admins || (role == Some(Role::Admin) && !owner && !promoted_by_me) {
            return Err(bad("CHAT_ADMIN_REQUIRED"));
        }
        if !rights.is_within(own) {
            return Err(forbidden("RIGHT_FORBIDDEN"));
        }
        if rights.is_empty() {
            if role != Some(Role::Admin) {
                return Ok(());
            }
        } else if role != Some(Role::Admin) {
            self.check_admin_count(peer)?;
        }
        if !rights.is_empty() && !chat.has(user) {
            if role == Some(Role::Banned) && !own.ban_users {
                return Err(bad("CHAT_ADMIN_REQUIRED"));
            }
            if !own.invite_users {
                return Err(forbidden("CHAT_ADMIN_INVITE_REQUIRED"));
            }
            self.clear_restrictions(peer, user);
            self.add_members(me, peer, &[user]);
        }
        let Some(member) = self.member_mut(peer, user) else { return Err(bad("USER_NOT_PARTICIPANT")) };
        let admin = !rights.is_empty();
        member.role = if admin { Role::Admin } else { Role::Member };
        member.rights = rights;
        member.promoted_by = if admin { me } else { 0 };
        member.rank = rank.filter(|rank| admin && !rank.is_empty());
        if admin {
            member.ban = None;
        }
        self.notify_membership(user, peer);
        self.notify_caller(me, user, peer);
        Ok(())
    }

    /// Restricts a member until a date. Restricting `view_messages` bans them from the chat. Without any restriction,
    /// frees them, but doesn't bring them back into the chat.
    pub fn restrict(
        &mut self,
        me: i64,
        peer: Peer,
        user: i64,
        what: Bans,
        until: i32,
    ) -> Result<(), Refusal> {
        let now = self.now();
        self.require(me, peer, |rights| rights.ban_users)?;
        let chat = self.chat(peer).ok_or(bad("CHANNEL_INVALID"))?;
        let owner = chat.role(me) == Some(Role::Owner);
        let (role, kind) = (chat.role(user), chat.kind);
        let promoted_by_me = chat.members.get(&user).is_some_and(|member| member.promoted_by == me);
        if user == me || role == Some(Role::Owner) || (role == Some(Role::Admin) && !owner && !promoted_by_me)
        {
            return Err(bad("USER_ADMIN_INVALID"));
        }
        let until = if until < now + SHORTEST_BAN || until > now + LONGEST_BAN { FOR_EVER } else { until };
        let was_in = role.is_some_and(Role::is_in);
        if what.is_empty() {
            self.clear_restrictions(peer, user);
        } else {
            let Some(chat) = self.chat_mut(peer) else { return Err(bad("CHANNEL_INVALID")) };
            let member = chat.members.entry(user).or_insert_with(|| Member::new(Role::Left, now, me));
            member.ban = Some(Ban { what, until, by: me, since: now });
            member.rights = AdminRights::default();
            member.rank = None;
            member.role = match member.role {
                _ if what.view_messages => Role::Banned,
                Role::Banned => Role::Left,
                Role::Admin => Role::Member,
                role => role,
            };
            chat.requests.remove(&user);
            if until != FOR_EVER {
                self.bans_ending.insert((until, peer, user));
            }
        }
        if was_in && what.view_messages {
            self.dialogs.remove(&(user, peer));
            if kind == ChatKind::Supergroup {
                self.post_service(me, peer, Action::Left { member: user });
            }
        }
        self.notify_membership(user, peer);
        self.notify_caller(me, user, peer);
        Ok(())
    }

    /// Sets the restrictions that apply to all members except admins.
    pub fn set_default_bans(&mut self, me: i64, peer: Peer, what: Bans) -> Result<(), Refusal> {
        self.require(me, peer, |rights| rights.ban_users)?;
        let chat = self.chat_mut(peer).ok_or(bad("CHAT_ID_INVALID"))?;
        if what.view_messages || chat.kind == ChatKind::Channel {
            return Err(bad("BANNED_RIGHTS_INVALID"));
        }
        if chat.default_bans == what {
            return Err(bad("CHAT_NOT_MODIFIED"));
        }
        chat.default_bans = what;
        chat.version += 1;
        self.push_to_chat(peer, Change::DefaultBans { chat: peer });
        Ok(())
    }

    /// Makes a member of a basic group an admin, or removes their admin role.
    pub fn edit_group_admin(
        &mut self,
        me: i64,
        peer: Peer,
        user: i64,
        is_admin: bool,
    ) -> Result<(), Refusal> {
        let chat = self.chat_mut(peer).ok_or(bad("CHAT_ID_INVALID"))?;
        if chat.role(me) != Some(Role::Owner) {
            return Err(bad("CHAT_ADMIN_REQUIRED"));
        }
        let member = chat.members.get_mut(&user).filter(|member| member.role.is_in());
        let member = member.ok_or(bad("USER_NOT_PARTICIPANT"))?;
        if member.role == Role::Owner {
            return Err(bad("USER_CREATOR"));
        }
        member.role = if is_admin { Role::Admin } else { Role::Member };
        member.rights = if is_admin { GROUP_ADMIN } else { AdminRights::default() };
        member.promoted_by = if is_admin { me } else { 0 };
        chat.version += 1;
        self.notify_membership(user, peer);
        Ok(())
    }

    fn set_rank(&mut self, peer: Peer, user: i64, rank: Option<String>) -> Result<(), Refusal> {
        if let Some(member) = self.member_mut(peer, user) {
            member.rank = rank.filter(|rank| !rank.is_empty());
        }
        self.notify_membership(user, peer);
        Ok(())
    }

    /// Removes a member's restrictions, and their ban.
    pub(in crate::sandbox::world) fn clear_restrictions(&mut self, peer: Peer, user: i64) {
        let Some(member) = self.member_mut(peer, user) else { return };
        member.ban = None;
        if member.role == Role::Banned {
            member.role = Role::Left;
        }
    }

    /// Notifies the admin who made the change, too.
    fn notify_caller(&mut self, me: i64, user: i64, peer: Peer) {
        if me != user {
            self.notify_membership(me, peer);
        }
    }
}

/// Whether a text contains an emoji, or the selector that turns a character into one.
fn has_emoji(text: &str) -> bool {
    const PICTURES: [RangeInclusive<char>; 4] = [
        '\u{2600}'..='\u{27bf}',
        '\u{2b00}'..='\u{2bff}',
        '\u{fe0f}'..='\u{fe0f}',
        '\u{1f000}'..='\u{1faff}',
    ];
    text.chars().any(|letter| PICTURES.iter().any(|pictures| pictures.contains(&letter)))
}

/// The rights of every basic-group admin. They can't be chosen.
const GROUP_ADMIN: AdminRights = AdminRights {
    add_admins: false,
    anonymous: false,
    post_messages: false,
    edit_messages: false,
    manage_topics: false,
    post_stories: false,
    edit_stories: false,
    delete_stories: false,
    manage_direct_messages: false,
    manage_linked_peers: false,
    manage_welcome_messages: false,
    ..AdminRights::ALL
};
