//! Reactions.

use grammers_tl_types::{enums, types};

use super::peer;
use crate::sandbox::world::World;
use crate::sandbox::world::messages::message::Message;
use crate::sandbox::world::messages::reaction::Reaction;
use crate::sandbox::world::people::peer::Peer;

/// Maximum reactions listed with their senders.
const MAX_RECENT: usize = 3;

/// `None` if there are none.
pub fn reactions(world: &World, me: i64, message: &Message) -> Option<enums::MessageReactions> {
    (!world.reactions(message).is_empty()).then(|| of(world, me, Some(message)))
}

/// The reactions to a message. Empty if it is deleted.
pub fn of(world: &World, me: i64, message: Option<&Message>) -> enums::MessageReactions {
    let all = message.map_or(&[][..], |message| world.reactions(message));
    let signed = message.is_some_and(|message| world.shows_who_reacted(message.chat));
    let mine = all.iter().find(|reaction| reaction.by == me).map(|reaction| reaction.emoji.as_str());
    let counted = message.map(|message| world.reaction_counts(message)).unwrap_or_default();
    let results = counted.into_iter().map(|(name, count)| {
        let chosen_order = (mine == Some(name)).then_some(0);
        types::ReactionCount { chosen_order, reaction: emoji(name), count }.into()
    });
    let recent = all.iter().rev().take(MAX_RECENT).map(|reaction| signed_by(me, reaction)).collect();
    types::MessageReactions {
        min: false,
        can_see_list: signed,
        reactions_as_tags: false,
        results: results.collect(),
        recent_reactions: (signed && !all.is_empty()).then_some(recent),
        top_reactors: None,
    }
    .into()
}

pub fn signed_by(me: i64, reaction: &Reaction) -> enums::MessagePeerReaction {
    types::MessagePeerReaction {
        big: false,
        unread: false,
        my: reaction.by == me,
        peer_id: peer::peer(Peer::User(reaction.by)),
        date: reaction.date,
        reaction: emoji(&reaction.emoji),
    }
    .into()
}

fn emoji(emoticon: &str) -> enums::Reaction {
    types::ReactionEmoji { emoticon: emoticon.to_owned() }.into()
}
