//! The hub of an account: one task takes in what Telegram tells, puts it in order, fills gaps, and passes it on to all
//! who are told.
//!
//! It is alive as long as somebody is told. What it passes on has no gaps from the moment on that it began; whoever has
//! to be told of earlier things asks for them by themselves, at their own pace.
//!
//! It goes as fast as the fastest of its readers, and waits for no other: see [`pace`](super::pace). What Telegram tells
//! while it waits is kept where it is heard, within bounds; what doesn't fit there is asked for afterwards.

mod asking;
mod early;
mod machine;
mod watching;

use std::sync::{Arc, Weak};
use std::time::Duration;

use parking_lot::{Mutex, MutexGuard};
use tokio_util::task::AbortOnDropHandle;

use self::machine::Machine;
use self::watching::Watched;
use super::news::{Reader, live_only};
use super::pace::Readers;
use super::queue::{CAPACITY, Queue, Step};
use super::state::State;
use crate::error::{Error, Result};
use crate::telegram::attempt::Attempt;

pub use self::early::{MOST_ASKED, PATIENCE};
pub use self::watching::Watch;

/// A difference is asked for so often, whatever else comes: Telegram may tell another connection, and it doesn't push all
/// that comes about in large channels.
pub const SILENCE: Duration = Duration::from_secs(15 * 60);

/// An account's hub, while somebody is told.
pub struct Hub {
    inner: Arc<Inner>,
    _task: AbortOnDropHandle<()>,
}

struct Inner {
    shared: Mutex<Shared>,
    readers: Arc<Readers>,
    watched: Watched,
}

struct Shared {
    /// How far all has been passed on.
    state: State,
    queues: Vec<Weak<Queue>>,
    /// Why nothing more will come.
    ended: Option<Arc<Error>>,
}

/// The hubs of an account: one, or none.
pub type Cell = tokio::sync::Mutex<Weak<Hub>>;

impl Hub {
    /// The account's hub; a new one if nobody was told until now.
    pub async fn of(reader: &Reader, silence: Duration, attempt: &Attempt) -> Result<Arc<Self>> {
        let account = reader.account();
        let mut cell = account.hub().lock().await;
        if let Some(hub) = cell.upgrade()
            && hub.inner.lock().ended.is_none()
        {
            return Ok(hub);
        }
        // Whoever listens before the first request misses nothing after its answer.
        let updates = account.listen_for(live_only);
        let state = reader.state(attempt).await?;
        let shared = Shared { state, queues: Vec::new(), ended: None };
        let inner = Arc::new(Inner::new(shared));
        let machine = Machine::new(reader.clone(), inner.clone(), silence);
        let task = AbortOnDropHandle::new(tokio::spawn(machine.run_contained(updates)));
        let hub = Arc::new(Self { inner, _task: task });
        *cell = Arc::downgrade(&hub);
        Ok(hub)
    }

    /// A queue for one more reader, which gets nothing until it [joins](Self::join).
    pub fn queue(&self) -> Arc<Queue> {
        Arc::new(Queue::new(CAPACITY, self.inner.readers.clone()))
    }

    /// Passes on to a queue from now on, or again if it was cut. Gives how far all has come until now.
    pub fn join(&self, queue: &Arc<Queue>) -> State {
        let mut shared = self.inner.lock();
        queue.rejoin();
        let joining = Arc::downgrade(queue);
        if !shared.queues.iter().any(|known| known.ptr_eq(&joining)) {
            shared.queues.push(joining);
        }
        if let Some(error) = &shared.ended {
            queue.push(&Arc::new(Step::Ended(error.clone())));
        }
        shared.state.clone()
    }
}

impl Inner {
    fn new(shared: Shared) -> Self {
        Self { shared: Mutex::new(shared), readers: Arc::default(), watched: Watched::default() }
    }

    fn lock(&self) -> MutexGuard<'_, Shared> {
        self.shared.lock()
    }

    fn pass_on(&self, step: Step) {
        let mut shared = self.lock();
        match &step {
            Step::Happened(happened) => shared.state.advance(&happened.moves),
            Step::Synced { date, seq } => (shared.state.date, shared.state.seq) = (*date, *seq),
            Step::Moved(_) => {}
            Step::Ended(error) => shared.ended = Some(error.clone()),
        }
        let step = Arc::new(step);
        shared.queues.retain(|queue| match queue.upgrade() {
            Some(queue) => {
                queue.push(&step);
                true
            }
            None => false,
        });
    }

    /// Returns when the readers can take more.
    async fn ready(&self) {
        let paces = || self.lock().queues.iter().filter_map(|queue| Some(queue.upgrade()?.pace())).collect();
        self.readers.ready(paces).await;
    }
}

#[cfg(test)]
mod tests;
