//! One live account: its keys, its connections, and the one way for a function to get to Telegram.

use std::collections::HashMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use parking_lot::{Mutex, MutexGuard, RwLock};

use super::attempt::{Attempt, Progress};
use super::confirm::{self, Verdict};
use super::explanation;
use super::failure::{self, method_of};
use super::limits;
use super::line::Line;
use super::link::{Failed, Greeting, Heard, Link, MAX_REQUEST, Updates};
use super::media::Thread;
use super::memory::{Memory, OtherDc};
use super::mtproto::Clock;
use super::peer::{Allowed, Peers};
use super::server::Server;
use super::updates;
use crate::error::{Error, Kind, Outcome, Result};
use crate::secret::SecretBytes;
use crate::session::{Family, payload};
use crate::tl::reading;
use bytes::Bytes;
use grammers_client::tl::{self, RemoteCall};
use tokio::sync::OnceCell;

pub use super::line::Effect;

/// One authorization of one account (or of nobody yet), shared by all who present its key.
pub struct Account {
    server: Arc<Server>,
    greeting: Arc<Greeting>,
    home: Line,
    /// Other DCs, each with a key of its own that is made when it is needed.
    others: Mutex<HashMap<i32, Arc<OnceCell<Line>>>>,
    owner: RwLock<Option<payload::Account>>,
    /// Nobody is signed in yet.
    is_login: AtomicBool,
    memory: Arc<Memory>,
    allowed: Allowed,
    kept: Mutex<Option<Updates>>,
    hub: updates::Cell,
    over: AtomicBool,
}

impl Account {
    /// The account of a session. Nothing is sent before the first request.
    pub fn new(server: Arc<Server>, session: &payload::Session) -> Result<Self> {
        Self::knowing(server, session, Arc::default())
    }

    /// The same, but its home DC is a function of this process. For trying what any answer leads to.
    pub fn answered_by(
        server: Arc<Server>,
        session: &payload::Session,
        answers: impl Fn(&[u8]) -> Result<Vec<u8>, tl::types::RpcError> + Send + 'static,
    ) -> Result<Self> {
        let account = Self::new(server, session)?;
        let link = Link::answered_by(move |request| answers(request).map_err(Failed::Telegram));
        Ok(Self { home: account.home.over(link), ..account })
    }

    /// The same, with what was learned about the login when its account was open before.
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

    /// A login that has yet to happen: agrees on a fresh key with a DC.
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

    /// The same account, for callers who may reach these chats alone.
    #[must_use]
    pub(super) fn limited_to(self, allowed: Allowed) -> Self {
        Self { allowed, ..self }
    }

    /// The same account, whose home DC is asked for the server's addresses now and then.
    #[must_use]
    pub(super) fn asking_for_addresses(self) -> Self {
        Self { home: self.home.asking_for_addresses(), ..self }
    }

    /// Carries out a function that changes something: once, or with `outcome` unknown.
    pub async fn invoke<R: RemoteCall>(&self, function: &R, attempt: &Attempt) -> Result<R::Return> {
        decode(function, Effect::Once, |body| self.send(body, Effect::Once, attempt)).await
    }

    /// Asks something that changes nothing, and asks again if the connection dies meanwhile.
    pub async fn read<R: RemoteCall>(&self, function: &R, attempt: &Attempt) -> Result<R::Return> {
        decode(function, Effect::None, |body| self.send(body, Effect::None, attempt)).await
    }

