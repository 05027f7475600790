//! Admin rights and member restrictions (https://core.telegram.org/api/rights).

use serde::{Deserialize, Serialize};

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

            /// Whether every right is in `other`, too.
            pub fn is_within(self, other: Self) -> bool {
                $((!self.$right || other.$right))&&*
            }

            /// Returns the union of both.
            pub fn and(self, other: Self) -> Self {
                Self { $($right: self.$right || other.$right),* }
            }
        }
    };
}

rights! {
    /// Admin rights (https://core.telegram.org/constructor/chatAdminRights).
    AdminRights {
        change_info, post_messages, edit_messages, delete_messages, ban_users, invite_users, pin_messages,
        add_admins, anonymous, manage_call, other, manage_topics, post_stories, edit_stories,
        delete_stories, manage_direct_messages, manage_ranks, manage_linked_peers, manage_welcome_messages,
    }
}

rights! {
    /// Restrictions of one or all members (https://core.telegram.org/constructor/chatBannedRights).
    Bans {
        view_messages, send_messages, send_media, send_stickers, send_gifs, send_games, send_inline,
        embed_links, send_polls, change_info, invite_users, pin_messages, manage_topics, send_photos,
        send_videos, send_roundvideos, send_audios, send_voices, send_docs, send_plain, edit_rank,
        send_reactions, manage_linked_peers,
    }
}

impl Bans {
    /// Restrictions of all members of public groups.
    pub const PUBLIC: Self = Self { change_info: true, pin_messages: true, ..Self::NONE };
}

/// A member's restrictions, with who set them and when they end.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Ban {
    pub what: Bans,
    /// When it ends, or [`FOR_EVER`].
    pub until: i32,
    pub by: i64,
    pub since: i32,
}

/// Telegram's date for permanent restrictions.
pub const FOR_EVER: i32 = i32::MAX;
