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
