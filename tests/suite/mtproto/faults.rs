//! Effects of `sandbox.fault` on packets and connections.

use std::time::{Duration, Instant};

use grammers_tl_types::{self as tl, Serializable};
use telewire::sandbox::functions::WireFault;
use telewire::sandbox::world::engine::faults::UpdateFault;

use super::client::{Client, Framing};
use super::script::{Stage, error, fault, function, push, updates};

#[test]
fn a_delayed_answer_delays_no_other() {
    let stage = Stage::new();
    let mut client = stage.client();
    let start = Instant::now();
    stage.reply(fault(WireFault::Delay(Duration::from_secs(1))));
    let slow = client.send(&function(1));
    // > If a response is a long time coming, a server may first send a receipt acknowledgment
    let tl::enums::MsgsAck::Ack(acks) = client.expect();
    assert_eq!(acks.msg_ids, [slow]);
    client.echo(2);
    assert_eq!(client.expect_result(slow), b"late");
    assert!(start.elapsed() >= Duration::from_secs(1));
    assert_eq!(stage.functions(), [function(1), function(2)]);
}

#[test]
fn a_delayed_answer_reaches_its_session_on_another_connection() {
    let stage = Stage::new();
    let mut client = stage.client();
    stage.reply(fault(WireFault::Delay(Duration::from_secs(1))));
    let slow = client.send(&function(1));
    let tl::enums::MsgsAck::Ack(_) = client.expect();
    let mut next = stage.connect(Framing::Full);
    next.take_session(&client);
    client.close();
    let msg_id = next.send(&function(2));
    assert_eq!(next.expect_result(msg_id), function(2));
    // Everything unacknowledged: `new_session_created`, and the first answer.
    next.receive();
    next.receive();
    assert_eq!(next.expect_result(slow), b"late");
}

#[test]
fn a_delayed_error_is_still_an_error() {
    let stage = Stage::new();
    let mut client = stage.client();
    let mut reply = error(500, "RPC_CALL_FAIL");
    reply.fault = Some(WireFault::Delay(Duration::from_millis(10)));
    stage.reply(reply);
    let msg_id = client.send(&function(1));
    let tl::enums::MsgsAck::Ack(_) = client.expect();
    assert_eq!(client.expect_error(msg_id), (500, "RPC_CALL_FAIL".to_owned()));
}

#[test]
fn a_dropped_connection_closes_instead_of_answering_and_the_query_can_be_sent_again() {
    let stage = Stage::new();
    let mut client = stage.client();
    stage.reply(fault(WireFault::Drop));
    let (msg_id, seqno) = (client.next_msg_id(), client.next_seqno(true));
    client.send_as(msg_id, seqno, &function(1));
    assert_eq!(client.read_to_end(), 0);
    let mut next = stage.connect(Framing::Full);
    next.take_session(&client);
    next.send_as(msg_id, seqno, &function(1));
    assert_eq!(next.expect_result(msg_id), function(1));
}

#[test]
fn a_truncated_answer_is_sent_completely_on_the_sessions_next_connection() {
    let stage = Stage::new();
    let mut client = stage.client();
    stage.reply(fault(WireFault::Truncate));
    let lost = client.send(&function(1));
    client.read_to_end();
    let mut next = stage.connect(Framing::Full);
    next.take_session(&client);
    let msg_id = next.send(&function(2));
    assert_eq!(next.expect_result(msg_id), function(2));
    // Everything unacknowledged: `new_session_created`, and the first answer.
    next.receive();
    next.receive();
    assert_eq!(next.expect_result(lost), b"late");
}

#[test]
fn a_truncated_answer_is_half_a_packet() {
    let stage = Stage::new();
    for framing in Framing::ALL {
        let mut client = stage.connect(framing);
        client.exchange_keys(stage.0.description());
        client.settle();
        stage.reply(fault(WireFault::Truncate));
        client.send(&function(1));
        let length = client.read_to_end();
        // A header of 24 bytes and four blocks of 16, in an envelope of up to 16 bytes: half of that.
        assert!((44..=52).contains(&length), "{framing:?} {length}");
    }
}

