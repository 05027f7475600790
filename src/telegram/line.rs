//! Requests to one DC with one key: retries, waits, and reopening the link.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use bytes::Bytes;
use futures_util::StreamExt;
use futures_util::stream::FuturesUnordered;
use parking_lot::Mutex;
use tokio::time::{Instant, sleep_until};
use tokio_util::task::AbortOnDropHandle;
use tracing::debug;

use super::account::key_id;
use super::attempt::{Attempt, Progress};
use super::connection::{Broken, Way, config};
use super::failure;
use super::handshake::{self, HandshakeError};
use super::link::{Failed, Greeting, Link, Listeners, Route, Start};
use super::media::Thread;
use super::mtproto::Learned;
use super::server::Server;
use crate::error::{Error, Kind, Result};
use crate::secret::SecretBytes;
use crate::session::Family;

/// One DC with its key, and the link to it while there is one.
pub struct Line {
    pub dc: i32,
    pub route: Route,
    link: Mutex<Option<Open>>,
    /// The number of links opened so far.
    opened: AtomicU64,
    /// When the key was exchanged, if this line did it.
    made: Option<Instant>,
    /// Retries of a request whose link is lost.
    retries: u32,
    /// Whether this line refreshes the server's addresses.
    asks_for_addresses: bool,
    media: Option<Media>,
}

/// Additional state of a line for one file transfer.
struct Media {
    /// The thread that runs its link.
    thread: Arc<Thread>,
    /// When the last answer came.
    answered: Mutex<Instant>,
}

struct Open {
    link: Link,
    /// When it may connect.
    turn: Instant,
    /// Ends the link of a transfer with the transfer.
    _end: Option<AbortOnDropHandle<()>>,
}

/// Retries of a file part whose link is lost.
const MEDIA_RETRIES: u32 = 4;

/// How long a transfer waits for any answer before it requests its pending parts again, in case an answer was lost. The
/// wait doubles each time, as the connection may only be slow.
const PART_TIMEOUT: Duration = Duration::from_secs(10);

/// The longest wait for a turn to connect that doesn't count against `max_wait`.
const FREE_WAIT: Duration = Duration::from_secs(1);
/// How long a key counts as new.
const NEW_KEY_PERIOD: Duration = Duration::from_secs(60);

/// Whether a function may safely be carried out twice.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Effect {
    /// It changes nothing, and is repeated if its connection is lost.
    None,
    /// It changes something. If its connection is lost after it was written, the outcome is unknown.
    Once,
}

impl Line {
    pub fn new(
        server: &Server,
        dc: i32,
        key: SecretBytes<256>,
        learned: Arc<Learned>,
        greeting: Arc<Greeting>,
        family: Option<Family>,
    ) -> Result<Self> {
        if !server.has_dc(dc) {
            return Err(no_such_dc(server, dc));
        }
        let family = family.or_else(|| server.network().usual_family(dc));
        let way = Way::new(server.network().clone(), dc, family);
        let route = Route { way, key, learned, greeting, listeners: Listeners::default() };
        Ok(Self {
            dc,
            route,
            link: Mutex::default(),
            opened: AtomicU64::default(),
            made: None,
            retries: 1,
            asks_for_addresses: false,
            media: None,
        })
    }

    /// Makes the line refresh the server's addresses from time to time.
    #[must_use]
    pub fn asking_for_addresses(self) -> Self {
        Self { asks_for_addresses: true, ..self }
    }

    /// Replaces the line's link.
    #[must_use]
    pub fn over(self, link: Link) -> Self {
        Self { link: Mutex::new(Some(Open { link, turn: Instant::now(), _end: None })), ..self }
    }

    /// A line to the same DC for one file transfer, with its own link that ends with the transfer.
    pub fn of_its_own(&self, thread: Arc<Thread>) -> Self {
        let media = Media { thread, answered: Mutex::new(Instant::now()) };
        // Updates are for the account's own link.
        let route = Route { listeners: Listeners::default(), ..self.route.clone() };
        Self {
            dc: self.dc,
            route,
            link: Mutex::default(),
            opened: AtomicU64::default(),
            made: self.made,
            retries: MEDIA_RETRIES,
            asks_for_addresses: false,
            media: Some(media),
        }
    }

    /// Sets the retries of a request whose link is lost.
    #[must_use]
    pub fn retrying(self, retries: u32) -> Self {
        Self { retries, ..self }
    }

