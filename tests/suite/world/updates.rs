//! Updates, and differences for missed ones.

use grammers_tl_types::{enums, functions};
use telewire::sandbox::functions::Caller;
use telewire::sandbox::world::people::peer::Peer;

use super::{ANN, BOB, Telegram, send, texts};

pub use super::requests::{channel_difference, get_difference, state};

#[test]
fn pts_starts_at_one_and_counts_each_message() {
    let mut telegram = Telegram::new();
    let new = telewire::sandbox::world::people::person::NewPerson {
        phone: Some("+9996620042".to_owned()),
        first_name: "Eve".to_owned(),
        ..Default::default()
    };
    telegram.world.add_person(new).expect("nobody has that number");
    let eve = telegram.sign_in("+9996620042");
    assert_eq!(state(&mut telegram, &eve).pts, 1);
    telegram.send(&eve, &enums::InputPeer::PeerSelf, "First", 1);
    assert_eq!(state(&mut telegram, &eve).pts, 2);
}

#[test]
fn a_difference_contains_exactly_the_missed_updates() {
    let mut telegram = Telegram::new();
    let (ann, bob) = (telegram.sign_in(ANN), telegram.sign_in(BOB));
    let before = state(&mut telegram, &ann);
    let to_ann = telegram.resolve(&bob, "ann_archer");
    telegram.send(&bob, &to_ann, "One", 1);
    telegram.send(&bob, &to_ann, "Two", 2);
    let missed = telegram.call(&ann, &get_difference(before.pts, before.date)).expect("signed in");
    let enums::updates::Difference::Difference(missed) = missed else { panic!("{missed:?}") };
    assert_eq!(texts(&missed.new_messages), ["One", "Two"]);
    assert!(missed.other_updates.is_empty());
    assert_eq!(missed.users.len(), 1);
    let enums::updates::State::State(after) = missed.state;
    assert_eq!((after.pts, state(&mut telegram, &ann)), (before.pts + 2, after.clone()));
    let nothing = telegram.call(&ann, &get_difference(after.pts, after.date)).expect("signed in");
    assert!(matches!(nothing, enums::updates::Difference::Empty(_)));
}

#[test]
fn a_difference_contains_ones_own_random_ids() {
    let mut telegram = Telegram::new();
    let (here, there) = (telegram.sign_in(ANN), telegram.sign_in(ANN));
    let before = state(&mut telegram, &here);
    telegram.send(&here, &enums::InputPeer::PeerSelf, "Note", 77);
    let mut random_ids = |caller| {
        let missed = telegram.call(caller, &get_difference(before.pts, before.date)).expect("signed in");
        let enums::updates::Difference::Difference(missed) = missed else { panic!("{missed:?}") };
        let named = missed.other_updates.iter().filter_map(|update| match update {
            enums::Update::MessageId(named) => Some(named.random_id),
            _ => None,
        });
        named.collect::<Vec<_>>()
    };
    assert_eq!(random_ids(&here), [77]);
    assert!(random_ids(&there).is_empty());
}

#[test]
fn a_long_difference_is_split_into_slices() {
    let mut telegram = Telegram::new();
    let (ann, bob) = (telegram.sign_in(ANN), telegram.sign_in(BOB));
    let before = state(&mut telegram, &ann);
    let account = |caller: &Caller| telegram.world.account_of(caller.auth_key_id).expect("signed in");
    let (ann_id, bob_id) = (account(&ann), account(&bob));
    telegram.world.say(bob_id, Peer::User(ann_id), "Ahoy", 250).expect("he may write");
    let mut pts = before.pts;
    let mut sizes = Vec::new();
    loop {
        match telegram.call(&ann, &get_difference(pts, before.date)).expect("signed in") {
            enums::updates::Difference::Slice(slice) => {
                sizes.push(slice.new_messages.len());
                let enums::updates::State::State(state) = slice.intermediate_state;
                pts = state.pts;
            }
            enums::updates::Difference::Difference(last) => {
                sizes.push(last.new_messages.len());
                break;
            }
            other => panic!("{other:?}"),
        }
    }
    assert_eq!(sizes, [100, 100, 50]);
    let short_of_patience = functions::updates::GetDifference {
        pts_total_limit: Some(249),
        ..get_difference(before.pts, before.date)
    };
    let too_long = telegram.call(&ann, &short_of_patience).expect("signed in");
    assert!(matches!(too_long, enums::updates::Difference::TooLong(end) if end.pts == before.pts + 250));
}

#[test]
fn a_pts_from_another_world_starts_again() {
    let mut telegram = Telegram::new();
    let ann = telegram.sign_in(ANN);
    let now = state(&mut telegram, &ann);
    let answer = telegram.call(&ann, &get_difference(now.pts + 1000, now.date)).expect("signed in");
    assert!(matches!(answer, enums::updates::Difference::TooLong(end) if end.pts == now.pts));
    assert_eq!(telegram.refusal(&ann, &get_difference(0, now.date)), "400 PERSISTENT_TIMESTAMP_EMPTY");
}

