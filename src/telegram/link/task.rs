//! The link's own side: the task that holds the socket.

use std::collections::{HashMap, VecDeque};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use bytes::Bytes;
use grammers_client::tl::{self, Serializable};
use grammers_crypto::DequeBuffer;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::sync::mpsc;
use tokio::time::{Instant, sleep_until};
use tracing::{debug, warn};

use super::listeners::Heard;
use super::repeatable::is_named;
use super::{Failed, Greeting, Listeners, Request, Route, Start};
use crate::telegram::connection::{Broken, Connection, Way};
use crate::telegram::mtproto::{self, Event, Learned, Session};

/// How often an idle connection is kept alive.
const PING_EVERY: Duration = Duration::from_secs(60);

/// After so long without a ping the server closes the connection.
/// <https://core.telegram.org/mtproto/service_messages#deferred-connection-closure--ping>
const DISCONNECT_DELAY: i32 = 75;

/// When requests wait and nothing comes for so long, the server is asked for a sign of life…
const UNEASY_AFTER: Duration = Duration::from_secs(15);

/// … and when none comes for so long, the connection is given up.
const SILENT_AFTER: Duration = Duration::from_secs(15);

/// How often one request is sent again because the server would not take it.
const MAX_TRIES: u32 = 6;

/// So many of the server's messages are acknowledged without waiting for a request to carry it.
const ACKNOWLEDGE_AT: usize = 16;

/// A request in a packet.
struct Sent {
    request: Request,
    /// The packet's outermost message.
    packet: i64,
    /// The session that it went out in.
    session: i64,
    greeted: bool,
    written: bool,
}

/// The link's own side.
pub struct Task {
    session: Session,
    learned: Arc<Learned>,
    greeting: Arc<Greeting>,
    listeners: Listeners,
    requests: mpsc::UnboundedReceiver<Request>,
    waiting: VecDeque<Request>,
    sent: HashMap<i64, Sent>,
    /// The server knows who we are: it has answered a request that had initConnection around it.
    greeted: bool,
    last_turn: u64,
    up: Arc<AtomicBool>,
    /// Something has come on this connection.
    heard_of: bool,
    last_heard: Instant,
    last_ping: Instant,
    /// Since when a sign of life is waited for.
    uneasy_since: Option<Instant>,
    ping_due: bool,
}

/// Tells those who listen that the link has ended, in whatever way.
struct TellDown(Listeners);

impl Drop for TellDown {
    fn drop(&mut self) {
        self.0.tell(&Heard::Down);
    }
}

/// A packet on its way to the socket.
struct Packet {
    bytes: DequeBuffer<u8>,
    written: usize,
    messages: Vec<i64>,
}

impl Task {
    pub fn new(route: &Route, requests: mpsc::UnboundedReceiver<Request>, up: Arc<AtomicBool>) -> Self {
        Self {
            session: Session::new(route.key.expose()),
            learned: route.learned.clone(),
            greeting: route.greeting.clone(),
            listeners: route.listeners.clone(),
            requests,
            waiting: VecDeque::new(),
            sent: HashMap::new(),
            greeted: false,
            last_turn: 0,
            up,
            heard_of: false,
            last_heard: Instant::now(),
            last_ping: Instant::now(),
            uneasy_since: None,
            ping_due: false,
        }
    }

    pub async fn run(mut self, way: Way, start: Start) {
        let _down = TellDown(self.listeners.clone());
        let opened = match start {
            Start::Connected(connection) => Ok(*connection),
            Start::At(turn) => {
                sleep_until(turn).await;
                way.connect().await
            }
        };
        let end = match opened {
            Ok(mut connection) => {
                self.up.store(true, Ordering::Release);
                self.listeners.tell(&Heard::Up);
                self.serve(&mut connection).await.map_err(|why| connection.report.ended(why))
            }
            Err(why) => Err(why),
        };
        self.up.store(false, Ordering::Release);
        if let Err(why) = end {
            debug!(dc = way.dc, %why, in_flight = self.sent.len(), "a link ended");
            self.bury(why);
        }
    }

