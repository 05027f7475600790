//! Cursors of pages and of updates: what the caller gives back is what it was given, or it is refused.

use telewire::api::page;
use telewire::error::Kind;
use telewire::session::Keyring;
use telewire::telegram::updates::cursor::{Cursors, Holder};
use telewire::telegram::updates::state::{Channel, State};

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

fn state(u: Bytes) -> arbitrary::Result<State> {
    let channels: Vec<(i64, i32, i64)> = u.arbitrary()?;
    let channels = channels.into_iter().map(|(id, pts, access_hash)| (id, Channel { pts, access_hash }));
    let channels = channels.take(20).collect();
    let [pts, qts, date, seq] = u.arbitrary()?;
    Ok(State { pts, qts, date, seq, channels })
}

#[test]
fn no_cursor_of_updates_but_an_unchanged_one_is_taken() {
    let keyring = Keyring::parse(Keyring::make_key().expose()).expect("a key");
    let cursors = Cursors::new(&keyring);
    run("cursors of updates", 10_000, |u| {
        let holder = Holder { server: u.arbitrary()?, account: u.arbitrary()? };
        let state = state(u)?;
        let cursor = cursors.write(&state, holder);
        assert_eq!(cursors.read(&cursor, holder).as_ref(), Ok(&state));
        let of_another = Holder { account: holder.account.wrapping_add(1), ..holder };
        assert!(cursors.read(&cursor, of_another).is_err());

        let mut spoiled = cursor.clone().into_bytes();
        if u.ratio(1, 4)? {
            spoiled = rest(u, 300)?.to_vec();
        } else {
            spoil(u, &mut spoiled)?;
        }
        let spoiled = String::from_utf8_lossy(&spoiled);
        assert!(spoiled == cursor || cursors.read(&spoiled, holder).is_err(), "{spoiled} for {cursor}");
        Ok(())
    });
}
