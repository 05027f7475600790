//! Chats: that they change, and what this account makes of them on any of its devices.

use jiff::Timestamp;
use schemars::JsonSchema;
use serde::Serialize;

use super::Event;
use super::live::LiveOnly;
use crate::api::types::cast::Cast;
use crate::api::types::date::timestamp;
use crate::api::types::folder::ARCHIVE;
use crate::api::types::people::Chat;
use crate::api::types::rights::Permissions;
use crate::telegram::markup::Entity;
use crate::telegram::peer::PeerId;
use crate::telegram::tl;

/// Something of a group or channel has changed: the account came into it or left, or its title, username, rights or
/// settings are others.
///
/// Telegram: `updateChannel`, `updateChat`, `updateChatDefaultBannedRights`, `updatePeerHistoryTTL`, and
/// `updateChatParticipants` of a group that the account can't see any more.
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[schemars(inline)]
pub struct ChatChanged {
    /// As it is now.
    pub chat: Chat,
    /// Whether this account is in it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub is_member: Option<bool>,
    /// What its members may do from now on.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub permissions: Option<Permissions>,
    /// Seconds after which messages are deleted from now on; 0 if never.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub message_auto_delete_time: Option<i32>,
    /// Telegram never tells it again.
    pub is_live_only: LiveOnly,
}

/// A basic group goes on as a supergroup. It comes behind the `message_new` that says so in the basic group; the
/// supergroup begins with a message of its own.
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

/// A chat was moved into the archive, or out of it.
///
/// Telegram: `updateFolderPeers`.
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[schemars(inline)]
pub struct ChatArchived {
    pub chat: Chat,
    /// Whether it is in the archive now.
    pub is_archived: bool,
}

/// A chat was muted, or may be heard again.
///
/// Telegram: `updateNotifySettings`.
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[schemars(inline)]
pub struct ChatMuted {
    pub chat: Chat,
    /// Only this topic of a forum.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub topic_id: Option<i32>,
    /// Until when it makes no sound; in 2038 if for ever. Absent if it is as chats of its kind are.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Option<String>", extend("format" = "date-time"))]
    pub muted_until_date: Option<Timestamp>,
    /// Telegram never tells it again.
    pub is_live_only: LiveOnly,
}

/// A chat was pinned in the list of chats, or isn't any more.
///
/// Telegram: `updateDialogPinned`.
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[schemars(inline)]
pub struct ChatPinned {
    pub chat: Chat,
    /// Whether it is pinned now.
    pub is_pinned: bool,
    /// Telegram never tells it again.
    pub is_live_only: LiveOnly,
}

/// This account has marked a chat as unread, or taken the mark away.
///
/// Telegram: `updateDialogUnreadMark`.
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[schemars(inline)]
pub struct ChatMarkedUnread {
    pub chat: Chat,
    /// Whether it is marked now.
    pub is_marked_as_unread: bool,
    /// Telegram never tells it again.
    pub is_live_only: LiveOnly,
}

/// A topic of a forum was pinned, or isn't any more. That topics are made, closed or renamed is told by messages.
///
/// Telegram: `updatePinnedForumTopic`.
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[schemars(inline)]
pub struct TopicPinned {
    pub chat: Chat,
    pub topic_id: i32,
    /// Whether it is pinned now.
    pub is_pinned: bool,
    /// Telegram never tells it again.
    pub is_live_only: LiveOnly,
}

/// The messages of a chat up to one are gone for this account, without being deleted one by one.
///
/// Telegram: `updateChannelAvailableMessages`.
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[schemars(inline)]
pub struct HistoryCleared {
    pub chat: Chat,
    /// The last message that is gone: so are all before it.
    pub max_id: i32,
    /// Telegram never tells it again.
    pub is_live_only: LiveOnly,
}

/// This account has begun to write a message on another of its devices, or has thrown it away or sent it.
///
/// Telegram: `updateDraftMessage`.
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[schemars(inline)]
pub struct DraftChanged {
    pub chat: Chat,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub topic_id: Option<i32>,
    /// Absent if there is none any more.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub draft: Option<Draft>,
    /// Telegram never tells it again.
    pub is_live_only: LiveOnly,
}

/// A message that is being written.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct Draft {
    pub text: String,
    /// How the text is formatted, by UTF-16 offsets.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub entities: Vec<Entity>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reply_to_message_id: Option<i32>,
    /// When it was written.
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

    pub fn permissions(told: &tl::types::UpdateChatDefaultBannedRights, cast: &Cast) -> Self {
        let tl::enums::ChatBannedRights::Rights(taken) = &told.default_banned_rights;
        let permissions = Some(Permissions::left(taken));
        Self { permissions, ..Self::of(PeerId::from(&told.peer), cast) }
    }

    pub fn auto_delete(told: &tl::types::UpdatePeerHistoryTtl, cast: &Cast) -> Self {
        let message_auto_delete_time = Some(told.ttl_period.unwrap_or(0));
        Self { message_auto_delete_time, ..Self::of(PeerId::from(&told.peer), cast) }
    }
}

impl ChatMigrated {
    /// Both chats say it; the one that ends is the one that clients know.
    pub fn of(message: &tl::enums::Message, cast: &Cast) -> Option<Self> {
        let tl::enums::Message::Service(message) = message else { return None };
        let tl::enums::MessageAction::ChatMigrateTo(action) = &message.action else { return None };
        let chat = cast.chat(PeerId::from(&message.peer_id));
        Some(Self { chat, migrated_to: cast.chat(PeerId::channel(action.channel_id)) })
    }
}

impl ChatArchived {
    pub fn all(told: &tl::types::UpdateFolderPeers, cast: &Cast) -> Vec<Event> {
        let moved = told.folder_peers.iter().map(|tl::enums::FolderPeer::Peer(moved)| moved);
        let event = |moved: &tl::types::FolderPeer| {
            let chat = cast.chat(PeerId::from(&moved.peer));
            Self { chat, is_archived: moved.folder_id == ARCHIVE }.into()
        };
        moved.map(event).collect()
    }
}

impl ChatMuted {
    /// None if it is about all chats of a kind.
    pub fn of(told: &tl::types::UpdateNotifySettings, cast: &Cast) -> Option<Self> {
        use tl::enums::NotifyPeer as Tl;
        let (peer, topic_id) = match &told.peer {
            Tl::Peer(about) => (&about.peer, None),
            Tl::NotifyForumTopic(about) => (&about.peer, Some(about.top_msg_id)),
            Tl::NotifyUsers | Tl::NotifyChats | Tl::NotifyBroadcasts | Tl::NotifyCommunity(_) => return None,
        };
        let tl::enums::PeerNotifySettings::Settings(settings) = &told.notify_settings;
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
    pub fn of(told: &tl::types::UpdateDraftMessage, cast: &Cast) -> Self {
        let draft = match &told.draft {
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
        let chat = cast.chat(PeerId::from(&told.peer));
        Self { chat, topic_id: told.top_msg_id, draft, is_live_only: LiveOnly }
    }
}
