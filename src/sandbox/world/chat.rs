//! Groups, supergroups and channels: who is in them and what they may do.

use std::collections::BTreeMap;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::files::File;
use super::forum::Forum;
use super::refusal::{Refusal, bad, forbidden};
use super::rights::{AdminRights, Ban, Bans};
use super::{Peer, World};

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Kind {
    /// A basic group.
    Group,
    Supergroup,
    /// Only admins write, and in its name.
    Channel,
}

#[derive(Debug, Serialize, Deserialize)]
pub struct Chat {
    pub peer: Peer,
    pub kind: Kind,
    pub title: String,
    pub about: String,
    pub username: Option<String>,
    pub photo: Option<Arc<File>>,
    pub created: i32,
    /// Whoever ever was in it, with how they stand now.
    pub members: BTreeMap<i64, Member>,
    /// Who asked to be let in.
    pub requests: BTreeMap<i64, Request>,
    pub invites: Vec<Invite>,
    /// Counts the changes of a basic group's members.
    pub version: i32,
    /// What no member may do who is no admin.
    pub default_bans: Bans,
    /// Posts name their author.
    pub signatures: bool,
    /// Whoever comes in sees nothing of what was written before.
    pub history_hidden: bool,
    /// Seconds that a member waits between two messages; 0 is none.
    pub slow_mode: i32,
    /// When whom slow mode concerns wrote last.
    pub last_wrote: BTreeMap<i64, i32>,
    pub forum: Forum,
    /// Nobody is in it, and nobody comes in.
    pub deleted: bool,
    /// The supergroup that a basic group became.
    pub migrated_to: Option<i64>,
    /// The basic group that a supergroup was.
    pub migrated_from: Option<i64>,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Member {
    pub role: Role,
    pub joined: i32,
    pub inviter: i64,
    /// The invite link that they came by.
    pub link: Option<String>,
    /// Who said yes to their request.
    pub approved_by: Option<i64>,
    /// What an admin may do.
    pub rights: AdminRights,
    pub promoted_by: i64,
    /// An admin's title.
    pub rank: Option<String>,
    pub ban: Option<Ban>,
    /// The first message that was written once they were in.
    pub came_at: i32,
    /// The newest message that they have cleared away for themselves.
    pub cleared: i32,
}

impl Member {
    pub fn new(role: Role, joined: i32, inviter: i64) -> Self {
        Self {
            role,
            joined,
            inviter,
            link: None,
            approved_by: None,
            rights: AdminRights::default(),
            promoted_by: 0,
            rank: None,
            ban: None,
            came_at: 0,
            cleared: 0,
        }
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Role {
    Owner,
    Admin,
    Member,
    Left,
    Banned,
}

/// A link that lets people in, without `https://t.me/+`.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Invite {
    pub hash: String,
    pub creator: i64,
    pub created: i32,
    /// An admin has to say yes to everyone.
    pub by_request: bool,
    pub expires: Option<i32>,
    pub limit: Option<u32>,
    pub used: u32,
    pub revoked: bool,
    /// Has no conditions; each admin has one.
    pub permanent: bool,
    pub title: Option<String>,
}

/// A wish to be let in.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Request {
    pub date: i32,
    pub link: Option<String>,
}

impl Role {
    /// Is in the chat.
    pub fn is_in(self) -> bool {
        matches!(self, Role::Owner | Role::Admin | Role::Member)
    }

    pub fn is_admin(self) -> bool {
        matches!(self, Role::Owner | Role::Admin)
    }
}

impl Chat {
    pub fn role(&self, account: i64) -> Option<Role> {
        self.members.get(&account).map(|member| member.role)
    }

    pub fn has(&self, account: i64) -> bool {
        self.role(account).is_some_and(Role::is_in)
    }

    pub fn is_admin(&self, account: i64) -> bool {
        self.role(account).is_some_and(Role::is_admin)
    }

    /// Those who are in it.
    pub fn present(&self) -> impl Iterator<Item = (i64, &Member)> {
        self.members.iter().filter(|(_, member)| member.role.is_in()).map(|(id, member)| (*id, member))
    }

    pub fn is_public(&self) -> bool {
        self.username.is_some()
    }

    /// A public chat's history is everybody's.
    pub fn hides_history(&self) -> bool {
        self.history_hidden && !self.is_public()
    }

    /// Whether this account may see what is written in it.
    pub fn is_open_to(&self, account: i64) -> bool {
        match self.role(account) {
            _ if self.deleted => false,
            Some(Role::Banned) => false,
            Some(role) if role.is_in() => true,
            _ => self.is_public(),
        }
    }
}

impl World {
    pub fn chat(&self, peer: Peer) -> Option<&Chat> {
        self.chats.get(&peer)
    }

    /// The groups and supergroups that both are in, the one with the highest id first.
    pub fn chats_shared(&self, one: i64, other: i64) -> Vec<Peer> {
        let groups = self.dialogs_of(one).filter_map(|(peer, _)| self.chat(peer));
        let shared = groups.filter(|chat| {
            chat.kind != Kind::Channel && chat.migrated_to.is_none() && chat.has(one) && chat.has(other)
        });
        let mut shared: Vec<Peer> = shared.map(|chat| chat.peer).collect();
        shared.sort_by_key(|peer| std::cmp::Reverse(peer.number()));
        shared
    }

    /// The first message of a channel or supergroup that this account may see.
    pub fn earliest(&self, account: i64, peer: Peer) -> i32 {
        let Some(chat) = self.chat(peer).filter(|_| matches!(peer, Peer::Channel(_))) else { return 0 };
        let Some(member) = chat.members.get(&account) else { return 0 };
        let came_at = if chat.hides_history() { member.came_at } else { 0 };
        let cleared = if member.cleared > 0 { member.cleared.saturating_add(1) } else { 0 };
        came_at.max(cleared)
    }

    /// Whether this account may read the chat's messages, else why not.
    pub fn may_read(&self, account: i64, peer: Peer) -> Result<(), Refusal> {
        let open = match (peer, self.chat(peer)) {
            (Peer::User(id), _) => return self.person(id).map(drop).ok_or(bad("PEER_ID_INVALID")),
            // Whoever has left a basic group keeps their own copies of what was said.
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

    /// Whether this account may write there, else why not.
    pub fn may_write(&self, account: i64, peer: Peer) -> Result<(), Refusal> {
        self.may_read(account, peer)?;
        match self.chat(peer) {
            None => self.may_write_to_person(account, peer),
            Some(chat) if !chat.has(account) || chat.migrated_to.is_some() => {
                Err(forbidden("CHAT_WRITE_FORBIDDEN"))
            }
            Some(chat) if chat.kind == Kind::Channel => self.require(account, peer, |may| may.post_messages),
            Some(chat) if chat.bans(account).send_messages => Err(forbidden("CHAT_WRITE_FORBIDDEN")),
            Some(_) => Ok(()),
        }
    }

    /// Not where either has blocked the other. A bot can't begin a conversation, and doesn't hear other bots.
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
