//! A restored snapshot is the same world.

use super::{ANN, BOB, Telegram, send};

#[test]
fn a_restored_world_has_its_logins_messages_and_random_ids() {
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
fn a_restart_does_not_change_what_follows() {
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
