//! Process settings at start-up.

use std::sync::Arc;

use rustix::process::DumpableBehavior;
use signal_hook::consts::SIGXFSZ;

/// Protects the memory from other processes, and sets up signals. Must run before any thread is started.
pub fn prepare() {
    // Keys and sessions are in memory. No other process of the same user may read it, or find it in a core dump.
    if let Err(error) = rustix::process::set_dumpable_behavior(DumpableBehavior::NotDumpable) {
        super::shown::tell(format_args!(
            "telewire: other processes of this user can read this one's memory: {error}"
        ));
    }
    // With a handler, a write over RLIMIT_FSIZE fails like a write to a full disk instead of killing the process. Rust's
    // start-up code ignores SIGPIPE.
    if let Err(error) = signal_hook::flag::register(SIGXFSZ, Arc::default()) {
        super::shown::tell(format_args!(
            "telewire: files over the size limit will end this process: {error}"
        ));
    }
}
