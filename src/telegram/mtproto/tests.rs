//! The session against the other side's half of the protocol, written down once more from its description.

use std::io::Write;
use std::time::Duration;

use flate2::write::GzEncoder;
use grammers_crypto::aes;
use proptest::prelude::*;
use sha1::{Digest, Sha1};
use sha2::Sha256;

use super::budget::{MAX_MESSAGES, MAX_UNPACKED};
use super::outgoing::MAX_CONTAINER;
use super::sessions::{MAX_SESSIONS, REMEMBERED};
use super::*;
use bytes::Bytes;
use grammers_client::tl::Serializable;
use grammers_crypto::DequeBuffer;

const KEY: [u8; 256] = {
    let mut key = [0; 256];
    let mut i = 0;
    while i < 256 {
        key[i] = (i * 7 + 3) as u8;
        i += 1;
    }
    key
};

/// The machine's time, in seconds since 1970.
fn now() -> i64 {
    Clock::default().now().as_secs() as i64
}

/// What is known of a server whose clock is taken to be so far ahead of the machine's.
fn off_by(seconds: i64) -> Learned {
    Learned::new(5, Clock::showing(Duration::from_secs((now() + seconds) as u64)))
}

/// One message, as either side sends it.
#[derive(Clone, Debug, PartialEq)]
struct Plain {
    id: i64,
    seq_no: i32,
    body: Vec<u8>,
}

/// A client's packet, opened.
#[derive(Debug)]
struct Opened {
    salt: i64,
    session: i64,
    outer: Plain,
    /// The container's messages, or the only one.
    messages: Vec<Plain>,
}

/// <https://core.telegram.org/mtproto/description#defining-aes-key-and-initialization-vector>
fn aes_key(msg_key: &[u8], x: usize) -> ([u8; 32], [u8; 32]) {
    let a = Sha256::new().chain_update(msg_key).chain_update(&KEY[x..x + 36]).finalize();
    let b = Sha256::new().chain_update(&KEY[40 + x..76 + x]).chain_update(msg_key).finalize();
    let key = [&a[..8], &b[8..24], &a[24..]].concat();
    let iv = [&b[..8], &a[8..24], &b[24..]].concat();
    (key.try_into().unwrap(), iv.try_into().unwrap())
}

fn seal(mut plain: Vec<u8>) -> Vec<u8> {
    let large = Sha256::new().chain_update(&KEY[96..128]).chain_update(&plain).finalize();
    let (key, iv) = aes_key(&large[8..24], 8);
    aes::ige_encrypt(&mut plain, &key, &iv);
    [&Sha1::digest(KEY)[12..], &large[8..24], &plain].concat()
}

fn packet(session: i64, message: &Plain) -> Vec<u8> {
    let mut plain = Vec::new();
    plain.extend(0i64.to_le_bytes());
    plain.extend(session.to_le_bytes());
    plain.extend(wire(message));
    let padding = 12 + (16 - (plain.len() + 12) % 16) % 16;
    plain.resize(plain.len() + padding, 9);
    seal(plain)
}

fn wire(message: &Plain) -> Vec<u8> {
    let mut bytes = message.id.to_le_bytes().to_vec();
    bytes.extend(message.seq_no.to_le_bytes());
    bytes.extend((message.body.len() as i32).to_le_bytes());
    bytes.extend(&message.body);
    bytes
}

fn container(messages: &[Plain]) -> Vec<u8> {
    let mut body = CONTAINER.to_le_bytes().to_vec();
    body.extend((messages.len() as i32).to_le_bytes());
    messages.iter().for_each(|message| body.extend(wire(message)));
    body
}

