//! Members of groups and channels: who joins, leaves, or gets other rights.

use jiff::Timestamp;
use schemars::JsonSchema;
use serde::Serialize;

use super::live::LiveOnly;
use crate::api::types::cast::Cast;
use crate::api::types::date::timestamp;
use crate::api::types::invite::Invite;
use crate::api::types::join_request;
use crate::api::types::member::{Member, MemberRole};
use crate::api::types::people::Chat;
use crate::telegram::peer::PeerId;
use crate::telegram::tl;

/// A member's status in a chat has changed: they joined, left, or were banned, restricted or promoted.
///
/// Telegram: `updateChannelParticipant` and `updateChatParticipant`, which only bots that are admins get;
/// `updateChatParticipantAdd`, `updateChatParticipantDelete` and `updateChatParticipantAdmin` of basic groups.
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[schemars(inline)]
pub struct ChatMember {
    pub chat: Chat,
    pub user: Chat,
    /// Who made the change: the user themselves if they joined or left on their own.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub actor: Option<Chat>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Option<String>", extend("format" = "date-time"))]
    pub date: Option<Timestamp>,
    /// Status before the change. Absent if Telegram doesn't say.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub old_chat_member: Option<Box<Member>>,
    /// Status after the change.
    pub new_chat_member: Box<Member>,
    /// The invite link used to join.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub invite: Option<Box<Invite>>,
    /// Telegram never sends it again. Absent on events for bots that are admins, which it does send again.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub is_live_only: bool,
}

/// All members of a basic group. Sent when the account joins it or much has changed at once.
///
/// Telegram: `updateChatParticipants`.
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[schemars(inline)]
pub struct ChatMembers {
    pub chat: Chat,
    pub members: Vec<Member>,
    /// Telegram never sends it again.
    pub is_live_only: LiveOnly,
}

/// A request to join a chat. Only for bots that are admins there.
///
/// Telegram: `updateBotChatInviteRequester`.
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[schemars(inline)]
pub struct JoinRequest {
    pub chat: Chat,
    #[serde(flatten)]
    pub request: join_request::JoinRequest,
    /// The invite link used to join.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub invite: Option<Box<Invite>>,
}

/// The number of pending requests to join a chat of which this account is an admin has changed.
///
/// Telegram: `updatePendingJoinRequests`.
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[schemars(inline)]
pub struct JoinRequests {
    pub chat: Chat,
    /// Number of pending requests.
    pub pending_join_request_count: i32,
    /// The most recent requesters.
    pub users: Vec<Chat>,
    /// Telegram never sends it again.
    pub is_live_only: LiveOnly,
}

/// A user has blocked or unblocked this bot.
///
/// Telegram: `updateBotStopped`.
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[schemars(inline)]
pub struct BotStopped {
    pub user: Chat,
    #[schemars(with = "String", extend("format" = "date-time"))]
    pub date: Timestamp,
    /// Whether the bot is blocked now, and can't write to the user.
    pub is_stopped: bool,
}

impl ChatMembers {
    pub fn of(members: &tl::types::ChatParticipants, cast: &Cast) -> Self {
        let chat = cast.chat(PeerId::group(members.chat_id));
        let members = members.participants.iter().map(|one| Member::of_basic_group(one, cast)).collect();
        Self { chat, members, is_live_only: LiveOnly }
    }
}

impl ChatMember {
    fn new(chat: PeerId, user_id: i64, new_member: Member, cast: &Cast) -> Self {
        Self {
            chat: cast.chat(chat),
            user: cast.chat(PeerId::user(user_id)),
            actor: None,
            date: None,
            old_chat_member: None,
            new_chat_member: Box::new(new_member),
            invite: None,
            is_live_only: false,
        }
    }

    /// The change that each member of a basic group is sent.
    fn live_only(group_id: i64, user_id: i64, new_member: Member, cast: &Cast) -> Self {
        Self { is_live_only: true, ..Self::new(PeerId::group(group_id), user_id, new_member, cast) }
    }

