//! Arbitrary bytes: no panic, and no answer except to holders of a key.

use std::io::{Read, Write};
use std::net::{Shutdown, TcpStream};
use std::sync::LazyLock;
use std::time::Duration;

use grammers_tl_types::{self as tl, Serializable};
use proptest::collection::vec;
use proptest::prelude::*;

use super::client::{Client, Framing, MSG_CONTAINER, random_bytes};
use super::script::{Stage, function};

/// One server for all cases, so that later cases notice what earlier ones broke.
static STAGE: LazyLock<Stage> = LazyLock::new(Stage::new);

/// Sends bytes, closes, and returns everything that came back.
fn answer_to(bytes: &[u8]) -> Vec<u8> {
    let mut stream = TcpStream::connect(STAGE.0.address(2).unwrap()).unwrap();
    stream.set_read_timeout(Some(Duration::from_secs(20))).unwrap();
    // The server may close before it has read everything.
    let _ = stream.write_all(bytes).and_then(|()| stream.shutdown(Shutdown::Write));
    let mut answer = Vec::new();
    match stream.read_to_end(&mut answer) {
        Ok(_) => answer,
        Err(error) if error.kind() == std::io::ErrorKind::ConnectionReset => answer,
        Err(error) => panic!("the server hangs: {error}"),
    }
}

fn serves() {
    let mut client = STAGE.connect(Framing::Full);
    let nonce = random_bytes();
    let tl::enums::ResPq::Pq(answer) = client.ask_plain(&tl::functions::ReqPqMulti { nonce });
    assert_eq!(answer.nonce, nonce);
}

fn framings() -> impl Strategy<Value = Framing> {
    proptest::sample::select(&Framing::ALL[..])
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, ..ProptestConfig::default() })]

    #[test]
    fn random_bytes_get_no_answer(bytes in vec(any::<u8>(), 0..200)) {
        // One in 256 starts with the first byte of the abridged transport.
        prop_assume!(bytes.first() != Some(&0xef));
        prop_assert_eq!(answer_to(&bytes), Vec::<u8>::new());
        serves();
    }

    #[test]
    fn bytes_after_each_transports_header_get_at_most_a_transport_error(
        tag in proptest::sample::select(vec![vec![0xef], vec![0xee; 4], vec![0xdd; 4]]),
        bytes in vec(any::<u8>(), 0..400),
    ) {
        let answer = answer_to(&[tag, bytes].concat());
        prop_assert!(answer.len() <= 16, "{answer:?}");
        serves();
    }

    #[test]
    fn a_payload_of_garbage_gets_a_transport_error(framing in framings(), payload in vec(any::<u8>(), 24..300)) {
        let mut payload = payload;
        payload.truncate(payload.len() / 4 * 4);
        payload[0] |= 1;
        let mut client = STAGE.connect(framing);
        client.write_packet(&payload, false);
        prop_assert_eq!(client.read_error(), -404);
    }

    #[test]
    fn unencrypted_garbage_gets_a_transport_error(framing in framings(), body in vec(any::<u8>(), 4..300)) {
        let mut body = body;
        body.truncate(body.len() / 4 * 4);
        let mut client = STAGE.connect(framing);
        client.write_plain(&body);
        prop_assert_eq!(client.read_error(), -404);
    }

    #[test]
    fn a_truncated_or_corrupted_query_is_a_404_or_a_query(
        cut in 4_usize..20,
        flip in 0_usize..160,
    ) {
        let query = tl::functions::ReqPqMulti { nonce: [5; 16] }.to_bytes();
        let mut client = STAGE.connect(Framing::Full);
        client.write_plain(&query[..cut / 4 * 4]);
        prop_assert_eq!(client.read_error(), -404);

        let mut query = query;
        query[flip / 8] ^= 1 << (flip % 8);
        client.write_plain(&query);
        let answer = client.read_packet();
        if flip < 32 {
            prop_assert_eq!(answer, (-404_i32).to_le_bytes());
        } else {
            prop_assert_eq!(&answer[24..40], &query[4..20]);
        }
    }
}

