//! Searching.

use grammers_tl_types::{enums, functions::messages as functions, types};

use super::history::{of_chat, told_of};
use crate::sandbox::functions::{Answer, Call, RpcError, not_implemented};
use crate::sandbox::read::input;
use crate::sandbox::world::engine::refusal::bad;
use crate::sandbox::world::messages::history::Window;
use crate::sandbox::world::messages::index::MessageKind;
use crate::sandbox::world::messages::search::{Query, SearchScope};
use crate::sandbox::world::people::peer::Peer;

/// Telegram gives no more at once.
const LIMIT: i32 = 100;

pub fn search(call: &mut Call, asked: functions::Search) -> Answer<functions::Search> {
    if asked.saved_peer_id.is_some() || asked.saved_reaction.is_some() {
        return Err(not_implemented("messages.search in parts of one's own chat"));
    }
    let chat = input::peer(call, &asked.peer)?;
    call.world.may_read(call.me, chat)?;
    let from = asked.from_id.as_ref().map(|from| input::peer(call, from)).transpose()?;
    let from = match from {
        None => None,
        Some(Peer::User(user)) => Some(user),
        Some(_) => return Err(bad("FROM_PEER_INVALID").into()),
    };
    let query = Query {
        text: asked.q,
        from,
        topic: asked.top_msg_id,
        kinds: kinds(&asked.filter)?,
        mentions_me: mentions_me(&asked.filter),
        min_date: asked.min_date,
        max_date: asked.max_date,
    };
    if query.is_empty() {
        return Err(bad("SEARCH_QUERY_EMPTY").into());
    }
    let window = Window {
        offset_id: asked.offset_id,
        offset_date: 0,
        add_offset: asked.add_offset,
        limit: asked.limit,
        max_id: asked.max_id,
        min_id: asked.min_id,
        range: call.range,
    };
    let slice = call.world.search(call.me, chat, &query, window);
    Ok(of_chat(call, chat, slice))
}

pub fn search_global(call: &mut Call, asked: functions::SearchGlobal) -> Answer<functions::SearchGlobal> {
    let (kinds, mentions_me) = (kinds(&asked.filter)?, mentions_me(&asked.filter));
    if asked.q.trim().is_empty() && kinds.is_empty() && !mentions_me {
        return Err(bad("SEARCH_QUERY_EMPTY").into());
    }
    if asked.community.is_some() {
        return Err(not_implemented("messages.searchGlobal in a community"));
    }
    let offset_peer = match &asked.offset_peer {
        enums::InputPeer::Empty => None,
        peer => Some(input::peer(call, peer).map_err(|_| bad("OFFSET_PEER_ID_INVALID"))?),
    };
    let scope = SearchScope {
        folder: asked.folder_id,
        channels_only: asked.broadcasts_only,
        groups_only: asked.groups_only,
        people_only: asked.users_only,
    };
    let (min_date, max_date) = (asked.min_date, asked.max_date);
    let query = Query { text: asked.q, from: None, topic: None, kinds, mentions_me, min_date, max_date };
    // The rate that was given out with the last page is the date of its last message.
    let behind = offset_peer.map(|peer| (asked.offset_rate, peer, asked.offset_id));
    let behind = behind.or((asked.offset_rate > 0).then_some((asked.offset_rate, Peer::User(i64::MIN), 0)));
    let limit = asked.limit.clamp(0, LIMIT) as usize;
    let (found, total) = call.world.search_all(call.me, scope, &query, behind, limit);
    let next_rate = found.last().filter(|_| found.len() == limit).map(|(date, ..)| *date);
    let named: Vec<(Peer, i32)> = found.into_iter().map(|(_, chat, id)| (chat, id)).collect();
    let (messages, chats, users) = told_of(call, &named);
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
    asked: functions::GetSearchCounters,
) -> Answer<functions::GetSearchCounters> {
    let chat = input::peer(call, &asked.peer)?;
    call.world.may_read(call.me, chat)?;
    let counter = |filter: enums::MessagesFilter| {
        let (kinds, mentions_me) = (kinds(&filter)?, mentions_me(&filter));
        let query = Query { topic: asked.top_msg_id, kinds, mentions_me, ..Query::default() };
        let count = call.world.found_in(call.me, chat, &query).ids.len() as i32;
        Ok(types::messages::SearchCounter { inexact: false, filter, count }.into())
    };
    asked.filters.into_iter().map(counter).collect()
}

fn mentions_me(filter: &enums::MessagesFilter) -> bool {
    matches!(filter, enums::MessagesFilter::InputMessagesFilterMyMentions)
}

/// None for every kind.
fn kinds(filter: &enums::MessagesFilter) -> Result<Vec<MessageKind>, RpcError> {
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
        // Not a kind of message: whom it mentions is asked for beside.
        Filter::InputMessagesFilterMyMentions => Vec::new(),
        Filter::InputMessagesFilterPinned => vec![MessageKind::Pinned],
        Filter::InputMessagesFilterPoll => vec![MessageKind::Poll],
        Filter::InputMessagesFilterRoundVideo => vec![MessageKind::RoundVideo],
        Filter::InputMessagesFilterRoundVoice => vec![MessageKind::RoundVideo, MessageKind::Voice],
        Filter::InputMessagesFilterGeo => vec![MessageKind::Place],
        Filter::InputMessagesFilterContacts => vec![MessageKind::Contact],
        _ => return Err(not_implemented("this search filter")),
    })
}
