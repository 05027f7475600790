//! Message ids, sequence numbers, salts and sessions.
//! <https://core.telegram.org/mtproto/description>

use grammers_tl_types::{self as tl, Deserializable, Serializable};

use super::client::{Framing, container, random_bytes};
use super::script::{Stage, function};

fn ping() -> Vec<u8> {
    tl::functions::Ping { ping_id: 1 }.to_bytes()
}

/// > When an encrypted message is received, it must be checked that msg_key is in fact equal to the 128 middle bits of
/// > the SHA-256 of the decrypted data
#[test]
fn a_packet_with_any_flipped_bit_is_rejected() {
    let stage = Stage::new();
    let mut client = stage.client();
    for at in [8, 23, 24, 40, 60, 72] {
        let (msg_id, seqno) = (client.next_msg_id(), client.next_seqno(true));
        let mut packet = client.encrypt(&client.plaintext(msg_id, seqno, &function(1)));
        packet[at] ^= 0x10;
        client.write_packet(&packet, false);
        assert_eq!(client.read_error(), -404);
        let mut next = stage.connect(Framing::Full);
        next.take_session(&client);
        client = next;
    }
    assert_eq!(stage.functions(), Vec::<Vec<u8>>::new());
}

/// > the difference (i.e. the length of the random padding) lies in the range from 12 to 1024 bytes. The length should
/// > be always divisible by 4 and non-negative.
///
/// <https://core.telegram.org/mtproto/security_guidelines#checking-message-length>
#[test]
fn a_message_must_have_its_correct_length() {
    let stage = Stage::new();
    let right = stage.client();
    for length in [-4_i32, 0, 3, 13, 1 << 30, i32::MIN, i32::MAX] {
        let mut client = stage.connect(Framing::Full);
        client.take_session(&right);
        let msg_id = client.next_msg_id();
        let mut plaintext = client.plaintext(msg_id, 101, &function(1));
        plaintext[28..32].copy_from_slice(&length.to_le_bytes());
        let packet = client.encrypt(&plaintext);
        client.write_packet(&packet, false);
        assert_eq!(client.read_error(), -404, "{length}");
    }
    // At least 1,036 bytes of padding.
    let mut client = stage.connect(Framing::Full);
    client.take_session(&right);
    let msg_id = client.next_msg_id();
    let mut plaintext = client.plaintext(msg_id, 101, &function(1));
    plaintext.resize(plaintext.len() + 1024, 0);
    let packet = client.encrypt(&plaintext);
    client.write_packet(&packet, false);
    assert_eq!(client.read_error(), -404);
    assert_eq!(stage.functions(), Vec::<Vec<u8>>::new());
}

/// > server message identifiers modulo 4 yield 1 if the message is a response to a client message, and 3 otherwise.
/// > […] must increase monotonically
#[test]
fn server_message_ids_increase_and_distinguish_answers() {
    let stage = Stage::new();
    let mut client = stage.connect(Framing::Full);
    client.exchange_keys(stage.0.description());
    client.send(&function(1));
    let created = client.receive();
    let answer = client.receive();
    assert_eq!((created.msg_id & 3, answer.msg_id & 3), (3, 1));
    let mut last = answer.msg_id;
    for number in 0..20 {
        client.send(&function(number));
        let answer = client.receive();
        assert!(answer.msg_id > last);
        last = answer.msg_id;
    }
}

/// > A 32-bit number equal to twice the number of content-related messages created by the sender prior to this message
/// > and subsequently incremented by one if the current message is a content-related message.
#[test]
fn server_seqnos_count_content_related_messages() {
    let stage = Stage::new();
    let mut client = stage.connect(Framing::Full);
    client.exchange_keys(stage.0.description());
    client.send(&function(1));
    assert_eq!((client.receive().seqno, client.receive().seqno), (1, 3));
    client.send(&ping());
    assert_eq!(client.receive().seqno, 4);
    client.send(&function(2));
    assert_eq!(client.receive().seqno, 5);
}

/// > Client message identifiers are divisible by 4 — 18: incorrect two lower order msg_id bits
#[test]
fn a_message_id_not_divisible_by_four_is_bad() {
    let stage = Stage::new();
    let mut client = stage.client();
    for bits in 1..4 {
        let msg_id = client.next_msg_id() | bits;
        client.send_as(msg_id, 101, &function(1));
        assert_eq!(client.expect_bad(msg_id), 18);
    }
    assert_eq!(stage.functions(), Vec::<Vec<u8>>::new());
}

