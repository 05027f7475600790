//! Basic groups that have become supergroups, whose old ids no longer work.
//! <https://core.telegram.org/api/channel#migration>

use grammers_client::tl;
use serde_json::json;

use super::{Access, Peer, PeerId, PeerKind};
use crate::error::{Error, Kind, Result};
use crate::telegram::account::Account;
use crate::telegram::attempt::Attempt;
use crate::telegram::failure::naming_user;

/// The supergroup that a basic group has become.
pub(super) fn migrated_to(chat: &tl::enums::Chat) -> Option<Peer> {
    let tl::enums::Chat::Chat(tl::types::Chat {
        migrated_to: Some(tl::enums::InputChannel::Channel(to)),
        ..
    }) = chat
    else {
        return None;
    };
    Some(Peer { id: PeerId::channel(to.channel_id), access: Access::Hash(to.access_hash) })
}

impl Account {
    /// Passes on the result of a request about a chat, with a better error where possible. If the chat is a basic group
    /// that has become a supergroup, returns that error: Telegram would only refuse, or answer from the old messages.
    pub async fn about<T>(&self, peer: &Peer, result: Result<T>, attempt: &Attempt) -> Result<T> {
        if peer.id.kind != PeerKind::Group {
            let result = result.map_err(|error| self.unknown_to_telegram(peer, error));
            // In a private chat, an error about the user is about `chat_id`.
            return match peer.id.kind {
                PeerKind::User => result.map_err(|error| naming_user(error, "chat_id")),
                _ => result,
            };
        }
        if let Err(error) = &result
            && matches!(error.kind(), Kind::Forbidden | Kind::PeerInvalid | Kind::TelegramRejected)
        {
            self.look_at_group(peer, attempt).await;
        }
        self.unmigrated(peer)?;
        result.map_err(|error| self.unknown_to_telegram(peer, error))
    }

    /// Fails for a basic group that has become a supergroup. For requests that Telegram would silently carry out on the
    /// old messages.
    pub async fn is_current(&self, peer: &Peer, attempt: &Attempt) -> Result<()> {
        if peer.id.kind == PeerKind::Group {
            self.look_at_group(peer, attempt).await;
        }
        self.unmigrated(peer)
    }

    /// Fetches whether a basic group has become a supergroup. Ignores errors: the caller's request will report them.
    async fn look_at_group(&self, peer: &Peer, attempt: &Attempt) {
        let look = tl::functions::messages::GetChats { id: vec![peer.id.bare] };
        if let Ok(answer) = self.read(&look, attempt).await {
            let (tl::enums::messages::Chats::Chats(tl::types::messages::Chats { chats })
            | tl::enums::messages::Chats::Slice(tl::types::messages::ChatsSlice { chats, .. })) = answer;
            self.learn(&[], &chats);
        }
    }

    /// Fails for a basic group that is known to have become a supergroup.
    pub(super) fn unmigrated(&self, peer: &Peer) -> Result<()> {
        let Some(to) = self.peers().migrated(peer.id) else { return Ok(()) };
        Err(Error::new(Kind::PeerInvalid, "This basic group has become a supergroup")
            .with("migrated_to", json!({ "id": to.id.marked(), "ref": self.reference(&to) }))
            .hint("use migrated_to as chat_id from now on"))
    }
}
