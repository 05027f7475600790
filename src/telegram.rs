//! Telegram, reached through grammers: which server, its keys, live accounts, peers and failures.
//!
//! A function goes `account` (other DCs) → `line` (one DC: retries, waits) → `link` (one connection, shared) → `mtproto`
//! (packets) → `connection` (bytes). A file goes `media` (parts) → a line and a link of its own. What comes back is
//! grammers' TL type, or an [`Error`](crate::error::Error) of ours by `failure`. What Telegram tells by itself goes from
//! the link to `updates`.

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
pub use link::{Greeting, Heard, Updates};
