//! Bytes ⇄ messages: framing, standard input and output, the socket, and one task per connection.

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
