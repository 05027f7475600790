//! One TCP connection to a DC and its packets, in the "full" or the obfuscated transport.
//!
//! <https://core.telegram.org/mtproto/mtproto-transports>. A [race](race) picks one of the DC's addresses, using what the
//! [network](network) knows about them. The [pace](pace) limits how often connections are opened.

pub mod config;
mod endpoint;
mod hello;
mod network;
mod obfuscated;
mod pace;
mod race;

use std::io;
use std::time::Duration;

use grammers_crypto::DequeBuffer;
use grammers_mtproto::mtp;
use grammers_mtproto::transport::{self, Full, Transport};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

use crate::session::Family;

pub use endpoint::Endpoint;
pub use hello::Hello;
pub use network::{Network, Report, Way};
pub use pace::RATE;

use obfuscated::Obfuscated;
use race::TRY_TIMEOUT;

/// Maximum size of a packet. Telegram's own have about a megabyte at most.
const MAX_PACKET: usize = 16 * 1024 * 1024;

/// Bytes to read at once, and buffer size of an idle connection.
const READ_AHEAD: usize = 8 * 1024;

/// Space in front of a packet for the headers of encryption and transport, so that the content isn't moved.
const HEADERS: usize = mtp::MAX_TRANSPORT_HEADER_LEN + mtp::ENCRYPTED_PACKET_HEADER_LEN;

/// Why a connection ended or could not be opened.
#[derive(Debug, thiserror::Error)]
pub enum Broken {
    #[error("cannot connect: {0}")]
    Connect(io::Error),
    #[error("the DC did not accept the connection in {} s", TRY_TIMEOUT.as_secs())]
    ConnectTimeout,
    #[error("the connection was lost: {0}")]
    Lost(io::Error),
    #[error("the other side closed the connection")]
    Closed,
    /// <https://core.telegram.org/mtproto/mtproto-transports#transport-errors>
    #[error("the DC does not know the authorization key")]
    KeyUnknown,
    /// The DC carries out nothing in this state. No new connections are opened to it for a while.
    #[error("the DC says that there are too many connections from this address")]
    TooManyConnections { wait: Duration },
    /// Connections to the DC are opened one at a time, and the call can't wait for its turn.
    #[error("too many connections are being opened; the next one can start in {} s", wait.as_secs_f64().ceil())]
    Paced { wait: Duration },
    #[error("no address of the DC works ({tried} tried); the first error: {first}")]
    NoWay { tried: usize, first: Box<Broken> },
    #[error("{}", no_address(*family))]
    NoAddress { family: Option<Family> },
    #[error("the DC answered with transport error {0}")]
    Status(u32),
    #[error("the DC broke the protocol: {0}")]
    Protocol(String),
    #[error("the DC stopped answering")]
    Silent,
    #[error("the DC has forgotten the session that the request went out in")]
    Forgotten,
}

impl Broken {
    fn from_status(status: u32) -> Self {
        match status {
            404 => Self::KeyUnknown,
            429 => Self::TooManyConnections { wait: Duration::ZERO },
            status => Self::Status(status),
        }
    }

    pub fn protocol(what: impl ToString) -> Self {
        Self::Protocol(what.to_string())
    }
}

fn no_address(family: Option<Family>) -> String {
    match family {
        None => "no address of the DC is known".to_owned(),
        Some(family) => {
            format!("no {family} address of the DC is known, and this login's key was made over {family}")
        }
    }
}

/// An open connection: the stream and its framing.
pub struct Connection {
    pub stream: TcpStream,
    pub framing: Framing,
    pub report: Report,
    /// The DC's answer to the first request of a key exchange, if that was sent.
    pub hello: Option<Hello>,
}

impl Connection {
    /// Sends one packet and waits for one. Used by the key exchange.
    pub async fn round_trip(&mut self, packet: DequeBuffer<u8>) -> Result<Vec<u8>, Broken> {
        let packet = self.framing.pack(packet);
        self.stream.write_all(packet.as_ref()).await.map_err(Broken::Lost)?;
        loop {
            if let Some(packet) = self.framing.next()? {
                return Ok(packet);
            }
            match self.stream.read_buf(self.framing.room()).await.map_err(Broken::Lost)? {
                0 => return Err(Broken::Closed),
                _ => continue,
            }
        }
    }
}

/// A buffer for the content of one packet, with space in front for its headers.
pub fn packet_buffer(capacity: usize) -> DequeBuffer<u8> {
    DequeBuffer::with_capacity(capacity, HEADERS)
}

/// Packets ⇄ bytes.
pub struct Framing {
    transport: Kind,
    incoming: Vec<u8>,
}

