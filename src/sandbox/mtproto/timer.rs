//! Wakes the sandbox when something is due.

use std::future::pending;
use std::time::Instant;

use tokio::sync::watch;
use tokio::time::sleep_until;

/// One alarm, which everything that may change the time of the next due thing sets.
pub struct Timer(watch::Sender<Option<Instant>>);

impl Default for Timer {
    fn default() -> Self {
        Self(watch::Sender::new(None))
    }
}

impl Timer {
    pub fn set(&self, at: Option<Instant>) {
        self.0.send_if_modified(|set| std::mem::replace(set, at) != at);
    }

    /// Comes back when it rings. It rings once for each time that it was set to.
    pub async fn due(&self) {
        let mut alarm = self.0.subscribe();
        loop {
            let at = *alarm.borrow_and_update();
            let rings = async {
                match at {
                    Some(at) => sleep_until(at.into()).await,
                    None => pending().await,
                }
            };
            tokio::select! {
                () = rings => return,
                changed = alarm.changed() => if changed.is_err() {
                    pending::<()>().await;
                },
            }
        }
    }
}
