//! Deleting messages.

use grammers_tl_types::{enums, functions, types};
use telewire::sandbox::functions::{Caller, RpcError};

use super::login::sign_in_carol;
use super::updates::{get_difference, state};
use super::{ANN, BOB, Telegram, as_channel, ids, messages, send, sending, text, texts, updates};

pub fn delete(id: &[i32], revoke: bool) -> functions::messages::DeleteMessages {
    functions::messages::DeleteMessages { revoke, id: id.to_vec() }
}

pub fn get(ids: &[i32]) -> functions::messages::GetMessages {
    let named = ids.iter().map(|id| types::InputMessageId { id: *id }.into());
    functions::messages::GetMessages { id: named.collect() }
}

#[test]
fn a_revoked_message_is_gone_on_both_sides() {
    let mut telegram = Telegram::new();
    let (ann, bob) = (telegram.sign_in(ANN), telegram.sign_in(BOB));
    let (to_bob, to_ann) = (telegram.resolve(&ann, "bob_baker"), telegram.resolve(&bob, "ann_archer"));
    let before = state(&mut telegram, &bob);
    telegram.send(&ann, &to_bob, "Oops", 1);
    telegram.send(&ann, &to_bob, "Ahoy", 2);
    let mine = telegram.history(&ann, &to_bob)[1].id();
    let his = telegram.history(&bob, &to_ann)[1].id();
    telegram.pushed(&bob);
    let pts = state(&mut telegram, &ann).pts;

    let enums::messages::AffectedMessages::Messages(gone) =
        telegram.call(&ann, &delete(&[mine, mine, 4711], true)).expect("it is hers");
    assert_eq!((gone.pts, gone.pts_count), (pts + 1, 1));
    assert_eq!(state(&mut telegram, &ann).pts, pts + 1);
    let pushed = telegram.pushed(&bob);
    let [enums::Updates::Updates(pushed)] = &pushed[..] else { panic!("{pushed:?}") };
    let [enums::Update::DeleteMessages(pushed)] = &pushed.updates[..] else { panic!("{pushed:?}") };
    assert_eq!((&pushed.messages[..], pushed.pts_count), (&[his][..], 1));

    for (caller, chat, id) in [(&ann, &to_bob, mine), (&bob, &to_ann, his)] {
        assert_eq!(texts(&telegram.history(caller, chat))[..2], ["Ahoy", "Its papers, at last."]);
        let got = messages(telegram.call(caller, &get(&[id])).expect("it may be asked"));
        assert!(matches!(got[..], [enums::Message::Empty(_)]));
        let answer = sending::answering(id);
        let reply =
            functions::messages::SendMessage { reply_to: Some(answer.into()), ..send(chat, "What?", 9) };
        assert_eq!(telegram.refusal(caller, &reply), "400 REPLY_MESSAGE_ID_INVALID");
    }
    let missed = telegram.call(&bob, &get_difference(before.pts, before.date)).expect("signed in");
    let enums::updates::Difference::Difference(missed) = missed else { panic!("{missed:?}") };
    assert_eq!(texts(&missed.new_messages), ["Ahoy"]);
    assert!(
        matches!(&missed.other_updates[..], [enums::Update::DeleteMessages(gone)] if gone.messages == [his])
    );
}

#[test]
fn a_message_deleted_for_oneself_stays_on_the_other_side() {
    let mut telegram = Telegram::new();
    let (ann, bob) = (telegram.sign_in(ANN), telegram.sign_in(BOB));
    let (to_bob, to_ann) = (telegram.resolve(&ann, "bob_baker"), telegram.resolve(&bob, "ann_archer"));
    telegram.send(&ann, &to_bob, "Ahoy", 1);
    telegram.pushed(&bob);
    let mine = telegram.history(&ann, &to_bob)[0].id();
    telegram.call(&ann, &delete(&[mine], false)).expect("it is hers");
    assert_ne!(text(&telegram.history(&ann, &to_bob)[0]), "Ahoy");
    assert_eq!(text(&telegram.history(&bob, &to_ann)[0]), "Ahoy");
    assert!(telegram.pushed(&bob).is_empty());
    telegram.send(&bob, &to_ann, "Still here", 2);
    assert!(telegram.history(&ann, &to_bob)[0].id() > mine, "its id is never used again");
}

#[test]
fn in_a_supergroup_members_delete_their_own_messages_and_admins_all() {
    let mut telegram = Telegram::new();
    let (ann, bob, carol) = (telegram.sign_in(ANN), telegram.sign_in(BOB), sign_in_carol(&mut telegram));
    let delete = |telegram: &mut Telegram, caller: &Caller, id: &[i32]| {
        let channel = as_channel(&telegram.resolve(caller, "sandbox_lounge"));
        telegram.call(caller, &functions::channels::DeleteMessages { channel, id: id.to_vec() })
    };
    let forbidden = || RpcError { code: 403, name: "MESSAGE_DELETE_FORBIDDEN".to_owned() };
    let lounge = telegram.resolve(&carol, "sandbox_lounge");
    telegram.send(&carol, &lounge, "Mine", 1);
    let all = telegram.history(&carol, &lounge);
    let own = all[0].id();
    let his = all.iter().find(|message| text(message) == "Anybody here?").expect("said").id();
    assert_eq!(delete(&mut telegram, &carol, &[own, his]), Err(forbidden()));
    assert_eq!(delete(&mut telegram, &ann, &[own]), Err(forbidden()), "she isn't in it");
    let Ok(enums::messages::AffectedMessages::Messages(gone)) = delete(&mut telegram, &carol, &[own]) else {
        panic!("it is hers");
    };
    assert_eq!(gone.pts_count, 1);

    telegram.send(&carol, &lounge, "Hers", 2);
    let hers = telegram.history(&carol, &lounge)[0].id();
    telegram.pushed(&carol);
    delete(&mut telegram, &bob, &[his, hers]).expect("he is its owner");
    let pushed = updates(telegram.pushed(&carol).remove(0));
    let [enums::Update::DeleteChannelMessages(pushed)] = &pushed[..] else { panic!("{pushed:?}") };
    assert_eq!((&pushed.messages[..], pushed.pts, pushed.pts_count), (&[his, hers][..], gone.pts + 3, 2));
    let lounge = telegram.resolve(&bob, "sandbox_lounge");
    let left = ids(&telegram.history(&bob, &lounge));
    assert!([own, his, hers].iter().all(|id| !left.contains(id)));
}

