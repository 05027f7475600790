//! `users.*`: people.

use grammers_tl_types::{functions::users as functions, types};

use super::table::rows;
use super::{Answer, Call, bots, notify};
use crate::sandbox::read::input;
use crate::sandbox::show::{blank, peers};
use crate::sandbox::world::chats::notifications::NotifyScope;
use crate::sandbox::world::engine::refusal::bad;
use crate::sandbox::world::people::peer::Peer;

rows! {
    functions::GetUsers => get_users, Account;
    functions::GetFullUser => get_full_user, Account;
}

/// Who can't be named so is missing from the answer, not an error.
fn get_users(call: &mut Call, asked: functions::GetUsers) -> Answer<functions::GetUsers> {
    let known = asked.id.iter().filter_map(|id| input::user(call, id).ok());
    Ok(known.map(|id| peers::user(call.world, call.me, id)).collect())
}

fn get_full_user(call: &mut Call, asked: functions::GetFullUser) -> Answer<functions::GetFullUser> {
    let id = input::user(call, &asked.id)?;
    let person = call.world.person(id).ok_or(bad("USER_ID_INVALID"))?;
    let shared = call.world.chats_shared(call.me, id).len();
    let settings = types::PeerSettings {
        add_contact: id != call.me && !call.world.person(call.me).is_some_and(|me| me.contacts.contains(&id)),
        block_contact: id != call.me,
        ..blank::peer_settings()
    };
    let full_user = types::UserFull {
        id,
        about: person.about.clone(),
        settings: settings.into(),
        notify_settings: notify::settings(call.world, call.me, NotifyScope::Chat(Peer::User(id))),
        can_pin_message: true,
        pinned_msg_id: call.world.pinned_in(call.me, Peer::User(id)).last().copied(),
        common_chats_count: shared as i32,
        profile_photo: super::photos::in_full(call.world, call.me, Peer::User(id)),
        bot_info: person.is_bot().then(|| bots::info(call.world, call.me, id, Peer::User(id))),
        ..blank::user_full()
    };
    Ok(types::users::UserFull {
        full_user: full_user.into(),
        chats: Vec::new(),
        users: vec![peers::user(call.world, call.me, id)],
    }
    .into())
}
