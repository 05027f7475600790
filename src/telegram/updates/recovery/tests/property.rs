//! Drives two recoveries as production does, the hub's and behind it a subscription's, through everything that can happen
//! to pushes and answers, and compares what is delivered with what has happened.

mod client;
mod server;

use proptest::prelude::*;

use self::client::Client;
use self::server::{Fate, Reply, Server};
use crate::telegram::updates::recovery::input::Input;
use crate::telegram::updates::state::Sequence;

/// The channels. The subscription knows the first from the start.
const CHANNELS: [i64; 3] = [7, 8, 9];

#[derive(Clone, Debug)]
enum Action {
    /// Something happens and is pushed.
    Event { of: Sequence, count: i32, fate: Fate, is_unreadable: bool },
    /// Telegram sends `updateChannelTooLong` for a channel.
    ChannelTooLong(i64),
    /// Telegram sends `updatesTooLong`.
    TooLong,
    /// The hub's or the subscription's current request is answered.
    Answer { to_hub: bool, reply: Reply },
    /// Time passes, in milliseconds.
    Wait(u64),
    /// The client restarts and resumes from its cursor, which holds only this many channels.
    Resume(usize),
    /// The queue overflows.
    Cut,
}

fn sequences() -> impl Strategy<Value = Sequence> {
    prop_oneof![
        3 => Just(Sequence::Account),
        1 => Just(Sequence::Secondary),
        4 => prop::sample::select(&CHANNELS[..]).prop_map(Sequence::Channel),
    ]
}

fn replies() -> impl Strategy<Value = Reply> {
    prop_oneof![
        6 => Just(Reply::Whole),
        2 => Just(Reply::Stale),
        1 => Just(Reply::Lost),
        1 => Just(Reply::TooLong),
        1 => Just(Reply::Later),
        1 => Just(Reply::Never),
        1 => Just(Reply::OutOfReach),
    ]
}

fn actions() -> impl Strategy<Value = Action> {
    let fates = prop_oneof![
        4 => Just(Fate::Arrives),
        2 => Just(Fate::Dropped),
        1 => Just(Fate::Doubled),
        2 => (1_usize..6).prop_map(Fate::Late),
    ];
    prop_oneof![
        8 => (sequences(), 1..4, fates, prop::bool::weighted(0.05)).prop_map(|(of, count, fate, is_unreadable)| {
            // A qts counts one by one.
            let count = if of == Sequence::Secondary { 1 } else { count };
            Action::Event { of, count, fate, is_unreadable }
        }),
        1 => prop::sample::select(&CHANNELS[..]).prop_map(Action::ChannelTooLong),
        1 => Just(Action::TooLong),
        6 => (any::<bool>(), replies()).prop_map(|(to_hub, reply)| Action::Answer { to_hub, reply }),
        2 => (0_u64..3000).prop_map(Action::Wait),
        1 => (0..CHANNELS.len()).prop_map(Action::Resume),
        1 => Just(Action::Cut),
    ]
}

fn run(before: Vec<Action>, actions: Vec<Action>) {
    let mut server = Server::new();
    let behind = server.state(&CHANNELS[..1]);
    for action in before {
        if let Action::Event { of, count, is_unreadable, .. } = action {
            server.happen(of, count, is_unreadable);
        }
    }
    let mut client = Client::new(server.state(&[]), behind);
    for action in actions {
        match action {
            Action::Event { of, count, fate, is_unreadable } => {
                let update = server.happen(of, count, is_unreadable);
                client.push(update, fate);
            }
            Action::ChannelTooLong(id) => client.hub_input(Input::Updates(server.channel_too_long(id))),
            Action::TooLong => client.hub_input(Input::Check(Sequence::Account)),
            Action::Answer { to_hub, reply } => client.answer(&server, to_hub, reply),
            Action::Wait(millis) => client.wait(millis),
            Action::Resume(channels) => client.resume(channels),
            Action::Cut => client.cut(),
        }
        client.verify(&server);
    }
    client.finish(&mut server);
}

proptest! {
    /// Nothing is lost without a gap, even if the client resumes from its cursor at any time. Nothing comes twice, except in
    /// channels after resuming. Each chat's events come in order, and at the end nothing is waited for.
    #[test]
    fn whatever_happens_to_pushes_and_answers_each_event_is_delivered_once_or_reported_missing(
        before in prop::collection::vec(actions(), 0..10),
        actions in prop::collection::vec(actions(), 0..120),
    ) {
        run(before, actions);
    }
}
