//! Lists of messages, with the chats and users they refer to.

use grammers_tl_types::{enums, types};

use super::mentioned::Mentioned;
use super::{message, topics};
use crate::sandbox::world::World;
use crate::sandbox::world::messages::history::Slice;
use crate::sandbox::world::messages::owner::Owner;
use crate::sandbox::world::people::peer::Peer;

/// Messages of one chat of any kind.
pub fn of_chat(world: &World, me: i64, chat: Peer, slice: Slice) -> enums::messages::Messages {
    match chat {
        Peer::Channel(_) => of_channel(world, me, chat, &slice.ids, slice.total),
        _ => of_own(world, me, chat, slice),
    }
}

/// Messages of a private chat or basic group: all of them, or a slice and the total.
pub fn of_own(world: &World, me: i64, chat: Peer, slice: Slice) -> enums::messages::Messages {
    let found = list(world, me, Owner::Account(me), Some(chat), &slice.ids);
    let MessageList { messages, topics, chats, users } = found;
    if slice.ids.len() == slice.total {
        return types::messages::Messages { messages, topics, chats, users }.into();
    }
    types::messages::MessagesSlice {
        inexact: false,
        count: slice.total as i32,
        next_rate: None,
        offset_id_offset: None,
        search_flood: None,
        messages,
        topics,
        chats,
        users,
    }
    .into()
}

/// Messages of a channel or supergroup.
pub fn of_channel(
    world: &World,
    me: i64,
    channel: Peer,
    ids: &[i32],
    total: usize,
) -> enums::messages::Messages {
    let owner = crate::sandbox::world::World::owner(me, channel);
    let MessageList { messages, topics, chats, users } = list(world, me, owner, Some(channel), ids);
    types::messages::ChannelMessages {
        inexact: false,
        pts: world.mailbox(owner).pts,
        count: total as i32,
        offset_id_offset: None,
        messages,
        topics,
        chats,
        users,
    }
    .into()
}

/// Messages of several chats, with the chats and users they refer to.
pub fn of_chats(
    world: &World,
    me: i64,
    named: &[(Peer, i32)],
) -> (Vec<enums::Message>, Vec<enums::Chat>, Vec<enums::User>) {
    let mut mentioned = Mentioned::default();
    let known = named.iter().filter_map(|(chat, id)| world.mailbox_of(me, *chat).message(*id));
    let messages = known.map(|known| {
        mentioned.message(known);
        message::message(world, me, known)
    });
    let messages = messages.collect();
    (messages, mentioned.chats(world, me), mentioned.users(world, me))
}

pub struct MessageList {
    pub messages: Vec<enums::Message>,
    pub topics: Vec<enums::ForumTopic>,
    pub chats: Vec<enums::Chat>,
    pub users: Vec<enums::User>,
}

pub fn list(world: &World, me: i64, owner: Owner, chat: Option<Peer>, ids: &[i32]) -> MessageList {
    let mut mentioned = Mentioned::default();
    if let Some(chat) = chat {
        mentioned.peer(chat);
    }
    let mailbox = world.mailbox(owner);
    // Messages from before the account joined are hidden.
    let earliest = match owner {
        Owner::Channel(channel) => world.earliest(me, Peer::Channel(channel)),
        Owner::Account(_) => 0,
    };
    let messages = ids.iter().map(|id| match mailbox.message(*id) {
        Some(known) if known.id >= earliest => {
            mentioned.message(known);
            message::message(world, me, known)
        }
        _ => message::missing(*id),
    });
    let messages = messages.collect();
    let (users, chats) = (mentioned.users(world, me), mentioned.chats(world, me));
    let topics = chat.map(|chat| topics::of_messages(world, me, chat, ids)).unwrap_or_default();
    MessageList { messages, topics, chats, users }
}
