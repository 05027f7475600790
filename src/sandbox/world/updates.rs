//! What happened, and who is told.

pub mod delivery;
pub mod difference;
pub mod event;
pub mod qts;