#[test]
fn a_history_is_deleted_for_one_or_both_sides_and_its_chat_leaves_the_list() {
    let mut telegram = Telegram::new();
    let (ann, bob) = (telegram.sign_in(ANN), telegram.sign_in(BOB));
    let (to_bob, to_ann) = (telegram.resolve(&ann, "bob_baker"), telegram.resolve(&bob, "ann_archer"));
    let delete = |peer: &enums::InputPeer, revoke| functions::messages::DeleteHistory {
        just_clear: false,
        revoke,
        peer: peer.clone(),
        max_id: 0,
        min_date: None,
        max_date: None,
    };
    let listed = |telegram: &Telegram, caller: &Caller| {
        let account = telegram.world.account_of(caller.auth_key_id).expect("signed in");
        telegram.world.dialogs_of(account).count()
    };
    let (hers, his) = (listed(&telegram, &ann), listed(&telegram, &bob));
    let pts = state(&mut telegram, &ann).pts;
    let enums::messages::AffectedHistory::History(gone) =
        telegram.call(&ann, &delete(&to_bob, false)).expect("it is her side");
    assert_eq!((gone.pts, gone.pts_count, gone.offset), (pts + 3, 3, 0));
    assert!(telegram.history(&ann, &to_bob).is_empty());
    assert_eq!(telegram.history(&bob, &to_ann).len(), 3);
    assert_eq!((listed(&telegram, &ann), listed(&telegram, &bob)), (hers - 1, his));

    telegram.send(&ann, &to_bob, "Anew", 1);
    telegram.call(&bob, &delete(&to_ann, true)).expect("either side may");
    assert!(telegram.history(&ann, &to_bob).is_empty() && telegram.history(&bob, &to_ann).is_empty());
    assert_eq!((listed(&telegram, &ann), listed(&telegram, &bob)), (hers - 1, his - 1));
}

#[test]
fn a_cleared_chat_stays_listed_with_a_service_message() {
    let mut telegram = Telegram::new();
    let (ann, bob) = (telegram.sign_in(ANN), telegram.sign_in(BOB));
    let (to_bob, to_ann) = (telegram.resolve(&ann, "bob_baker"), telegram.resolve(&bob, "ann_archer"));
    let (before, his) = (ids(&telegram.history(&ann, &to_bob)), ids(&telegram.history(&bob, &to_ann)));
    let pts = state(&mut telegram, &ann).pts;
    let clear = functions::messages::DeleteHistory {
        just_clear: true,
        revoke: false,
        peer: to_bob.clone(),
        max_id: 0,
        min_date: None,
        max_date: None,
    };
    let enums::messages::AffectedHistory::History(gone) = telegram.call(&ann, &clear).expect("it is hers");
    assert_eq!((gone.pts_count as usize, gone.pts), (before.len(), pts + before.len() as i32));
    let left = telegram.history(&ann, &to_bob);
    let [enums::Message::Service(note)] = &left[..] else { panic!("{left:?}") };
    assert_eq!((note.id, &note.action), (before[0], &enums::MessageAction::HistoryClear));
    assert_eq!(ids(&telegram.history(&bob, &to_ann)), his);

    let newest = telegram.history(&bob, &to_ann).remove(0).id();
    telegram.call(&bob, &super::editing::edit(&to_ann, newest, "Its papers.")).expect("he wrote it");
    assert_eq!(telegram.history(&ann, &to_bob), left, "it is no copy of his message any more");
}

#[test]
fn a_supergroups_history_is_cleared_for_oneself() {
    let mut telegram = Telegram::new();
    let (bob, carol) = (telegram.sign_in(BOB), sign_in_carol(&mut telegram));
    let (his, hers) = (telegram.resolve(&bob, "sandbox_lounge"), telegram.resolve(&carol, "sandbox_lounge"));
    let all = ids(&telegram.history(&bob, &his));
    let clear =
        functions::channels::DeleteHistory { for_everyone: false, channel: as_channel(&hers), max_id: 0 };
    let told = updates(telegram.call(&carol, &clear).expect("she is in it"));
    let [enums::Update::ChannelAvailableMessages(told)] = &told[..] else { panic!("{told:?}") };
    assert_eq!(told.available_min_id, all[0] + 1);
    assert!(telegram.history(&carol, &hers).is_empty());
    assert_eq!(ids(&telegram.history(&bob, &his)), all);
    telegram.send(&bob, &his, "Anew", 1);
    assert_eq!(texts(&telegram.history(&carol, &hers)), ["Anew"]);
}
