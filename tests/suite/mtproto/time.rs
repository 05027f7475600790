//! What comes by itself when the sandbox's clock is there.

use grammers_tl_types::{enums, functions};

use super::account::{call, next_updates, sandbox, signed_in};
use crate::world::{ANN, send};

/// Nobody calls anything: the running clock alone has it come.
#[test]
fn a_scheduled_message_is_sent_and_told_when_its_time_has_come() {
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
