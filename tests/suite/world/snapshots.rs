//! A world written down and brought back is the same world.

use serde_json::Value;
use telewire::sandbox::world::World;

use super::{ANN, BOB, Telegram, send};

/// The world that a snapshot of this one brings back, by way of a text as a file has it.
pub fn restored(world: &World) -> World {
    let (files, rest) = world.snapshot().expect("a world can be written down");
    let read = |written: Value| serde_json::from_str(&written.to_string()).expect("it is JSON");
    World::restore(read(files), read(rest), world.dcs().to_vec()).expect("what was written can be read")
}

/// Asserts that a snapshot of this world brings back one whose snapshot is the same.
pub fn assert_whole(world: &World) {
    let snapshot = world.snapshot().expect("a world can be written down");
    assert_eq!(restored(world).snapshot().expect("it is a world"), snapshot);
}

#[test]
fn a_restored_world_knows_its_logins_its_messages_and_the_random_ids_that_made_them() {
    let mut telegram = Telegram::new();
    let ann = telegram.sign_in(ANN);
    let to_bob = telegram.resolve(&ann, "bob_baker");
    let sent = telegram.send(&ann, &to_bob, "Before", 77);
    let before = telegram.history(&ann, &to_bob);
    telegram.restart();
    assert_eq!(telegram.history(&ann, &to_bob), before);
    let again = telegram.send(&ann, &to_bob, "Before", 77);
    let id = |updates| match updates {
        grammers_tl_types::enums::Updates::UpdateShortSentMessage(sent) => (sent.id, sent.pts),
        other => panic!("{other:?}"),
    };
    assert_eq!(id(again), id(sent), "it is the first message still");
    assert_eq!(telegram.history(&ann, &to_bob), before);
}

#[test]
fn what_comes_after_a_restart_is_what_would_have_come_without() {
    let goes_on = |restarts: bool| {
        let mut telegram = Telegram::new();
        let ann = telegram.sign_in(ANN);
        let to_bob = telegram.resolve(&ann, "bob_baker");
        telegram.send(&ann, &to_bob, "One", 1);
        if restarts {
            telegram.restart();
        }
        let bob = telegram.sign_in(BOB);
        let to_ann = telegram.resolve(&bob, "ann_archer");
        telegram.call(&bob, &send(&to_ann, "Two", 2)).expect("it may be sent");
        telegram.world.snapshot().expect("it is a world")
    };
    assert_eq!(goes_on(true), goes_on(false));
}
