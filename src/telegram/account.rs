//! One live account: its keys, its connections, and the one way for a function to get to Telegram.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, RwLock};
use std::time::Duration;

use grammers_client::tl::{self, Deserializable, RemoteCall};
use tokio::sync::OnceCell;
use tracing::debug;

use super::attempt::{Attempt, Progress};
use super::connection::{Broken, Connection};
use super::failure;
use super::handshake;
use super::link::{Failed, Greeting, Link, Listeners, MAX_REQUEST, Route, Updates};
use super::mtproto::Learned;
use super::peer::{Allowed, Peers};
use super::server::Server;
use crate::error::{Error, Kind, Outcome, Result};
use crate::secret::SecretBytes;
use crate::session::payload;

/// One authorization of one account (or of nobody yet), shared by all who present its key.
pub struct Account {
    server: Arc<Server>,
    greeting: Arc<Greeting>,
    home: Line,
    /// Other DCs, each with a key of its own that is made when it is needed.
    others: Mutex<HashMap<i32, Arc<OnceCell<Line>>>>,
    owner: RwLock<Option<payload::Account>>,
    peers: Peers,
    allowed: Allowed,
    kept: Mutex<Option<Updates>>,
}

/// One DC with its key, and the link to it while there is one.
struct Line {
    dc: i32,
    route: Route,
    link: Mutex<Option<Link>>,
}

/// Whether a function may be carried out twice.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Effect {
    /// It changes nothing: it is asked again when the connection dies with it.
    None,
    /// It changes something: once it has left, only Telegram knows.
    Once,
}

impl Account {
    /// The account of a session. Nothing is sent before the first request.
    pub fn new(server: Arc<Server>, session: &payload::Session) -> Result<Self> {
        Self::knowing(server, session, Arc::default())
    }

    /// The same, with what was learned of the key's DC when the account was open before.
    pub(super) fn knowing(
        server: Arc<Server>,
        session: &payload::Session,
        learned: Arc<Learned>,
    ) -> Result<Self> {
        let greeting = Arc::new(Greeting::new(session.api_id, &session.device_model));
        let home = Line::new(&server, session.dc, session.auth_key.clone(), learned, greeting.clone(), None)?;
        Ok(Self {
            server,
            greeting,
            home,
            others: Mutex::default(),
            owner: RwLock::new(session.account),
            peers: Peers::default(),
            allowed: Allowed::default(),
            kept: Mutex::default(),
        })
    }

    /// A login that has yet to happen: agrees on a fresh key with a DC.
    pub async fn fresh(server: Arc<Server>, dc: i32, greeting: Arc<Greeting>) -> Result<Self> {
        let home = Line::exchange(&server, dc, greeting.clone()).await?;
        Ok(Self {
            server,
            greeting,
            home,
            others: Mutex::default(),
            owner: RwLock::default(),
            peers: Peers::default(),
            allowed: Allowed::default(),
            kept: Mutex::default(),
        })
    }

    /// The same account, for callers who may reach these chats alone.
    #[must_use]
    pub(super) fn limited_to(self, allowed: Allowed) -> Self {
        Self { allowed, ..self }
    }

    /// Carries out a function that changes something: once, or with `outcome` unknown.
    pub async fn invoke<R: RemoteCall>(&self, function: &R, attempt: &Attempt) -> Result<R::Return> {
        decode::<R>(function, |body| self.send(&self.home, body, Effect::Once, attempt)).await
    }

    /// Asks something that changes nothing, and asks again if the connection dies meanwhile.
    pub async fn read<R: RemoteCall>(&self, function: &R, attempt: &Attempt) -> Result<R::Return> {
        decode::<R>(function, |body| self.send(&self.home, body, Effect::None, attempt)).await
    }

    /// The same as `read` or `invoke`, at another DC of the server.
    pub async fn invoke_in<R: RemoteCall>(
        &self,
        dc: i32,
        function: &R,
        effect: Effect,
        attempt: &Attempt,
    ) -> Result<R::Return> {
        decode::<R>(function, |body| self.invoke_bytes(Some(dc), body, effect, attempt)).await
    }

    /// Any serialized function, and its serialized result. `dc` is the home DC if not given.
    pub async fn invoke_bytes(
        &self,
        dc: Option<i32>,
        body: Vec<u8>,
        effect: Effect,
        attempt: &Attempt,
    ) -> Result<Vec<u8>> {
        match dc {
            None => self.send(&self.home, body, effect, attempt).await,
            Some(dc) if dc == self.home.dc => self.send(&self.home, body, effect, attempt).await,
            Some(dc) => self.send_in(dc, body, effect, attempt).await,
        }
    }

    /// Listens to what Telegram tells this account over its main connection, from the next request on.
    pub fn listen(&self) -> Updates {
        self.home.route.listeners.listen()
    }

