//! Views of posts, and read receipts.

use grammers_tl_types::{enums, functions, types};
use telewire::sandbox::functions::Caller;

use super::administration::{account, bring, found};
use super::forwarding::forward;
use super::login::sign_in_carol;
use super::{ANN, BOB, Telegram, ids, plain, updates};

fn views(
    telegram: &mut Telegram,
    caller: &Caller,
    peer: &enums::InputPeer,
    id: &[i32],
    increment: bool,
) -> Vec<(Option<i32>, Option<i32>)> {
    let function = functions::messages::GetMessagesViews { peer: peer.clone(), id: id.to_vec(), increment };
    let enums::messages::MessageViews::Views(told) =
        telegram.call(caller, &function).expect("it may be read");
    told.views.into_iter().map(|enums::MessageViews::Views(views)| (views.views, views.forwards)).collect()
}

fn read_participants(
    peer: &enums::InputPeer,
    msg_id: i32,
) -> functions::messages::GetMessageReadParticipants {
    functions::messages::GetMessageReadParticipants { peer: peer.clone(), msg_id }
}

fn outbox(peer: &enums::InputPeer, msg_id: i32) -> functions::messages::GetOutboxReadDate {
    functions::messages::GetOutboxReadDate { peer: peer.clone(), msg_id }
}

#[test]
fn a_posts_views_count_each_account_once() {
    let mut telegram = Telegram::new();
    let (ann, bob, carol) = (telegram.sign_in(ANN), telegram.sign_in(BOB), sign_in_carol(&mut telegram));
    let [hers, his, carols] = [&ann, &bob, &carol].map(|caller| telegram.resolve(caller, "sandbox_news"));
    let id = ids(&telegram.history(&ann, &hers))[0];
    assert_eq!(views(&mut telegram, &ann, &hers, &[id, 4711], false), [(Some(1), Some(0)), (None, None)]);
    assert_eq!(
        views(&mut telegram, &carol, &carols, &[id], true),
        [(Some(1), Some(0))],
        "its author has seen it"
    );
    telegram.pushed(&carol);
    assert_eq!(views(&mut telegram, &ann, &hers, &[id], true), [(Some(2), Some(0))]);
    let told: Vec<enums::Update> = telegram.pushed(&carol).into_iter().flat_map(updates).collect();
    assert!(
        matches!(&told[..], [enums::Update::ChannelMessageViews(told)] if (told.id, told.views) == (id, 2))
    );
    assert_eq!(views(&mut telegram, &ann, &hers, &[id], true), [(Some(2), Some(0))]);
    assert!(telegram.pushed(&carol).is_empty());
    assert_eq!(views(&mut telegram, &bob, &his, &[id], true), [(Some(3), Some(0))]);
    assert_eq!(plain(&telegram.history(&carol, &carols)[0]).views, Some(3));
}

#[test]
fn a_forwarded_post_is_counted_there_too() {
    let mut telegram = Telegram::new();
    let (ann, bob) = (telegram.sign_in(ANN), telegram.sign_in(BOB));
    let (news, to_bob) = (telegram.resolve(&ann, "sandbox_news"), telegram.resolve(&ann, "bob_baker"));
    let to_ann = telegram.resolve(&bob, "ann_archer");
    let id = ids(&telegram.history(&ann, &news))[0];
    telegram.call(&ann, &forward(&news, &[id], &to_bob)).expect("it is public");
    let copy = plain(&telegram.history(&bob, &to_ann)[0]).clone();
    assert_eq!((copy.views, copy.forwards), (Some(1), Some(1)));
    assert_eq!(views(&mut telegram, &bob, &to_ann, &[copy.id], true), [(Some(2), Some(1))]);
    let post = plain(&telegram.history(&ann, &news)[0]).clone();
    assert_eq!((post.views, post.forwards), (Some(2), Some(1)));
}

#[test]
fn in_a_small_group_the_author_sees_who_read_it_and_when() {
    let mut telegram = Telegram::new();
    let (ann, bob) = (telegram.sign_in(ANN), telegram.sign_in(BOB));
    let crew = found(&mut telegram, &ann, false);
    let his = bring(&mut telegram, &ann, &crew, "bob_baker", &bob);
    telegram.send(&ann, &crew, "Ahoy", 1);
    let id = ids(&telegram.history(&ann, &crew))[0];
    assert_eq!(telegram.call(&ann, &read_participants(&crew, id)), Ok(Vec::new()));
    telegram.world.advance(60);
    let enums::InputPeer::Channel(named) = &his else { panic!("{his:?}") };
    let channel = types::InputChannel { channel_id: named.channel_id, access_hash: named.access_hash }.into();
    telegram.call(&bob, &functions::channels::ReadHistory { channel, max_id: id }).expect("he is in it");
    let read = types::ReadParticipantDate { user_id: account(&telegram, &bob), date: telegram.world.now() };
    telegram.world.advance(60);
    assert_eq!(telegram.call(&ann, &read_participants(&crew, id)), Ok(vec![read.into()]));
    assert_eq!(telegram.refusal(&bob, &read_participants(&his, id)), "400 MSG_ID_INVALID", "it isn't his");
    telegram.world.advance(7 * 24 * 3600);
    assert_eq!(telegram.refusal(&ann, &read_participants(&crew, id)), "400 MSG_TOO_OLD");
}

#[test]
fn in_private_the_author_sees_when_it_was_read() {
    let mut telegram = Telegram::new();
    let (ann, bob) = (telegram.sign_in(ANN), telegram.sign_in(BOB));
    let (to_bob, to_ann) = (telegram.resolve(&ann, "bob_baker"), telegram.resolve(&bob, "ann_archer"));
    telegram.send(&ann, &to_bob, "Ahoy", 1);
    let id = ids(&telegram.history(&ann, &to_bob))[0];
    assert_eq!(telegram.refusal(&ann, &outbox(&to_bob, id)), "400 MESSAGE_NOT_READ_YET");
    telegram.world.advance(60);
    let date = telegram.world.now();
    telegram.call(&bob, &functions::messages::ReadHistory { peer: to_ann, max_id: 0 }).expect("it is his");
    telegram.world.advance(60);
    assert_eq!(telegram.call(&ann, &outbox(&to_bob, id)), Ok(types::OutboxReadDate { date }.into()));
    assert_eq!(telegram.refusal(&ann, &outbox(&to_bob, 4711)), "400 MESSAGE_ID_INVALID");
}