fn open(packet: &DequeBuffer<u8>) -> Opened {
    let packet = packet.as_ref();
    assert_eq!(packet[..8], Sha1::digest(KEY)[12..]);
    let mut plain = packet[24..].to_vec();
    let (key, iv) = aes_key(&packet[8..24], 0);
    aes::ige_decrypt(&mut plain, &key, &iv);
    let mut reader = Reader(&plain);
    let (salt, session) = (reader.long().unwrap(), reader.long().unwrap());
    let owned = |m: Message<'_>| Plain { id: m.id, seq_no: m.seq_no, body: m.body.to_vec() };
    let outer = owned(reader.message().unwrap());
    let mut inner = Reader(&outer.body);
    let messages = match inner.int().unwrap() as u32 {
        CONTAINER => (0..inner.int().unwrap()).map(|_| owned(inner.message().unwrap())).collect(),
        _ => vec![outer.clone()],
    };
    Opened { salt, session, outer, messages }
}

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut packed = GzEncoder::new(Vec::new(), flate2::Compression::fast());
    packed.write_all(bytes).unwrap();
    let mut body = GZIP_PACKED.to_le_bytes().to_vec();
    packed.finish().unwrap().serialize(&mut body);
    body
}

fn result(request: i64, content: &[u8]) -> Vec<u8> {
    [&RPC_RESULT.to_le_bytes()[..], &request.to_le_bytes(), content].concat()
}

/// A client that has sent one request, and what the server saw of it.
struct Stage {
    session: Session,
    learned: Learned,
    sent: Opened,
    request: i64,
    last: i64,
}

impl Stage {
    fn new(learned: Learned) -> Self {
        let mut session = Session::new(&KEY);
        let mut outgoing = session.packet(&learned);
        let request = outgoing.push(b"as".to_vec(), Bytes::from_static(b"k!")).unwrap();
        let sent = open(&outgoing.finish().unwrap().0);
        Self { session, learned, sent, request, last: now() << 32 | 1 }
    }

    fn message(&mut self, body: impl Into<Vec<u8>>) -> Plain {
        self.last += 4;
        Plain { id: self.last, seq_no: 1, body: body.into() }
    }

    fn hears(&mut self, message: &Plain) -> Result<Vec<Event>, Violation> {
        self.session.receive(&mut packet(self.sent.session, message), &self.learned)
    }

    fn sends(&mut self, requests: &[&[u8]]) -> Opened {
        let mut outgoing = self.session.packet(&self.learned);
        requests.iter().for_each(|request| {
            assert!(outgoing.push(Vec::new(), Bytes::copy_from_slice(request)).is_some())
        });
        open(&outgoing.finish().unwrap().0)
    }
}

fn complaint(bad_msg_id: i64, error_code: i32) -> Vec<u8> {
    tl::enums::BadMsgNotification::Notification(tl::types::BadMsgNotification {
        bad_msg_id,
        bad_msg_seqno: 1,
        error_code,
    })
    .to_bytes()
}

#[test]
fn messages_are_numbered_as_the_description_says() {
    let mut stage = Stage::new(Learned::new(5, Clock::default()));
    assert_eq!(
        (stage.sent.salt, stage.sent.outer.seq_no, stage.sent.outer.body.as_slice()),
        (5, 1, &b"ask!"[..])
    );
    assert_eq!(stage.sent.outer.id, stage.request);
    assert!((stage.request >> 32).abs_diff(now()) <= 1 && stage.request % 4 == 0);

    let both = stage.sends(&[b"two!", b"3!!!"]);
    assert_eq!(both.session, stage.sent.session);
    assert_eq!(both.messages.iter().map(|message| message.seq_no).collect::<Vec<_>>(), [3, 5]);
    assert_eq!(both.outer.seq_no, 6);
    let ids = [stage.request, both.messages[0].id, both.messages[1].id, both.outer.id];
    assert!(ids.is_sorted_by(|a, b| a < b), "{ids:?}");
}

#[test]
fn answers_come_plain_packed_and_in_containers() {
    let mut stage = Stage::new(Learned::default());
    let request = stage.request;
    let error = tl::types::RpcError { error_code: 420, error_message: "FLOOD_WAIT_3".to_owned() };
    let answers = [
        stage.message(result(request, b"yes!")),
        stage.message(result(request, &gzip(b"a long yes"))),
        stage.message(gzip(&result(request, b"no!!"))),
        stage.message(result(request, &tl::enums::RpcError::Error(error.clone()).to_bytes())),
        stage.message(b"news of the day!".to_vec()),
    ];
    let all = stage.message(container(&answers));
    let answer = |body: &[u8]| Event::Answer { request, body: body.to_vec() };
    assert_eq!(
        stage.hears(&all).unwrap(),
        [
            answer(b"yes!"),
            answer(b"a long yes"),
            answer(b"no!!"),
            Event::Error { request, error },
            Event::Updates(b"news of the day!".to_vec())
        ]
    );
}

