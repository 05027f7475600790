//! Contacts and blocked users.

pub mod add;
pub mod block;
pub mod delete;
pub mod list;
pub mod search;
