//! <https://core.telegram.org/mtproto/service_messages>,
//! <https://core.telegram.org/mtproto/service_messages_about_messages>

use std::time::{Duration, Instant};

use grammers_tl_types::{self as tl, Serializable};
use telewire::sandbox::functions::WireFault;

use super::client::{Client, Framing, Received, random_bytes};
use super::script::{Stage, fault, function, ok};

fn ack(client: &mut Client, msg_ids: Vec<i64>) {
    client.send_service(&tl::enums::MsgsAck::Ack(tl::types::MsgsAck { msg_ids }).to_bytes());
}

fn states(client: &mut Client, msg_ids: Vec<i64>) -> Vec<u8> {
    let query = tl::enums::MsgsStateReq::Req(tl::types::MsgsStateReq { msg_ids });
    let msg_id = client.send_service(&query.to_bytes());
    let tl::enums::MsgsStateInfo::Info(info) = client.expect();
    assert_eq!(info.req_msg_id, msg_id);
    info.info
}

/// > A response is usually returned to the same connection: pong#347773c5 msg_id:long ping_id:long. These messages do
/// > not require acknowledgments.
#[test]
fn a_ping_is_answered_only_by_its_pong() {
    let stage = Stage::new();
    let mut client = stage.client();
    for content_related in [false, true] {
        let (msg_id, seqno) = (client.next_msg_id(), client.next_seqno(content_related));
        client.send_as(msg_id, seqno, &tl::functions::Ping { ping_id: 77 }.to_bytes());
        let pong = client.receive();
        assert_eq!(pong.seqno & 1, 0);
        assert_eq!(pong.body, tl::enums::Pong::Pong(tl::types::Pong { msg_id, ping_id: 77 }).to_bytes());
    }
    client.expect_nothing();
}

/// > the server starts a timer which will close the current connection disconnect_delay seconds later unless it
/// > receives a new message of the same type which automatically resets all previous timers.
#[test]
fn ping_delay_disconnect_closes_the_connection_when_no_other_follows() {
    let stage = Stage::new();
    let mut client = stage.client();
    for disconnect_delay in [2, 3] {
        let ping = tl::functions::PingDelayDisconnect { ping_id: 5, disconnect_delay };
        let msg_id = client.send_service(&ping.to_bytes());
        let tl::enums::Pong::Pong(pong) = client.expect();
        assert_eq!((pong.msg_id, pong.ping_id), (msg_id, 5));
    }
    let start = Instant::now();
    assert_eq!(client.read_to_end(), 0);
    assert!(start.elapsed() > Duration::from_millis(2500), "{:?}", start.elapsed());
}

/// > The client may at any time request from the server several (between 1 and 64) future server salts together with
/// > their validity periods. […] The client must check to see that the response's req_msg_id in fact coincides with
/// > msg_id of the query for get_future_salts.
#[test]
fn future_salts_start_with_the_current_one() {
    let stage = Stage::new();
    let mut client = stage.client();
    for (num, count) in [(1, 1), (5, 5), (1000, 64)] {
        let msg_id = client.send(&tl::functions::GetFutureSalts { num }.to_bytes());
        let tl::enums::FutureSalts::Salts(salts) = client.expect();
        assert_eq!((salts.req_msg_id, salts.salts.0.len()), (msg_id, count));
        assert_eq!(salts.salts.0[0].salt, client.salt);
        for salt in &salts.salts.0 {
            assert_eq!(salt.valid_until - salt.valid_since, 3600);
        }
    }
    client.expect_nothing();
}

/// > 1 = nothing is known about the message — 2 = message not received (msg_id falls within the range of stored
/// > identifiers) — 3 = message not received (msg_id too high) — 4 = message received — +8 = message already
/// > acknowledged — +16 = message not requiring acknowledgment — +32 = RPC query contained in message being processed
/// > or processing already complete — +64 = content-related response to message already generated
#[test]
fn the_states_of_messages_are_returned() {
    let stage = Stage::new();
    let mut client = stage.client();
    let never = client.next_msg_id();
    let query = client.send(&function(1));
    let answer = client.receive();
    let ping = client.send_service(&tl::functions::Ping { ping_id: 1 }.to_bytes());
    client.receive();
    stage.reply(fault(WireFault::Delay(Duration::from_secs(3600))));
    let running = client.send(&function(2));
    client.expect::<tl::enums::MsgsAck>();
    let future = running + (10 << 32);
    let ids = vec![never, query, ping, running, future, answer.msg_id];
    assert_eq!(states(&mut client, ids), [2, 4 + 8 + 32 + 64, 4 + 16, 4 + 8 + 32, 3, 1]);
}

