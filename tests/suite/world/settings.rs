//! A channel's name and habits.

use grammers_tl_types::{enums, functions};

use super::administration::{bring, found};
use super::{ANN, BOB, Telegram, as_channel, send};

#[test]
fn slow_mode_tells_how_long_to_wait() {
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
fn a_username_makes_a_chat_public_and_is_nobody_elses() {
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