#[test]
fn what_comes_is_acknowledged_and_what_comes_twice_counts_once() {
    let mut stage = Stage::new(Learned::default());
    let answer = stage.message(result(stage.request, b"yes!"));
    assert_eq!(stage.hears(&answer).unwrap().len(), 1);
    assert_eq!(stage.hears(&answer).unwrap(), []);
    let next = stage.sends(&[b"more"]);
    let acknowledged =
        <tl::enums::MsgsAck as tl::Deserializable>::from_bytes(&next.messages[1].body).unwrap();
    let ids = vec![answer.id, answer.id];
    assert_eq!(acknowledged, tl::enums::MsgsAck::Ack(tl::types::MsgsAck { msg_ids: ids }));
    assert_eq!(next.messages[1].seq_no % 2, 0);
    assert_eq!(stage.sends(&[b"last"]).messages.len(), 1, "nothing is acknowledged again");
}

#[test]
fn a_wrong_salt_is_replaced_and_the_message_sent_again() {
    let mut stage = Stage::new(Learned::default());
    let message = stage.message(
        tl::enums::BadMsgNotification::BadServerSalt(tl::types::BadServerSalt {
            bad_msg_id: stage.request,
            bad_msg_seqno: 1,
            error_code: 48,
            new_server_salt: 77,
        })
        .to_bytes(),
    );
    assert_eq!(stage.hears(&message).unwrap(), [Event::SendAgain { message: stage.request }]);
    assert_eq!(stage.sends(&[b"ask!"]).salt, 77);
}

#[test]
fn a_clock_that_is_wrong_either_way_is_corrected() {
    for (offset, code) in [(86_400, 17), (-86_400, 16)] {
        let mut stage = Stage::new(off_by(offset));
        let (first, session) = (stage.request, stage.sent.session);
        assert!((first >> 32).abs_diff(now() + offset) <= 1);
        let message = stage.message(complaint(first, code));
        assert_eq!(stage.hears(&message).unwrap(), [Event::SendAgain { message: first }]);

        let again = stage.sends(&[b"ask!"]);
        assert!((again.outer.id >> 32).abs_diff(now()) <= 1, "{code}");
        assert_ne!(again.session, session, "a session's messages only go up");
        assert_eq!(again.messages[0].seq_no, 1);

        // A second complaint of the session that was left begins no third.
        let late = stage.message(complaint(first + 4, code));
        assert_eq!(stage.hears(&late).unwrap().len(), 1);
        assert_eq!(stage.sends(&[b"more"]).session, again.session);
    }
}

#[test]
fn after_a_clock_jump_lower_message_ids_of_the_new_session_are_taken_and_repeats_of_either_are_not() {
    let mut stage = Stage::new(Learned::default());
    let old_session = stage.sent.session;
    let mut last_of_old = None;
    for _ in 0..=REMEMBERED {
        let news = stage.message(b"news".to_vec());
        assert_eq!(stage.hears(&news).unwrap().len(), 1);
        last_of_old = Some(news);
    }
    // The server's clock goes back by six hours.
    stage.last -= (6 * 3600) << 32;
    let refusal =
        Plain { id: last_of_old.as_ref().unwrap().id + 4, ..stage.message(complaint(stage.request, 17)) };
    assert_eq!(stage.hears(&refusal).unwrap(), [Event::SendAgain { message: stage.request }]);

    stage.sent = stage.sends(&[b"ask!"]);
    assert_ne!(stage.sent.session, old_session);
    let answer = stage.message(result(stage.sent.outer.id, b"yes!"));
    let answered = Event::Answer { request: stage.sent.outer.id, body: b"yes!".to_vec() };
    assert_eq!(stage.hears(&answer).unwrap(), [answered]);
    assert_eq!(stage.hears(&answer).unwrap(), [], "a repeat in the new session");
    stage.sent.session = old_session;
    assert_eq!(stage.hears(&last_of_old.unwrap()).unwrap(), [], "a repeat in the old one");
}