/// > The remote party immediately responds by re-sending the requested messages
#[test]
fn a_server_message_is_sent_again_on_request() {
    let stage = Stage::new();
    let mut client = stage.client();
    let query = client.send(&function(1));
    let answer = client.receive();
    let request = tl::types::MsgResendReq { msg_ids: vec![answer.msg_id] };
    client.send_service(&tl::enums::MsgResendReq::Req(request).to_bytes());
    assert_eq!(client.receive(), answer);
    let request = tl::types::MsgResendAnsReq { msg_ids: vec![query] };
    client.send_service(&tl::enums::MsgResendReq::MsgResendAnsReq(request).to_bytes());
    assert_eq!(client.receive(), answer);
}

/// > If at least one message with requested msg_id does not exist or has already been forgotten, or has been sent by
/// > the requesting party (known from parity), MsgsStateInfo is returned for all messages requested
#[test]
fn a_request_for_messages_that_cannot_be_sent_again_is_answered_with_states() {
    let stage = Stage::new();
    let mut client = stage.client();
    let query = client.send(&function(1));
    let answer = client.receive();
    ack(&mut client, vec![answer.msg_id]);
    for (msg_ids, expected) in
        [(vec![query], vec![4 + 8 + 32 + 64]), (vec![answer.msg_id, query], vec![1, 108])]
    {
        let request = tl::enums::MsgResendReq::Req(tl::types::MsgResendReq { msg_ids });
        let msg_id = client.send_service(&request.to_bytes());
        let tl::enums::MsgsStateInfo::Info(info) = client.expect();
        assert_eq!((info.req_msg_id, info.info), (msg_id, expected));
    }
}

/// > Max 8192 IDs are allowed per constructor.
#[test]
fn more_than_8192_ids_are_a_flood() {
    let stage = Stage::new();
    let mut client = stage.client();
    assert_eq!(states(&mut client, vec![1; 8192]).len(), 8192);
    ack(&mut client, vec![1; 8193]);
    assert_eq!(client.read_error(), -429);
}

/// > When the receiving party is the server, this is usually done through msgs_ack constructors, but may also be done
/// > using the reply of a method
#[test]
fn a_content_related_message_without_an_answer_is_acknowledged() {
    let stage = Stage::new();
    let mut client = stage.client();
    let http_wait = tl::types::HttpWait { max_delay: 0, wait_after: 0, max_wait: 25_000 };
    let http_wait = tl::enums::HttpWait::Wait(http_wait).to_bytes();
    let msg_id = client.send(&http_wait);
    let tl::enums::MsgsAck::Ack(acks) = client.expect();
    assert_eq!(acks.msg_ids, [msg_id]);
    client.send_service(&http_wait);
    client.expect_nothing();
}

/// > Used by the client to notify the server that it may forget the data from a different session belonging to the same
/// > user […]. The result of this being applied to the current session is undefined.
#[test]
fn a_destroyed_session_starts_again_when_it_is_used() {
    let stage = Stage::new();
    let mut client = stage.client();
    let mut other = stage.beside(&client);
    let mut destroy = |session_id| {
        client.send(&tl::functions::DestroySession { session_id }.to_bytes());
        client.expect::<tl::enums::DestroySessionRes>()
    };
    let session_id = other.session_id;
    let ok = tl::enums::DestroySessionRes::DestroySessionOk(tl::types::DestroySessionOk { session_id });
    let none = tl::enums::DestroySessionRes::DestroySessionNone(tl::types::DestroySessionNone { session_id });
    assert_eq!(destroy(session_id), ok);
    assert_eq!(destroy(session_id), none);
    other.settle();
}

/// > destroy_auth_key#d1435160 = DestroyAuthKeyRes; destroy_auth_key_ok#f660e1d4 = DestroyAuthKeyRes;
///
/// <https://core.telegram.org/schema/mtproto>
#[test]
fn a_destroyed_auth_key_is_unknown() {
    let stage = Stage::new();
    let mut client = stage.client();
    let mut other = stage.beside(&client);
    client.send(&tl::functions::DestroyAuthKey {}.to_bytes());
    let answer = client.expect::<tl::enums::DestroyAuthKeyRes>();
    assert_eq!(answer, tl::enums::DestroyAuthKeyRes::DestroyAuthKeyOk);
    for client in [&mut client, &mut other] {
        client.send(&function(1));
        assert_eq!(client.read_error(), -404);
    }
    assert_eq!(stage.0.stats().connections, []);
}

