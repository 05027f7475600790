//! How fast the hub passes on events: as fast as its fastest reader takes them.
//!
//! No subscriber slows another down. One that is slower than the fastest, or doesn't read, gets a cut when its queue is
//! full, and only that one has to catch up. When all are slow, the hub waits, so that the events of a flood wait where
//! Telegram's updates are heard and the subscribers that keep reading need no catching up at all.

use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use tokio::sync::Notify;
use tokio::time::timeout;

/// When no subscriber has taken anything for so long, none is waited for until one does.
const STOPPED_AFTER: Duration = Duration::from_secs(10);

/// How the reader of a queue stands to what comes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Pace {
    /// It would soon have nothing to read.
    KeepsUp,
    Behind,
    /// Its queue may soon be full.
    FarBehind,
    /// Its queue takes nothing any more.
    Cut,
}

/// What the readers of an account's queues have done, for the one hub that fills them.
#[derive(Debug, Default)]
pub struct Readers {
    /// Steps that they have taken in all.
    pub(super) taken: AtomicU64,
    /// A reader keeps up, has joined, or has left.
    pub(super) changed: Notify,
    /// How much was taken when waiting for it was given up, plus one.
    given_up_at: AtomicU64,
}

impl Readers {
    /// Returns when more may be passed on: at once, unless some are far behind and none keeps up.
    pub async fn ready(&self, paces: impl Fn() -> Vec<Pace>) {
        loop {
            let taken = self.taken.load(Ordering::Relaxed) + 1;
            if self.given_up_at.load(Ordering::Relaxed) == taken || may_go_on(&paces()) {
                return;
            }
            // A change since the look is remembered by the permit.
            let waited = timeout(STOPPED_AFTER, self.changed.notified()).await;
            if waited.is_err() && self.taken.load(Ordering::Relaxed) + 1 == taken {
                self.given_up_at.store(taken, Ordering::Relaxed);
            }
        }
    }
}

fn may_go_on(paces: &[Pace]) -> bool {
    paces.contains(&Pace::KeepsUp) || !paces.contains(&Pace::FarBehind)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_where_some_are_far_behind_and_none_keeps_up_is_there_a_wait() {
        use Pace::{Behind, Cut, FarBehind, KeepsUp};
        for (paces, expected) in [
            (&[][..], true),
            (&[Behind, Behind], true),
            (&[FarBehind, KeepsUp], true),
            (&[Cut], true),
            (&[FarBehind], false),
            (&[FarBehind, Behind, Cut], false),
        ] {
            assert_eq!(may_go_on(paces), expected, "{paces:?}");
        }
    }

    #[tokio::test(start_paused = true)]
    async fn readers_that_have_all_stopped_are_not_waited_for_again_until_one_takes_something() {
        let readers = Readers::default();
        let far_behind = || vec![Pace::FarBehind];
        let begun = tokio::time::Instant::now();
        readers.ready(far_behind).await;
        assert_eq!(begun.elapsed(), STOPPED_AFTER);
        readers.ready(far_behind).await;
        assert_eq!(begun.elapsed(), STOPPED_AFTER);
        readers.taken.fetch_add(1, Ordering::Relaxed);
        readers.ready(far_behind).await;
        assert_eq!(begun.elapsed(), 2 * STOPPED_AFTER);
    }
}
