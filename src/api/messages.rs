//! Messages: sent and read.

pub mod click;
pub mod history;
pub mod send;
