//! Messages.

use grammers_tl_types::{enums, types};

use super::{defaults, entities, markup, media, peer, photos, reactions};
use crate::sandbox::world::World;
use crate::sandbox::world::chats::forum::TopicEdit;
use crate::sandbox::world::messages::message::{Action, Body, Message};
use crate::sandbox::world::messages::post::PostCounts;
use crate::sandbox::world::people::peer::Peer;

pub fn message(world: &World, me: i64, message: &Message) -> enums::Message {
    let out = World::is_outgoing(me, message);
    let (mentioned, media_unread) = mentioned(world, me, message);
    let reach = world.reach(message);
    match &*message.body {
        Body::Text { text, entities, media } => types::Message {
            out,
            mentioned,
            media_unread,
            silent: message.silent,
            post: message.post,
            id: message.id,
            from_id: from_id(message, out),
            peer_id: peer::peer(message.chat),
            reply_to: reply_to(message),
            date: message.date,
            message: text.clone(),
            media: media.as_ref().map(|media| media::media(world, me, media)),
            entities: entities::entities(entities),
            fwd_from: forwarded(message),
            reactions: reactions::reactions(world, me, message),
            pinned: message.pinned,
            edit_date: message.edited,
            edit_hide: message.carried.edit_hidden,
            via_bot_id: message.carried.via,
            reply_markup: message.carried.markup.as_ref().map(markup::markup),
            grouped_id: world.album(message.twin),
            views: reach.as_ref().map(PostCounts::views),
            forwards: reach.as_ref().map(|reach| reach.forwards),
            post_author: message.signed.then(|| signature(world, message.author)),
            ..defaults::message()
        }
        .into(),
        Body::Service(action) => types::MessageService {
            out,
            silent: message.silent,
            post: message.post,
            id: message.id,
            from_id: from_id(message, out),
            peer_id: peer::peer(message.chat),
            reply_to: reply_to(message),
            date: message.date,
            action: self::action(world, me, action),
            ..defaults::service_message()
        }
        .into(),
    }
}

/// Whether a message mentions the account, and whether that mention is unread.
pub fn mentioned(world: &World, me: i64, message: &Message) -> (bool, bool) {
    (World::mentions(me, message), world.is_unread_mention(me, message))
}

/// The author's name under a signed post.
fn signature(world: &World, author: i64) -> String {
    let Some(person) = world.person(author) else { return String::new() };
    match &person.last_name {
        Some(last_name) => format!("{} {last_name}", person.first_name),
        None => person.first_name.clone(),
    }
}

/// Stands for a message that doesn't exist.
pub fn missing(id: i32) -> enums::Message {
    types::MessageEmpty { id, peer_id: None }.into()
}

/// A scheduled message, or `messageEmpty` if it is no longer scheduled.
pub fn scheduled(world: &World, me: i64, chat: Peer, id: i32) -> enums::Message {
    let waiting = world.scheduled_message(me, chat, id);
    match waiting.map(|waiting| message(world, me, &waiting)) {
        Some(enums::Message::Message(waiting)) => {
            let grouped_id = world.scheduled_album(me, chat, id);
            types::Message { from_scheduled: true, grouped_id, views: None, forwards: None, ..waiting }.into()
        }
        _ => missing(id),
    }
}

/// `None` for posts of a channel, and for incoming private messages, where it is implied.
fn from_id(message: &Message, out: bool) -> Option<enums::Peer> {
    let implied = matches!(message.chat, Peer::User(_)) && !out;
    (!message.post && !implied).then(|| peer::peer(Peer::User(message.author)))
}

pub fn reply_to(message: &Message) -> Option<enums::MessageReplyHeader> {
    let topic = message.topic.filter(|topic| *topic != message.id);
    let id = message.reply_to.or(topic)?;
    let quote = message.carried.quote.as_ref().filter(|_| message.reply_to.is_some());
    Some(
        types::MessageReplyHeader {
            quote: quote.is_some(),
            quote_text: quote.map(|quote| quote.text.clone()),
            quote_entities: quote.and_then(|quote| entities::entities(&quote.entities)),
            quote_offset: quote.map(|quote| quote.offset),
            // A message in a topic replies to the topic's first message by default.
            forum_topic: topic.is_some(),
            reply_to_msg_id: Some(id),
            reply_to_top_id: topic.filter(|topic| *topic != id),
            ..defaults::reply_header()
        }
        .into(),
    )
}

/// Where a message was forwarded from.
fn forwarded(message: &Message) -> Option<enums::MessageFwdHeader> {
    let forward = message.carried.forward.as_ref()?;
    Some(
        types::MessageFwdHeader {
            imported: false,
            saved_out: false,
            from_id: Some(peer::peer(forward.from)),
            from_name: None,
            date: forward.date,
            channel_post: forward.channel_post,
            post_author: None,
            saved_from_peer: forward.saved_from.map(|(chat, _)| peer::peer(chat)),
            saved_from_msg_id: forward.saved_from.map(|(_, id)| id),
            saved_from_id: None,
            saved_from_name: None,
            saved_date: None,
            psa_type: None,
        }
        .into(),
    )
}

fn action(world: &World, me: i64, action: &Action) -> enums::MessageAction {
    match action.clone() {
        Action::ChannelCreated { title } => types::MessageActionChannelCreate { title }.into(),
        Action::GroupCreated { title, members } => {
            types::MessageActionChatCreate { title, users: members }.into()
        }
        Action::Added { members } => types::MessageActionChatAddUser { users: members }.into(),
        Action::JoinedByLink { inviter } => {
            types::MessageActionChatJoinedByLink { inviter_id: inviter }.into()
        }
        Action::TitleChanged { title } => types::MessageActionChatEditTitle { title }.into(),
        Action::TopicCreated { title, color: icon_color, icon: icon_emoji_id } => {
            types::MessageActionTopicCreate { title_missing: false, title, icon_color, icon_emoji_id }.into()
        }
        Action::TopicEdited(TopicEdit { title, icon: icon_emoji_id, closed, hidden }) => {
            types::MessageActionTopicEdit { title, icon_emoji_id, closed, hidden }.into()
        }
        Action::Pinned => enums::MessageAction::PinMessage,
        Action::PhotoChanged { file } => {
            types::MessageActionChatEditPhoto { photo: photos::photo(world, me, &file) }.into()
        }
        Action::PhotoDeleted => enums::MessageAction::ChatDeletePhoto,
        Action::HistoryCleared => enums::MessageAction::HistoryClear,
        Action::MigratedTo { channel: channel_id } => types::MessageActionChatMigrateTo { channel_id }.into(),
        Action::MigratedFrom { title, group: chat_id } => {
            types::MessageActionChannelMigrateFrom { title, chat_id }.into()
        }
        Action::JoinedByRequest => enums::MessageAction::ChatJoinedByRequest,
        Action::Left { member } => types::MessageActionChatDeleteUser { user_id: member }.into(),
    }
}
