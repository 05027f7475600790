//! MTProto's state: auth keys, their sessions and the connections they are used on.

mod after;
mod call;
mod dispatch;
pub mod keys;
mod kinds;
mod late;
mod layer;
mod pending;
mod push;
mod service;
mod temporary;
pub mod writes;

use crate::sandbox::world::login::authorization::ClientInfo;
use std::collections::{BTreeMap, HashMap};
use std::net::IpAddr;
use std::sync::Arc;
use std::time::{Duration, Instant};

use super::crypto::{AuthKey, Envelope, Unsealed};
use super::moment::{self, Moment};
use super::salts::Salts;
use super::session::{Sent, Session};
use crate::sandbox::functions::{Caller, LateAnswer, Push, Reply};
use crate::sandbox::world::World;
use crate::sandbox::world::engine::faults::{self, UpdateFault};
use crate::sandbox::world::files::cdn::Cdn;
use pending::{Made, Origin, Parked, Pending};
use writes::{Write, Writer, Writes};

/// > Error 404 (auth key not found) is returned when the specified auth key ID cannot be found by the DC, […] or
/// > during normal operation for example if some MTProto fields are incorrect
///
/// <https://core.telegram.org/mtproto/mtproto-transports#transport-errors>
pub const NOT_FOUND: i32 = 404;
/// > […] or if any of the container/service message limits are reached.
pub const FLOOD: i32 = 429;

/// > The server may unilaterally forget any client sessions; clients should be able to handle this.
const MAX_SESSIONS: usize = 512;

/// Keys kept although nobody is signed in with them. Each costs its client a key exchange, and the sandbox memory.
const SPARE_KEYS: usize = 4096;

/// The functions that clients can call.
pub trait Functions: Send + 'static {
    fn call(&mut self, caller: &Caller, function: &[u8]) -> Reply;

    /// Receives the CDN DC.
    fn has_cdn(&mut self, _: Cdn) {}

    /// Whether a DC closes new connections.
    fn refuses(&mut self, _dc: i32) -> bool {
        false
    }

    /// Whether an account is signed in with this key.
    fn needs_key(&self, _auth_key_id: i64) -> bool {
        false
    }

    /// The key was destroyed, and with it its login.
    fn key_destroyed(&mut self, _auth_key_id: i64) {}

    /// When the next timer is due.
    fn next_due_at(&self) -> Option<Instant> {
        None
    }

    /// Runs due timers and returns the resulting updates.
    fn come_due(&mut self) -> Vec<Push> {
        Vec::new()
    }

    /// Takes answers to waiting calls.
    fn answers(&mut self) -> Vec<LateAnswer> {
        Vec::new()
    }

    /// A delayed answer was sent or is no longer needed.
    fn answered(&mut self, _session_id: i64, _msg_id: i64) {}

    /// Total time that the clock was advanced.
    fn ahead(&self) -> Duration {
        Duration::ZERO
    }

    /// Whether one more connection from this address is accepted.
    fn takes_connection(&mut self, _from: IpAddr, _dc: i32) -> bool {
        true
    }

    /// Seconds that the server's clock is ahead of the machine's.
    fn offset(&self) -> i64 {
        0
    }

    /// The fault that applies to an update.
    fn strike(&mut self, _: &Push) -> Option<UpdateFault> {
        None
    }
}

impl Functions for World {
    fn call(&mut self, caller: &Caller, function: &[u8]) -> Reply {
        crate::sandbox::functions::call(self, caller, function)
    }

    fn has_cdn(&mut self, cdn: Cdn) {
        self.set_cdn(cdn);
    }

    fn refuses(&mut self, dc: i32) -> bool {
        self.is_cdn(dc) && self.strike_cdn(faults::FaultEffect::CdnUnreachable, None)
    }

    fn needs_key(&self, auth_key_id: i64) -> bool {
        self.authorization(auth_key_id).is_some()
    }

    fn key_destroyed(&mut self, auth_key_id: i64) {
        self.forget_key(auth_key_id);
    }

    fn next_due_at(&self) -> Option<Instant> {
        self.next_due_at()
    }

    fn come_due(&mut self) -> Vec<Push> {
        crate::sandbox::functions::come_due(self)
    }

    fn answers(&mut self) -> Vec<LateAnswer> {
        crate::sandbox::functions::answers(self)
    }

    fn answered(&mut self, session_id: i64, msg_id: i64) {
        self.release((session_id, msg_id));
    }

    fn ahead(&self) -> Duration {
        self.advanced_by()
    }

    fn takes_connection(&mut self, from: IpAddr, dc: i32) -> bool {
        !self.strike_connection() && self.takes_connection(from, dc)
    }

    fn offset(&self) -> i64 {
        self.clock_offset()
    }

    fn strike(&mut self, push: &Push) -> Option<UpdateFault> {
        self.strike_update(self.account_of(push.auth_key_id), push.of_channel)
    }
}

