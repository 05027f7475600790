//! Tests that need an optimised build: large files, large worlds, floods, crashes and a hostile Telegram, with
//! thousands of messages and calls.
//!
//! A debug build runs the same tests with small numbers. `tests/run --long` runs them in the `strength` profile, which
//! is optimised and checks for overflows.

mod burst;
#[path = "../suite/client.rs"]
#[allow(dead_code, reason = "the suite uses the rest")]
mod client;
mod crashes;
mod flood;
mod hostile;
mod large_file;
mod large_world;
mod load;
#[path = "../suite/memory.rs"]
#[allow(dead_code, reason = "the fuzz targets use the rest")]
mod memory;
#[path = "../suite/stage.rs"]
#[allow(dead_code, reason = "the suite uses the rest")]
mod stage;

#[global_allocator]
static ALLOCATOR: memory::Counting = memory::Counting;

/// Selects a test's size: small in a debug build.
const fn size(small: usize, large: usize) -> usize {
    if cfg!(debug_assertions) { small } else { large }
}
