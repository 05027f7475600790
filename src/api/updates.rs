//! What happens at Telegram, told to those who asked for it.

pub mod event;
