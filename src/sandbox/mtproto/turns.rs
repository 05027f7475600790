//! A fair queue for the server's lock.
//!
//! The lock alone isn't fair: a thread that changes the world in a loop could take it again before anyone else. And all
//! connections are tasks of one thread, so a connection that blocked on the lock would also keep the others from
//! writing queued bytes.

use tokio::sync::{Semaphore, SemaphorePermit};
use tokio::task::unconstrained;

/// Grants turns in order of request. Between two turns of an outside thread, every connection that is waiting gets one.
pub struct Turns(Semaphore);

/// A turn, which ends when dropped.
pub type Turn<'a> = SemaphorePermit<'a>;

impl Default for Turns {
    fn default() -> Self {
        Self(Semaphore::new(1))
    }
}

impl Turns {
    /// Waits for a turn without blocking the thread.
    pub async fn next(&self) -> Turn<'_> {
        self.0.acquire().await.expect("it is never closed")
    }

    /// Blocks the thread until its turn. It may run tasks of its own, whose budget doesn't matter here.
    pub fn wait(&self) -> Turn<'_> {
        pollster::block_on(unconstrained(self.next()))
    }
}
