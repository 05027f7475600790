//! Dialogs.

use grammers_tl_types::{enums, types};

use super::mentioned::Mentioned;
use super::{defaults, message, notifications, peer};
use crate::sandbox::world::World;
use crate::sandbox::world::chats::notifications::NotifyScope;
use crate::sandbox::world::people::peer::Peer;

/// Dialogs with their newest messages, and the users and chats they refer to.
#[derive(Default)]
pub struct Dialogs {
    pub dialogs: Vec<enums::Dialog>,
    pub messages: Vec<enums::Message>,
    pub mentioned: Mentioned,
}

pub fn dialogs(world: &World, me: i64, peers: &[Peer]) -> Dialogs {
    let mut all = Dialogs::default();
    for chat in peers {
        all.dialogs.push(dialog(world, me, *chat));
        all.mentioned.peer(*chat);
        if let Some(top) = world.top_message(me, *chat) {
            all.messages.push(message::message(world, me, top));
            all.mentioned.message(top);
        }
    }
    all
}

pub fn dialog(world: &World, me: i64, chat: Peer) -> enums::Dialog {
    let dialog = world.dialog(me, chat);
    types::Dialog {
        pinned: dialog.pinned.is_some(),
        unread_mark: dialog.marked,
        notify_settings: notifications::settings(world, me, NotifyScope::Chat(chat)),
        peer: peer::peer(chat),
        top_message: world.top_message(me, chat).map_or(0, |top| top.id),
        read_inbox_max_id: dialog.read_inbox_max_id,
        read_outbox_max_id: dialog.read_outbox_max_id,
        unread_count: world.unread(me, chat),
        unread_mentions_count: world.unread_mentions(me, chat, None).len() as i32,
        pts: matches!(chat, Peer::Channel(_)).then(|| world.mailbox_of(me, chat).pts),
        folder_id: (dialog.folder != 0).then_some(dialog.folder),
        ..defaults::dialog()
    }
    .into()
}
