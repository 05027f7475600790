//! Media in messages: photos, documents and others.

use grammers_tl_types::{enums, types};
use telewire::sandbox::functions::Caller;
use telewire::sandbox::world::people::person::NewPerson;

use super::super::{ANN, BOB, CAROL, Telegram, plain, sign_in, text};
use super::{
    KB, at_document, at_photo, bytes, document, download, get, jpeg, newest_document, photo_of, piece, send,
    sent_document, shown_document, shown_photo, sizes, upload,
};

#[test]
fn a_photo_has_its_dimensions_and_a_thumbnail() {
    let mut telegram = Telegram::new();
    let ann = telegram.sign_in(ANN);
    let to_bob = telegram.resolve(&ann, "bob_baker");
    let original = jpeg(1280, 640);
    let file = upload(&mut telegram, &ann, 1, &original, KB);
    telegram.call(&ann, &send(&to_bob, photo_of(file), 1)).expect("it may be sent");
    let newest = telegram.history(&ann, &to_bob)[0].clone();
    assert_eq!(text(&newest), "Look");
    let photo = shown_photo(plain(&newest).media.as_ref()).clone();
    let [small, whole] = &sizes(&photo.sizes)[..] else { panic!("{:?}", photo.sizes) };
    assert_eq!((whole.0.as_str(), whole.1, whole.2, whole.3 as usize), ("y", 1280, 640, original.len()));
    assert_eq!((small.0.as_str(), small.1, small.2), ("m", 320, 160));

    let came = piece(&mut telegram, &ann, &get(at_photo(&photo, "y"), 0, 4 * KB));
    assert_eq!((came.bytes, came.r#type), (original, enums::storage::FileType::FileJpeg));
    let came = piece(&mut telegram, &ann, &get(at_photo(&photo, "m"), 0, 4 * KB));
    assert_eq!((came.bytes.len() as i32, came.r#type), (small.3, enums::storage::FileType::FilePng));
    assert_eq!(came.bytes[16..24], [0, 0, 1, 64, 0, 0, 0, 160], "it is an image of these measures");
    assert_eq!(telegram.refusal(&ann, &get(at_photo(&photo, "w"), 0, 4 * KB)), "400 LOCATION_INVALID");
    assert_eq!(telegram.refusal(&ann, &get(at_photo(&photo, ""), 0, 4 * KB)), "400 LOCATION_INVALID");
}

#[test]
fn an_invalid_photo_is_rejected() {
    let mut telegram = Telegram::new();
    let ann = telegram.sign_in(ANN);
    let to_bob = telegram.resolve(&ann, "bob_baker");
    let cases = [
        (b"plain text".to_vec(), "400 IMAGE_PROCESS_FAILED"),
        (jpeg(640, 480)[..12].to_vec(), "400 IMAGE_PROCESS_FAILED"),
        (jpeg(6000, 4001), "400 PHOTO_INVALID_DIMENSIONS"),
        (jpeg(2100, 100), "400 PHOTO_INVALID_DIMENSIONS"),
        (jpeg(0, 100), "400 PHOTO_INVALID_DIMENSIONS"),
    ];
    for (at, (image, refusal)) in (1..).zip(cases) {
        let file = upload(&mut telegram, &ann, at, &image, KB);
        assert_eq!(telegram.refusal(&ann, &send(&to_bob, photo_of(file), at)), refusal, "{at}");
    }
}

#[test]
fn a_document_keeps_its_attributes() {
    let mut telegram = Telegram::new();
    let (ann, bob) = (telegram.sign_in(ANN), telegram.sign_in(BOB));
    let voice: enums::DocumentAttribute = types::DocumentAttributeAudio {
        voice: true,
        duration: 7,
        title: None,
        performer: None,
        waveform: Some(vec![1, 2, 3]),
    }
    .into();
    let file = upload(&mut telegram, &ann, 1, &bytes(100), KB);
    let thumb = upload(&mut telegram, &ann, 2, &jpeg(90, 60), KB);
    let media = types::InputMediaUploadedDocument {
        thumb: Some(thumb),
        attributes: vec![voice.clone()],
        mime_type: "audio/ogg".to_owned(),
        ..document(file)
    };
    sent_document(&mut telegram, &ann, media);
    let to_ann = telegram.resolve(&bob, "ann_archer");
    let newest = telegram.history(&bob, &to_ann)[0].clone();
    let media = plain(&newest).media.clone();
    assert!(matches!(&media, Some(enums::MessageMedia::Document(media)) if media.voice && !media.video));
    let came = shown_document(media.as_ref());
    assert_eq!((&came.attributes[..], came.mime_type.as_str()), (&[voice][..], "audio/ogg"));
    let thumbs = sizes(came.thumbs.as_deref().expect("it was sent with one"));
    assert_eq!(thumbs, [("m".to_owned(), 90, 60, jpeg(90, 60).len() as i32)]);
    assert_eq!(download(&mut telegram, &bob, &at_document(came, "m")), jpeg(90, 60));
    assert_eq!(download(&mut telegram, &bob, &at_document(came, "")), bytes(100));
}

#[test]
fn a_file_is_sent_again_by_users_who_saw_it() {
    let mut telegram = Telegram::new();
    let (ann, bob, dora) = (telegram.sign_in(ANN), telegram.sign_in(BOB), signed_in_dora(&mut telegram));
    let file = upload(&mut telegram, &ann, 1, &bytes(100), KB);
    let hers = sent_document(&mut telegram, &ann, document(file));
    let his = newest_document(&mut telegram, &bob, "ann_archer");
    let again = |of: &types::Document| types::InputMediaDocument {
        spoiler: false,
        id: types::InputDocument {
            id: of.id,
            access_hash: of.access_hash,
            file_reference: of.file_reference.clone(),
        }
        .into(),
        video_cover: None,
        video_timestamp: None,
        ttl_seconds: None,
        query: None,
    };
    let to_dora = telegram.resolve(&bob, "dora_dale");
    assert_eq!(telegram.refusal(&bob, &send(&to_dora, again(&hers), 4)), "400 DOCUMENT_INVALID");
    telegram.call(&bob, &send(&to_dora, again(&his), 4)).expect("he was shown it");
    let came = newest_document(&mut telegram, &dora, "bob_baker");
    assert_eq!((came.id, came.dc_id), (hers.id, 2));
    let there = telegram.refusal(&dora, &get(at_document(&came, ""), 0, 4 * KB));
    assert_eq!(there, "303 FILE_MIGRATE_2", "it lies where it was made");
}

/// A new user on DC 1.
fn signed_in_dora(telegram: &mut Telegram) -> Caller {
    const DORA: &str = "+9996610077";
    let new = NewPerson {
        phone: Some(DORA.to_owned()),
        first_name: "Dora".to_owned(),
        username: Some("dora_dale".to_owned()),
        ..NewPerson::default()
    };
    telegram.world.add_person(new).expect("nobody has that number");
    let dora = telegram.connect(1);
    let hash = telegram.send_code(&dora, DORA);
    telegram.call(&dora, &sign_in(DORA, &hash, "11111")).expect("the code is right");
    dora
}

#[test]
fn places_contacts_and_dice_arrive() {
    let mut telegram = Telegram::new();
    let (ann, bob) = (telegram.sign_in(ANN), telegram.sign_in(BOB));
    let (to_bob, to_ann) = (telegram.resolve(&ann, "bob_baker"), telegram.resolve(&bob, "ann_archer"));
    let point = |lat, long| types::InputGeoPoint { lat, long, accuracy_radius: None }.into();
    let mut sent = |media: enums::InputMedia, random_id| {
        telegram.call(&ann, &send(&to_bob, media, random_id)).expect("it may be sent");
        plain(&telegram.history(&bob, &to_ann)[0]).media.clone().expect("it shows something")
    };
    let place = sent(types::InputMediaGeoPoint { geo_point: point(54.5, 9.25) }.into(), 1);
    assert!(matches!(
        place,
        enums::MessageMedia::Geo(types::MessageMediaGeo { geo: enums::GeoPoint::Point(at) })
            if (at.lat, at.long) == (54.5, 9.25)
    ));
    let contact = types::InputMediaContact {
        phone_number: CAROL.to_owned(),
        first_name: "Carol".to_owned(),
        last_name: String::new(),
        vcard: String::new(),
    };
    let enums::MessageMedia::Contact(contact) = sent(contact.into(), 2) else { panic!("a contact") };
    assert_eq!((contact.phone_number.as_str(), contact.first_name.as_str()), (CAROL, "Carol"));
    assert_ne!(contact.user_id, 0, "she has an account");
    for at in 0..20 {
        let dice = types::InputMediaDice { emoticon: "🎲".to_owned() };
        let enums::MessageMedia::Dice(dice) = sent(dice.into(), 10 + at) else { panic!("a dice") };
        assert!((1..=6).contains(&dice.value), "{}", dice.value);
    }
    let refusals = [
        (types::InputMediaGeoPoint { geo_point: point(91.0, 0.0) }.into(), "400 GEO_POINT_INVALID"),
        (types::InputMediaDice { emoticon: "🙂".to_owned() }.into(), "400 EMOTICON_INVALID"),
        (enums::InputMedia::Empty, "400 MEDIA_EMPTY"),
        (
            types::InputMediaStory { peer: enums::InputPeer::PeerSelf, id: 1 }.into(),
            "400 METHOD_NOT_IMPLEMENTED_IN_SANDBOX: inputMediaStory",
        ),
    ];
    for (media, refusal) in refusals {
        assert_eq!(telegram.refusal(&ann, &send(&to_bob, media, 99)), refusal);
    }
}
