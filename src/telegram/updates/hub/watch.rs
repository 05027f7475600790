//! Channels that are polled, as Telegram doesn't push every update of large ones.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use parking_lot::{Mutex, MutexGuard};
use tokio::sync::Notify;
use tokio::time::Instant;

/// How often a channel is polled if Telegram doesn't say.
const INTERVAL: Duration = Duration::from_secs(30);

/// The shortest interval, whatever Telegram says.
const MIN_INTERVAL: Duration = Duration::from_secs(10);

/// The watched channels, with the number of watches.
#[derive(Debug, Default)]
pub struct Watched {
    channels: Mutex<BTreeMap<i64, usize>>,
    changed: Notify,
}

/// Watches channels until it is dropped.
pub struct Watch {
    watched: Arc<Watched>,
    channels: Vec<i64>,
}

/// When to poll each watched channel.
#[derive(Debug, Default)]
pub struct Schedule(BTreeMap<i64, Instant>);

impl Watched {
    pub fn watch(self: &Arc<Self>, channels: Vec<i64>) -> Watch {
        for id in &channels {
            *self.lock().entry(*id).or_default() += 1;
        }
        self.changed.notify_one();
        Watch { watched: self.clone(), channels }
    }

    /// Returns when channels have been added.
    pub async fn changed(&self) {
        self.changed.notified().await;
    }

    fn lock(&self) -> MutexGuard<'_, BTreeMap<i64, usize>> {
        self.channels.lock()
    }
}

impl Drop for Watch {
    fn drop(&mut self) {
        let mut watched = self.watched.lock();
        for id in &self.channels {
            if let Some(count) = watched.get_mut(id) {
                *count -= 1;
            }
        }
        watched.retain(|_, count| *count > 0);
    }
}

impl Schedule {
    /// Schedules newly watched channels now, and drops those that aren't watched any more.
    pub fn update(&mut self, watched: &Watched, now: Instant) {
        let watched = watched.lock();
        self.0.retain(|id, _| watched.contains_key(id));
        for id in watched.keys() {
            self.0.entry(*id).or_insert(now);
        }
    }

    pub fn next(&self) -> Option<Instant> {
        self.0.values().min().copied()
    }

    /// Returns the channels to poll now. Until [`polled`](Self::polled), they are polled again after `silence`.
    pub fn take_due(&mut self, now: Instant, silence: Duration) -> Vec<i64> {
        let due = self.0.iter_mut().filter(|(_, at)| **at <= now);
        due.map(|(id, at)| {
            *at = now + silence;
            *id
        })
        .collect()
    }

    /// A channel was polled. It is polled again after `timeout` seconds, within bounds; `--updates-silence` is one.
    pub fn polled(&mut self, id: i64, timeout: Option<i32>, silence: Duration, now: Instant) {
        if let Some(at) = self.0.get_mut(&id) {
            let wanted = timeout.and_then(|seconds| u64::try_from(seconds).ok());
            let wanted = wanted.map_or(INTERVAL, Duration::from_secs);
            *at = now + wanted.max(MIN_INTERVAL).min(silence);
        }
    }
}