#[test]
fn a_channel_has_its_own_pts() {
    let mut telegram = Telegram::new();
    let bob = telegram.sign_in(BOB);
    let lounge = telegram.resolve(&bob, "sandbox_lounge");
    let whole = telegram.call(&bob, &channel_difference(&lounge, 1)).expect("he is in it");
    let enums::updates::ChannelDifference::Difference(whole) = whole else { panic!("{whole:?}") };
    // One service message came first, with pts 2.
    assert_eq!((whole.new_messages.len() as i32, whole.r#final), (whole.pts - 1, true));
    let account_before = state(&mut telegram, &bob).pts;
    telegram.send(&bob, &lounge, "One more", 1);
    assert_eq!(state(&mut telegram, &bob).pts, account_before);
    let more = telegram.call(&bob, &channel_difference(&lounge, whole.pts)).expect("he is in it");
    let enums::updates::ChannelDifference::Difference(more) = more else { panic!("{more:?}") };
    assert_eq!((texts(&more.new_messages), more.pts), (vec!["One more"], whole.pts + 1));
    let nothing = telegram.call(&bob, &channel_difference(&lounge, more.pts)).expect("he is in it");
    assert!(
        matches!(nothing, enums::updates::ChannelDifference::Empty(end) if end.pts == more.pts && end.r#final)
    );
}

#[test]
fn a_difference_names_the_changed_channels() {
    let mut telegram = Telegram::new();
    let (listening, bob) = (telegram.sign_in(BOB), telegram.sign_in(BOB));
    telegram.world.advance(60);
    let before = state(&mut telegram, &listening);
    telegram.world.advance(60);
    let lounge = telegram.resolve(&bob, "sandbox_lounge");
    telegram.send(&bob, &lounge, "Missed", 1);
    let missed = telegram.call(&listening, &get_difference(before.pts, before.date)).expect("signed in");
    let enums::updates::Difference::Difference(missed) = missed else { panic!("{missed:?}") };
    let enums::InputPeer::Channel(channel) = lounge else { panic!("it is a supergroup") };
    let [enums::Update::ChannelTooLong(moved)] = &missed.other_updates[..] else { panic!("{missed:?}") };
    assert_eq!(moved.channel_id, channel.channel_id);
    assert!(missed.new_messages.is_empty() && missed.chats.len() == 1);
    telegram.world.advance(1);
    let now = state(&mut telegram, &listening);
    let nothing = telegram.call(&listening, &get_difference(now.pts, now.date)).expect("signed in");
    assert!(matches!(nothing, enums::updates::Difference::Empty(_)));
}

#[test]
fn a_channel_difference_too_long_contains_the_dialog() {
    let mut telegram = Telegram::new();
    let bob = telegram.sign_in(BOB);
    let lounge = telegram.resolve(&bob, "sandbox_lounge");
    let enums::InputPeer::Channel(channel) = &lounge else { panic!("it is a supergroup") };
    let bob_id = telegram.world.account_of(bob.auth_key_id).expect("signed in");
    telegram.world.say(bob_id, Peer::Channel(channel.channel_id), "Ahoy", 1100).expect("he may write");
    let far = telegram.call(&bob, &channel_difference(&lounge, 1)).expect("he is in it");
    let enums::updates::ChannelDifference::TooLong(far) = far else { panic!("{far:?}") };
    let enums::Dialog::Dialog(dialog) = far.dialog else { panic!("it is a dialog") };
    assert_eq!(texts(&far.messages), ["Ahoy 1100"]);
    assert!(dialog.pts.is_some_and(|pts| pts > 1100));
}

#[test]
fn messages_are_pushed_to_every_authorization_except_imported_ones() {
    let mut telegram = Telegram::new();
    let (one, two, bob) = (telegram.sign_in(ANN), telegram.sign_in(ANN), telegram.sign_in(BOB));
    let export = functions::auth::ExportAuthorization { dc_id: 1 };
    let enums::auth::ExportedAuthorization::Authorization(exported) =
        telegram.call(&one, &export).expect("signed in");
    let media = telegram.connect(1);
    let import = functions::auth::ImportAuthorization { id: exported.id, bytes: exported.bytes };
    telegram.call(&media, &import).expect("just exported");
    let account = |caller: &Caller| telegram.world.account_of(caller.auth_key_id).expect("signed in");
    let (ann_id, bob_id) = (account(&one), account(&bob));
    telegram.world.say(bob_id, Peer::User(ann_id), "Ahoy", 2).expect("he may write");
    let pushes = telewire::sandbox::functions::pushes(&mut telegram.world, None);
    telegram.pushes.extend(pushes);
    let counts = [&one, &two, &bob, &media].map(|caller| telegram.pushed(caller).len());
    assert_eq!(counts, [2, 2, 2, 0]);
}

#[test]
fn online_status_is_pushed_to_known_users() {
    let mut telegram = Telegram::new();
    let (ann, bob) = (telegram.sign_in(ANN), telegram.sign_in(BOB));
    telegram.call(&ann, &functions::account::UpdateStatus { offline: false }).expect("signed in");
    let pushed = telegram.pushed(&bob);
    assert!(matches!(
        &pushed[..],
        [enums::Updates::UpdateShort(short)] if matches!(
            &short.update,
            enums::Update::UserStatus(told) if matches!(told.status, enums::UserStatus::Online(_))
        )
    ));
    let refused = telegram.refusal(&ann, &send(&enums::InputPeer::Empty, "x", 1));
    assert_eq!(refused, "400 PEER_ID_INVALID");
    assert!(telegram.pushed(&bob).is_empty(), "what is refused changes nothing");
}
