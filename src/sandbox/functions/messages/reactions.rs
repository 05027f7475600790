//! Reactions.

use grammers_tl_types::functions::messages as functions;
use grammers_tl_types::{enums, types};

use crate::sandbox::functions::call::{Answer, Call};
use crate::sandbox::functions::row::rows;
use crate::sandbox::read;
use crate::sandbox::show::mentioned::Mentioned;
use crate::sandbox::show::{peer, reactions, updates};
use crate::sandbox::world::engine::refusal::{Refusal, bad, forbidden};
use crate::sandbox::world::messages::message::Message;
use crate::sandbox::world::messages::reaction::Reaction;
use crate::sandbox::world::people::peer::Peer;

rows! {
    functions::SendReaction => send_reaction, Account;
    functions::GetMessagesReactions => get_messages_reactions, User;
    functions::GetMessageReactionsList => get_message_reactions_list, User;
}

pub fn send_reaction(call: &mut Call, request: functions::SendReaction) -> Answer<functions::SendReaction> {
    let chat = call.peer(&request.peer)?;
    let emoji = match request.reaction.as_deref() {
        None | Some([]) => None,
        Some([reaction]) => chosen(reaction)?,
        Some(_) => return Err(bad("REACTIONS_TOO_MANY")),
    };
    call.world.react(call.me, chat, request.msg_id, emoji)?;
    Ok(updates::own(call.world, call.me, Vec::new()))
}

pub fn get_messages_reactions(
    call: &mut Call,
    request: functions::GetMessagesReactions,
) -> Answer<functions::GetMessagesReactions> {
    let chat = call.peer(&request.peer)?;
    read::messages::check_ids(request.id.len())?;
    let mut mentioned = Mentioned::default();
    mentioned.peer(chat);
    let mut updates = Vec::new();
    for id in request.id {
        let Ok(message) = known(call, chat, id) else { continue };
        call.world.reactions(message).iter().for_each(|reaction| mentioned.user(reaction.by));
        let update = types::UpdateMessageReactions {
            peer: peer::peer(chat),
            msg_id: id,
            top_msg_id: None,
            saved_peer_id: None,
            reactions: reactions::of(call.world, call.me, Some(message)),
        };
        updates.push(update.into());
    }
    Ok(updates::wrap(call.world, call.me, updates, &mentioned))
}

/// Newest first. The offset is the number of reactions already listed.
pub fn get_message_reactions_list(
    call: &mut Call,
    request: functions::GetMessageReactionsList,
) -> Answer<functions::GetMessageReactionsList> {
    let chat = call.peer(&request.peer)?;
    let message = known(call, chat, request.id)?;
    if !call.world.shows_who_reacted(chat) {
        return Err(forbidden("BROADCAST_FORBIDDEN"));
    }
    let only = request.reaction.as_ref().map(chosen).transpose()?.flatten();
    let fits = |reaction: &&Reaction| only.is_none_or(|only| reaction.emoji == only);
    let all: Vec<&Reaction> = call.world.reactions(message).iter().rev().filter(fits).collect();
    let given = match &request.offset {
        None => 0,
        Some(offset) if offset.is_empty() => 0,
        Some(offset) => offset.parse().map_err(|_| bad("OFFSET_INVALID"))?,
    };
    let limit = request.limit.clamp(1, 100) as usize;
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

fn known<'a>(call: &'a Call, chat: Peer, id: i32) -> Result<&'a Message, Refusal> {
    call.world.may_read(call.me, chat)?;
    let message = call.world.mailbox_of(call.me, chat).message(id).filter(|message| message.chat == chat);
    message.ok_or(bad("MESSAGE_ID_INVALID"))
}

/// The emoji, or `None` to remove the reaction. Custom emoji need Premium.
fn chosen(reaction: &enums::Reaction) -> Result<Option<&str>, Refusal> {
    match reaction {
        enums::Reaction::Empty => Ok(None),
        enums::Reaction::Emoji(emoji) => Ok(Some(&emoji.emoticon)),
        enums::Reaction::CustomEmoji(_) => Err(forbidden("PREMIUM_ACCOUNT_REQUIRED")),
        enums::Reaction::Paid => Err(bad("REACTION_INVALID")),
    }
}
