//! Events that the sandbox's clock causes.

use grammers_tl_types::{enums, functions};

use super::account::{call, next_updates, sandbox, signed_in};
use crate::world::{ANN, send};

/// No call is made: only the clock advances.
#[test]
fn a_scheduled_message_is_sent_and_pushed_at_its_date() {
    let sandbox = sandbox();
    let mut ann = signed_in(&sandbox, ANN);
    let date = sandbox.with_world(|world| world.now()) + 12;
    let later = functions::messages::SendMessage {
        schedule_date: Some(date),
        ..send(&enums::InputPeer::PeerSelf, "Now", 1)
    };
    call(&mut ann, &later).unwrap();
    // All but the last second or two.
    sandbox.with_world(|world| world.advance(10));
    let updates = crate::world::updates(next_updates(&mut ann));
    let sent = updates.iter().find_map(|update| match update {
        enums::Update::NewMessage(new) => Some(crate::world::plain(&new.message)),
        _ => None,
    });
    assert_eq!(sent.map(|message| (message.message.as_str(), message.date)), Some(("Now", date)));
}
