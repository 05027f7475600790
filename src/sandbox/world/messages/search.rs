//! Searching messages in one chat or in all (https://core.telegram.org/api/search).

use std::borrow::Cow;
use std::collections::BTreeSet;

use super::history::{Slice, Window};
use super::index::{IndexKey, Matches, MessageKind, words};
use crate::sandbox::world::World;
use crate::sandbox::world::chats::chat::ChatKind;
use crate::sandbox::world::engine::ids::Ids;
use crate::sandbox::world::people::peer::Peer;

/// Search criteria.
#[derive(Clone, Debug, Default)]
pub struct Query {
    /// Each word matches words that start with it. Hashtags and cashtags match as a whole.
    pub text: String,
    pub from: Option<i64>,
    /// In this forum topic.
    pub topic: Option<i32>,
    /// Messages of any of these kinds. Empty means all.
    pub kinds: Vec<MessageKind>,
    /// Only messages that mention the account.
    pub mentions_me: bool,
    /// Later than this date. 0 means no limit.
    pub min_date: i32,
    /// Earlier than this date. 0 means no limit.
    pub max_date: i32,
}

impl Query {
    /// Whether there are no criteria.
    pub fn is_empty(&self) -> bool {
        let Self { text, from, topic, kinds, mentions_me, min_date, max_date } = self;
        text.trim().is_empty()
            && from.is_none()
            && topic.is_none()
            && kinds.is_empty()
            && !mentions_me
            && (*min_date, *max_date) == (0, 0)
    }
}

/// The chats to search.
#[derive(Clone, Copy, Debug, Default)]
pub struct SearchScope {
    /// Default: both the main list and the archive.
    pub folder: Option<i32>,
    pub channels_only: bool,
    pub groups_only: bool,
    pub people_only: bool,
}

/// The date, chat and id of the last message of the previous page.
pub type SearchOffset = (i32, Peer, i32);

impl World {
    /// Finds matching messages in a chat.
    pub fn found_in(&self, account: i64, chat: Peer, query: &Query) -> Matches<'_> {
        let mailbox = self.mailbox_of(account, chat);
        let (tags, text): (Vec<&str>, Vec<&str>) =
            query.text.split_whitespace().partition(|word| word.len() > 1 && word.starts_with(['#', '$']));
        let tags = tags.into_iter().map(|tag| vec![IndexKey::Tag(tag.to_lowercase().into_boxed_str())]);
        let mut wanted: Vec<Vec<IndexKey>> =
            words(&text.join(" ")).into_iter().map(|word| vec![IndexKey::Word(word)]).chain(tags).collect();
        wanted.extend(query.from.map(|from| vec![IndexKey::From(from)]));
        wanted.extend(query.topic.map(|topic| vec![IndexKey::Topic(topic)]));
        if query.mentions_me {
            wanted.push(vec![IndexKey::Mentions(account)]);
        }
        if !query.kinds.is_empty() {
            wanted.push(query.kinds.iter().map(|kind| IndexKey::Kind(*kind)).collect());
        }
        let mut found = if wanted.is_empty() {
            mailbox.ids(chat).map_or_else(Matches::none, Matches::all)
        } else {
            mailbox.index().find(chat, &wanted)
        };
        let earliest = self.earliest(account, chat);
        if query.min_date > 0 || query.max_date > 0 || earliest > 0 {
            let from = if query.min_date > 0 { mailbox.id_at(query.min_date.saturating_add(1)) } else { 0 };
            let to = if query.max_date > 0 { mailbox.id_at(query.max_date) } else { i32::MAX };
            let (from, to) = (from.max(earliest), to.max(earliest));
            let is_outside =
                found.ids.range(..from).next().is_some() || found.ids.range(to..).next().is_some();
            if is_outside {
                let ids: Ids = found.ids.range(from..to).copied().collect();
                found.looked_at += ids.len();
                found.ids = Cow::Owned(ids);
            }
        }
        found
    }

    pub fn search(&self, account: i64, chat: Peer, query: &Query, window: Window) -> Slice {
        let found = self.found_in(account, chat, query);
        let ids = window.of(self.mailbox_of(account, chat), &found.ids);
        Slice { ids, total: window.count(&found.ids) }
    }

    /// Searches all of the account's chats. Returns messages newest first, and their total number.
    pub fn search_all(
        &self,
        account: i64,
        scope: SearchScope,
        query: &Query,
        behind: Option<SearchOffset>,
        limit: usize,
    ) -> (Vec<SearchOffset>, usize) {
        let chats = self
            .dialogs_of(account)
            .filter(|(_, dialog)| scope.folder.is_none_or(|folder| dialog.folder == folder));
        let chats = chats.map(|(chat, _)| chat).filter(|chat| self.is_of(*chat, scope));
        let mut newest: BTreeSet<SearchOffset> = BTreeSet::new();
        let mut total = 0;
        for chat in chats {
            let mailbox = self.mailbox_of(account, chat);
            let found = self.found_in(account, chat, query);
            total += found.ids.len();
            // Ids and dates rise together, so a page needs at most a page of each chat.
            let end = behind.map_or(i32::MAX, |(date, ..)| mailbox.id_at(date.saturating_add(1)));
            let dated = found.ids.range(..end).rev().filter_map(|id| mailbox.message(*id));
            let dated = dated.map(|message| (message.date, chat, message.id));
            newest.extend(dated.filter(|at| behind.is_none_or(|behind| *at < behind)).take(limit));
        }
        (newest.into_iter().rev().take(limit).collect(), total)
    }

    fn is_of(&self, chat: Peer, scope: SearchScope) -> bool {
        let kind = self.chat(chat).map(|chat| chat.kind);
        (!scope.channels_only || kind == Some(ChatKind::Channel))
            && (!scope.groups_only || matches!(kind, Some(ChatKind::Group | ChatKind::Supergroup)))
            && (!scope.people_only || kind.is_none())
    }
}
