//! Whose turn it is at the server.
//!
//! Its lock alone would not do. Whoever changes the world without a pause takes it again before anybody else has it, or
//! after one packet of one client. And all connections are tasks of one thread: if one of them waited for the lock, the
//! others couldn't even be written what has long been said.

use tokio::sync::{Semaphore, SemaphorePermit};
use tokio::task::unconstrained;

/// Everybody's turn comes in the order of asking. Between two turns of whoever comes from outside lies one of every
/// connection that asked meanwhile.
pub struct Turns(Semaphore);

/// Ends when dropped.
pub type Turn<'a> = SemaphorePermit<'a>;

impl Default for Turns {
    fn default() -> Self {
        Self(Semaphore::new(1))
    }
}

impl Turns {
    /// For a task, which lets others of its thread go on meanwhile.
    pub async fn next(&self) -> Turn<'_> {
        self.0.acquire().await.expect("it is never closed")
    }

    /// For a thread that may wait. It may have tasks of its own, whose budget is no concern of ours.
    pub fn wait(&self) -> Turn<'_> {
        pollster::block_on(unconstrained(self.next()))
    }
}
