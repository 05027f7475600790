//! Backpressure: the hub delivers as fast as its fastest subscription reads.
//!
//! No subscription slows another down. When the queue of one overflows, it is cut, and only that subscription has to catch
//! up. When all are slow, the hub pauses, so that a flood waits where Telegram's updates arrive.

use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use tokio::sync::Notify;
use tokio::time::timeout;

/// After this time without a read the hub stops waiting, until there is a read.
const READ_TIMEOUT: Duration = Duration::from_secs(10);

/// How far the reader of a queue is behind.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Lag {
    /// The queue is nearly empty.
    KeepsUp,
    Behind,
    /// The queue may overflow soon.
    FarBehind,
    /// The queue has overflowed or is closed.
    Cut,
}

/// The reads from all queues of a hub.
#[derive(Debug, Default)]
pub struct Readers {
    /// Steps read so far.
    pub(super) taken: AtomicU64,
    /// A reader has caught up, joined or left.
    pub(super) changed: Notify,
    /// `taken` plus one when the hub last stopped waiting.
    given_up_at: AtomicU64,
}

impl Readers {
    /// Returns when the hub may deliver more: at once, unless some readers are far behind and none keeps up.
    pub async fn ready(&self, lags: impl Fn() -> Vec<Lag>) {
        loop {
            let taken = self.taken.load(Ordering::Relaxed) + 1;
            if self.given_up_at.load(Ordering::Relaxed) == taken || may_go_on(&lags()) {
                return;
            }
            // The permit records a change since the check.
            let waited = timeout(READ_TIMEOUT, self.changed.notified()).await;
            if waited.is_err() && self.taken.load(Ordering::Relaxed) + 1 == taken {
                self.given_up_at.store(taken, Ordering::Relaxed);
            }
        }
    }
}

fn may_go_on(lags: &[Lag]) -> bool {
    lags.contains(&Lag::KeepsUp) || !lags.contains(&Lag::FarBehind)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_hub_waits_only_if_some_are_far_behind_and_none_keeps_up() {
        use Lag::{Behind, Cut, FarBehind, KeepsUp};
        for (lags, expected) in [
            (&[][..], true),
            (&[Behind, Behind], true),
            (&[FarBehind, KeepsUp], true),
            (&[Cut], true),
            (&[FarBehind], false),
            (&[FarBehind, Behind, Cut], false),
        ] {
            assert_eq!(may_go_on(lags), expected, "{lags:?}");
        }
    }

    #[tokio::test(start_paused = true)]
    async fn stopped_readers_are_not_waited_for_again_until_one_reads() {
        let readers = Readers::default();
        let far_behind = || vec![Lag::FarBehind];
        let begun = tokio::time::Instant::now();
        readers.ready(far_behind).await;
        assert_eq!(begun.elapsed(), READ_TIMEOUT);
        readers.ready(far_behind).await;
        assert_eq!(begun.elapsed(), READ_TIMEOUT);
        readers.taken.fetch_add(1, Ordering::Relaxed);
        readers.ready(far_behind).await;
        assert_eq!(begun.elapsed(), 2 * READ_TIMEOUT);
    }
}
