//! MTProto from the server's side: transports, key exchange, sessions, and the calls and updates they carry.

pub mod connection;
pub mod container;
pub mod crypto;
pub mod direct;
pub mod handshake;
pub mod line;
pub mod moment;
pub mod query;
pub mod random;
pub mod rsa;
pub mod salts;
pub mod server;
pub mod session;
pub mod timer;
pub mod transport;
pub mod turns;
