//! Reading what was written.

use grammers_tl_types::{enums, functions::messages as functions, types};

use crate::sandbox::functions::{Answer, Call};
use crate::sandbox::read::input;
use crate::sandbox::show::peers::Mentioned;
use crate::sandbox::show::{message, topics};
use crate::sandbox::world::engine::refusal::bad;
use crate::sandbox::world::messages::history::{Slice, Window};
use crate::sandbox::world::messages::mailbox::Mailbox;
use crate::sandbox::world::messages::owner::Owner;
use crate::sandbox::world::people::peer::Peer;

pub fn get_history(call: &mut Call, asked: functions::GetHistory) -> Answer<functions::GetHistory> {
    let chat = input::peer(call, &asked.peer)?;
    call.world.may_read(call.me, chat)?;
    let window = Window {
        offset_id: asked.offset_id,
        offset_date: asked.offset_date,
        add_offset: asked.add_offset,
        limit: asked.limit,
        max_id: asked.max_id,
        min_id: asked.min_id,
        range: call.range,
    };
    let slice = call.world.history(call.me, chat, window);
    Ok(of_chat(call, chat, slice))
}

/// Messages of one chat, whichever it is.
pub fn of_chat(call: &Call, chat: Peer, slice: Slice) -> enums::messages::Messages {
    match chat {
        Peer::Channel(_) => of_channel(call, chat, &slice.ids, slice.total),
        _ => of_own(call, chat, slice),
    }
}

/// Messages of a private chat or basic group: all of them, or a part with how many there are.
fn of_own(call: &Call, chat: Peer, slice: Slice) -> enums::messages::Messages {
    let told = told(call, Owner::Account(call.me), Some(chat), &slice.ids);
    let Told { messages, topics, chats, users } = told;
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

/// Messages by their ids in one's own mailbox; none in its place for each that isn't there.
pub fn get_messages(call: &mut Call, asked: functions::GetMessages) -> Answer<functions::GetMessages> {
    input::check_ids(asked.id.len())?;
    let ids = named(call, None, &asked.id);
    let Told { messages, topics, chats, users } = told(call, Owner::Account(call.me), None, &ids);
    Ok(types::messages::Messages { messages, topics, chats, users }.into())
}

pub fn read_history(call: &mut Call, asked: functions::ReadHistory) -> Answer<functions::ReadHistory> {
    let chat = input::peer(call, &asked.peer)?;
    if let Peer::Channel(_) = chat {
        return Err(bad("PEER_ID_INVALID").into());
    }
    let changed = call.world.read(call.me, chat, asked.max_id);
    let pts = call.world.mailbox(Owner::Account(call.me)).pts;
    Ok(types::messages::AffectedMessages { pts, pts_count: i32::from(changed) }.into())
}

/// A channel's messages, by its own ids.
pub fn of_channel(call: &Call, channel: Peer, ids: &[i32], total: usize) -> enums::messages::Messages {
    let owner = crate::sandbox::world::World::owner(call.me, channel);
    let Told { messages, topics, chats, users } = told(call, owner, Some(channel), ids);
    types::messages::ChannelMessages {
        inexact: false,
        pts: call.world.mailbox(owner).pts,
        count: total as i32,
        offset_id_offset: None,
        messages,
        topics,
        chats,
        users,
    }
    .into()
}

/// The ids that a client means, in a channel's mailbox or its own.
pub fn named(call: &Call, channel: Option<Peer>, named: &[enums::InputMessage]) -> Vec<i32> {
    let mailbox = mailbox(call, channel);
    let id = |named: &enums::InputMessage| match named {
        enums::InputMessage::Id(named) => named.id,
        enums::InputMessage::ReplyTo(named) => {
            mailbox.message(named.id).and_then(|message| message.reply_to).unwrap_or(0)
        }
        enums::InputMessage::Pinned => {
            let pinned = channel.map(|channel| call.world.pinned_in(call.me, channel));
            pinned.and_then(|pinned| pinned.last().copied()).unwrap_or(0)
        }
        // Where a bot was asked about: in a channel's mailbox, or in its own.
        enums::InputMessage::CallbackQuery(named) => {
            let about = call.world.pressed_message(call.me, named.query_id);
            let is_here = |chat: Peer| match channel {
                Some(channel) => chat == channel,
                None => !matches!(chat, Peer::Channel(_)),
            };
            about.filter(|(chat, _)| is_here(*chat)).map_or(0, |(_, id)| id)
        }
    };
    named.iter().map(id).collect()
}

fn mailbox<'a>(call: &'a Call, channel: Option<Peer>) -> &'a Mailbox {
    match channel {
        Some(channel) => call.world.mailbox_of(call.me, channel),
        None => call.world.mailbox(Owner::Account(call.me)),
    }
}

/// Messages of several chats, with the chats and people they speak of.
pub fn told_of(
    call: &Call,
    named: &[(Peer, i32)],
) -> (Vec<enums::Message>, Vec<enums::Chat>, Vec<enums::User>) {
    let mut mentioned = Mentioned::default();
    let known = named.iter().filter_map(|(chat, id)| call.world.mailbox_of(call.me, *chat).message(*id));
    let messages = known.map(|known| {
        mentioned.message(known);
        message::message(call.world, call.me, known)
    });
    let messages = messages.collect();
    (messages, mentioned.chats(call.world, call.me), mentioned.users(call.world, call.me))
}

struct Told {
    messages: Vec<enums::Message>,
    topics: Vec<enums::ForumTopic>,
    chats: Vec<enums::Chat>,
    users: Vec<enums::User>,
}

fn told(call: &Call, owner: Owner, chat: Option<Peer>, ids: &[i32]) -> Told {
    let mut mentioned = Mentioned::default();
    if let Some(chat) = chat {
        mentioned.peer(chat);
    }
    let mailbox = call.world.mailbox(owner);
    // What came before one's time isn't there.
    let earliest = match owner {
        Owner::Channel(channel) => call.world.earliest(call.me, Peer::Channel(channel)),
        Owner::Account(_) => 0,
    };
    let messages = ids.iter().map(|id| match mailbox.message(*id) {
        Some(known) if known.id >= earliest => {
            mentioned.message(known);
            message::message(call.world, call.me, known)
        }
        _ => message::none(*id),
    });
    let messages = messages.collect();
    let (users, chats) = (mentioned.users(call.world, call.me), mentioned.chats(call.world, call.me));
    let topics = chat.map(|chat| topics::of_messages(call.world, call.me, chat, ids)).unwrap_or_default();
    Told { messages, topics, chats, users }
}
