//! Basic groups that have become supergroups: their old names are good no more.
//! <https://core.telegram.org/api/channel#migration>

use grammers_client::tl;
use serde_json::json;

use super::{Access, Peer, PeerId, PeerKind};
use crate::error::{Error, Kind, Result};
use crate::telegram::account::Account;
use crate::telegram::attempt::Attempt;
use crate::telegram::failure::naming_user;

/// The supergroup that a basic group goes on as, if it does.
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
    /// What came of a request about a chat. If the chat is a basic group that has become a supergroup, that is what
    /// came of it: Telegram itself says no, or answers from the old messages.
    pub async fn about<T>(&self, peer: &Peer, came: Result<T>, attempt: &Attempt) -> Result<T> {
        if peer.id.kind != PeerKind::Group {
            let came = came.map_err(|error| self.unknown_to_telegram(peer, error));
            // In a private chat the user whom it is about is the chat.
            return match peer.id.kind {
                PeerKind::User => came.map_err(|error| naming_user(error, "chat_id")),
                _ => came,
            };
        }
        if let Err(error) = &came
            && matches!(error.kind(), Kind::Forbidden | Kind::PeerInvalid | Kind::TelegramRejected)
        {
            self.look_at_group(peer, attempt).await;
        }
        self.unmigrated(peer)?;
        came.map_err(|error| self.unknown_to_telegram(peer, error))
    }

    /// The same before a request that Telegram would carry out on the old messages without a word.
    pub async fn is_current(&self, peer: &Peer, attempt: &Attempt) -> Result<()> {
        if peer.id.kind == PeerKind::Group {
            self.look_at_group(peer, attempt).await;
        }
        self.unmigrated(peer)
    }

    /// Learns what has become of a basic group. If that can't be learned, the request at hand will say why.
    async fn look_at_group(&self, peer: &Peer, attempt: &Attempt) {
        let look = tl::functions::messages::GetChats { id: vec![peer.id.bare] };
        if let Ok(answer) = self.read(&look, attempt).await {
            let (tl::enums::messages::Chats::Chats(tl::types::messages::Chats { chats })
            | tl::enums::messages::Chats::Slice(tl::types::messages::ChatsSlice { chats, .. })) = answer;
            self.learn(&[], &chats);
        }
    }

    /// Refuses a basic group that is known to have become a supergroup.
    pub(super) fn unmigrated(&self, peer: &Peer) -> Result<()> {
        let Some(to) = self.peers().migrated(peer.id) else { return Ok(()) };
        Err(Error::new(Kind::PeerInvalid, "This basic group has become a supergroup")
            .with("migrated_to", json!({ "id": to.id.marked(), "ref": self.reference(&to) }))
            .hint("take migrated_to as chat_id from now on"))
    }
}
