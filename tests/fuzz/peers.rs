//! Refs, and all texts and numbers that name a chat.

use telewire::telegram::peer::{Access, ChatId, Peer, PeerId};

use crate::generator::{rest, run, spoil};
use crate::{Bytes, Outcome};

const SERVER: i64 = 11;
const ACCOUNT: i64 = 7;

const PIECES: &[&str] = &[
    "@",
    "me",
    "ann_archer",
    "+",
    "99966",
    "20001",
    " ",
    "-",
    "-100",
    "123",
    "9999999999999999999",
    "https://",
    "HTTP://",
    "t.me",
    "telegram.me",
    "telegram.dog",
    "www.",
    "/",
    "//",
    "?",
    "#",
    "&",
    "=",
    "joinchat",
    "c",
    "s",
    "tg:",
    "resolve?domain=",
    "join?invite=",
    "SandboxBackRoom",
    "p1.",
    ".",
    "(",
    ")",
    "\u{a0}",
    "é",
    "😀",
    "\0",
    "_",
    "%20",
    "user?id=",
];

fn peer(u: Bytes, depth: usize) -> arbitrary::Result<Peer> {
    let bare = u.int_in_range(1..=0xff_ffff_ffff)?;
    let id = match u.int_in_range(0..=2)? {
        0 => PeerId::user(bare),
        1 => PeerId::group(bare),
        _ => PeerId::channel(bare),
    };
    if depth > 0 && u.ratio(1, 3)? {
        return Ok(Peer::seen(id, peer(u, depth - 1)?, u.arbitrary()?));
    }
    Ok(match u.int_in_range(0..=2)? {
        // No other account is.
        0 => Peer { id: PeerId::user(ACCOUNT), access: Access::Myself },
        1 => Peer { id, access: Access::Free },
        _ => Peer { id, access: Access::Hash(u.arbitrary()?) },
    })
}

fn target(u: Bytes) -> Outcome {
    let peer = peer(u, 1)?;
    let reference = peer.reference(SERVER, ACCOUNT);
    match Peer::from_reference(&reference, SERVER, ACCOUNT) {
        Ok(again) => assert_eq!(again.reference(SERVER, ACCOUNT), reference),
        Err(error) => panic!("{reference} of {peer:?}: {error:?}"),
    }
    assert!(Peer::from_reference(&reference, SERVER + 1, ACCOUNT).is_err());
    assert!(Peer::from_reference(&reference, SERVER, ACCOUNT + 1).is_err());

    let mut spoiled = reference.clone().into_bytes();
    spoil(u, &mut spoiled)?;
    let spoiled = String::from_utf8_lossy(&spoiled);
    if spoiled != reference {
        // A checksum of four bytes: a collision would be a bug of the generator.
        assert!(Peer::from_reference(&spoiled, SERVER, ACCOUNT).is_err(), "{spoiled} for {reference}");
    }

    let mut text = String::new();
    while !u.is_empty() && text.len() < 300 {
        if u.ratio(1, 8)? {
            text.push_str(&String::from_utf8_lossy(rest(u, 12)?));
        } else {
            text.push_str(u.choose(PIECES)?);
        }
        if u.ratio(1, 6)? {
            named(&text);
        }
    }
    named(&text);
    let number: i64 = u.arbitrary()?;
    if let Some(id) = PeerId::from_marked(number) {
        assert_eq!(id.marked(), number);
    }
    let _ = serde_json::from_str::<ChatId>(&number.to_string());
    Ok(())
}

fn named(text: &str) {
    let parsed = ChatId::parse(text);
    let json = serde_json::to_string(text).expect("a text");
    let taken = serde_json::from_str::<ChatId>(&json);
    assert_eq!(parsed.is_some(), taken.is_ok(), "{text:?}");
}

#[test]
fn any_text_names_a_chat_or_is_rejected_and_no_ref_can_be_forged() {
    run("peers", 20_000, target);
}
