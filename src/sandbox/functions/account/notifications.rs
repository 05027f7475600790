//! Notification settings.

use grammers_tl_types::enums;
use grammers_tl_types::functions::account as functions;

use crate::sandbox::functions::call::{Answer, Call};
use crate::sandbox::functions::row::rows;
use crate::sandbox::read::unsupported;
use crate::sandbox::show::notifications;
use crate::sandbox::world::chats::notifications::{NotifyScope, NotifySettings};
use crate::sandbox::world::engine::refusal::Refusal;

rows! {
    functions::UpdateNotifySettings => update_notify_settings, User;
    functions::GetNotifySettings => get_notify_settings, User;
}

pub fn update_notify_settings(
    call: &mut Call,
    request: functions::UpdateNotifySettings,
) -> Answer<functions::UpdateNotifySettings> {
    let about = about(call, &request.peer)?;
    let enums::InputPeerNotifySettings::Settings(settings) = request.settings;
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
    request: functions::GetNotifySettings,
) -> Answer<functions::GetNotifySettings> {
    let about = about(call, &request.peer)?;
    Ok(notifications::settings(call.world, call.me, about))
}

fn about(call: &Call, named: &enums::InputNotifyPeer) -> Result<NotifyScope, Refusal> {
    match named {
        enums::InputNotifyPeer::Peer(named) => Ok(NotifyScope::Chat(call.peer(&named.peer)?)),
        enums::InputNotifyPeer::InputNotifyUsers => Ok(NotifyScope::People),
        enums::InputNotifyPeer::InputNotifyChats => Ok(NotifyScope::Groups),
        enums::InputNotifyPeer::InputNotifyBroadcasts => Ok(NotifyScope::Channels),
        _ => Err(unsupported::not_implemented("notifications of topics and communities")),
    }
}
