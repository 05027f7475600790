//! One TCP connection to a DC, and the packets on it (transport "full").
//!
//! <https://core.telegram.org/mtproto/mtproto-transports#full>

use std::io;
use std::net::SocketAddr;
use std::time::Duration;

use grammers_crypto::DequeBuffer;
use grammers_mtproto::mtp;
use grammers_mtproto::transport::{self, Full, Transport};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

/// How long a DC may take to accept a connection.
pub const CONNECT_TIMEOUT: Duration = Duration::from_secs(10);

/// The largest packet that is taken: Telegram's own are about a megabyte at most.
const MAX_PACKET: usize = 16 * 1024 * 1024;

/// How much is read at once, and kept by an idle connection.
const READ_AHEAD: usize = 8 * 1024;

/// Room in front of a packet for what encryption and transport put there, so that nothing is moved.
const HEADERS: usize = mtp::MAX_TRANSPORT_HEADER_LEN + mtp::ENCRYPTED_PACKET_HEADER_LEN;

/// Why a connection ended or never was.
#[derive(Debug, thiserror::Error)]
pub enum Broken {
    #[error("cannot connect: {0}")]
    Connect(io::Error),
    #[error("the DC did not accept the connection in {} s", CONNECT_TIMEOUT.as_secs())]
    ConnectTimeout,
    #[error("the connection was lost: {0}")]
    Lost(io::Error),
    #[error("the other side closed the connection")]
    Closed,
    /// <https://core.telegram.org/mtproto/mtproto-transports#transport-errors>
    #[error("the DC does not know the authorization key")]
    KeyUnknown,
    #[error("the DC says that there are too many connections from this address")]
    TooManyConnections,
    #[error("the DC answered with transport error {0}")]
    Status(u32),
    #[error("the DC broke the protocol: {0}")]
    Protocol(String),
    #[error("the DC stopped answering")]
    Silent,
}

impl Broken {
    fn from_status(status: u32) -> Self {
        match status {
            404 => Self::KeyUnknown,
            429 => Self::TooManyConnections,
            status => Self::Status(status),
        }
    }

    pub fn protocol(what: impl ToString) -> Self {
        Self::Protocol(what.to_string())
    }
}

/// An open connection: the stream and its framing.
pub struct Connection {
    pub stream: TcpStream,
    pub framing: Framing,
}

impl Connection {
    pub async fn open(address: SocketAddr) -> Result<Self, Broken> {
        let stream = tokio::time::timeout(CONNECT_TIMEOUT, TcpStream::connect(address))
            .await
            .map_err(|_| Broken::ConnectTimeout)?
            .map_err(Broken::Connect)?;
        // Requests are small and each is waited for.
        stream.set_nodelay(true).map_err(Broken::Connect)?;
        Ok(Self { stream, framing: Framing::new() })
    }

    /// Sends one packet and waits for one: all that a key exchange needs.
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

/// A buffer for one packet's content, with room in front for its headers.
pub fn packet_buffer(capacity: usize) -> DequeBuffer<u8> {
    DequeBuffer::with_capacity(capacity, HEADERS)
}

/// Packets ⇄ bytes. Both directions count their packets from 0.
pub struct Framing {
    transport: Full,
    incoming: Vec<u8>,
}

impl Framing {
    fn new() -> Self {
        Self { transport: Full::new(), incoming: Vec::new() }
    }

    pub fn pack(&mut self, mut packet: DequeBuffer<u8>) -> DequeBuffer<u8> {
        self.transport.pack(&mut packet);
        packet
    }

    /// Where bytes that arrive are to be put.
    pub fn room(&mut self) -> &mut Vec<u8> {
        self.incoming.reserve(READ_AHEAD);
        &mut self.incoming
    }

    /// The next packet that has arrived whole.
    pub fn next(&mut self) -> Result<Option<Vec<u8>>, Broken> {
        let Some(length) = self.incoming.first_chunk::<4>().copied().map(i32::from_le_bytes) else {
            return Ok(None);
        };
        if length > MAX_PACKET as i32 {
            return Err(Broken::protocol(format_args!("a packet of {length} bytes")));
        }
        match self.transport.unpack(&mut self.incoming) {
            Ok(at) => {
                let packet = self.incoming[at.data_range].to_vec();
                self.incoming.drain(..at.next_offset);
                if self.incoming.is_empty() {
                    self.incoming.shrink_to(READ_AHEAD);
                }
                // A transport error comes as a packet of one negative number.
                match packet.first_chunk::<4>() {
                    Some(&code) if packet.len() == 4 => {
                        Err(Broken::from_status(i32::from_le_bytes(code).unsigned_abs()))
                    }
                    _ => Ok(Some(packet)),
                }
            }
            Err(transport::Error::MissingBytes) => Ok(None),
            Err(transport::Error::BadStatus { status }) => Err(Broken::from_status(status)),
            Err(e) => Err(Broken::protocol(e)),
        }
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
        let (mut there, mut here) = (Framing::new(), Framing::new());
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
            let mut here = Framing::new();
            let inside = Framing::new().pack(packet(&i32::to_le_bytes(code)));
            here.room().extend_from_slice(inside.as_ref());
            assert!(here.next().unwrap_err().to_string().contains(expected));

            let mut here = Framing::new();
            here.room().extend_from_slice(&i32::to_le_bytes(code));
            assert!(here.next().unwrap_err().to_string().contains(expected));
        }
    }

    #[test]
    fn a_packet_of_nonsense_length_or_checksum_is_refused_at_once() {
        let mut here = Framing::new();
        here.room().extend_from_slice(&i32::to_le_bytes(0x7fff_fff0));
        assert!(matches!(here.next(), Err(Broken::Protocol(_))));

        let mut here = Framing::new();
        let mut bytes = Framing::new().pack(packet(&[1; 16])).as_ref().to_vec();
        bytes[10] ^= 1;
        here.room().extend_from_slice(&bytes);
        assert!(matches!(here.next(), Err(Broken::Protocol(_))));
    }
}
