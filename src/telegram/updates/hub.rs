//! The hub of an account: one task that takes Telegram's updates, lets [`Recovery`] order and complete them, and fans
//! them out to subscriptions.
//!
//! It lives as long as there is a subscription. From its start, what it delivers has no gaps; a subscription that needs
//! earlier events fetches them itself.
//!
//! The hub is as fast as its fastest subscription, see [`backpressure`](super::backpressure). While it pauses, updates
//! wait, within bounds, where they arrive. Those that don't fit are fetched later.

mod shared;
mod task;
mod watch;

use std::sync::Arc;
use std::time::Duration;

use tokio_util::task::AbortOnDropHandle;

use self::shared::Shared;
use self::task::Task;
use super::envelope::has_live_only;
use super::event::Render;
use super::queue::{CAPACITY, Queue};
use super::recovery::{Policy, Recovery};
use super::source::Source;
use super::state::State;
use crate::error::Result;
use crate::telegram::attempt::Attempt;

pub use self::watch::Watch;

/// The default of `--updates-silence`: how often a difference is requested, whatever arrives. Telegram may send updates to
/// another connection, and doesn't push every update of large channels.
pub const QUIET_PERIOD: Duration = Duration::from_secs(15 * 60);

/// An account's hub.
pub struct Hub<K> {
    shared: Arc<Shared<K>>,
    _task: AbortOnDropHandle<()>,
}

impl<K: Send + Sync + 'static> Hub<K> {
    /// Returns the account's hub, and starts it if there is none.
    pub async fn of<R>(source: &Source<R>, silence: Duration, attempt: &Attempt) -> Result<Arc<Self>>
    where
        R: Render<Kind = K>,
    {
        let account = source.account();
        let start = async || {
            // Listens before the first request, so that nothing after its answer is missed.
            let updates = account.listen_for(has_live_only);
            let state = source.state(attempt).await?;
            let shared = Arc::new(Shared::new(Recovery::new(state, Policy::Adopt)));
            let task = Task::new(source.clone(), shared.clone(), silence);
            let task = AbortOnDropHandle::new(tokio::spawn(task.run_contained(updates)));
            Ok(Self { shared, _task: task })
        };
        account.hub().get_or_start(|hub: &Self| !hub.shared.lock().has_ended(), start).await
    }

    /// Returns a queue for one more subscription. It stays empty until it [joins](Self::join).
    pub fn queue(&self) -> Arc<Queue<K>> {
        Arc::new(Queue::new(CAPACITY, self.shared.readers.clone()))
    }

    /// Delivers to a queue from now on, or again if it was cut. Returns the state from which it continues.
    pub fn join(&self, queue: &Arc<Queue<K>>) -> State {
        let mut delivery = self.shared.lock();
        delivery.join(queue);
        delivery.recovery.state().clone()
    }

    /// Polls these channels.
    pub fn watch(&self, channels: Vec<i64>) -> Watch {
        self.shared.watched.watch(channels)
    }
}

#[cfg(test)]
mod tests;
