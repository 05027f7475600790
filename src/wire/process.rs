//! Waits for the end of another process: the client that gave its id in `initialize`.

use std::time::Duration;

use rustix::io::Errno;
use rustix::process::{Pid, test_kill_process};

/// Polling interval. The end of a process that isn't a child causes no event.
const INTERVAL: Duration = Duration::from_secs(1);

/// Returns when the process has ended, or at once if there is none.
pub async fn ended(id: i32) {
    let Some(pid) = Pid::from_raw(id) else { return };
    while test_kill_process(pid) != Err(Errno::SRCH) {
        tokio::time::sleep(INTERVAL).await;
    }
}
