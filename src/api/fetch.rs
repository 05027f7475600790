//! Messages fetched by their ids.

use crate::api::call::Call;
use crate::api::types::message_list::Found;
use crate::error::{Error, Kind, Result};
use crate::telegram::account::Account;
use crate::telegram::peer::{Peer, PeerId, PeerKind};
use crate::telegram::tl;

/// The messages of the chat that have these ids, [`AT_ONCE`] at most. In private chats and basic groups ids are the
/// account's own and name no chat: those of other chats are left out.
pub async fn fetch(call: &Call, account: &Account, peer: &Peer, ids: &[i32]) -> Result<Found> {
    let id = ids.iter().map(|id| tl::types::InputMessageId { id: *id }.into()).collect();
    let answer = match peer.id.kind {
        PeerKind::Channel => {
            let function = tl::functions::channels::GetMessages { channel: peer.input_channel()?, id };
            account.read(&function, call.attempt()).await
        }
        PeerKind::User | PeerKind::Group => {
            account.read(&tl::functions::messages::GetMessages { id }, call.attempt()).await
        }
    };
    let found = answer.and_then(|answer| Found::of(call, account, answer));
    let mut found = account.about(peer, found, call.attempt()).await?;
    found.messages.retain(|message| chat_of(message) == Some(peer.id));
    Ok(found)
}

/// Those of the chat's messages with these ids that wait for their time. Their ids are a count of their own.
pub async fn fetch_scheduled(call: &Call, account: &Account, peer: &Peer, ids: &[i32]) -> Result<Found> {
    let function =
        tl::functions::messages::GetScheduledMessages { peer: peer.input_peer(), id: ids.to_vec() };
    let answer = account.read(&function, call.attempt()).await;
    let found = answer.and_then(|answer| Found::of(call, account, answer));
    account.about(peer, found, call.attempt()).await
}

/// The message, which must be of that chat.
pub async fn one(call: &Call, account: &Account, peer: &Peer, id: i32) -> Result<tl::types::Message> {
    let id = vec![tl::types::InputMessageId { id }.into()];
    let answer = match peer.id.kind {
        PeerKind::Channel => {
            let channel = peer.input_channel()?;
            account.read(&tl::functions::channels::GetMessages { channel, id }, call.attempt()).await?
        }
        _ => account.read(&tl::functions::messages::GetMessages { id }, call.attempt()).await?,
    };
    let found = Found::of(call, account, answer)?;
    let message = found.messages.into_iter().find_map(|message| match message {
        tl::enums::Message::Message(message) if PeerId::from(&message.peer_id) == peer.id => Some(message),
        _ => None,
    });
    message.ok_or_else(|| Error::new(Kind::MessageNotFound, "No such message is in this chat"))
}

/// None for a message that is gone.
fn chat_of(message: &tl::enums::Message) -> Option<PeerId> {
    match message {
        tl::enums::Message::Empty(_) => None,
        tl::enums::Message::Message(message) => Some(PeerId::from(&message.peer_id)),
        tl::enums::Message::Service(message) => Some(PeerId::from(&message.peer_id)),
    }
}