    /// Exchanges a fresh key, and keeps using the connection of the exchange.
    pub async fn exchange(
        server: &Server,
        dc: i32,
        greeting: Arc<Greeting>,
        attempt: &Attempt,
    ) -> Result<Self> {
        if !server.has_dc(dc) {
            return Err(no_such_dc(server, dc));
        }
        let way = Way::new(server.network().clone(), dc, None);
        let agreed = loop {
            let turn = turn(&way, attempt).map_err(|why| failure::handshake(&why.into()))?;
            sleep_until(turn).await;
            match handshake::exchange(server, &way).await {
                Ok(agreed) => break agreed,
                Err(HandshakeError::Broken(Broken::TooManyConnections { wait })) if waits(wait, attempt) => {
                    tokio::time::sleep(wait).await;
                }
                Err(error) => return Err(failure::handshake(&error)),
            }
        };
        let learned = Arc::new(Learned::new(agreed.salt, agreed.clock));
        let family = agreed.connection.report.family();
        let line = Self::new(server, dc, agreed.key, learned, greeting, Some(family))?;
        let link = Link::open(line.route.clone(), Start::Connected(Box::new(agreed.connection)));
        line.link.lock().replace(Open { link, turn: Instant::now(), _end: None });
        Ok(Self { opened: AtomicU64::new(1), made: Some(Instant::now()), ..line })
    }

    /// Returns the link, and opens it if needed. Never waits: a link accepts requests while it connects or waits for its
    /// turn to. Fails if that turn comes later than the call can wait.
    fn link(&self, attempt: &Attempt) -> Result<Link, Broken> {
        let mut open = self.link.lock();
        match &*open {
            Some(live) if !live.link.is_closed() => {
                let (link, turn) = (live.link.clone(), live.turn);
                drop(open);
                may_wait_for(turn.saturating_duration_since(Instant::now()), attempt)?;
                Ok(link)
            }
            _ => Ok(open.insert(self.open(turn(&self.route.way, attempt)?)).link.clone()),
        }
    }

    fn open(&self, turn: Instant) -> Open {
        self.opened.fetch_add(1, Ordering::Relaxed);
        let (route, start) = (self.route.clone(), Start::At(turn));
        match &self.media {
            None => Open { link: Link::open(route, start), turn, _end: None },
            Some(media) => {
                let (link, task) = Link::open_in(media.thread.runtime(), route, start);
                Open { link, turn, _end: Some(AbortOnDropHandle::new(task)) }
            }
        }
    }

    /// The address family that the key is bound to.
    pub fn family(&self) -> Option<Family> {
        self.route.way.family()
    }

    /// Requests the server's addresses if that is due. It follows a call's own request, in the same packet while the link
    /// connects.
    fn ask_for_addresses(&self, link: &Link) {
        let network = self.route.way.network();
        if !self.asks_for_addresses || !network.take_config_request() {
            return;
        }
        let (network, pending) = (network.clone(), link.send(config::request().into(), None));
        tokio::spawn(async move {
            match pending.answer().await {
                Ok(answer) => network.learn(&config::endpoints(&answer)),
                // The next request is due in an hour.
                Err(Failed::Telegram(_)) => {}
                Err(_) => network.config_was_lost(),
            }
        });
    }

    /// The id of the line's key.
    pub fn key_id(&self) -> i64 {
        key_id(&self.route.key)
    }

    pub fn is_live(&self) -> bool {
        self.link.lock().as_ref().is_some_and(|open| !open.link.is_closed())
    }

    /// Releases the link, which ends when its pending requests are answered.
    pub fn rest(&self) {
        self.link.lock().take();
    }

    /// The number of the link that the next request uses.
    pub fn next_link(&self) -> u64 {
        let open = self.link.lock();
        let is_live = open.as_ref().is_some_and(|open| !open.link.is_closed());
        self.opened.load(Ordering::Relaxed) + u64::from(!is_live)
    }

    /// Releases the link with this number, unless there is a newer one. A link set by [`over`](Self::over) has no number.
    pub fn leave(&self, number: u64) {
        let mut open = self.link.lock();
        if number > 0 && self.opened.load(Ordering::Relaxed) == number {
            open.take();
        }
    }

    /// Whether the key is so new that some of the DC's servers may not know it yet.
    /// <https://core.telegram.org/mtproto/auth_key>
    pub fn is_new(&self) -> bool {
        self.made.is_some_and(|made| made.elapsed() < NEW_KEY_PERIOD)
    }

