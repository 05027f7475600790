//! The obfuscated transport: packets look like random bytes to the network.
//!
//! <https://core.telegram.org/mtproto/mtproto-transports#transport-obfuscation>. grammers has it too, but without
//! secrets, and its reader panics on lengths that a broken server may send.

use grammers_crypto::{DequeBuffer, ObfuscatedCipher};
use sha2::{Digest, Sha256};

use super::{Broken, MAX_PACKET};

/// A secret that some DC addresses require. It is public: every client gets it.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct Secret {
    key: [u8; 16],
    padded: bool,
}

impl Secret {
    /// Reads 16 bytes, or 17 that begin with `dd` for padded packets. Other forms are for unsupported transports.
    pub fn read(bytes: &[u8]) -> Option<Self> {
        match bytes {
            [0xdd, key @ ..] if key.len() == 16 => Some(Self { key: key.try_into().ok()?, padded: true }),
            key => Some(Self { key: key.try_into().ok()?, padded: false }),
        }
    }
}

impl std::fmt::Debug for Secret {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Secret(…)")
    }
}

/// Packets ⇄ bytes.
pub struct Obfuscated {
    /// The first 64 bytes of the connection, until they are sent.
    head: Option<[u8; 64]>,
    outgoing: Stream,
    incoming: Stream,
    padded: bool,
    /// How many bytes of the input buffer are decrypted.
    decrypted: usize,
}

/// One direction's key stream.
struct Stream(ObfuscatedCipher);

impl Stream {
    /// Uses one direction of grammers' cipher, which derives both from one block.
    fn new(key: &[u8; 32], iv: &[u8; 16]) -> Self {
        let mut block = [0; 64];
        block[8..40].copy_from_slice(key);
        block[40..56].copy_from_slice(iv);
        Self(ObfuscatedCipher::new(&block))
    }

    /// The key stream for these first 64 bytes of a connection.
    fn of(head: &[u8; 64], secret: Option<Secret>) -> Self {
        let (mut key, mut iv) = ([0; 32], [0; 16]);
        key.copy_from_slice(&head[8..40]);
        iv.copy_from_slice(&head[40..56]);
        if let Some(secret) = secret {
            key = Sha256::new().chain_update(key).chain_update(secret.key).finalize().into();
        }
        Self::new(&key, &iv)
    }

    fn apply(&mut self, bytes: &mut [u8]) {
        self.0.encrypt(bytes);
    }
}

/// First bytes that would mean another transport or protocol.
const FORBIDDEN_STARTS: [[u8; 4]; 7] =
    [*b"HEAD", *b"POST", *b"GET ", *b"OPTI", [0x16, 3, 1, 2], [0xdd; 4], [0xee; 4]];

impl Obfuscated {
    pub fn new(dc: i32, secret: Option<Secret>) -> Self {
        let mut head = [0; 64];
        while head[4..8] == [0; 4]
            || head[0] == 0xef
            || FORBIDDEN_STARTS.iter().any(|start| head.starts_with(start))
        {
            getrandom::fill(&mut head).expect("the system has randomness");
        }
        let padded = secret.is_some_and(|secret| secret.padded);
        head[56..60].fill(if padded { 0xdd } else { 0xee });
        // Proxies read the DC number from here.
        head[60..62].copy_from_slice(&(dc as i16).to_le_bytes());

        let mut reversed = head;
        reversed.reverse();
        let mut outgoing = Stream::of(&head, secret);
        let mut encrypted = head;
        outgoing.apply(&mut encrypted);
        head[56..].copy_from_slice(&encrypted[56..]);
        Self { head: Some(head), outgoing, incoming: Stream::of(&reversed, secret), padded, decrypted: 0 }
    }

    pub fn pack(&mut self, packet: &mut DequeBuffer<u8>) {
        let mut padding = [0; 16];
        let padding = match self.padded {
            true => {
                getrandom::fill(&mut padding).expect("the system has randomness");
                let length = usize::from(padding[15] % 16);
                &padding[..length]
            }
            false => &[],
        };
        packet.extend(padding);
        packet.extend_front(&(packet.len() as u32).to_le_bytes());
        self.outgoing.apply(packet.as_mut());
        if let Some(head) = self.head.take() {
            packet.extend_front(&head);
        }
    }

    /// The next complete packet.
    pub fn next(&mut self, incoming: &mut Vec<u8>) -> Result<Option<Vec<u8>>, Broken> {
        self.incoming.apply(&mut incoming[self.decrypted..]);
        self.decrypted = incoming.len();
        let Some(length) = incoming.first_chunk::<4>().copied().map(i32::from_le_bytes) else {
            return Ok(None);
        };
        if length < 0 {
            return Err(Broken::from_status(length.unsigned_abs()));
        }
        let length = length as usize;
        if !(4..=MAX_PACKET).contains(&length) {
            return Err(Broken::protocol(format_args!("a packet of {length} bytes")));
        }
        let Some(packet) = incoming.get(4..4 + length) else { return Ok(None) };
        let packet = match self.padded {
            true => unpadded(packet).to_vec(),
            false => packet.to_vec(),
        };
        incoming.drain(..4 + length);
        self.decrypted -= 4 + length;
        Ok(Some(packet))
    }
}

