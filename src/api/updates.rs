//! `updates.*`: events as they happen, or from any cursor.

pub mod event;
pub mod poll;
pub mod render;
pub mod subscribe;

mod filter;
mod item;
mod stream;