    /// Sends a function, and repeats it as the effect and the call's budget allow. The first request is queued before the
    /// first await, so requests are written in the order of their calls.
    pub async fn send(
        &self,
        body: impl Into<Bytes>,
        effect: Effect,
        attempt: &Attempt,
    ) -> Result<Vec<u8>, Failed> {
        let body = body.into();
        let delivery = (effect == Effect::Once).then(|| attempt.delivery().clone());
        let mut retries = self.retries;
        loop {
            let link = match self.link(attempt) {
                Ok(link) => link,
                Err(why) => return Err(Failed::Broken { why: Arc::new(why), written: false }),
            };
            if !link.is_up() {
                attempt.report(Progress::Connect);
            }
            let answer = match &self.media {
                None => {
                    let pending = link.send(body.clone(), delivery.clone());
                    self.ask_for_addresses(&link);
                    pending.answer().await
                }
                Some(media) => media.answer(&link, &body).await,
            };
            let failed = match answer {
                Ok(answer) => return Ok(answer),
                Err(failed) => failed,
            };
            if let (Failed::Telegram(_), Some(delivery)) = (&failed, &delivery)
                && failure::had_no_effect(&failed)
            {
                delivery.record_no_effect();
            }
            if let Some(seconds) = asked_to_wait(&failed) {
                let wait = Duration::from_secs(seconds.max(1).into());
                if attempt.may_wait(wait) {
                    attempt.report(Progress::FloodWait { retry_after: seconds });
                    tokio::time::sleep(wait).await;
                    continue;
                }
            }
            if let Some(wait) = turned_away(&failed, effect)
                && waits(wait, attempt)
            {
                tokio::time::sleep(wait).await;
                continue;
            }
            if died_under(&failed, effect) && retries > 0 {
                retries -= 1;
                debug!(dc = self.dc, "repeating a request on a fresh link");
                continue;
            }
            return Err(failed);
        }
    }
}

impl Media {
    /// Sends or requests a part until it is answered. Repeating a part is harmless.
    async fn answer(&self, link: &Link, body: &Bytes) -> Result<Vec<u8>, Failed> {
        let mut pending: FuturesUnordered<_> =
            std::iter::once(link.send(body.clone(), None).answer()).collect();
        let mut timeout = PART_TIMEOUT;
        let mut asked = Instant::now();
        loop {
            let last_sign = asked.max(*self.answered.lock());
            tokio::select! {
                Some(answer) = pending.next() => {
                    *self.answered.lock() = Instant::now();
                    return answer;
                }
                () = sleep_until(last_sign + timeout) => {
                    if last_sign < *self.answered.lock() {
                        continue;
                    }
                    debug!("requesting a part again, as it got no answer");
                    pending.push(link.send(body.clone(), None).answer());
                    asked = Instant::now();
                    timeout *= 2;
                }
            }
        }
    }
}

/// Reserves the next turn to connect, if the call can wait for it.
fn turn(way: &Way, attempt: &Attempt) -> Result<Instant, Broken> {
    may_wait_for(way.next_turn(), attempt)?;
    Ok(way.take_turn())
}

/// Checks that the call can wait this long for its turn to connect. Reports long waits.
fn may_wait_for(wait: Duration, attempt: &Attempt) -> Result<(), Broken> {
    match wait <= FREE_WAIT || waits(wait, attempt) {
        true => Ok(()),
        false => Err(Broken::Paced { wait }),
    }
}

/// Whether the call can wait this long. Takes the wait out of its budget and reports it.
fn waits(wait: Duration, attempt: &Attempt) -> bool {
    let may = attempt.may_wait(wait);
    if may {
        attempt.report(Progress::FloodWait { retry_after: failure::whole_seconds(wait) });
    }
    may
}

/// How long to wait before repeating a request that a DC with too many connections rejected.
fn turned_away(failed: &Failed, effect: Effect) -> Option<Duration> {
    match failed {
        Failed::Broken { why, written } if !written || effect == Effect::None => match **why {
            Broken::TooManyConnections { wait } => Some(wait),
            _ => None,
        },
        _ => None,
    }
}

/// The wait that Telegram asked for, in seconds.
fn asked_to_wait(failed: &Failed) -> Option<u32> {
    let Failed::Telegram(error) = failed else { return None };
    let error = failure::named(error, "");
    (failure::kind(&error) == Kind::RateLimited).then_some(error.value).flatten()
}

/// Whether the link was lost and the request can safely be repeated on another.
fn died_under(failed: &Failed, effect: Effect) -> bool {
    match failed {
        Failed::Broken { why, written } => {
            let worth_it = matches!(
                **why,
                Broken::Lost(_)
                    | Broken::Closed
                    | Broken::Silent
                    | Broken::Forgotten
                    | Broken::Protocol(_)
                    | Broken::Status(_)
            );
            worth_it && (!written || effect == Effect::None)
        }
        Failed::Died => effect == Effect::None,
        Failed::Telegram(_) | Failed::Refused { .. } | Failed::Unreadable(_) => false,
    }
}

fn no_such_dc(server: &Server, dc: i32) -> Error {
    Error::new(Kind::Offline, format!("the server {} has no DC {dc}", server.name))
}
