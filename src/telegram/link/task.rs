//! The task of a link, which owns the socket.

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

use super::listeners::LinkEvent;
use super::repeatable::is_named;
use super::{Failed, Greeting, Listeners, Request, Route, Start};
use crate::telegram::connection::{Broken, Connection, Way};
use crate::telegram::mtproto::{self, Event, Learned, Session};

/// How often to ping an idle connection.
const PING_EVERY: Duration = Duration::from_secs(60);

/// Seconds without a ping after which the server closes the connection.
/// <https://core.telegram.org/mtproto/service_messages#deferred-connection-closure--ping>
const DISCONNECT_DELAY: i32 = 75;

/// How long pending requests may get no data before the server is pinged.
const PROBE_AFTER: Duration = Duration::from_secs(15);

/// How long to wait for an answer to a ping before the connection is given up.
const PROBE_TIMEOUT: Duration = Duration::from_secs(15);

/// Maximum number of times that one request is sent when the server doesn't accept it.
const MAX_TRIES: u32 = 6;

/// Number of unacknowledged messages at which acknowledgements are sent without waiting for a request.
const ACKNOWLEDGE_AT: usize = 16;

/// A request in a packet.
struct Sent {
    request: Request,
    /// The packet's outermost message.
    packet: i64,
    /// The session that it was sent in.
    session: i64,
    greeted: bool,
    written: bool,
}

/// The task of a link.
pub struct Task {
    session: Session,
    learned: Arc<Learned>,
    greeting: Arc<Greeting>,
    listeners: Listeners,
    requests: mpsc::UnboundedReceiver<Request>,
    waiting: VecDeque<Request>,
    sent: HashMap<i64, Sent>,
    /// Whether the server has answered a request with `initConnection`.
    greeted: bool,
    last_turn: u64,
    up: Arc<AtomicBool>,
    /// Whether any data has arrived on this connection.
    has_received: bool,
    last_received: Instant,
    last_ping: Instant,
    /// When the pending ping was sent.
    probing_since: Option<Instant>,
    ping_due: bool,
}

/// Notifies the listeners when the link ends for any reason.
struct NotifyDown(Listeners);

impl Drop for NotifyDown {
    fn drop(&mut self) {
        self.0.notify(&LinkEvent::Down);
    }
}

