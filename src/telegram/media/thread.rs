//! The thread that encrypts and decrypts files.

use std::io;
use std::sync::{Arc, Weak};

use parking_lot::Mutex;
use tokio::runtime::{Builder, Handle};
use tokio::sync::oneshot;

/// The thread. It ends when the last reference is dropped.
pub struct Thread {
    runtime: Handle,
    /// Ends the thread when dropped.
    _running: oneshot::Sender<()>,
}

impl Thread {
    /// Returns the thread for all transfers of this process. Starts it if needed.
    pub fn get() -> io::Result<Arc<Self>> {
        static RUNNING: Mutex<Weak<Thread>> = Mutex::new(Weak::new());
        let mut running = RUNNING.lock();
        if let Some(thread) = running.upgrade() {
            return Ok(thread);
        }
        let thread = Arc::new(Self::start()?);
        *running = Arc::downgrade(&thread);
        Ok(thread)
    }

    fn start() -> io::Result<Self> {
        let runtime = Builder::new_current_thread().enable_all().build()?;
        let handle = runtime.handle().clone();
        let (running, ended) = oneshot::channel::<()>();
        std::thread::Builder::new().name("media".to_owned()).spawn(move || {
            // Returns an error when the sender is dropped.
            let _ = runtime.block_on(ended);
        })?;
        Ok(Self { runtime: handle, _running: running })
    }

    pub fn runtime(&self) -> &Handle {
        &self.runtime
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn transfers_share_a_thread_which_ends_with_the_last_of_them() {
        let (first, second) = (Thread::get().unwrap(), Thread::get().unwrap());
        assert!(Arc::ptr_eq(&first, &second));
        let (sender, ended) = oneshot::channel::<()>();
        first.runtime().spawn(async move {
            let _sender = sender;
            std::future::pending::<()>().await;
        });
        drop((first, second));
        assert!(ended.blocking_recv().is_err(), "what ran on it has ended");
        assert!(Thread::get().is_ok());
    }
}
