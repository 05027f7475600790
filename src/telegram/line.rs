//! One DC with a key for it, and the link to it while there is one.

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
    /// How many links there were.
    opened: AtomicU64,
    /// When the key was made, if that was lately and here.
    made: Option<Instant>,
    /// How often a request goes out again that died with its link.
    retries: u32,
    /// Whether the server is asked for its addresses here, now and then.
    asks_for_addresses: bool,
    media: Option<Media>,
}

/// What the line of one transfer has besides.
struct Media {
    /// Where its link lives.
    thread: Arc<Thread>,
    /// When the last answer came.
    answered: Mutex<Instant>,
}

struct Open {
    link: Link,
    /// When it connects.
    turn: Instant,
    /// The link of a transfer ends with it, whatever is under way.
    _end: Option<AbortOnDropHandle<()>>,
}

/// A transfer outlives so many links that die under one of its parts.
const MEDIA_RETRIES: u32 = 4;

/// When a transfer hears nothing for so long, the parts that are waited for are asked for once more: an answer may have
/// been lost. Then for twice as long, as the line may only be slow.
const PATIENCE: Duration = Duration::from_secs(10);

/// A turn to connect that comes so soon is waited for like the connection itself, and needs no `max_wait`.
const SOON: Duration = Duration::from_secs(1);
/// For so long a key counts as new.
const NEW: Duration = Duration::from_secs(60);

/// Whether a function may be carried out twice.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Effect {
    /// It changes nothing: it is asked again when the connection dies with it.
    None,
    /// It changes something: once it has left, only Telegram knows.
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

    /// The same line, over which the server is asked for its addresses now and then.
    #[must_use]
    pub fn asking_for_addresses(self) -> Self {
        Self { asks_for_addresses: true, ..self }
    }

    /// The same line, with this link.
    #[must_use]
    pub fn over(self, link: Link) -> Self {
        Self { link: Mutex::new(Some(Open { link, turn: Instant::now(), _end: None })), ..self }
    }

    /// A line to the same DC for one transfer: its link is nobody else's, and ends with it.
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

    /// The same with so many retries of a request that dies with its link.
    #[must_use]
    pub fn retrying(self, retries: u32) -> Self {
        Self { retries, ..self }
    }

    /// A line with a fresh key, on the connection that it was made on.
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

    /// The link, opened if there is none that lives. That is no waiting: it takes requests while it connects, or while
    /// it waits for its turn to connect, if the call can wait as long.
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

    /// What the key is used over.
    pub fn family(&self) -> Option<Family> {
        self.route.way.family()
    }

    /// Asks the server for its addresses, if that is due. Sent behind a call's own request, in the same packet while the
    /// link connects.
    fn ask_for_addresses(&self, link: &Link) {
        let network = self.route.way.network();
        if !self.asks_for_addresses || !network.take_config_request() {
            return;
        }
        let (network, pending) = (network.clone(), link.send(config::request().into(), None));
        tokio::spawn(async move {
            match pending.answer().await {
                Ok(answer) => network.learn(&config::endpoints(&answer)),
                // Asked again in an hour.
                Err(Failed::Telegram(_)) => {}
                Err(_) => network.config_was_lost(),
            }
        });
    }

    /// Names the line's key.
    pub fn key_id(&self) -> i64 {
        key_id(&self.route.key)
    }

    pub fn is_live(&self) -> bool {
        self.link.lock().as_ref().is_some_and(|open| !open.link.is_closed())
    }

    /// Lets go of the link: it ends when what is under way has been answered.
    pub fn rest(&self) {
        self.link.lock().take();
    }

    /// The number of the link that the next request goes over.
    pub fn next_link(&self) -> u64 {
        let open = self.link.lock();
        let is_live = open.as_ref().is_some_and(|open| !open.link.is_closed());
        self.opened.load(Ordering::Relaxed) + u64::from(!is_live)
    }

    /// Lets go of the link of that number, if there is no newer one. A link that the line was given has no number.
    pub fn leave(&self, number: u64) {
        let mut open = self.link.lock();
        if number > 0 && self.opened.load(Ordering::Relaxed) == number {
            open.take();
        }
    }

    /// Whether the key was just made, so that not all of the DC's servers may know it.
    /// <https://core.telegram.org/mtproto/auth_key>
    pub fn is_new(&self) -> bool {
        self.made.is_some_and(|made| made.elapsed() < NEW)
    }

    /// Sends a function until there is an answer that the call can't wait out. Its first request is in the link's
    /// queue before this first waits, so that requests leave in the order of their calls.
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
            if let Some(wait) = turned_away(&failed, effect)
                && waits(wait, attempt)
            {
                tokio::time::sleep(wait).await;
                continue;
            }
            if died_under(&failed, effect) && retries > 0 {
                retries -= 1;
                debug!(dc = self.dc, "a request goes out again on a fresh link");
                continue;
            }
            return Err(failed);
        }
    }
}

impl Media {
    /// The answer to a part. A part may be asked for, or be sent, as often as one likes.
    async fn answer(&self, link: &Link, body: &Bytes) -> Result<Vec<u8>, Failed> {
        let mut pending: FuturesUnordered<_> =
            std::iter::once(link.send(body.clone(), None).answer()).collect();
        let mut patience = PATIENCE;
        let mut asked = Instant::now();
        loop {
            let last_sign = asked.max(*self.answered.lock());
            tokio::select! {
                Some(answer) = pending.next() => {
                    *self.answered.lock() = Instant::now();
                    return answer;
                }
                () = sleep_until(last_sign + patience) => {
                    if last_sign < *self.answered.lock() {
                        continue;
                    }
                    debug!("a part that got no answer goes out again");
                    pending.push(link.send(body.clone(), None).answer());
                    asked = Instant::now();
                    patience *= 2;
                }
            }
        }
    }
}

/// The next turn to connect, taken if the call can wait for it.
fn turn(way: &Way, attempt: &Attempt) -> Result<Instant, Broken> {
    may_wait_for(way.next_turn(), attempt)?;
    Ok(way.take_turn())
}

/// Whether the call can wait for a connection that is made so much later. Says so if that takes long.
fn may_wait_for(wait: Duration, attempt: &Attempt) -> Result<(), Broken> {
    match wait <= SOON || waits(wait, attempt) {
        true => Ok(()),
        false => Err(Broken::Paced { wait }),
    }
}

/// Whether the call waits so long, which is told if it does.
fn waits(wait: Duration, attempt: &Attempt) -> bool {
    let may = attempt.may_wait(wait);
    if may {
        attempt.report(Progress::FloodWait { retry_after: failure::whole_seconds(wait) });
    }
    may
}

/// How long to wait with a request that a DC with too many connections didn't take.
fn turned_away(failed: &Failed, effect: Effect) -> Option<Duration> {
    match failed {
        Failed::Broken { why, written } if !written || effect == Effect::None => match **why {
            Broken::TooManyConnections { wait } => Some(wait),
            _ => None,
        },
        _ => None,
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