/// All state of the sandbox, behind one lock.
pub struct Server<F> {
    pub functions: F,
    authorizations: HashMap<i64, Authorization>,
    connections: HashMap<u64, Connection>,
    last_connection: u64,
    /// A counter of uses, to find the last active connection.
    ticks: u64,
    calls: BTreeMap<String, u64>,
    packets: u64,
    /// The number of keys at which unused ones are removed next.
    sweep_at: usize,
    pending: HashMap<Made, Pending>,
    parked: Vec<Parked>,
}

/// Statistics since the start.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Stats {
    pub connections: Vec<Connections>,
    /// Number of calls by TL name.
    pub calls: BTreeMap<String, u64>,
    /// Number of encrypted packets from clients.
    pub packets: u64,
    /// Bytes queued for clients.
    pub waiting: usize,
}

/// Number of connections that an auth key was used on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Connections {
    pub auth_key_id: i64,
    pub dc: i32,
    /// Open connections.
    pub open: u64,
    /// All connections so far.
    pub opened: u64,
}

struct Authorization {
    dc: i32,
    key: Arc<AuthKey>,
    /// Expiry of a temporary key, by the sandbox's clock.
    expires_at: Option<Duration>,
    /// The permanent key that this temporary one is bound to.
    permanent: Option<i64>,
    /// The temporary key that is bound to this permanent one.
    temporary: Option<i64>,
    salts: Salts,
    layer: i32,
    client: ClientInfo,
    sessions: HashMap<i64, Session>,
    links: Vec<Link>,
    opened: u64,
    /// When it was last used, in server ticks.
    last_used: u64,
    /// Updates that a fault holds back until the next ones.
    held_back: Option<Push>,
}

/// A session's use of a connection.
struct Link {
    connection: u64,
    session_id: i64,
    wants_updates: bool,
    last_active: u64,
}

struct Connection {
    dc: i32,
    writer: Writer,
    /// Auth keys used on it, usually one.
    keys: Vec<i64>,
}

/// A delayed answer.
#[derive(Debug)]
pub struct Delayed {
    pub wait: Duration,
    origin: Origin,
    msg_id: i64,
    result: Vec<u8>,
    failed: bool,
}

impl<F: Functions> Server<F> {
    pub fn new(functions: F) -> Self {
        Self {
            functions,
            authorizations: HashMap::new(),
            connections: HashMap::new(),
            last_connection: 0,
            ticks: 0,
            calls: BTreeMap::new(),
            packets: 0,
            sweep_at: SPARE_KEYS,
            pending: HashMap::new(),
            parked: Vec::new(),
        }
    }

    pub fn now(&self) -> Moment {
        Moment::new(moment::now(self.functions.offset()), self.functions.ahead())
    }

    pub fn connect(&mut self, dc: i32) -> (u64, Writes) {
        let (writer, writes) = writes::queue();
        self.last_connection += 1;
        self.connections.insert(self.last_connection, Connection { dc, writer, keys: Vec::new() });
        (self.last_connection, writes)
    }

    pub fn disconnect(&mut self, connection: u64) {
        for key in self.connections.remove(&connection).map(|connection| connection.keys).unwrap_or_default()
        {
            if let Some(authorization) = self.authorizations.get_mut(&key) {
                authorization.links.retain(|link| link.connection != connection);
            }
        }
    }

    pub fn stats(&self) -> Stats {
        let mut connections: Vec<_> = self
            .authorizations
            .iter()
            .map(|(&auth_key_id, authorization)| {
                let using = |connection: &&Connection| connection.keys.contains(&auth_key_id);
                Connections {
                    auth_key_id: authorization.permanent.unwrap_or(auth_key_id),
                    dc: authorization.dc,
                    open: self.connections.values().filter(using).count() as u64,
                    opened: authorization.opened,
                }
            })
            .collect();
        connections.sort_by_key(|connections| connections.auth_key_id);
        let waiting = self.connections.values().map(|connection| connection.writer.waiting()).sum();
        Stats { connections, calls: self.calls.clone(), packets: self.packets, waiting }
    }

    /// Queues a write, if the connection still exists.
    pub fn write(&mut self, connection: u64, write: Write) {
        if let Some(connection) = self.connections.get(&connection) {
            connection.writer.push(write);
        }
    }
}

impl Authorization {
    fn unsealed(&self, session_id: i64, sent: Sent, now: Moment) -> Unsealed {
        let Sent { msg_id, seqno, body } = sent;
        let salt = self.salts.current(now.of_age());
        Unsealed::new(Arc::clone(&self.key), Envelope { salt, session_id, msg_id, seqno, body })
    }

    /// Returns or creates a session. If there are too many, the least recently used one is forgotten.
    fn session(&mut self, session_id: i64) -> &mut Session {
        if !self.sessions.contains_key(&session_id) && self.sessions.len() >= MAX_SESSIONS {
            let oldest = self.sessions.iter().min_by_key(|(_, session)| session.last_active);
            if let Some(oldest) = oldest.map(|(id, _)| *id) {
                self.sessions.remove(&oldest);
                self.links.retain(|link| link.session_id != oldest);
            }
        }
        self.sessions.entry(session_id).or_insert_with(Session::new)
    }
}
