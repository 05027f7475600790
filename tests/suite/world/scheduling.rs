//! Scheduled messages.

use grammers_tl_types::{enums, functions};

use super::{ANN, BOB, Telegram, messages, plain, send, text, texts, updates};

pub fn later(
    peer: &enums::InputPeer,
    text: &str,
    random_id: i64,
    date: i32,
) -> functions::messages::SendMessage {
    functions::messages::SendMessage { schedule_date: Some(date), ..send(peer, text, random_id) }
}

fn waiting(peer: &enums::InputPeer) -> functions::messages::GetScheduledHistory {
    functions::messages::GetScheduledHistory { peer: peer.clone(), hash: 0 }
}

#[test]
fn a_scheduled_message_is_sent_at_its_date() {
    let mut telegram = Telegram::new();
    let (ann, bob) = (telegram.sign_in(ANN), telegram.sign_in(BOB));
    let (to_bob, to_ann) = (telegram.resolve(&ann, "bob_baker"), telegram.resolve(&bob, "ann_archer"));
    let date = telegram.world.now() + 3600;
    let told = updates(telegram.call(&ann, &later(&to_bob, "Later", 1, date)).expect("she may"));
    let [enums::Update::MessageId(named), enums::Update::NewScheduledMessage(told)] = &told[..] else {
        panic!("{told:?}");
    };
    assert_eq!((named.random_id, named.id), (1, told.message.id()));
    let kept = plain(&told.message);
    assert_eq!((kept.date, kept.from_scheduled, &kept.message[..]), (date, true, "Later"));
    telegram.call(&ann, &later(&to_bob, "Later", 1, date)).expect("it is repeated");
    let found = messages(telegram.call(&ann, &waiting(&to_bob)).expect("they are hers"));
    assert_eq!(found, std::slice::from_ref(&told.message));
    assert_ne!(text(&telegram.history(&ann, &to_bob)[0]), "Later");

    telegram.world.advance(3599);
    assert_ne!(text(&telegram.history(&bob, &to_ann)[0]), "Later");
    assert!(telegram.pushed(&bob).is_empty());
    telegram.world.advance(1);
    assert_eq!(text(&telegram.history(&bob, &to_ann)[0]), "Later");
    assert!(
        matches!(&telegram.pushed(&bob)[..], [enums::Updates::UpdateShortMessage(new)] if new.message == "Later")
    );
    let pushed = telegram.pushed(&ann);
    let [enums::Updates::UpdateShortMessage(new), enums::Updates::Updates(gone)] = &pushed[..] else {
        panic!("{pushed:?}");
    };
    let [enums::Update::DeleteScheduledMessages(gone)] = &gone.updates[..] else { panic!("{gone:?}") };
    assert_eq!((&gone.messages, &gone.sent_messages), (&vec![named.id], &Some(vec![new.id])));
    assert!(messages(telegram.call(&ann, &waiting(&to_bob)).expect("they are hers")).is_empty());
}

#[test]
fn scheduled_messages_can_be_sent_at_once_or_deleted() {
    let mut telegram = Telegram::new();
    let ann = telegram.sign_in(ANN);
    let bob = telegram.resolve(&ann, "bob_baker");
    let now = telegram.world.now();
    for (at, text) in ["first", "second", "third"].into_iter().enumerate() {
        let at = at as i32;
        telegram.call(&ann, &later(&bob, text, 1 + i64::from(at), now + 100 + at)).expect("she may");
    }
    let found = messages(telegram.call(&ann, &waiting(&bob)).expect("they are hers"));
    assert_eq!(texts(&found), ["third", "second", "first"]);
    let drop =
        functions::messages::DeleteScheduledMessages { peer: bob.clone(), id: vec![found[0].id(), 4711] };
    let told = updates(telegram.call(&ann, &drop).expect("they are hers"));
    assert!(matches!(
        &told[..],
        [enums::Update::DeleteScheduledMessages(gone)]
            if gone.messages == [found[0].id()] && gone.sent_messages.is_none()
    ));
    let send = functions::messages::SendScheduledMessages { peer: bob.clone(), id: vec![found[1].id()] };
    let told = updates(telegram.call(&ann, &send).expect("they are hers"));
    assert!(matches!(&told[..], [enums::Update::NewMessage(new), _] if text(&new.message) == "second"));
    assert_eq!(telegram.refusal(&ann, &send), "400 MESSAGE_ID_INVALID");
    telegram.world.advance(200);
    let there = telegram.history(&ann, &bob);
    assert_eq!(texts(&there[..2]), ["first", "second"]);
}

#[test]
fn a_past_date_means_now_and_a_date_too_far_ahead_is_rejected() {
    let mut telegram = Telegram::new();
    let ann = telegram.sign_in(ANN);
    let bob = telegram.resolve(&ann, "bob_baker");
    let now = telegram.world.now();
    telegram.call(&ann, &later(&bob, "Now", 1, now + 5)).expect("she may");
    assert_eq!(text(&telegram.history(&ann, &bob)[0]), "Now");
    let far = later(&bob, "Then", 2, now + 366 * 24 * 3600);
    assert_eq!(telegram.refusal(&ann, &far), "400 SCHEDULE_DATE_TOO_LATE");
    assert_eq!(telegram.refusal(&ann, &later(&bob, " ", 3, now + 60)), "400 MESSAGE_EMPTY");
}

#[test]
fn a_repeated_send_is_scheduled_and_sent_once() {
    let mut telegram = Telegram::new();
    let ann = telegram.sign_in(ANN);
    let bob = telegram.resolve(&ann, "bob_baker");
    let date = telegram.world.now() + 100;
    let once = later(&bob, "Once", 1, date);
    let first = updates(telegram.call(&ann, &once).expect("she may"));
    assert_eq!(updates(telegram.call(&ann, &once).expect("it is repeated")), first);
    assert_eq!(messages(telegram.call(&ann, &waiting(&bob)).expect("they are hers")).len(), 1);

    telegram.world.advance(200);
    let sent = telegram.history(&ann, &bob)[0].id();
    match telegram.call(&ann, &later(&bob, "Once", 1, date + 1000)).expect("it is repeated") {
        enums::Updates::UpdateShortSentMessage(told) => assert_eq!((told.id, told.pts_count), (sent, 0)),
        other => panic!("{other:?}"),
    }
    assert!(messages(telegram.call(&ann, &waiting(&bob)).expect("they are hers")).is_empty());
    assert_eq!(telegram.history(&ann, &bob)[0].id(), sent);
}
