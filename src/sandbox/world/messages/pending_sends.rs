//! Sends whose answers are still pending.

use std::collections::HashMap;

use crate::sandbox::world::people::peer::Peer;

/// A call, by session id and message id.
pub type CallId = (i64, i64);

/// A send, by account, chat and `random_id`.
type SendKey = (i64, Peer, i64);

#[derive(Default)]
pub struct PendingSends {
    /// Sends of the current call.
    pub newest: Vec<SendKey>,
    pub held: HashMap<CallId, Vec<SendKey>>,
}