/// Removes up to 15 bytes of padding. An encrypted message has 24 bytes plus whole blocks of 16. An unencrypted one
/// contains its length. Anything shorter is a transport error.
fn unpadded(packet: &[u8]) -> &[u8] {
    let length = match packet.first_chunk::<20>() {
        None => 4,
        Some(&[0, 0, 0, 0, 0, 0, 0, 0, .., a, b, c, d]) => usize::try_from(u32::from_le_bytes([a, b, c, d]))
            .map_or(packet.len(), |body| body.saturating_add(20)),
        Some(_) => packet.len() - packet.len().saturating_sub(24) % 16,
    };
    packet.get(..length).unwrap_or(packet)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::telegram::connection::packet_buffer;

    /// The other side, which reads the head as a DC does.
    struct Dc {
        incoming: Stream,
        outgoing: Stream,
    }

    impl Dc {
        fn meet(head: &[u8; 64], secret: Option<Secret>) -> (Self, [u8; 64]) {
            let mut reversed = *head;
            reversed.reverse();
            let mut incoming = Stream::of(head, secret);
            let mut read = *head;
            incoming.apply(&mut read);
            (Self { incoming, outgoing: Stream::of(&reversed, secret) }, read)
        }
    }

    fn packet(content: &[u8]) -> DequeBuffer<u8> {
        let mut buffer = packet_buffer(content.len());
        buffer.extend(content);
        buffer
    }

    #[test]
    fn a_dc_reads_what_is_sent_and_is_read_with_a_secret_and_without() {
        let plain = [7; 40];
        for (secret, tag) in [
            (None, 0xee),
            (Secret::read(&[5; 16]), 0xee),
            (Secret::read(&[[0xdd].as_slice(), &[5; 16]].concat()), 0xdd),
        ] {
            let mut ours = Obfuscated::new(4, secret);
            let mut first = packet(&plain);
            ours.pack(&mut first);
            let (head, rest) = first.as_ref().split_first_chunk::<64>().unwrap();
            let (mut dc, read) = Dc::meet(head, secret);
            assert_eq!((&read[56..60], &read[60..62]), ([tag; 4].as_slice(), [4, 0].as_slice()));
            let mut rest = rest.to_vec();
            dc.incoming.apply(&mut rest);
            let length = u32::from_le_bytes(rest[..4].try_into().unwrap()) as usize;
            assert_eq!((rest.len() - 4, &rest[4..44]), (length, plain.as_slice()));
            assert!(tag == 0xdd || length == 40);

            let mut answer =
                [&(40_u32 + if tag == 0xdd { 3 } else { 0 }).to_le_bytes()[..], &[9; 40]].concat();
            answer.extend(vec![1; if tag == 0xdd { 3 } else { 0 }]);
            dc.outgoing.apply(&mut answer);
            let mut incoming = Vec::new();
            let mut got = Vec::new();
            for byte in answer {
                incoming.push(byte);
                got.extend(ours.next(&mut incoming).unwrap());
            }
            assert_eq!((got, incoming.len()), (vec![vec![9; 40]], 0));
        }
    }

    #[test]
    fn what_a_dc_says_without_a_packet_is_an_error_and_so_is_nonsense() {
        let read = |length: i32| {
            let mut ours = Obfuscated::new(2, None);
            let mut first = packet(&[1; 8]);
            ours.pack(&mut first);
            let (mut dc, _) = Dc::meet(first.as_ref().first_chunk().unwrap(), None);
            let mut bytes = length.to_le_bytes().to_vec();
            dc.outgoing.apply(&mut bytes);
            ours.next(&mut bytes)
        };
        assert!(matches!(read(-404), Err(Broken::KeyUnknown)));
        assert!(matches!(read(i32::MAX), Err(Broken::Protocol(_))));
        assert!(matches!(read(0), Err(Broken::Protocol(_))));
        assert!(matches!(read(i32::MIN), Err(Broken::Status(_))));
        assert!(matches!(read(24), Ok(None)));
    }

    #[test]
    fn only_secrets_of_this_transport_are_read() {
        assert!(Secret::read(&[1; 16]).is_some());
        assert!(Secret::read(&[1; 17]).is_none());
        assert!(Secret::read(&[[0xee].as_slice(), &[5; 16], b"example.org"].concat()).is_none());
        assert!(Secret::read(&[]).is_none());
    }
}