/// > A message is rejected over 300 seconds after it is created or 30 seconds before it is created
#[test]
fn a_message_id_far_from_the_current_time_is_bad() {
    let stage = Stage::new();
    let mut client = stage.client();
    for (seconds, code) in [(-310, 16), (40, 17)] {
        let msg_id = client.next_msg_id() + (seconds << 32);
        client.send_as(msg_id, 101, &function(1));
        assert_eq!(client.expect_bad(msg_id), code);
    }
    assert_eq!(stage.functions(), Vec::<Vec<u8>>::new());
    for seconds in [-290, 20] {
        let msg_id = client.next_msg_id() + (seconds << 32);
        client.session_id = i64::from_le_bytes(random_bytes());
        client.send_as(msg_id, 101, &function(seconds));
        client.expect::<tl::enums::NewSession>();
        assert_eq!(client.expect_result(msg_id), function(seconds));
    }
}

/// > 48: incorrect server salt (in this case, the bad_server_salt response is received with the correct salt, and the
/// > message is to be re-sent with it)
#[test]
fn a_wrong_salt_is_answered_with_the_right_one() {
    let stage = Stage::new();
    let mut client = stage.client();
    let right = std::mem::replace(&mut client.salt, 12345);
    let function = function(1);
    let (msg_id, seqno) = (client.next_msg_id(), client.next_seqno(true));
    client.send_as(msg_id, seqno, &function);
    let tl::enums::BadMsgNotification::BadServerSalt(bad) = client.expect() else { panic!() };
    assert_eq!((bad.bad_msg_id, bad.bad_msg_seqno, bad.error_code), (msg_id, seqno, 48));
    assert_eq!(bad.new_server_salt, right);
    assert_eq!(stage.functions(), Vec::<Vec<u8>>::new());

    client.salt = bad.new_server_salt;
    client.send_as(msg_id, seqno, &function);
    assert_eq!(client.expect_result(msg_id), function);
}

/// > 32: msg_seqno too low (the server has already received a message with a lower msg_id but with either a higher or
/// > an equal and odd seqno)
/// > 33: msg_seqno too high (similarly, there is a message with a higher msg_id but with either a lower or an equal and
/// > odd seqno)
#[test]
fn seqnos_must_increase_with_message_ids() {
    let stage = Stage::new();
    let mut client = stage.client();
    let (earlier, msg_id) = (client.next_msg_id(), client.next_msg_id());
    client.send_as(msg_id, 11, &function(1));
    client.expect_result(msg_id);

    for (seqno, code) in [(9, 32), (11, 32)] {
        let msg_id = client.next_msg_id();
        client.send_as(msg_id, seqno, &function(2));
        assert_eq!(client.expect_bad(msg_id), code);
    }
    for (seqno, code) in [(13, 33), (11, 33)] {
        client.send_as(earlier, seqno, &function(3));
        assert_eq!(client.expect_bad(earlier), code);
    }
    client.send_as(earlier, 9, &function(4));
    assert_eq!(client.expect_result(earlier), function(4));
}

/// > A client must always mark all API-level RPC queries as content-related, or else a bad_msg_notification with
/// > error_code=35 will be emitted.
/// > A client must never mark msgs_ack, msg_container […] as content-related, or else […] error_code=34
///
/// Acks are accepted, as Telegram does: mtcute marks all of its own.
#[test]
fn queries_have_odd_seqnos_and_containers_even_ones() {
    let stage = Stage::new();
    let mut client = stage.client();
    let msg_id = client.next_msg_id();
    client.send_as(msg_id, 102, &function(1));
    assert_eq!(client.expect_bad(msg_id), 35);
    let msg_id = client.next_msg_id();
    client.send_as(msg_id, 103, &container(&[]));
    assert_eq!(client.expect_bad(msg_id), 34);
    assert_eq!(stage.functions(), Vec::<Vec<u8>>::new());

    let ack = tl::enums::MsgsAck::Ack(tl::types::MsgsAck { msg_ids: vec![1] }).to_bytes();
    let msg_id = client.next_msg_id();
    client.send_as(msg_id, 105, &ack);
    let tl::enums::MsgsAck::Ack(taken) = client.expect();
    assert_eq!(taken.msg_ids, [msg_id]);
}

