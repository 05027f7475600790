//! Bytes from outside, made up: whatever they are, nothing panics, nothing hangs and nothing grows.
//!
//! A target is a function of [`Unstructured`] bytes, as libFuzzer's are. Here they come from a seeded generator, so that
//! a case which fails is the same in the next run. `TELEWIRE_FUZZ` sets the number of cases per
//! target. Default: as many as a debug build does in a moment. `tests/run --long` runs a million of each in an optimised
//! build, and 10,000 of the handshake, which makes primes.

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

/// A target stops where its bytes end.
type Outcome = arbitrary::Result<()>;

type Bytes<'a, 'b> = &'a mut Unstructured<'b>;
