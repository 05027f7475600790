//! The users and chats that Telegram returned with a result.

use std::collections::HashMap;
use std::sync::Arc;

use crate::api::types::people::{Chat, User, Viewer};
use crate::telegram::account::Account;
use crate::telegram::peer::{Access, Peer, PeerId, PeerKind};
use crate::telegram::tl;

/// The users and chats of a result, which its messages and dialogs refer to by id.
pub struct Cast {
    viewer: Viewer,
    users: HashMap<i64, tl::enums::User>,
    chats: HashMap<PeerId, tl::enums::Chat>,
    /// Remembers users and chats of earlier results.
    memory: Option<Arc<Account>>,
}

impl Cast {
    pub fn new(viewer: Viewer, users: Vec<tl::enums::User>, chats: Vec<tl::enums::Chat>) -> Self {
        Self {
            viewer,
            users: users.into_iter().map(|user| (user.id(), user)).collect(),
            chats: chats.into_iter().map(|chat| (id_of(&chat), chat)).collect(),
            memory: None,
        }
    }

    /// Also looks up users and chats in the account's earlier results.
    #[must_use]
    pub fn remembering(self, account: Arc<Account>) -> Self {
        Self { memory: Some(account), ..self }
    }

    /// The account that the result was made for.
    pub fn viewer(&self) -> Viewer {
        self.viewer
    }

    /// A chat by id, with all known details.
    pub fn chat(&self, id: PeerId) -> Chat {
        let known = match id.kind {
            PeerKind::User => self.users.get(&id.bare).map(|user| Chat::of_user(user, self.viewer)),
            _ => self.chats.get(&id).map(|chat| Chat::of(chat, self.viewer)),
        };
        let remembered = || Some(Chat::of(&*self.memory.as_ref()?.chat(id)?, self.viewer));
        let known = known.or_else(remembered);
        let mut chat = known.unwrap_or_else(|| Chat::unknown(id));
        // These need only their ids.
        let access = match id.kind {
            PeerKind::User if id.bare == self.viewer.account => Some(Access::Myself),
            PeerKind::Group => Some(Access::Free),
            _ => None,
        };
        if let Some(access) = access {
            chat.reference = Some(self.viewer.reference(&Peer { id, access }));
        }
        match &self.memory {
            Some(account) => self.recall(chat, id, account),
            None => chat,
        }
    }

    /// Adds details from earlier results.
    fn recall(&self, mut chat: Chat, id: PeerId, account: &Account) -> Chat {
        if chat.reference.is_none() {
            chat.reference = account.known(id).map(|peer| self.viewer.reference(&peer));
        }
        match account.face(id.bare).filter(|_| id.kind == PeerKind::User && chat.title.is_none()) {
            Some(face) => chat.with_face(&face),
            None => chat,
        }
    }

    /// Whether the account is a member of a group or channel, if known.
    pub fn takes_part(&self, id: PeerId) -> Option<bool> {
        use tl::enums::Chat as Tl;
        match self.chats.get(&id)? {
            Tl::Empty(_) => None,
            Tl::Chat(chat) => Some(!chat.left && !chat.deactivated),
            // These look the same to everyone.
            Tl::Channel(chat) => Some(!chat.left).filter(|_| !chat.min),
            Tl::Community(chat) => Some(!chat.left).filter(|_| !chat.min),
            Tl::Forbidden(_) | Tl::ChannelForbidden(_) | Tl::CommunityForbidden(_) => Some(false),
        }
    }

    /// A user by id, if part of the result.
    pub fn user(&self, id: i64) -> Option<User> {
        match self.users.get(&id)? {
            tl::enums::User::User(user) => Some(User::of(user, self.viewer)),
            tl::enums::User::Empty(_) => None,
        }
    }

    /// The peer of a chat, for requests.
    pub fn peer(&self, id: PeerId) -> Option<Peer> {
        match id.kind {
            PeerKind::User => Peer::of_user(self.users.get(&id.bare)?),
            _ => Peer::of_chat(self.chats.get(&id)?),
        }
    }

    /// The sender of a message. A sender without an access hash gets a ref through the message.
    pub fn sender(&self, id: PeerId, chat: PeerId, message_id: i32) -> Chat {
        let mut sender = self.chat(id);
        if sender.reference.is_none()
            && let Some(chat) = self.peer(chat)
        {
            sender.reference = Some(self.viewer.reference(&Peer::seen(id, chat, message_id)));
        }
        sender
    }
}

/// The id of a chat of any kind.
pub fn id_of(chat: &tl::enums::Chat) -> PeerId {
    use tl::enums::Chat as Tl;
    match chat {
        Tl::Empty(chat) => PeerId::group(chat.id),
        Tl::Chat(chat) => PeerId::group(chat.id),
        Tl::Forbidden(chat) => PeerId::group(chat.id),
        Tl::Channel(chat) => PeerId::channel(chat.id),
        Tl::ChannelForbidden(chat) => PeerId::channel(chat.id),
        Tl::Community(chat) => PeerId::channel(chat.id),
        Tl::CommunityForbidden(chat) => PeerId::channel(chat.id),
    }
}