    /// The same as `read` or `invoke`, at another DC of the server.
    pub async fn invoke_in<R: RemoteCall>(
        &self,
        dc: i32,
        function: &R,
        effect: Effect,
        attempt: &Attempt,
    ) -> Result<R::Return> {
        decode(function, effect, |body| self.invoke_bytes(Some(dc), body, effect, attempt)).await
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
            None => self.send(body, effect, attempt).await,
            Some(dc) if dc == self.home.dc => self.send(body, effect, attempt).await,
            Some(dc) => self.send_in(dc, body, effect, attempt).await,
        }
    }

    /// Listens to what Telegram tells this account over its main connection, from the next request on.
    pub fn listen(&self) -> Updates {
        self.listen_for(|_| true)
    }

    /// Listens as [`listen`](Self::listen) does. When more comes than can be kept, it is that which `live_only` doesn't
    /// hold for which goes first.
    pub fn listen_for(&self, live_only: fn(&[u8]) -> bool) -> Updates {
        self.home.route.listeners.listen(live_only)
    }

    /// Whether Telegram's last answer was that it no longer knows this login.
    pub fn is_over(&self) -> bool {
        self.over.load(Ordering::Relaxed)
    }

    /// Lets those who listen find out that the login is no more.
    pub(super) fn has_ended(&self) {
        self.home.route.listeners.tell(&Heard::Unauthorized);
    }

    /// A listener that is kept while nobody waits for what it hears.
    pub fn kept(&self) -> MutexGuard<'_, Option<Updates>> {
        self.kept.lock()
    }

    /// The hub of its updates, while somebody is told.
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

    /// Names the authorization: the low 64 bits of SHA1(auth key).
    pub fn key_id(&self) -> i64 {
        key_id(&self.home.route.key)
    }

    /// Whose account it is, once that is known.
    pub fn owner(&self) -> Option<payload::Account> {
        *self.owner.read()
    }

    /// Says whose account it is, after a login or from a newer session string.
    pub fn belongs_to(&self, owner: payload::Account) {
        *self.owner.write() = Some(owner);
        if self.is_login.swap(false, Ordering::Relaxed) {
            // The login's own connection gets updates, which the account's other connections may wait for.
            self.home.rest();
        }
    }

    /// What time it is at Telegram, in seconds since 1970; by the machine's clock as long as nothing has come from there.
    pub fn now(&self) -> i32 {
        i32::try_from(self.clock().now().as_secs()).unwrap_or(i32::MAX)
    }

    /// The same for certain: Telegram is asked something if nothing has come from there.
    pub async fn learn_now(&self, attempt: &Attempt) -> Result<i32> {
        if !self.clock().is_known() {
            self.read(&tl::functions::help::GetNearestDc {}, attempt).await?;
        }
        Ok(self.now())
    }

    /// How long it is until a date of Telegram's. Nothing, when that is over.
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

    /// What the home DC's key is used over.
    pub fn family(&self) -> Option<Family> {
        self.home.family()
    }

    /// What was learned about the login and is worth keeping in its session string.
    pub fn learned(&self) -> payload::Learned {
        self.memory.learned()
    }

    /// Takes in what a session string holds of what another process learned.
    pub fn take_in(&self, learned: &payload::Learned) {
        self.memory.take_in(learned);
    }

    /// What the account may have, as far as that was asked for.
    pub fn known_limits(&self) -> &limits::LimitsCache {
        &self.memory.limits
    }

    pub(super) fn allowed(&self) -> &Allowed {
        &self.allowed
    }

    pub(super) fn peers(&self) -> &Peers {
        &self.memory.peers
    }

    /// How many connections are open or being opened.
    pub fn links(&self) -> usize {
        let others: Vec<_> = self.others.lock().values().cloned().collect();
        let others = others.iter().filter_map(|line| line.get());
        others.chain([&self.home]).filter(|line| line.is_live()).count()
    }

    async fn send(&self, body: Vec<u8>, effect: Effect, attempt: &Attempt) -> Result<Vec<u8>> {
        let method = method_of(&body);
        if body.len() > MAX_REQUEST {
            return Err(failure::too_large(method, body.len()));
        }
        attempt.judge_date(self.now())?;
        let body = Bytes::from(body);
        let used = self.home.next_link();
        let is_login = self.is_login.load(Ordering::Relaxed);
        let sent = explanation::send(&self.home, is_login, body.clone(), effect, attempt).await;
        let (answer, explanation) = match sent {
            Ok(answer) => (Ok(answer), None),
            Err((failed, _)) if confirm::is_over(&failed) => {
                (confirm::ask_again(&self.home, used, body, effect, failed, attempt).await, None)
            }
            Err((failed, explanation)) => (Err(Verdict::Stands(failed)), explanation),
        };
        // What time it is may only just have been learned.
        if effect == Effect::None {
            attempt.judge_date(self.now())?;
        }
        let over = matches!(answer, Err(Verdict::Over { confirmed: true, .. }));
        self.over.store(over, Ordering::Relaxed);
        answer.map_err(|verdict| {
            let error = match verdict {
                Verdict::Over { error, .. } => error,
                Verdict::Stands(failed) => ended(&failed, method, effect),
            };
            match explanation {
                Some(explanation) => error.explained(&explanation),
                None => error,
            }
        })
    }

    /// At another DC. When that says that the login is over, it speaks of its own authorization: it gets a new one, with
    /// a new key, once.
    async fn send_in(&self, dc: i32, body: Vec<u8>, effect: Effect, attempt: &Attempt) -> Result<Vec<u8>> {
        let method = method_of(&body);
        if body.len() > MAX_REQUEST {
            return Err(failure::too_large(method, body.len()));
        }
        let body = Bytes::from(body);
        let mut anew = true;
        loop {
            let cell = self.other(dc);
            let line = cell.get_or_try_init(|| self.authorize_in(dc, attempt)).await?;
            let used = line.next_link();
            let failed = match line.send(body.clone(), effect, attempt).await {
                Ok(answer) => return Ok(answer),
                Err(failed) => failed,
            };
            if !confirm::is_over(&failed) {
                return Err(ended(&failed, method, effect));
            }
            let may_repeat = confirm::may_repeat(&failed, effect);
            match confirm::ask_again(line, used, body.clone(), effect, failed, attempt).await {
                Ok(answer) => return Ok(answer),
                Err(Verdict::Stands(failed)) => return Err(ended(&failed, method, effect)),
                Err(Verdict::Over { error, .. }) => {
                    let first = std::mem::take(&mut anew);
                    if first {
                        self.forget(dc, line.key_id());
                    }
                    if !first || !may_repeat {
                        let error = confirm::refused_there(dc, &error);
                        let outcome = if may_repeat { Outcome::NotSent } else { Outcome::Unknown };
                        return Err(if effect == Effect::Once { error.outcome(outcome) } else { error });
                    }
                }
            }
        }
    }

    /// A line to a DC for one transfer, which nobody else uses.
    pub(super) async fn media_line(&self, dc: i32, thread: Arc<Thread>, attempt: &Attempt) -> Result<Line> {
        if dc == self.home.dc {
            return Ok(self.home.of_its_own(thread));
        }
        let cell = self.other(dc);
        let line = cell.get_or_try_init(|| self.authorize_in(dc, attempt)).await?;
        // The connection of the key exchange has done its work.
        line.rest();
        Ok(line.of_its_own(thread))
    }

    fn other(&self, dc: i32) -> Arc<OnceCell<Line>> {
        self.others.lock().entry(dc).or_default().clone()
    }

    /// A key that another DC no longer knows is of no more use.
    pub(super) fn forget(&self, dc: i32, key_id: i64) {
        let mut others = self.others.lock();
        let line = others.get(&dc).and_then(|cell| cell.get());
        if line.is_some_and(|line| line.key_id() == key_id) {
            others.remove(&dc);
            self.memory.forget_dc(dc);
        }
    }

    /// A key with another DC, that the home DC vouches for: the one that is remembered, or a new one.
    /// <https://core.telegram.org/api/datacenter#authorization-transfer>
    async fn authorize_in(&self, dc: i32, attempt: &Attempt) -> Result<Line> {
        if let Some(OtherDc { key, salts, family }) = self.memory.other_dc(dc) {
            return Line::new(&self.server, dc, key, salts, self.greeting.clone(), family);
        }
        attempt.report(Progress::Connect);
        let line = Line::exchange(&self.server, dc, self.greeting.clone(), attempt).await?;
        let tl::enums::auth::ExportedAuthorization::Authorization(exported) =
            self.read(&tl::functions::auth::ExportAuthorization { dc_id: dc }, attempt).await?;
        let import = tl::functions::auth::ImportAuthorization { id: exported.id, bytes: exported.bytes };
        // Imported twice, the second time fails: but nothing is lost, and the next call begins anew.
        let method = "auth.importAuthorization";
        decode(&import, Effect::None, async |body| {
            let answer = line.send(body, Effect::None, attempt).await;
            answer.map_err(|failed| match confirm::is_over(&failed) {
                true => confirm::refused_there(dc, &failure::failed(&failed, method)),
                false => ended(&failed, method, Effect::None),
            })
        })
        .await?;
        let (key, salts) = (line.route.key.clone(), line.route.learned.clone());
        self.memory.remember_dc(dc, OtherDc { key, salts, family: line.family() });
        Ok(line)
    }
}

