//! Calls that are answered later, by another client's action.

use std::time::Duration;

use grammers_tl_types::{self as tl, Serializable};
use telewire::sandbox::functions::{LateAnswer, RpcError, WireFault};

use super::client::{Client, Framing};
use super::script::{Stage, function, late, later};

/// A call that was received and isn't answered yet.
fn waiting(stage: &Stage, client: &mut Client) -> i64 {
    stage.reply(later());
    let msg_id = client.send(&function(1));
    // > If a response is a long time coming, a server may first send a receipt acknowledgment
    let tl::enums::MsgsAck::Ack(acks) = client.expect();
    assert_eq!(acks.msg_ids, [msg_id]);
    msg_id
}

#[test]
fn a_waiting_call_is_answered_later_and_others_meanwhile() {
    let stage = Stage::new();
    let mut client = stage.client();
    let slow = waiting(&stage, &mut client);
    client.echo(2);
    stage.answer(late(&client, slow, b"at last"));
    assert_eq!(client.expect_result(slow), b"at last");
}

#[test]
fn another_clients_call_can_bring_the_answer() {
    let stage = Stage::new();
    let (mut client, mut bot) = (stage.client(), stage.client());
    let slow = waiting(&stage, &mut client);
    let answer = late(&client, slow, b"at last");
    stage.0.with_world(|script| script.bring(answer));
    bot.echo(2);
    assert_eq!(client.expect_result(slow), b"at last");
}

#[test]
fn the_clock_can_bring_the_answer() {
    let stage = Stage::new();
    let mut client = stage.client();
    let slow = waiting(&stage, &mut client);
    let answer = Err(RpcError { code: 400, name: "BOT_RESPONSE_TIMEOUT".to_owned() });
    stage.answer_by_the_clock(LateAnswer { answer, ..late(&client, slow, b"") });
    assert_eq!(client.expect_error(slow), (400, "BOT_RESPONSE_TIMEOUT".to_owned()));
}

#[test]
fn a_waiting_call_that_is_sent_again_is_carried_out_once() {
    let stage = Stage::new();
    let mut client = stage.client();
    stage.reply(later());
    let (slow, seqno) = (client.next_msg_id(), client.next_seqno(true));
    client.send_as(slow, seqno, &function(1));
    let tl::enums::MsgsAck::Ack(_) = client.expect();
    client.send_as(slow, seqno, &function(1));
    client.echo(2);
    stage.answer(late(&client, slow, b"at last"));
    assert_eq!(client.expect_result(slow), b"at last");
    assert_eq!(stage.functions(), [function(1), function(2)]);
}

#[test]
fn an_answer_reaches_its_session_on_another_connection() {
    let stage = Stage::new();
    let mut client = stage.client();
    let slow = waiting(&stage, &mut client);
    let mut next = stage.connect(Framing::Full);
    next.take_session(&client);
    client.close();
    let msg_id = next.send(&function(2));
    assert_eq!(next.expect_result(msg_id), function(2));
    // Everything unacknowledged: `new_session_created`, and the first answer.
    next.receive();
    next.receive();
    stage.answer(late(&next, slow, b"at last"));
    assert_eq!(next.expect_result(slow), b"at last");
}

#[test]
fn an_answer_without_a_connection_waits_for_the_session() {
    let stage = Stage::new();
    let mut client = stage.client();
    let slow = waiting(&stage, &mut client);
    let mut next = stage.connect(Framing::Full);
    next.take_session(&client);
    let answer = late(&client, slow, b"at last");
    client.close();
    stage.answer(answer);
    let msg_id = next.send(&function(2));
    assert_eq!(next.expect_result(msg_id), function(2));
    next.receive();
    next.receive();
    assert_eq!(next.expect_result(slow), b"at last");
}

#[test]
fn a_dropped_answer_does_not_arrive() {
    let stage = Stage::new();
    let mut client = stage.client();
    let slow = waiting(&stage, &mut client);
    let drop = client.send(&tl::functions::RpcDropAnswer { req_msg_id: slow }.to_bytes());
    let running = tl::enums::RpcDropAnswer::RpcAnswerDroppedRunning.to_bytes();
    assert_eq!(client.expect_result(slow), running);
    assert_eq!(client.expect_result(drop), running);
    stage.answer(late(&client, slow, b"too late"));
    client.echo(2);
}

#[test]
fn an_answer_to_a_destroyed_session_is_discarded() {
    let stage = Stage::new();
    let mut client = stage.client();
    let slow = waiting(&stage, &mut client);
    let mut other = stage.beside(&client);
    let answer = late(&client, slow, b"too late");
    let destroy = tl::functions::DestroySession { session_id: client.session_id };
    other.send(&destroy.to_bytes());
    let tl::enums::DestroySessionRes::DestroySessionOk(_) = other.expect() else { panic!("it was there") };
    stage.answer(answer);
    other.echo(2);
}

#[test]
fn faults_apply_to_later_answers() {
    let stage = Stage::new();
    let mut client = stage.client();
    let mut reply = later();
    reply.fault = Some(WireFault::LoseAnswer);
    stage.reply(reply);
    let lost = client.send(&function(1));
    let tl::enums::MsgsAck::Ack(_) = client.expect();
    stage.answer(late(&client, lost, b"lost"));
    client.echo(2);

    let mut reply = later();
    reply.fault = Some(WireFault::Delay(Duration::from_millis(10)));
    stage.reply(reply);
    let slow = client.send(&function(3));
    let tl::enums::MsgsAck::Ack(_) = client.expect();
    stage.answer(late(&client, slow, b"at last"));
    let tl::enums::MsgsAck::Ack(_) = client.expect();
    assert_eq!(client.expect_result(slow), b"at last");
}
