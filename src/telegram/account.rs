//! One live account: its keys, its connections, and the path that every function takes to Telegram.

mod send;

use std::collections::HashMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use parking_lot::{Mutex, MutexGuard, RwLock};

use super::attempt::Attempt;
use super::limits;
use super::line::Line;
use super::link::{Failed, Greeting, Link, LinkEvent, Updates};
use super::memory::Memory;
use super::mtproto::Clock;
use super::peer::{Allowed, Peers};
use super::server::Server;
use super::updates;
use crate::error::Result;
use crate::secret::SecretBytes;
use crate::session::{Family, payload};
use grammers_client::tl;
use tokio::sync::OnceCell;

pub use super::line::Effect;
pub(super) use send::ended;

/// One authorization of one account, or of a login in progress. All clients that present its key share it.
pub struct Account {
    server: Arc<Server>,
    greeting: Arc<Greeting>,
    home: Line,
    /// Other DCs. Each has its own key, made when first needed.
    others: Mutex<HashMap<i32, Arc<OnceCell<Line>>>>,
    owner: RwLock<Option<payload::Account>>,
    /// Whether the login is still in progress.
    is_login: AtomicBool,
    memory: Arc<Memory>,
    allowed: Allowed,
    kept: Mutex<Option<Updates>>,
    hub: updates::Cell,
    over: AtomicBool,
}

impl Account {
    /// Creates the account of a session. It connects with the first request.
    pub fn new(server: Arc<Server>, session: &payload::Session) -> Result<Self> {
        Self::knowing(server, session, Arc::default())
    }

    /// Like [`new`](Self::new), but `answers` plays the home DC. For tests and fuzzing.
    pub fn answered_by(
        server: Arc<Server>,
        session: &payload::Session,
        answers: impl Fn(&[u8]) -> Result<Vec<u8>, tl::types::RpcError> + Send + 'static,
    ) -> Result<Self> {
        let account = Self::new(server, session)?;
        let link = Link::answered_by(move |request| answers(request).map_err(Failed::Telegram));
        Ok(Self { home: account.home.over(link), ..account })
    }

    /// Like [`new`](Self::new), with what this process already knows about the login.
    pub(super) fn knowing(
        server: Arc<Server>,
        session: &payload::Session,
        memory: Arc<Memory>,
    ) -> Result<Self> {
        memory.take_in(&session.learned);
        let salts = memory.salts.clone();
        let greeting = Arc::new(Greeting::new(session.api_id, session.client.clone()));
        let family = memory.family.get().copied();
        let home = Line::new(&server, session.dc, session.auth_key.clone(), salts, greeting.clone(), family)?;
        if let Some(family) = home.family() {
            memory.family.get_or_init(|| family);
        }
        Ok(Self {
            server,
            greeting,
            home,
            others: Mutex::default(),
            owner: RwLock::new(session.account),
            is_login: AtomicBool::new(!matches!(session.stage, payload::Stage::SignedIn)),
            memory,
            allowed: Allowed::default(),
            kept: Mutex::default(),
            hub: updates::Cell::default(),
            over: AtomicBool::default(),
        })
    }

    /// Creates an account for a new login, with a fresh key from this DC.
    pub async fn fresh(
        server: Arc<Server>,
        dc: i32,
        greeting: Arc<Greeting>,
        attempt: &Attempt,
    ) -> Result<Self> {
        let home = Line::exchange(&server, dc, greeting.clone(), attempt).await?;
        let memory = Arc::new(Memory::new(home.route.learned.clone(), home.family()));
        Ok(Self {
            server,
            greeting,
            home,
            others: Mutex::default(),
            owner: RwLock::default(),
            is_login: AtomicBool::new(true),
            memory,
            allowed: Allowed::default(),
            kept: Mutex::default(),
            hub: updates::Cell::default(),
            over: AtomicBool::default(),
        })
    }

    /// Limits the account to these chats.
    #[must_use]
    pub(super) fn limited_to(self, allowed: Allowed) -> Self {
        Self { allowed, ..self }
    }

    /// Makes the account refresh the server's addresses from its home DC from time to time.
    #[must_use]
    pub(super) fn asking_for_addresses(self) -> Self {
        Self { home: self.home.asking_for_addresses(), ..self }
    }