/// A packet that is being written.
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
            has_received: false,
            last_received: Instant::now(),
            last_ping: Instant::now(),
            probing_since: None,
            ping_due: false,
        }
    }

    pub async fn run(mut self, way: Way, start: Start) {
        let _down = NotifyDown(self.listeners.clone());
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
                self.listeners.notify(&LinkEvent::Up);
                self.serve(&mut connection).await.map_err(|why| connection.report.ended(why))
            }
            Err(why) => Err(why),
        };
        self.up.store(false, Ordering::Release);
        if let Err(why) = end {
            debug!(dc = way.dc, %why, in_flight = self.sent.len(), "a link ended");
            self.fail_all(why);
        }
    }

    /// Runs until the connection is lost or no longer needed.
    async fn serve(&mut self, connection: &mut Connection) -> Result<(), Broken> {
        let Connection { stream, framing, report, .. } = connection;
        let (mut reader, mut writer) = stream.split();
        (self.last_received, self.last_ping) = (Instant::now(), Instant::now());
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
                        report.received();
                        self.handle(events);
                    }
                }
                written = writer.write(left), if !left.is_empty() => {
                    let written = written.map_err(Broken::Lost)?;
                    if let Some(current) = &mut packet {
                        current.written += written;
                        if current.written == current.bytes.len() {
                            self.mark_written(&current.messages);
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
        // If several packets had a wrong salt, repeating them could change their order.
        if !self.learned.knows_salt() && !self.has_received && !self.sent.is_empty() {
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
            let wrapping = self.greeting.wrapping(!self.greeted, self.listeners.has_any());
            let Some(message) = packet.push(wrapping, request.body.clone()) else {
                self.waiting.push_front(request);
                break;
            };
            if let Some(delivery) = &request.delivery {
                delivery.record_written();
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

    /// Marks the requests of a completely written packet. The server can't read an incomplete one.
    fn mark_written(&mut self, messages: &[i64]) {
        for message in messages {
            if let Some(sent) = self.sent.get_mut(message) {
                sent.written = true;
            }
        }
    }

    fn handle(&mut self, events: Vec<Event>) {
        self.last_received = Instant::now();
        self.has_received = true;
        self.probing_since = None;
        for event in events {
            match event {
                Event::Answer { request, body } => {
                    let has_listeners = self.listeners.has_any();
                    if let Some(sent) = self.sent.remove(&request) {
                        self.greeted |= sent.greeted;
                        let (request, call) = (&sent.request.body, sent.request.delivery.as_ref());
                        let change =
                            has_listeners.then(|| LinkEvent::of_answer(request, &body, call)).flatten();
                        sent.request.finish(Ok(body));
                        if let Some(change) = change {
                            self.listeners.notify(&change);
                        }
                    } else if has_listeners
                        && let Some(change) = LinkEvent::of_answer(&Bytes::new(), &body, None)
                    {
                        // The caller is gone, but the request's effect is still an update.
                        self.listeners.notify(&change);
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
                            sent.request.discount();
                        }
                        sent.request.fail(Failed::Refused { code });
                    }
                }
                Event::Forgotten { session, before } => self.session_lost(session, before),
                Event::Unreadable { request, why } => {
                    if let Some(sent) = self.sent.remove(&request) {
                        sent.request.finish(Err(Failed::Unreadable(why)));
                    }
                    // The request's effect has to be fetched.
                    self.listeners.notify(&LinkEvent::Missed { live_only: false });
                }
                Event::Lost => self.listeners.notify(&LinkEvent::Missed { live_only: true }),
                Event::Updates(updates) => self.listeners.notify(&LinkEvent::Pushed(updates.into())),
            }
        }
    }

    fn refused_by_telegram(&mut self, sent: Sent, error: tl::types::RpcError) {
        match error.error_message.as_str() {
            // The server has lost the connection's state.
            "CONNECTION_NOT_INITED" => {
                self.greeted = false;
                self.send_again(sent.request, Failed::Telegram(error));
            }
            name => {
                if error.error_code == 401 {
                    self.listeners.notify(&LinkEvent::Unauthorized);
                }
                self.greeted |=
                    sent.greeted && !name.starts_with("CONNECTION_") && !name.starts_with("API_ID_");
                sent.request.finish(Err(Failed::Telegram(error)));
            }
        }
    }

    /// Requeues a request that the server did not accept, unless it was tried too often.
    fn send_again(&mut self, mut request: Request, otherwise: Failed) {
        request.discount();
        request.tries += 1;
        self.requeue(request, otherwise);
    }

    /// Puts a request back in its position in the queue.
    fn requeue(&mut self, request: Request, otherwise: Failed) {
        if request.tries < MAX_TRIES {
            let position = self.waiting.partition_point(|other| other.turn < request.turn);
            self.waiting.insert(position, request);
        } else {
            request.fail(otherwise);
        }
    }

    /// Handles that the server has recreated the session. Updates and answers of the old one that haven't arrived never
    /// will.
    ///
    /// > It is necessary, for instance, for the client to understand that there is, in fact, a "gap" in the stream of long
    /// > poll notifications received from the server
    ///
    /// <https://core.telegram.org/mtproto/service_messages#new-session-creation-notification>
    fn session_lost(&mut self, session: i64, before: i64) {
        debug!(in_flight = self.sent.len(), "the DC has forgotten the session");
        self.greeted = false;
        self.listeners.notify(&LinkEvent::Missed { live_only: true });
        let lost = self.take_sent_if(|_, sent| sent.session == session && sent.packet < before);
        for Sent { mut request, .. } in lost {
            let why = Failed::Broken { why: Arc::new(Broken::Forgotten), written: true };
            // It may have been carried out.
            if request.delivery.is_some() && !is_named(&request.body) {
                request.fail(why);
            } else {
                request.tries += 1;
                self.requeue(request, why);
            }
        }
    }

    /// Removes and returns the requests sent as this message, or inside it if it is a container.
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
        match self.probing_since {
            Some(since) => since + PROBE_TIMEOUT,
            None if self.sent.is_empty() => ping,
            None => ping.min(self.last_received.max(self.last_ping) + PROBE_AFTER),
        }
    }

    /// Sends a ping, or fails if the last one got no answer in time. Also drops requests whose callers are gone.
    fn beat(&mut self) -> Result<(), Broken> {
        if self.probing_since.is_some() {
            return Err(Broken::Silent);
        }
        self.sent.retain(|_, sent| !sent.request.answer.is_closed());
        self.ping_due = true;
        (self.last_ping, self.probing_since) = (Instant::now(), Some(Instant::now()));
        Ok(())
    }

    /// Fails all pending requests.
    fn fail_all(mut self, why: Broken) {
        let why = Arc::new(why);
        // Callers retry immediately, so the link must be seen as closed before they are notified.
        self.requests.close();
        // Sorted, so that retries keep their order.
        let mut sent: Vec<Sent> = self.sent.drain().map(|(_, sent)| sent).collect();
        sent.sort_unstable_by_key(|sent| sent.request.turn);
        for Sent { request, written, .. } in sent {
            if !written {
                request.discount();
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
