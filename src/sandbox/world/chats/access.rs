//! Which chats an account may read and write in.

use super::chat::{Chat, ChatKind, Member, Role};
use crate::sandbox::world::World;
use crate::sandbox::world::engine::refusal::{Refusal, bad, forbidden};
use crate::sandbox::world::people::peer::Peer;

impl World {
    pub fn chat(&self, peer: Peer) -> Option<&Chat> {
        self.chats.get(&peer)
    }

    /// Returns the groups and supergroups that both accounts are in, by descending id.
    pub fn chats_shared(&self, one: i64, other: i64) -> Vec<Peer> {
        let groups = self.dialogs_of(one).filter_map(|(peer, _)| self.chat(peer));
        let shared = groups.filter(|chat| {
            chat.kind != ChatKind::Channel && chat.migrated_to.is_none() && chat.has(one) && chat.has(other)
        });
        let mut shared: Vec<Peer> = shared.map(|chat| chat.peer).collect();
        shared.sort_by_key(|peer| std::cmp::Reverse(peer.number()));
        shared
    }

    /// Returns the id of the first message that this account may see in a channel or supergroup.
    pub fn earliest(&self, account: i64, peer: Peer) -> i32 {
        let Some(chat) = self.chat(peer).filter(|_| matches!(peer, Peer::Channel(_))) else { return 0 };
        let Some(member) = chat.members.get(&account) else { return 0 };
        let came_at = if chat.hides_history() { member.came_at } else { 0 };
        let cleared = if member.cleared > 0 { member.cleared.saturating_add(1) } else { 0 };
        came_at.max(cleared)
    }

    /// Checks that the account may read the chat.
    pub fn may_read(&self, account: i64, peer: Peer) -> Result<(), Refusal> {
        let open = match (peer, self.chat(peer)) {
            (Peer::User(id), _) => return self.person(id).map(drop).ok_or(bad("PEER_ID_INVALID")),
            // Former members of a basic group keep their own copies of its messages.
            (Peer::Group(_), Some(chat)) => chat.role(account).is_some_and(|role| role != Role::Banned),
            (_, Some(chat)) => chat.is_open_to(account),
            (_, None) => return Err(bad("PEER_ID_INVALID")),
        };
        match peer {
            _ if open => Ok(()),
            Peer::Channel(_) => Err(bad("CHANNEL_PRIVATE")),
            _ => Err(bad("PEER_ID_INVALID")),
        }
    }

    /// Checks that the account may send messages to the chat.
    pub fn may_write(&self, account: i64, peer: Peer) -> Result<(), Refusal> {
        self.may_read(account, peer)?;
        match self.chat(peer) {
            None => self.may_write_to_person(account, peer),
            Some(chat) if !chat.has(account) || chat.migrated_to.is_some() => {
                Err(forbidden("CHAT_WRITE_FORBIDDEN"))
            }
            Some(chat) if chat.kind == ChatKind::Channel => {
                self.require(account, peer, |may| may.post_messages)
            }
            Some(chat) if chat.bans(account).send_messages => Err(forbidden("CHAT_WRITE_FORBIDDEN")),
            Some(_) => Ok(()),
        }
    }

    /// Fails if either has blocked the other. A bot can't start a conversation or write to another bot.
    fn may_write_to_person(&self, account: i64, peer: Peer) -> Result<(), Refusal> {
        let Peer::User(id) = peer else { return Ok(()) };
        if self.has_blocked(account, id) {
            return Err(bad("YOU_BLOCKED_USER"));
        }
        if self.has_blocked(id, account) {
            return Err(bad("USER_IS_BLOCKED"));
        }
        if !self.is_bot(account) {
            return Ok(());
        }
        if self.is_bot(id) {
            return Err(bad("USER_IS_BOT"));
        }
        match self.mailbox(World::owner(account, peer)).last(peer) {
            Some(_) => Ok(()),
            None => Err(bad("PEER_ID_INVALID")),
        }
    }
}

impl World {
    pub(in crate::sandbox::world) fn chat_mut(&mut self, peer: Peer) -> Option<&mut Chat> {
        self.chats.get_mut(&peer)
    }
}

impl World {
    pub(in crate::sandbox::world) fn member_mut(&mut self, peer: Peer, user: i64) -> Option<&mut Member> {
        self.chat_mut(peer)?.members.get_mut(&user)
    }
}
