//! Messages: sending, editing, forwarding, reading and searching.

pub mod click;
pub mod close_poll;
pub mod delete;
pub mod edit;
pub mod filters;
pub mod forward;
pub mod get;
pub mod history;
pub mod pin;
pub mod react;
pub mod scheduled;
pub mod search;
pub mod send;
pub mod send_album;
pub mod send_file;
pub mod send_poll;
pub mod vote;
pub mod walk;
