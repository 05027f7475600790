//! Cursors of pages and of updates: only an unchanged cursor is accepted.

use telewire::api::types::page;
use telewire::api::types::people::Viewer;
use telewire::error::Kind;
use telewire::session::Keyring;
use telewire::telegram::updates::cursor::{Cursors, Holder};
use telewire::telegram::updates::state::{State, Sweep};

use crate::Bytes;
use crate::generator::{rest, run, spoil};

type Place = (i64, Option<String>, Vec<i32>);

/// Another cursor, or a similar one; rarely the same.
fn spoiled(u: Bytes, cursor: &str) -> arbitrary::Result<String> {
    let mut spoiled = cursor.as_bytes().to_vec();
    if u.ratio(1, 4)? {
        spoiled = rest(u, 300)?.to_vec();
    } else {
        spoil(u, &mut spoiled)?;
    }
    Ok(String::from_utf8_lossy(&spoiled).into_owned())
}

#[test]
fn only_an_unchanged_cursor_of_pages_is_accepted() {
    let keyring = Keyring::parse(Keyring::make_key().expose()).expect("a key");
    run("cursors", 20_000, |u| {
        let viewer = Viewer { server: u.arbitrary()?, account: u.arbitrary()? };
        let list: (i64, String) = u.arbitrary()?;
        let place: Place =
            (u.arbitrary()?, u.arbitrary::<Option<u64>>()?.map(|n| format!("{n:x}")), u.arbitrary()?);
        let of = |viewer, method, list: &(i64, String)| page::Cursors::new(&keyring, viewer, method, list);
        let cursors = of(viewer, "chats.list", &list);
        let read = |cursors: page::Cursors, cursor: &str| {
            cursors.read::<Place>(Some(cursor)).map_err(|error| error.kind())
        };
        let cursor = cursors.write(&place);
        assert_eq!(read(cursors, &cursor), Ok(Some(place)));
        let other = Viewer { account: viewer.account.wrapping_add(1), ..viewer };
        for stranger in [
            of(other, "chats.list", &list),
            of(viewer, "messages.history", &list),
            of(viewer, "chats.list", &(list.0, format!("{} ", list.1))),
        ] {
            assert_eq!(read(stranger, &cursor), Err(Kind::CursorInvalid));
        }

        let spoiled = spoiled(u, &cursor)?;
        let refused = read(of(viewer, "chats.list", &list), &spoiled) == Err(Kind::CursorInvalid);
        assert!(spoiled == cursor || refused, "{spoiled} for {cursor}");
        Ok(())
    });
}

fn state(u: Bytes) -> arbitrary::Result<State> {
    let channels: Vec<(i64, i32, i64)> = u.arbitrary()?;
    let [pts, qts, date, seq] = u.arbitrary()?;
    let sweep: Option<(i64, i32)> = u.arbitrary()?;
    let sweep = sweep.map(|(until, date)| Sweep { until, date });
    let mut state = State { pts, qts, date, seq, sweep, ..State::default() };
    for (id, pts, access_hash) in channels.into_iter().take(20) {
        if !state.channels.contains_key(&id) {
            state.set_channel(id, pts, access_hash);
        }
    }
    Ok(state)
}

#[test]
fn only_an_unchanged_cursor_of_updates_is_accepted() {
    let keyring = Keyring::parse(Keyring::make_key().expose()).expect("a key");
    let cursors = Cursors::new(&keyring);
    run("cursors of updates", 10_000, |u| {
        let holder = Holder { server: u.arbitrary()?, account: u.arbitrary()? };
        let state = state(u)?;
        let cursor = cursors.write(&state, holder);
        assert_eq!(cursors.read(&cursor, holder).as_ref(), Ok(&state));
        let of_another = Holder { account: holder.account.wrapping_add(1), ..holder };
        assert!(cursors.read(&cursor, of_another).is_err());

        let spoiled = spoiled(u, &cursor)?;
        assert!(spoiled == cursor || cursors.read(&spoiled, holder).is_err(), "{spoiled} for {cursor}");
        Ok(())
    });
}
