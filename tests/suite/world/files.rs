//! Files: up in parts, shown in messages, down in pieces.

use grammers_tl_types::{enums, functions, types};
use telewire::sandbox::methods::Caller;
use telewire::sandbox::world::faults::{Fault, Kind};
use telewire::sandbox::world::person::NewPerson;

use super::{ANN, BOB, CAROL, Telegram, plain};

const KB: usize = 1024;

/// Bytes that repeat nowhere near, so that a part in the wrong place shows.
fn bytes(length: usize) -> Vec<u8> {
    let mut state = 1u32;
    let next = |_| {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        (state >> 24) as u8
    };
    (0..length).map(next).collect()
}

/// A JPEG as far as its frame header, with somebody's note before it.
fn jpeg(width: u16, height: u16) -> Vec<u8> {
    let mut image = b"\xff\xd8\xff\xfe\x00\x06note\xff\xc0\x00\x0b\x08".to_vec();
    image.extend(height.to_be_bytes());
    image.extend(width.to_be_bytes());
    image.extend(b"\x01\x01\x11\x00\xff\xd9");
    image
}

fn part(file_id: i64, file_part: i32, bytes: &[u8]) -> functions::upload::SaveFilePart {
    functions::upload::SaveFilePart { file_id, file_part, bytes: bytes.to_vec() }
}

fn big_part(file_id: i64, at: i32, total: i32, bytes: &[u8]) -> functions::upload::SaveBigFilePart {
    functions::upload::SaveBigFilePart {
        file_id,
        file_part: at,
        file_total_parts: total,
        bytes: bytes.to_vec(),
    }
}

fn small_file(id: i64, parts: i32, md5: &str) -> enums::InputFile {
    types::InputFile { id, parts, name: "a".to_owned(), md5_checksum: md5.to_owned() }.into()
}

/// Sends the bytes in parts of that size.
fn upload(telegram: &mut Telegram, caller: &Caller, id: i64, bytes: &[u8], size: usize) -> enums::InputFile {
    for (at, chunk) in bytes.chunks(size).enumerate() {
        assert!(telegram.call(caller, &part(id, at as i32, chunk)).expect("the part is right"));
    }
    small_file(id, bytes.len().div_ceil(size) as i32, "")
}

fn photo_of(file: enums::InputFile) -> enums::InputMedia {
    types::InputMediaUploadedPhoto {
        spoiler: false,
        live_photo: false,
        file,
        stickers: None,
        ttl_seconds: None,
        video: None,
    }
    .into()
}

fn document(file: enums::InputFile) -> types::InputMediaUploadedDocument {
    types::InputMediaUploadedDocument {
        nosound_video: false,
        force_file: false,
        spoiler: false,
        file,
        thumb: None,
        mime_type: "application/x-boat".to_owned(),
        attributes: vec![types::DocumentAttributeFilename { file_name: "boat.bin".to_owned() }.into()],
        stickers: None,
        video_cover: None,
        video_timestamp: None,
        ttl_seconds: None,
    }
}

fn send(
    to: &enums::InputPeer,
    media: impl Into<enums::InputMedia>,
    random_id: i64,
) -> functions::messages::SendMedia {
    functions::messages::SendMedia {
        silent: false,
        background: false,
        clear_draft: false,
        noforwards: false,
        update_stickersets_order: false,
        invert_media: false,
        allow_paid_floodskip: false,
        peer: to.clone(),
        reply_to: None,
        media: media.into(),
        message: "Look".to_owned(),
        random_id,
        reply_markup: None,
        entities: None,
        schedule_date: None,
        schedule_repeat_period: None,
        send_as: None,
        quick_reply_shortcut: None,
        effect: None,
        allow_paid_stars: None,
        suggested_post: None,
    }
}

fn shown_document(media: Option<&enums::MessageMedia>) -> &types::Document {
    match media {
        Some(enums::MessageMedia::Document(types::MessageMediaDocument {
            document: Some(enums::Document::Document(document)),
            ..
        })) => document,
        other => panic!("{other:?} is no document"),
    }
}

fn shown_photo(media: Option<&enums::MessageMedia>) -> &types::Photo {
    match media {
        Some(enums::MessageMedia::Photo(types::MessageMediaPhoto {
            photo: Some(enums::Photo::Photo(photo)),
            ..
        })) => photo,
        other => panic!("{other:?} is no photo"),
    }
}

