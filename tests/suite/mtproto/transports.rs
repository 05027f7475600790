//! <https://core.telegram.org/mtproto/mtproto-transports>

use std::io::{Read, Write};
use std::net::TcpStream;

use grammers_crypto::DequeBuffer;
use grammers_mtproto::transport::{Abridged, Full, Intermediate, Obfuscated, Transport};
use grammers_tl_types::{self as tl, Deserializable, Serializable};
use sha2::{Digest, Sha256};

use super::client::{Framing, random_bytes};
use super::script::{Stage, function};

/// The length of a resPQ with its header.
const RES_PQ: usize = 84;

/// Sends a query and reads its answer with one of grammers' transports, whose envelope has this many bytes.
fn ask_through(stage: &Stage, mut transport: impl Transport, overhead: usize) {
    let mut stream = TcpStream::connect(stage.0.address(2).unwrap()).unwrap();
    for _ in 0..3 {
        let nonce = random_bytes();
        let query = tl::functions::ReqPqMulti { nonce }.to_bytes();
        let mut buffer = DequeBuffer::with_capacity(128, 128);
        buffer.extend([0; 8]);
        buffer.extend((4_i64).to_le_bytes());
        buffer.extend((query.len() as i32).to_le_bytes());
        buffer.extend(query);
        transport.pack(&mut buffer);
        stream.write_all(buffer.as_ref()).unwrap();

        // grammers' Intermediate can't read a packet in chunks: it reads past the length too early.
        let mut answer = vec![0; RES_PQ + overhead];
        stream.read_exact(&mut answer).unwrap();
        let offset = transport.unpack(&mut answer).unwrap();
        assert_eq!(offset.next_offset, answer.len());
        let payload = &answer[offset.data_range];
        let tl::enums::ResPq::Pq(answer) = Deserializable::from_bytes(&payload[20..]).unwrap();
        assert_eq!(answer.nonce, nonce);
    }
}

/// > Before sending anything into the underlying socket (see transports), the client must first send 0xef as the first
/// > byte (the server will not send 0xef as the first byte in the first reply).
/// >
/// > […] the client must first send 0xeeeeeeee as the first int (four bytes, the server will not send 0xeeeeeeee as the
/// > first int in the first reply).
///
/// An independent implementation: grammers' transports name themselves, and read the answers.
#[test]
fn grammers_transports_are_understood() {
    let stage = Stage::new();
    ask_through(&stage, Full::new(), 12);
    ask_through(&stage, Abridged::new(), 1);
    ask_through(&stage, Obfuscated::new(Abridged::new()), 1);
    ask_through(&stage, Obfuscated::new(Intermediate::new()), 4);
    ask_through(&stage, Intermediate::new(), 4);
}

/// A plain-text req_pq_multi, and the length of its answer.
fn plain_query(nonce: [u8; 16]) -> Vec<u8> {
    let query = tl::functions::ReqPqMulti { nonce }.to_bytes();
    let mut payload = vec![0; 8];
    payload.extend(4_i64.to_le_bytes());
    payload.extend((query.len() as i32).to_le_bytes());
    payload.extend(query);
    payload
}

/// > Abridged […] 0xef as the first byte […] Length: payload length, divided by four, and encoded as a single byte, only
/// > if the resulting packet length is a value between 0x01..0x7e.
/// >
/// > Intermediate […] 0xeeeeeeee as the first int […] Length: payload length encoded as 4 length bytes (little endian)
/// >
/// > Padded intermediate […] 0xdddddddd as the first int […] Length: payload+padding length encoded as 4 length bytes
/// > (little endian)
/// >
/// > Full […] Length: length+seqno+payload+crc length encoded as 4 length bytes (little endian, the length of the length
/// > field must be included, too)
#[test]
fn each_transport_is_recognized_by_its_first_bytes_and_answered_in_kind() {
    let stage = Stage::new();
    let payload = plain_query([5; 16]);
    assert_eq!(payload.len(), 40);
    let mut full = vec![52, 0, 0, 0, 0, 0, 0, 0];
    full.extend(&payload);
    full.extend(crc32fast::hash(&full).to_le_bytes());
    let begun = |header: &[u8]| [header, &payload].concat();
    let answer = RES_PQ as u8;
    for (sent, answered, overhead) in [
        (begun(&[0xef, 10]), vec![answer / 4], 1),
        (begun(&[0xee, 0xee, 0xee, 0xee, 40, 0, 0, 0]), vec![answer, 0, 0, 0], 4),
        ([begun(&[0xdd, 0xdd, 0xdd, 0xdd, 43, 0, 0, 0]), vec![1, 2, 3]].concat(), Vec::new(), 4),
        (full, vec![answer + 12, 0, 0, 0, 0, 0, 0, 0], 8),
    ] {
        let mut stream = TcpStream::connect(stage.0.address(2).unwrap()).unwrap();
        stream.write_all(&sent).unwrap();
        let mut received = vec![0; RES_PQ + overhead];
        stream.read_exact(&mut received).unwrap();
        assert_eq!(received[..answered.len()], answered, "{sent:x?}");
        if answered.is_empty() {
            assert!((RES_PQ as u8..RES_PQ as u8 + 16).contains(&received[0]), "{received:x?}");
            assert_eq!(received[1..4], [0; 3]);
        }
        // A plain-text message with the query's nonce.
        assert_eq!(received[overhead..][..8], [0; 8]);
        assert_eq!(received[overhead..][24..40], [5; 16]);
    }
}

