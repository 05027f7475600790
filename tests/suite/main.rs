//! What Telewire does, told at its boundary. One binary, so that it links once.

mod peers;
mod script;
mod telegram;
