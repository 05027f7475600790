//! The one thread that files are encrypted and decrypted on.

use std::io;
use std::sync::{Arc, Weak};

use parking_lot::Mutex;
use tokio::runtime::{Builder, Handle};
use tokio::sync::oneshot;

/// Runs as long as somebody holds it.
pub struct Thread {
    runtime: Handle,
    /// The thread ends when this goes.
    _running: oneshot::Sender<()>,
}

impl Thread {
    /// The thread of all transfers of this process, started if none runs.
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
            // Ends with an error, when the other side goes.
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
