//! What Telewire does, told at its boundary. One binary, so that it links once.

mod account;
mod bots;
mod chats;
mod cli;
mod client;
mod contacts;
mod control;
mod dates;
mod each;
mod faults;
mod foreign;
mod framing;
mod generated;
mod groups;
mod hostile;
mod house;
mod invoke;
mod json;
mod json_rpc;
mod keeping;
mod learning;
mod limits;
mod load;
mod logins;
mod media;
#[allow(dead_code, reason = "the fuzz targets watch as well")]
mod memory;
mod messages;
mod mtproto;
mod params;
mod pasting;
mod peers;
mod policy;
mod polls;
mod readme;
mod refusals;
mod schema;
mod script;
mod secrets;
mod session;
mod sharing;
mod socket;
mod stage;
mod starving;
mod strangers;
mod subjects;
mod telegram;
mod tl;
mod topics;
mod updates;
mod waits;
mod wire;
mod world;
mod wrapper;

#[global_allocator]
static ALLOCATOR: memory::Counting = memory::Counting;
