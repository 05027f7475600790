//! Users and bots.

use grammers_tl_types::{enums, types};

use super::{defaults, photos};
use crate::sandbox::world::World;
use crate::sandbox::world::people::peer::Peer;
use crate::sandbox::world::people::person::Status;

pub fn user(world: &World, me: i64, id: i64) -> enums::User {
    let Some(person) = world.person(id) else { return types::UserEmpty { id }.into() };
    let is_self = id == me;
    let contact = world.person(me).is_some_and(|me| me.contacts.contains(&id));
    let bot = person.is_bot();
    let own = (Some(person.first_name.clone()), person.last_name.clone());
    let called = world.person(me).and_then(|me| me.contact_names.get(&id));
    let (first_name, last_name) = called.map_or(own, |(first, last)| (Some(first.clone()), last.clone()));
    types::User {
        is_self,
        contact,
        mutual_contact: contact && person.contacts.contains(&me),
        bot,
        premium: person.premium,
        // Bots in the sandbox receive every message of their groups.
        bot_chat_history: bot,
        bot_info_version: bot.then_some(person.bot.version),
        // Its presence tells clients that the bot supports inline queries.
        bot_inline_placeholder: (bot && person.bot.inline).then(String::new),
        id,
        access_hash: Some(world.access_hash(me, Peer::User(id))),
        first_name,
        last_name,
        username: person.username.clone(),
        phone: person.phone.clone().filter(|_| is_self || contact),
        photo: photos::profile_photo(world, id),
        status: if bot { None } else { Some(status(world, person.status)) },
        ..defaults::user()
    }
    .into()
}

/// A user known only from a message, as `min`. The access hash is valid only for their picture.
pub fn min_user(world: &World, me: i64, id: i64) -> enums::User {
    match user(world, me, id) {
        enums::User::User(whole) => types::User {
            min: true,
            access_hash: Some(world.min_access_hash(me, id)),
            status: None,
            phone: None,
            ..whole
        }
        .into(),
        empty => empty,
    }
}

pub fn status(world: &World, status: Status) -> enums::UserStatus {
    match status {
        Status::Never => enums::UserStatus::Empty,
        Status::Online { expires } if expires > world.now() => types::UserStatusOnline { expires }.into(),
        Status::Online { expires: was_online } | Status::Offline { since: was_online } => {
            types::UserStatusOffline { was_online }.into()
        }
    }
}
