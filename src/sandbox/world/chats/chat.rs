//! Groups, supergroups and channels: members, roles and invite links.

use std::collections::BTreeMap;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::forum::Forum;
use super::rights::{AdminRights, Ban, Bans};
use crate::sandbox::world::files::file::File;
use crate::sandbox::world::people::peer::Peer;

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum ChatKind {
    /// A basic group.
    Group,
    Supergroup,
    /// Only admins post, in the channel's name.
    Channel,
}

#[derive(Debug, Serialize, Deserialize)]
pub struct Chat {
    pub peer: Peer,
    pub kind: ChatKind,
    pub title: String,
    pub about: String,
    pub username: Option<String>,
    pub photo: Option<Arc<File>>,
    pub created: i32,
    /// Everyone who was ever a member, with their current role.
    pub members: BTreeMap<i64, Member>,
    /// Pending join requests.
    pub requests: BTreeMap<i64, Request>,
    pub invites: Vec<Invite>,
    /// Incremented with each change of a basic group.
    pub version: i32,
    /// Restrictions for all members except admins.
    pub default_bans: Bans,
    /// Posts are signed by their author.
    pub signatures: bool,
    /// New members don't see earlier messages.
    pub history_hidden: bool,
    /// Minimum seconds between two messages of a member. 0 turns slow mode off.
    pub slow_mode: i32,
    /// When each member last sent a message under slow mode.
    pub last_wrote: BTreeMap<i64, i32>,
    pub forum: Forum,
    /// The chat was deleted: it has no members and can't be joined.
    pub deleted: bool,
    /// The supergroup that this basic group was migrated to.
    pub migrated_to: Option<i64>,
    /// The basic group that this supergroup was migrated from.
    pub migrated_from: Option<i64>,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Member {
    pub role: Role,
    pub joined: i32,
    pub inviter: i64,
    /// The invite link they joined by.
    pub link: Option<String>,
    /// The admin who approved their request.
    pub approved_by: Option<i64>,
    /// Admin rights.
    pub rights: AdminRights,
    pub promoted_by: i64,
    /// Custom admin title.
    pub rank: Option<String>,
    pub ban: Option<Ban>,
    /// The first message sent after they joined.
    pub came_at: i32,
    /// The newest message they cleared from their own history.
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

/// An invite link, without `https://t.me/+`.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Invite {
    pub hash: String,
    pub creator: i64,
    pub created: i32,
    /// Every join needs an admin's approval.
    pub by_request: bool,
    pub expires: Option<i32>,
    pub limit: Option<u32>,
    pub used: u32,
    pub revoked: bool,
    /// An admin's primary link, which has no conditions.
    pub permanent: bool,
    pub title: Option<String>,
}

/// A request to join.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Request {
    pub date: i32,
    pub link: Option<String>,
}

impl Role {
    /// Whether members with this role are in the chat.
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

    /// Returns the members who are in the chat.
    pub fn present(&self) -> impl Iterator<Item = (i64, &Member)> {
        self.members.iter().filter(|(_, member)| member.role.is_in()).map(|(id, member)| (*id, member))
    }

    pub fn is_public(&self) -> bool {
        self.username.is_some()
    }

    /// Whether history is hidden from new members. A public chat's history never is.
    pub fn hides_history(&self) -> bool {
        self.history_hidden && !self.is_public()
    }

    /// Whether this account may read the chat.
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
    /// Returns the account's admin rights. Without an admin role it has none.
    pub fn admin_rights(&self, account: i64) -> AdminRights {
        match self.members.get(&account) {
            Some(member) if member.role == Role::Owner => AdminRights::ALL,
            Some(member) if member.role == Role::Admin => member.rights,
            _ => AdminRights::default(),
        }
    }

    /// Returns the account's restrictions. Admins have none.
    pub fn bans(&self, account: i64) -> Bans {
        if self.is_admin(account) {
            return Bans::default();
        }
        let own = self.members.get(&account).and_then(|member| member.ban);
        self.default_bans.and(own.map(|ban| ban.what).unwrap_or_default())
    }
}
