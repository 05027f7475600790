//! A connection without its socket: received bytes to handlers, queued messages to bytes.

use std::net::IpAddr;
use std::ops::{Deref, DerefMut};
use std::sync::Arc;
use std::time::Duration;

use tokio::runtime::Handle;
use tokio::time::sleep;

use parking_lot::{Mutex, MutexGuard};

use super::handshake::Handshake;
use super::rsa;
use super::server::writes::{Write, Writes};
use super::server::{Delayed, FLOOD, Functions, NOT_FOUND, Server};
use super::timer::Timer;
use super::transport::{Garbage, Packet, Transport};
use super::turns::{Turn, Turns};
use crate::sandbox::dcs::CDN_DC;

/// State shared by all connections.
pub struct Shared<F> {
    server: Mutex<Server<F>>,
    turns: Turns,
    rsa: rsa::Key,
    rsa_of_cdn: rsa::Key,
    pub timer: Timer,
    runtime: Handle,
}

impl<F: Functions> Shared<F> {
    pub fn new(server: Server<F>, rsa: rsa::Key, runtime: Handle) -> Self {
        Self {
            server: Mutex::new(server),
            turns: Turns::default(),
            rsa,
            rsa_of_cdn: rsa::Key::built_in_of_cdn(),
            timer: Timer::default(),
            runtime,
        }
    }

    /// The RSA key of a DC.
    pub fn rsa(&self, dc: i32) -> &rsa::Key {
        if dc == CDN_DC { &self.rsa_of_cdn } else { &self.rsa }
    }

    /// Sends each delayed answer at its time.
    pub fn do_later(self: &Arc<Self>, delayed: Vec<Delayed>) {
        for delayed in delayed {
            let shared = self.clone();
            self.runtime.spawn(async move {
                sleep(delayed.wait).await;
                let _turn = shared.turns.next().await;
                let delayed = {
                    let mut server = shared.lock();
                    let now = server.now();
                    server.finish(delayed, now)
                };
                shared.do_later(delayed);
            });
        }
    }

    /// Waits for a turn at the server. Tasks call this before [`Self::lock`].
    pub async fn turn(&self) -> Turn<'_> {
        self.turns.next().await
    }

    /// Blocks an outside thread until its turn, and locks the server.
    pub fn wait(&self) -> Waited<'_, F> {
        let turn = self.turns.wait();
        Waited { server: self.lock(), _turn: turn }
    }

    /// Locks the server. Callers that hold it for more than a moment must have a turn.
    pub fn lock(&self) -> MutexGuard<'_, Server<F>> {
        self.server.lock()
    }
}

/// The locked server with its turn.
pub struct Waited<'a, F> {
    server: MutexGuard<'a, Server<F>>,
    _turn: Turn<'a>,
}

impl<F> Deref for Waited<'_, F> {
    type Target = Server<F>;

    fn deref(&self) -> &Server<F> {
        &self.server
    }
}

impl<F> DerefMut for Waited<'_, F> {
    fn deref_mut(&mut self) -> &mut Server<F> {
        &mut self.server
    }
}

/// A client's connection. Dropping it deregisters it.
pub struct Line<F: Functions> {
    id: u64,
    dc: i32,
    shared: Arc<Shared<F>>,
    transport: Transport,
    handshake: Handshake,
    /// There are too many connections from its address.
    is_refused: bool,
}

/// What to do after the bytes are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Next {
    GoOn,
    /// Close after a delay, unless it is set again.
    CloseAfter(Duration),
    Close,
    /// Close when the client has read what it was sent.
    Linger,
}

impl<F: Functions> Line<F> {
    /// Opens a connection, with its queue of writes. In-process connections have no address.
    pub fn open(shared: Arc<Shared<F>>, dc: i32, from: Option<IpAddr>) -> (Self, Writes) {
        let mut server = shared.lock();
        let is_refused = from.is_some_and(|from| !server.functions.takes_connection(from, dc));
        let (id, writes) = server.connect(dc);
        drop(server);
        let (transport, handshake) = (Transport::new(), Handshake::new(dc));
        (Self { id, dc, shared, transport, handshake, is_refused }, writes)
    }

    pub fn id(&self) -> u64 {
        self.id
    }

    pub fn shared(&self) -> &Arc<Shared<F>> {
        &self.shared
    }

    /// Handles received bytes. Delayed answers are added to `later`.
    pub fn receive(&mut self, bytes: &[u8], later: &mut Vec<Delayed>) -> Result<(), Garbage> {
        self.transport.receive(bytes);
        while let Some(packet) = self.transport.take()? {
            later.extend(self.packet(packet));
        }
        Ok(())
    }

    /// Closes after queued writes: the client sends no more.
    pub fn end(&self) {
        self.shared.lock().write(self.id, Write::Close);
    }

    /// Appends the framed write to the bytes.
    pub fn frame(&mut self, write: Write, bytes: &mut Vec<u8>) -> Next {
        match write {
            Write::Plain(packet) => bytes.append(&mut self.transport.frame(&packet)),
            Write::Message(message) | Write::Push(message) => {
                bytes.append(&mut self.transport.frame(&message.seal()));
            }
            Write::QuickAck(token) => bytes.append(&mut self.transport.frame_quick_ack(token)),
            Write::CloseAfter(delay) => return Next::CloseAfter(delay),
            Write::Error(code) => {
                bytes.append(&mut self.transport.frame(&(-code).to_le_bytes()));
                return Next::Linger;
            }
            Write::Half(message) => {
                let framed = self.transport.frame(&message.seal());
                bytes.extend_from_slice(&framed[..framed.len() / 2]);
                return Next::Linger;
            }
            Write::Close => return Next::Close,
        }
        Next::GoOn
    }

    fn packet(&mut self, packet: Packet) -> Vec<Delayed> {
        if self.is_refused {
            self.shared.lock().write(self.id, Write::Error(FLOOD));
            return Vec::new();
        }
        if packet.payload[..8] == [0; 8] {
            self.unencrypted(&packet.payload[8..]);
            return Vec::new();
        }
        let mut server = self.shared.lock();
        let now = server.now();
        let delayed = server.receive(self.id, &packet.payload, packet.quick_ack, now);
        self.shared.timer.set(server.functions.next_due_at());
        delayed
    }

    /// > Special plain-text messages may be used to create an authorization key […]. A message identifier (64 bits) and
    /// > body length in bytes (32 bytes) are added before the message body.
    ///
    /// <https://core.telegram.org/mtproto/description#unencrypted-messages>
    fn unencrypted(&mut self, message: &[u8]) {
        let answer = body(message).ok_or(NOT_FOUND).and_then(|query| {
            let taken = |id| self.shared.lock().knows_key(id);
            let now = self.shared.lock().now().told;
            self.handshake.answer(query, self.shared.rsa(self.dc), now, taken)
        });
        let mut server = self.shared.lock();
        let packet = match answer {
            Ok(answer) => {
                if let Some(key) = answer.key {
                    let now = server.now();
                    server.add_key(self.dc, key, now);
                }
                let now = server.now().told;
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
        server.write(self.id, Write::Plain(packet));
    }
}

impl<F: Functions> Drop for Line<F> {
    fn drop(&mut self) {
        self.shared.lock().disconnect(self.id);
    }
}

fn body(message: &[u8]) -> Option<&[u8]> {
    let (length, body) = message.get(8..)?.split_first_chunk()?;
    (u32::from_le_bytes(*length) as usize == body.len()).then_some(body)
}
