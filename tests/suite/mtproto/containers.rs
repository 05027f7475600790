//! <https://core.telegram.org/mtproto/service_messages#containers>

use grammers_tl_types::{self as tl, Serializable};

use super::client::{container, gzip_packed};
use super::script::{Stage, function};

fn ping() -> Vec<u8> {
    tl::functions::Ping { ping_id: 1 }.to_bytes()
}

/// > Containers are messages containing several other messages.
#[test]
fn a_containers_messages_are_all_handled_in_order() {
    let stage = Stage::new();
    let mut client = stage.client();
    let messages: Vec<_> =
        (0..5).map(|n| (client.next_msg_id(), client.next_seqno(true), function(n))).collect();
    client.send_container(&messages);
    for (msg_id, _, function) in messages {
        assert_eq!(client.expect_result(msg_id), function);
    }
}

/// > In certain cases, a server may notify a client that its incoming message was ignored for whatever reason.
///
/// <https://core.telegram.org/mtproto/service_messages_about_messages#notice-of-ignored-error-message>
#[test]
fn only_the_bad_message_in_a_container_fails() {
    let stage = Stage::new();
    let mut client = stage.client();
    let mut next = |body: Vec<u8>| (client.next_msg_id(), client.next_seqno(true), body);
    let messages = [
        next(function(1)),
        next(gzip_packed(&function(2))[..8].to_vec()),
        next(tl::functions::Ping { ping_id: 3 }.to_bytes()[..4].to_vec()),
        next(function(4)),
    ];
    client.send_container(&messages);
    assert_eq!(client.expect_result(messages[0].0), function(1));
    assert_eq!(client.expect_error(messages[1].0), (400, "INPUT_FETCH_ERROR".to_owned()));
    assert_eq!(client.expect_result(messages[3].0), function(4));
    let tl::enums::MsgsAck::Ack(acks) = client.expect();
    assert_eq!(acks.msg_ids, [messages[2].0]);
}

/// > All messages in a container must have msg_id lower than that of the container itself. A container […] may not
/// > carry other simple containers. — 64: invalid container.
#[test]
fn an_invalid_container_is_rejected_as_a_whole() {
    let stage = Stage::new();
    let mut client = stage.client();
    let id = client.next_msg_id();
    let good = (id, 101, function(1));
    let cut = container(std::slice::from_ref(&good));
    let mut longer = cut.clone();
    longer.extend([0; 4]);
    let mut negative = cut.clone();
    negative[20..24].copy_from_slice(&(-4_i32).to_le_bytes());
    for body in [
        container(&[(id + (5 << 32), 101, function(1))]),
        container(&[good.clone(), (id + 4, 102, container(&[]))]),
        cut[..cut.len() - 4].to_vec(),
        longer,
        negative,
    ] {
        let container = client.send_service(&body);
        assert_eq!(client.expect_bad(container), 64);
    }
    assert_eq!(stage.functions(), Vec::<Vec<u8>>::new());
}

/// > MTProto container can have at have at most 1024 messages. — Error 429 (transport flood) is returned when […] any
/// > of the container/service message limits are reached.
#[test]
fn a_container_of_more_than_1024_messages_is_a_flood() {
    let stage = Stage::new();
    let mut client = stage.client();
    let mut messages: Vec<_> = (0..1025).map(|_| (client.next_msg_id(), 2, ping())).collect();
    let last = messages.pop().unwrap();
    client.send_container(&messages);
    for (msg_id, ..) in &messages {
        let tl::enums::Pong::Pong(pong) = client.expect();
        assert_eq!(pong.msg_id, *msg_id);
    }
    messages.push(last);
    client.send_container(&messages);
    assert_eq!(client.read_error(), -429);
}

/// > 19: container msg_id is the same as msg_id of a previously received message (this must never happen)
#[test]
fn a_container_may_not_have_the_id_of_an_earlier_message() {
    let stage = Stage::new();
    let mut client = stage.client();
    let inner = (client.next_msg_id(), client.next_seqno(true), function(1));
    let msg_id = client.send_container(std::slice::from_ref(&inner));
    client.expect_result(inner.0);
    client.send_as(msg_id, 4, &container(&[]));
    assert_eq!(client.expect_bad(msg_id), 19);
}
