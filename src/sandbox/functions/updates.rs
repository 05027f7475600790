//! `updates.*`: what was missed (https://core.telegram.org/api/updates).

use grammers_tl_types::{enums, functions::updates as functions, types};

use super::table::rows;
use super::{Answer, Call, RpcError};
use crate::sandbox::read::input;
use crate::sandbox::show::dialog::{Dialogs, dialogs};
use crate::sandbox::show::peers::Mentioned;
use crate::sandbox::show::{event_peers, event_updates, events, message};
use crate::sandbox::world::World;
use crate::sandbox::world::engine::refusal::bad;
use crate::sandbox::world::messages::owner::Owner;
use crate::sandbox::world::people::peer::Peer;
use crate::sandbox::world::updates::difference::Difference;
use crate::sandbox::world::updates::event::{Change, Event};

rows! {
    functions::GetState => get_state, Account;
    functions::GetDifference => get_difference, Account;
    functions::GetChannelDifference => get_channel_difference, Account;
}

/// Events in one slice.
const SLICE: i32 = 100;
/// An account that missed more begins anew.
const TOO_LONG: i32 = 100_000;
/// The same for a channel, whose newest messages then come with its dialog.
const CHANNEL_TOO_LONG: usize = 1_000;
/// Seconds after which a client should ask again for a channel that it looks at.
const CHANNEL_TIMEOUT: i32 = 30;

/// Where the account's updates stand, for the key that asks.
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

fn check_pts(pts: i32) -> Result<(), RpcError> {
    match pts {
        ..0 => Err(bad("PERSISTENT_TIMESTAMP_INVALID").into()),
        0 => Err(bad("PERSISTENT_TIMESTAMP_EMPTY").into()),
        _ => Ok(()),
    }
}

fn get_difference(call: &mut Call, asked: functions::GetDifference) -> Answer<functions::GetDifference> {
    check_pts(asked.pts)?;
    if asked.date <= 0 {
        return Err(bad("DATE_EMPTY").into());
    }
    let of = Owner::Account(call.me);
    let limit = asked.pts_limit.filter(|limit| *limit > 0).map_or(SLICE, |limit| limit.min(SLICE));
    let too_long =
        asked.pts_total_limit.filter(|limit| *limit > 0).map_or(TOO_LONG, |limit| limit.min(TOO_LONG));
    let missed = call.world.difference(of, asked.pts, asked.date, limit as usize, too_long as usize);
    let (events, last) = match missed {
        Difference::Nothing => (Vec::new(), true),
        Difference::TooLong { pts } => return Ok(types::updates::DifferenceTooLong { pts }.into()),
        Difference::Events { events, last } => (events, last),
    };
    // A channel's own difference is to be asked for where there is one.
    let moved = if last { call.world.channels_moved(call.me, asked.date) } else { Vec::new() };
    let in_qts = if last { call.world.after_qts(call.me, asked.qts).to_vec() } else { Vec::new() };
    if events.is_empty() && moved.is_empty() && in_qts.is_empty() {
        let (date, seq) = (call.world.now(), call.world.seq(call.caller.auth_key_id));
        return Ok(types::updates::DifferenceEmpty { date, seq }.into());
    }
    let end = events.last().map(|event| (event.pts, event.date));
    let events = [events, in_qts].concat();
    let Told { new_messages, other_updates, chats, users } = tell(call, of, &events, &moved);
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
                intermediate_state: types::updates::State { pts, qts: asked.qts, date, ..now }.into(),
            }
            .into()
        }
    })
}

fn get_channel_difference(
    call: &mut Call,
    asked: functions::GetChannelDifference,
) -> Answer<functions::GetChannelDifference> {
    let channel = input::channel(call, &asked.channel)?;
    check_pts(asked.pts)?;
    let of = World::owner(call.me, channel);
    let limit = asked.limit.clamp(1, SLICE) as usize;
    let timeout = Some(CHANNEL_TIMEOUT);
    Ok(match call.world.difference(of, asked.pts, i32::MAX, limit, CHANNEL_TOO_LONG) {
        Difference::Nothing => {
            types::updates::ChannelDifferenceEmpty { r#final: true, pts: asked.pts, timeout }.into()
        }
        Difference::TooLong { .. } => {
            let (world, me) = (&*call.world, call.me);
            let Dialogs { mut dialogs, messages, mentioned } = dialogs(world, me, &[channel]);
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
            let pts = events.last().map_or(asked.pts, |event| event.pts);
            let Told { new_messages, other_updates, chats, users } = tell(call, of, &events, &[]);
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

struct Told {
    new_messages: Vec<enums::Message>,
    other_updates: Vec<enums::Update>,
    chats: Vec<enums::Chat>,
    users: Vec<enums::User>,
}

/// New messages apart, everything else as updates; the caller's own random_ids among them.
fn tell(call: &Call, of: Owner, events: &[Event], moved: &[(i64, i32)]) -> Told {
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
        if events::is_gone(call.world, of, event) || before_ones_time(event, earliest) {
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
    Told { new_messages, other_updates, chats, users }
}

/// Whether it is about a message that was written before the account came into the channel.
fn before_ones_time(event: &Event, earliest: i32) -> bool {
    match event.change {
        Change::NewMessage { id } | Change::Edited { id } | Change::Reactions { id, .. } => id < earliest,
        _ => false,
    }
}