#[test]
fn messages_refused_together_begin_one_session_and_every_later_jump_of_the_clock_begins_another() {
    let mut stage = Stage::new(off_by(86_400));
    let two = stage.sends(&[b"two!", b"3!!!"]);
    let refusals =
        [stage.message(complaint(two.messages[0].id, 17)), stage.message(complaint(two.messages[1].id, 17))];
    let refusals = stage.message(container(&refusals));
    assert_eq!(stage.hears(&refusals).unwrap().len(), 2);
    assert_eq!(stage.session.sessions.len(), 2);

    for _ in 0..2 * MAX_SESSIONS {
        stage.sent = stage.sends(&[b"ask!"]);
        let session = stage.sent.session;
        let refusal = stage.message(complaint(stage.sent.messages[0].id, 16));
        assert_eq!(stage.hears(&refusal).unwrap().len(), 1);
        assert_ne!(stage.sends(&[b"ask!"]).session, session);
    }
    assert_eq!(stage.session.sessions.len(), MAX_SESSIONS);
}

#[test]
fn a_message_that_can_never_be_taken_is_refused() {
    let mut stage = Stage::new(Learned::default());
    let message = stage.message(complaint(stage.request, 64));
    assert_eq!(stage.hears(&message).unwrap(), [Event::Refused { message: stage.request, code: 64 }]);
}

#[test]
fn packets_that_are_not_the_servers_to_this_session_end_the_connection() {
    let mut stage = Stage::new(Learned::default());
    let answer = stage.message(result(stage.request, b"yes!"));
    let good = packet(stage.sent.session, &answer);
    let mut receive = |mut bytes: Vec<u8>| stage.session.receive(&mut bytes, &stage.learned).is_ok();

    assert!(!receive(packet(stage.sent.session + 1, &answer)));
    for at in [0, 8, 24, good.len() - 1] {
        let mut flipped = good.clone();
        flipped[at] ^= 1;
        assert!(!receive(flipped), "byte {at}");
    }
    assert!(!receive(good[..good.len() - 16].to_vec()));
    assert!(!receive(packet(stage.sent.session, &Plain { id: answer.id + 1, ..answer.clone() })));
    assert!(receive(good));
}

#[test]
fn a_packet_is_no_bomb() {
    let mut stage = Stage::new(Learned::default());
    let bomb = stage.message(result(stage.request, &gzip(&vec![0; MAX_UNPACKED + 1])));
    assert_eq!(
        stage.hears(&bomb).unwrap(),
        [Event::Unreadable { request: stage.request, why: Unreadable::TooLarge }]
    );

    let mut nested = stage.message(b"deep".to_vec());
    for _ in 0..10 {
        nested = stage.message(container(&[nested]));
    }
    assert!(stage.hears(&nested).is_err());
}

#[test]
fn what_a_packet_unpacks_to_is_bounded_as_a_whole() {
    let mut stage = Stage::new(Learned::default());
    let half = result(stage.request, &gzip(&vec![0; MAX_UNPACKED / 2 + 1]));
    let three: Vec<Plain> = (0..3).map(|_| stage.message(half.clone())).collect();
    let packet = stage.message(container(&three));
    let events = stage.hears(&packet).unwrap();
    let too_large = Event::Unreadable { request: stage.request, why: Unreadable::TooLarge };
    assert!(
        matches!(&events[..], [Event::Answer { .. }, second, third] if [second, third] == [&too_large; 2])
    );
    // The next packet has room again, and what is packed whole costs itself alone.
    let alone = stage.message(half);
    assert!(matches!(stage.hears(&alone).unwrap()[..], [Event::Answer { .. }]));
    let whole = stage.message(gzip(&vec![0; MAX_UNPACKED + 1]));
    assert_eq!(stage.hears(&whole).unwrap(), [Event::Lost]);
    let many: Vec<Plain> = (0..=MAX_MESSAGES).map(|_| stage.message(b"many".to_vec())).collect();
    let many = stage.message(container(&many));
    assert!(stage.hears(&many).is_err());
}

