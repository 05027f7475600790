//! A scheduled message.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::draft::Draft;

#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Scheduled {
    pub date: i32,
    pub draft: Draft,
    /// The album that it is part of.
    pub album: Option<i64>,
}

/// What one account has waiting for one chat, by ids of its own.
pub type Waiting = BTreeMap<i32, Scheduled>;
