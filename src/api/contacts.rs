//! Whom the account knows, and from whom it wants to hear nothing.

pub mod add;
pub mod block;
pub mod delete;
pub mod list;
pub mod search;
