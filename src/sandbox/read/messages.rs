//! Message ids.

use grammers_tl_types::enums;

use crate::sandbox::world::World;
use crate::sandbox::world::engine::refusal::{Refusal, bad};
use crate::sandbox::world::messages::mailbox::Mailbox;
use crate::sandbox::world::messages::owner::Owner;
use crate::sandbox::world::people::peer::Peer;

/// Resolves message ids, in a channel's mailbox or the account's own.
pub fn ids(world: &World, me: i64, channel: Option<Peer>, named: &[enums::InputMessage]) -> Vec<i32> {
    let mailbox = mailbox(world, me, channel);
    let id = |named: &enums::InputMessage| match named {
        enums::InputMessage::Id(named) => named.id,
        enums::InputMessage::ReplyTo(named) => {
            mailbox.message(named.id).and_then(|message| message.reply_to).unwrap_or(0)
        }
        enums::InputMessage::Pinned => {
            let pinned = channel.map(|channel| world.pinned_in(me, channel));
            pinned.and_then(|pinned| pinned.last().copied()).unwrap_or(0)
        }
        // The message whose button was pressed.
        enums::InputMessage::CallbackQuery(named) => {
            let about = world.pressed_message(me, named.query_id);
            let is_here = |chat: Peer| match channel {
                Some(channel) => chat == channel,
                None => !matches!(chat, Peer::Channel(_)),
            };
            about.filter(|(chat, _)| is_here(*chat)).map_or(0, |(_, id)| id)
        }
    };
    named.iter().map(id).collect()
}

pub fn mailbox(world: &World, me: i64, channel: Option<Peer>) -> &Mailbox {
    match channel {
        Some(channel) => world.mailbox_of(me, channel),
        None => world.mailbox(Owner::Account(me)),
    }
}

/// Maximum message ids per request (`forwarded_count_max`, https://core.telegram.org/constructor/config).
pub const MAX_IDS: usize = 100;

/// Refuses more than [`MAX_IDS`] ids.
pub fn check_ids(count: usize) -> Result<(), Refusal> {
    if count > MAX_IDS { Err(bad("MESSAGE_IDS_EMPTY")) } else { Ok(()) }
}
