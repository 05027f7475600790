//! The sandbox's timer.

use std::future::pending;
use std::time::Instant;

use tokio::sync::watch;
use tokio::time::sleep_until;

/// An alarm for the next due event. Everything that may change when that is sets it.
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

    /// Waits for the alarm. It rings once for each time it is set to.
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
