//! Reactions.

use grammers_tl_types::{enums, functions::messages as functions, types};

use crate::sandbox::functions::{Answer, Call, RpcError};
use crate::sandbox::read::input;
use crate::sandbox::show::peers::{Mentioned, peer};
use crate::sandbox::show::{events, reactions};
use crate::sandbox::world::engine::refusal::{bad, forbidden};
use crate::sandbox::world::messages::message::Message;
use crate::sandbox::world::messages::reaction::Reaction;
use crate::sandbox::world::people::peer::Peer;

pub fn send_reaction(call: &mut Call, asked: functions::SendReaction) -> Answer<functions::SendReaction> {
    let chat = input::peer(call, &asked.peer)?;
    let emoji = match asked.reaction.as_deref() {
        None | Some([]) => None,
        Some([reaction]) => chosen(reaction)?,
        Some(_) => return Err(bad("REACTIONS_TOO_MANY").into()),
    };
    call.world.react(call.me, chat, asked.msg_id, emoji)?;
    Ok(events::own(call, Vec::new()))
}

pub fn get_messages_reactions(
    call: &mut Call,
    asked: functions::GetMessagesReactions,
) -> Answer<functions::GetMessagesReactions> {
    let chat = input::peer(call, &asked.peer)?;
    input::check_ids(asked.id.len())?;
    let mut mentioned = Mentioned::default();
    mentioned.peer(chat);
    let mut updates = Vec::new();
    for id in asked.id {
        let Ok(message) = known(call, chat, id) else { continue };
        call.world.reactions(message).iter().for_each(|reaction| mentioned.user(reaction.by));
        let update = types::UpdateMessageReactions {
            peer: peer(chat),
            msg_id: id,
            top_msg_id: None,
            saved_peer_id: None,
            reactions: reactions::of(call.world, call.me, Some(message)),
        };
        updates.push(update.into());
    }
    Ok(events::wrap(call.world, call.me, updates, &mentioned))
}

/// Everybody who reacted, newest first; the offset is how many were given before.
pub fn get_message_reactions_list(
    call: &mut Call,
    asked: functions::GetMessageReactionsList,
) -> Answer<functions::GetMessageReactionsList> {
    let chat = input::peer(call, &asked.peer)?;
    let message = known(call, chat, asked.id)?;
    if !call.world.shows_who_reacted(chat) {
        return Err(forbidden("BROADCAST_FORBIDDEN").into());
    }
    let only = asked.reaction.as_ref().map(chosen).transpose()?.flatten();
    let fits = |reaction: &&Reaction| only.is_none_or(|only| reaction.emoji == only);
    let all: Vec<&Reaction> = call.world.reactions(message).iter().rev().filter(fits).collect();
    let given = match &asked.offset {
        None => 0,
        Some(offset) if offset.is_empty() => 0,
        Some(offset) => offset.parse().map_err(|_| bad("OFFSET_INVALID"))?,
    };
    let limit = asked.limit.clamp(1, 100) as usize;
    let mut mentioned = Mentioned::default();
    mentioned.peer(chat);
    let part: Vec<_> = all.iter().skip(given).take(limit).collect();
    part.iter().for_each(|reaction| mentioned.user(reaction.by));
    let end = given + part.len();
    Ok(types::messages::MessageReactionsList {
        count: all.len() as i32,
        reactions: part.into_iter().map(|reaction| reactions::signed_by(call.me, reaction)).collect(),
        chats: mentioned.chats(call.world, call.me),
        users: mentioned.users(call.world, call.me),
        next_offset: (end < all.len()).then(|| end.to_string()),
    }
    .into())
}

fn known<'a>(call: &'a Call, chat: Peer, id: i32) -> Result<&'a Message, RpcError> {
    call.world.may_read(call.me, chat)?;
    let message = call.world.mailbox_of(call.me, chat).message(id).filter(|message| message.chat == chat);
    message.ok_or(bad("MESSAGE_ID_INVALID").into())
}

/// The emoji, unless it is to be none. Those of one's own design are for whoever pays.
fn chosen(reaction: &enums::Reaction) -> Result<Option<&str>, RpcError> {
    match reaction {
        enums::Reaction::Empty => Ok(None),
        enums::Reaction::Emoji(emoji) => Ok(Some(&emoji.emoticon)),
        enums::Reaction::CustomEmoji(_) => Err(forbidden("PREMIUM_ACCOUNT_REQUIRED").into()),
        enums::Reaction::Paid => Err(bad("REACTION_INVALID").into()),
    }
}
