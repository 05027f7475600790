//! View and forward counts of channel posts.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

/// A post by its channel and message id. Forwards count for the original post.
pub type PostId = (i64, i32);

#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct PostCounts {
    /// Accounts that viewed it, the author first.
    pub seen_by: BTreeSet<i64>,
    pub forwards: i32,
}

impl PostCounts {
    pub fn views(&self) -> i32 {
        self.seen_by.len() as i32
    }
}
