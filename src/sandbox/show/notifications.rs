//! Notification settings.

use grammers_tl_types::{enums, types};

use super::{defaults, peer};
use crate::sandbox::world::World;
use crate::sandbox::world::chats::notifications::{NotifyScope, NotifySettings};

pub fn settings(world: &World, me: i64, about: NotifyScope) -> enums::PeerNotifySettings {
    let NotifySettings { show_previews, silent, mute_until } = world.notify(me, about);
    types::PeerNotifySettings { show_previews, silent, mute_until, ..defaults::notify_settings() }.into()
}

pub fn notify_peer(about: NotifyScope) -> enums::NotifyPeer {
    match about {
        NotifyScope::Chat(chat) => types::NotifyPeer { peer: peer::peer(chat) }.into(),
        NotifyScope::People => enums::NotifyPeer::NotifyUsers,
        NotifyScope::Groups => enums::NotifyPeer::NotifyChats,
        NotifyScope::Channels => enums::NotifyPeer::NotifyBroadcasts,
    }
}
