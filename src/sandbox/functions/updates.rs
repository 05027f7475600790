//! `updates.*`: state and differences (https://core.telegram.org/api/updates).

use grammers_tl_types::functions::updates as functions;
use grammers_tl_types::{enums, types};

use super::call::{Answer, Call};
use super::row::rows;
use crate::sandbox::show::dialogs::Dialogs;
use crate::sandbox::show::mentioned::Mentioned;
use crate::sandbox::show::{dialogs, event_peers, event_updates, message, updates};
use crate::sandbox::world::World;
use crate::sandbox::world::engine::refusal::{Refusal, bad};
use crate::sandbox::world::messages::owner::Owner;
use crate::sandbox::world::people::peer::Peer;
use crate::sandbox::world::updates::difference::Difference;
use crate::sandbox::world::updates::event::{Change, Event};

rows! {
    functions::GetState => get_state, Account;
    functions::GetDifference => get_difference, Account;
    functions::GetChannelDifference => get_channel_difference, Account;
}

/// Maximum events per slice.
const MAX_EVENTS: i32 = 100;

/// An account that missed more events gets `differenceTooLong`.
const MAX_MISSED: i32 = 100_000;

/// A channel that missed more events gets `channelDifferenceTooLong`, with its dialog and newest message.
const MAX_MISSED_IN_CHANNEL: usize = 1_000;

/// Seconds between requests for a channel that a client has open.
const CHANNEL_TIMEOUT: i32 = 30;

/// The account's update state, with the `seq` of the calling key.
pub fn state(call: &Call) -> enums::updates::State {
    let (world, me) = (&*call.world, call.me);
    let state = world.state(me);
    types::updates::State {
        pts: state.pts,
        qts: world.qts(me),
        date: state.date,
        seq: world.seq(call.caller.auth_key_id),
        unread_count: state.unread,
    }
    .into()
}

fn get_state(call: &mut Call, _: functions::GetState) -> Answer<functions::GetState> {
    Ok(state(call))
}

fn check_pts(pts: i32) -> Result<(), Refusal> {
    match pts {
        ..0 => Err(bad("PERSISTENT_TIMESTAMP_INVALID")),
        0 => Err(bad("PERSISTENT_TIMESTAMP_EMPTY")),
        _ => Ok(()),
    }
}

fn get_difference(call: &mut Call, request: functions::GetDifference) -> Answer<functions::GetDifference> {
    check_pts(request.pts)?;
    if request.date <= 0 {
        return Err(bad("DATE_EMPTY"));
    }
    let of = Owner::Account(call.me);
    let limit =
        request.pts_limit.filter(|limit| *limit > 0).map_or(MAX_EVENTS, |limit| limit.min(MAX_EVENTS));
    let too_long =
        request.pts_total_limit.filter(|limit| *limit > 0).map_or(MAX_MISSED, |limit| limit.min(MAX_MISSED));
    let missed = call.world.difference(of, request.pts, request.date, limit as usize, too_long as usize);
    let (events, last) = match missed {
        Difference::Nothing => (Vec::new(), true),
        Difference::TooLong { pts } => return Ok(types::updates::DifferenceTooLong { pts }.into()),
        Difference::Events { events, last } => (events, last),
    };
    // Channels have differences of their own: only say which ones moved.
    let moved = if last { call.world.channels_moved(call.me, request.date) } else { Vec::new() };
    let in_qts = if last { call.world.after_qts(call.me, request.qts).to_vec() } else { Vec::new() };
    if events.is_empty() && moved.is_empty() && in_qts.is_empty() {
        let (date, seq) = (call.world.now(), call.world.seq(call.caller.auth_key_id));
        return Ok(types::updates::DifferenceEmpty { date, seq }.into());
    }
    let end = events.last().map(|event| (event.pts, event.date));
    let events = [events, in_qts].concat();
    let Contents { new_messages, other_updates, chats, users } = contents(call, of, &events, &moved);
    let state = state(call);
    Ok(match end.filter(|_| !last) {
        None => types::updates::Difference {
            new_messages,
            new_encrypted_messages: Vec::new(),
            other_updates,
            chats,
            users,
            state,
        }
        .into(),
        Some((pts, date)) => {
            let enums::updates::State::State(now) = state;
            types::updates::DifferenceSlice {
                new_messages,
                new_encrypted_messages: Vec::new(),
                other_updates,
                chats,
                users,
                intermediate_state: types::updates::State { pts, qts: request.qts, date, ..now }.into(),
            }
            .into()
        }
    })
}

