//! Telegram, reached through grammers: which server, its keys, live accounts, peers and failures.
//!
//! A function goes `account` (retries, waits, other DCs) → `link` (one connection, shared) → `mtproto` (packets) →
//! `connection` (bytes). What comes back is grammers' TL type, or an [`Error`](crate::error::Error) of ours by
//! `failure`.

pub mod account;
pub mod accounts;
pub mod attempt;
pub mod invoke;
pub mod login;
pub mod markup;
pub mod password;
pub mod peer;
pub mod server;

mod connection;
mod failure;
mod group;
mod handshake;
mod link;
mod mtproto;

pub use grammers_client::tl;
pub use link::{Greeting, Updates};
