//! The sandbox's state and its rules. Knows no TL.

use std::net::SocketAddr;

/// All that a Telegram remembers.
pub struct World {
    pub dcs: Vec<(i32, SocketAddr)>,
}

impl World {
    pub fn new(_seed: u64, dcs: Vec<(i32, SocketAddr)>) -> World {
        World { dcs }
    }
}
