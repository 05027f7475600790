//! Changes of chats, and of how this account organizes them on any device.

use jiff::Timestamp;
use schemars::JsonSchema;
use serde::Serialize;

use super::live::LiveOnly;
use crate::api::types::cast::Cast;
use crate::api::types::date::timestamp;
use crate::api::types::folder::ARCHIVE;
use crate::api::types::people::Chat;
use crate::api::types::rights::Permissions;
use crate::telegram::markup::Entity;
use crate::telegram::peer::PeerId;
use crate::telegram::tl;

/// A group or channel has changed: the account joined or left it, or its title, username, permissions or settings are
/// different.
///
/// Telegram: `updateChannel`, `updateChat`, `updateChatDefaultBannedRights`, `updatePeerHistoryTTL`, and
/// `updateChatParticipants` of a group that the account can't see any more.
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[schemars(inline)]
pub struct ChatChanged {
    /// The chat after the change.
    pub chat: Chat,
    /// Whether this account is a member.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub is_member: Option<bool>,
    /// New default permissions of members.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub permissions: Option<Permissions>,
    /// New auto-delete time of messages, in seconds; 0 for never.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub message_auto_delete_time: Option<i32>,
    /// Telegram never sends it again.
    pub is_live_only: LiveOnly,
}

/// A basic group was upgraded to a supergroup. Follows the `message_new` event of the service message in the basic group;
/// the supergroup starts with a service message of its own.
///
/// Telegram: a message with `messageActionChatMigrateTo`.
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[schemars(inline)]
pub struct ChatMigrated {
    /// The basic group.
    pub chat: Chat,
    /// The supergroup.
    pub migrated_to: Chat,
}

/// A chat was archived or unarchived.
///
/// Telegram: `updateFolderPeers`.
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[schemars(inline)]
pub struct ChatArchived {
    pub chat: Chat,
    /// Whether it is archived now.
    pub is_archived: bool,
}

/// A chat was muted or unmuted.
///
/// Telegram: `updateNotifySettings`.
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[schemars(inline)]
pub struct ChatMuted {
    pub chat: Chat,
    /// The topic of a forum, if only that was muted.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub topic_id: Option<i32>,
    /// End of the mute; in 2038 for forever. Absent if the default of its kind of chats applies.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Option<String>", extend("format" = "date-time"))]
    pub muted_until_date: Option<Timestamp>,
    /// Telegram never sends it again.
    pub is_live_only: LiveOnly,
}

/// A chat was pinned or unpinned in the chat list.
///
/// Telegram: `updateDialogPinned`.
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[schemars(inline)]
pub struct ChatPinned {
    pub chat: Chat,
    /// Whether it is pinned now.
    pub is_pinned: bool,
    /// Telegram never sends it again.
    pub is_live_only: LiveOnly,
}

/// This account marked a chat as unread, or removed the mark.
///
/// Telegram: `updateDialogUnreadMark`.
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[schemars(inline)]
pub struct ChatMarkedUnread {
    pub chat: Chat,
    /// Whether it is marked as unread now.
    pub is_marked_as_unread: bool,
    /// Telegram never sends it again.
    pub is_live_only: LiveOnly,
}

/// A forum topic was pinned or unpinned. Topics that are created, closed or renamed are reported as service messages.
///
/// Telegram: `updatePinnedForumTopic`.
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[schemars(inline)]
pub struct TopicPinned {
    pub chat: Chat,
    pub topic_id: i32,
    /// Whether it is pinned now.
    pub is_pinned: bool,
    /// Telegram never sends it again.
    pub is_live_only: LiveOnly,
}

/// The messages of a chat up to one are no longer available to this account. There are no separate `message_deleted` events.
///
/// Telegram: `updateChannelAvailableMessages`.
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[schemars(inline)]
pub struct HistoryCleared {
    pub chat: Chat,
    /// The last unavailable message. All earlier ones are unavailable, too.
    pub max_id: i32,
    /// Telegram never sends it again.
    pub is_live_only: LiveOnly,
}

/// A draft was saved on another device of this account, or was discarded or sent.
///
/// Telegram: `updateDraftMessage`.
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[schemars(inline)]
pub struct DraftChanged {
    pub chat: Chat,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub topic_id: Option<i32>,
    /// Absent if the draft was removed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub draft: Option<Draft>,
    /// Telegram never sends it again.
    pub is_live_only: LiveOnly,
}

