//! The file of a message.

use crate::error::{Error, Kind, Result};
use crate::telegram::account::Account;
use crate::telegram::attempt::Attempt;
use crate::telegram::media::Remote;
use crate::telegram::peer::{Peer, PeerId, PeerKind};
use crate::telegram::tl;

/// Returns the file of a message, or its thumbnail.
pub async fn shown(
    account: &Account,
    chat: &Peer,
    message_id: i32,
    thumbnail: bool,
    attempt: &Attempt,
) -> Result<Remote> {
    let message = message(account, chat, message_id, attempt).await?;
    let media = message.media.as_ref();
    media.and_then(|media| Remote::of(media, thumbnail)).ok_or_else(|| {
        let what = if thumbnail { "thumbnail" } else { "file" };
        Error::new(Kind::FileNotFound, format!("the message has no {what}"))
    })
}

/// In private chats and basic groups a message id doesn't imply the chat, so the message is checked.
async fn message(
    account: &Account,
    chat: &Peer,
    message_id: i32,
    attempt: &Attempt,
) -> Result<tl::types::Message> {
    let id = vec![tl::types::InputMessageId { id: message_id }.into()];
    let found = match chat.id.kind {
        PeerKind::Channel => {
            let function = tl::functions::channels::GetMessages { channel: chat.input_channel()?, id };
            account.read(&function, attempt).await?
        }
        PeerKind::User | PeerKind::Group => {
            account.read(&tl::functions::messages::GetMessages { id }, attempt).await?
        }
    };
    let (messages, users, chats) = match found {
        tl::enums::messages::Messages::Messages(found) => (found.messages, found.users, found.chats),
        tl::enums::messages::Messages::Slice(found) => (found.messages, found.users, found.chats),
        tl::enums::messages::Messages::ChannelMessages(found) => (found.messages, found.users, found.chats),
        tl::enums::messages::Messages::NotModified(_) => (Vec::new(), Vec::new(), Vec::new()),
    };
    account.learn(&users, &chats);
    messages
        .into_iter()
        .find_map(|message| match message {
            tl::enums::Message::Message(message)
                if message.id == message_id && PeerId::from(&message.peer_id) == chat.id =>
            {
                Some(message)
            }
            _ => None,
        })
        .ok_or_else(|| Error::new(Kind::MessageNotFound, Kind::MessageNotFound.doc()))
}
