//! Replying to a part of a message.

use grammers_tl_types::{enums, functions, types};

use super::super::{ANN, BOB, Telegram, plain, send};
use super::answering;

const ASKED: &str = "Tea or 🥪 tea?";

fn quoting(id: i32, text: &str, offset: Option<i32>) -> types::InputReplyToMessage {
    types::InputReplyToMessage { quote_text: Some(text.to_owned()), quote_offset: offset, ..answering(id) }
}

fn header(message: &enums::Message) -> types::MessageReplyHeader {
    match &plain(message).reply_to {
        Some(enums::MessageReplyHeader::Header(header)) => header.clone(),
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_quote_is_shown_to_both_sides_with_its_offset() {
    let mut telegram = Telegram::new();
    let (ann, bob) = (telegram.sign_in(ANN), telegram.sign_in(BOB));
    let (to_bob, to_ann) = (telegram.resolve(&ann, "bob_baker"), telegram.resolve(&bob, "ann_archer"));
    telegram.send(&bob, &to_ann, ASKED, 1);
    let hers = telegram.history(&ann, &to_bob)[0].id();
    let his = telegram.history(&bob, &to_ann)[0].id();
    let bold = types::MessageEntityBold { offset: 0, length: 2 };
    let link = types::MessageEntityTextUrl { offset: 0, length: 2, url: "https://example.org/".to_owned() };
    // A repeated quote is at its nearest occurrence, and only plain styles are kept of its entities.
    for (at, (text, asked, offset)) in
        [("ea", None, 1), ("ea", Some(9), 11), ("🥪 tea", Some(100), 7)].into_iter().enumerate()
    {
        let quote = types::InputReplyToMessage {
            quote_entities: Some(vec![bold.clone().into(), link.clone().into()]),
            ..quoting(hers, text, asked)
        };
        let answer = functions::messages::SendMessage {
            reply_to: Some(quote.into()),
            ..send(&to_bob, "That", 2 + at as i64)
        };
        telegram.call(&ann, &answer).expect("he said so");
        for (caller, chat, id) in [(&ann, &to_bob, hers), (&bob, &to_ann, his)] {
            let header = header(&telegram.history(caller, chat)[0]);
            assert_eq!((header.quote, header.reply_to_msg_id), (true, Some(id)));
            assert_eq!((header.quote_text.as_deref(), header.quote_offset), (Some(text), Some(offset)));
            assert_eq!(header.quote_entities, Some(vec![bold.clone().into()]));
        }
    }
}

#[test]
fn a_quote_must_be_in_the_message() {
    let mut telegram = Telegram::new();
    let ann = telegram.sign_in(ANN);
    let to_bob = telegram.resolve(&ann, "bob_baker");
    telegram.send(&ann, &to_bob, ASKED, 1);
    let asked = telegram.history(&ann, &to_bob)[0].id();
    let answering = |reply: types::InputReplyToMessage| functions::messages::SendMessage {
        reply_to: Some(reply.into()),
        ..send(&to_bob, "That", 2)
    };
    for wrong in ["Coffee", "", " "] {
        let function = answering(quoting(asked, wrong, None));
        assert_eq!(telegram.refusal(&ann, &function), "400 QUOTE_TEXT_INVALID", "{wrong:?}");
    }
    let without_text = types::InputReplyToMessage { quote_text: None, ..quoting(asked, "", Some(1)) };
    assert_eq!(telegram.refusal(&ann, &answering(without_text)), "400 QUOTE_TEXT_INVALID");
    let date = telegram.world.now() + 60;
    let later = functions::messages::SendMessage {
        schedule_date: Some(date),
        ..answering(quoting(asked, "Coffee", None))
    };
    assert_eq!(telegram.refusal(&ann, &later), "400 QUOTE_TEXT_INVALID");
}

#[test]
fn a_quote_is_scheduled_with_its_message() {
    let mut telegram = Telegram::new();
    let ann = telegram.sign_in(ANN);
    let to_bob = telegram.resolve(&ann, "bob_baker");
    telegram.send(&ann, &to_bob, ASKED, 1);
    let asked = telegram.history(&ann, &to_bob)[0].id();
    let later = functions::messages::SendMessage {
        reply_to: Some(quoting(asked, "tea?", None).into()),
        schedule_date: Some(telegram.world.now() + 60),
        ..send(&to_bob, "That", 2)
    };
    telegram.call(&ann, &later).expect("she said so");
    telegram.world.advance(60);
    let sent = header(&telegram.history(&ann, &to_bob)[0]);
    assert_eq!((sent.quote_text.as_deref(), sent.quote_offset), (Some("tea?"), Some(10)));
}
