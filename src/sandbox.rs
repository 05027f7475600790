//! A Telegram on loopback: a true MTProto server with a world in memory.

pub mod methods;
pub mod world;
