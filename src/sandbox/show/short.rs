//! The short form of an update about a plain message.

use grammers_tl_types::{enums, types};

use super::{entities, message};
use crate::sandbox::world::World;
use crate::sandbox::world::messages::carried::Carried;
use crate::sandbox::world::messages::message::{Body, Message};
use crate::sandbox::world::messages::owner::Owner;
use crate::sandbox::world::people::peer::Peer;
use crate::sandbox::world::updates::event::{Change, Event};

/// A plain message from a user that the account knows, without users and chats.
pub fn short_message(world: &World, me: i64, of: Owner, event: &Event) -> Option<enums::Updates> {
    let (Owner::Account(_), Change::NewMessage { id }) = (of, &event.change) else { return None };
    let sent = world.mailbox(of).message(*id)?;
    let Body::Text { text, entities, media: None } = &*sent.body else { return None };
    // A forward must include its source.
    if *sent.carried != Carried::default() || !is_acquainted(world, me, sent) {
        return None;
    }
    let (out, silent) = (World::is_outgoing(me, sent), sent.silent);
    let (mentioned, media_unread) = message::mentioned(world, me, sent);
    let (pts, pts_count, date) = (event.pts, event.pts_count, sent.date);
    let (reply_to, entities) = (message::reply_to(sent), entities::entities(entities));
    let (id, message) = (*id, text.clone());
    match sent.chat {
        Peer::User(user_id) => Some(
            types::UpdateShortMessage {
                out,
                mentioned,
                media_unread,
                silent,
                id,
                user_id,
                message,
                pts,
                pts_count,
                date,
                fwd_from: None,
                via_bot_id: None,
                reply_to,
                entities,
                ttl_period: None,
            }
            .into(),
        ),
        Peer::Group(chat_id) => Some(
            types::UpdateShortChatMessage {
                out,
                mentioned,
                media_unread,
                silent,
                id,
                from_id: sent.author,
                chat_id,
                message,
                pts,
                pts_count,
                date,
                fwd_from: None,
                via_bot_id: None,
                reply_to,
                entities,
                ttl_period: None,
            }
            .into(),
        ),
        Peer::Channel(_) => None,
    }
}

/// Number of earlier messages searched for one of the same author.
pub const MAX_LOOKBACK: usize = 100;

pub fn is_acquainted(world: &World, me: i64, sent: &Message) -> bool {
    let mailbox = world.mailbox_of(me, sent.chat);
    let ids = mailbox.ids(sent.chat).into_iter().flat_map(|ids| ids.range(..sent.id).rev());
    let mut earlier = ids.take(MAX_LOOKBACK).filter_map(|id| mailbox.message(*id));
    match sent.chat {
        Peer::User(_) => earlier.next().is_some(),
        _ => sent.author == me || earlier.any(|earlier| earlier.author == sent.author),
    }
}
