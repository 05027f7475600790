//! Albums.

use grammers_tl_types::{enums, functions, types};
use telewire::sandbox::functions::Caller;

use super::super::administration::{bring, found};
use super::super::forwarding::forward;
use super::super::{ANN, BOB, Telegram, as_channel, plain, send, texts};
use super::{KB, jpeg, photo_of, shown_photo, upload};

#[test]
fn an_album_is_messages_with_a_common_group_id() {
    let mut telegram = Telegram::new();
    let (ann, bob) = (telegram.sign_in(ANN), telegram.sign_in(BOB));
    let to_bob = telegram.resolve(&ann, "bob_baker");
    let album = album_of_two(&mut telegram, &ann, &to_bob);
    let enums::Updates::Updates(sent) = telegram.call(&ann, &album).expect("it may be sent") else {
        panic!("an album is no short message");
    };
    let named = sent.updates.iter().filter_map(|update| match update {
        enums::Update::MessageId(named) => Some(named.random_id),
        _ => None,
    });
    assert_eq!(named.collect::<Vec<_>>(), [21, 22]);

    let to_ann = telegram.resolve(&bob, "ann_archer");
    let newest: Vec<_> = telegram.history(&bob, &to_ann)[..3].iter().map(|m| plain(m).clone()).collect();
    assert_eq!(newest[0].message, "Two");
    assert_eq!(newest[1].message, "One");
    assert!(newest[0].grouped_id.is_some());
    assert_eq!(newest[0].grouped_id, newest[1].grouped_id);
    assert_eq!(newest[2].grouped_id, None);
    assert_eq!(shown_photo(newest[1].media.as_ref()).sizes.len(), 2);

    let pushed = telegram.pushed(&bob);
    assert_eq!(pushed.len(), 2);
    let enums::Updates::Updates(again) = telegram.call(&ann, &album).expect("a repetition") else { panic!() };
    let counted = again.updates.iter().filter_map(|update| match update {
        enums::Update::NewMessage(new) => Some(new.pts_count),
        _ => None,
    });
    assert_eq!(counted.collect::<Vec<_>>(), [0, 0]);
    assert!(telegram.pushed(&bob).is_empty());
}

#[test]
fn an_album_is_sent_completely_or_not_at_all() {
    let mut telegram = Telegram::new();
    let ann = telegram.sign_in(ANN);
    let to_bob = telegram.resolve(&ann, "bob_baker");
    let album = album_of_two(&mut telegram, &ann, &to_bob);
    let before = telegram.history(&ann, &to_bob).len();
    let with = |media: Vec<enums::InputSingleMedia>| functions::messages::SendMultiMedia {
        multi_media: media,
        ..album.clone()
    };
    let one = album.multi_media[0].clone();
    assert_eq!(telegram.refusal(&ann, &with(Vec::new())), "400 MEDIA_EMPTY");
    assert_eq!(telegram.refusal(&ann, &with(vec![one.clone(); 11])), "400 MULTI_MEDIA_TOO_LONG");
    let enums::InputSingleMedia::Media(first) = one.clone();
    let fresh = photo_of(upload(&mut telegram, &ann, 31, &jpeg(400, 400), KB));
    let fresh = types::InputSingleMedia { media: fresh, ..first.clone() };
    assert_eq!(telegram.refusal(&ann, &with(vec![one.clone(), fresh.into()])), "400 MEDIA_INVALID");
    let long = types::InputSingleMedia { message: "é".repeat(1025), random_id: 23, ..first };
    assert_eq!(telegram.refusal(&ann, &with(vec![one, long.into()])), "400 MEDIA_CAPTION_TOO_LONG");
    telegram.world.expire_file_references();
    assert_eq!(telegram.refusal(&ann, &album), "400 FILE_REFERENCE_0_EXPIRED");
    assert_eq!(telegram.history(&ann, &to_bob).len(), before);
}

#[test]
fn a_forwarded_album_is_an_album() {
    let mut telegram = Telegram::new();
    let ann = telegram.sign_in(ANN);
    let (to_bob, to_carol) = (telegram.resolve(&ann, "bob_baker"), telegram.resolve(&ann, "carol_clark"));
    telegram.send(&ann, &to_bob, "Before", 9);
    let album = album_of_two(&mut telegram, &ann, &to_bob);
    telegram.call(&ann, &album).expect("it may be sent");
    let mut ids: Vec<i32> = telegram.history(&ann, &to_bob)[..3].iter().map(enums::Message::id).collect();
    ids.reverse();
    for _ in 0..2 {
        telegram.call(&ann, &forward(&to_bob, &ids, &to_carol)).expect("she may");
        let passed = telegram.history(&ann, &to_carol);
        let albums: Vec<_> = passed[..3].iter().map(|message| plain(message).grouped_id).collect();
        assert!(albums[0].is_some() && albums[0] == albums[1], "{albums:?}");
        assert_eq!(albums[2], None);
        let first = telegram.history(&ann, &to_bob);
        assert_ne!(albums[0], plain(&first[0]).grouped_id, "it is another album");
        assert!(
            passed[3..].iter().all(|message| plain(message).grouped_id.is_none()),
            "a repetition adds none"
        );
    }
}

/// A group of Ann's with half a minute of slow mode for Bob, as each of them names it.
fn slow_group(telegram: &mut Telegram, ann: &Caller, bob: &Caller) -> (enums::InputPeer, enums::InputPeer) {
    let crew = found(telegram, ann, false);
    let his = bring(telegram, ann, &crew, "bob_baker", bob);
    let slow = functions::channels::ToggleSlowMode { channel: as_channel(&crew), seconds: 30 };
    telegram.call(ann, &slow).expect("it is hers");
    (crew, his)
}

