//! One DC with a key for it, and the link to it while there is one.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use bytes::Bytes;
use futures_util::StreamExt;
use futures_util::stream::FuturesUnordered;
use tokio::time::{Instant, sleep_until};
use tokio_util::task::AbortOnDropHandle;
use tracing::debug;

use super::account::key_id;
use super::attempt::{Attempt, Progress};
use super::connection::{Broken, Connection};
use super::failure;
use super::handshake;
use super::link::{Failed, Greeting, Link, Listeners, Route};
use super::media::Thread;
use super::mtproto::Learned;
use super::server::Server;
use crate::error::{Error, Kind, Result};
use crate::secret::SecretBytes;

/// One DC with its key, and the link to it while there is one.
pub struct Line {
    pub dc: i32,
    pub route: Route,
    link: Mutex<Option<Open>>,
    /// How often a request goes out again that died with its link.
    retries: u32,
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
    /// The link of a transfer ends with it, whatever is under way.
    _end: Option<AbortOnDropHandle<()>>,
}

/// A transfer outlives so many links that die under one of its parts.
const MEDIA_RETRIES: u32 = 4;

/// When a transfer hears nothing for so long, the parts that are waited for are asked for once more: an answer may have
/// been lost. Then for twice as long, as the line may only be slow.
const PATIENCE: Duration = Duration::from_secs(10);

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
        connection: Option<Connection>,
    ) -> Result<Self> {
        let address = server.address(dc).ok_or_else(|| no_such_dc(server, dc))?;
        let route = Route { address, key, learned, greeting, listeners: Listeners::default() };
        let link = connection.map(|connection| Link::open(route.clone(), Some(connection)));
        let link = Mutex::new(link.map(|link| Open { link, _end: None }));
        Ok(Self { dc, route, link, retries: 1, media: None })
    }

    /// The same line, with this link.
    #[must_use]
    pub fn over(self, link: Link) -> Self {
        Self { link: Mutex::new(Some(Open { link, _end: None })), ..self }
    }

    /// A line to the same DC for one transfer: its link is nobody else's, and ends with it.
    pub fn of_its_own(&self, thread: Arc<Thread>) -> Self {
        let media = Media { thread, answered: Mutex::new(Instant::now()) };
        // Updates are for the account's own link.
        let route = Route { listeners: Listeners::default(), ..self.route.clone() };
        Self { dc: self.dc, route, link: Mutex::default(), retries: MEDIA_RETRIES, media: Some(media) }
    }

    pub async fn exchange(server: &Server, dc: i32, greeting: Arc<Greeting>) -> Result<Self> {
        if server.address(dc).is_none() {
            return Err(no_such_dc(server, dc));
        }
        let agreed = handshake::exchange(server, dc).await.map_err(|e| failure::handshake(&e))?;
        let learned = Arc::new(Learned::new(agreed.salt, agreed.time_offset));
        Self::new(server, dc, agreed.key, learned, greeting, Some(agreed.connection))
    }

    /// The link, opened if there is none that lives. That is no waiting: it takes requests while it connects.
    fn link(&self) -> Link {
        let mut open = lock(&self.link);
        match &*open {
            Some(live) if !live.link.is_closed() => live.link.clone(),
            _ => open.insert(self.open()).link.clone(),
        }
    }

    fn open(&self) -> Open {
        match &self.media {
            None => Open { link: Link::open(self.route.clone(), None), _end: None },
            Some(media) => {
                let (link, task) = Link::open_in(media.thread.runtime(), self.route.clone());
                Open { link, _end: Some(AbortOnDropHandle::new(task)) }
            }
        }
    }

    /// Names the line's key.
    pub fn key_id(&self) -> i64 {
        key_id(&self.route.key)
    }

    pub fn is_live(&self) -> bool {
        lock(&self.link).as_ref().is_some_and(|open| !open.link.is_closed())
    }

    /// Lets go of the link: it ends when what is under way has been answered.
    pub fn rest(&self) {
        lock(&self.link).take();
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
            let link = self.link();
            if !link.is_up() {
                attempt.report(Progress::Connect);
            }
            let answer = match &self.media {
                None => link.send(body.clone(), delivery.clone()).answer().await,
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
            let last_sign = asked.max(*lock(&self.answered));
            tokio::select! {
                Some(answer) = pending.next() => {
                    *lock(&self.answered) = Instant::now();
                    return answer;
                }
                () = sleep_until(last_sign + patience) => {
                    if last_sign < *lock(&self.answered) {
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
        Failed::Telegram(_) | Failed::Refused { .. } | Failed::Unreadable(_) => false,
    }
}

pub fn is_key_unknown(failed: &Failed) -> bool {
    match failed {
        Failed::Broken { why, .. } => matches!(**why, Broken::KeyUnknown),
        Failed::Telegram(error) => error.error_message == "AUTH_KEY_UNREGISTERED",
        _ => false,
    }
}

fn no_such_dc(server: &Server, dc: i32) -> Error {
    Error::new(Kind::Offline, format!("the server {} has no DC {dc}", server.name))
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
