//! `contacts.*`: contacts, blocked users, usernames and search.

use grammers_tl_types::functions::contacts as functions;
use grammers_tl_types::{enums, types};

use super::call::{Answer, Call};
use super::row::rows;
use crate::sandbox::show::mentioned::Mentioned;
use crate::sandbox::show::{peer, people, updates};
use crate::sandbox::world::engine::refusal::{Refusal, bad};
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
    functions::GetStatuses => get_statuses, User;
    functions::GetContactIds => get_contact_ids, User;
}

fn resolve_username(
    call: &mut Call,
    request: functions::ResolveUsername,
) -> Answer<functions::ResolveUsername> {
    let found = call.world.resolve_username(&request.username)?;
    Ok(resolved(call, found))
}

fn resolve_phone(call: &mut Call, request: functions::ResolvePhone) -> Answer<functions::ResolvePhone> {
    let found = Peer::User(call.world.resolve_phone(&request.phone)?.id);
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

fn add_contact(call: &mut Call, request: functions::AddContact) -> Answer<functions::AddContact> {
    let user = call.user(&request.id).map_err(|_| bad("CONTACT_ID_INVALID"))?;
    call.world.add_contact(call.me, user, &request.first_name, &request.last_name)?;
    Ok(updates::own(call.world, call.me, Vec::new()))
}

fn delete_contacts(call: &mut Call, request: functions::DeleteContacts) -> Answer<functions::DeleteContacts> {
    let people = request.id.iter().map(|id| call.user(id)).collect::<Result<Vec<_>, _>>()?;
    for user in people {
        call.world.delete_contact(call.me, user);
    }
    Ok(updates::own(call.world, call.me, Vec::new()))
}

fn import_contacts(call: &mut Call, request: functions::ImportContacts) -> Answer<functions::ImportContacts> {
    let mut mentioned = Mentioned::default();
    let mut imported = Vec::new();
    for enums::InputContact::InputPhoneContact(contact) in request.contacts {
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

/// Minimum characters of a query, and maximum results.
const MIN_QUERY_LENGTH: usize = 3;

const MAX_RESULTS: i32 = 100;

fn search(call: &mut Call, request: functions::Search) -> Answer<functions::Search> {
    let query = request.q.trim().trim_start_matches('@');
    if query.is_empty() {
        return Err(bad("SEARCH_QUERY_EMPTY"));
    }
    if query.chars().count() < MIN_QUERY_LENGTH {
        return Err(bad("QUERY_TOO_SHORT"));
    }
    let limit = request.limit.clamp(0, MAX_RESULTS) as usize;
    let (mine, others) = call.world.search_peers(call.me, query, limit);
    let mut mentioned = Mentioned::default();
    mine.iter().chain(&others).for_each(|found| mentioned.peer(*found));
    let (users, chats) = (mentioned.users(call.world, call.me), mentioned.chats(call.world, call.me));
    let named = |peers: Vec<Peer>| peers.into_iter().map(peer::peer).collect();
    Ok(types::contacts::Found { my_results: named(mine), results: named(others), chats, users }.into())
}

fn block(call: &mut Call, request: functions::Block) -> Answer<functions::Block> {
    set_blocked(call, &request.id, true)
}

fn unblock(call: &mut Call, request: functions::Unblock) -> Answer<functions::Unblock> {
    set_blocked(call, &request.id, false)
}

fn set_blocked(call: &mut Call, named: &enums::InputPeer, blocked: bool) -> Result<bool, Refusal> {
    let Peer::User(user) = call.peer(named)? else { return Err(bad("CONTACT_ID_INVALID")) };
    call.world.block(call.me, user, blocked)
}

fn get_blocked(call: &mut Call, request: functions::GetBlocked) -> Answer<functions::GetBlocked> {
    let mut all: Vec<(i64, i32)> = call
        .world
        .person(call.me)
        .into_iter()
        .flat_map(|me| &me.blocked)
        .map(|(id, since)| (*id, *since))
        .collect();
    all.sort_by_key(|(id, since)| (std::cmp::Reverse(*since), *id));
    let count = all.len();
    let (offset, limit) = (request.offset.max(0) as usize, request.limit.clamp(0, MAX_RESULTS) as usize);
    let mut mentioned = Mentioned::default();
    let page = all.into_iter().skip(offset).take(limit).map(|(id, date)| {
        mentioned.user(id);
        types::PeerBlocked { peer_id: peer::peer(Peer::User(id)), date }.into()
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
    types::contacts::ResolvedPeer { peer: peer::peer(found), chats, users }.into()
}

pub fn get_statuses(call: &mut Call, _: functions::GetStatuses) -> Answer<functions::GetStatuses> {
    let me = call.world.person(call.me).into_iter();
    let known = me.flat_map(|me| &me.contacts).filter_map(|id| call.world.person(*id));
    let status = |status| people::status(call.world, status);
    Ok(known
        .map(|person| types::ContactStatus { user_id: person.id, status: status(person.status) }.into())
        .collect())
}

/// The result has 32-bit ids. Contacts with larger ids are left out.
pub fn get_contact_ids(call: &mut Call, _: functions::GetContactIds) -> Answer<functions::GetContactIds> {
    let contacts = call.world.person(call.me).into_iter().flat_map(|me| &me.contacts);
    Ok(contacts.filter_map(|id| i32::try_from(*id).ok()).collect())
}