    pub fn of_channel(update: &tl::types::UpdateChannelParticipant, cast: &Cast) -> Self {
        // Telegram has no participant for those who aren't members.
        let member = |update: Option<_>, user_id| match update {
            Some(participant) => Member::of(participant, cast),
            None => absent(user_id, cast),
        };
        Self {
            actor: Some(cast.chat(PeerId::user(update.actor_id))),
            date: Some(timestamp(update.date)),
            old_chat_member: Some(Box::new(member(update.prev_participant.as_ref(), update.user_id))),
            invite: invite(update.invite.as_ref(), cast),
            ..Self::new(
                PeerId::channel(update.channel_id),
                update.user_id,
                member(update.new_participant.as_ref(), update.user_id),
                cast,
            )
        }
    }

    pub fn of_group(update: &tl::types::UpdateChatParticipant, cast: &Cast) -> Self {
        let member = |update: Option<_>, user_id| match update {
            Some(participant) => Member::of_basic_group(participant, cast),
            None => absent(user_id, cast),
        };
        Self {
            actor: Some(cast.chat(PeerId::user(update.actor_id))),
            date: Some(timestamp(update.date)),
            old_chat_member: Some(Box::new(member(update.prev_participant.as_ref(), update.user_id))),
            invite: invite(update.invite.as_ref(), cast),
            ..Self::new(
                PeerId::group(update.chat_id),
                update.user_id,
                member(update.new_participant.as_ref(), update.user_id),
                cast,
            )
        }
    }

    pub fn added(update: &tl::types::UpdateChatParticipantAdd, cast: &Cast) -> Self {
        let participant = tl::types::ChatParticipant {
            user_id: update.user_id,
            inviter_id: update.inviter_id,
            date: update.date,
            rank: None,
        };
        let member = Member::of_basic_group(&participant.into(), cast);
        Self {
            actor: Some(cast.chat(PeerId::user(update.inviter_id))),
            date: Some(timestamp(update.date)),
            ..Self::live_only(update.chat_id, update.user_id, member, cast)
        }
    }

    pub fn removed(update: &tl::types::UpdateChatParticipantDelete, cast: &Cast) -> Self {
        Self::live_only(update.chat_id, update.user_id, absent(update.user_id, cast), cast)
    }

    pub fn promoted(update: &tl::types::UpdateChatParticipantAdmin, cast: &Cast) -> Self {
        let role = if update.is_admin { MemberRole::Admin } else { MemberRole::Member };
        let member = Member::new(cast.chat(PeerId::user(update.user_id)), role);
        Self::live_only(update.chat_id, update.user_id, member, cast)
    }
}

fn absent(user_id: i64, cast: &Cast) -> Member {
    Member::new(cast.chat(PeerId::user(user_id)), MemberRole::Left)
}

fn invite(update: Option<&tl::enums::ExportedChatInvite>, cast: &Cast) -> Option<Box<Invite>> {
    Invite::of(update?, cast).map(Box::new)
}

impl JoinRequest {
    pub fn of(update: &tl::types::UpdateBotChatInviteRequester, cast: &Cast) -> Self {
        let request = join_request::JoinRequest {
            user: cast.chat(PeerId::user(update.user_id)),
            date: timestamp(update.date),
            bio: Some(update.about.clone()).filter(|about| !about.is_empty()),
        };
        let chat = cast.chat(PeerId::from(&update.peer));
        Self { chat, request, invite: invite(Some(&update.invite), cast) }
    }
}

impl JoinRequests {
    pub fn of(update: &tl::types::UpdatePendingJoinRequests, cast: &Cast) -> Self {
        Self {
            chat: cast.chat(PeerId::from(&update.peer)),
            pending_join_request_count: update.requests_pending,
            users: update.recent_requesters.iter().map(|id| cast.chat(PeerId::user(*id))).collect(),
            is_live_only: LiveOnly,
        }
    }
}

impl BotStopped {
    pub fn of(update: &tl::types::UpdateBotStopped, cast: &Cast) -> Self {
        let user = cast.chat(PeerId::user(update.user_id));
        Self { user, date: timestamp(update.date), is_stopped: update.stopped }
    }
}
