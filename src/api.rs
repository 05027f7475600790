//! The methods that clients call: one folder per namespace, one file per method.

pub mod access;
pub mod account;
pub mod auth;
pub mod bots;
pub mod call;
pub mod chats;
pub mod contacts;
pub mod daemon;
pub mod fetch;
pub mod groups;
pub mod media;
pub mod messages;
pub mod send;
pub mod session;
pub mod table;
pub mod telegram;
pub mod types;
pub mod updates;

pub use call::{Daemon, Defaults, MAX_INLINE};
pub use table::{catalog, ruled};