    /// A listener that is kept while nobody waits for what it hears.
    pub fn kept(&self) -> MutexGuard<'_, Option<Updates>> {
        lock(&self.kept)
    }

    pub fn server(&self) -> &Arc<Server> {
        &self.server
    }

    pub fn home_dc(&self) -> i32 {
        self.home.dc
    }

    pub fn auth_key(&self) -> &SecretBytes<256> {
        &self.home.route.key
    }

    /// Names the authorization: the low 64 bits of SHA1(auth key).
    pub fn key_id(&self) -> i64 {
        key_id(&self.home.route.key)
    }

    /// Whose account it is, once that is known.
    pub fn owner(&self) -> Option<payload::Account> {
        *self.owner.read().unwrap_or_else(PoisonError::into_inner)
    }

    /// Says whose account it is, after a login or from a newer session string.
    pub fn belongs_to(&self, owner: payload::Account) {
        *self.owner.write().unwrap_or_else(PoisonError::into_inner) = Some(owner);
    }

    pub(super) fn learned(&self) -> &Arc<Learned> {
        &self.home.route.learned
    }

    pub(super) fn allowed(&self) -> &Allowed {
        &self.allowed
    }

    pub(super) fn peers(&self) -> &Peers {
        &self.peers
    }

    /// How many connections are open or being opened.
    pub fn links(&self) -> usize {
        let others: Vec<_> = lock(&self.others).values().cloned().collect();
        let others = others.iter().filter_map(|line| line.get());
        others.chain([&self.home]).filter(|line| line.is_live()).count()
    }

    async fn send(&self, line: &Line, body: Vec<u8>, effect: Effect, attempt: &Attempt) -> Result<Vec<u8>> {
        let method = method_of(&body);
        if body.len() > MAX_REQUEST {
            return Err(failure::too_large(method, body.len()));
        }
        line.send(body, effect, attempt).await.map_err(|failed| ended(&failed, method, effect))
    }

    /// At another DC; when its key has been forgotten there, with a new one.
    async fn send_in(&self, dc: i32, body: Vec<u8>, effect: Effect, attempt: &Attempt) -> Result<Vec<u8>> {
        let method = method_of(&body);
        if body.len() > MAX_REQUEST {
            return Err(failure::too_large(method, body.len()));
        }
        let mut again = true;
        loop {
            let cell = lock(&self.others).entry(dc).or_default().clone();
            let line = cell.get_or_try_init(|| self.authorize_in(dc, attempt)).await?;
            let failed = match line.send(body.clone(), effect, attempt).await {
                Ok(answer) => return Ok(answer),
                Err(failed) => failed,
            };
            if !std::mem::take(&mut again) || !is_key_unknown(&failed) {
                return Err(ended(&failed, method, effect));
            }
            let mut others = lock(&self.others);
            if others.get(&dc).is_some_and(|current| Arc::ptr_eq(current, &cell)) {
                others.remove(&dc);
            }
        }
    }

    /// A key with another DC, that the home DC vouches for.
    /// <https://core.telegram.org/api/datacenter#authorization-transfer>
    async fn authorize_in(&self, dc: i32, attempt: &Attempt) -> Result<Line> {
        attempt.report(Progress::Connect);
        let line = Line::exchange(&self.server, dc, self.greeting.clone()).await?;
        let tl::enums::auth::ExportedAuthorization::Authorization(exported) =
            self.read(&tl::functions::auth::ExportAuthorization { dc_id: dc }, attempt).await?;
        let import = tl::functions::auth::ImportAuthorization { id: exported.id, bytes: exported.bytes };
        // Imported twice, the second time fails: but nothing is lost, and the next call begins anew.
        decode::<tl::functions::auth::ImportAuthorization>(&import, |body| {
            self.send(&line, body, Effect::None, attempt)
        })
        .await?;
        Ok(line)
    }
}

impl Line {
    fn new(
        server: &Server,
        dc: i32,
        key: SecretBytes<256>,
        learned: Arc<Learned>,
        greeting: Arc<Greeting>,
        connection: Option<Connection>,
    ) -> Result<Self> {
        let address = server.address(dc).ok_or_else(|| no_such_dc(server, dc))?;
        let route = Route { address, key, learned, greeting, listeners: Listeners::default() };
        let link = connection.map(|connection| Link::open(route.clone(), Some(connection)));
        Ok(Self { dc, route, link: Mutex::new(link) })
    }

    async fn exchange(server: &Server, dc: i32, greeting: Arc<Greeting>) -> Result<Self> {
        if server.address(dc).is_none() {
            return Err(no_such_dc(server, dc));
        }
        let agreed = handshake::exchange(server, dc).await.map_err(|e| failure::handshake(&e))?;
        let learned = Arc::new(Learned::new(agreed.salt, agreed.time_offset));
        Self::new(server, dc, agreed.key, learned, greeting, Some(agreed.connection))
    }

