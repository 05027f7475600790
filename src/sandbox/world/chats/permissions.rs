//! Checks of admin rights and restrictions, and the end of timed bans.

use super::chat::{Chat, ChatKind, Role};
use super::rights::{AdminRights, Bans};
use crate::sandbox::world::World;
use crate::sandbox::world::engine::refusal::{Refusal, bad};
use crate::sandbox::world::people::peer::Peer;

impl World {
    /// Checks that the account is an admin with this right.
    pub(in crate::sandbox::world) fn require(
        &self,
        account: i64,
        peer: Peer,
        right: fn(AdminRights) -> bool,
    ) -> Result<(), Refusal> {
        let chat = self.chat(peer).filter(|chat| right(chat.admin_rights(account)));
        chat.map(drop).ok_or(bad("CHAT_ADMIN_REQUIRED"))
    }

    /// Checks that the account is an admin with this right, or a group member without this restriction.
    pub(in crate::sandbox::world) fn require_or_allowed(
        &self,
        account: i64,
        peer: Peer,
        right: fn(AdminRights) -> bool,
        taken: fn(Bans) -> bool,
    ) -> Result<(), Refusal> {
        let of_all = |chat: &Chat| {
            chat.kind != ChatKind::Channel
                && chat.role(account) == Some(Role::Member)
                && !taken(chat.bans(account))
        };
        match self.chat(peer) {
            Some(chat) if of_all(chat) => Ok(()),
            _ => self.require(account, peer, right),
        }
    }

    pub(in crate::sandbox::world) fn next_ban_end(&self) -> Option<i32> {
        self.bans_ending.first().map(|(until, ..)| *until)
    }

    /// Ends expired bans.
    pub(in crate::sandbox::world) fn end_expired_bans(&mut self) {
        let now = self.now();
        while let Some((until, peer, account)) = self.bans_ending.first().copied()
            && until <= now
        {
            self.bans_ending.pop_first();
            let member = self.chat_mut(peer).and_then(|chat| chat.members.get_mut(&account));
            let Some(member) = member.filter(|member| member.ban.is_some_and(|ban| ban.until == until))
            else {
                continue;
            };
            member.ban = None;
            if member.role == Role::Banned {
                member.role = Role::Left;
            }
        }
    }
}
