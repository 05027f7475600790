//! Search in one chat or all.

use grammers_tl_types::functions::messages as functions;
use grammers_tl_types::{enums, types};

use crate::sandbox::functions::call::{Answer, Call};
use crate::sandbox::functions::row::rows;
use crate::sandbox::read::unsupported;
use crate::sandbox::show::message_list;
use crate::sandbox::world::engine::refusal::{Refusal, bad};
use crate::sandbox::world::messages::history::Window;
use crate::sandbox::world::messages::index::MessageKind;
use crate::sandbox::world::messages::search::{Query, SearchScope};
use crate::sandbox::world::people::peer::Peer;

rows! {
    functions::Search => search, User;
    functions::SearchGlobal => search_global, User;
    functions::GetSearchCounters => get_search_counters, User;
}

/// Maximum results per call.
const MAX_RESULTS: i32 = 100;

pub fn search(call: &mut Call, request: functions::Search) -> Answer<functions::Search> {
    if request.saved_peer_id.is_some() || request.saved_reaction.is_some() {
        return Err(unsupported::not_implemented("messages.search in parts of one's own chat"));
    }
    let chat = call.peer(&request.peer)?;
    call.world.may_read(call.me, chat)?;
    let from = request.from_id.as_ref().map(|from| call.peer(from)).transpose()?;
    let from = match from {
        None => None,
        Some(Peer::User(user)) => Some(user),
        Some(_) => return Err(bad("FROM_PEER_INVALID")),
    };
    let query = Query {
        text: request.q,
        from,
        topic: request.top_msg_id,
        kinds: kinds(&request.filter)?,
        mentions_me: mentions_me(&request.filter),
        min_date: request.min_date,
        max_date: request.max_date,
    };
    if query.is_empty() {
        return Err(bad("SEARCH_QUERY_EMPTY"));
    }
    let window = Window {
        offset_id: request.offset_id,
        offset_date: 0,
        add_offset: request.add_offset,
        limit: request.limit,
        max_id: request.max_id,
        min_id: request.min_id,
        range: call.range,
    };
    let slice = call.world.search(call.me, chat, &query, window);
    Ok(message_list::of_chat(call.world, call.me, chat, slice))
}

pub fn search_global(call: &mut Call, request: functions::SearchGlobal) -> Answer<functions::SearchGlobal> {
    let (kinds, mentions_me) = (kinds(&request.filter)?, mentions_me(&request.filter));
    if request.q.trim().is_empty() && kinds.is_empty() && !mentions_me {
        return Err(bad("SEARCH_QUERY_EMPTY"));
    }
    if request.community.is_some() {
        return Err(unsupported::not_implemented("messages.searchGlobal in a community"));
    }
    let offset_peer = match &request.offset_peer {
        enums::InputPeer::Empty => None,
        peer => Some(call.peer(peer).map_err(|_| bad("OFFSET_PEER_ID_INVALID"))?),
    };
    let scope = SearchScope {
        folder: request.folder_id,
        channels_only: request.broadcasts_only,
        groups_only: request.groups_only,
        people_only: request.users_only,
    };
    let (min_date, max_date) = (request.min_date, request.max_date);
    let query = Query { text: request.q, from: None, topic: None, kinds, mentions_me, min_date, max_date };
    // `next_rate` is the date of the last message of a page.
    let behind = offset_peer.map(|peer| (request.offset_rate, peer, request.offset_id));
    let behind =
        behind.or((request.offset_rate > 0).then_some((request.offset_rate, Peer::User(i64::MIN), 0)));
    let limit = request.limit.clamp(0, MAX_RESULTS) as usize;
    let (found, total) = call.world.search_all(call.me, scope, &query, behind, limit);
    let next_rate = found.last().filter(|_| found.len() == limit).map(|(date, ..)| *date);
    let named: Vec<(Peer, i32)> = found.into_iter().map(|(_, chat, id)| (chat, id)).collect();
    let (messages, chats, users) = message_list::of_chats(call.world, call.me, &named);
    Ok(types::messages::MessagesSlice {
        inexact: false,
        count: total as i32,
        next_rate,
        offset_id_offset: None,
        search_flood: None,
        messages,
        topics: Vec::new(),
        chats,
        users,
    }
    .into())
}

pub fn get_search_counters(
    call: &mut Call,
    request: functions::GetSearchCounters,
) -> Answer<functions::GetSearchCounters> {
    let chat = call.peer(&request.peer)?;
    call.world.may_read(call.me, chat)?;
    let counter = |filter: enums::MessagesFilter| {
        let (kinds, mentions_me) = (kinds(&filter)?, mentions_me(&filter));
        let query = Query { topic: request.top_msg_id, kinds, mentions_me, ..Query::default() };
        let count = call.world.found_in(call.me, chat, &query).ids.len() as i32;
        Ok(types::messages::SearchCounter { inexact: false, filter, count }.into())
    };
    request.filters.into_iter().map(counter).collect()
}

fn mentions_me(filter: &enums::MessagesFilter) -> bool {
    matches!(filter, enums::MessagesFilter::InputMessagesFilterMyMentions)
}

/// Empty for all kinds.
fn kinds(filter: &enums::MessagesFilter) -> Result<Vec<MessageKind>, Refusal> {
    use enums::MessagesFilter as Filter;
    Ok(match filter {
        Filter::InputMessagesFilterEmpty => Vec::new(),
        Filter::InputMessagesFilterPhotos => vec![MessageKind::Photo],
        Filter::InputMessagesFilterVideo => vec![MessageKind::Video],
        Filter::InputMessagesFilterPhotoVideo => vec![MessageKind::Photo, MessageKind::Video],
        Filter::InputMessagesFilterDocument => vec![MessageKind::Document],
        Filter::InputMessagesFilterUrl => vec![MessageKind::Link],
        Filter::InputMessagesFilterGif => vec![MessageKind::Gif],
        Filter::InputMessagesFilterVoice => vec![MessageKind::Voice],
        Filter::InputMessagesFilterMusic => vec![MessageKind::Music],
        // Not a kind of message: see `mentions_me`.
        Filter::InputMessagesFilterMyMentions => Vec::new(),
        Filter::InputMessagesFilterPinned => vec![MessageKind::Pinned],
        Filter::InputMessagesFilterPoll => vec![MessageKind::Poll],
        Filter::InputMessagesFilterRoundVideo => vec![MessageKind::RoundVideo],
        Filter::InputMessagesFilterRoundVoice => vec![MessageKind::RoundVideo, MessageKind::Voice],
        Filter::InputMessagesFilterGeo => vec![MessageKind::Geo],
        Filter::InputMessagesFilterContacts => vec![MessageKind::Contact],
        _ => return Err(unsupported::not_implemented("this search filter")),
    })
}