    /// Listens for updates on the account's main connection, from the next request on.
    pub fn listen(&self) -> Updates {
        self.listen_for(|_| true)
    }

    /// Like [`listen`](Self::listen). When the listener's queue overflows, updates that aren't `live_only` are dropped
    /// first.
    pub fn listen_for(&self, live_only: fn(&[u8]) -> bool) -> Updates {
        self.home.route.listeners.listen(live_only)
    }

    /// Whether the last request confirmed that Telegram has ended this login.
    pub fn is_over(&self) -> bool {
        self.over.load(Ordering::Relaxed)
    }

    /// Notifies listeners that the login has ended.
    pub(super) fn has_ended(&self) {
        self.home.route.listeners.notify(&LinkEvent::Unauthorized);
    }

    /// A listener that is kept between calls.
    pub fn kept(&self) -> MutexGuard<'_, Option<Updates>> {
        self.kept.lock()
    }

    /// The account's update hub, while it has subscribers.
    pub(super) fn hub(&self) -> &updates::Cell {
        &self.hub
    }

    pub fn server(&self) -> &Arc<Server> {
        &self.server
    }

    pub(super) fn greeting(&self) -> &Arc<Greeting> {
        &self.greeting
    }

    pub fn home_dc(&self) -> i32 {
        self.home.dc
    }

    pub fn auth_key(&self) -> &SecretBytes<256> {
        &self.home.route.key
    }

    /// The id of the auth key.
    pub fn key_id(&self) -> i64 {
        key_id(&self.home.route.key)
    }

    /// The account's user, once known.
    pub fn owner(&self) -> Option<payload::Account> {
        *self.owner.read()
    }

    /// Sets the account's user, after a login or from a newer session string.
    pub fn belongs_to(&self, owner: payload::Account) {
        *self.owner.write() = Some(owner);
        if self.is_login.swap(false, Ordering::Relaxed) {
            // Telegram may deliver updates to the login's connection, and others of the account would miss them.
            self.home.rest();
        }
    }

    /// Telegram's time in seconds since 1970, or the machine's before Telegram's is known.
    pub fn now(&self) -> i32 {
        i32::try_from(self.clock().now().as_secs()).unwrap_or(i32::MAX)
    }

    /// Telegram's time in seconds since 1970. Sends a request if it isn't known yet.
    pub async fn learn_now(&self, attempt: &Attempt) -> Result<i32> {
        if !self.clock().is_known() {
            self.read(&tl::functions::help::GetNearestDc {}, attempt).await?;
        }
        Ok(self.now())
    }

    /// The time left until a date in Telegram's time. Zero if it has passed.
    pub fn until(&self, seconds: i64) -> Duration {
        let date = Duration::from_secs(u64::try_from(seconds).unwrap_or_default());
        date.saturating_sub(self.clock().now())
    }

    fn clock(&self) -> &Clock {
        &self.home.route.learned.clock
    }

    pub(super) fn memory(&self) -> &Arc<Memory> {
        &self.memory
    }

    /// The address family that the home DC's key is bound to.
    pub fn family(&self) -> Option<Family> {
        self.home.family()
    }

    /// What the session string should carry of what this process knows about the login.
    pub fn learned(&self) -> payload::Learned {
        self.memory.learned()
    }

    /// Merges what a session string carries from another process.
    pub fn take_in(&self, learned: &payload::Learned) {
        self.memory.take_in(learned);
    }

    /// The account's cached limits.
    pub fn known_limits(&self) -> &limits::LimitsCache {
        &self.memory.limits
    }

    pub(super) fn allowed(&self) -> &Allowed {
        &self.allowed
    }

    pub(super) fn peers(&self) -> &Peers {
        &self.memory.peers
    }

    /// The number of connections that are open or being opened.
    pub fn links(&self) -> usize {
        let others: Vec<_> = self.others.lock().values().cloned().collect();
        let others = others.iter().filter_map(|line| line.get());
        others.chain([&self.home]).filter(|line| line.is_live()).count()
    }
}

/// The id of an auth key: the low 64 bits of its SHA1.
pub fn key_id(key: &SecretBytes<256>) -> i64 {
    let hash = <sha1::Sha1 as sha1::Digest>::digest(key.expose());
    i64::from_le_bytes(hash[12..20].try_into().expect("SHA1 has 20 bytes"))
}
