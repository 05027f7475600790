//! Users known only from a message (https://core.telegram.org/api/min).

use grammers_tl_types::{enums, functions, types};
use telewire::sandbox::functions::Caller;
use telewire::sandbox::world::people::person::NewPerson;

use super::administration::{account, bring, found};
use super::forwarding::forward;
use super::{ANN, BOB, Telegram, brought, history, ids, send};

const DORA: &str = "+9996620004";

fn settle_dora(telegram: &mut Telegram) -> Caller {
    let (phone, username) = (Some(DORA.to_owned()), Some("dora_diver".to_owned()));
    let new = NewPerson { phone, username, first_name: "Dora".to_owned(), ..NewPerson::default() };
    telegram.world.add_person(new).expect("the number is free");
    telegram.sign_in(DORA)
}

fn user(users: &[enums::User], id: i64) -> types::User {
    let found = users.iter().find_map(|user| match user {
        enums::User::User(user) if user.id == id => Some(user.clone()),
        _ => None,
    });
    found.expect("the answer brings them along")
}

fn users(found: enums::messages::Messages) -> Vec<enums::User> {
    match found {
        enums::messages::Messages::ChannelMessages(found) => found.users,
        enums::messages::Messages::Slice(found) => found.users,
        enums::messages::Messages::Messages(found) => found.users,
        other => panic!("{other:?}"),
    }
}

#[test]
fn an_update_of_a_supergroup_contains_a_stranger_only_as_min() {
    let mut telegram = Telegram::new();
    let (ann, dora) = (telegram.sign_in(ANN), settle_dora(&mut telegram));
    let crew = found(&mut telegram, &ann, false);
    // Ann has only resolved her username, which doesn't make them known to each other.
    let hers = bring(&mut telegram, &ann, &crew, "dora_diver", &dora);
    telegram.pushed(&ann);
    telegram.send(&dora, &hers, "Ahoy", 1);
    let pushed = brought(telegram.pushed(&ann).remove(0));
    let id = account(&telegram, &dora);
    let seen = user(&pushed.users, id);
    assert!(seen.min && seen.phone.is_none() && seen.status.is_none());
    assert_eq!((seen.first_name.as_deref(), seen.username.as_deref()), (Some("Dora"), Some("dora_diver")));
    let hash = seen.access_hash.unwrap_or(0);
    let by_hash = types::InputPeerUser { user_id: id, access_hash: hash }.into();
    assert_eq!(telegram.refusal(&ann, &send(&by_hash, "Hello", 1)), "400 PEER_ID_INVALID");

    // Requesting the group's messages returns its members in full.
    let full = user(&users(telegram.call(&ann, &history(&crew)).expect("it is hers")), id);
    assert!(!full.min);
    let msg_id = ids(&telegram.history(&ann, &crew))[0];
    let by_message =
        enums::InputPeer::from(types::InputPeerUserFromMessage { peer: crew.clone(), msg_id, user_id: id });
    telegram.send(&ann, &by_message, "Hello", 1);
    telegram.pushed(&ann);
    telegram.send(&dora, &hers, "You again", 2);
    let pushed = brought(telegram.pushed(&ann).remove(0));
    assert!(!user(&pushed.users, id).min, "she has written to her in private");
}

#[test]
fn a_difference_contains_a_stranger_only_as_min() {
    let mut telegram = Telegram::new();
    let (ann, dora) = (telegram.sign_in(ANN), settle_dora(&mut telegram));
    let crew = found(&mut telegram, &ann, false);
    let hers = bring(&mut telegram, &ann, &crew, "dora_diver", &dora);
    telegram.send(&dora, &hers, "Ahoy", 1);
    let missed = functions::updates::GetChannelDifference {
        force: false,
        channel: super::as_channel(&crew),
        filter: enums::ChannelMessagesFilter::Empty,
        pts: 1,
        limit: 100,
    };
    let missed = telegram.call(&ann, &missed).expect("it is hers");
    let enums::updates::ChannelDifference::Difference(missed) = missed else { panic!("{missed:?}") };
    assert!(user(&missed.users, account(&telegram, &dora)).min);
    assert!(user(&missed.users, account(&telegram, &ann)).is_self);
}

#[test]
fn the_author_of_a_forward_is_named_by_its_message() {
    let mut telegram = Telegram::new();
    let (ann, bob, dora) = (telegram.sign_in(ANN), telegram.sign_in(BOB), settle_dora(&mut telegram));
    let (from_dora, to_ann) = (telegram.resolve(&dora, "bob_baker"), telegram.resolve(&bob, "ann_archer"));
    telegram.send(&dora, &from_dora, "For sale: one boat", 1);
    let dora_peer = telegram.resolve(&bob, "dora_diver");
    let said = ids(&telegram.history(&bob, &dora_peer))[0];
    telegram.call(&bob, &forward(&dora_peer, &[said], &to_ann)).expect("he has it");
    let with_bob = telegram.resolve(&ann, "bob_baker");
    let seen = telegram.call(&ann, &history(&with_bob)).expect("it is hers");
    let id = account(&telegram, &dora);
    assert!(user(&users(seen), id).min);
    let messages = ids(&telegram.history(&ann, &with_bob));
    let named = |msg_id| {
        let id = types::InputUserFromMessage { peer: with_bob.clone(), msg_id, user_id: id };
        functions::users::GetUsers { id: vec![id.into()] }
    };
    let whole = telegram.call(&ann, &named(messages[0])).expect("it may be asked");
    assert!(!user(&whole, id).min);
    assert!(telegram.call(&ann, &named(messages[1])).expect("it may be asked").is_empty());
}
