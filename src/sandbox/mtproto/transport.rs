//! MTProto's four transports and obfuscation: bytes ⇄ packets. <https://core.telegram.org/mtproto/mtproto-transports>

use super::random;

use grammers_crypto::ObfuscatedCipher;

/// Maximum bytes of a packet. File parts have up to 512 KiB and containers up to 1 MiB.
pub const MAX_PACKET: usize = 4 << 20;

/// Minimum bytes of a packet: an unencrypted message of one constructor (key id, msg_id, length, constructor).
const MIN_PACKET: usize = 24;

/// The bytes aren't MTProto. The connection must be closed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Garbage;

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Packet {
    pub payload: Vec<u8>,
    /// The client requests a quick acknowledgment. <https://core.telegram.org/mtproto/mtproto-transports#quick-ack>
    pub quick_ack: bool,
}

/// A connection's framing in both directions, detected by its first bytes.
pub struct Transport {
    framing: Option<Framing>,
    cipher: Option<ObfuscatedCipher>,
    /// Received bytes that aren't taken yet, deobfuscated once the framing is known.
    buffer: Vec<u8>,
}

enum Framing {
    Abridged,
    Intermediate { padded: bool },
    Full { received: u32, sent: u32 },
}

impl Transport {
    pub fn new() -> Self {
        Self { framing: None, cipher: None, buffer: Vec::new() }
    }

    /// Adds received bytes.
    pub fn receive(&mut self, bytes: &[u8]) {
        let start = self.buffer.len();
        self.buffer.extend_from_slice(bytes);
        if let Some(cipher) = &mut self.cipher {
            cipher.decrypt(&mut self.buffer[start..]);
        }
    }

    /// Takes the next complete packet.
    pub fn take(&mut self) -> Result<Option<Packet>, Garbage> {
        if self.framing.is_none() && !self.detect()? {
            return Ok(None);
        }
        match self.framing.as_mut().expect("just detected") {
            Framing::Abridged => self.take_abridged(),
            Framing::Intermediate { padded } => {
                let padded = *padded;
                self.take_intermediate(padded)
            }
            Framing::Full { .. } => self.take_full(),
        }
    }

    /// Frames a payload. Returns no bytes before the framing is known.
    pub fn frame(&mut self, payload: &[u8]) -> Vec<u8> {
        let mut bytes = Vec::with_capacity(payload.len() + 16);
        match &mut self.framing {
            None => return bytes,
            Some(Framing::Abridged) => {
                let words = payload.len() / 4;
                if words < 127 {
                    bytes.push(words as u8);
                } else {
                    bytes.push(127);
                    bytes.extend_from_slice(&(words as u32).to_le_bytes()[..3]);
                }
                bytes.extend_from_slice(payload);
            }
            Some(Framing::Intermediate { padded }) => {
                // Up to 15 bytes are allowed, but Telethon removes at most 3.
                let padding = if *padded { usize::from(random::array::<1>()[0] % 4) } else { 0 };
                bytes.extend_from_slice(&((payload.len() + padding) as u32).to_le_bytes());
                bytes.extend_from_slice(payload);
                bytes.extend_from_slice(&random::array::<3>()[..padding]);
            }
            Some(Framing::Full { sent, .. }) => {
                bytes.extend_from_slice(&(payload.len() as u32 + 12).to_le_bytes());
                bytes.extend_from_slice(&sent.to_le_bytes());
                bytes.extend_from_slice(payload);
                bytes.extend_from_slice(&crc32fast::hash(&bytes).to_le_bytes());
                *sent = sent.wrapping_add(1);
            }
        }
        self.obfuscate(bytes)
    }

    /// Frames a quick-ack token. The full transport has none.
    pub fn frame_quick_ack(&mut self, token: u32) -> Vec<u8> {
        match self.framing {
            None | Some(Framing::Full { .. }) => Vec::new(),
            Some(Framing::Abridged) => self.obfuscate(token.to_be_bytes().to_vec()),
            Some(Framing::Intermediate { padded: false }) => self.obfuscate(token.to_le_bytes().to_vec()),
            Some(Framing::Intermediate { padded: true }) => {
                let [a, b, c, d] = token.to_le_bytes();
                self.frame(&[0xff, 0xff, 0xff, 0xff, a, b, c, d])
            }
        }
    }

    fn obfuscate(&mut self, mut bytes: Vec<u8>) -> Vec<u8> {
        if let Some(cipher) = &mut self.cipher {
            cipher.encrypt(&mut bytes);
        }
        bytes
    }

