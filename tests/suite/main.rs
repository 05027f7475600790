//! What Telewire does, told at its boundary. One binary, so that it links once.

mod cli;
mod client;
mod control;
mod framing;
mod generated;
mod house;
mod json;
mod json_rpc;
mod logins;
mod media;
mod messages;
mod mtproto;
mod peers;
mod readme;
mod schema;
mod script;
mod secrets;
mod session;
mod sharing;
mod socket;
mod stage;
mod telegram;
mod tl;
mod waits;
mod wire;
mod world;
