//! Listing a chat's members.

use super::chat::{Chat, ChatKind, Member, Role};
use crate::sandbox::world::World;
use crate::sandbox::world::engine::refusal::{Refusal, bad};
use crate::sandbox::world::people::peer::Peer;

/// A filter of members.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Filter {
    /// All members, newest first.
    Recent,
    Admins,
    /// Banned users.
    Kicked(String),
    /// Restricted members.
    Restricted(String),
    Bots,
    Search(String),
    Contacts(String),
}

/// Maximum members in one page.
const LIMIT: usize = 200;

impl World {
    /// Returns a page of members and their total number.
    pub fn members(
        &self,
        me: i64,
        peer: Peer,
        filter: &Filter,
        offset: usize,
        limit: usize,
    ) -> Result<(Vec<i64>, usize), Refusal> {
        let chat = self.chat(peer).ok_or(bad("CHANNEL_INVALID"))?;
        let for_admins = matches!(filter, Filter::Kicked(_) | Filter::Restricted(_));
        if (for_admins || chat.kind == ChatKind::Channel) && !chat.is_admin(me) {
            return Err(bad("CHAT_ADMIN_REQUIRED"));
        }
        let mut found: Vec<(i64, &Member)> = chat.members.iter().map(|(id, member)| (*id, member)).collect();
        found.retain(|(id, member)| self.matches(me, filter, *id, member));
        found.sort_by_key(|(id, member)| (std::cmp::Reverse(member.joined), *id));
        let total = found.len();
        let page = found.into_iter().skip(offset).take(limit.min(LIMIT)).map(|(id, _)| id);
        Ok((page.collect(), total))
    }

    /// Returns a member or a banned user.
    pub fn member(&self, me: i64, peer: Peer, user: i64) -> Result<(&Chat, &Member), Refusal> {
        let chat = self.chat(peer).ok_or(bad("CHANNEL_INVALID"))?;
        if chat.kind == ChatKind::Channel && user != me && !chat.is_admin(me) {
            return Err(bad("CHAT_ADMIN_REQUIRED"));
        }
        let member =
            chat.members.get(&user).filter(|member| member.role != Role::Left || member.ban.is_some());
        Ok((chat, member.ok_or(bad("USER_NOT_PARTICIPANT"))?))
    }

    fn matches(&self, me: i64, filter: &Filter, id: i64, member: &Member) -> bool {
        let (present, banned) = (member.role.is_in(), member.role == Role::Banned);
        match filter {
            Filter::Recent => present,
            Filter::Admins => member.role.is_admin(),
            Filter::Kicked(name) => banned && self.is_named(id, name),
            Filter::Restricted(name) => !banned && member.ban.is_some() && self.is_named(id, name),
            Filter::Bots => present && self.is_bot(id),
            Filter::Search(name) => present && self.is_named(id, name),
            Filter::Contacts(name) => {
                let known = self.person(me).is_some_and(|me| me.contacts.contains(&id));
                present && known && self.is_named(id, name)
            }
        }
    }

    /// Whether a word of the user's name, or their username, starts with `wanted`.
    pub(in crate::sandbox::world) fn is_named(&self, id: i64, wanted: &str) -> bool {
        let wanted = wanted.trim().trim_start_matches('@').to_lowercase();
        let Some(person) = self.person(id) else { return false };
        let full = format!("{} {}", person.first_name, person.last_name.as_deref().unwrap_or_default());
        let full = full.to_lowercase();
        let username = person.username.as_deref().unwrap_or_default().to_lowercase();
        full.starts_with(&wanted)
            || username.starts_with(&wanted)
            || full.split_whitespace().any(|word| word.starts_with(&wanted))
    }
}
