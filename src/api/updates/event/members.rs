//! Members of groups and channels: who comes, goes, and may do more or less than before.

use jiff::Timestamp;
use schemars::JsonSchema;
use serde::Serialize;

use super::Event;
use super::chats::ChatChanged;
use super::live::LiveOnly;
use crate::api::types::cast::Cast;
use crate::api::types::date::timestamp;
use crate::api::types::invite::Invite;
use crate::api::types::join_request;
use crate::api::types::member::{Member, MemberRole};
use crate::api::types::people::Chat;
use crate::telegram::peer::PeerId;
use crate::telegram::tl;

/// Somebody stands otherwise in a chat than before: they came, left, were banned, restricted or made an admin.
///
/// Telegram: `updateChannelParticipant` and `updateChatParticipant`, which only bots that are admins get;
/// `updateChatParticipantAdd`, `updateChatParticipantDelete` and `updateChatParticipantAdmin` of basic groups.
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[schemars(inline)]
pub struct ChatMember {
    pub chat: Chat,
    pub user: Chat,
    /// Who did it: the user themselves if they came or left on their own.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub actor: Option<Chat>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Option<String>", extend("format" = "date-time"))]
    pub date: Option<Timestamp>,
    /// How they stood before; absent where Telegram doesn't say.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub old_chat_member: Option<Box<Member>>,
    /// How they stand now.
    pub new_chat_member: Box<Member>,
    /// The link by which they came.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub invite: Option<Box<Invite>>,
    /// Telegram never tells it again. What bots that are admins get it does.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub is_live_only: bool,
}

/// All members of a basic group, told when the account comes into it or much has changed at once.
///
/// Telegram: `updateChatParticipants`.
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[schemars(inline)]
pub struct ChatMembers {
    pub chat: Chat,
    pub members: Vec<Member>,
    /// Telegram never tells it again.
    pub is_live_only: LiveOnly,
}

/// Somebody asks to be let into a chat. Only bots that are admins there are told of each.
///
/// Telegram: `updateBotChatInviteRequester`.
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[schemars(inline)]
pub struct JoinRequest {
    pub chat: Chat,
    #[serde(flatten)]
    pub request: join_request::JoinRequest,
    /// The link by which they came.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub invite: Option<Box<Invite>>,
}

/// More or fewer ask to be let into a chat of which this account is an admin.
///
/// Telegram: `updatePendingJoinRequests`.
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[schemars(inline)]
pub struct JoinRequests {
    pub chat: Chat,
    /// How many there are now.
    pub pending_join_request_count: i32,
    /// Those who asked last.
    pub users: Vec<Chat>,
    /// Telegram never tells it again.
    pub is_live_only: LiveOnly,
}

/// Somebody has stopped this bot, or started it again.
///
/// Telegram: `updateBotStopped`.
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[schemars(inline)]
pub struct BotStopped {
    pub user: Chat,
    #[schemars(with = "String", extend("format" = "date-time"))]
    pub date: Timestamp,
    /// Whether it is stopped now, so that it can't write to them.
    pub is_stopped: bool,
}