fn sizes(sizes: &[enums::PhotoSize]) -> Vec<(String, i32, i32, i32)> {
    let size = |size: &enums::PhotoSize| match size.clone() {
        enums::PhotoSize::Size(size) => (size.r#type, size.w, size.h, size.size),
        other => panic!("{other:?}"),
    };
    sizes.iter().map(size).collect()
}

fn at_document(document: &types::Document, thumb: &str) -> enums::InputFileLocation {
    types::InputDocumentFileLocation {
        id: document.id,
        access_hash: document.access_hash,
        file_reference: document.file_reference.clone(),
        thumb_size: thumb.to_owned(),
    }
    .into()
}

fn at_photo(photo: &types::Photo, size: &str) -> enums::InputFileLocation {
    types::InputPhotoFileLocation {
        id: photo.id,
        access_hash: photo.access_hash,
        file_reference: photo.file_reference.clone(),
        thumb_size: size.to_owned(),
    }
    .into()
}

fn get(location: enums::InputFileLocation, offset: i64, limit: usize) -> functions::upload::GetFile {
    functions::upload::GetFile { precise: false, cdn_supported: false, location, offset, limit: limit as i32 }
}

fn piece(
    telegram: &mut Telegram,
    caller: &Caller,
    function: &functions::upload::GetFile,
) -> types::upload::File {
    match telegram.call(caller, function).expect("it may be had") {
        enums::upload::File::File(file) => file,
        other => panic!("{other:?}"),
    }
}

/// All of it, in pieces of 128 KB.
fn download(telegram: &mut Telegram, caller: &Caller, location: &enums::InputFileLocation) -> Vec<u8> {
    let mut all = Vec::new();
    loop {
        let piece = piece(telegram, caller, &get(location.clone(), all.len() as i64, 128 * KB));
        all.extend(&piece.bytes);
        if piece.bytes.len() < 128 * KB {
            return all;
        }
    }
}

/// Sends a document to Bob; it is the newest that Ann sees there.
fn sent_document(
    telegram: &mut Telegram,
    ann: &Caller,
    media: types::InputMediaUploadedDocument,
) -> types::Document {
    let to_bob = telegram.resolve(ann, "bob_baker");
    telegram.call(ann, &send(&to_bob, media, 77)).expect("it may be sent");
    newest_document(telegram, ann, "bob_baker")
}

fn newest_document(telegram: &mut Telegram, caller: &Caller, with: &str) -> types::Document {
    let with = telegram.resolve(caller, with);
    let newest = &telegram.history(caller, &with)[0];
    shown_document(plain(newest).media.as_ref()).clone()
}

/// News' photo lies where Carol lives, on DC 1.
fn photo_of_news(telegram: &mut Telegram, caller: &Caller) -> types::Photo {
    let news = telegram.resolve(caller, "sandbox_news");
    let history = telegram.history(caller, &news);
    let with_photo = history.iter().find(|message| super::text(message) == "The harbour this morning.");
    shown_photo(plain(with_photo.expect("the fresh world has it")).media.as_ref()).clone()
}

#[test]
fn what_goes_up_in_parts_comes_down_the_same_on_both_sides() {
    let mut telegram = Telegram::new();
    let (ann, bob) = (telegram.sign_in(ANN), telegram.sign_in(BOB));
    let original = bytes(300 * KB + 17);
    let file = upload(&mut telegram, &ann, 5, &original, 64 * KB);
    let hers = sent_document(&mut telegram, &ann, document(file));
    assert_eq!((hers.size, hers.mime_type.as_str(), hers.dc_id), (300 * 1024 + 17, "application/x-boat", 2));
    assert_eq!(download(&mut telegram, &ann, &at_document(&hers, "")), original);

    let his = newest_document(&mut telegram, &bob, "ann_archer");
    assert_eq!((his.id, &his.attributes), (hers.id, &hers.attributes));
    assert_ne!(his.access_hash, hers.access_hash);
    assert_eq!(download(&mut telegram, &bob, &at_document(&his, "")), original);
    let with_her_hash = get(at_document(&hers, ""), 0, 4 * KB);
    assert_eq!(telegram.refusal(&bob, &with_her_hash), "400 FILE_ID_INVALID");
}

#[test]
fn a_big_file_may_come_in_any_order_and_twice() {
    let mut telegram = Telegram::new();
    let ann = telegram.sign_in(ANN);
    let original = bytes(4 * 512 * KB - 1);
    let chunks: Vec<&[u8]> = original.chunks(512 * KB).collect();
    for at in [3, 0, 2, 0, 1, 3] {
        telegram.call(&ann, &big_part(9, at, 4, chunks[at as usize])).expect("the part is right");
    }
    let file = types::InputFileBig { id: 9, parts: 4, name: "big".to_owned() }.into();
    let before = telegram.world.file_bytes();
    let sent = sent_document(&mut telegram, &ann, document(file));
    assert_eq!(download(&mut telegram, &ann, &at_document(&sent, "")), original);
    assert_eq!(telegram.world.file_bytes(), before, "a file is its parts, not another copy of them");
}

#[test]
fn parts_that_cannot_be_are_refused() {
    let mut telegram = Telegram::new();
    let ann = telegram.sign_in(ANN);
    let kb = bytes(KB);
    let too_big = bytes(512 * KB + 1);
    assert_eq!(telegram.refusal(&ann, &part(1, 0, &[])), "400 FILE_PART_EMPTY");
    assert_eq!(telegram.refusal(&ann, &part(1, -1, &kb)), "400 FILE_PART_INVALID");
    assert_eq!(telegram.refusal(&ann, &part(1, 4000, &kb)), "400 FILE_PART_INVALID");
    assert_eq!(telegram.refusal(&ann, &part(1, 0, &too_big)), "400 FILE_PART_TOO_BIG");
    assert_eq!(telegram.refusal(&ann, &big_part(1, 0, 0, &kb)), "400 FILE_PARTS_INVALID");
    assert_eq!(telegram.refusal(&ann, &big_part(1, 0, 4001, &kb)), "400 FILE_PARTS_INVALID");
    assert_eq!(telegram.refusal(&ann, &big_part(1, 3, 3, &kb)), "400 FILE_PART_INVALID");
    assert_eq!(telegram.refusal(&ann, &big_part(1, 0, 3, &kb[1..])), "400 FILE_PART_SIZE_INVALID");
    assert_eq!(telegram.refusal(&ann, &big_part(1, 0, 3, &bytes(3 * KB))), "400 FILE_PART_SIZE_INVALID");
    telegram.call(&ann, &big_part(1, 0, 3, &kb)).expect("a kilobyte is the least");
    assert_eq!(telegram.refusal(&ann, &big_part(1, 1, 3, &bytes(2 * KB))), "400 FILE_PART_SIZE_CHANGED");
    telegram.call(&ann, &big_part(2, 7, -1, &kb)).expect("nobody knows yet how many there will be");
}

#[test]
fn parts_that_make_no_file_are_refused() {
    let mut telegram = Telegram::new();
    let (ann, bob) = (telegram.sign_in(ANN), telegram.sign_in(BOB));
    let to_bob = telegram.resolve(&ann, "bob_baker");
    let to_ann = telegram.resolve(&bob, "ann_archer");
    let original = bytes(2 * KB);
    upload(&mut telegram, &ann, 1, &original, KB);
    let of = |to: &enums::InputPeer, file| send(to, document(file), 3);
    let missing = telegram.refusal(&ann, &of(&to_bob, small_file(1, 3, "")));
    assert_eq!(missing, "400 FILE_PART_2_MISSING");
    assert_eq!(telegram.refusal(&ann, &of(&to_bob, small_file(1, 0, ""))), "400 FILE_PARTS_INVALID");
    let wrong = "0123456789abcdef0123456789abcdef";
    assert_eq!(telegram.refusal(&ann, &of(&to_bob, small_file(1, 2, wrong))), "400 MD5_CHECKSUM_INVALID");
    let others = telegram.refusal(&bob, &of(&to_ann, small_file(1, 2, "")));
    assert_eq!(others, "400 FILE_PART_0_MISSING", "parts are their account's own");

    telegram.call(&ann, &part(2, 0, &original)).expect("two kilobytes");
    telegram.call(&ann, &part(2, 1, &original[..KB])).expect("then one");
    telegram.call(&ann, &part(2, 2, &original)).expect("then two again");
    assert_eq!(telegram.refusal(&ann, &of(&to_bob, small_file(2, 3, ""))), "400 FILE_PART_SIZE_INVALID");

    let right = format!("{:x}", md5::compute(&original));
    telegram.call(&ann, &of(&to_bob, small_file(1, 2, &right))).expect("that is its checksum");
}

#[test]
fn parts_are_kept_for_a_day() {
    let mut telegram = Telegram::new();
    let ann = telegram.sign_in(ANN);
    let to_bob = telegram.resolve(&ann, "bob_baker");
    let file = upload(&mut telegram, &ann, 1, &bytes(2 * KB), KB);
    telegram.world.advance(24 * 3600 - 1);
    telegram.call(&ann, &send(&to_bob, document(file.clone()), 1)).expect("they are still there");
    telegram.world.advance(1);
    let late = send(&to_bob, document(file), 2);
    assert_eq!(telegram.refusal(&ann, &late), "400 FILE_PART_0_MISSING");
    telegram.call(&ann, &part(1, 1, &bytes(KB))).expect("a new upload under the old number");
    assert_eq!(telegram.refusal(&ann, &late), "400 FILE_PART_0_MISSING", "the old part is gone");
    let sent = newest_document(&mut telegram, &ann, "bob_baker");
    assert_eq!(
        download(&mut telegram, &ann, &at_document(&sent, "")),
        bytes(2 * KB),
        "the message has its own"
    );
}

#[test]
fn a_full_world_says_so_and_forgotten_parts_make_room() {
    let mut telegram = Telegram::new();
    let ann = telegram.sign_in(ANN);
    let before = telegram.world.file_bytes();
    telegram.world.set_file_quota(before + 4 * KB);
    let original = bytes(4 * KB);
    telegram.call(&ann, &part(1, 0, &original)).expect("it just fits");
    let more = part(2, 0, &original[..1]);
    assert_eq!(telegram.refusal(&ann, &more), "400 FILE_QUOTA_EXCEEDED_IN_SANDBOX");
    telegram.world.advance(24 * 3600);
    telegram.call(&ann, &more).expect("nobody made a file of the first");
    assert_eq!(telegram.world.file_bytes(), before + 1);
}

#[test]
fn pieces_are_asked_for_by_telegrams_rules() {
    let mut telegram = Telegram::new();
    let ann = telegram.sign_in(ANN);
    let original = bytes(2 * 1024 * KB + 100);
    let file = upload(&mut telegram, &ann, 5, &original, 512 * KB);
    let sent = sent_document(&mut telegram, &ann, document(file));
    let at = |offset, limit| get(at_document(&sent, ""), offset, limit);
    let precise = |offset, limit| functions::upload::GetFile { precise: true, ..at(offset, limit) };

    let over_parts = piece(&mut telegram, &ann, &at(508 * 1024, 4 * KB)).bytes;
    assert_eq!(over_parts, original[508 * KB..512 * KB]);
    let across = piece(&mut telegram, &ann, &precise(511 * 1024, 5 * KB)).bytes;
    assert_eq!(across, original[511 * KB..516 * KB]);
    let last = piece(&mut telegram, &ann, &at(2048 * 1024, 1024 * KB)).bytes;
    assert_eq!(last, original[2048 * KB..]);
    assert!(
        piece(&mut telegram, &ann, &at(1 << 40, 4 * KB)).bytes.is_empty(),
        "there is nothing behind the end"
    );

    for (offset, limit) in [(-4096, 4 * KB), (1024, 4 * KB), (1, 4 * KB), (i64::MAX - 4095, 8 * KB)] {
        assert_eq!(telegram.refusal(&ann, &at(offset, limit)), "400 OFFSET_INVALID", "{offset}");
    }
    for (offset, limit) in [(0, 0), (0, 1000), (0, 12 * KB), (0, 2048 * KB), (1020 * 1024, 8 * KB)] {
        assert_eq!(telegram.refusal(&ann, &at(offset, limit)), "400 LIMIT_INVALID", "{offset} {limit}");
    }
    assert_eq!(telegram.refusal(&ann, &precise(512, KB)), "400 OFFSET_INVALID");
    assert_eq!(telegram.refusal(&ann, &precise(1023 * 1024, 2 * KB)), "400 LIMIT_INVALID");
}

#[test]
fn hashes_are_of_the_bytes_that_come_down() {
    use sha2::{Digest, Sha256};
    let mut telegram = Telegram::new();
    let ann = telegram.sign_in(ANN);
    let original = bytes(200 * KB);
    let file = upload(&mut telegram, &ann, 5, &original, 512 * KB);
    let sent = sent_document(&mut telegram, &ann, document(file));
    let asked = functions::upload::GetFileHashes { location: at_document(&sent, ""), offset: 0 };
    let hashes = telegram.call(&ann, &asked).expect("they may be had");
    let hashes: Vec<_> = hashes.into_iter().map(|enums::FileHash::Hash(hash)| hash).collect();
    let expected: Vec<_> = [(0, 128 * KB), (128 * KB, 200 * KB)]
        .into_iter()
        .map(|(from, to)| types::FileHash {
            offset: from as i64,
            limit: (to - from) as i32,
            hash: Sha256::digest(&original[from..to]).to_vec(),
        })
        .collect();
    assert_eq!(hashes, expected);
}

#[test]
fn a_photo_has_its_measures_and_a_small_copy() {
    let mut telegram = Telegram::new();
    let ann = telegram.sign_in(ANN);
    let to_bob = telegram.resolve(&ann, "bob_baker");
    let original = jpeg(1280, 640);
    let file = upload(&mut telegram, &ann, 1, &original, KB);
    telegram.call(&ann, &send(&to_bob, photo_of(file), 1)).expect("it may be sent");
    let newest = telegram.history(&ann, &to_bob)[0].clone();
    assert_eq!(super::text(&newest), "Look");
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
fn what_is_no_photo_is_refused() {
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
fn a_document_keeps_what_was_said_of_it() {
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
fn a_file_is_sent_again_by_who_was_shown_it() {
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

/// Somebody who lives on DC 1.
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
    telegram.call(&dora, &super::sign_in(DORA, &hash, "11111")).expect("the code is right");
    dora
}

#[test]
fn an_album_is_messages_that_share_a_number() {
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
fn an_album_is_sent_whole_or_not_at_all() {
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

fn album_of_two(
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

#[test]
fn a_reference_holds_a_day_and_the_message_tells_a_new_one() {
    let mut telegram = Telegram::new();
    let ann = telegram.sign_in(ANN);
    let file = upload(&mut telegram, &ann, 1, &bytes(100), KB);
    let sent = sent_document(&mut telegram, &ann, document(file));
    let ask = |of: &types::Document| get(at_document(of, ""), 0, 4 * KB);
    telegram.world.advance(22 * 3600);
    assert_eq!(piece(&mut telegram, &ann, &ask(&sent)).bytes, bytes(100));
    telegram.world.advance(3 * 3600);
    assert_eq!(telegram.refusal(&ann, &ask(&sent)), "400 FILE_REFERENCE_EXPIRED");
    let fresh = newest_document(&mut telegram, &ann, "bob_baker");
    assert_eq!((fresh.id, fresh.access_hash), (sent.id, sent.access_hash));
    assert_eq!(piece(&mut telegram, &ann, &ask(&fresh)).bytes, bytes(100));

    let mut forged = fresh.clone();
    forged.file_reference[4] ^= 1;
    assert_eq!(telegram.refusal(&ann, &ask(&forged)), "400 FILE_REFERENCE_INVALID");
    forged.file_reference.clear();
    assert_eq!(telegram.refusal(&ann, &ask(&forged)), "400 FILE_REFERENCE_EMPTY");
}

#[test]
fn references_expire_on_demand_for_good() {
    let mut telegram = Telegram::new();
    let ann = telegram.sign_in(ANN);
    let old = newest_papers(&mut telegram, &ann);
    telegram.world.fault(Fault {
        kind: Kind::FileReferenceExpired,
        method: Some("upload.getFile".to_owned()),
        account: None,
        count: 1,
        probability: 1.0,
    });
    let ask = |of: &types::Document| get(at_document(of, ""), 0, 4 * KB);
    for _ in 0..2 {
        assert_eq!(telegram.refusal(&ann, &ask(&old)), "400 FILE_REFERENCE_EXPIRED");
    }
    let fresh = newest_papers(&mut telegram, &ann);
    assert!(piece(&mut telegram, &ann, &ask(&fresh)).bytes.starts_with(b"%PDF"));
}

fn newest_papers(telegram: &mut Telegram, ann: &Caller) -> types::Document {
    newest_document(telegram, ann, "bob_baker")
}

#[test]
fn a_file_of_another_dc_takes_an_authorization_there() {
    let mut telegram = Telegram::new();
    let ann = telegram.sign_in(ANN);
    let photo = photo_of_news(&mut telegram, &ann);
    assert_eq!(photo.dc_id, 1);
    let ask = get(at_photo(&photo, "y"), 0, 512 * KB);
    assert_eq!(telegram.refusal(&ann, &ask), "303 FILE_MIGRATE_1");
    let there = telegram.connect(1);
    assert_eq!(telegram.refusal(&there, &ask), "401 AUTH_KEY_UNREGISTERED");

    let exported = telegram.call(&ann, &functions::auth::ExportAuthorization { dc_id: 1 });
    let enums::auth::ExportedAuthorization::Authorization(exported) = exported.expect("she is signed in");
    let import = functions::auth::ImportAuthorization { id: exported.id, bytes: exported.bytes };
    telegram.call(&there, &import).expect("it was exported");
    let came = piece(&mut telegram, &there, &ask);
    assert_eq!(came.r#type, enums::storage::FileType::FilePng);
    let whole = sizes(&photo.sizes)[1].clone();
    assert_eq!((whole.1, whole.2, whole.3 as usize), (1280, 853, came.bytes.len()));
    assert_eq!(came.bytes[16..24], [0, 0, 5, 0, 0, 0, 3, 85]);
}

#[test]
fn places_contacts_and_dice_reach_the_other_side() {
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
