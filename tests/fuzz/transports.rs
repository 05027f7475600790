//! The four framings and obfuscation, valid and corrupted, in chunks of any size.

use std::io::{ErrorKind, Read, Write};

use grammers_crypto::ObfuscatedCipher;
use grammers_tl_types::{Serializable, functions};
use telewire::sandbox::{Options, Sandbox};

use crate::generator::{rest, run, spoil};
use crate::memory::Watch;
use crate::{Bytes, Outcome};

#[derive(Clone, Copy, Debug, PartialEq)]
enum Framing {
    Full,
    Abridged,
    Intermediate,
    Padded,
}

impl Framing {
    fn tag(self) -> [u8; 4] {
        match self {
            Self::Full => [0; 4],
            Self::Abridged => [0xef; 4],
            Self::Intermediate => [0xee; 4],
            Self::Padded => [0xdd; 4],
        }
    }

    fn frame(self, u: Bytes, payload: &[u8], number: u32) -> arbitrary::Result<Vec<u8>> {
        let mut bytes = Vec::new();
        let flag = if u.ratio(1, 8)? { 0x80 } else { 0 };
        match self {
            Self::Full => {
                bytes.extend((payload.len() as u32 + 12).to_le_bytes());
                bytes.extend(number.to_le_bytes());
                bytes.extend(payload);
                bytes.extend(crc32fast::hash(&bytes).to_le_bytes());
            }
            Self::Abridged => {
                let words = payload.len() as u32 / 4;
                if words < 127 {
                    bytes.push(words as u8 | flag);
                } else {
                    bytes.extend((words << 8 | 0x7f | u32::from(flag)).to_le_bytes());
                }
                bytes.extend(payload);
            }
            Self::Intermediate | Self::Padded => {
                let padding = if self == Self::Padded { rest(u, 15)? } else { &[] };
                let length = (payload.len() + padding.len()) as u32;
                bytes.extend((length | u32::from(flag) << 24).to_le_bytes());
                bytes.extend(payload);
                bytes.extend(padding);
            }
        }
        Ok(bytes)
    }
}

fn payload(u: Bytes) -> arbitrary::Result<Vec<u8>> {
    if u.ratio(1, 3)? {
        let query = functions::ReqPqMulti { nonce: u.arbitrary()? }.to_bytes();
        let mut payload = vec![0; 16];
        payload.extend((query.len() as u32).to_le_bytes());
        payload.extend(query);
        return Ok(payload);
    }
    let mut payload = rest(u, 400)?.to_vec();
    payload.truncate(payload.len() / 4 * 4);
    Ok(payload)
}

/// Every packet gets at most one answer, whatever its content.
fn case(sandbox: &Sandbox, u: Bytes) -> Outcome {
    let framing = *u.choose(&[Framing::Full, Framing::Abridged, Framing::Intermediate, Framing::Padded])?;
    let mut cipher = None;
    let mut bytes = Vec::new();
    if framing != Framing::Full && u.arbitrary()? {
        let mut init: [u8; 64] = u.arbitrary()?;
        init[0] |= 1;
        init[7] |= 1;
        init[56..60].copy_from_slice(&framing.tag());
        let mut client = ObfuscatedCipher::new(&init);
        let mut encrypted = init;
        client.encrypt(&mut encrypted);
        init[56..].copy_from_slice(&encrypted[56..]);
        bytes.extend(init);
        cipher = Some(client);
    } else {
        match framing {
            Framing::Full => {}
            Framing::Abridged => bytes.push(0xef),
            _ => bytes.extend(framing.tag()),
        }
    }
    let packets = u.int_in_range(1..=4)?;
    for number in 0..packets {
        let payload = payload(u)?;
        let mut framed = framing.frame(u, &payload, number)?;
        if u.ratio(1, 4)? {
            spoil(u, &mut framed)?;
        }
        if let Some(cipher) = &mut cipher {
            cipher.encrypt(&mut framed);
        }
        bytes.extend(framed);
    }
    if u.ratio(1, 8)? {
        spoil(u, &mut bytes)?;
    }

    let mut line = sandbox.connect(2);
    let mut rest = &bytes[..];
    while !rest.is_empty() && line.is_open() {
        let (now, later) = rest.split_at(u.int_in_range(1..=300)?.min(rest.len()));
        line.write_all(now).expect("it is open");
        rest = later;
    }
    let mut answer = Vec::new();
    if let Err(error) = line.read_to_end(&mut answer) {
        assert_eq!(error.kind(), ErrorKind::WouldBlock);
    }
    // resPQ is the longest answer without a key. Corrupted bytes may contain more packets than were made.
    assert!(answer.len() <= bytes.len() * 8 + 200, "{} bytes for {}", answer.len(), bytes.len());
    Ok(())
}

#[test]
fn any_bytes_are_packets_or_the_end_of_the_connection() {
    let sandbox = Sandbox::start(Options::default()).expect("it starts");
    let mut watch = Watch::default();
    let mut cases = 0_u32;
    run("transports", 5_000, |u| {
        cases += 1;
        if cases.is_multiple_of(1000) {
            watch.look();
        }
        case(&sandbox, u)
    });
}
