//! Users and chats, converted from Telegram's types.

use schemars::JsonSchema;
use serde::Serialize;

use crate::telegram::peer::{Face, Peer, PeerId, PeerKind};
use crate::telegram::tl;

/// A user or bot.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct User {
    pub id: i64,
    /// Identifies the user in any `chat_id` or `user_id`, for this account only.
    #[serde(rename = "ref", skip_serializing_if = "Option::is_none")]
    pub reference: Option<String>,
    pub kind: UserKind,
    pub first_name: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub last_name: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub username: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub phone: Option<String>,
}

#[derive(Clone, Copy, Debug, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum UserKind {
    User,
    Bot,
}

/// A private chat, group or channel.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct Chat {
    /// Marked as in the Bot API: positive for users, negative for groups, and -100… for channels and supergroups.
    pub id: i64,
    /// Identifies the chat in any `chat_id`, for this account only.
    #[serde(rename = "ref", skip_serializing_if = "Option::is_none")]
    pub reference: Option<String>,
    pub kind: ChatKind,
    /// For a user, the full name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub username: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub member_count: Option<i32>,
    /// Whether it is a supergroup with topics.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub is_forum: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum ChatKind {
    User,
    Bot,
    /// A basic group.
    Group,
    Supergroup,
    Channel,
}

/// The account that refs are made for. They are valid only for it.
#[derive(Clone, Copy, Debug)]
pub struct Viewer {
    /// The server's identity.
    pub server: i64,
    /// The account's id.
    pub account: i64,
}

impl Viewer {
    pub fn reference(self, peer: &Peer) -> String {
        peer.reference(self.server, self.account)
    }
}

impl User {
    pub fn of(user: &tl::types::User, viewer: Viewer) -> Self {
        Self {
            id: user.id,
            reference: Peer::of_user(&user.clone().into()).map(|peer| viewer.reference(&peer)),
            kind: if user.bot { UserKind::Bot } else { UserKind::User },
            first_name: user.first_name.clone().unwrap_or_default(),
            last_name: user.last_name.clone().filter(|name| !name.is_empty()),
            username: Face::of(user).username,
            phone: user.phone.clone(),
        }
    }
}

impl Chat {
    pub fn peer_id(&self) -> Option<PeerId> {
        PeerId::from_marked(self.id)
    }

    /// A chat of which only the id is known.
    pub(super) fn unknown(id: PeerId) -> Self {
        let kind = match id.kind {
            PeerKind::User => ChatKind::User,
            PeerKind::Group => ChatKind::Group,
            PeerKind::Channel => ChatKind::Channel,
        };
        let id = id.marked();
        Self { id, reference: None, kind, title: None, username: None, member_count: None, is_forum: false }
    }

    pub(super) fn of_user(user: &tl::enums::User, viewer: Viewer) -> Self {
        let unknown = Self::unknown(PeerId::user(user.id()));
        let reference = Peer::of_user(user).map(|peer| viewer.reference(&peer));
        match user {
            tl::enums::User::User(user) => Self { reference, ..unknown.with_face(&Face::of(user)) },
            tl::enums::User::Empty(_) => unknown,
        }
    }

    /// A private chat with the other side's names.
    pub fn with_face(self, face: &Face) -> Self {
        Self {
            kind: if face.bot { ChatKind::Bot } else { ChatKind::User },
            title: face.title(),
            username: face.username.clone(),
            ..self
        }
    }

    pub fn of(chat: &tl::enums::Chat, viewer: Viewer) -> Self {
        use tl::enums::Chat as Tl;
        let reference = Peer::of_chat(chat).map(|peer| viewer.reference(&peer));
        let group = |id| Self { reference: reference.clone(), ..Self::unknown(PeerId::group(id)) };
        let channel = |id, broadcast: bool| Self {
            reference: reference.clone(),
            kind: if broadcast { ChatKind::Channel } else { ChatKind::Supergroup },
            ..Self::unknown(PeerId::channel(id))
        };
        match chat {
            Tl::Empty(chat) => group(chat.id),
            Tl::Chat(chat) => Self {
                title: Some(chat.title.clone()),
                member_count: Some(chat.participants_count).filter(|count| *count > 0),
                ..group(chat.id)
            },
            Tl::Forbidden(chat) => Self { title: Some(chat.title.clone()), ..group(chat.id) },
            Tl::Channel(chat) => Self {
                title: Some(chat.title.clone()),
                username: chat.username.clone().or_else(|| active(chat.usernames.as_deref())),
                member_count: chat.participants_count,
                is_forum: chat.forum,
                ..channel(chat.id, chat.broadcast)
            },
            Tl::ChannelForbidden(chat) => {
                Self { title: Some(chat.title.clone()), ..channel(chat.id, chat.broadcast) }
            }
            Tl::Community(chat) => Self { title: Some(chat.title.clone()), ..channel(chat.id, false) },
            Tl::CommunityForbidden(chat) => {
                Self { title: Some(chat.title.clone()), ..channel(chat.id, false) }
            }
        }
    }
}

/// The first active username.
fn active(usernames: Option<&[tl::enums::Username]>) -> Option<String> {
    let names = usernames.into_iter().flatten().map(|tl::enums::Username::Username(username)| username);
    names.filter(|username| username.active).map(|username| username.username.clone()).next()
}
