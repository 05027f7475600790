//! Calls that wait: for a bot, or for the calls before them.

use super::layer::Spoken;
use crate::sandbox::functions::WireFault;
use crate::sandbox::mtproto::query::Query;

/// The origin of a message.
#[derive(Clone, Copy, Debug)]
pub struct Origin {
    pub connection: u64,
    pub auth_key_id: i64,
    pub session_id: i64,
}

/// Identifies a call for [`Functions`](super::Functions).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Made {
    /// The permanent key, if a temporary one is bound to it.
    pub auth_key_id: i64,
    pub session_id: i64,
    pub msg_id: i64,
}

/// What is needed to answer a waiting call.
pub struct Pending {
    pub origin: Origin,
    pub spoken: Spoken,
    pub fault: Option<WireFault>,
}

/// A query that waits for earlier ones.
pub struct Parked {
    pub origin: Origin,
    pub msg_id: i64,
    pub query: Query,
}
