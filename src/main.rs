//! The binary: the command line of the library, and what the library may not do because it is unsafe.

use std::process::ExitCode;

fn main() -> ExitCode {
    #[cfg(all(target_os = "linux", target_env = "gnu"))]
    return_large_buffers();
    // SAFETY: this runs before any other thread is started, so nothing reads the environment meanwhile.
    telewire::cli::main(|name| unsafe { std::env::remove_var(name) })
}

/// Makes glibc return large buffers to the system when they are freed, and limits the number of arenas.
///
/// By default it keeps freed buffers of up to 32 MiB for reuse, and reserves 64 MiB of address space per thread: most of
/// what a process under `prlimit --as` has.
#[cfg(all(target_os = "linux", target_env = "gnu"))]
fn return_large_buffers() {
    const ARENAS: libc::c_int = 2;
    const LARGE: libc::c_int = 1 << 20;
    for (parameter, value) in
        [(libc::M_ARENA_MAX, ARENAS), (libc::M_MMAP_THRESHOLD, LARGE), (libc::M_TRIM_THRESHOLD, LARGE)]
    {
        // SAFETY: mallopt accepts any value, and no other thread runs yet. A refused value leaves the default.
        unsafe { libc::mallopt(parameter, value) };
    }
}
