//! What the process asks of the system before it does anything else.

use std::sync::Arc;

use rustix::process::DumpableBehavior;
use signal_hook::consts::SIGXFSZ;

/// Sets up signals and the allocator. Must run before any thread is started.
pub fn prepare() {
    // Keys and sessions are in memory: no other process of the same user reads it, or finds it in a core dump.
    if let Err(error) = rustix::process::set_dumpable_behavior(DumpableBehavior::NotDumpable) {
        super::shown::tell(format_args!(
            "telewire: other processes of this user can read this one's memory: {error}"
        ));
    }
    // A write over RLIMIT_FSIZE then fails as a write to a full disk does, instead of ending the process. SIGPIPE is
    // ignored already, by Rust's own start-up code.
    if let Err(error) = signal_hook::flag::register(SIGXFSZ, Arc::default()) {
        super::shown::tell(format_args!(
            "telewire: files over the size limit will end this process: {error}"
        ));
    }
    #[cfg(all(target_os = "linux", target_env = "gnu"))]
    return_large_buffers();
}

/// Makes glibc give large buffers back to the system when they are freed, and reserve few arenas.
///
/// By default it keeps freed buffers of up to 32 MiB for reuse, and reserves 64 MiB of address space for each thread,
/// which is most of what a limited process may have.
#[cfg(all(target_os = "linux", target_env = "gnu"))]
fn return_large_buffers() {
    const ARENAS: libc::c_int = 2;
    const LARGE: libc::c_int = 1 << 20;
    for (parameter, value) in
        [(libc::M_ARENA_MAX, ARENAS), (libc::M_MMAP_THRESHOLD, LARGE), (libc::M_TRIM_THRESHOLD, LARGE)]
    {
        // SAFETY: mallopt takes any values, and no other thread runs yet. If it refuses one, its default stays.
        unsafe { libc::mallopt(parameter, value) };
    }
}