#[test]
fn a_container_takes_what_fits() {
    let mut session = Session::new(&KEY);
    let learned = Learned::default();
    let mut outgoing = session.packet(&learned);
    assert!(outgoing.push(vec![0; 4], vec![0; MAX_REQUEST - 4].into()).is_some());
    assert!(outgoing.push(Vec::new(), Bytes::from_static(b"more")).is_none());
    let (packet, _) = outgoing.finish().unwrap();
    assert!(packet.len() < 1_044_456 + 64);

    let mut outgoing = session.packet(&learned);
    let taken = (0..200).map_while(|_| outgoing.push(Vec::new(), Bytes::from_static(b"more"))).count();
    assert_eq!(taken, MAX_CONTAINER - 1, "one place is for acknowledgments");
}

proptest! {
    /// Whoever has the key may still write nonsense: an error, never a panic.
    #[test]
    fn no_content_of_a_packet_makes_the_session_panic(
        constructor in prop_oneof![
            Just(RPC_RESULT), Just(GZIP_PACKED), Just(CONTAINER),
            Just(tl::types::Pong::CONSTRUCTOR_ID), Just(tl::types::BadServerSalt::CONSTRUCTOR_ID),
            Just(tl::types::BadMsgNotification::CONSTRUCTOR_ID), Just(tl::types::NewSessionCreated::CONSTRUCTOR_ID),
            Just(tl::types::MsgDetailedInfo::CONSTRUCTOR_ID), Just(tl::types::MsgNewDetailedInfo::CONSTRUCTOR_ID),
            any::<u32>(),
        ],
        rest in prop::collection::vec(any::<u8>(), 0..80),
        id: i64,
        length in prop_oneof![4 => Just(None), 1 => any::<i32>().prop_map(Some)],
    ) {
        let mut stage = Stage::new(Learned::default());
        let body = [&constructor.to_le_bytes()[..], &rest].concat();
        let mut bytes = wire(&Plain { id, seq_no: 1, body });
        if let Some(length) = length {
            bytes[12..16].copy_from_slice(&length.to_le_bytes());
        }
        let mut plain = [&[0; 8][..], &stage.sent.session.to_le_bytes(), &bytes].concat();
        plain.resize((plain.len() + 12).next_multiple_of(16), 0);
        let _ = stage.session.receive(&mut seal(plain), &stage.learned);
    }

    #[test]
    fn no_bytes_make_the_session_panic(mut bytes in prop::collection::vec(any::<u8>(), 0..200)) {
        let mut stage = Stage::new(Learned::default());
        prop_assert!(stage.session.receive(&mut bytes, &stage.learned).is_err());
    }
}

fn begun(stage: &mut Stage, life: i64, first_msg_id: i64) -> Vec<Event> {
    let created = tl::types::NewSessionCreated { first_msg_id, unique_id: life, server_salt: 5 };
    let message = stage.message(tl::enums::NewSession::Created(created).to_bytes());
    stage.hears(&message).unwrap()
}

#[test]
fn a_session_that_is_forgotten_is_told_from_one_that_begins() {
    let mut stage = Stage::new(Learned::default());
    let (session, first) = (stage.sent.session, stage.request);
    assert_eq!(begun(&mut stage, 7, first + 8), []);
    assert_eq!(begun(&mut stage, 7, first), [], "a smaller message came in the same life");
    assert_eq!(begun(&mut stage, 8, first + 16), [Event::Forgotten { session, before: first + 16 }]);
    assert_eq!(begun(&mut stage, 8, first + 12), []);

    // Another session of this connection is no new life of the old one.
    let refusal = stage.message(complaint(first, 16));
    stage.hears(&refusal).unwrap();
    stage.sent = stage.sends(&[b"ask!"]);
    assert_ne!(stage.sent.session, session);
    assert_eq!(begun(&mut stage, 9, first + 20), []);
}