enum Kind {
    /// Each direction numbers its packets from 0.
    Plain(Full),
    Obfuscated(Box<Obfuscated>),
}

impl Framing {
    fn plain() -> Self {
        Self { transport: Kind::Plain(Full::new()), incoming: Vec::new() }
    }

    fn obfuscated(dc: i32, secret: Option<obfuscated::Secret>) -> Self {
        Self { transport: Kind::Obfuscated(Box::new(Obfuscated::new(dc, secret))), incoming: Vec::new() }
    }

    pub fn pack(&mut self, mut packet: DequeBuffer<u8>) -> DequeBuffer<u8> {
        match &mut self.transport {
            Kind::Plain(full) => full.pack(&mut packet),
            Kind::Obfuscated(obfuscated) => obfuscated.pack(&mut packet),
        }
        packet
    }

    /// The buffer for incoming bytes.
    pub fn room(&mut self) -> &mut Vec<u8> {
        self.incoming.reserve(READ_AHEAD);
        &mut self.incoming
    }

    /// The next complete packet.
    pub fn next(&mut self) -> Result<Option<Vec<u8>>, Broken> {
        let packet = match &mut self.transport {
            Kind::Plain(full) => next_plain(full, &mut self.incoming)?,
            Kind::Obfuscated(obfuscated) => obfuscated.next(&mut self.incoming)?,
        };
        if self.incoming.is_empty() {
            self.incoming.shrink_to(READ_AHEAD);
        }
        // A transport error comes as a packet of one negative number.
        match packet.as_deref() {
            Some(&[a, b, c, d]) => Err(Broken::from_status(i32::from_le_bytes([a, b, c, d]).unsigned_abs())),
            _ => Ok(packet),
        }
    }
}

/// <https://core.telegram.org/mtproto/mtproto-transports#full>
fn next_plain(full: &mut Full, incoming: &mut Vec<u8>) -> Result<Option<Vec<u8>>, Broken> {
    let Some(length) = incoming.first_chunk::<4>().copied().map(i32::from_le_bytes) else {
        return Ok(None);
    };
    if length > MAX_PACKET as i32 {
        return Err(Broken::protocol(format_args!("a packet of {length} bytes")));
    }
    match full.unpack(incoming) {
        Ok(at) => {
            let packet = incoming[at.data_range].to_vec();
            incoming.drain(..at.next_offset);
            Ok(Some(packet))
        }
        Err(transport::Error::MissingBytes) => Ok(None),
        Err(transport::Error::BadStatus { status }) => Err(Broken::from_status(status)),
        Err(e) => Err(Broken::protocol(e)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn packet(content: &[u8]) -> DequeBuffer<u8> {
        let mut buffer = packet_buffer(content.len());
        buffer.extend(content);
        buffer
    }

    #[test]
    fn packets_come_out_as_they_went_in_however_the_bytes_are_cut() {
        let (mut there, mut here) = (Framing::plain(), Framing::plain());
        let mut bytes = there.pack(packet(&[7; 24])).as_ref().to_vec();
        bytes.extend_from_slice(there.pack(packet(&[9; 2000])).as_ref());
        let mut got = Vec::new();
        for byte in bytes {
            here.room().push(byte);
            got.extend(here.next().unwrap());
        }
        assert_eq!(got, [vec![7; 24], vec![9; 2000]]);
    }

    #[test]
    fn transport_errors_are_told_apart_in_a_packet_and_bare() {
        for (code, expected) in [(-404, "does not know"), (-429, "too many"), (-444, "transport error 444")] {
            let mut here = Framing::plain();
            let inside = Framing::plain().pack(packet(&i32::to_le_bytes(code)));
            here.room().extend_from_slice(inside.as_ref());
            assert!(here.next().unwrap_err().to_string().contains(expected));

            let mut here = Framing::plain();
            here.room().extend_from_slice(&i32::to_le_bytes(code));
            assert!(here.next().unwrap_err().to_string().contains(expected));
        }
    }

    #[test]
    fn a_packet_of_nonsense_length_or_checksum_is_refused_at_once() {
        let mut here = Framing::plain();
        here.room().extend_from_slice(&i32::to_le_bytes(0x7fff_fff0));
        assert!(matches!(here.next(), Err(Broken::Protocol(_))));

        let mut here = Framing::plain();
        let mut bytes = Framing::plain().pack(packet(&[1; 16])).as_ref().to_vec();
        bytes[10] ^= 1;
        here.room().extend_from_slice(&bytes);
        assert!(matches!(here.next(), Err(Broken::Protocol(_))));
    }
}
