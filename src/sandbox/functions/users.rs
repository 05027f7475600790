//! `users.*`: users and bots.

use grammers_tl_types::functions::users as functions;
use grammers_tl_types::types;

use super::call::{Answer, Call};
use super::row::rows;
use crate::sandbox::show;
use crate::sandbox::show::{defaults, notifications, people};
use crate::sandbox::world::chats::notifications::NotifyScope;
use crate::sandbox::world::engine::refusal::bad;
use crate::sandbox::world::people::peer::Peer;

rows! {
    functions::GetUsers => get_users, Account;
    functions::GetFullUser => get_full_user, Account;
}

/// Users that can't be resolved are left out.
fn get_users(call: &mut Call, request: functions::GetUsers) -> Answer<functions::GetUsers> {
    let known = request.id.iter().filter_map(|id| call.user(id).ok());
    Ok(known.map(|id| people::user(call.world, call.me, id)).collect())
}

fn get_full_user(call: &mut Call, request: functions::GetFullUser) -> Answer<functions::GetFullUser> {
    let id = call.user(&request.id)?;
    let person = call.world.person(id).ok_or(bad("USER_ID_INVALID"))?;
    let shared = call.world.chats_shared(call.me, id).len();
    let settings = types::PeerSettings {
        add_contact: id != call.me && !call.world.person(call.me).is_some_and(|me| me.contacts.contains(&id)),
        block_contact: id != call.me,
        ..defaults::peer_settings()
    };
    let full_user = types::UserFull {
        id,
        about: person.about.clone(),
        settings: settings.into(),
        notify_settings: notifications::settings(call.world, call.me, NotifyScope::Chat(Peer::User(id))),
        can_pin_message: true,
        pinned_msg_id: call.world.pinned_in(call.me, Peer::User(id)).last().copied(),
        common_chats_count: shared as i32,
        profile_photo: show::photos::full_photo(call.world, call.me, Peer::User(id)),
        bot_info: person.is_bot().then(|| show::bots::info(call.world, call.me, id, Peer::User(id))),
        ..defaults::user_full()
    };
    Ok(types::users::UserFull {
        full_user: full_user.into(),
        chats: Vec::new(),
        users: vec![people::user(call.world, call.me, id)],
    }
    .into())
}