#[test]
fn an_answer_can_carry_a_wrong_session_id() {
    let stage = Stage::new();
    let mut client = stage.client();
    stage.reply(fault(WireFault::WrongSessionId));
    let msg_id = client.send(&function(1));
    let packet = client.read_packet();
    let received = client.decrypt(packet);
    assert_ne!(received.session_id, client.session_id);
    assert_eq!(received.result(msg_id), b"late");
    client.echo(2);
}

#[test]
fn a_lost_answer_never_arrives_although_the_function_was_carried_out() {
    let stage = Stage::new();
    let mut client = stage.client();
    stage.reply(fault(WireFault::LoseAnswer));
    let (msg_id, seqno) = (client.next_msg_id(), client.next_seqno(true));
    client.send_as(msg_id, seqno, &function(1));
    client.expect_nothing();
    client.send_as(msg_id, seqno, &function(1));
    client.expect_nothing();
    assert_eq!(stage.functions(), [function(1)]);
}

#[test]
fn an_unregistered_auth_key_is_gone_for_all_its_connections() {
    let stage = Stage::new();
    let mut client = stage.client();
    let mut other = stage.beside(&client);
    stage.reply(fault(WireFault::AuthKeyLost));
    let messages = [1, 2].map(|n| (client.next_msg_id(), client.next_seqno(true), function(n)));
    client.send_container(&messages);
    assert_eq!(client.read_error(), -404);
    assert_eq!(client.read_to_end(), 0);
    other.send(&function(3));
    assert_eq!(other.read_error(), -404);
    assert_eq!(stage.functions(), [function(1)]);
}

fn expect_updates(client: &mut Client, dates: &[i32]) {
    for date in dates {
        assert_eq!(client.receive().body, updates(*date).to_bytes());
    }
    client.expect_nothing();
}

#[test]
fn updates_are_lost_or_duplicated_and_later_ones_are_not() {
    let stage = Stage::new();
    let mut client = stage.client();
    stage.mishaps(&[None, Some(UpdateFault::Lost), Some(UpdateFault::Doubled)]);
    stage.0.act(|_| ((), (1..=4).map(|date| push(&client, None, date)).collect()));
    expect_updates(&mut client, &[1, 3, 3, 4]);
}

/// A copy is a separate message, so only its content shows that it is a copy.
#[test]
fn duplicated_updates_are_separate_messages() {
    let stage = Stage::new();
    let mut client = stage.client();
    stage.mishaps(&[Some(UpdateFault::Doubled)]);
    stage.0.act(|_| ((), vec![push(&client, None, 1)]));
    let (one, other) = (client.receive(), client.receive());
    assert_eq!(one.body, other.body);
    assert!(one.msg_id < other.msg_id && one.seqno < other.seqno);
}

#[test]
fn delayed_updates_arrive_after_the_next_ones() {
    let stage = Stage::new();
    let mut client = stage.client();
    let mut stranger = stage.client();
    stage.mishaps(&[Some(UpdateFault::HeldBack), None, Some(UpdateFault::HeldBack)]);
    stage.0.act(|_| ((), vec![push(&client, None, 1)]));
    client.expect_nothing();
    // Another key's updates don't count.
    stage.0.act(|_| ((), vec![push(&stranger, None, 9)]));
    expect_updates(&mut stranger, &[9]);
    stage.0.act(|_| ((), vec![push(&client, None, 2), push(&client, None, 3), push(&client, None, 4)]));
    expect_updates(&mut client, &[2, 1, 4, 3]);
}

#[test]
fn delayed_updates_arrive_at_the_latest_when_faults_are_cleared() {
    let stage = Stage::new();
    let mut client = stage.client();
    stage.mishaps(&[Some(UpdateFault::HeldBack)]);
    stage.0.act(|_| ((), vec![push(&client, None, 1)]));
    client.expect_nothing();
    stage.0.push_held_back();
    expect_updates(&mut client, &[1]);
}

/// Updates that no connection would get don't count towards a fault.
#[test]
fn updates_without_a_recipient_trigger_no_fault() {
    let stage = Stage::new();
    let mut client = stage.client();
    stage.mishaps(&[Some(UpdateFault::Lost)]);
    let own = push(&client, Some(client.session_id), 1);
    stage.0.act(|_| ((), vec![own, push(&client, None, 2), push(&client, None, 3)]));
    expect_updates(&mut client, &[3]);
}