/// > The first version of the response is used if the server remembers nothing of the incoming req_msg_id (if it has
/// > already been responded to, for example). […] The final version means that the RPC response was removed from the
/// > server's outgoing queue, and its msg_id, seq_no, and length in bytes are transmitted to the client.
#[test]
fn an_answer_can_be_dropped_until_it_is_acknowledged() {
    let stage = Stage::new();
    let mut client = stage.client();
    let drop_answer = |client: &mut Client, req_msg_id| {
        let msg_id = client.send(&tl::functions::RpcDropAnswer { req_msg_id }.to_bytes());
        client.expect_result(msg_id)
    };
    let query = client.send(&function(1));
    let answer = client.receive();
    let dropped = tl::types::RpcAnswerDropped {
        msg_id: answer.msg_id,
        seq_no: answer.seqno,
        bytes: answer.body.len() as i32,
    };
    let dropped = tl::enums::RpcDropAnswer::RpcAnswerDropped(dropped).to_bytes();
    let unknown = tl::enums::RpcDropAnswer::RpcAnswerUnknown.to_bytes();
    assert_eq!(drop_answer(&mut client, query), dropped);
    assert_eq!(drop_answer(&mut client, query), unknown);
    assert_eq!(drop_answer(&mut client, 4), unknown);
}

/// > The second version is used if the response was canceled while the RPC query was being processed (where the RPC
/// > query itself was still fully processed); in this case, the same rpc_answer_dropped_running is also returned in
/// > response to the original query
#[test]
fn a_pending_answer_can_be_dropped() {
    let stage = Stage::new();
    let mut client = stage.client();
    stage.reply(fault(WireFault::Delay(Duration::from_secs(1))));
    let query = client.send(&function(1));
    client.expect::<tl::enums::MsgsAck>();
    let drop = client.send(&tl::functions::RpcDropAnswer { req_msg_id: query }.to_bytes());
    let running = tl::enums::RpcDropAnswer::RpcAnswerDroppedRunning.to_bytes();
    assert_eq!(client.expect_result(query), running);
    assert_eq!(client.expect_result(drop), running);
    // A later one's delay is longer than the first's.
    stage.reply(fault(WireFault::Delay(Duration::from_secs(1))));
    let later = client.send(&function(2));
    client.expect::<tl::enums::MsgsAck>();
    assert_eq!(client.expect_result(later), b"late");
    assert_eq!(stage.functions(), [function(1), function(2)]);
}

/// > in no case can a message be returned through a connection belonging to a different session
///
/// <https://core.telegram.org/mtproto#high-level-component-rpc-query-languageapi>
#[test]
fn sessions_of_a_key_are_separate() {
    let stage = Stage::new();
    let client = stage.client();
    let mut sessions: Vec<_> = Framing::ALL.map(|framing| stage.connect(framing)).into();
    for other in &mut sessions {
        other.take_key(&client);
        other.settle();
    }
    let id = sessions[0].next_msg_id();
    for (number, other) in (0..).zip(&mut sessions) {
        // The same message id in each.
        let seqno = other.next_seqno(true);
        other.send_as(id, seqno, &function(number));
        assert_eq!(other.expect_result(id), function(number));
    }
    // And several sessions on one connection.
    let session_id = std::mem::replace(&mut sessions[0].session_id, i64::from_le_bytes(random_bytes()));
    sessions[0].settle();
    sessions[0].session_id = session_id;
    sessions[0].expect_nothing();
}

/// > The server may unilaterally forget any client sessions; clients should be able to handle this.
///
/// <https://core.telegram.org/mtproto/description#session>
#[test]
fn the_least_recently_used_of_very_many_sessions_is_forgotten() {
    let stage = Stage::new();
    let mut client = stage.client();
    let first = client.session_id;
    for _ in 0..511 {
        client.session_id = i64::from_le_bytes(random_bytes());
        client.settle();
    }
    // As many as are stored: the first is still known, and now the newest.
    let newest = std::mem::replace(&mut client.session_id, first);
    client.echo(1);
    client.session_id = i64::from_le_bytes(random_bytes());
    client.settle();
    client.session_id = newest;
    client.echo(2);
    client.session_id = first;
    client.echo(3);
    // These evict all but the first, which was used last.
    for _ in 0..511 {
        client.session_id = i64::from_le_bytes(random_bytes());
        client.settle();
    }
    client.session_id = first;
    client.echo(4);
    client.session_id = newest;
    client.settle();
}

/// > MsgsStateInfo is returned […] if at least one message with requested msg_id […] has already been forgotten
#[test]
fn of_unacknowledged_answers_only_the_newest_megabytes_are_kept() {
    let stage = Stage::new();
    let mut client = stage.client();
    let mut answers = Vec::new();
    for number in 0..9 {
        let mut noise = vec![0; 1 << 20];
        getrandom::fill(&mut noise).unwrap();
        stage.reply(ok(noise));
        client.send(&function(number));
        answers.push(client.receive());
    }
    let mut resend = |answer: &Received| {
        let request = tl::types::MsgResendReq { msg_ids: vec![answer.msg_id] };
        client.send_service(&tl::enums::MsgResendReq::Req(request).to_bytes());
        client.receive()
    };
    assert_eq!(resend(&answers[8]), answers[8]);
    assert_ne!(resend(&answers[0]), answers[0]);
}
