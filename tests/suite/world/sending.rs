//! Sending and reading messages.

use grammers_tl_types::{enums, functions, types};

use super::{ANN, BOB, Telegram, as_channel, plain, send, text, texts};

mod fields;
mod quoting;

pub fn answering(reply_to_msg_id: i32) -> types::InputReplyToMessage {
    types::InputReplyToMessage {
        reply_to_msg_id,
        top_msg_id: None,
        reply_to_peer_id: None,
        quote_text: None,
        quote_entities: None,
        quote_offset: None,
        monoforum_peer_id: None,
        todo_item_id: None,
        poll_option: None,
    }
}

fn short(updates: enums::Updates) -> types::UpdateShortSentMessage {
    match updates {
        enums::Updates::UpdateShortSentMessage(short) => short,
        other => panic!("{other:?}"),
    }
}

fn full(updates: enums::Updates) -> Vec<enums::Update> {
    match updates {
        enums::Updates::Updates(updates) => updates.updates,
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_private_message_reaches_both_sides() {
    let mut telegram = Telegram::new();
    let (ann, bob) = (telegram.sign_in(ANN), telegram.sign_in(BOB));
    let (to_bob, to_ann) = (telegram.resolve(&ann, "bob_baker"), telegram.resolve(&bob, "ann_archer"));
    let sent = short(telegram.send(&ann, &to_bob, "Ahoy", 11));
    assert!(sent.out);

    let hers = &telegram.history(&ann, &to_bob)[0];
    assert_eq!((text(hers), plain(hers).id, plain(hers).out), ("Ahoy", sent.id, true));
    let his = &telegram.history(&bob, &to_ann)[0];
    assert_eq!((text(his), plain(his).out), ("Ahoy", false));

    let pushed = telegram.pushed(&bob);
    let [enums::Updates::UpdateShortMessage(pushed)] = &pushed[..] else { panic!("{pushed:?}") };
    assert_eq!((pushed.message.as_str(), pushed.id, pushed.out), ("Ahoy", plain(his).id, false));
    assert!(telegram.pushed(&ann).is_empty(), "her answer told her already");
}

#[test]
fn a_first_message_includes_its_author() {
    let mut telegram = Telegram::new();
    let bob = telegram.sign_in(BOB);
    let new = telewire::sandbox::world::people::person::NewPerson {
        phone: Some("+9996620042".to_owned()),
        first_name: "Eve".to_owned(),
        ..Default::default()
    };
    let eve = telegram.world.add_person(new).expect("nobody has that number");
    let eve_there = telegram.sign_in("+9996620042");
    let to_bob = telegram.resolve(&eve_there, "bob_baker");
    telegram.send(&eve_there, &to_bob, "You don't know me", 1);
    let pushed = telegram.pushed(&bob);
    let [enums::Updates::Updates(pushed)] = &pushed[..] else { panic!("{pushed:?}") };
    assert!(pushed.users.iter().any(|user| user.id() == eve));
}

#[test]
fn other_logins_and_sessions_see_a_sent_message() {
    let mut telegram = Telegram::new();
    let (here, there) = (telegram.sign_in(ANN), telegram.sign_in(ANN));
    let second_session = telewire::sandbox::functions::Caller { session_id: 5, ..here.clone() };
    let to_bob = telegram.resolve(&here, "bob_baker");
    telegram.send(&here, &to_bob, "Ahoy", 11);
    let push = telegram.pushes.iter().find(|push| push.auth_key_id == here.auth_key_id);
    assert_eq!(push.map(|push| push.except_session), Some(Some(here.session_id)));
    let pushed = telegram.pushed(&there);
    assert!(matches!(&pushed[..], [enums::Updates::UpdateShortMessage(pushed)] if pushed.out));
    assert_eq!(telegram.pushed(&second_session).len(), 1);
}

#[test]
fn a_random_id_sends_only_once() {
    let mut telegram = Telegram::new();
    let (ann, bob) = (telegram.sign_in(ANN), telegram.sign_in(BOB));
    let to_bob = telegram.resolve(&ann, "bob_baker");
    let first = short(telegram.send(&ann, &to_bob, "Ahoy", 11));
    assert_eq!(first.pts_count, 1);
    telegram.pushed(&bob);
    telegram.world.advance(400 * 24 * 3600);
    let again = short(telegram.send(&ann, &to_bob, "something else", 11));
    assert_eq!((again.id, again.pts, again.pts_count), (first.id, first.pts, 0));
    assert!(telegram.pushed(&bob).is_empty());
    let texts_now = telegram.history(&ann, &to_bob);
    assert_eq!(texts(&texts_now)[..2], ["Ahoy", "Its papers, at last."]);

    let carol = telegram.resolve(&ann, "carol_clark");
    let elsewhere = short(telegram.send(&ann, &carol, "Ahoy", 11));
    assert_eq!(elsewhere.pts_count, 1, "another chat counts for itself");
}

#[test]
fn a_repeated_send_in_a_channel_returns_the_first_messages_id() {
    let mut telegram = Telegram::new();
    let bob = telegram.sign_in(BOB);
    let lounge = telegram.resolve(&bob, "sandbox_lounge");
    let first = full(telegram.send(&bob, &lounge, "One", 5));
    let again = full(telegram.send(&bob, &lounge, "One", 5));
    let [enums::Update::MessageId(named), enums::Update::NewChannelMessage(new)] = &first[..] else {
        panic!("{first:?}");
    };
    let [enums::Update::MessageId(again_named), enums::Update::NewChannelMessage(repeated)] = &again[..]
    else {
        panic!("{again:?}");
    };
    assert_eq!(named, again_named);
    assert_eq!((named.random_id, named.id), (5, new.message.id()));
    assert_eq!((repeated.pts, repeated.pts_count, &repeated.message), (new.pts, 0, &new.message));
}

#[test]
fn invalid_messages_are_rejected() {
    let mut telegram = Telegram::new();
    let ann = telegram.sign_in(ANN);
    let bob = telegram.resolve(&ann, "bob_baker");
    let with_entity = |offset, length| {
        let bold = types::MessageEntityBold { offset, length }.into();
        functions::messages::SendMessage { entities: Some(vec![bold]), ..send(&bob, "a𝄞", 9) }
    };
    let replying = |id| {
        let reply = answering(id);
        functions::messages::SendMessage { reply_to: Some(reply.into()), ..send(&bob, "yes", 9) }
    };
    assert_eq!(telegram.refusal(&ann, &send(&bob, " \n", 9)), "400 MESSAGE_EMPTY");
    assert_eq!(telegram.refusal(&ann, &send(&bob, &"é".repeat(4097), 9)), "400 MESSAGE_TOO_LONG");
    assert_eq!(telegram.refusal(&ann, &send(&bob, "Ahoy", 0)), "400 RANDOM_ID_EMPTY");
    assert_eq!(telegram.refusal(&ann, &with_entity(0, 4)), "400 ENTITY_BOUNDS_INVALID");
    assert_eq!(telegram.refusal(&ann, &with_entity(-1, 2)), "400 ENTITY_BOUNDS_INVALID");
    assert_eq!(telegram.refusal(&ann, &with_entity(i32::MAX, i32::MAX)), "400 ENTITY_BOUNDS_INVALID");
    assert_eq!(telegram.refusal(&ann, &replying(999)), "400 REPLY_MESSAGE_ID_INVALID");
    assert_eq!(telegram.refusal(&ann, &send(&enums::InputPeer::Empty, "Ahoy", 9)), "400 PEER_ID_INVALID");
    telegram.call(&ann, &with_entity(0, 3)).expect("the clef is two units");
    telegram.call(&ann, &send(&bob, &"é".repeat(4096), 10)).expect("it just fits");
}

#[test]
fn a_reply_names_each_sides_own_copy() {
    let mut telegram = Telegram::new();
    let (ann, bob) = (telegram.sign_in(ANN), telegram.sign_in(BOB));
    let (to_bob, to_ann) = (telegram.resolve(&ann, "bob_baker"), telegram.resolve(&bob, "ann_archer"));
    let hers = telegram.history(&ann, &to_bob);
    let his = telegram.history(&bob, &to_ann);
    assert_ne!(hers[0].id(), his[0].id(), "or this shows nothing");
    let reply = answering(hers[0].id());
    let function =
        functions::messages::SendMessage { reply_to: Some(reply.into()), ..send(&to_bob, "Thanks", 9) };
    telegram.call(&ann, &function).expect("it is there");
    let seen = |telegram: &mut Telegram, caller, of| match &plain(&telegram.history(caller, of)[0]).reply_to {
        Some(enums::MessageReplyHeader::Header(reply)) => reply.reply_to_msg_id,
        other => panic!("{other:?}"),
    };
    assert_eq!(seen(&mut telegram, &ann, &to_bob), Some(hers[0].id()));
    assert_eq!(seen(&mut telegram, &bob, &to_ann), Some(his[0].id()));
}

#[test]
fn saved_messages_are_neither_outgoing_nor_unread() {
    let mut telegram = Telegram::new();
    let ann = telegram.sign_in(ANN);
    telegram.send(&ann, &enums::InputPeer::PeerSelf, "Buy milk", 3);
    let notes = telegram.history(&ann, &enums::InputPeer::PeerSelf);
    assert_eq!((texts(&notes), plain(&notes[0]).out), (vec!["Buy milk"], false));
    let dialogs = super::chats::dialogs(&mut telegram, &ann);
    assert_eq!(dialogs.iter().filter(|dialog| dialog.top_message == notes[0].id()).count(), 1);
    assert!(dialogs.iter().all(|dialog| dialog.top_message != notes[0].id() || dialog.unread_count == 0));
}

#[test]
fn reading_is_pushed_to_both_sides() {
    let mut telegram = Telegram::new();
    let (ann, phone, bob) = (telegram.sign_in(ANN), telegram.sign_in(ANN), telegram.sign_in(BOB));
    let (to_bob, to_ann) = (telegram.resolve(&ann, "bob_baker"), telegram.resolve(&bob, "ann_archer"));
    telegram.send(&bob, &to_ann, "One", 1);
    telegram.send(&bob, &to_ann, "Two", 2);
    let last = telegram.history(&ann, &to_bob)[0].id();
    let his_last = telegram.history(&bob, &to_ann)[0].id();
    for caller in [&ann, &phone, &bob] {
        telegram.pushed(caller);
    }

    let read = functions::messages::ReadHistory { peer: to_bob, max_id: 0 };
    let enums::messages::AffectedMessages::Messages(affected) =
        telegram.call(&ann, &read).expect("it may be read");
    assert_eq!(affected.pts_count, 1);
    let pushed = full(telegram.pushed(&phone).remove(0));
    let [enums::Update::ReadHistoryInbox(inbox)] = &pushed[..] else { panic!("{pushed:?}") };
    assert_eq!((inbox.max_id, inbox.still_unread_count, inbox.pts), (last, 0, affected.pts));
    let pushed = full(telegram.pushed(&bob).remove(0));
    let [enums::Update::ReadHistoryOutbox(outbox)] = &pushed[..] else { panic!("{pushed:?}") };
    assert_eq!((outbox.max_id, outbox.pts_count), (his_last, 1));

    let enums::messages::AffectedMessages::Messages(again) =
        telegram.call(&ann, &read).expect("it may be read");
    assert_eq!((again.pts, again.pts_count), (affected.pts, 0));
    assert!(telegram.pushed(&bob).is_empty());
}

#[test]
fn reading_in_a_supergroup_is_pushed_to_the_authors() {
    let mut telegram = Telegram::new();
    let (ann, bob) = (telegram.sign_in(ANN), telegram.sign_in(BOB));
    let (hers, his) = (telegram.resolve(&ann, "sandbox_lounge"), telegram.resolve(&bob, "sandbox_lounge"));
    telegram
        .call(&ann, &functions::channels::JoinChannel { channel: as_channel(&hers) })
        .expect("it is public");
    telegram.send(&bob, &his, "Welcome", 1);
    telegram.pushed(&bob);
    let read = functions::channels::ReadHistory { channel: as_channel(&hers), max_id: 0 };
    assert!(telegram.call(&ann, &read).expect("she is in it"));
    let pushed = full(telegram.pushed(&bob).remove(0));
    assert!(matches!(&pushed[..], [enums::Update::ReadChannelOutbox(_)]), "{pushed:?}");
    let unread = super::chats::dialogs(&mut telegram, &ann);
    assert!(unread.iter().any(|dialog| dialog.pts.is_some() && dialog.unread_count == 0));
}

#[test]
fn typing_is_pushed_to_members() {
    let mut telegram = Telegram::new();
    let (ann, bob) = (telegram.sign_in(ANN), telegram.sign_in(BOB));
    let peer = telegram.resolve(&ann, "bob_baker");
    let action = enums::SendMessageAction::SendMessageTypingAction;
    let typing = functions::messages::SetTyping { peer, top_msg_id: None, action };
    assert!(telegram.call(&ann, &typing).expect("she may write"));
    let pushed = telegram.pushed(&bob);
    assert!(matches!(
        &pushed[..],
        [enums::Updates::UpdateShort(short)] if matches!(short.update, enums::Update::UserTyping(_))
    ));
}
