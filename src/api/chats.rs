//! The account's chats.

pub mod archive;
pub mod get;
pub mod list;
pub mod mark_read;
pub mod mute;
pub mod typing;
