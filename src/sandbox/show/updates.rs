//! Updates: pushed to other connections, or returned by the call that caused them.

use grammers_tl_types::{enums, types};

use super::mentioned::Mentioned;
use super::{event_peers, event_updates, short};
use crate::sandbox::world::World;
use crate::sandbox::world::messages::owner::Owner;
use crate::sandbox::world::people::peer::Peer;
use crate::sandbox::world::updates::event::{Change, Delivery, Event};

pub fn with_chat(world: &World, me: i64, chat: Peer) -> enums::Updates {
    let mut mentioned = Mentioned::default();
    mentioned.peer(chat);
    own_with(world, me, Vec::new(), mentioned)
}

/// An event as pushed to an account's connections, in the short form where Telegram uses it.
pub fn push(world: &World, delivery: &Delivery) -> enums::Updates {
    let Delivery { to: me, of, event } = delivery;
    if let Some(short) = short::short_message(world, *me, *of, event) {
        return short;
    }
    let update = event_updates::update(world, *me, *of, event);
    match event.change {
        Change::Status { .. } | Change::Typing { .. } => {
            types::UpdateShort { update, date: event.date }.into()
        }
        _ => {
            let mut mentioned = Mentioned::in_updates();
            event_peers::mention(world, *of, event, &mut mentioned);
            wrap(world, *me, vec![update], &mentioned)
        }
    }
}

/// Whether the update counts in the `seq` of each receiving authorization: it has no pts or qts, isn't in a short form
/// and isn't a query to a bot.
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

/// Sets the `seq`.
pub fn numbered(updates: enums::Updates, seq: i32) -> enums::Updates {
    match updates {
        enums::Updates::Updates(updates) => types::Updates { seq, ..updates }.into(),
        other => other,
    }
}

/// The answer to a call that changed something: `leading`, then the events that it caused.
pub fn own(world: &World, me: i64, leading: Vec<enums::Update>) -> enums::Updates {
    own_with(world, me, leading, Mentioned::default())
}

/// Like [`own`], with additional users and chats.
pub fn own_with(
    world: &World,
    me: i64,
    leading: Vec<enums::Update>,
    mut mentioned: Mentioned,
) -> enums::Updates {
    let mut updates = leading;
    for Delivery { of, event, .. } in world.awaiting(me) {
        event_peers::mention(world, *of, event, &mut mentioned);
        updates.push(event_updates::update(world, me, *of, event));
    }
    wrap(world, me, updates, &mentioned)
}

pub fn wrap(world: &World, me: i64, updates: Vec<enums::Update>, mentioned: &Mentioned) -> enums::Updates {
    // seq 0 means unordered: these updates have a pts, or go to a single authorization.
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
