//! What clients name people and chats by. Each name is checked: an access hash is good for one account alone.

use grammers_tl_types::enums::{InputChannel, InputPeer, InputUser};

use crate::sandbox::functions::{Call, RpcError};
use crate::sandbox::show::peers::Mentioned;
use crate::sandbox::world::chats::chat::Role;
use crate::sandbox::world::engine::refusal::bad;
use crate::sandbox::world::people::peer::Peer;

/// Messages that Telegram takes the ids of at once (`forwarded_count_max`, https://core.telegram.org/constructor/config).
pub const MAX_IDS: usize = 100;

/// Whether so many messages may be named.
pub fn check_ids(count: usize) -> Result<(), RpcError> {
    if count > MAX_IDS { Err(bad("MESSAGE_IDS_EMPTY").into()) } else { Ok(()) }
}

/// Any chat.
pub fn peer(call: &Call, input: &InputPeer) -> Result<Peer, RpcError> {
    match input {
        InputPeer::Empty => Err(bad("PEER_ID_INVALID").into()),
        InputPeer::PeerSelf => Ok(Peer::User(call.me)),
        InputPeer::User(user) => by_hash(call, Peer::User(user.user_id), user.access_hash, "PEER_ID_INVALID"),
        InputPeer::Chat(chat) => group(call, chat.chat_id),
        InputPeer::Channel(channel) => channel_by_hash(call, channel.channel_id, channel.access_hash),
        InputPeer::UserFromMessage(seen) => {
            seen_in(call, &seen.peer, seen.msg_id, Peer::User(seen.user_id), "PEER_ID_INVALID")
        }
        InputPeer::ChannelFromMessage(seen) => {
            seen_in(call, &seen.peer, seen.msg_id, Peer::Channel(seen.channel_id), "CHANNEL_INVALID")
        }
    }
}

/// Whose picture is asked for: here the hash is enough that comes with whoever was only seen in a message.
pub fn pictured(call: &Call, input: &InputPeer) -> Result<Peer, RpcError> {
    match input {
        InputPeer::User(user)
            if user.access_hash == call.world.min_access_hash(call.me, user.user_id)
                && call.world.person(user.user_id).is_some() =>
        {
            Ok(Peer::User(user.user_id))
        }
        input => peer(call, input),
    }
}

/// A user or bot.
pub fn user(call: &Call, input: &InputUser) -> Result<i64, RpcError> {
    const NO: &str = "USER_ID_INVALID";
    let peer = match input {
        InputUser::Empty => return Err(bad(NO).into()),
        InputUser::UserSelf => return Ok(call.me),
        InputUser::User(user) => by_hash(call, Peer::User(user.user_id), user.access_hash, NO)?,
        InputUser::FromMessage(seen) => seen_in(call, &seen.peer, seen.msg_id, Peer::User(seen.user_id), NO)?,
    };
    match peer {
        Peer::User(id) => Ok(id),
        _ => Err(bad(NO).into()),
    }
}

/// A channel or supergroup that the caller may see.
pub fn channel(call: &Call, input: &InputChannel) -> Result<Peer, RpcError> {
    match input {
        InputChannel::Empty => Err(bad("CHANNEL_INVALID").into()),
        InputChannel::Channel(channel) => channel_by_hash(call, channel.channel_id, channel.access_hash),
        InputChannel::FromMessage(seen) => {
            seen_in(call, &seen.peer, seen.msg_id, Peer::Channel(seen.channel_id), "CHANNEL_INVALID")
        }
    }
}

/// A basic group has no hash: only who was in it may name it.
pub fn group(call: &Call, id: i64) -> Result<Peer, RpcError> {
    let peer = Peer::Group(id);
    let role = call.world.chat(peer).and_then(|chat| chat.role(call.me));
    match role {
        Some(role) if role != Role::Banned => Ok(peer),
        _ => Err(bad("PEER_ID_INVALID").into()),
    }
}

fn channel_by_hash(call: &Call, id: i64, hash: i64) -> Result<Peer, RpcError> {
    let peer = by_hash(call, Peer::Channel(id), hash, "CHANNEL_INVALID")?;
    call.world.may_read(call.me, peer)?;
    Ok(peer)
}

fn by_hash(call: &Call, peer: Peer, hash: i64, no: &'static str) -> Result<Peer, RpcError> {
    let exists = match peer {
        Peer::User(id) => call.world.person(id).is_some(),
        chat => call.world.chat(chat).is_some(),
    };
    if exists && call.world.hash_fits(call.me, peer, hash) { Ok(peer) } else { Err(bad(no).into()) }
}

/// Named by a message that speaks of it (https://core.telegram.org/api/min).
fn seen_in(call: &Call, chat: &InputPeer, id: i32, seen: Peer, no: &'static str) -> Result<Peer, RpcError> {
    if call.world.is_bot(call.me) {
        return Err(bad("FROM_MESSAGE_BOT_DISABLED").into());
    }
    let chat = peer(call, chat)?;
    let message = call.world.message_in(call.me, chat, id);
    let there = message.is_some_and(|message| Mentioned::is_in(message, seen));
    if !there {
        return Err(bad(no).into());
    }
    if let Peer::Channel(_) = seen {
        call.world.may_read(call.me, seen)?;
    }
    Ok(seen)
}
