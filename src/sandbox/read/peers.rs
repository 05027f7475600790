//! Users and chats that clients refer to. An access hash is valid only for the account that received it.

use grammers_tl_types::enums::{InputChannel, InputPeer, InputUser};

use crate::sandbox::world::World;
use crate::sandbox::world::chats::chat::Role;
use crate::sandbox::world::engine::refusal::{Refusal, bad};
use crate::sandbox::world::people::peer::Peer;

/// A basic group that hasn't been upgraded to a supergroup.
pub fn basic_group(world: &World, me: i64, id: i64) -> Result<Peer, Refusal> {
    let group = group(world, me, id).map_err(|_| bad("CHAT_ID_INVALID"))?;
    match world.chat(group) {
        Some(chat) if chat.migrated_to.is_none() && !chat.deleted => Ok(group),
        _ => Err(bad("CHAT_ID_INVALID")),
    }
}

/// A group, supergroup or channel.
pub fn chat(world: &World, me: i64, input: &InputPeer) -> Result<Peer, Refusal> {
    match input {
        InputPeer::Chat(chat) => basic_group(world, me, chat.chat_id),
        other => match peer(world, me, other)? {
            Peer::User(_) => Err(bad("PEER_ID_INVALID")),
            chat => Ok(chat),
        },
    }
}

/// A user or any kind of chat.
pub fn peer(world: &World, me: i64, input: &InputPeer) -> Result<Peer, Refusal> {
    match input {
        InputPeer::Empty => Err(bad("PEER_ID_INVALID")),
        InputPeer::PeerSelf => Ok(Peer::User(me)),
        InputPeer::User(user) => {
            by_hash(world, me, Peer::User(user.user_id), user.access_hash, "PEER_ID_INVALID")
        }
        InputPeer::Chat(chat) => group(world, me, chat.chat_id),
        InputPeer::Channel(channel) => channel_by_hash(world, me, channel.channel_id, channel.access_hash),
        InputPeer::UserFromMessage(seen) => {
            seen_in(world, me, &seen.peer, seen.msg_id, Peer::User(seen.user_id), "PEER_ID_INVALID")
        }
        InputPeer::ChannelFromMessage(seen) => {
            seen_in(world, me, &seen.peer, seen.msg_id, Peer::Channel(seen.channel_id), "CHANNEL_INVALID")
        }
    }
}

/// The peer of a requested picture. The access hash of a `min` user suffices.
pub fn pictured(world: &World, me: i64, input: &InputPeer) -> Result<Peer, Refusal> {
    match input {
        InputPeer::User(user)
            if user.access_hash == world.min_access_hash(me, user.user_id)
                && world.person(user.user_id).is_some() =>
        {
            Ok(Peer::User(user.user_id))
        }
        input => peer(world, me, input),
    }
}

/// A user or bot.
pub fn user(world: &World, me: i64, input: &InputUser) -> Result<i64, Refusal> {
    const NO: &str = "USER_ID_INVALID";
    let peer = match input {
        InputUser::Empty => return Err(bad(NO)),
        InputUser::UserSelf => return Ok(me),
        InputUser::User(user) => by_hash(world, me, Peer::User(user.user_id), user.access_hash, NO)?,
        InputUser::FromMessage(seen) => {
            seen_in(world, me, &seen.peer, seen.msg_id, Peer::User(seen.user_id), NO)?
        }
    };
    match peer {
        Peer::User(id) => Ok(id),
        _ => Err(bad(NO)),
    }
}

/// A channel or supergroup that the account may see.
pub fn channel(world: &World, me: i64, input: &InputChannel) -> Result<Peer, Refusal> {
    match input {
        InputChannel::Empty => Err(bad("CHANNEL_INVALID")),
        InputChannel::Channel(channel) => channel_by_hash(world, me, channel.channel_id, channel.access_hash),
        InputChannel::FromMessage(seen) => {
            seen_in(world, me, &seen.peer, seen.msg_id, Peer::Channel(seen.channel_id), "CHANNEL_INVALID")
        }
    }
}

/// A basic group has no access hash. Only accounts that are or were members may refer to it.
pub fn group(world: &World, me: i64, id: i64) -> Result<Peer, Refusal> {
    let peer = Peer::Group(id);
    let role = world.chat(peer).and_then(|chat| chat.role(me));
    match role {
        Some(role) if role != Role::Banned => Ok(peer),
        _ => Err(bad("PEER_ID_INVALID")),
    }
}

fn channel_by_hash(world: &World, me: i64, id: i64, hash: i64) -> Result<Peer, Refusal> {
    let peer = by_hash(world, me, Peer::Channel(id), hash, "CHANNEL_INVALID")?;
    world.may_read(me, peer)?;
    Ok(peer)
}

fn by_hash(world: &World, me: i64, peer: Peer, hash: i64, no: &'static str) -> Result<Peer, Refusal> {
    let exists = match peer {
        Peer::User(id) => world.person(id).is_some(),
        chat => world.chat(chat).is_some(),
    };
    if exists && world.hash_fits(me, peer, hash) { Ok(peer) } else { Err(bad(no)) }
}

/// A peer referred to by a message that mentions it (https://core.telegram.org/api/min).
fn seen_in(
    world: &World,
    me: i64,
    chat: &InputPeer,
    id: i32,
    seen: Peer,
    no: &'static str,
) -> Result<Peer, Refusal> {
    if world.is_bot(me) {
        return Err(bad("FROM_MESSAGE_BOT_DISABLED"));
    }
    let chat = peer(world, me, chat)?;
    let message = world.message_in(me, chat, id);
    let there = message.is_some_and(|message| message.references().contains(seen));
    if !there {
        return Err(bad(no));
    }
    if let Peer::Channel(_) = seen {
        world.may_read(me, seen)?;
    }
    Ok(seen)
}
