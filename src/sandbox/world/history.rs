//! Parts of a chat's history (https://core.telegram.org/api/offsets).

use std::collections::BTreeSet;

use super::mailbox::Mailbox;
use super::takeout::{Range, within};
use super::{Peer, World};

/// Which part, in Telegram's own terms; 0 is "doesn't matter".
#[derive(Clone, Copy, Debug, Default)]
pub struct Window {
    /// Begins with the first message that is older than this one.
    pub offset_id: i32,
    /// Begins with the first message before this date, if there is no `offset_id`.
    pub offset_date: i32,
    /// Moves the beginning towards older messages, or newer ones if negative.
    pub add_offset: i32,
    pub limit: i32,
    /// Only messages older than this one.
    pub max_id: i32,
    /// Only messages newer than this one.
    pub min_id: i32,
}

/// Telegram gives no more at once.
const LIMIT: i32 = 100;

/// A part of a history, newest first.
#[derive(Debug, PartialEq, Eq)]
pub struct Slice {
    pub ids: Vec<i32>,
    /// How many messages the chat has in all.
    pub total: usize,
}

impl World {
    /// Within a range, the messages outside it are as if there were none.
    pub fn history(&self, account: i64, chat: Peer, range: Option<&Range>, window: Window) -> Slice {
        let mailbox = self.mailbox_of(account, chat);
        let Some(all) = mailbox.ids(chat) else { return Slice { ids: Vec::new(), total: 0 } };
        let ranged = range.map(|range| within(all, range));
        let all = ranged.as_ref().unwrap_or(all);
        Slice { ids: window.of(mailbox, all), total: all.len() }
    }
}

impl Window {
    /// What this window shows of messages of that mailbox, newest first.
    pub(super) fn of(self, mailbox: &Mailbox, all: &BTreeSet<i32>) -> Vec<i32> {
        let above = self.min_id.max(0).saturating_add(1);
        let below = if self.max_id > 0 { self.max_id } else { i32::MAX };
        let offset = match (self.offset_id, self.offset_date) {
            (id, _) if id > 0 => id,
            (_, date) if date > 0 => mailbox.id_at(date),
            _ => i32::MAX,
        };

        // Positions count from the offset: 0 is the first older message, -1 the one before it.
        let limit = self.limit.clamp(0, LIMIT);
        let first = self.add_offset;
        let last = first.saturating_add(limit);
        let within = |range: std::ops::Range<i32>| (range.start < range.end).then(|| all.range(range));
        let newer = within(offset.max(above)..below).into_iter().flatten();
        let older = within(above..offset.min(below)).into_iter().flatten().rev();

        let mut ids: Vec<i32> = newer
            .take(first.min(0).unsigned_abs() as usize)
            .skip(last.min(0).unsigned_abs() as usize)
            .copied()
            .collect();
        ids.reverse();
        let skipped = first.max(0);
        ids.extend(older.skip(skipped as usize).take((last.max(0) - skipped).max(0) as usize));
        ids
    }
}
