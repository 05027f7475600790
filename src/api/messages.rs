//! Messages: sent and read.

pub mod history;
pub mod send;
pub mod send_album;
pub mod send_file;
pub mod vote;