    /// Runs until the connection dies, or until nobody needs it.
    async fn serve(&mut self, connection: &mut Connection) -> Result<(), Broken> {
        let Connection { stream, framing, report, .. } = connection;
        let (mut reader, mut writer) = stream.split();
        (self.last_heard, self.last_ping) = (Instant::now(), Instant::now());
        let mut packet: Option<Packet> = None;
        let mut wanted = true;
        loop {
            if packet.is_none() {
                packet = self.next_packet().map(|(bytes, messages)| Packet {
                    bytes: framing.pack(bytes),
                    written: 0,
                    messages,
                });
            }
            if !wanted && packet.is_none() && self.sent.is_empty() && self.waiting.is_empty() {
                return Ok(());
            }
            let beat = self.next_beat();
            let left = packet.as_ref().map_or(&[][..], |packet| &packet.bytes.as_ref()[packet.written..]);
            tokio::select! {
                read = reader.read_buf(framing.room()) => {
                    if read.map_err(Broken::Lost)? == 0 {
                        return Err(Broken::Closed);
                    }
                    while let Some(mut packet) = framing.next()? {
                        let events = self.session.receive(&mut packet, &self.learned).map_err(Broken::protocol)?;
                        report.heard();
                        self.heard(events);
                    }
                }
                written = writer.write(left), if !left.is_empty() => {
                    let written = written.map_err(Broken::Lost)?;
                    if let Some(current) = &mut packet {
                        current.written += written;
                        if current.written == current.bytes.len() {
                            self.has_left(&current.messages);
                            packet = None;
                        }
                    }
                }
                request = self.requests.recv(), if wanted => match request {
                    Some(request) => {
                        self.enqueue(request);
                        while let Ok(request) = self.requests.try_recv() {
                            self.enqueue(request);
                        }
                    }
                    None => wanted = false,
                },
                _ = sleep_until(beat) => self.beat()?,
            }
        }
    }

    fn enqueue(&mut self, request: Request) {
        self.last_turn += 1;
        self.waiting.push_back(Request { turn: self.last_turn, ..request });
    }

    fn next_packet(&mut self) -> Option<(DequeBuffer<u8>, Vec<i64>)> {
        let acknowledge = self.session.unacknowledged() >= ACKNOWLEDGE_AT;
        if self.waiting.is_empty() && !self.ping_due && !acknowledge && !self.session.wants_messages() {
            return None;
        }
        // Of several packets with a wrong salt the last might overtake the first when they go out again.
        if !self.learned.knows_salt() && !self.heard_of && !self.sent.is_empty() {
            return None;
        }
        let session = self.session.id();
        let mut packet = self.session.packet(&self.learned);
        let mut messages = Vec::new();
        if std::mem::take(&mut self.ping_due) {
            let ping = tl::functions::PingDelayDisconnect {
                ping_id: mtproto::random_id(),
                disconnect_delay: DISCONNECT_DELAY,
            };
            packet.push(Vec::new(), ping.to_bytes().into());
        }
        while let Some(request) = self.waiting.pop_front() {
            if request.answer.is_closed() {
                continue;
            }
            let wrapping = self.greeting.wrapping(!self.greeted, self.listeners.is_anybody_there());
            let Some(message) = packet.push(wrapping, request.body.clone()) else {
                self.waiting.push_front(request);
                break;
            };
            if let Some(delivery) = &request.delivery {
                delivery.leaves();
            }
            messages.push(message);
            let sent = Sent { request, packet: message, session, greeted: !self.greeted, written: false };
            self.sent.insert(message, sent);
        }
        let (bytes, outermost) = packet.finish()?;
        for message in &messages {
            if let Some(sent) = self.sent.get_mut(message) {
                sent.packet = outermost;
            }
        }
        Some((bytes, messages))
    }

    /// A packet went out whole; before that, the server could not make anything of it.
    fn has_left(&mut self, messages: &[i64]) {
        for message in messages {
            if let Some(sent) = self.sent.get_mut(message) {
                sent.written = true;
            }
        }
    }

    fn heard(&mut self, events: Vec<Event>) {
        self.last_heard = Instant::now();
        self.heard_of = true;
        self.uneasy_since = None;
        for event in events {
            match event {
                Event::Answer { request, body } => {
                    let anybody = self.listeners.is_anybody_there();
                    if let Some(sent) = self.sent.remove(&request) {
                        self.greeted |= sent.greeted;
                        let (request, call) = (&sent.request.body, sent.request.delivery.as_ref());
                        let change = anybody.then(|| Heard::of_answer(request, &body, call)).flatten();
                        sent.request.finish(Ok(body));
                        if let Some(change) = change {
                            self.listeners.tell(&change);
                        }
                    } else if anybody && let Some(change) = Heard::of_answer(&Bytes::new(), &body, None) {
                        // Nobody waits for the answer any more. What the request did is news all the same.
                        self.listeners.tell(&change);
                    }
                }
                Event::Error { request, error } => {
                    if let Some(sent) = self.sent.remove(&request) {
                        self.refused_by_telegram(sent, error);
                    }
                }
                Event::SendAgain { message } => {
                    for sent in self.take_sent(message) {
                        self.send_again(sent.request, Failed::Refused { code: 48 });
                    }
                }
                Event::Refused { message, code } => {
                    warn!(code, "the DC refused a message");
                    for sent in self.take_sent(message) {
                        if code != mtproto::TOO_OLD {
                            sent.request.comes_back();
                        }
                        sent.request.fail(Failed::Refused { code });
                    }
                }
                Event::Forgotten { session, before } => self.is_forgotten(session, before),
                Event::Unreadable { request, why } => {
                    if let Some(sent) = self.sent.remove(&request) {
                        sent.request.finish(Err(Failed::Unreadable(why)));
                    }
                    // Whatever it did is to be asked for.
                    self.listeners.tell(&Heard::Missed { live_only: false });
                }
                Event::Lost => self.listeners.tell(&Heard::Missed { live_only: true }),
                Event::Updates(updates) => self.listeners.tell(&Heard::Pushed(updates.into())),
            }
        }
    }