/// The error of a function that failed, with its outcome where that is in doubt.
pub(super) fn ended(failed: &Failed, method: &str, effect: Effect) -> Error {
    let error = failure::failed(failed, method);
    match error.kind() {
        Kind::RateLimited if effect == Effect::Once && matches!(failed, Failed::Broken { .. }) => {
            let no_effect = failure::had_no_effect(failed);
            error.outcome(if no_effect { Outcome::NotSent } else { Outcome::Unknown })
        }
        Kind::Offline
        | Kind::ResourceExhausted
        | Kind::Internal
        | Kind::TelegramInternal
        | Kind::UnreadableAnswer
            if effect == Effect::Once =>
        {
            let no_effect = failure::had_no_effect(failed);
            error.outcome(if no_effect { Outcome::NotSent } else { Outcome::Unknown })
        }
        _ => error,
    }
}

async fn decode<R: RemoteCall>(
    function: &R,
    effect: Effect,
    send: impl AsyncFnOnce(Vec<u8>) -> Result<Vec<u8>>,
) -> Result<R::Return> {
    let body = function.to_bytes();
    let id = body[..4].to_owned();
    let answer = send(body).await?;
    reading::answer(&id, &answer).map_err(|why| ended(&Failed::Unreadable(why), method_of(&id), effect))
}

/// Names a key: the low 64 bits of its SHA1.
pub fn key_id(key: &SecretBytes<256>) -> i64 {
    let hash = <sha1::Sha1 as sha1::Digest>::digest(key.expose());
    i64::from_le_bytes(hash[12..20].try_into().expect("SHA1 has 20 bytes"))
}
