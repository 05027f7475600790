//! Parts of a history, compared with their definition.

use grammers_tl_types::{enums, functions};
use proptest::prelude::*;
use telewire::sandbox::functions::Caller;
use telewire::sandbox::world::people::peer::Peer;

use super::{ANN, BOB, Telegram, history, ids, messages, texts};

/// Ann, and Bob who has written this many messages, one a minute.
fn with_messages(count: u32) -> (Telegram, Caller, enums::InputPeer) {
    let mut telegram = Telegram::new();
    let (ann, bob) = (telegram.sign_in(ANN), telegram.sign_in(BOB));
    let account = |telegram: &Telegram, caller: &Caller| {
        telegram.world.account_of(caller.auth_key_id).expect("signed in")
    };
    let (ann_id, bob_id) = (account(&telegram, &ann), account(&telegram, &bob));
    for _ in 0..count {
        telegram.world.advance(60);
        telegram.world.say(bob_id, Peer::User(ann_id), "Ahoy", 1).expect("he may write");
        telegram.world.take_deliveries();
    }
    let to_bob = telegram.resolve(&ann, "bob_baker");
    (telegram, ann, to_bob)
}

#[test]
fn a_whole_history_is_messages_and_a_part_is_a_slice_with_the_total() {
    let (mut telegram, ann, bob) = with_messages(120);
    let part = telegram.call(&ann, &history(&bob)).expect("it may be read");
    let enums::messages::Messages::Slice(part) = part else { panic!("{part:?}") };
    assert_eq!((part.count, part.messages.len()), (123, 100));
    let (mut telegram, ann, bob) = with_messages(0);
    let whole = telegram.call(&ann, &history(&bob)).expect("it may be read");
    assert!(matches!(whole, enums::messages::Messages::Messages(whole) if whole.messages.len() == 3));
}

#[test]
fn paging_by_offset_id_returns_every_message_once() {
    let (mut telegram, ann, bob) = with_messages(250);
    let mut all = Vec::new();
    let mut offset_id = 0;
    loop {
        let page = functions::messages::GetHistory { offset_id, limit: 40, ..history(&bob) };
        let page = ids(&messages(telegram.call(&ann, &page).expect("it may be read")));
        let Some(last) = page.last() else { break };
        offset_id = *last;
        all.extend(page);
    }
    assert_eq!(all.len(), 253);
    assert!(all.is_sorted_by(|newer, older| newer > older));
}

#[test]
fn an_offset_date_starts_before_that_date() {
    let (mut telegram, ann, bob) = with_messages(10);
    let now = telegram.world.now();
    let before = functions::messages::GetHistory { offset_date: now - 120, limit: 3, ..history(&bob) };
    let found = messages(telegram.call(&ann, &before).expect("it may be read"));
    let dates: Vec<i32> = found.iter().map(|message| super::plain(message).date).collect();
    assert_eq!(dates, [now - 180, now - 240, now - 300]);
}

#[test]
fn messages_are_returned_by_id_and_missing_ones_are_empty() {
    let (mut telegram, ann, bob) = with_messages(1);
    let newest = telegram.history(&ann, &bob)[0].id();
    let named = |id| grammers_tl_types::types::InputMessageId { id }.into();
    let get = functions::messages::GetMessages { id: vec![named(newest), named(9999), named(-1)] };
    let found = messages(telegram.call(&ann, &get).expect("they are hers"));
    assert_eq!(texts(&found), ["Ahoy", "", ""]);
    assert_eq!(ids(&found), [newest, 9999, -1]);
    assert!(matches!(found[1], enums::Message::Empty(_)));
}

/// The definition, word for word: filter, find the offset, take.
fn expected(all: &[i32], asked: &functions::messages::GetHistory) -> Vec<i32> {
    let fits = |id: &i32| (asked.max_id <= 0 || *id < asked.max_id) && *id > asked.min_id.max(0);
    let all: Vec<i32> = all.iter().copied().filter(fits).collect();
    let begin = match asked.offset_id {
        0 => 0,
        offset => all.iter().filter(|id| **id >= offset).count() as i32,
    };
    let first = begin + asked.add_offset;
    let range = first.clamp(0, all.len() as i32) as usize
        ..(first + asked.limit.clamp(0, 100)).clamp(0, all.len() as i32) as usize;
    all[range].to_vec()
}

proptest! {
    #[test]
    fn every_window_matches_the_definition(
        offset_id in 0..40,
        add_offset in -30..30,
        limit in -1..40,
        max_id in -1..40,
        min_id in -1..40,
    ) {
        thread_local! {
            static STAGE: std::cell::RefCell<(Telegram, Caller, enums::InputPeer)> =
                std::cell::RefCell::new(with_messages(25));
        }
        STAGE.with_borrow_mut(|(telegram, ann, bob)| {
            let all = ids(&telegram.history(ann, bob));
            let asked = functions::messages::GetHistory {
                offset_id, add_offset, limit, max_id, min_id, ..history(bob)
            };
            let found = ids(&messages(telegram.call(ann, &asked).expect("it may be read")));
            prop_assert_eq!(found, expected(&all, &asked));
            Ok(())
        })?;
    }
}
