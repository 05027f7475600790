//! The sandbox's MTProto, packet by packet. Each test checks a paragraph of <https://core.telegram.org/mtproto>.

mod account;
mod after;
mod client;
mod connections;
mod containers;
mod exchange;
mod faults;
mod garbage;
mod grammers;
mod key_exchange;
mod later;
mod messages;
mod queries;
mod quotas;
mod salts;
mod script;
mod sending;
mod seq;
mod server;
mod service;
mod temporary;
mod time;
mod transports;
mod updates;
mod wire;