    fn refused_by_telegram(&mut self, sent: Sent, error: tl::types::RpcError) {
        match error.error_message.as_str() {
            // The server has forgotten who we are.
            "CONNECTION_NOT_INITED" => {
                self.greeted = false;
                self.send_again(sent.request, Failed::Telegram(error));
            }
            name => {
                if error.error_code == 401 {
                    self.listeners.tell(&Heard::Unauthorized);
                }
                self.greeted |=
                    sent.greeted && !name.starts_with("CONNECTION_") && !name.starts_with("API_ID_");
                sent.request.finish(Err(Failed::Telegram(error)));
            }
        }
    }

    /// Puts a request that the server did not take back in its place, unless that was tried too often.
    fn send_again(&mut self, mut request: Request, otherwise: Failed) {
        request.comes_back();
        request.tries += 1;
        self.back_to_its_place(request, otherwise);
    }

    fn back_to_its_place(&mut self, request: Request, otherwise: Failed) {
        if request.tries < MAX_TRIES {
            let place = self.waiting.partition_point(|other| other.turn < request.turn);
            self.waiting.insert(place, request);
        } else {
            request.fail(otherwise);
        }
    }

    /// The server has begun our session anew with one of our messages. What it pushed and answered in the old one and
    /// hasn't come, never comes.
    ///
    /// > It is necessary, for instance, for the client to understand that there is, in fact, a "gap" in the stream of long
    /// > poll notifications received from the server
    ///
    /// <https://core.telegram.org/mtproto/service_messages#new-session-creation-notification>
    fn is_forgotten(&mut self, session: i64, before: i64) {
        debug!(in_flight = self.sent.len(), "the DC has forgotten the session");
        self.greeted = false;
        self.listeners.tell(&Heard::Missed { live_only: true });
        let lost = self.take_sent_if(|_, sent| sent.session == session && sent.packet < before);
        for Sent { mut request, .. } in lost {
            let why = Failed::Broken { why: Arc::new(Broken::Forgotten), written: true };
            // Nobody knows whether it was carried out.
            if request.delivery.is_some() && !is_named(&request.body) {
                request.fail(why);
            } else {
                request.tries += 1;
                self.back_to_its_place(request, why);
            }
        }
    }

    /// The requests that went as this message, or in it as a container.
    fn take_sent(&mut self, message: i64) -> Vec<Sent> {
        self.take_sent_if(|id, sent| id == message || sent.packet == message)
    }

    fn take_sent_if(&mut self, is_meant: impl Fn(i64, &Sent) -> bool) -> Vec<Sent> {
        let ids: Vec<i64> =
            self.sent.iter().filter(|(id, sent)| is_meant(**id, sent)).map(|(id, _)| *id).collect();
        ids.iter().filter_map(|id| self.sent.remove(id)).collect()
    }

    fn next_beat(&self) -> Instant {
        let ping = self.last_ping + PING_EVERY;
        match self.uneasy_since {
            Some(since) => since + SILENT_AFTER,
            None if self.sent.is_empty() => ping,
            None => ping.min(self.last_heard.max(self.last_ping) + UNEASY_AFTER),
        }
    }

    /// Time for a sign of life, or to see that there is none. Also forgets requests that nobody waits for.
    fn beat(&mut self) -> Result<(), Broken> {
        if self.uneasy_since.is_some() {
            return Err(Broken::Silent);
        }
        self.sent.retain(|_, sent| !sent.request.answer.is_closed());
        self.ping_due = true;
        (self.last_ping, self.uneasy_since) = (Instant::now(), Some(Instant::now()));
        Ok(())
    }

    /// Tells all requests that there will be no answer.
    fn bury(mut self, why: Broken) {
        let why = Arc::new(why);
        // Whoever is told goes to a fresh link at once, so this one must be seen to be dead before.
        self.requests.close();
        // In their order, which they keep if they go out again.
        let mut sent: Vec<Sent> = self.sent.drain().map(|(_, sent)| sent).collect();
        sent.sort_unstable_by_key(|sent| sent.request.turn);
        for Sent { request, written, .. } in sent {
            if !written {
                request.comes_back();
            }
            request.finish(Err(Failed::Broken { why: why.clone(), written }));
        }
        while let Ok(request) = self.requests.try_recv() {
            self.waiting.push_back(request);
        }
        for request in self.waiting {
            request.fail(Failed::Broken { why: why.clone(), written: false });
        }
    }
}

#[cfg(test)]
mod tests;
