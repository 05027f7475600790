//! Editing messages.

use grammers_tl_types::{enums, functions, types};

use super::login::sign_in_carol;
use super::{ANN, BOB, Telegram, plain, text, texts, updates};

pub fn edit(peer: &enums::InputPeer, id: i32, text: &str) -> functions::messages::EditMessage {
    functions::messages::EditMessage {
        no_webpage: false,
        invert_media: false,
        peer: peer.clone(),
        id,
        message: Some(text.to_owned()),
        media: None,
        reply_markup: None,
        entities: None,
        schedule_date: None,
        schedule_repeat_period: None,
        quick_reply_shortcut_id: None,
        rich_message: None,
    }
}

#[test]
fn an_edit_changes_the_message_on_both_sides_and_is_pushed() {
    let mut telegram = Telegram::new();
    let (ann, bob) = (telegram.sign_in(ANN), telegram.sign_in(BOB));
    let (to_bob, to_ann) = (telegram.resolve(&ann, "bob_baker"), telegram.resolve(&bob, "ann_archer"));
    telegram.send(&ann, &to_bob, "Ahoi", 1);
    let id = telegram.history(&ann, &to_bob)[0].id();
    telegram.pushed(&bob);
    telegram.world.advance(60);
    let bold = types::MessageEntityBold { offset: 0, length: 4 };
    let edit =
        functions::messages::EditMessage { entities: Some(vec![bold.into()]), ..edit(&to_bob, id, "Ahoy") };
    let told = updates(telegram.call(&ann, &edit).expect("it is hers"));
    let [enums::Update::EditMessage(told)] = &told[..] else { panic!("{told:?}") };
    let now = telegram.world.now();
    assert_eq!((plain(&told.message).id, text(&told.message), told.pts_count), (id, "Ahoy", 1));
    assert_eq!(plain(&told.message).edit_date, Some(now));

    let his = telegram.history(&bob, &to_ann).remove(0);
    assert_eq!((text(&his), plain(&his).edit_date, plain(&his).date), ("Ahoy", Some(now), now - 60));
    assert_eq!(plain(&his).entities.as_ref().map(Vec::len), Some(1));
    let pushed = telegram.pushed(&bob);
    let [enums::Updates::Updates(pushed)] = &pushed[..] else { panic!("{pushed:?}") };
    let [enums::Update::EditMessage(pushed)] = &pushed.updates[..] else { panic!("{pushed:?}") };
    assert_eq!(pushed.message, his);
}

#[test]
fn an_edit_that_changes_nothing_or_is_invalid_is_rejected() {
    let mut telegram = Telegram::new();
    let ann = telegram.sign_in(ANN);
    let bob = telegram.resolve(&ann, "bob_baker");
    telegram.send(&ann, &bob, "Ahoy", 1);
    let id = telegram.history(&ann, &bob)[0].id();
    let his = telegram.history(&ann, &bob).iter().find(|message| !plain(message).out).map(enums::Message::id);
    let his = his.expect("he wrote to her");
    assert_eq!(telegram.refusal(&ann, &edit(&bob, id, "Ahoy")), "400 MESSAGE_NOT_MODIFIED");
    assert_eq!(telegram.refusal(&ann, &edit(&bob, id, " ")), "400 MESSAGE_EMPTY");
    assert_eq!(telegram.refusal(&ann, &edit(&bob, id, &"x".repeat(4097))), "400 MESSAGE_TOO_LONG");
    assert_eq!(telegram.refusal(&ann, &edit(&bob, 4711, "Hm")), "400 MESSAGE_ID_INVALID");
    assert_eq!(telegram.refusal(&ann, &edit(&bob, his, "Hm")), "403 MESSAGE_AUTHOR_REQUIRED");
    let carol = telegram.resolve(&ann, "carol_clark");
    assert_eq!(telegram.refusal(&ann, &edit(&carol, id, "Hm")), "400 MESSAGE_ID_INVALID");
    assert_eq!(texts(&telegram.history(&ann, &bob))[0], "Ahoy");
}

#[test]
fn after_two_days_only_notes_to_oneself_and_a_channels_posts_are_edited() {
    let mut telegram = Telegram::new();
    let (ann, carol) = (telegram.sign_in(ANN), sign_in_carol(&mut telegram));
    let bob = telegram.resolve(&ann, "bob_baker");
    let me = enums::InputPeer::PeerSelf;
    telegram.send(&ann, &bob, "Ahoy", 1);
    telegram.send(&ann, &me, "Note", 2);
    let (sent, note) = (telegram.history(&ann, &bob)[0].id(), telegram.history(&ann, &me)[0].id());
    telegram.world.advance(48 * 3600);
    telegram.call(&ann, &edit(&bob, sent, "Just in time")).expect("it is two days old");
    telegram.world.advance(1);
    assert_eq!(telegram.refusal(&ann, &edit(&bob, sent, "Late")), "400 MESSAGE_EDIT_TIME_EXPIRED");
    telegram.call(&ann, &edit(&me, note, "Later")).expect("it is her own chat");

    let news = telegram.resolve(&carol, "sandbox_news");
    let first = telegram.history(&carol, &news).into_iter().rfind(|message| !text(message).is_empty());
    let first = first.expect("it has posts").id();
    let told = updates(telegram.call(&carol, &edit(&news, first, "Welcome")).expect("she is its admin"));
    let [enums::Update::EditChannelMessage(told)] = &told[..] else { panic!("{told:?}") };
    assert_eq!((text(&told.message), told.pts_count), ("Welcome", 1));
    let ann_news = telegram.resolve(&ann, "sandbox_news");
    assert_eq!(telegram.refusal(&ann, &edit(&ann_news, first, "No")), "400 CHAT_ADMIN_REQUIRED");
}
