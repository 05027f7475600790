//! Updates without loss: an account's events in order and without gaps, live or from a cursor.
//!
//! Updates arrive at `link::listeners`. [`source`] parses them, and the [`hub`], one task per account, feeds them to
//! [`recovery`], which orders them and asks for missing ones. The hub fans its output out to a [`queue`] per
//! [`subscription`]. A subscription runs a recovery of its own, which starts from a [`cursor`] and fetches what happened
//! since.
//!
//! Both recoveries keep a [`state`]: where the hub's delivery stands, and where that of one client does. By the second, an
//! event of the hub is old, next, or behind a gap that only this client has.

mod backfill;
mod backpressure;
mod batch;
mod bisection;
mod cell;
mod counting;
pub mod cursor;
mod difference;
mod envelope;
pub mod event;
mod gap;
mod hub;
mod parse;
mod queue;
mod recovery;
mod retry;
mod short;
pub mod source;
pub mod state;
pub mod subscription;
#[cfg(test)]
mod tests;

pub use batch::{Batch, Container};
pub use cell::Cell;
pub use counting::is_live_only;
pub use gap::{Gap, Missing};
pub use hub::QUIET_PERIOD;
pub use retry::{backoff, is_hopeless, retry_after};
