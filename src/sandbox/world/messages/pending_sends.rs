//! Sends whose answers are still pending.

use std::collections::HashMap;

use crate::sandbox::world::people::peer::Peer;

/// A call by its session and its message there.
pub type Made = (i64, i64);

/// Whose random_id, where, and which.
type Named = (i64, Peer, i64);

#[derive(Default)]
pub struct UnderWay {
    /// What the newest call has sent.
    pub newest: Vec<Named>,
    pub held: HashMap<Made, Vec<Named>>,
}
