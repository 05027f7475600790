//! One connection: bytes in, packets to whom they are for, packets out.

use std::io;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::runtime::Handle;
use tokio::time::{Instant, sleep, sleep_until, timeout};

use super::handshake::Handshake;
use super::rsa;
use super::server::{Delayed, Functions, NOT_FOUND, Server, Write, Writes};
use super::transport::{Garbage, Packet, Transport};

/// How long a client that was sent a transport error has to read it and close.
const LINGER: Duration = Duration::from_secs(1);

/// What all connections share.
pub struct Shared<F> {
    server: Mutex<Server<F>>,
    pub rsa: rsa::Key,
    runtime: Handle,
}

impl<F: Functions> Shared<F> {
    pub fn new(server: Server<F>, rsa: rsa::Key, runtime: Handle) -> Self {
        Self { server: Mutex::new(server), rsa, runtime }
    }

    /// Has each done when its time comes.
    pub fn do_later(self: &Arc<Self>, delayed: Vec<Delayed>) {
        for delayed in delayed {
            self.runtime.spawn(wait_for(self.clone(), delayed));
        }
    }

    pub fn lock(&self) -> MutexGuard<'_, Server<F>> {
        self.server.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Time as messages tell it.
pub fn now() -> Duration {
    SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default()
}

/// Serves a client until either side closes.
pub async fn serve<F: Functions>(shared: Arc<Shared<F>>, dc: i32, stream: TcpStream) {
    let (id, writes) = shared.lock().connect(dc);
    let connection = Connection {
        id,
        dc,
        registered: Registered { shared: shared.clone(), id },
        shared,
        stream,
        transport: Transport::new(),
        handshake: Handshake::new(dc),
    };
    match connection.run(writes).await {
        Ok(()) => tracing::debug!(connection = id, dc, "closed"),
        Err(error) => tracing::debug!(connection = id, dc, %error, "broken"),
    }
}

/// Takes the connection off the server's books, whatever way it ends.
struct Registered<F: Functions> {
    shared: Arc<Shared<F>>,
    id: u64,
}

impl<F: Functions> Drop for Registered<F> {
    fn drop(&mut self) {
        self.shared.lock().disconnect(self.id);
    }
}

struct Connection<F: Functions> {
    id: u64,
    dc: i32,
    /// Stands before the stream: who sees the connection closed may rely on it that it is off the books.
    registered: Registered<F>,
    shared: Arc<Shared<F>>,
    stream: TcpStream,
    transport: Transport,
    handshake: Handshake,
}

enum Next {
    GoOn,
    Close,
    /// Close when the client has read what it was sent, as closing with bytes unread would take it from it.
    Linger,
}

impl<F: Functions> Connection<F> {
    async fn run(mut self, mut writes: Writes) -> io::Result<()> {
        let overflowed = writes.overflowed.clone();
        let mut deadline = None::<Instant>;
        let mut chunk = vec![0; 64 << 10];
        loop {
            // What is to go out goes first, so that a client which doesn't read isn't read from either.
            tokio::select! {
                biased;
                () = overflowed.cancelled() => return Ok(()),
                () = sleep_until(deadline.unwrap_or_else(Instant::now)), if deadline.is_some() => return Ok(()),
                Some(write) = writes.next() => {
                    let mut bytes = Vec::new();
                    let mut next = self.frame(write, &mut bytes, &mut deadline);
                    while let (Next::GoOn, Some(write)) = (&next, writes.try_next()) {
                        next = self.frame(write, &mut bytes, &mut deadline);
                    }
                    tokio::select! {
                        () = overflowed.cancelled() => return Ok(()),
                        () = sleep_until(deadline.unwrap_or_else(Instant::now)), if deadline.is_some() => {
                            return Ok(());
                        }
                        written = self.stream.write_all(&bytes) => written?,
                    }
                    match next {
                        Next::GoOn => {}
                        Next::Close => return Ok(()),
                        Next::Linger => return self.linger(&mut chunk).await,
                    }
                }
                read = self.stream.read(&mut chunk) => {
                    let length = read?;
                    if length == 0 {
                        return Ok(());
                    }
                    self.transport.receive(&chunk[..length]);
                    while let Some(packet) = self.transport.take().map_err(|Garbage| io::ErrorKind::InvalidData)? {
                        self.packet(packet);
                    }
                }
            }
        }
    }

    /// Adds what is to be written to the bytes.
    fn frame(&mut self, write: Write, bytes: &mut Vec<u8>, deadline: &mut Option<Instant>) -> Next {
        match write {
            Write::Packet(packet) => bytes.append(&mut self.transport.frame(&packet)),
            Write::QuickAck(token) => bytes.append(&mut self.transport.frame_quick_ack(token)),
            Write::CloseAfter(delay) => *deadline = Instant::now().checked_add(delay),
            Write::Error(code) => {
                bytes.append(&mut self.transport.frame(&(-code).to_le_bytes()));
                return Next::Linger;
            }
            Write::Half(packet) => {
                let framed = self.transport.frame(&packet);
                bytes.extend_from_slice(&framed[..framed.len() / 2]);
                return Next::Linger;
            }
            Write::Close => return Next::Close,
        }
        Next::GoOn
    }

    async fn linger(self, chunk: &mut [u8]) -> io::Result<()> {
        let Self { registered, mut stream, .. } = self;
        drop(registered);
        stream.shutdown().await?;
        let drain = async {
            while stream.read(chunk).await? > 0 {}
            io::Result::Ok(())
        };
        let _ = timeout(LINGER, drain).await;
        Ok(())
    }

    fn packet(&mut self, packet: Packet) {
        if packet.payload[..8] == [0; 8] {
            return self.unencrypted(&packet.payload[8..]);
        }
        let delayed = self.shared.lock().receive(self.id, &packet.payload, packet.quick_ack, now());
        self.shared.do_later(delayed);
    }

    /// > Special plain-text messages may be used to create an authorization key […]. A message identifier (64 bits) and
    /// > body length in bytes (32 bytes) are added before the message body.
    ///
    /// <https://core.telegram.org/mtproto/description#unencrypted-messages>
    fn unencrypted(&mut self, message: &[u8]) {
        let answer = body(message).ok_or(NOT_FOUND).and_then(|query| {
            let taken = |id| self.shared.lock().knows_key(id);
            self.handshake.answer(query, &self.shared.rsa, now(), taken)
        });
        let mut server = self.shared.lock();
        let packet = match answer {
            Ok(answer) => {
                if let Some(key) = answer.key {
                    server.add_key(self.dc, key, now());
                }
                let now = now();
                let time = (now.as_secs() << 32 | u64::from(now.subsec_nanos()) << 2) & !3 | 1;
                let mut packet = vec![0; 8];
                packet.extend_from_slice(&time.to_le_bytes());
                packet.extend_from_slice(&(answer.body.len() as u32).to_le_bytes());
                packet.extend_from_slice(&answer.body);
                packet
            }
            // > the server returns a -404 error and the handshake must be restarted
            //
            // On this connection, if the client likes.
            Err(code) => (-code).to_le_bytes().to_vec(),
        };
        server.write(self.id, Write::Packet(packet));
    }
}

fn body(message: &[u8]) -> Option<&[u8]> {
    let (length, body) = message.get(8..)?.split_first_chunk()?;
    (u32::from_le_bytes(*length) as usize == body.len()).then_some(body)
}

async fn wait_for<F: Functions>(shared: Arc<Shared<F>>, delayed: Delayed) {
    sleep(delayed.wait).await;
    let delayed = shared.lock().finish(delayed, now());
    shared.do_later(delayed);
}
