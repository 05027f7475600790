//! Downloads: pieces, file references, other DCs.

use grammers_tl_types::{enums, functions, types};
use telewire::sandbox::world::engine::faults::{Fault, FaultEffect};

use super::super::{ANN, Telegram};
use super::{
    KB, at_document, at_photo, bytes, document, get, newest_document, photo_of_news, piece, sent_document,
    sizes, upload,
};

#[test]
fn requested_pieces_follow_telegrams_rules() {
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
fn hashes_match_the_downloaded_bytes() {
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
fn a_file_reference_is_valid_for_a_day_and_renewed_from_the_message() {
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
fn file_references_expire_for_good_on_request() {
    let mut telegram = Telegram::new();
    let ann = telegram.sign_in(ANN);
    let old = newest_document(&mut telegram, &ann, "bob_baker");
    telegram.world.fault(Fault {
        kind: FaultEffect::FileReferenceExpired,
        method: Some("upload.getFile".to_owned()),
        account: None,
        at_dc: None,
        count: 1,
        probability: 1.0,
        seed: None,
    });
    let ask = |of: &types::Document| get(at_document(of, ""), 0, 4 * KB);
    for _ in 0..2 {
        assert_eq!(telegram.refusal(&ann, &ask(&old)), "400 FILE_REFERENCE_EXPIRED");
    }
    let fresh = newest_document(&mut telegram, &ann, "bob_baker");
    assert!(piece(&mut telegram, &ann, &ask(&fresh)).bytes.starts_with(b"%PDF"));
}

#[test]
fn a_file_on_another_dc_needs_an_authorization_there() {
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
