//! Pages of a chat's history (https://core.telegram.org/api/offsets).

use super::mailbox::Mailbox;
use crate::sandbox::world::World;
use crate::sandbox::world::engine::ids::{IdRange, Ids};
use crate::sandbox::world::people::peer::Peer;

/// A page of history, in Telegram's own terms. 0 means not set.
#[derive(Clone, Copy, Debug, Default)]
pub struct Window {
    /// Starts at the first message older than this one.
    pub offset_id: i32,
    /// Starts at the first message before this date, if `offset_id` isn't set.
    pub offset_date: i32,
    /// Moves the start to older messages, or to newer ones if negative.
    pub add_offset: i32,
    pub limit: i32,
    /// Only messages older than this one.
    pub max_id: i32,
    /// Only messages newer than this one.
    pub min_id: i32,
    /// Messages outside this range are ignored.
    pub range: IdRange,
}

/// Maximum messages in one page.
const LIMIT: i32 = 100;

/// A page of history, newest first.
#[derive(Debug, PartialEq, Eq)]
pub struct Slice {
    pub ids: Vec<i32>,
    /// Total number of messages in the chat.
    pub total: usize,
}

impl World {
    pub fn history(&self, account: i64, chat: Peer, window: Window) -> Slice {
        let mailbox = self.mailbox_of(account, chat);
        let Some(all) = mailbox.ids(chat) else { return Slice { ids: Vec::new(), total: 0 } };
        let earliest = self.earliest(account, chat);
        let window = window.from(earliest);
        Slice { ids: window.of(mailbox, all), total: window.count(all) }
    }
}

impl Window {
    /// Limits the page to messages from `earliest` on.
    fn from(self, earliest: i32) -> Self {
        let range = IdRange { min_id: self.range.min_id.max(earliest), ..self.range };
        Self { range, ..self }
    }

    /// Total number of messages, not only in this page.
    pub(in crate::sandbox::world) fn count(self, all: &Ids) -> usize {
        all.count(self.range.min_id..=self.range.max_id)
    }

    /// Returns this page's messages, newest first.
    pub(in crate::sandbox::world) fn of(self, mailbox: &Mailbox, all: &Ids) -> Vec<i32> {
        let above = self.min_id.max(0).saturating_add(1).max(self.range.min_id);
        let below = if self.max_id > 0 { self.max_id } else { i32::MAX };
        let below = below.min(self.range.max_id.saturating_add(1));
        let offset = match (self.offset_id, self.offset_date) {
            (id, _) if id > 0 => id,
            (_, date) if date > 0 => mailbox.id_at(date),
            _ => i32::MAX,
        };

        // Positions count from the offset: 0 is the first older message, -1 the one before it.
        let limit = self.limit.clamp(0, LIMIT);
        let first = self.add_offset;
        let last = first.saturating_add(limit);
        let shown = all.places(above..below);
        let offset = all.places(..offset).end.clamp(shown.start, shown.end);
        let newest = place(offset, first).min(shown.end);
        let oldest = place(offset, last).clamp(shown.start, newest.max(shown.start));
        all.at(oldest..newest).rev().copied().collect()
    }
}

/// Moves a position to older messages, or to newer ones if negative.
fn place(offset: usize, older: i32) -> usize {
    let older_by = older.unsigned_abs() as usize;
    if older < 0 { offset.saturating_add(older_by) } else { offset.saturating_sub(older_by) }
}
