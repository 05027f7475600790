//! Events as updates for an account's connections.

use grammers_tl_types::{enums, types};

use super::entities;
use super::event_peers::mention;
use super::event_updates::update;
use super::message::{mentioned, reply_to};
use super::peers::Mentioned;
use crate::sandbox::functions::Call;
use crate::sandbox::world::World;
use crate::sandbox::world::messages::carried::Carried;
use crate::sandbox::world::messages::message::{Body, Message};
use crate::sandbox::world::messages::owner::Owner;
use crate::sandbox::world::people::peer::Peer;
use crate::sandbox::world::updates::event::{Change, Delivery, Event};

/// One event on its way to an account's other connections, in the short form where Telegram uses it.
pub fn push(world: &World, delivery: &Delivery) -> enums::Updates {
    let Delivery { to: me, of, event } = delivery;
    if let Some(short) = short_message(world, *me, *of, event) {
        return short;
    }
    let update = update(world, *me, *of, event);
    match event.change {
        Change::Status { .. } | Change::Typing { .. } => {
            types::UpdateShort { update, date: event.date }.into()
        }
        _ => {
            let mut mentioned = Mentioned::in_updates();
            mention(world, *of, event, &mut mentioned);
            wrap(world, *me, vec![update], &mentioned)
        }
    }
}

/// Whether it is counted in the seq of each authorization that is told: what has no pts or qts of its own, unless it
/// comes in a short form or asks a bot.
///
/// <https://core.telegram.org/api/updates#event-sequences>
pub fn is_in_seq(delivery: &Delivery) -> bool {
    let Delivery { of, event, .. } = delivery;
    let apart = matches!(
        event.change,
        Change::Status { .. } | Change::Typing { .. } | Change::BotQuery(_) | Change::PollVote { .. }
    );
    matches!(of, Owner::Account(_)) && event.pts_count == 0 && !apart
}

/// Updates at that place.
pub fn numbered(updates: enums::Updates, seq: i32) -> enums::Updates {
    match updates {
        enums::Updates::Updates(updates) => types::Updates { seq, ..updates }.into(),
        other => other,
    }
}

/// What the caller's own function did, as its answer: `leading`, then the events that it caused.
pub fn own(call: &Call, leading: Vec<enums::Update>) -> enums::Updates {
    own_with(call, leading, Mentioned::default())
}

/// The same, bringing along who isn't spoken of.
pub fn own_with(call: &Call, leading: Vec<enums::Update>, mut mentioned: Mentioned) -> enums::Updates {
    let mut updates = leading;
    for Delivery { of, event, .. } in call.world.awaiting(call.me) {
        mention(call.world, *of, event, &mut mentioned);
        updates.push(update(call.world, call.me, *of, event));
    }
    wrap(call.world, call.me, updates, &mentioned)
}

pub fn wrap(world: &World, me: i64, updates: Vec<enums::Update>, mentioned: &Mentioned) -> enums::Updates {
    // seq 0 is "in no order": these updates have their pts, or are told to one authorization alone.
    let (users, chats) = (mentioned.users(world, me), mentioned.chats(world, me));
    types::Updates { updates, users, chats, date: world.now(), seq: 0 }.into()
}

/// Whether the event is about a message that has since been deleted. A later difference then has only the deletion.
pub fn is_gone(world: &World, of: Owner, event: &Event) -> bool {
    match event.change {
        Change::Edited { id } | Change::Reactions { id, .. } => world.mailbox(of).message(id).is_none(),
        _ => false,
    }
}

/// A plain message from whom the account already knows comes alone, its sender and chat by number.
fn short_message(world: &World, me: i64, of: Owner, event: &Event) -> Option<enums::Updates> {
    let (Owner::Account(_), Change::NewMessage { id }) = (of, &event.change) else { return None };
    let sent = world.mailbox(of).message(*id)?;
    let Body::Text { text, entities, media: None } = &*sent.body else { return None };
    // A forward brings along whom it comes from.
    if *sent.carried != Carried::default() || !is_acquainted(world, me, sent) {
        return None;
    }
    let (out, silent) = (World::is_outgoing(me, sent), sent.silent);
    let (mentioned, media_unread) = mentioned(world, me, sent);
    let (pts, pts_count, date) = (event.pts, event.pts_count, sent.date);
    let (reply_to, entities) = (reply_to(sent), entities::entities(entities));
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

/// How far back Telegram looks for an earlier message of the same author.
const LOOKED_BACK: usize = 100;

fn is_acquainted(world: &World, me: i64, sent: &Message) -> bool {
    let mailbox = world.mailbox_of(me, sent.chat);
    let ids = mailbox.ids(sent.chat).into_iter().flat_map(|ids| ids.range(..sent.id).rev());
    let mut earlier = ids.take(LOOKED_BACK).filter_map(|id| mailbox.message(*id));
    match sent.chat {
        Peer::User(_) => earlier.next().is_some(),
        _ => sent.author == me || earlier.any(|earlier| earlier.author == sent.author),
    }
}