    /// The link, opened if there is none that lives. That is no waiting: it takes requests while it connects.
    fn link(&self) -> Link {
        let mut link = lock(&self.link);
        match &*link {
            Some(live) if !live.is_closed() => live.clone(),
            _ => link.insert(Link::open(self.route.clone(), None)).clone(),
        }
    }

    fn is_live(&self) -> bool {
        lock(&self.link).as_ref().is_some_and(|link| !link.is_closed())
    }

    /// Sends a function until there is an answer that the call can't wait out. Its first request is in the link's
    /// queue before this first waits, so that requests leave in the order of their calls.
    async fn send(&self, body: Vec<u8>, effect: Effect, attempt: &Attempt) -> Result<Vec<u8>, Failed> {
        let delivery = (effect == Effect::Once).then(|| attempt.delivery().clone());
        let mut fresh_link = true;
        loop {
            let link = self.link();
            if !link.is_up() {
                attempt.report(Progress::Connect);
            }
            let failed = match link.send(body.clone(), delivery.clone()).answer().await {
                Ok(answer) => return Ok(answer),
                Err(failed) => failed,
            };
            if let (Failed::Telegram(_), Some(delivery)) = (&failed, &delivery)
                && failure::had_no_effect(&failed)
            {
                delivery.comes_back();
            }
            if let Some(seconds) = asked_to_wait(&failed) {
                let wait = Duration::from_secs(seconds.max(1).into());
                if attempt.may_wait(wait) {
                    attempt.report(Progress::FloodWait { retry_after: seconds });
                    tokio::time::sleep(wait).await;
                    continue;
                }
            }
            if died_under(&failed, effect) && std::mem::take(&mut fresh_link) {
                debug!(dc = self.dc, "a request goes out again on a fresh link");
                continue;
            }
            return Err(failed);
        }
    }
}

/// The seconds of a wait that Telegram asked for.
fn asked_to_wait(failed: &Failed) -> Option<u32> {
    let Failed::Telegram(error) = failed else { return None };
    let error = failure::named(error, "");
    (failure::kind(&error) == Kind::RateLimited).then_some(error.value).flatten()
}

/// Whether the link died under a request that another link may carry without harm.
fn died_under(failed: &Failed, effect: Effect) -> bool {
    match failed {
        Failed::Broken { why, written } => {
            let worth_it = matches!(
                **why,
                Broken::Lost(_) | Broken::Closed | Broken::Silent | Broken::Protocol(_) | Broken::Status(_)
            );
            worth_it && (!written || effect == Effect::None)
        }
        Failed::Died => effect == Effect::None,
        Failed::Telegram(_) | Failed::Refused { .. } | Failed::Unreadable => false,
    }
}

fn is_key_unknown(failed: &Failed) -> bool {
    match failed {
        Failed::Broken { why, .. } => matches!(**why, Broken::KeyUnknown),
        Failed::Telegram(error) => error.error_message == "AUTH_KEY_UNREGISTERED",
        _ => false,
    }
}

/// The error of a function that failed, with its outcome where that is in doubt.
fn ended(failed: &Failed, method: &str, effect: Effect) -> Error {
    let error = failure::failed(failed, method);
    match error.kind() {
        Kind::Offline | Kind::Internal | Kind::TelegramInternal if effect == Effect::Once => {
            let no_effect = failure::had_no_effect(failed);
            error.outcome(if no_effect { Outcome::NotSent } else { Outcome::Unknown })
        }
        _ => error,
    }
}

fn no_such_dc(server: &Server, dc: i32) -> Error {
    Error::new(Kind::Offline, format!("the server {} has no DC {dc}", server.name))
}

async fn decode<R: RemoteCall>(
    function: &R,
    send: impl AsyncFnOnce(Vec<u8>) -> Result<Vec<u8>>,
) -> Result<R::Return> {
    let body = function.to_bytes();
    let method = method_of(&body);
    let answer = send(body).await?;
    R::Return::from_bytes(&answer).map_err(|e| failure::unreadable(e, method))
}

/// The function's name, as `messages.sendMessage`.
fn method_of(body: &[u8]) -> &'static str {
    body.first_chunk::<4>().map_or("(nothing)", |id| tl::name_for_id(u32::from_le_bytes(*id)))
}

/// Names a key: the low 64 bits of its SHA1.
pub fn key_id(key: &SecretBytes<256>) -> i64 {
    let hash = <sha1::Sha1 as sha1::Digest>::digest(key.expose());
    i64::from_le_bytes(hash[12..20].try_into().expect("SHA1 has 20 bytes"))
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