#[test]
fn an_answer_that_is_announced_is_asked_for_unless_it_has_come() {
    let mut stage = Stage::new(Learned::default());
    let come = stage.message(result(stage.request, b"yes!"));
    stage.hears(&come).unwrap();
    stage.sends(&[b"and!"]);
    let missing = come.id + 400;
    for answer_msg_id in [come.id, missing, missing] {
        let info = tl::types::MsgDetailedInfo { msg_id: stage.request, answer_msg_id, bytes: 4, status: 0 };
        let info = stage.message(tl::enums::MsgDetailedInfo::Info(info).to_bytes());
        let info = Plain { seq_no: 0, ..info };
        assert_eq!(stage.hears(&info).unwrap(), []);
    }
    assert!(stage.session.wants_messages());
    let [acknowledged, asked] = &stage.sends(&[]).messages[..] else { panic!() };
    let ack = tl::enums::MsgsAck::Ack(tl::types::MsgsAck { msg_ids: vec![come.id] }).to_bytes();
    let ask = tl::enums::MsgResendReq::Req(tl::types::MsgResendReq { msg_ids: vec![missing] }).to_bytes();
    assert_eq!([&acknowledged.body, &asked.body], [&ack, &ask]);
    assert_eq!((acknowledged.seq_no % 2, asked.seq_no % 2), (0, 0));
    assert!(!stage.session.wants_messages(), "once is enough");
}

#[test]
fn what_comes_from_another_time_is_not_heard_and_a_complaint_about_the_clock_is() {
    let mut stage = Stage::new(Learned::default());
    let first = stage.message(b"news".to_vec());
    assert_eq!(stage.hears(&first).unwrap().len(), 1);

    let shift = |message: Plain, seconds: i64| Plain { id: message.id + (seconds << 32), ..message };
    let old = shift(stage.message(b"news".to_vec()), -310);
    assert_eq!(stage.hears(&old).unwrap(), []);
    assert_eq!(stage.session.unacknowledged(), 1, "only the first");
    let late = shift(stage.message(b"news".to_vec()), -200);
    assert_eq!(stage.hears(&late).unwrap().len(), 1);
    let early = shift(stage.message(b"news".to_vec()), 20);
    assert_eq!(stage.hears(&early).unwrap().len(), 1);
    assert!(stage.learned.clock.now().as_secs() as i64 >= now() + 19, "that time has been reached");

    let complaint = shift(stage.message(complaint(stage.request, 16)), 3600);
    assert_eq!(stage.hears(&complaint).unwrap(), [Event::SendAgain { message: stage.request }]);
    assert!(stage.learned.clock.now().as_secs() as i64 >= now() + 3599);

    stage.sent = stage.sends(&[b"ask!"]);
    let first = shift(stage.message(b"news".to_vec()), 3600);
    assert_eq!(stage.hears(&first).unwrap().len(), 1, "in the session that has begun with that");
    let new = shift(stage.message(b"news".to_vec()), 3600 + 60);
    assert_eq!(stage.hears(&new), Err(Violation("a message from the future")));
    assert!(!stage.learned.clock.is_known(), "the next connection learns it anew");
}

#[test]
fn a_sessions_first_message_sets_a_clock_that_is_off_right() {
    for offset in [-86_400, 86_400] {
        let mut stage = Stage::new(off_by(offset));
        let answer = stage.message(result(stage.request, b"yes!"));
        assert_eq!(stage.hears(&answer).unwrap().len(), 1);
        assert!((stage.learned.clock.now().as_secs() as i64).abs_diff(now()) <= 1, "{offset}");
    }
    // One that may be right is left as it is: the message may have been long on its way.
    let mut stage = Stage::new(off_by(100));
    let answer = stage.message(result(stage.request, b"yes!"));
    assert_eq!(stage.hears(&answer).unwrap().len(), 1);
    assert!((stage.learned.clock.now().as_secs() as i64).abs_diff(now() + 100) <= 1);
}
