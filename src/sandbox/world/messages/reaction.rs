//! One account's reaction to a message.

use serde::{Deserialize, Serialize};

/// Who reacted with what, in the order in which they came.
pub type Reactions = Vec<Reaction>;

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reaction {
    pub by: i64,
    pub emoji: String,
    pub date: i32,
}
