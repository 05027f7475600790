//! Channels that are asked for by themselves, as Telegram doesn't push all that comes about in large ones.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use parking_lot::{Mutex, MutexGuard};
use tokio::sync::Notify;
use tokio::time::Instant;

use super::machine::Machine;
use super::{Hub, Inner};
use crate::error::Result;
use crate::telegram::attempt::Attempt;
use crate::telegram::updates::difference::is_out_of_reach;
use crate::telegram::updates::news::Moved;
use crate::telegram::updates::queue::Step;
use crate::telegram::updates::state::Sequence;

/// How often a channel is asked for if Telegram doesn't say how often.
const PACE: Duration = Duration::from_secs(30);

/// No channel is asked for more often, whatever Telegram says.
const QUICKEST: Duration = Duration::from_secs(10);

/// The channels that are watched, and by how many.
#[derive(Default)]
pub(super) struct Watched {
    channels: Mutex<BTreeMap<i64, usize>>,
    changed: Notify,
}

/// Channels are watched as long as it lives.
pub struct Watch {
    inner: Arc<Inner>,
    channels: Vec<i64>,
}

impl Hub {
    /// Asks for these channels by themselves from now on.
    pub fn watch(&self, channels: Vec<i64>) -> Watch {
        let watched = &self.inner.watched;
        for id in &channels {
            *watched.lock().entry(*id).or_default() += 1;
        }
        watched.changed.notify_one();
        Watch { inner: self.inner.clone(), channels }
    }
}

impl Drop for Watch {
    fn drop(&mut self) {
        let mut watched = self.inner.watched.lock();
        for id in &self.channels {
            if let Some(count) = watched.get_mut(id) {
                *count -= 1;
            }
        }
        watched.retain(|_, count| *count > 0);
    }
}

impl Watched {
    pub(super) async fn changed(&self) {
        self.changed.notified().await;
    }

    fn has(&self, id: i64) -> bool {
        self.lock().contains_key(&id)
    }

    fn lock(&self) -> MutexGuard<'_, BTreeMap<i64, usize>> {
        self.channels.lock()
    }
}

impl Machine {
    /// Asks at once for those channels that are watched now and weren't before.
    pub(super) fn watch_anew(&mut self) {
        let watched: Vec<i64> = self.inner.watched.lock().keys().copied().collect();
        for id in watched {
            if !self.due.contains_key(&Sequence::Channel(id)) {
                self.ask_now(Sequence::Channel(id));
            }
        }
    }

    /// Asks again for a channel that is watched when Telegram wants it so.
    pub(super) fn watch_on(&mut self, id: i64, timeout: Option<i32>) {
        if self.inner.watched.has(id) {
            let pace = pace(timeout, self.silence);
            self.due.entry(Sequence::Channel(id)).or_insert(Instant::now() + pace);
        }
    }

    /// Asks again for a channel that can't be asked for now: the account may come into it again.
    pub(super) fn watch_later(&mut self, id: i64) {
        if self.inner.watched.has(id) {
            self.due.insert(Sequence::Channel(id), Instant::now() + self.silence);
        }
    }

    pub(super) fn is_watched_and_unknown(&self, id: i64) -> bool {
        self.inner.watched.has(id) && !self.inner.lock().state.channels.contains_key(&id)
    }

    /// Finds out how far a channel has come. Each subscriber finds out what came about in it before.
    pub(super) async fn meet_watched(&mut self, id: i64) -> Result<Option<i32>> {
        self.due.remove(&Sequence::Channel(id));
        let access_hash = self.reader.account().channel_hash(id).unwrap_or(0);
        match self.reader.pts_of_channel(id, access_hash, &Attempt::default()).await {
            Ok(pts) => {
                self.inner.lock().state.set_channel(id, pts, access_hash);
                self.inner.pass_on(Step::Moved(Moved { channel: id, pts: Some(pts) }));
                Ok(None)
            }
            Err(error) if is_out_of_reach(&error) => {
                self.watch_later(id);
                Ok(None)
            }
            Err(error) => Err(error),
        }
    }
}

/// How long after an answer a channel is asked for again. `--updates-silence` bounds it as well.
fn pace(timeout: Option<i32>, silence: Duration) -> Duration {
    let wanted = timeout.and_then(|seconds| u64::try_from(seconds).ok()).map_or(PACE, Duration::from_secs);
    wanted.max(QUICKEST).min(silence)
}
