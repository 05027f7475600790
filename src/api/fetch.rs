//! Fetches messages by id.

use crate::api::call::Call;
use crate::api::types::message_list::MessageList;
use crate::error::{Error, Kind, Result};
use crate::telegram::account::Account;
use crate::telegram::peer::{Peer, PeerId, PeerKind};
use crate::telegram::tl;

/// Fetches at most [`AT_ONCE`] messages of a chat by id. In private chats and basic groups ids belong to the account
/// and name no chat: messages of other chats are left out.
pub async fn fetch(call: &Call, account: &Account, peer: &Peer, ids: &[i32]) -> Result<MessageList> {
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
    let found = answer.and_then(|answer| MessageList::of(call, account, answer));
    let mut found = account.about(peer, found, call.attempt()).await?;
    found.messages.retain(|message| chat_of(message) == Some(peer.id));
    Ok(found)
}

/// Fetches scheduled messages of a chat by id. Their ids are numbered separately.
pub async fn fetch_scheduled(
    call: &Call,
    account: &Account,
    peer: &Peer,
    ids: &[i32],
) -> Result<MessageList> {
    let function =
        tl::functions::messages::GetScheduledMessages { peer: peer.input_peer(), id: ids.to_vec() };
    let answer = account.read(&function, call.attempt()).await;
    let found = answer.and_then(|answer| MessageList::of(call, account, answer));
    account.about(peer, found, call.attempt()).await
}

/// Fetches one message, which must belong to the chat.
pub async fn one(call: &Call, account: &Account, peer: &Peer, id: i32) -> Result<tl::types::Message> {
    let id = vec![tl::types::InputMessageId { id }.into()];
    let answer = match peer.id.kind {
        PeerKind::Channel => {
            let channel = peer.input_channel()?;
            account.read(&tl::functions::channels::GetMessages { channel, id }, call.attempt()).await?
        }
        _ => account.read(&tl::functions::messages::GetMessages { id }, call.attempt()).await?,
    };
    let found = MessageList::of(call, account, answer)?;
    let message = found.messages.into_iter().find_map(|message| match message {
        tl::enums::Message::Message(message) if PeerId::from(&message.peer_id) == peer.id => Some(message),
        _ => None,
    });
    message.ok_or_else(|| Error::new(Kind::MessageNotFound, "No such message is in this chat"))
}

/// `None` for a deleted message.
fn chat_of(message: &tl::enums::Message) -> Option<PeerId> {
    match message {
        tl::enums::Message::Empty(_) => None,
        tl::enums::Message::Message(message) => Some(PeerId::from(&message.peer_id)),
        tl::enums::Message::Service(message) => Some(PeerId::from(&message.peer_id)),
    }
}
