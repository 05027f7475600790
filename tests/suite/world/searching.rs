//! Searching messages.

use std::collections::BTreeSet;

use grammers_tl_types::{enums, functions};
use proptest::prelude::*;
use telewire::sandbox::functions::Caller;
use telewire::sandbox::world::messages::draft::Draft;
use telewire::sandbox::world::messages::message::{GeoPoint, Media};
use telewire::sandbox::world::messages::search::Query;
use telewire::sandbox::world::people::peer::Peer;

use super::deleting::delete;
use super::editing::edit;
use super::{ANN, BOB, Telegram, ids, messages, plain, texts};

pub use super::requests::{search, search_global};

fn found(telegram: &mut Telegram, caller: &Caller, search: &functions::messages::Search) -> Vec<String> {
    let found = messages(telegram.call(caller, search).expect("it may be searched"));
    texts(&found).into_iter().map(str::to_owned).collect()
}

#[test]
fn messages_are_found_by_prefixes_of_words_in_any_case() {
    let mut telegram = Telegram::new();
    let ann = telegram.sign_in(ANN);
    let bob = telegram.resolve(&ann, "bob_baker");
    for (at, text) in ["A Boat, red", "boats and RED sails", "Éclair", "reboated"].iter().enumerate() {
        telegram.send(&ann, &bob, text, 1 + at as i64);
    }
    let mut find = |q| found(&mut telegram, &ann, &search(&bob, q));
    assert_eq!(find("BOAT")[..2], ["boats and RED sails", "A Boat, red"]);
    assert_eq!(find("red boat"), ["boats and RED sails", "A Boat, red"]);
    assert_eq!(find("red boats"), ["boats and RED sails"]);
    assert_eq!(find("éc"), ["Éclair"]);
    assert!(find("oat").is_empty());
}

#[test]
fn edited_messages_are_found_by_their_new_text_and_deleted_ones_are_not() {
    let mut telegram = Telegram::new();
    let ann = telegram.sign_in(ANN);
    let bob = telegram.resolve(&ann, "bob_baker");
    telegram.send(&ann, &bob, "first words", 1);
    let id = telegram.history(&ann, &bob)[0].id();
    telegram.call(&ann, &edit(&bob, id, "second thoughts")).expect("it is hers");
    assert!(found(&mut telegram, &ann, &search(&bob, "first")).is_empty());
    assert_eq!(found(&mut telegram, &ann, &search(&bob, "second")), ["second thoughts"]);
    telegram.call(&ann, &delete(&[id], true)).expect("it is hers");
    assert!(found(&mut telegram, &ann, &search(&bob, "second")).is_empty());
    let all = telegram.call(&ann, &search_global("second")).expect("it may be searched");
    assert!(messages(all).is_empty());
}

#[test]
fn senders_kinds_and_dates_narrow_a_search() {
    let mut telegram = Telegram::new();
    let (ann, bob) = (telegram.sign_in(ANN), telegram.sign_in(BOB));
    let (to_bob, to_ann) = (telegram.resolve(&ann, "bob_baker"), telegram.resolve(&bob, "ann_archer"));
    let begin = telegram.world.now();
    for at in 0..3 {
        telegram.world.advance(10);
        telegram.send(&ann, &to_bob, &format!("hers {at}"), 1 + at);
        telegram.send(&bob, &to_ann, &format!("his {at}"), 1 + at);
    }
    let mut find = |asked: functions::messages::Search| found(&mut telegram, &ann, &asked);
    let all = || search(&to_bob, "");
    let by_him = functions::messages::Search { from_id: Some(to_bob.clone()), limit: 2, ..all() };
    assert_eq!(find(by_him), ["his 2", "his 1"]);
    let between = functions::messages::Search { min_date: begin + 10, max_date: begin + 30, ..all() };
    assert_eq!(find(between), ["his 1", "hers 1"]);
    let filter = enums::MessagesFilter::InputMessagesFilterDocument;
    let papers = functions::messages::Search { filter: filter.clone(), ..all() };
    assert_eq!(find(papers), ["Its papers, at last."]);
    let counters = functions::messages::GetSearchCounters {
        peer: to_bob.clone(),
        saved_peer_id: None,
        top_msg_id: None,
        filters: vec![filter, enums::MessagesFilter::InputMessagesFilterPhotos],
    };
    let counted = telegram.call(&ann, &counters).expect("it may be asked");
    let counted: Vec<i32> =
        counted.into_iter().map(|enums::messages::SearchCounter::Counter(it)| it.count).collect();
    assert_eq!(counted, [1, 0]);
}