/// All members of a basic group; of one that this account is no longer in only that something has changed.
pub fn all(told: &tl::enums::ChatParticipants, cast: &Cast) -> Event {
    match told {
        tl::enums::ChatParticipants::Participants(told) => {
            let members = told.participants.iter().map(|one| Member::of_basic_group(one, cast)).collect();
            ChatMembers { chat: cast.chat(PeerId::group(told.chat_id)), members, is_live_only: LiveOnly }
                .into()
        }
        tl::enums::ChatParticipants::Forbidden(told) => {
            ChatChanged::of(PeerId::group(told.chat_id), cast).into()
        }
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

    /// What each member of a basic group is told.
    fn told_once(group_id: i64, user_id: i64, new_member: Member, cast: &Cast) -> Self {
        Self { is_live_only: true, ..Self::new(PeerId::group(group_id), user_id, new_member, cast) }
    }

    pub fn of_channel(told: &tl::types::UpdateChannelParticipant, cast: &Cast) -> Self {
        // Telegram has nothing to say of who isn't there.
        let member = |told: Option<_>, user_id| match told {
            Some(participant) => Member::of(participant, cast),
            None => absent(user_id, cast),
        };
        Self {
            actor: Some(cast.chat(PeerId::user(told.actor_id))),
            date: Some(timestamp(told.date)),
            old_chat_member: Some(Box::new(member(told.prev_participant.as_ref(), told.user_id))),
            invite: invite(told.invite.as_ref(), cast),
            ..Self::new(
                PeerId::channel(told.channel_id),
                told.user_id,
                member(told.new_participant.as_ref(), told.user_id),
                cast,
            )
        }
    }

    pub fn of_group(told: &tl::types::UpdateChatParticipant, cast: &Cast) -> Self {
        let member = |told: Option<_>, user_id| match told {
            Some(participant) => Member::of_basic_group(participant, cast),
            None => absent(user_id, cast),
        };
        Self {
            actor: Some(cast.chat(PeerId::user(told.actor_id))),
            date: Some(timestamp(told.date)),
            old_chat_member: Some(Box::new(member(told.prev_participant.as_ref(), told.user_id))),
            invite: invite(told.invite.as_ref(), cast),
            ..Self::new(
                PeerId::group(told.chat_id),
                told.user_id,
                member(told.new_participant.as_ref(), told.user_id),
                cast,
            )
        }
    }

    pub fn added(told: &tl::types::UpdateChatParticipantAdd, cast: &Cast) -> Self {
        let participant = tl::types::ChatParticipant {
            user_id: told.user_id,
            inviter_id: told.inviter_id,
            date: told.date,
            rank: None,
        };
        let member = Member::of_basic_group(&participant.into(), cast);
        Self {
            actor: Some(cast.chat(PeerId::user(told.inviter_id))),
            date: Some(timestamp(told.date)),
            ..Self::told_once(told.chat_id, told.user_id, member, cast)
        }
    }

    pub fn removed(told: &tl::types::UpdateChatParticipantDelete, cast: &Cast) -> Self {
        Self::told_once(told.chat_id, told.user_id, absent(told.user_id, cast), cast)
    }

    pub fn promoted(told: &tl::types::UpdateChatParticipantAdmin, cast: &Cast) -> Self {
        let role = if told.is_admin { MemberRole::Admin } else { MemberRole::Member };
        let member = Member::new(cast.chat(PeerId::user(told.user_id)), role);
        Self::told_once(told.chat_id, told.user_id, member, cast)
    }
}

fn absent(user_id: i64, cast: &Cast) -> Member {
    Member::new(cast.chat(PeerId::user(user_id)), MemberRole::Left)
}

fn invite(told: Option<&tl::enums::ExportedChatInvite>, cast: &Cast) -> Option<Box<Invite>> {
    Invite::of(told?, cast).map(Box::new)
}

impl JoinRequest {
    pub fn of(told: &tl::types::UpdateBotChatInviteRequester, cast: &Cast) -> Self {
        let request = join_request::JoinRequest {
            user: cast.chat(PeerId::user(told.user_id)),
            date: timestamp(told.date),
            bio: Some(told.about.clone()).filter(|about| !about.is_empty()),
        };
        let chat = cast.chat(PeerId::from(&told.peer));
        Self { chat, request, invite: invite(Some(&told.invite), cast) }
    }
}

impl JoinRequests {
    pub fn of(told: &tl::types::UpdatePendingJoinRequests, cast: &Cast) -> Self {
        Self {
            chat: cast.chat(PeerId::from(&told.peer)),
            pending_join_request_count: told.requests_pending,
            users: told.recent_requesters.iter().map(|id| cast.chat(PeerId::user(*id))).collect(),
            is_live_only: LiveOnly,
        }
    }
}

impl BotStopped {
    pub fn of(told: &tl::types::UpdateBotStopped, cast: &Cast) -> Self {
        let user = cast.chat(PeerId::user(told.user_id));
        Self { user, date: timestamp(told.date), is_stopped: told.stopped }
    }
}
