//! Scheduled events of the world, in order and at their own time.

use std::time::Instant;

use grammers_tl_types::{enums, functions};
use telewire::sandbox::world::World;

use super::{ANN, NOW, Telegram, plain, send};

fn later(text: &str, random_id: i64, seconds: i32) -> functions::messages::SendMessage {
    let schedule_date = Some(NOW as i32 + seconds);
    functions::messages::SendMessage { schedule_date, ..send(&enums::InputPeer::PeerSelf, text, random_id) }
}

#[test]
fn events_during_an_advance_happen_at_their_own_time_and_in_order() {
    let mut telegram = Telegram::new();
    let ann = telegram.sign_in(ANN);
    for (text, at) in [("third", 300), ("first", 100), ("second", 200), ("not yet", 501)] {
        telegram.call(&ann, &later(text, at, at as i32)).expect("it may wait");
    }
    assert_eq!(telegram.world.next_due(), Some(NOW as i32 + 100));
    telegram.world.advance(500);
    let sent: Vec<(String, i32)> = telegram
        .history(&ann, &enums::InputPeer::PeerSelf)
        .iter()
        .rev()
        .map(|message| (plain(message).message.clone(), plain(message).date - NOW as i32))
        .collect();
    assert_eq!(sent, [("first".to_owned(), 100), ("second".to_owned(), 200), ("third".to_owned(), 300)]);
    assert_eq!(i64::from(telegram.world.now()), NOW + 500);
    assert_eq!(telegram.world.next_due(), Some(NOW as i32 + 501));
}

#[test]
fn only_a_running_world_waits_for_the_machines_clock() {
    let mut telegram = Telegram::new();
    let ann = telegram.sign_in(ANN);
    telegram.call(&ann, &later("some time", 1, 100)).expect("it may wait");
    assert_eq!(telegram.world.next_due_at(), None, "this clock stands");

    let mut world = World::new(7, telegram.world.dcs().to_vec());
    assert_eq!(world.next_due_at(), None, "nothing is to come");
    std::mem::swap(&mut telegram.world, &mut world);
    let ann = telegram.sign_in(ANN);
    let (now, before) = (telegram.world.now(), Instant::now());
    let schedule_date = Some(now + 100);
    let later =
        functions::messages::SendMessage { schedule_date, ..send(&enums::InputPeer::PeerSelf, "soon", 1) };
    telegram.call(&ann, &later).expect("it may wait");
    let seconds = |world: &World| world.next_due_at().map(|at| at.duration_since(before).as_secs_f64());
    let waits = seconds(&telegram.world).expect("it is to come");
    assert!((98.0..=100.0).contains(&waits), "{waits}");
    telegram.world.advance(60);
    let waits = seconds(&telegram.world).expect("it is to come");
    assert!((38.0..=40.0).contains(&waits), "{waits}");
}
