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

use std::sync::Arc;

pub use hub::{Cell, SILENCE};
pub use place::is_told_once;
pub use retry::{backoff, is_hopeless, retry_after};

use self::event::Render;
use self::news::Reader;
use self::state::State;
use super::account::Account;
use super::attempt::Attempt;
use crate::error::Result;

/// How far an account's updates have come, in all its chats.
pub async fn now(account: &Arc<Account>, render: &Arc<dyn Render>, attempt: &Attempt) -> Result<State> {
    Reader::new(account.clone(), render.clone()).fresh(attempt).await
}