fn get_channel_difference(
    call: &mut Call,
    request: functions::GetChannelDifference,
) -> Answer<functions::GetChannelDifference> {
    let channel = call.channel(&request.channel)?;
    check_pts(request.pts)?;
    let of = World::owner(call.me, channel);
    let limit = request.limit.clamp(1, MAX_EVENTS) as usize;
    let timeout = Some(CHANNEL_TIMEOUT);
    Ok(match call.world.difference(of, request.pts, i32::MAX, limit, MAX_MISSED_IN_CHANNEL) {
        Difference::Nothing => {
            types::updates::ChannelDifferenceEmpty { r#final: true, pts: request.pts, timeout }.into()
        }
        Difference::TooLong { .. } => {
            let (world, me) = (&*call.world, call.me);
            let Dialogs { mut dialogs, messages, mentioned } = dialogs::dialogs(world, me, &[channel]);
            let (users, chats) = (mentioned.users(world, me), mentioned.chats(world, me));
            let dialog = dialogs.remove(0);
            types::updates::ChannelDifferenceTooLong {
                r#final: true,
                timeout,
                dialog,
                messages,
                chats,
                users,
            }
            .into()
        }
        Difference::Events { events, last } => {
            let pts = events.last().map_or(request.pts, |event| event.pts);
            let Contents { new_messages, other_updates, chats, users } = contents(call, of, &events, &[]);
            types::updates::ChannelDifference {
                r#final: last,
                pts,
                timeout,
                new_messages,
                other_updates,
                chats,
                users,
            }
            .into()
        }
    })
}

struct Contents {
    new_messages: Vec<enums::Message>,
    other_updates: Vec<enums::Update>,
    chats: Vec<enums::Chat>,
    users: Vec<enums::User>,
}

/// Splits events into new messages and other updates. The latter include the caller's own random_ids.
fn contents(call: &Call, of: Owner, events: &[Event], moved: &[(i64, i32)]) -> Contents {
    let mut mentioned = Mentioned::in_updates();
    let earliest = match of {
        Owner::Channel(channel) => {
            mentioned.peer(Peer::Channel(channel));
            call.world.earliest(call.me, Peer::Channel(channel))
        }
        Owner::Account(_) => 0,
    };
    let mut new_messages = Vec::new();
    let mut other_updates = Vec::new();
    for event in events {
        if updates::is_gone(call.world, of, event) || is_before_joining(event, earliest) {
            continue;
        }
        event_peers::mention(call.world, of, event, &mut mentioned);
        let Change::NewMessage { id } = event.change else {
            other_updates.push(event_updates::update(call.world, call.me, of, event));
            continue;
        };
        let Some(known) = call.world.mailbox(of).message(id) else { continue };
        new_messages.push(message::message(call.world, call.me, known));
        let own = known.random_id.filter(|random| random.auth_key_id == call.caller.auth_key_id);
        if let Some(own) = own {
            other_updates.push(types::UpdateMessageId { id, random_id: own.random_id }.into());
        }
    }
    for (channel_id, pts) in moved {
        mentioned.peer(Peer::Channel(*channel_id));
        other_updates.push(types::UpdateChannelTooLong { channel_id: *channel_id, pts: Some(*pts) }.into());
    }
    let (users, chats) = (mentioned.users(call.world, call.me), mentioned.chats(call.world, call.me));
    Contents { new_messages, other_updates, chats, users }
}

/// Whether the event is about a message from before the account joined the channel.
fn is_before_joining(event: &Event, earliest: i32) -> bool {
    match event.change {
        Change::NewMessage { id } | Change::Edited { id } | Change::Reactions { id, .. } => id < earliest,
        _ => false,
    }
}
