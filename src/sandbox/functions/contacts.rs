//! `contacts.*`: people one knows, and names.

use grammers_tl_types::{enums, functions::contacts as functions, types};

use super::table::rows;
use super::{Answer, Call, RpcError};
use crate::sandbox::read::input;
use crate::sandbox::show::events;
use crate::sandbox::show::peers::{Mentioned, peer};
use crate::sandbox::world::engine::refusal::bad;
use crate::sandbox::world::people::peer::Peer;

rows! {
    functions::ResolveUsername => resolve_username, Account;
    functions::ResolvePhone => resolve_phone, User;
    functions::GetContacts => get_contacts, User;
    functions::AddContact => add_contact, User;
    functions::DeleteContacts => delete_contacts, User;
    functions::ImportContacts => import_contacts, User;
    functions::Search => search, User;
    functions::Block => block, User;
    functions::Unblock => unblock, User;
    functions::GetBlocked => get_blocked, User;
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

fn add_contact(call: &mut Call, asked: functions::AddContact) -> Answer<functions::AddContact> {
    let user = input::user(call, &asked.id).map_err(|_| bad("CONTACT_ID_INVALID"))?;
    call.world.add_contact(call.me, user, &asked.first_name, &asked.last_name)?;
    Ok(events::own(call, Vec::new()))
}

fn delete_contacts(call: &mut Call, asked: functions::DeleteContacts) -> Answer<functions::DeleteContacts> {
    let people = asked.id.iter().map(|id| input::user(call, id)).collect::<Result<Vec<_>, _>>()?;
    for user in people {
        call.world.delete_contact(call.me, user);
    }
    Ok(events::own(call, Vec::new()))
}

fn import_contacts(call: &mut Call, asked: functions::ImportContacts) -> Answer<functions::ImportContacts> {
    let mut mentioned = Mentioned::default();
    let mut imported = Vec::new();
    for enums::InputContact::InputPhoneContact(contact) in asked.contacts {
        let types::InputPhoneContact { client_id, phone, first_name, last_name, .. } = contact;
        let found = call.world.import_contact(call.me, &phone, &first_name, &last_name);
        let Some(user_id) = found else { continue };
        mentioned.user(user_id);
        imported.push(types::ImportedContact { user_id, client_id }.into());
    }
    let users = mentioned.users(call.world, call.me);
    let (popular_invites, retry_contacts) = (Vec::new(), Vec::new());
    Ok(types::contacts::ImportedContacts { imported, popular_invites, retry_contacts, users }.into())
}

/// Telegram wants so many characters at least, and gives no more than so many at once.
const SHORTEST_SEARCH: usize = 3;
const MOST_FOUND: i32 = 100;

fn search(call: &mut Call, asked: functions::Search) -> Answer<functions::Search> {
    let wanted = asked.q.trim().trim_start_matches('@');
    if wanted.is_empty() {
        return Err(bad("SEARCH_QUERY_EMPTY").into());
    }
    if wanted.chars().count() < SHORTEST_SEARCH {
        return Err(bad("QUERY_TOO_SHORT").into());
    }
    let limit = asked.limit.clamp(0, MOST_FOUND) as usize;
    let (mine, others) = call.world.search_peers(call.me, wanted, limit);
    let mut mentioned = Mentioned::default();
    mine.iter().chain(&others).for_each(|found| mentioned.peer(*found));
    let (users, chats) = (mentioned.users(call.world, call.me), mentioned.chats(call.world, call.me));
    let named = |peers: Vec<Peer>| peers.into_iter().map(peer).collect();
    Ok(types::contacts::Found { my_results: named(mine), results: named(others), chats, users }.into())
}

fn block(call: &mut Call, asked: functions::Block) -> Answer<functions::Block> {
    set_blocked(call, &asked.id, true)
}

fn unblock(call: &mut Call, asked: functions::Unblock) -> Answer<functions::Unblock> {
    set_blocked(call, &asked.id, false)
}

fn set_blocked(call: &mut Call, named: &enums::InputPeer, blocked: bool) -> Result<bool, RpcError> {
    let Peer::User(user) = input::peer(call, named)? else { return Err(bad("CONTACT_ID_INVALID").into()) };
    Ok(call.world.block(call.me, user, blocked)?)
}

fn get_blocked(call: &mut Call, asked: functions::GetBlocked) -> Answer<functions::GetBlocked> {
    let mut all: Vec<(i64, i32)> = call
        .world
        .person(call.me)
        .into_iter()
        .flat_map(|me| &me.blocked)
        .map(|(id, since)| (*id, *since))
        .collect();
    all.sort_by_key(|(id, since)| (std::cmp::Reverse(*since), *id));
    let count = all.len();
    let (offset, limit) = (asked.offset.max(0) as usize, asked.limit.clamp(0, MOST_FOUND) as usize);
    let mut mentioned = Mentioned::default();
    let page = all.into_iter().skip(offset).take(limit).map(|(id, date)| {
        mentioned.user(id);
        types::PeerBlocked { peer_id: peer(Peer::User(id)), date }.into()
    });
    let blocked: Vec<enums::PeerBlocked> = page.collect();
    let (users, chats) = (mentioned.users(call.world, call.me), Vec::new());
    if blocked.len() == count {
        return Ok(types::contacts::Blocked { blocked, chats, users }.into());
    }
    Ok(types::contacts::BlockedSlice { count: count as i32, blocked, chats, users }.into())
}

fn resolved(call: &Call, found: Peer) -> enums::contacts::ResolvedPeer {
    let mut mentioned = Mentioned::default();
    mentioned.peer(found);
    let (users, chats) = (mentioned.users(call.world, call.me), mentioned.chats(call.world, call.me));
    types::contacts::ResolvedPeer { peer: peer(found), chats, users }.into()
}
