//! One entry of an account's chat list.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Dialog {
    /// Pinned chats stand first, the highest number before the others.
    pub pinned: Option<i32>,
    /// 1 is the archive.
    pub folder: i32,
    /// Up to where the account has read what others wrote.
    pub read_inbox_max_id: i32,
    /// Up to where others have read what the account wrote.
    pub read_outbox_max_id: i32,
    /// Marked as unread by hand.
    pub marked: bool,
    /// The messages that mention the account and that it has yet to look at.
    #[serde(default)]
    pub unread_mentions: BTreeSet<i32>,
}

/// Up to which message somebody had read, and when they did.
pub type Mark = (i32, i32);