/// A draft of a message.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct Draft {
    pub text: String,
    /// Formatting, with offsets in UTF-16 code units.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub entities: Vec<Entity>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reply_to_message_id: Option<i32>,
    /// When it was saved.
    #[schemars(with = "String", extend("format" = "date-time"))]
    pub date: Timestamp,
}

impl ChatChanged {
    pub fn of(chat: PeerId, cast: &Cast) -> Self {
        Self {
            chat: cast.chat(chat),
            is_member: cast.takes_part(chat),
            permissions: None,
            message_auto_delete_time: None,
            is_live_only: LiveOnly,
        }
    }

    pub fn permissions(update: &tl::types::UpdateChatDefaultBannedRights, cast: &Cast) -> Self {
        let tl::enums::ChatBannedRights::Rights(taken) = &update.default_banned_rights;
        let permissions = Some(Permissions::left(taken));
        Self { permissions, ..Self::of(PeerId::from(&update.peer), cast) }
    }

    pub fn auto_delete(update: &tl::types::UpdatePeerHistoryTtl, cast: &Cast) -> Self {
        let message_auto_delete_time = Some(update.ttl_period.unwrap_or(0));
        Self { message_auto_delete_time, ..Self::of(PeerId::from(&update.peer), cast) }
    }
}

impl ChatMigrated {
    /// Both chats report it. The event is made from the message in the old chat, which clients know.
    pub fn of(message: &tl::enums::Message, cast: &Cast) -> Option<Self> {
        let tl::enums::Message::Service(message) = message else { return None };
        let tl::enums::MessageAction::ChatMigrateTo(action) = &message.action else { return None };
        let chat = cast.chat(PeerId::from(&message.peer_id));
        Some(Self { chat, migrated_to: cast.chat(PeerId::channel(action.channel_id)) })
    }
}

impl ChatArchived {
    pub fn all(update: &tl::types::UpdateFolderPeers, cast: &Cast) -> Vec<Self> {
        let moved = update.folder_peers.iter().map(|tl::enums::FolderPeer::Peer(moved)| moved);
        let event = |moved: &tl::types::FolderPeer| {
            let chat = cast.chat(PeerId::from(&moved.peer));
            Self { chat, is_archived: moved.folder_id == ARCHIVE }
        };
        moved.map(event).collect()
    }
}

impl ChatMuted {
    /// `None` for a setting of all chats of a kind.
    pub fn of(update: &tl::types::UpdateNotifySettings, cast: &Cast) -> Option<Self> {
        use tl::enums::NotifyPeer as Tl;
        let (peer, topic_id) = match &update.peer {
            Tl::Peer(about) => (&about.peer, None),
            Tl::NotifyForumTopic(about) => (&about.peer, Some(about.top_msg_id)),
            Tl::NotifyUsers | Tl::NotifyChats | Tl::NotifyBroadcasts | Tl::NotifyCommunity(_) => return None,
        };
        let tl::enums::PeerNotifySettings::Settings(settings) = &update.notify_settings;
        let muted_until = settings.mute_until.filter(|until| *until > 0).map(timestamp);
        Some(Self {
            chat: cast.chat(PeerId::from(peer)),
            topic_id,
            muted_until_date: muted_until,
            is_live_only: LiveOnly,
        })
    }
}

impl DraftChanged {
    pub fn of(update: &tl::types::UpdateDraftMessage, cast: &Cast) -> Self {
        let draft = match &update.draft {
            tl::enums::DraftMessage::Empty(_) => None,
            tl::enums::DraftMessage::Message(draft) => Some(Draft {
                text: draft.message.clone(),
                entities: draft.entities.iter().flatten().filter_map(Entity::from_tl).collect(),
                reply_to_message_id: draft.reply_to.as_ref().and_then(|reply| match reply {
                    tl::enums::InputReplyTo::Message(reply) => Some(reply.reply_to_msg_id),
                    _ => None,
                }),
                date: timestamp(draft.date),
            }),
        };
        let chat = cast.chat(PeerId::from(&update.peer));
        Self { chat, topic_id: update.top_msg_id, draft, is_live_only: LiveOnly }
    }
}