#[test]
fn a_search_over_all_covers_only_ones_own_chats_page_by_page() {
    let mut telegram = Telegram::new();
    let (ann, bob) = (telegram.sign_in(ANN), telegram.sign_in(BOB));
    let (to_bob, me) = (telegram.resolve(&ann, "bob_baker"), enums::InputPeer::PeerSelf);
    for at in 0..7 {
        telegram.world.advance(at % 3);
        telegram.send(
            &ann,
            if at % 2 == 0 { &to_bob } else { &me },
            &format!("needle {at}"),
            1 + i64::from(at),
        );
    }
    telegram.send(&bob, &me, "needle of his own", 1);
    let (mut all, mut page) =
        (Vec::new(), functions::messages::SearchGlobal { limit: 3, ..search_global("needle") });
    loop {
        let answer = telegram.call(&ann, &page).expect("it may be searched");
        let enums::messages::Messages::Slice(slice) = answer else { panic!("{answer:?}") };
        assert_eq!(slice.count, 7);
        all.extend(texts(&slice.messages).into_iter().map(str::to_owned));
        let (Some(rate), Some(last)) = (slice.next_rate, slice.messages.last()) else { break };
        let in_bobs = plain(last).peer_id != plain(&telegram.history(&ann, &me)[0]).peer_id;
        page.offset_rate = rate;
        page.offset_id = last.id();
        page.offset_peer = if in_bobs { to_bob.clone() } else { me.clone() };
    }
    let mut sorted = all.clone();
    sorted.sort();
    sorted.dedup();
    let each: Vec<String> = (0..7).map(|at| format!("needle {at}")).collect();
    assert_eq!((all.len(), &sorted), (7, &each), "each comes once: {all:?}");
    assert_eq!(telegram.refusal(&ann, &search_global(" ")), "400 SEARCH_QUERY_EMPTY");
}

#[test]
fn a_searchs_cost_depends_on_its_results_and_not_on_the_history() {
    let mut telegram = Telegram::new();
    let (ann, bob) = (telegram.sign_in(ANN), telegram.sign_in(BOB));
    let account = |caller: &Caller| telegram.world.account_of(caller.auth_key_id).expect("signed in");
    let (ann, bob) = (account(&ann), account(&bob));
    let mut looked_at = |count: u32| {
        telegram.world.say(bob, Peer::User(ann), "filler", count).expect("he may write");
        telegram.world.take_deliveries();
        let query = Query { text: "papers last".to_owned(), ..Query::default() };
        let found = telegram.world.found_in(ann, Peer::User(bob), &query);
        (found.ids.len(), found.looked_at)
    };
    assert_eq!(looked_at(100), (1, 1));
    assert_eq!(looked_at(20_000), (1, 1));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    /// Compared with the definition: read everything and filter.
    #[test]
    fn a_search_finds_the_same_as_a_full_scan(
        said in prop::collection::vec("[ab]{1,3}( [ab]{1,3}){0,2}", 1..12),
        wanted in prop::collection::vec("[ab]{1,2}", 1..3),
        offset in 0..20,
        limit in 0..8,
    ) {
        let mut telegram = Telegram::new();
        let ann = telegram.sign_in(ANN);
        let me = enums::InputPeer::PeerSelf;
        for (at, text) in said.iter().enumerate() {
            telegram.send(&ann, &me, text, 1 + at as i64);
        }
        let all = telegram.history(&ann, &me);
        let fits = |text: &str| {
            let words: BTreeSet<&str> = text.split(' ').collect();
            wanted.iter().all(|wanted| words.iter().any(|word| word.starts_with(wanted.as_str())))
        };
        let expected: Vec<i32> = all.iter().filter(|message| fits(super::text(message))).map(enums::Message::id).collect();
        let total = expected.len();
        let behind = all.last().expect("one at least").id() + offset;
        let expected: Vec<i32> = expected.into_iter().filter(|id| *id < behind).take(limit as usize).collect();
        let asked = functions::messages::Search { offset_id: behind, limit, ..search(&me, &wanted.join(" ")) };
        let answer = telegram.call(&ann, &asked).expect("it may be searched");
        let count = match &answer {
            enums::messages::Messages::Slice(slice) => slice.count as usize,
            _ => total,
        };
        prop_assert_eq!((ids(&messages(answer)), count), (expected, total));
    }
}

#[test]
fn posts_are_not_found_by_sender() {
    let mut telegram = Telegram::new();
    let ann = telegram.sign_in(ANN);
    let (news, carol) = (telegram.resolve(&ann, "sandbox_news"), telegram.resolve(&ann, "carol_clark"));
    let by_carol = functions::messages::Search { from_id: Some(carol), ..search(&news, "") };
    let found = messages(telegram.call(&ann, &by_carol).expect("it may be searched"));
    assert!(found.is_empty(), "{found:?}");
}

#[test]
fn places_and_contacts_are_found_by_kind() {
    let mut telegram = Telegram::new();
    let ann = telegram.sign_in(ANN);
    let bob = telegram.resolve(&ann, "bob_baker");
    let me = telegram.world.account_of(ann.auth_key_id).expect("signed in");
    let to = telegram.world.resolve_username("bob_baker").expect("he is there");
    for (text, media) in [
        ("here", Media::Geo(GeoPoint { latitude: 1.0, longitude: 2.0, accuracy: None })),
        (
            "she",
            Media::Contact {
                phone: "1".to_owned(),
                first_name: "C".to_owned(),
                last_name: String::new(),
                vcard: String::new(),
                user: None,
            },
        ),
    ] {
        let draft = Draft { text: text.to_owned(), media: Some(media), ..Draft::default() };
        telegram.world.send(me, to, draft).expect("she may");
    }
    for (filter, text) in [
        (enums::MessagesFilter::InputMessagesFilterGeo, vec!["here"]),
        (enums::MessagesFilter::InputMessagesFilterContacts, vec!["she"]),
        (enums::MessagesFilter::InputMessagesFilterRoundVoice, vec![]),
    ] {
        let wanted = functions::messages::Search { filter, ..search(&bob, "") };
        assert_eq!(found(&mut telegram, &ann, &wanted), text);
    }
}
