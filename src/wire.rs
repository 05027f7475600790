//! Bytes ⇄ messages: how they are framed, where they come from, and what one connection does with them.

pub mod connection;
pub mod framing;
pub mod input;
mod output;
mod process;
mod queue;
pub mod socket;
pub mod stdio;

pub use connection::serve;
pub use framing::Framing;
