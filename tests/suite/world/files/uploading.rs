//! Uploads.

use grammers_tl_types::{enums, types};

use super::super::{ANN, BOB, Telegram};
use super::{
    KB, at_document, big_part, bytes, document, download, get, newest_document, part, send, sent_document,
    small_file, upload,
};

#[test]
fn a_file_uploaded_in_parts_is_downloaded_unchanged_on_both_sides() {
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
fn the_parts_of_a_big_file_may_arrive_in_any_order_and_twice() {
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
fn invalid_parts_are_rejected() {
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
fn incomplete_parts_are_rejected() {
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
fn parts_are_stored_for_a_day() {
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
fn a_full_world_is_reported_and_expired_parts_make_room() {
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
