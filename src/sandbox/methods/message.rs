//! Messages as Telegram shows them to one account.

use grammers_tl_types::{enums, types};

use super::peers::peer;
use super::{blank, entities, media};
use crate::sandbox::world::mailbox::{Action, Body, Message};
use crate::sandbox::world::{Peer, World};

pub fn message(world: &World, me: i64, message: &Message) -> enums::Message {
    let out = World::is_outgoing(me, message);
    match &*message.body {
        Body::Text { text, entities, media } => types::Message {
            out,
            silent: message.silent,
            post: message.post,
            id: message.id,
            from_id: from_id(message, out),
            peer_id: peer(message.chat),
            reply_to: reply_to(message),
            date: message.date,
            message: text.clone(),
            media: media.as_ref().map(|media| media::media(world, me, media)),
            entities: entities::entities(entities),
            grouped_id: world.album(message.twin),
            views: message.post.then_some(1),
            forwards: message.post.then_some(0),
            ..blank::message()
        }
        .into(),
        Body::Service(action) => types::MessageService {
            out,
            silent: message.silent,
            post: message.post,
            id: message.id,
            from_id: from_id(message, out),
            peer_id: peer(message.chat),
            reply_to: reply_to(message),
            date: message.date,
            action: self::action(action),
            ..blank::service_message()
        }
        .into(),
    }
}

/// A place where there is no message.
pub fn none(id: i32) -> enums::Message {
    types::MessageEmpty { id, peer_id: None }.into()
}

/// A channel's own posts have no sender, and what comes in a private chat needs none.
fn from_id(message: &Message, out: bool) -> Option<enums::Peer> {
    let implied = matches!(message.chat, Peer::User(_)) && !out;
    (!message.post && !implied).then(|| peer(Peer::User(message.author)))
}

pub fn reply_to(message: &Message) -> Option<enums::MessageReplyHeader> {
    let id = message.reply_to?;
    Some(types::MessageReplyHeader { reply_to_msg_id: Some(id), ..blank::reply_header() }.into())
}

fn action(action: &Action) -> enums::MessageAction {
    match action.clone() {
        Action::ChannelCreated { title } => types::MessageActionChannelCreate { title }.into(),
        Action::GroupCreated { title, members } => {
            types::MessageActionChatCreate { title, users: members }.into()
        }
        Action::Added { members } => types::MessageActionChatAddUser { users: members }.into(),
        Action::JoinedByLink { inviter } => {
            types::MessageActionChatJoinedByLink { inviter_id: inviter }.into()
        }
        Action::Left { member } => types::MessageActionChatDeleteUser { user_id: member }.into(),
    }
}
