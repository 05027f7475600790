//! What Telewire does, told at its boundary. One binary, so that it links once.

mod client;
mod framing;
mod json_rpc;
mod mtproto;
mod peers;
mod schema;
mod script;
mod session;
mod socket;
mod telegram;
mod wire;
mod world;
