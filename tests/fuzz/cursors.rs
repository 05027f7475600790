//! Cursors of pages: what the caller gives back is what it was given, or it is refused.

use telewire::api::page;
use telewire::error::Kind;

use crate::generator::{rest, run, spoil};
use crate::{Bytes, Outcome};

type Place = (i64, Option<String>, Vec<i32>);

fn target(u: Bytes) -> Outcome {
    let place: Place =
        (u.arbitrary()?, u.arbitrary::<Option<u64>>()?.map(|n| format!("{n:x}")), u.arbitrary()?);
    let cursor = page::cursor("chats.list", &place);
    assert_eq!(page::place::<Place>("chats.list", &cursor).expect("it is its own"), place);
    assert_eq!(
        page::place::<Place>("messages.history", &cursor).map_err(|error| error.kind()),
        Err(Kind::CursorInvalid)
    );

    let mut spoiled = cursor.into_bytes();
    if u.ratio(1, 4)? {
        spoiled = rest(u, 300)?.to_vec();
    } else {
        spoil(u, &mut spoiled)?;
    }
    if let Err(error) = page::place::<Place>("chats.list", &String::from_utf8_lossy(&spoiled)) {
        assert_eq!(error.kind(), Kind::CursorInvalid);
    }
    Ok(())
}

#[test]
fn any_cursor_is_taken_or_refused() {
    run("cursors", 20_000, target);
}
