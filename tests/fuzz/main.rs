//! Arbitrary bytes from outside: nothing panics, hangs or grows.
//!
//! A target is a function of [`Unstructured`] bytes, like libFuzzer's. Here a seeded generator makes the bytes, so that
//! a failing case fails again in the next run. `TELEWIRE_FUZZ` sets the number of cases per target. Default: as many as
//! a debug build runs in a moment. `tests/run --long` runs a million each in an optimised build, and 10,000 of the
//! handshake, which generates primes.

mod answers;
#[path = "../suite/tl/anything.rs"]
#[allow(dead_code, reason = "the suite makes calls as well")]
mod anything;
mod calls;
mod client;
mod cursors;
mod everything;
#[path = "../suite/mtproto/exchange.rs"]
#[allow(dead_code, reason = "the suite spoils exchanges step by step")]
mod exchange;
mod functions;
mod generator;
mod handshake;
mod markup;
mod media;
#[path = "../suite/memory.rs"]
#[allow(dead_code, reason = "the suite measures more")]
mod memory;
mod packets;
mod peers;
mod queries;
#[path = "../suite/tl/rust_types.rs"]
#[allow(dead_code, reason = "the suite reads types as well")]
#[rustfmt::skip]
mod rust_types;
mod sessions;
mod tl;
mod transports;
mod updates;
mod wire;

use arbitrary::Unstructured;

#[global_allocator]
static ALLOCATOR: memory::Counting = memory::Counting;

/// Ends the target when its bytes run out.
type Outcome = arbitrary::Result<()>;

type Bytes<'a, 'b> = &'a mut Unstructured<'b>;
