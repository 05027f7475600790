//! Calls that wait: for a bot, or for the calls before them.

use super::layer::Spoken;
use crate::sandbox::functions::WireFault;
use crate::sandbox::mtproto::query::Query;

/// Where a message came from.
#[derive(Clone, Copy, Debug)]
pub struct Origin {
    pub connection: u64,
    pub auth_key_id: i64,
    pub session_id: i64,
}

/// A call as the functions know it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Made {
    /// The permanent key, where a temporary one speaks for it.
    pub auth_key_id: i64,
    pub session_id: i64,
    pub msg_id: i64,
}

/// What its answer needs when it comes.
pub struct Pending {
    pub origin: Origin,
    pub spoken: Spoken,
    pub fault: Option<WireFault>,
}

/// A query that waits for those before it.
pub struct Parked {
    pub origin: Origin,
    pub msg_id: i64,
    pub query: Query,
}