    /// > The server recognizes these different protocols (and distinguishes them from HTTP, too) by the header.
    ///
    /// False: more bytes are needed.
    fn detect(&mut self) -> Result<bool, Garbage> {
        let framing = match self.buffer.as_slice() {
            [0xef, ..] => {
                self.buffer.drain(..1);
                Framing::Abridged
            }
            [0xee, 0xee, 0xee, 0xee, ..] | [0xdd, 0xdd, 0xdd, 0xdd, ..] => {
                let padded = self.buffer[0] == 0xdd;
                self.buffer.drain(..4);
                Framing::Intermediate { padded }
            }
            [b'G', b'E', b'T', b' ', ..]
            | [b'H', b'E', b'A', b'D', ..]
            | [b'P', b'O', b'S', b'T', ..]
            | [b'O', b'P', b'T', b'I', ..]
            | [0x16, 0x03, 0x01, 0x02, ..] => return Err(Garbage),
            // > Bytes 4-8 must also not be equal to 0x00000000, since that would indicate use of the full transport
            // > with the initial TCP sequence number (0).
            [_, _, _, _, 0, 0, 0, 0, ..] => Framing::Full { received: 0, sent: 0 },
            bytes if bytes.len() >= 64 => return self.detect_obfuscated().map(|()| true),
            _ => return Ok(false),
        };
        self.framing = Some(framing);
        Ok(true)
    }

    /// <https://core.telegram.org/mtproto/mtproto-transports#transport-obfuscation>
    fn detect_obfuscated(&mut self) -> Result<(), Garbage> {
        // The client's key is in the 64 bytes, the server's in the reversed ones. The cipher is written for clients, so
        // it gets them the other way round.
        let mut reversed: [u8; 64] = self.buffer[..64].try_into().expect("there are 64 bytes");
        reversed.reverse();
        let mut cipher = ObfuscatedCipher::new(&reversed);
        cipher.decrypt(&mut self.buffer);
        self.framing = Some(match self.buffer[56..60] {
            [0xef, 0xef, 0xef, 0xef] => Framing::Abridged,
            [0xee, 0xee, 0xee, 0xee] => Framing::Intermediate { padded: false },
            [0xdd, 0xdd, 0xdd, 0xdd] => Framing::Intermediate { padded: true },
            _ => return Err(Garbage),
        });
        self.buffer.drain(..64);
        self.cipher = Some(cipher);
        Ok(())
    }

    fn take_abridged(&mut self) -> Result<Option<Packet>, Garbage> {
        let Some(&first) = self.buffer.first() else { return Ok(None) };
        let quick_ack = first & 0x80 != 0;
        let (header, words) = match first & 0x7f {
            0x7f if self.buffer.len() < 4 => return Ok(None),
            0x7f => (4, u32::from_le_bytes([self.buffer[1], self.buffer[2], self.buffer[3], 0])),
            words => (1, u32::from(words)),
        };
        self.take_payload(header, words as usize * 4, 0, quick_ack)
    }

    fn take_intermediate(&mut self, padded: bool) -> Result<Option<Packet>, Garbage> {
        let Some(&length) = self.buffer.first_chunk::<4>() else { return Ok(None) };
        let length = u32::from_le_bytes(length);
        let quick_ack = length & 1 << 31 != 0;
        let mut packet = self.take_payload(4, (length & !(1 << 31)) as usize, 0, quick_ack)?;
        if let (Some(packet), true) = (&mut packet, padded) {
            strip_padding(&mut packet.payload);
        }
        Ok(packet)
    }

    fn take_full(&mut self) -> Result<Option<Packet>, Garbage> {
        let Some(&length) = self.buffer.first_chunk::<4>() else { return Ok(None) };
        let length = u32::from_le_bytes(length) as usize;
        if !(12 + MIN_PACKET..=12 + MAX_PACKET).contains(&length) {
            return Err(Garbage);
        }
        if self.buffer.len() < length {
            return Ok(None);
        }
        let Some(Framing::Full { received, .. }) = &mut self.framing else { return Err(Garbage) };
        let (checked, crc) = self.buffer[..length].split_at(length - 4);
        if checked[4..8] != received.to_le_bytes() || crc32fast::hash(checked).to_le_bytes() != *crc {
            return Err(Garbage);
        }
        *received = received.wrapping_add(1);
        self.take_payload(8, length - 12, 4, false)
    }

    fn take_payload(
        &mut self,
        header: usize,
        length: usize,
        trailer: usize,
        quick_ack: bool,
    ) -> Result<Option<Packet>, Garbage> {
        if !(MIN_PACKET..=MAX_PACKET).contains(&length) {
            return Err(Garbage);
        }
        if self.buffer.len() < header + length + trailer {
            return Ok(None);
        }
        let payload = self.buffer[header..header + length].to_vec();
        self.buffer.drain(..header + length + trailer);
        Ok(Some(Packet { payload, quick_ack }))
    }
}

/// Removes up to 15 bytes of padding. An encrypted message has 24 bytes and whole blocks of 16; an unencrypted one has
/// a length field.
fn strip_padding(payload: &mut Vec<u8>) {
    let length = if payload[..8] == [0; 8] {
        let body = u32::from_le_bytes([payload[16], payload[17], payload[18], payload[19]]) as usize;
        body.saturating_add(20)
    } else {
        payload.len() - (payload.len() - 24) % 16
    };
    if (length..length.saturating_add(16)).contains(&payload.len()) {
        payload.truncate(length);
    }
}
