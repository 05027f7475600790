//! The order of updates without a pts. <https://core.telegram.org/api/updates#event-sequences>

use grammers_tl_types::{enums, functions, types};

use super::account::{call, next_updates, sandbox, signed_in};
use super::client::Client;
use crate::world::{ANN, brought, input_user, send};

fn state(client: &mut Client) -> types::updates::State {
    let enums::updates::State::State(state) = call(client, &functions::updates::GetState {}).unwrap();
    state
}

fn difference(client: &mut Client, since: &types::updates::State) -> enums::updates::Difference {
    let asked = functions::updates::GetDifference {
        pts: since.pts,
        pts_limit: None,
        pts_total_limit: None,
        date: since.date,
        qts: since.qts,
        qts_limit: None,
    };
    call(client, &asked).unwrap()
}

/// Pins or unpins Bob's chat, which other logins get without a pts.
fn pin(client: &mut Client, pinned: bool) {
    let bob = functions::contacts::ResolveUsername { username: "bob_baker".to_owned(), referer: None };
    let enums::contacts::ResolvedPeer::Peer(found) = call(client, &bob).unwrap();
    let [enums::User::User(bob)] = &found.users[..] else { panic!("{found:?}") };
    let peer = types::InputDialogPeer { peer: input_user(bob) }.into();
    assert_eq!(call(client, &functions::messages::ToggleDialogPin { pinned, peer }), Ok(true));
}

/// > On top level when handling received updates and updatesCombined there are three possible cases: If local_seq + 1
/// > === seq_start, the updates can be applied. If local_seq + 1 > seq_start, the updates were already applied, and must
/// > be ignored. If local_seq + 1 < seq_start, there's an updates gap that must be filled
#[test]
fn updates_without_a_pts_are_numbered_per_login_as_its_state_says() {
    let sandbox = sandbox();
    let mut ann = signed_in(&sandbox, ANN);
    assert_eq!(state(&mut ann).seq, 1);
    let mut other = signed_in(&sandbox, ANN);
    let told = brought(next_updates(&mut ann));
    assert!(matches!(told.updates[..], [enums::Update::NewAuthorization(_)]), "{told:?}");
    assert_eq!(told.seq, 2);
    let before = state(&mut other);
    assert_eq!((before.seq, state(&mut ann).seq), (1, 2), "each login counts its own");

    for (pinned, seq) in [(true, 2), (false, 3)] {
        pin(&mut ann, pinned);
        let told = brought(next_updates(&mut other));
        assert!(matches!(told.updates[..], [enums::Update::DialogPinned(_)]), "{told:?}");
        assert_eq!(told.seq, seq);
    }
    assert_eq!((state(&mut other).seq, state(&mut ann).seq), (3, 2), "who did it is told by the answer");

    let enums::updates::Difference::Difference(missed) = difference(&mut other, &before) else {
        panic!("two were missed");
    };
    assert_eq!(missed.other_updates.len(), 2, "{:?}", missed.other_updates);
    let enums::updates::State::State(now) = missed.state;
    assert_eq!(now.seq, 3);
    let later = types::updates::State { date: now.date + 60, ..now };
    let enums::updates::Difference::Empty(nothing) = difference(&mut other, &later) else {
        panic!("nothing comes in a minute");
    };
    assert_eq!(nothing.seq, 3);
}

#[test]
fn updates_with_a_pts_have_no_seq() {
    let sandbox = sandbox();
    let (mut ann, mut other) = (signed_in(&sandbox, ANN), signed_in(&sandbox, ANN));
    next_updates(&mut ann);
    let before = state(&mut ann);
    call(&mut other, &send(&enums::InputPeer::PeerSelf, "counted", 1)).unwrap();
    if let enums::Updates::Updates(told) = next_updates(&mut ann) {
        assert_eq!(told.seq, 0);
    }
    let after = state(&mut ann);
    assert_eq!((after.pts, after.seq), (before.pts + 1, before.seq));
}
