//! Members of a chat, and banned and restricted users, converted from Telegram's types.

use jiff::Timestamp;
use schemars::JsonSchema;
use serde::Serialize;

use crate::api::types::cast::Cast;
use crate::api::types::date::timestamp;
use crate::api::types::people::Chat;
use crate::api::types::rights::{AdminRights, Permissions};
use crate::telegram::peer::PeerId;
use crate::telegram::tl;

/// A member, or a banned or restricted user. Absent fields are unknown or empty.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct Member {
    /// The member. A channel can be banned too.
    pub user: Chat,
    pub role: MemberRole,
    /// Shown next to the member's name; Telegram's rank.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub custom_title: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Option<String>", extend("format" = "date-time"))]
    pub joined_date: Option<Timestamp>,
    /// Who added them.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub inviter: Option<Chat>,
    /// An admin's rights.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub rights: Option<AdminRights>,
    /// Who promoted them.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub promoted_by: Option<Chat>,
    /// What a restricted member may still do.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub permissions: Option<Permissions>,
    /// Who banned or restricted them.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub restricted_by: Option<Chat>,
    /// When the ban or restriction ends. Absent if never.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Option<String>", extend("format" = "date-time"))]
    pub until_date: Option<Timestamp>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum MemberRole {
    Owner,
    Admin,
    Member,
    /// A member with restricted permissions.
    Restricted,
    /// Not a member. Restrictions still apply after a return.
    Left,
    /// Banned: removed and unable to return.
    Banned,
}

impl Member {
    /// A member with only a role.
    pub fn new(user: Chat, role: MemberRole) -> Self {
        Self {
            user,
            role,
            custom_title: None,
            joined_date: None,
            inviter: None,
            rights: None,
            promoted_by: None,
            permissions: None,
            restricted_by: None,
            until_date: None,
        }
    }

    pub fn of(participant: &tl::enums::ChannelParticipant, cast: &Cast) -> Self {
        use tl::enums::ChannelParticipant as Tl;
        let user = |id| cast.chat(PeerId::user(id));
        let joined = |date| Some(timestamp(date));
        match participant {
            Tl::Participant(told) => Self {
                custom_title: told.rank.clone(),
                joined_date: joined(told.date),
                ..Self::new(user(told.user_id), MemberRole::Member)
            },
            Tl::ParticipantSelf(told) => Self {
                custom_title: told.rank.clone(),
                joined_date: joined(told.date),
                inviter: Some(user(told.inviter_id)).filter(|_| told.inviter_id != told.user_id),
                ..Self::new(user(told.user_id), MemberRole::Member)
            },
            Tl::Creator(told) => Self {
                custom_title: told.rank.clone(),
                rights: Some(AdminRights::of(&told.admin_rights)),
                ..Self::new(user(told.user_id), MemberRole::Owner)
            },
            Tl::Admin(told) => Self {
                custom_title: told.rank.clone(),
                joined_date: joined(told.date),
                inviter: told.inviter_id.filter(|id| *id != told.user_id).map(user),
                rights: Some(AdminRights::of(&told.admin_rights)),
                promoted_by: Some(user(told.promoted_by)),
                ..Self::new(user(told.user_id), MemberRole::Admin)
            },
            Tl::Banned(told) => Self::of_banned(told, cast),
            Tl::Left(told) => Self::new(cast.chat(PeerId::from(&told.peer)), MemberRole::Left),
        }
    }

    fn of_banned(told: &tl::types::ChannelParticipantBanned, cast: &Cast) -> Self {
        let tl::enums::ChatBannedRights::Rights(taken) = &told.banned_rights;
        let role = match (taken.view_messages, told.left) {
            (true, _) => MemberRole::Banned,
            (false, true) => MemberRole::Left,
            (false, false) => MemberRole::Restricted,
        };
        Self {
            custom_title: told.rank.clone(),
            permissions: Some(Permissions::left(taken)).filter(|_| !taken.view_messages),
            restricted_by: Some(cast.chat(PeerId::user(told.kicked_by))),
            // Telegram's "for ever" is the last second that it can tell.
            until_date: Some(taken.until_date).filter(|date| (1..i32::MAX).contains(date)).map(timestamp),
            ..Self::new(cast.chat(PeerId::from(&told.peer)), role)
        }
    }

    pub fn of_basic_group(participant: &tl::enums::ChatParticipant, cast: &Cast) -> Self {
        use tl::enums::ChatParticipant as Tl;
        let user = |id| cast.chat(PeerId::user(id));
        let came = |member: Self, rank: &Option<String>, date, inviter| Self {
            custom_title: rank.clone(),
            joined_date: Some(timestamp(date)),
            inviter: Some(inviter).filter(|id| *id != member.user.id).map(user),
            ..member
        };
        match participant {
            Tl::Creator(told) => {
                Self { custom_title: told.rank.clone(), ..Self::new(user(told.user_id), MemberRole::Owner) }
            }
            Tl::Admin(told) => {
                came(Self::new(user(told.user_id), MemberRole::Admin), &told.rank, told.date, told.inviter_id)
            }
            Tl::Participant(told) => came(
                Self::new(user(told.user_id), MemberRole::Member),
                &told.rank,
                told.date,
                told.inviter_id,
            ),
        }
    }

    /// Whether a word of their name, or their username, begins with the query.
    pub fn is_named(&self, query: &str) -> bool {
        let query = query.trim_start_matches('@').to_lowercase();
        let title = self.user.title.as_deref().unwrap_or_default().to_lowercase();
        let username = self.user.username.as_deref().unwrap_or_default().to_lowercase();
        title.starts_with(&query)
            || username.starts_with(&query)
            || title.split_whitespace().any(|word| word.starts_with(&query))
    }
}
