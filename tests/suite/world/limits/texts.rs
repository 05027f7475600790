//! Texts of messages.

use super::super::editing::edit;
use super::super::files::{KB, jpeg, photo_of, send as send_media, upload};
use super::super::scheduling::later;
use super::super::text;
use super::*;

fn bold(offset: i32, length: i32) -> enums::MessageEntity {
    types::MessageEntityBold { offset, length }.into()
}

fn bolds(entities: Option<Vec<enums::MessageEntity>>) -> Vec<(i32, i32)> {
    entities.iter().flatten().map(|entity| (entity.offset(), entity.length())).collect()
}

#[test]
fn a_message_has_4096_characters_and_a_caption_1024() {
    let mut telegram = Telegram::new();
    let ann = telegram.sign_in(ANN);
    let to = telegram.resolve(&ann, "bob_baker");
    // Each of these letters is two UTF-16 units and four bytes.
    let inside =
        [send(&to, &"⛵\u{1f6a3}".repeat(2048), 1), send(&to, &format!("\n {} \n", "é".repeat(4096)), 2)];
    let outside = [
        (send(&to, &"é".repeat(4097), 3), "400 MESSAGE_TOO_LONG"),
        (send(&to, "", 4), "400 MESSAGE_EMPTY"),
        (send(&to, " \n\u{a0}", 5), "400 MESSAGE_EMPTY"),
        (send(&to, "Ahoy", 0), "400 RANDOM_ID_EMPTY"),
        (later(&to, &"é".repeat(4097), 6, super::super::NOW as i32 + 60), "400 MESSAGE_TOO_LONG"),
        (later(&to, "Ahoy", 0, super::super::NOW as i32 + 60), "400 RANDOM_ID_EMPTY"),
    ];
    telegram.limit(&ann, &inside, &outside);

    let captioned = |telegram: &mut Telegram, message: String, id: i64| {
        let photo = photo_of(upload(telegram, &ann, id, &jpeg(200, 200), KB));
        functions::messages::SendMedia { message, ..send_media(&to, photo, id) }
    };
    let inside = [
        captioned(&mut telegram, "é".repeat(1024), 11),
        captioned(&mut telegram, format!(" {}\n", "é".repeat(1024)), 12),
        captioned(&mut telegram, " ".to_owned(), 13),
    ];
    let outside = [(captioned(&mut telegram, "é".repeat(1025), 14), "400 MEDIA_CAPTION_TOO_LONG")];
    telegram.limit(&ann, &inside, &outside);

    let id = telegram.history(&ann, &to)[0].id();
    let inside = [edit(&to, id, &"a".repeat(1024))];
    telegram.limit(&ann, &inside, &[(edit(&to, id, &"a".repeat(1025)), "400 MEDIA_CAPTION_TOO_LONG")]);
}

#[test]
fn blanks_around_a_text_are_trimmed_and_its_entities_shifted() {
    let mut telegram = Telegram::new();
    let (ann, bob) = (telegram.sign_in(ANN), telegram.sign_in(BOB));
    let (to_bob, to_ann) = (telegram.resolve(&ann, "bob_baker"), telegram.resolve(&bob, "ann_archer"));
    let moved = [(0, 2), (0, 1), (1, 3)];
    let sent = functions::messages::SendMessage {
        entities: Some(vec![bold(0, 3), bold(2, 3), bold(3, 1), bold(4, 5)]),
        ..send(&to_bob, "\n  Ahoy\n ", 1)
    };
    let sent = telegram.call(&ann, &sent);
    let Ok(enums::Updates::UpdateShortSentMessage(short)) = sent else { panic!("{sent:?}") };
    assert_eq!(bolds(short.entities), moved);
    let his = telegram.history(&bob, &to_ann).remove(0);
    assert_eq!((text(&his), bolds(plain(&his).entities.clone())), ("Ahoy", moved.to_vec()));

    let id = telegram.history(&ann, &to_bob)[0].id();
    assert_eq!(
        telegram.refusal(
            &ann,
            &functions::messages::EditMessage {
                entities: Some(vec![bold(1, 2), bold(1, 1), bold(2, 3)]),
                ..edit(&to_bob, id, " Ahoy ")
            }
        ),
        "400 MESSAGE_NOT_MODIFIED"
    );
    telegram.call(&ann, &edit(&to_bob, id, "\tShip ahoy\n")).expect("it is hers");
    assert_eq!(text(&telegram.history(&bob, &to_ann)[0]), "Ship ahoy");

    let now = telegram.world.now();
    telegram.call(&ann, &later(&to_bob, " Later ", 2, now + 60)).expect("she may");
    telegram.world.advance(60);
    assert_eq!(text(&telegram.history(&bob, &to_ann)[0]), "Later");
}

#[test]
fn entities_must_be_within_the_text_and_the_first_hundred_count() {
    let mut telegram = Telegram::new();
    let ann = telegram.sign_in(ANN);
    let to = telegram.resolve(&ann, "bob_baker");
    let with = |entities: Vec<enums::MessageEntity>, id| functions::messages::SendMessage {
        entities: Some(entities),
        ..send(&to, "\u{1f6a3} ahoy", id)
    };
    let link = |length: usize| -> enums::MessageEntity {
        types::MessageEntityTextUrl {
            offset: 0,
            length: 1,
            url: format!("https://t.me/{}", "x".repeat(length)),
        }
        .into()
    };
    let inside = [with(vec![bold(0, 7)], 1), with(vec![bold(6, 1)], 2), with(vec![link(9_000)], 3)];
    let outside = [bold(0, 8), bold(7, 1), bold(-1, 1), bold(0, 0), bold(0, -1), bold(i32::MAX, i32::MAX)];
    let mut outside: Vec<_> =
        outside.into_iter().map(|entity| (with(vec![entity], 9), "400 ENTITY_BOUNDS_INVALID")).collect();
    outside.push((with(vec![link(6_000); 2], 9), "400 ENTITIES_TOO_LONG"));
    telegram.limit(&ann, &inside, &outside);

    let long = "a".repeat(101);
    let all = (0..101).map(|at| bold(at, 1)).collect();
    let many = functions::messages::SendMessage { entities: Some(all), ..send(&to, &long, 4) };
    telegram.call(&ann, &many).expect("those that are too many are dropped");
    let kept = bolds(plain(&telegram.history(&ann, &to)[0]).entities.clone());
    assert_eq!((kept.len(), kept[99]), (100, (99, 1)));
}