/// > the first four bytes must not be equal to 0xdddddddd (padded intermediate), 0xeeeeeeee (intermediate), POST, GET,
/// > HEAD, or any of the HTTP methods that are accepted by the MTProto servers. The first byte must also not be equal to
/// > 0xef (abridged). Bytes 4-8 must also not be equal to 0x00000000, since that would indicate use of the full transport
/// > with the initial TCP sequence number (0).
///
/// <https://core.telegram.org/mtproto/mtproto-transports#transport-obfuscation>
#[test]
fn an_obfuscated_header_like_another_transports_is_treated_as_that_one() {
    let stage = Stage::new();
    // Obfuscated except for the first bytes: none of these is ever answered.
    let forbidden: [&[u8]; 9] = [
        &[0xdd; 4],
        &[0xee; 4],
        b"POST",
        b"GET ",
        b"HEAD",
        b"OPTI",
        &[0x16, 3, 1, 2],
        &[0xef],
        &[1, 1, 1, 1, 0, 0, 0, 0],
    ];
    for begin in [&[1, 1, 1, 1, 1][..]].into_iter().chain(forbidden) {
        let mut init = [0x11; 64];
        init[..begin.len()].copy_from_slice(begin);
        init[56..60].copy_from_slice(&[0xee; 4]);
        let mut cipher = grammers_crypto::ObfuscatedCipher::new(&init);
        let mut sent = init.to_vec();
        sent.extend(40_u32.to_le_bytes());
        sent.extend(plain_query([8; 16]));
        let mut encrypted = sent.clone();
        cipher.encrypt(&mut encrypted);
        sent[56..].copy_from_slice(&encrypted[56..]);

        let mut stream = TcpStream::connect(stage.0.address(2).unwrap()).unwrap();
        stream.write_all(&sent).unwrap();
        stream.shutdown(std::net::Shutdown::Write).unwrap();
        let mut answer = Vec::new();
        // A reset connection hasn't received anything either.
        let _ = stream.read_to_end(&mut answer);
        cipher.decrypt(&mut answer);
        let answered = answer.get(28..44) == Some(&[8; 16]);
        assert_eq!(answered, begin == [1; 5], "{begin:x?}: {answer:x?}");
    }
}

/// > If the packet length divided by four is bigger than or equal to 127 (>= 0x7f), the following envelope must be used,
/// > instead: Header: A single byte of value 0x7f — Length: payload length, divided by four, and encoded as 3 length
/// > bytes (little endian)
///
/// The others have one form of length, tested at the same sizes.
#[test]
fn long_packets_arrive_complete_in_both_directions() {
    let stage = Stage::new();
    for framing in Framing::ALL {
        let mut client = stage.connect(framing);
        client.exchange_keys(stage.0.description());
        client.settle();
        for size in [400, 508, 512, 70_000, 1 << 20] {
            let mut query = function(1);
            query.resize(size, 0);
            getrandom::fill(&mut query[12..]).unwrap();
            let msg_id = client.send(&query);
            assert_eq!(client.expect_result(msg_id), query, "{framing:?} {size}");
        }
    }
}

/// > Length: payload length, divided by four, and encoded as a single byte […] Payload: the MTProto payload
///
/// TCP may split the stream anywhere.
#[test]
fn a_packet_that_arrives_byte_by_byte_is_one_packet() {
    let stage = Stage::new();
    let mut stream = TcpStream::connect(stage.0.address(2).unwrap()).unwrap();
    stream.set_nodelay(true).unwrap();
    let query = tl::functions::ReqPqMulti { nonce: [9; 16] }.to_bytes();
    let mut bytes = vec![0xef, 10];
    bytes.extend([0; 16]);
    bytes.extend(20_i32.to_le_bytes());
    bytes.extend(query);
    for byte in bytes {
        stream.write_all(&[byte]).unwrap();
    }
    let mut answer = [0; 41];
    stream.read_exact(&mut answer).unwrap();
    assert_eq!(answer[25..41], [9; 16]);
}

/// > payloads are wrapped in the following envelope
///
/// Only the framing separates packets that arrive together.
#[test]
fn packets_that_arrive_together_are_each_answered() {
    let stage = Stage::new();
    let mut client = stage.client();
    let ids: Vec<_> = (0..50).map(|number| client.send(&function(number))).collect();
    for (number, msg_id) in (0..).zip(ids) {
        assert_eq!(client.expect_result(msg_id), function(number));
    }
}