/// A client with a key. Each case is a separate session.
fn key_holder() -> Client {
    static HOLDER: LazyLock<std::sync::Mutex<Client>> =
        LazyLock::new(|| std::sync::Mutex::new(STAGE.client()));
    let mut client = STAGE.connect(Framing::Abridged);
    client.take_key(&HOLDER.lock().unwrap_or_else(std::sync::PoisonError::into_inner));
    client.settle();
    client
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, ..ProptestConfig::default() })]

    #[test]
    fn a_truncated_or_corrupted_encrypted_packet_is_a_404(flip in 64_usize..1000, cut in 1_usize..8) {
        let mut client = key_holder();
        let (msg_id, seqno) = (client.next_msg_id(), client.next_seqno(true));
        let packet = client.encrypt(&client.plaintext(msg_id, seqno, &function(1)));
        let mut flipped = packet.clone();
        flipped[flip / 8 % packet.len()] ^= 1 << (flip % 8);
        client.write_packet(&flipped, false);
        prop_assert_eq!(client.read_error(), -404);

        let mut client = key_holder();
        client.write_packet(&packet[..packet.len() - cut * 4], false);
        prop_assert_eq!(client.read_error(), -404);
    }

    /// Garbage messages from a key holder: every answer is valid, and a later ping is answered.
    #[test]
    fn garbage_from_a_key_holder_is_harmless(
        constructor in prop_oneof![
            proptest::sample::select(vec![
                MSG_CONTAINER, 0x3072_cfa1, 0x62d6_b459, 0xda69_fb52, 0x7d86_1a08, 0x8610_baeb, 0x7abe_77ec,
                0xf342_7b8c, 0xb921_bd04, 0xe751_2126, 0x58e4_a740, 0x9299_359f, 0xda9b_0d0d, 0xc1cd_5ea9,
                0xbf94_59b7, 0xcb9f_372d, 0x3dc4_b4f0, 0xe060_46b2, 0xbe7e_8ef1, 0xf35c_6d01,
            ]),
            any::<u32>(),
        ],
        body in vec(any::<u8>(), 0..100),
        seqno in 0..3,
        vector in any::<bool>(),
    ) {
        let mut client = key_holder();
        let mut message = constructor.to_bytes();
        if vector {
            message.extend([0x15, 0xc4, 0xb5, 0x1c]);
        }
        message.extend(body);
        message.truncate(message.len() / 4 * 4);
        let msg_id = client.next_msg_id();
        client.send_as(msg_id, 10 + seqno, &message);

        let ping = tl::functions::Ping { ping_id: 1 }.to_bytes();
        let ping_msg_id = client.next_msg_id();
        client.send_as(ping_msg_id, 20, &ping);
        let pong = tl::enums::Pong::Pong(tl::types::Pong { msg_id: ping_msg_id, ping_id: 1 }).to_bytes();
        // The session may be closed later, but nothing else may prevent the pong.
        loop {
            let packet = client.try_read_packet().unwrap();
            if packet == (-429_i32).to_le_bytes() {
                break;
            }
            if client.decrypt(packet).body == pong {
                break;
            }
        }
    }
}

/// > A (time-dependent) 64-bit number used uniquely to identify a message within a session.
///
/// Whoever has seen a packet go by may send it again, from anywhere, and as often as they like: what it asks for is done
/// once, and what comes back can be read by who holds the key alone.
#[test]
fn a_replayed_packet_has_no_effect_and_reveals_nothing() {
    let stage = Stage::new();
    let mut client = stage.client();
    let (msg_id, seqno) = (client.next_msg_id(), client.next_seqno(true));
    let secret = function(0x5eed_5eed_5eed_5eed);
    let packet = client.encrypt(&client.plaintext(msg_id, seqno, &secret));
    client.write_packet(&packet, false);
    assert_eq!(client.expect_result(msg_id), secret);
    let mut thieves = Framing::ALL.map(|framing| stage.connect(framing));
    for thief in &mut thieves {
        for _ in 0..2 {
            thief.write_packet(&packet, false);
            let answer = thief.read_packet();
            assert_eq!(answer[..8], client.key_id().to_le_bytes(), "it is sealed with the key");
            assert!(!answer.windows(8).any(|bytes| bytes == 0x5eed_5eed_5eed_5eed_i64.to_le_bytes()));
            assert_eq!(client.decrypt(answer).result(msg_id), secret);
        }
    }
    assert_eq!(stage.functions(), [secret]);
    // The packet is only valid on that key's DC.
    let mut elsewhere = stage.connect_to(1, Framing::Full);
    elsewhere.write_packet(&packet, false);
    assert_eq!(elsewhere.read_error(), -404);
}
