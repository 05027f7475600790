//! A client's connection: packets in any framing, and arbitrary bytes.

use std::io::{BufReader, Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::time::Duration;

use grammers_crypto::ObfuscatedCipher;

use super::client::random_bytes;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Framing {
    Full,
    Abridged,
    Intermediate,
    Padded,
    ObfuscatedAbridged,
    ObfuscatedIntermediate,
    ObfuscatedPadded,
}

impl Framing {
    pub const ALL: [Framing; 7] = [
        Framing::Full,
        Framing::Abridged,
        Framing::Intermediate,
        Framing::Padded,
        Framing::ObfuscatedAbridged,
        Framing::ObfuscatedIntermediate,
        Framing::ObfuscatedPadded,
    ];

    fn tag(self) -> &'static [u8] {
        match self {
            Framing::Full => &[],
            Framing::Abridged => &[0xef],
            Framing::Intermediate => &[0xee; 4],
            Framing::Padded => &[0xdd; 4],
            Framing::ObfuscatedAbridged => &[0xef; 4],
            Framing::ObfuscatedIntermediate => &[0xee; 4],
            Framing::ObfuscatedPadded => &[0xdd; 4],
        }
    }

    fn is_obfuscated(self) -> bool {
        matches!(self, Self::ObfuscatedAbridged | Self::ObfuscatedIntermediate | Self::ObfuscatedPadded)
    }

    fn is_abridged(self) -> bool {
        matches!(self, Self::Abridged | Self::ObfuscatedAbridged)
    }
}

/// Longer waits for the other side are treated as hangs.
const PATIENCE: Duration = Duration::from_secs(20);

pub struct Wire {
    stream: BufReader<TcpStream>,
    framing: Framing,
    cipher: Option<ObfuscatedCipher>,
    sent: u32,
    received: u32,
}

impl Wire {
    pub fn connect(address: SocketAddr, framing: Framing) -> Self {
        let mut stream = TcpStream::connect(address).unwrap();
        stream.set_nodelay(true).unwrap();
        stream.set_read_timeout(Some(PATIENCE)).unwrap();
        stream.set_write_timeout(Some(PATIENCE)).unwrap();
        let mut cipher = None;
        if framing.is_obfuscated() {
            let mut init: [u8; 64] = std::array::from_fn(|i| i as u8 + 1);
            getrandom::fill(&mut init[8..56]).unwrap();
            init[56..60].copy_from_slice(framing.tag());
            let mut client = ObfuscatedCipher::new(&init);
            let mut encrypted = init;
            client.encrypt(&mut encrypted);
            init[56..].copy_from_slice(&encrypted[56..]);
            stream.write_all(&init).unwrap();
            cipher = Some(client);
        } else {
            stream.write_all(framing.tag()).unwrap();
        }
        Self { stream: BufReader::with_capacity(64 << 10, stream), framing, cipher, sent: 0, received: 0 }
    }

    pub fn write_bytes(&mut self, mut bytes: Vec<u8>) {
        if let Some(cipher) = &mut self.cipher {
            cipher.encrypt(&mut bytes);
        }
        self.stream.get_mut().write_all(&bytes).unwrap();
    }

    pub fn write_packet(&mut self, payload: &[u8], quick_ack: bool) {
        let bytes = self.framed(payload, quick_ack);
        self.write_bytes(bytes);
    }

    /// A packet as it is written, before obfuscation.
    pub fn framed(&mut self, payload: &[u8], quick_ack: bool) -> Vec<u8> {
        let mut bytes = Vec::new();
        if self.framing.is_abridged() {
            let words = payload.len() as u32 / 4;
            let flag = if quick_ack { 0x80 } else { 0 };
            if words < 127 {
                bytes.push(words as u8 | flag);
            } else {
                bytes.extend((words << 8 | 0x7f | u32::from(flag)).to_le_bytes());
            }
            bytes.extend(payload);
        } else if self.framing == Framing::Full {
            bytes.extend((payload.len() as u32 + 12).to_le_bytes());
            bytes.extend(self.sent.to_le_bytes());
            bytes.extend(payload);
            bytes.extend(crc32fast::hash(&bytes).to_le_bytes());
            self.sent += 1;
        } else {
            let padding = match self.framing {
                Framing::Padded | Framing::ObfuscatedPadded => random_bytes::<1>()[0] as usize % 16,
                _ => 0,
            };
            let flag = if quick_ack { 1 << 31 } else { 0 };
            bytes.extend(((payload.len() + padding) as u32 | flag).to_le_bytes());
            bytes.extend(payload);
            bytes.extend(vec![0xa5; padding]);
        }
        bytes
    }

    pub fn read_bytes(&mut self, length: usize) -> std::io::Result<Vec<u8>> {
        let mut bytes = vec![0; length];
        self.stream.read_exact(&mut bytes)?;
        if let Some(cipher) = &mut self.cipher {
            cipher.decrypt(&mut bytes);
        }
        Ok(bytes)
    }

    pub fn try_read_packet(&mut self) -> std::io::Result<Vec<u8>> {
        if self.framing.is_abridged() {
            let mut words = u32::from(self.read_bytes(1)?[0]);
            if words == 127 {
                let bytes = self.read_bytes(3)?;
                words = u32::from_le_bytes([bytes[0], bytes[1], bytes[2], 0]);
            }
            assert!(words < 1 << 24, "a quick ack came, and was not asked for");
            return self.read_bytes(words as usize * 4);
        }
        let prefix = self.read_bytes(4)?;
        let length = u32::from_le_bytes(prefix.clone().try_into().unwrap()) as usize;
        if self.framing != Framing::Full {
            let mut payload = self.read_bytes(length)?;
            if self.framing.tag() == [0xdd; 4] {
                payload.truncate(payload.len() / 4 * 4);
            }
            return Ok(payload);
        }
        let rest = self.read_bytes(length - 4)?;
        let (body, crc) = rest.split_at(length - 8);
        assert_eq!(crc, crc32fast::hash(&[&prefix, body].concat()).to_le_bytes());
        assert_eq!(body[..4], self.received.to_le_bytes());
        self.received += 1;
        Ok(body[4..].to_vec())
    }

    pub fn read_packet(&mut self) -> Vec<u8> {
        self.try_read_packet().unwrap()
    }

    /// The code of the next transport error.
    pub fn read_error(&mut self) -> i32 {
        i32::from_le_bytes(self.read_packet().try_into().unwrap())
    }

    /// Waits for the server to close, and returns the number of bytes before that.
    pub fn read_to_end(&mut self) -> usize {
        match self.stream.read_to_end(&mut Vec::new()) {
            Ok(length) => length,
            Err(error) if error.kind() == std::io::ErrorKind::ConnectionReset => 0,
            Err(error) => panic!("the server didn't close: {error}"),
        }
    }

    /// Closes, and waits until the server has noticed.
    pub fn close(mut self) {
        self.stream.get_ref().shutdown(std::net::Shutdown::Write).unwrap();
        self.read_to_end();
    }
}