/// > Seqno: the TCP sequence number for this TCP connection […]: the first packet sent is numbered 0, the next one 1,
/// > etc. […] crc: 4 CRC32 bytes computed using length, sequence number, and payload together.
#[test]
fn a_full_packet_with_a_wrong_number_or_checksum_closes_the_connection() {
    let stage = Stage::new();
    let packet = |number: u32, spoil: u32| {
        let query = tl::functions::ReqPqMulti { nonce: [6; 16] }.to_bytes();
        let mut bytes = (12 + 20 + query.len() as u32).to_le_bytes().to_vec();
        bytes.extend(number.to_le_bytes());
        bytes.extend([0; 16]);
        bytes.extend((query.len() as u32).to_le_bytes());
        bytes.extend(query);
        bytes.extend((crc32fast::hash(&bytes) ^ spoil).to_le_bytes());
        bytes
    };
    for (number, spoil, answered) in [(1, 0, true), (0, 0, false), (2, 0, false), (1, 1 << 31, false)] {
        let mut client = stage.connect(Framing::Full);
        client.write_bytes(packet(0, 0));
        client.read_packet();
        client.write_bytes(packet(number, spoil));
        if answered {
            client.read_packet();
        } else {
            assert_eq!(client.read_to_end(), 0);
        }
    }
}

/// > the server may send a packet (framed as an MTProto payload by the chosen MTProto transport) with a signed
/// > little-endian number of 4 bytes, whose absolute value contains the error code (the error itself is actually
/// > negative).
/// >
/// > Error 404 (auth key not found) is returned when the specified auth key ID cannot be found by the DC
#[test]
fn an_unknown_auth_key_is_a_404_in_every_transport_and_closes_the_connection() {
    let stage = Stage::new();
    for framing in Framing::ALL {
        let mut client = stage.connect(framing);
        client.set_key(random_bytes(), 0);
        client.send(&function(1));
        assert_eq!(client.read_error(), -404, "{framing:?}");
        assert_eq!(client.read_to_end(), 0, "{framing:?}");
    }
}

/// > Authorization keys belong to one DC.
#[test]
fn a_key_of_one_dc_is_unknown_to_another() {
    let stage = Stage::new();
    let client = stage.client();
    let mut elsewhere = stage.connect_to(1, Framing::Full);
    elsewhere.take_key(&client);
    elsewhere.send(&function(1));
    assert_eq!(elsewhere.read_error(), -404);
}

/// > quick ACK token: the first 32 bits of the SHA256 of the encrypted portion of the payload prepended by 32 bytes from
/// > the authorization key […] Setting the MSB of the last byte to 1
///
/// <https://core.telegram.org/mtproto/mtproto-transports#quick-ack>
#[test]
fn a_requested_quick_ack_precedes_the_answer() {
    let stage = Stage::new();
    for framing in Framing::ALL.into_iter().filter(|&framing| framing != Framing::Full) {
        let mut client = stage.connect(framing);
        client.exchange_keys(stage.0.description());
        client.settle();

        let (msg_id, seqno) = (client.next_msg_id(), client.next_seqno(true));
        let mut plaintext = client.plaintext(msg_id, seqno, &function(3));
        let packet = client.encrypt(&plaintext);
        // The padding is random: the token is computed from the plaintext that was sent.
        let auth_key = client.key().to_bytes();
        plaintext = decrypt_own(&auth_key, &packet);
        let hash = Sha256::new().chain_update(&auth_key[88..120]).chain_update(&plaintext).finalize();
        let mut token = [hash[0], hash[1], hash[2], hash[3] | 0x80];

        client.write_packet(&packet, true);
        match framing {
            Framing::Abridged | Framing::ObfuscatedAbridged => {
                token.reverse();
                assert_eq!(client.read_bytes(4).unwrap(), token, "{framing:?}");
            }
            Framing::Padded | Framing::ObfuscatedPadded => {
                let ack = client.read_packet();
                assert_eq!(ack[..4], [0xff; 4]);
                assert_eq!(ack[4..8], token, "{framing:?}");
            }
            _ => assert_eq!(client.read_bytes(4).unwrap(), token, "{framing:?}"),
        }
        assert_eq!(client.expect_result(msg_id), function(3));
    }
}

/// Opens a packet from the client to the server, as only the server does.
fn decrypt_own(auth_key: &[u8; 256], packet: &[u8]) -> Vec<u8> {
    let msg_key = &packet[8..24];
    let a = Sha256::new().chain_update(msg_key).chain_update(&auth_key[..36]).finalize();
    let b = Sha256::new().chain_update(&auth_key[40..76]).chain_update(msg_key).finalize();
    let key = [&a[..8], &b[8..24], &a[24..]].concat();
    let iv = [&b[..8], &a[8..24], &b[24..]].concat();
    let mut plaintext = packet[24..].to_vec();
    grammers_crypto::aes::ige_decrypt(&mut plaintext, &key.try_into().unwrap(), &iv.try_into().unwrap());
    plaintext
}
