//! A send whose answer is still delayed.

use std::time::Duration;

use grammers_tl_types::{self as tl, Deserializable, Serializable};
use telewire::sandbox::world::engine::faults::{Fault, FaultEffect};

use super::account::{call, sandbox, signed_in};
use super::client::Client;
use crate::world::{ANN, BOB, send};

fn sent_in_short(result: &[u8]) -> (i32, i32) {
    match tl::enums::Updates::from_bytes(result) {
        Ok(tl::enums::Updates::UpdateShortSentMessage(sent)) => (sent.id, sent.pts_count),
        other => panic!("{other:?}"),
    }
}

fn answer(client: &mut Client, msg_id: i64) -> (i32, i32) {
    sent_in_short(&client.expect_result(msg_id))
}

#[test]
fn a_repeat_of_a_send_in_progress_is_a_duplicate_and_later_its_message() {
    let sandbox = sandbox();
    let (mut ann, mut bob) = (signed_in(&sandbox, ANN), signed_in(&sandbox, BOB));
    let delay = Fault {
        kind: FaultEffect::Delay(Duration::from_secs(1)),
        method: Some("messages.sendMessage".to_owned()),
        account: None,
        at_dc: None,
        count: 1,
        probability: 1.0,
        seed: None,
    };
    sandbox.with_world(|world| world.fault(delay));
    let own = tl::enums::InputPeer::PeerSelf;
    let function = send(&own, "Once", 7).to_bytes();
    let first = ann.send(&function);
    let tl::enums::MsgsAck::Ack(acks) = ann.expect();
    assert_eq!(acks.msg_ids, [first]);
    for _ in 0..2 {
        let again = ann.send(&function);
        assert_eq!(ann.expect_error(again), (500, "RANDOM_ID_DUPLICATE".to_owned()));
    }
    // Random ids of other accounts and chats are separate.
    let his = call(&mut bob, &send(&own, "Mine", 7)).unwrap();
    assert_eq!(sent_in_short(&his.to_bytes()).1, 1);

    let (id, pts_count) = answer(&mut ann, first);
    assert_eq!(pts_count, 1);
    let again = ann.send(&function);
    assert_eq!(answer(&mut ann, again), (id, 0));
}
