//! Updates that can't be lost: what Telegram tells an account, in order, without gaps, from any moment on.
//!
//! What comes over the account's connection goes `link::listeners` → [`news`] (taken apart) → [`hub`] (one task an
//! account: put in order, gaps filled by [`difference`]) → a [`queue`] for each who is told → [`subscription`], which first
//! tells what was missed since a [`cursor`].
//!
//! Both the hub and each subscription keep a [`state`] of their own. The hub's says how far it has passed on; a
//! subscription's how far its client has been told, and so whether something of the hub's is old, next or behind a gap
//! that only this client has.

pub mod cursor;
mod difference;
pub mod event;
mod hub;
mod meeting;
mod narrowing;
pub mod news;
mod pace;
mod place;
mod queue;
mod retry;
mod short;
pub mod state;
pub mod subscription;
#[cfg(test)]
mod tests;

pub use hub::{Cell, SILENCE};
pub use place::is_told_once;
pub use retry::{backoff, is_hopeless, retry_after};
