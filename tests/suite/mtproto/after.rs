//! Queries that must run after others.
//!
//! > invokeAfterMsg: Invokes a query after successful completion of one of the previous queries.
//!
//! <https://core.telegram.org/method/invokeAfterMsg>

use std::time::Duration;

use grammers_tl_types::{self as tl, Serializable};
use telewire::sandbox::functions::{LateAnswer, RpcError, WireFault};

use super::client::Client;
use super::queries::Raw;
use super::script::{Stage, error, function, late, later, ok};

/// A query that was received and isn't answered yet.
fn under_way(stage: &Stage, client: &mut Client) -> i64 {
    stage.reply(later());
    let msg_id = client.send(&function(1));
    expect_ack(client, msg_id);
    msg_id
}

/// A query that waits for another.
fn after(client: &mut Client, msg_id: i64, number: i64) -> i64 {
    let after = tl::functions::InvokeAfterMsg { msg_id, query: Raw(function(number)) };
    let msg_id = client.send(&after.to_bytes());
    expect_ack(client, msg_id);
    msg_id
}

fn expect_ack(client: &mut Client, msg_id: i64) {
    let tl::enums::MsgsAck::Ack(acks) = client.expect();
    assert_eq!(acks.msg_ids, [msg_id]);
}

#[test]
fn a_query_after_a_failed_one_is_not_carried_out() {
    let stage = Stage::new();
    let mut client = stage.client();
    stage.reply(error(400, "PEER_ID_INVALID"));
    let first = client.send(&function(1));
    assert_eq!(client.expect_error(first), (400, "PEER_ID_INVALID".to_owned()));
    let after = tl::functions::InvokeAfterMsg { msg_id: first, query: Raw(function(2)) };
    let second = client.send(&after.to_bytes());
    assert_eq!(client.expect_error(second), (400, "MSG_WAIT_FAILED".to_owned()));
    let after = tl::functions::InvokeAfterMsgs { msg_ids: vec![4, second], query: Raw(function(3)) };
    let third = client.send(&after.to_bytes());
    assert_eq!(client.expect_error(third), (400, "MSG_WAIT_FAILED".to_owned()));
    assert_eq!(stage.functions(), [function(1)]);
}

#[test]
fn a_query_after_one_in_progress_waits_for_its_answer() {
    let stage = Stage::new();
    let mut client = stage.client();
    let first = under_way(&stage, &mut client);
    let second = after(&mut client, first, 2);
    let third = after(&mut client, second, 3);
    client.echo(4);
    assert_eq!(stage.functions(), [function(1), function(4)]);

    stage.answer(late(&client, first, b"at last"));
    assert_eq!(client.expect_result(first), b"at last");
    assert_eq!(client.expect_result(second), function(2));
    assert_eq!(client.expect_result(third), function(3));
    assert_eq!(stage.functions(), [function(1), function(4), function(2), function(3)]);
}

#[test]
fn a_query_after_one_that_fails_later_is_not_carried_out() {
    let stage = Stage::new();
    let mut client = stage.client();
    let first = under_way(&stage, &mut client);
    let second = after(&mut client, first, 2);
    let third = after(&mut client, second, 3);
    let answer = Err(RpcError { code: 400, name: "BOT_RESPONSE_TIMEOUT".to_owned() });
    stage.answer(LateAnswer { answer, ..late(&client, first, b"") });
    assert_eq!(client.expect_error(first), (400, "BOT_RESPONSE_TIMEOUT".to_owned()));
    for msg_id in [second, third] {
        assert_eq!(client.expect_error(msg_id), (400, "MSG_WAIT_FAILED".to_owned()));
    }
    assert_eq!(stage.functions(), [function(1)]);
}

#[test]
fn a_query_waits_for_answers_that_a_fault_delays() {
    let stage = Stage::new();
    let mut client = stage.client();
    for (number, mut reply) in [(1, ok(b"late".to_vec())), (3, error(400, "PEER_ID_INVALID"))] {
        let fails = reply.answer.is_err();
        reply.fault = Some(WireFault::Delay(Duration::from_secs(1)));
        stage.reply(reply);
        let first = client.send(&function(number));
        expect_ack(&mut client, first);
        let both =
            tl::functions::InvokeAfterMsgs { msg_ids: vec![4, first], query: Raw(function(number + 1)) };
        let second = client.send(&both.to_bytes());
        expect_ack(&mut client, second);
        if fails {
            assert_eq!(client.expect_error(first), (400, "PEER_ID_INVALID".to_owned()));
            assert_eq!(client.expect_error(second), (400, "MSG_WAIT_FAILED".to_owned()));
        } else {
            assert_eq!(client.expect_result(first), b"late");
            assert_eq!(client.expect_result(second), function(number + 1));
        }
    }
    assert_eq!(stage.functions(), [function(1), function(2), function(3)]);
}

#[test]
fn a_query_whose_answer_is_dropped_while_it_waits_is_not_carried_out() {
    let stage = Stage::new();
    let mut client = stage.client();
    let first = under_way(&stage, &mut client);
    let second = after(&mut client, first, 2);
    let drop = client.send(&tl::functions::RpcDropAnswer { req_msg_id: second }.to_bytes());
    let running = tl::enums::RpcDropAnswer::RpcAnswerDroppedRunning.to_bytes();
    assert_eq!(client.expect_result(second), running);
    assert_eq!(client.expect_result(drop), running);
    stage.answer(late(&client, first, b"at last"));
    assert_eq!(client.expect_result(first), b"at last");
    client.echo(3);
    assert_eq!(stage.functions(), [function(1), function(3)]);
}
