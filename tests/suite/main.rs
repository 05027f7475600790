//! What Telewire does, told at its boundary. One binary, so that it links once.

mod client;
mod framing;
mod generated;
mod house;
mod json;
mod json_rpc;
mod readme;
mod schema;
mod session;
mod socket;
mod telegram;
mod wire;
