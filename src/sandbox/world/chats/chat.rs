//! Groups, supergroups and channels: members, roles and invite links.

use std::collections::BTreeMap;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::forum::Forum;
use super::rights::{AdminRights, Ban, Bans};
use crate::sandbox::world::files::file::File;
use crate::sandbox::world::people::peer::Peer;

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

impl Chat {
    /// What this account may do as an admin: nothing if it is none.
    pub fn admin_rights(&self, account: i64) -> AdminRights {
        match self.members.get(&account) {
            Some(member) if member.role == Role::Owner => AdminRights::ALL,
            Some(member) if member.role == Role::Admin => member.rights,
            _ => AdminRights::default(),
        }
    }

    /// What this account may not do. Admins are free of it all.
    pub fn bans(&self, account: i64) -> Bans {
        if self.is_admin(account) {
            return Bans::default();
        }
        let own = self.members.get(&account).and_then(|member| member.ban);
        self.default_bans.and(own.map(|ban| ban.what).unwrap_or_default())
    }
}
