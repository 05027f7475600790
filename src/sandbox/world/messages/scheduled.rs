//! A scheduled message.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::draft::Draft;

#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Scheduled {
    pub date: i32,
    pub draft: Draft,
    /// The album it is part of.
    pub album: Option<i64>,
}

/// An account's scheduled messages in a chat, by their own ids.
pub type ScheduledMessages = BTreeMap<i32, Scheduled>;
