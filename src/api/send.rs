//! The one way of a send.

pub mod attachment;
pub mod content;
pub mod deliver;
pub mod file_params;
pub mod limits;
pub mod reply;
pub mod result;
pub mod schedule;
pub mod turn;
pub mod upload;
