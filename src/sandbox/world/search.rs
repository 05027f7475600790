//! Finding messages in a chat or in all (https://core.telegram.org/api/search).

use std::collections::BTreeSet;

use super::chat::Kind as ChatKind;
use super::history::{Slice, Window};
use super::index::{Found, Key, Kind, words};
use super::takeout::{Range, within};
use super::{Peer, World};

/// What is looked for.
#[derive(Clone, Debug, Default)]
pub struct Query {
    /// Each word is the beginning of one in the message.
    pub text: String,
    pub from: Option<i64>,
    /// Any of these; none is every kind.
    pub kinds: Vec<Kind>,
    /// Later than this; 0 is always.
    pub min_date: i32,
    /// Earlier than this; 0 is always.
    pub max_date: i32,
}

/// In which chats.
#[derive(Clone, Copy, Debug, Default)]
pub struct Scope {
    /// Absent means both the main list and the archive.
    pub folder: Option<i32>,
    pub channels_only: bool,
    pub groups_only: bool,
    pub people_only: bool,
}

/// Behind which message a part of a search over all begins; the newest is first.
pub type Behind = (i32, Peer, i32);

impl World {
    /// The messages of a chat that fit, and how many were looked at to know.
    pub fn found_in(&self, account: i64, chat: Peer, query: &Query) -> Found {
        let mailbox = self.mailbox_of(account, chat);
        let mut wanted: Vec<Vec<Key>> =
            words(&query.text).into_iter().map(|word| vec![Key::Word(word)]).collect();
        wanted.extend(query.from.map(|from| vec![Key::From(from)]));
        if !query.kinds.is_empty() {
            wanted.push(query.kinds.iter().map(|kind| Key::Kind(*kind)).collect());
        }
        let mut found = if wanted.is_empty() {
            let ids: BTreeSet<i32> = mailbox.ids(chat).cloned().unwrap_or_default();
            Found { looked_at: ids.len(), ids }
        } else {
            mailbox.index().find(chat, &wanted)
        };
        if query.min_date > 0 {
            found.ids = found.ids.split_off(&mailbox.id_at(query.min_date.saturating_add(1)));
        }
        if query.max_date > 0 {
            found.ids.split_off(&mailbox.id_at(query.max_date));
        }
        found
    }

    pub fn search(
        &self,
        account: i64,
        chat: Peer,
        query: &Query,
        range: Option<&Range>,
        window: Window,
    ) -> Slice {
        let Found { ids, .. } = self.found_in(account, chat, query);
        let ids = range.map(|range| within(&ids, range)).unwrap_or(ids);
        Slice { ids: window.of(self.mailbox_of(account, chat), &ids), total: ids.len() }
    }

    /// The messages that fit in all of the account's chats, newest first, each with its chat; and how many there are.
    pub fn search_all(
        &self,
        account: i64,
        scope: Scope,
        query: &Query,
        behind: Option<Behind>,
        limit: usize,
    ) -> (Vec<Behind>, usize) {
        let chats = self
            .dialogs_of(account)
            .filter(|(_, dialog)| scope.folder.is_none_or(|folder| dialog.folder == folder));
        let chats = chats.map(|(chat, _)| chat).filter(|chat| self.is_of(*chat, scope));
        let mut all = BTreeSet::new();
        for chat in chats {
            let mailbox = self.mailbox_of(account, chat);
            let found = self.found_in(account, chat, query);
            let dated = found.ids.iter().filter_map(|id| mailbox.message(*id));
            all.extend(dated.map(|message| (message.date, chat, message.id)));
        }
        let part: Vec<Behind> = match behind {
            Some(behind) => all.range(..behind).rev().take(limit).copied().collect(),
            None => all.iter().rev().take(limit).copied().collect(),
        };
        (part, all.len())
    }

    fn is_of(&self, chat: Peer, scope: Scope) -> bool {
        let kind = self.chat(chat).map(|chat| chat.kind);
        (!scope.channels_only || kind == Some(ChatKind::Channel))
            && (!scope.groups_only || matches!(kind, Some(ChatKind::Group | ChatKind::Supergroup)))
            && (!scope.people_only || kind.is_none())
    }
}
