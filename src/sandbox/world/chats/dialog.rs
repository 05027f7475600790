//! One entry of an account's chat list.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Dialog {
    /// Position among pinned chats. Higher numbers come first.
    pub pinned: Option<i32>,
    /// 0 for the main list, 1 for the archive.
    pub folder: i32,
    /// The last incoming message that the account has read.
    pub read_inbox_max_id: i32,
    /// The last outgoing message that others have read.
    pub read_outbox_max_id: i32,
    /// Manually marked as unread.
    pub marked: bool,
    /// Unread mentions of the account.
    #[serde(default)]
    pub unread_mentions: BTreeSet<i32>,
}

/// A message id up to which a user had read, and when.
pub type ReadMark = (i32, i32);
