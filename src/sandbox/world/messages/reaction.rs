//! One account's reaction to a message.

use serde::{Deserialize, Serialize};

/// Reactions in order of arrival.
pub type Reactions = Vec<Reaction>;

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reaction {
    pub by: i64,
    pub emoji: String,
    pub date: i32,
}
