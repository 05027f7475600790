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

/// Sends a query and reads its answer through grammers' own transport, whose envelope is so many bytes.
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

        // grammers' Intermediate can't take a packet in pieces: it looks beyond the length too early.
        let mut answer = vec![0; RES_PQ + overhead];
        stream.read_exact(&mut answer).unwrap();
        let offset = transport.unpack(&mut answer).unwrap();
        assert_eq!(offset.next_offset, answer.len());
        let payload = &answer[offset.data_range];
        let tl::enums::ResPq::Pq(answer) = Deserializable::from_bytes(&payload[20..]).unwrap();
        assert_eq!(answer.nonce, nonce);
    }
}

#[test]
fn grammers_transports_are_understood() {
    let stage = Stage::new();
    ask_through(&stage, Full::new(), 12);
    ask_through(&stage, Abridged::new(), 1);
    ask_through(&stage, Obfuscated::new(Abridged::new()), 1);
    ask_through(&stage, Obfuscated::new(Intermediate::new()), 4);
    ask_through(&stage, Intermediate::new(), 4);
}

/// Each framing has a short and a long form of length, or the same one tested at another size.
#[test]
fn long_packets_arrive_whole_in_both_directions() {
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

#[test]
fn a_packet_that_comes_byte_by_byte_is_one_packet() {
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

#[test]
fn packets_that_come_at_once_are_answered_each() {
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
fn a_full_packet_with_a_wrong_number_or_checksum_ends_the_connection() {
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
fn an_unknown_auth_key_is_a_404_in_every_transport_and_the_end_of_the_connection() {
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
fn a_quick_ack_comes_before_the_answer_when_it_is_asked_for() {
    let stage = Stage::new();
    for framing in Framing::ALL.into_iter().filter(|&framing| framing != Framing::Full) {
        let mut client = stage.connect(framing);
        client.exchange_keys(stage.0.description());
        client.settle();

        let (msg_id, seqno) = (client.next_msg_id(), client.next_seqno(true));
        let mut plaintext = client.plaintext(msg_id, seqno, &function(3));
        let packet = client.encrypt(&plaintext);
        // The padding is random: the token is made of the plaintext as it was sent.
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

/// Opens a packet from the client's side to the server's, as only the server does.
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