/// > The server notifies the client that a new session had to be created to handle a client message. If, after this,
/// > the server receives a message with an even smaller msg_id within the same session, a similar notification will be
/// > generated for this msg_id as well.
#[test]
fn a_new_session_is_announced_again_for_a_smaller_message_id() {
    let stage = Stage::new();
    let mut client = stage.client();
    client.session_id = i64::from_le_bytes(random_bytes());
    let (earlier, earlier_seqno) = (client.next_msg_id(), client.next_seqno(true));
    let msg_id = client.send(&function(1));
    let tl::enums::NewSession::Created(first) = client.expect();
    assert_eq!(first.first_msg_id, msg_id);
    client.expect_result(msg_id);

    client.send_as(earlier, earlier_seqno, &function(2));
    let tl::enums::NewSession::Created(second) = client.expect();
    assert_eq!((second.first_msg_id, second.unique_id), (earlier, first.unique_id));
    client.expect_result(earlier);
    client.expect_nothing();
}

/// > if a message comes in with msg_id […] equal to any of the stored values, the message is to be ignored.
/// >
/// > If the response is small, the server may re-send the answer itself instead.
#[test]
fn a_repeated_query_is_carried_out_once_and_answered_again() {
    let stage = Stage::new();
    let mut client = stage.client();
    let (msg_id, seqno) = (client.next_msg_id(), client.next_seqno(true));
    client.send_as(msg_id, seqno, &function(1));
    let first = client.receive();
    client.send_as(msg_id, seqno, &function(1));
    assert_eq!(client.receive(), first);
    // In a container, too, as old messages are sent again.
    client.send_container(&[(msg_id, seqno, function(1))]);
    assert_eq!(client.receive(), first);

    // An acknowledged answer is discarded.
    let ack = tl::enums::MsgsAck::Ack(tl::types::MsgsAck { msg_ids: vec![first.msg_id] });
    client.send_service(&ack.to_bytes());
    client.send_as(msg_id, seqno, &function(1));
    client.expect_nothing();
    assert_eq!(stage.functions(), [function(1)]);
}

/// > 20: message too old, and it cannot be verified whether the server has received a message with this msg_id or not
#[test]
fn a_message_older_than_the_stored_ids_is_too_old() {
    let stage = Stage::new();
    let mut client = stage.client();
    let (earlier, seqno) = (client.next_msg_id(), client.next_seqno(true));
    for _ in 0..5 {
        let messages: Vec<_> = (0..1000).map(|_| (client.next_msg_id(), 4, ping())).collect();
        client.send_container(&messages);
        for _ in messages {
            client.expect::<tl::enums::Pong>();
        }
    }
    client.send_as(earlier, seqno, &function(1));
    assert_eq!(client.expect_bad(earlier), 20);
    assert_eq!(stage.functions(), Vec::<Vec<u8>>::new());
}

/// > the server will resend not-yet acknowledged content-related messages to a new connection if the current connection
/// > is closed and then re-opened.
#[test]
fn unacknowledged_messages_are_sent_again_on_the_sessions_new_connection() {
    let stage = Stage::new();
    let mut client = stage.client();
    let (acked, kept) = (client.send(&function(1)), client.send(&function(2)));
    let answers = [client.receive(), client.receive()];
    assert_eq!(answers[0].result(acked), function(1));
    let ack = tl::enums::MsgsAck::Ack(tl::types::MsgsAck { msg_ids: vec![answers[0].msg_id] });
    client.send_service(&ack.to_bytes());
    client.expect_nothing();

    let mut next = stage.connect(Framing::Abridged);
    next.take_session(&client);
    client.close();
    let msg_id = next.send(&function(3));
    assert_eq!(next.expect_result(msg_id), function(3));
    // `new_session_created` and the first answer weren't acknowledged either.
    assert_eq!(tl::enums::NewSession::from_bytes(&next.receive().body).map(|_| ()), Ok(()));
    next.receive();
    assert_eq!(next.expect_result(kept), function(2));
    next.expect_nothing();
    assert_eq!(stage.functions(), [function(1), function(2), function(3)]);
}

/// > Several connections to a server may be open; messages may be sent in either direction through any of the
/// > connections
#[test]
fn a_session_may_use_several_connections_and_nothing_arrives_twice() {
    let stage = Stage::new();
    let mut first = stage.client();
    let mut second = stage.connect(Framing::Abridged);
    second.take_session(&first);
    second.echo(1);
    first.take_session(&second);
    first.echo(2);
    second.take_session(&first);
    second.echo(3);
    assert_eq!(stage.functions(), [function(1), function(2), function(3)]);
}