#[test]
fn an_album_is_one_message_to_slow_mode() {
    let mut telegram = Telegram::new();
    let (ann, bob) = (telegram.sign_in(ANN), telegram.sign_in(BOB));
    let (_, his) = slow_group(&mut telegram, &ann, &bob);
    let album = album_of_two(&mut telegram, &bob, &his);
    telegram.call(&bob, &album).expect("an album is one message");
    assert_eq!(texts(&telegram.history(&bob, &his)[..2]), ["Two", "One"]);
    telegram.call(&bob, &album).expect("a repetition waits for nothing");
    assert_eq!(telegram.refusal(&bob, &send(&his, "Three", 3)), "420 SLOWMODE_WAIT_30");

    telegram.world.advance(10);
    let before = telegram.history(&bob, &his).len();
    let mut next = album;
    for (enums::InputSingleMedia::Media(media), random_id) in next.multi_media.iter_mut().zip(31..) {
        media.random_id = random_id;
    }
    assert_eq!(telegram.refusal(&bob, &next), "420 SLOWMODE_WAIT_20");
    assert_eq!(telegram.history(&bob, &his).len(), before, "none of it is sent");
}

#[test]
fn in_slow_mode_several_messages_are_forwarded_only_as_an_album() {
    let mut telegram = Telegram::new();
    let (ann, bob) = (telegram.sign_in(ANN), telegram.sign_in(BOB));
    let (crew, his) = slow_group(&mut telegram, &ann, &bob);
    let own = enums::InputPeer::PeerSelf;
    telegram.send(&bob, &own, "Plain", 1);
    let album = album_of_two(&mut telegram, &bob, &own);
    telegram.call(&bob, &album).expect("his own chat");
    let kept: Vec<i32> = telegram.history(&bob, &own).iter().map(enums::Message::id).collect();
    let (two, one, plain_one) = (kept[0], kept[1], kept[2]);
    let before = telegram.history(&bob, &his).len();
    for many in [[plain_one, one], [one, plain_one]] {
        assert_eq!(telegram.refusal(&bob, &forward(&own, &many, &his)), "400 SLOWMODE_MULTI_MSGS_DISABLED");
    }
    assert_eq!(telegram.history(&bob, &his).len(), before, "none of them is passed on");

    let together = forward(&own, &[one, two], &his);
    telegram.call(&bob, &together).expect("an album is one message");
    assert_eq!(telegram.history(&bob, &his).len(), before + 2);
    telegram.call(&bob, &together).expect("a repetition waits for nothing");
    assert_eq!(telegram.refusal(&bob, &forward(&own, &[plain_one], &his)), "420 SLOWMODE_WAIT_30");
    // Slow mode doesn't apply to admins.
    let hers = telegram.resolve(&ann, "bob_baker");
    telegram.send(&ann, &hers, "First", 1);
    telegram.send(&ann, &hers, "Second", 2);
    let said: Vec<i32> = telegram.history(&ann, &hers)[..2].iter().map(enums::Message::id).collect();
    telegram.call(&ann, &forward(&hers, &said, &crew)).expect("she is an admin");
}

#[test]
fn a_scheduled_album_is_sent_completely_in_slow_mode() {
    let mut telegram = Telegram::new();
    let (ann, bob) = (telegram.sign_in(ANN), telegram.sign_in(BOB));
    let (_, his) = slow_group(&mut telegram, &ann, &bob);
    let schedule_date = Some(telegram.world.now() + 60);
    let album = album_of_two(&mut telegram, &bob, &his);
    telegram.call(&bob, &functions::messages::SendMultiMedia { schedule_date, ..album }).expect("he may");
    telegram.pushed(&bob);
    telegram.world.advance(60);
    let came = telegram.history(&bob, &his);
    assert_eq!(texts(&came[..2]), ["Two", "One"]);
    assert!(plain(&came[0]).grouped_id.is_some());
    assert_eq!(plain(&came[0]).grouped_id, plain(&came[1]).grouped_id);
}

pub fn album_of_two(
    telegram: &mut Telegram,
    ann: &Caller,
    to: &enums::InputPeer,
) -> functions::messages::SendMultiMedia {
    let mut single = |random_id: i64, message: &str| -> enums::InputSingleMedia {
        let file = upload(telegram, ann, random_id, &jpeg(800, 600), KB);
        let keep = functions::messages::UploadMedia {
            business_connection_id: None,
            peer: to.clone(),
            media: photo_of(file),
        };
        let kept = telegram.call(ann, &keep).expect("it may be kept");
        let photo = shown_photo(Some(&kept));
        let id = types::InputPhoto {
            id: photo.id,
            access_hash: photo.access_hash,
            file_reference: photo.file_reference.clone(),
        };
        let media = types::InputMediaPhoto {
            spoiler: false,
            live_photo: false,
            id: id.into(),
            ttl_seconds: None,
            video: None,
        };
        types::InputSingleMedia {
            media: media.into(),
            random_id,
            message: message.to_owned(),
            entities: None,
        }
        .into()
    };
    functions::messages::SendMultiMedia {
        silent: false,
        background: false,
        clear_draft: false,
        noforwards: false,
        update_stickersets_order: false,
        invert_media: false,
        allow_paid_floodskip: false,
        peer: to.clone(),
        reply_to: None,
        multi_media: vec![single(21, "One"), single(22, "Two")],
        schedule_date: None,
        send_as: None,
        quick_reply_shortcut: None,
        effect: None,
        allow_paid_stars: None,
    }
}
