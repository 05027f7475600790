//! Files that no message shows any more.

use grammers_tl_types::enums;
use telewire::sandbox::functions::Caller;

use super::super::deleting::delete;
use super::super::forwarding::forward;
use super::{KB, Telegram, at_document, bytes, document, download, newest_document, photo_of, send, upload};
use crate::world::{ANN, BOB};

/// Sends a file. Returns the message's id for the sender.
fn send_file(telegram: &mut Telegram, caller: &Caller, to: &enums::InputPeer, number: i64) -> i32 {
    let file = upload(telegram, caller, number, &bytes(8 * KB), 4 * KB);
    telegram.call(caller, &send(to, document(file), number)).expect("it may be sent");
    telegram.history(caller, to)[0].id()
}

#[test]
fn a_file_is_freed_with_the_last_message_that_shows_it() {
    for restarts in [false, true] {
        let mut telegram = Telegram::new();
        let (ann, bob) = (telegram.sign_in(ANN), telegram.sign_in(BOB));
        let to_bob = telegram.resolve(&ann, "bob_baker");
        let before = telegram.world.file_bytes();
        let id = send_file(&mut telegram, &ann, &to_bob, 1);
        assert_eq!(telegram.world.file_bytes(), before + 8 * KB);
        let notes = enums::InputPeer::PeerSelf;
        telegram.call(&ann, &forward(&to_bob, &[id], &notes)).expect("it is hers");
        let kept = telegram.history(&ann, &notes)[0].id();
        if restarts {
            telegram.restart();
        }

        telegram.call(&ann, &delete(&[id], false)).expect("her own");
        let shown = newest_document(&mut telegram, &bob, "ann_archer");
        let came = download(&mut telegram, &bob, &at_document(&shown, ""));
        assert_eq!(came, bytes(8 * KB), "he has his copy still");
        let to_ann = telegram.resolve(&bob, "ann_archer");
        let his = telegram.history(&bob, &to_ann)[0].id();
        telegram.call(&bob, &delete(&[his], false)).expect("his own");
        assert_eq!(telegram.world.file_bytes(), before + 8 * KB, "she has passed it on to herself");
        telegram.call(&ann, &delete(&[kept], false)).expect("her own");
        assert_eq!(telegram.world.file_bytes(), before, "restarted: {restarts}");
    }
}

#[test]
fn a_deleted_photo_makes_room_for_another() {
    let mut telegram = Telegram::new();
    let ann = telegram.sign_in(ANN);
    let me = enums::InputPeer::PeerSelf;
    let before = telegram.world.file_bytes();
    for number in 1..=3 {
        let mut image = super::jpeg(800, 600);
        image.extend(bytes(4 * KB));
        let file = upload(&mut telegram, &ann, number, &image, 8 * KB);
        telegram.call(&ann, &send(&me, photo_of(file), number)).expect("it may be sent");
        let held = telegram.world.file_bytes();
        assert!(held > before + 4 * KB, "the image and its small copy");
        let id = telegram.history(&ann, &me)[0].id();
        telegram.call(&ann, &delete(&[id], false)).expect("her own");
        assert_eq!(telegram.world.file_bytes(), before);
    }
}
