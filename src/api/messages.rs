//! Messages: sent and read.

pub mod history;
pub mod send;
