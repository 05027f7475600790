//! What admins may do, and what members may not (https://core.telegram.org/api/rights).

use serde::{Deserialize, Serialize};

use super::chat::{Chat, Role};
use super::refusal::{Refusal, bad};
use super::{Peer, World};

macro_rules! rights {
    ($(#[$doc:meta])* $name:ident { $($right:ident),* $(,)? }) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
        #[serde(default)]
        pub struct $name { $(#[serde(skip_serializing_if = "std::ops::Not::not")] pub $right: bool),* }

        impl $name {
            pub const ALL: Self = Self { $($right: true),* };
            pub const NONE: Self = Self { $($right: false),* };

            pub fn is_empty(self) -> bool {
                self == Self::default()
            }

            /// Holds nothing that the other doesn't.
            pub fn is_within(self, other: Self) -> bool {
                $((!self.$right || other.$right))&&*
            }

            /// What either holds.
            pub fn and(self, other: Self) -> Self {
                Self { $($right: self.$right || other.$right),* }
            }
        }
    };
}

rights! {
    /// What an admin may do.
    AdminRights {
        change_info, post_messages, edit_messages, delete_messages, ban_users, invite_users, pin_messages,
        add_admins, anonymous, manage_call, other, manage_topics, post_stories, edit_stories,
        delete_stories, manage_direct_messages, manage_ranks, manage_linked_peers, manage_welcome_messages,
    }
}

rights! {
    /// What is taken from a member, or from all of them.
    Bans {
        view_messages, send_messages, send_media, send_stickers, send_gifs, send_games, send_inline,
        embed_links, send_polls, change_info, invite_users, pin_messages, manage_topics, send_photos,
        send_videos, send_roundvideos, send_audios, send_voices, send_docs, send_plain, edit_rank,
        send_reactions, manage_linked_peers,
    }
}

impl Bans {
    /// What members of a public group may never do.
    pub const PUBLIC: Self = Self { change_info: true, pin_messages: true, ..Self::NONE };
}

/// What somebody was deprived of, by whom and until when.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Ban {
    pub what: Bans,
    /// [`FOR_EVER`], or when it ends by itself.
    pub until: i32,
    pub by: i64,
    pub since: i32,
}

/// What Telegram calls "for ever" in banned rights.
pub const FOR_EVER: i32 = i32::MAX;

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

impl World {
    /// Only admins to whom this was given.
    pub(super) fn require(
        &self,
        account: i64,
        peer: Peer,
        right: fn(AdminRights) -> bool,
    ) -> Result<(), Refusal> {
        let chat = self.chat(peer).filter(|chat| right(chat.admin_rights(account)));
        chat.map(drop).ok_or(bad("CHAT_ADMIN_REQUIRED"))
    }

    /// Admins to whom this was given, and members of a group where it wasn't taken from them.
    pub(super) fn require_or_allowed(
        &self,
        account: i64,
        peer: Peer,
        right: fn(AdminRights) -> bool,
        taken: fn(Bans) -> bool,
    ) -> Result<(), Refusal> {
        let of_all = |chat: &Chat| {
            chat.kind != super::chat::Kind::Channel
                && chat.role(account) == Some(Role::Member)
                && !taken(chat.bans(account))
        };
        match self.chat(peer) {
            Some(chat) if of_all(chat) => Ok(()),
            _ => self.require(account, peer, right),
        }
    }

    pub(super) fn next_ban_to_end(&self) -> Option<i32> {
        self.bans_ending.first().map(|(until, ..)| *until)
    }

    /// Ends the bans whose time is over.
    pub(super) fn lift_bans(&mut self) {
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
