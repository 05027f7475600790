//! `contacts.*`: people one knows, and names.

use grammers_tl_types::{enums, functions::contacts as functions, types};

use super::peers::{Mentioned, peer};
use super::table::rows;
use super::{Answer, Call};
use crate::sandbox::world::Peer;

rows! {
    functions::ResolveUsername => resolve_username, Account;
    functions::ResolvePhone => resolve_phone, User;
    functions::GetContacts => get_contacts, User;
}

fn resolve_username(
    call: &mut Call,
    asked: functions::ResolveUsername,
) -> Answer<functions::ResolveUsername> {
    let found = call.world.resolve_username(&asked.username)?;
    Ok(resolved(call, found))
}

fn resolve_phone(call: &mut Call, asked: functions::ResolvePhone) -> Answer<functions::ResolvePhone> {
    let found = Peer::User(call.world.resolve_phone(&asked.phone)?.id);
    Ok(resolved(call, found))
}

fn get_contacts(call: &mut Call, _: functions::GetContacts) -> Answer<functions::GetContacts> {
    let mut mentioned = Mentioned::default();
    let me = call.world.person(call.me);
    let contacts = me.into_iter().flat_map(|me| me.contacts.iter().copied()).map(|user_id| {
        mentioned.user(user_id);
        let mutual = call.world.person(user_id).is_some_and(|person| person.contacts.contains(&call.me));
        types::Contact { user_id, mutual }.into()
    });
    let contacts: Vec<enums::Contact> = contacts.collect();
    let users = mentioned.users(call.world, call.me);
    Ok(types::contacts::Contacts { saved_count: contacts.len() as i32, contacts, users }.into())
}

fn resolved(call: &Call, found: Peer) -> enums::contacts::ResolvedPeer {
    let mut mentioned = Mentioned::default();
    mentioned.peer(found);
    let (users, chats) = (mentioned.users(call.world, call.me), mentioned.chats(call.world, call.me));
    types::contacts::ResolvedPeer { peer: peer(found), chats, users }.into()
}
