//! Which chats make themselves heard: `account.updateNotifySettings` and what it leads to.

use grammers_tl_types::{enums, functions::account as functions, types};

use super::{Answer, Call, RpcError, not_implemented};
use crate::sandbox::read::input;
use crate::sandbox::show::blank;
use crate::sandbox::show::peers::peer;
use crate::sandbox::world::World;
use crate::sandbox::world::chats::notifications::{NotifyScope, NotifySettings};

pub fn update_notify_settings(
    call: &mut Call,
    asked: functions::UpdateNotifySettings,
) -> Answer<functions::UpdateNotifySettings> {
    let about = about(call, &asked.peer)?;
    let enums::InputPeerNotifySettings::Settings(settings) = asked.settings;
    let known = call.world.notify(call.me, about);
    let notify = NotifySettings {
        show_previews: settings.show_previews.or(known.show_previews),
        silent: settings.silent.or(known.silent),
        mute_until: settings.mute_until.or(known.mute_until),
    };
    call.world.set_notify(call.me, about, notify);
    Ok(true)
}

pub fn get_notify_settings(
    call: &mut Call,
    asked: functions::GetNotifySettings,
) -> Answer<functions::GetNotifySettings> {
    let about = about(call, &asked.peer)?;
    Ok(settings(call.world, call.me, about))
}

pub fn settings(world: &World, me: i64, about: NotifyScope) -> enums::PeerNotifySettings {
    let NotifySettings { show_previews, silent, mute_until } = world.notify(me, about);
    types::PeerNotifySettings { show_previews, silent, mute_until, ..blank::notify_settings() }.into()
}

pub fn told(about: NotifyScope) -> enums::NotifyPeer {
    match about {
        NotifyScope::Chat(chat) => types::NotifyPeer { peer: peer(chat) }.into(),
        NotifyScope::People => enums::NotifyPeer::NotifyUsers,
        NotifyScope::Groups => enums::NotifyPeer::NotifyChats,
        NotifyScope::Channels => enums::NotifyPeer::NotifyBroadcasts,
    }
}

fn about(call: &Call, named: &enums::InputNotifyPeer) -> Result<NotifyScope, RpcError> {
    match named {
        enums::InputNotifyPeer::Peer(named) => Ok(NotifyScope::Chat(input::peer(call, &named.peer)?)),
        enums::InputNotifyPeer::InputNotifyUsers => Ok(NotifyScope::People),
        enums::InputNotifyPeer::InputNotifyChats => Ok(NotifyScope::Groups),
        enums::InputNotifyPeer::InputNotifyBroadcasts => Ok(NotifyScope::Channels),
        _ => Err(not_implemented("notifications of topics and communities")),
    }
}
