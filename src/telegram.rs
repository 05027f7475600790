//! Telegram, reached through grammers: which server, its keys, live accounts, peers and failures.
//!
//! A function goes through `account` (other DCs) → `line` (one DC: retries, waits) → `link` (one shared connection) →
//! `mtproto` (packets) → `connection` (bytes). A file goes through `media` (parts) and its own line and link. The result
//! is grammers' TL type, or an [`Error`](crate::error::Error) that `failure` makes. Updates go from the link to `updates`.

pub mod account;
pub mod accounts;
pub mod attempt;
pub mod invoke;
pub mod limits;
pub mod login;
pub mod markup;
pub mod media;
pub mod password;
pub mod peer;
pub mod server;
pub mod updates;

mod cdn;
mod confirm;
mod connection;
mod dialogs;
mod explanation;
mod failure;
mod group;
mod handshake;
mod line;
mod link;
mod memory;
mod mtproto;

pub use failure::naming_user;
pub use grammers_client::tl;
pub use link::{Greeting, LinkEvent, Updates};
