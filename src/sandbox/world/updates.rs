//! What happened, and which accounts receive it.

pub mod delivery;
pub mod difference;
pub mod event;
pub mod qts;
