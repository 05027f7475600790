//! A channel's settings.

use grammers_tl_types::{enums, functions, types};

use super::administration::{bring, found};
use super::searching::search;
use super::{ANN, BOB, Telegram, as_channel, ids, messages, send, texts};

#[test]
fn slow_mode_reports_how_long_to_wait() {
    let mut telegram = Telegram::new();
    let (ann, bob) = (telegram.sign_in(ANN), telegram.sign_in(BOB));
    let crew = found(&mut telegram, &ann, false);
    let his = bring(&mut telegram, &ann, &crew, "bob_baker", &bob);
    let slow = functions::channels::ToggleSlowMode { channel: as_channel(&crew), seconds: 30 };
    telegram.call(&ann, &slow).expect("it is hers");
    telegram.send(&bob, &his, "One", 1);
    telegram.world.advance(10);
    assert_eq!(telegram.refusal(&bob, &send(&his, "Two", 2)), "420 SLOWMODE_WAIT_20");
    telegram.send(&ann, &crew, "Admins don't wait", 1);
    telegram.send(&ann, &crew, "Ever", 2);
    telegram.world.advance(20);
    telegram.send(&bob, &his, "Two", 2);
    let odd = functions::channels::ToggleSlowMode { channel: as_channel(&crew), seconds: 7 };
    assert_eq!(telegram.refusal(&ann, &odd), "400 SECONDS_INVALID");
}

#[test]
fn a_username_makes_a_chat_public_and_is_unique() {
    let mut telegram = Telegram::new();
    let (ann, bob) = (telegram.sign_in(ANN), telegram.sign_in(BOB));
    let crew = found(&mut telegram, &ann, false);
    let check = |username: &str| functions::channels::CheckUsername {
        channel: as_channel(&crew),
        username: username.to_owned(),
    };
    assert_eq!(telegram.call(&ann, &check("bob_baker")), Ok(false));
    assert_eq!(telegram.call(&ann, &check("the_crew")), Ok(true));
    assert_eq!(telegram.refusal(&ann, &check("!")), "400 USERNAME_INVALID");
    let update = |username: &str| functions::channels::UpdateUsername {
        channel: as_channel(&crew),
        username: username.to_owned(),
    };
    assert_eq!(telegram.refusal(&ann, &update("bob_baker")), "400 USERNAME_OCCUPIED");
    telegram.call(&ann, &update("the_crew")).expect("it is free");
    let seen = telegram.resolve(&bob, "the_crew");
    telegram.call(&bob, &functions::channels::JoinChannel { channel: as_channel(&seen) }).expect("public");
    let delete = |chat: &enums::InputPeer| functions::channels::DeleteChannel { channel: as_channel(chat) };
    assert_eq!(telegram.refusal(&bob, &delete(&seen)), "400 CHAT_ADMIN_REQUIRED");
    telegram.call(&ann, &delete(&crew)).expect("it is hers");
    assert_eq!(telegram.refusal(&bob, &send(&seen, "Anyone?", 1)), "400 CHANNEL_PRIVATE");
}

#[test]
fn a_signed_post_names_its_author() {
    let mut telegram = Telegram::new();
    let ann = telegram.sign_in(ANN);
    let news = found(&mut telegram, &ann, true);
    telegram.send(&ann, &news, "Unsigned", 1);
    let sign = functions::channels::ToggleSignatures {
        signatures_enabled: true,
        profiles_enabled: false,
        channel: as_channel(&news),
    };
    telegram.call(&ann, &sign).expect("it is hers");
    assert_eq!(telegram.refusal(&ann, &sign), "400 CHAT_NOT_MODIFIED");
    telegram.send(&ann, &news, "Signed", 2);
    let posts = telegram.history(&ann, &news);
    let signatures: Vec<_> =
        posts[..2].iter().map(|post| super::plain(post).post_author.as_deref()).collect();
    assert_eq!(signatures, [Some("Ann Archer"), None]);
}

#[test]
fn new_members_do_not_see_a_hidden_history() {
    let mut telegram = Telegram::new();
    let (ann, bob) = (telegram.sign_in(ANN), telegram.sign_in(BOB));
    let crew = found(&mut telegram, &ann, false);
    telegram.send(&ann, &crew, "Between us", 1);
    let old = ids(&telegram.history(&ann, &crew))[0];
    let hide = |enabled| functions::channels::TogglePreHistoryHidden { channel: as_channel(&crew), enabled };
    telegram.call(&ann, &hide(true)).expect("it is hers");
    assert_eq!(telegram.refusal(&ann, &hide(true)), "400 CHAT_NOT_MODIFIED");
    let his = bring(&mut telegram, &ann, &crew, "bob_baker", &bob);
    telegram.send(&ann, &crew, "Welcome", 2);

    let seen = telegram.history(&bob, &his);
    assert_eq!((texts(&seen), ids(&seen).len()), (vec!["Welcome", ""], 2));
    assert!(messages(telegram.call(&bob, &search(&his, "between")).expect("he is in it")).is_empty());
    let named = types::InputMessageId { id: old }.into();
    let get = functions::channels::GetMessages { channel: as_channel(&his), id: vec![named] };
    let got = messages(telegram.call(&bob, &get).expect("he is in it"));
    assert!(matches!(&got[..], [enums::Message::Empty(none)] if none.id == old));
    let missed = functions::updates::GetChannelDifference {
        force: false,
        channel: as_channel(&his),
        filter: enums::ChannelMessagesFilter::Empty,
        pts: 1,
        limit: 100,
    };
    let enums::updates::ChannelDifference::Difference(missed) =
        telegram.call(&bob, &missed).expect("he is in it")
    else {
        panic!("something happened");
    };
    assert_eq!(ids(&missed.new_messages).iter().min(), ids(&seen).iter().min());
    let full = functions::channels::GetFullChannel { channel: as_channel(&his) };
    let enums::messages::ChatFull::Full(full) = telegram.call(&bob, &full).expect("he is in it");
    let enums::ChatFull::ChannelFull(full) = full.full_chat else { panic!("a channel") };
    assert_eq!((full.hidden_prehistory, full.available_min_id), (true, ids(&seen).iter().min().copied()));

    telegram.call(&ann, &hide(false)).expect("it is hers");
    assert!(texts(&telegram.history(&bob, &his)).contains(&"Between us"));
    let public =
        functions::channels::UpdateUsername { channel: as_channel(&crew), username: "the_crew".to_owned() };
    telegram.call(&ann, &public).expect("it is hers");
    assert_eq!(telegram.refusal(&ann, &hide(true)), "400 CHAT_LINK_EXISTS");
}
