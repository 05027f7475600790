//! Walks through a chat's messages in parts, from newest to oldest or in reverse.
//!
//! Positions are ids of the last seen message, so new and deleted messages don't shift pages.
//! <https://core.telegram.org/api/offsets>

use super::filters::{Facts, Filters, Fit, MediaFilter};
use crate::api::call::Call;
use crate::api::types::date::Date;
use crate::api::types::message::Message;
use crate::api::types::message_list::MessageList;
use crate::error::Result;
use crate::telegram::account::Account;
use crate::telegram::peer::Peer;
use crate::telegram::{naming_user, tl};

/// Maximum requests per call, when messages don't pass the filters. The page is then short.
const REQUESTS: usize = 10;

/// Telegram's limit per request.
const MOST: i32 = 100;

pub struct Walk<'a> {
    pub call: &'a Call,
    pub account: &'a Account,
    pub peer: &'a Peer,
    pub filters: Filters,
}

/// A part of the walk.
pub struct Part {
    pub messages: Vec<Message>,
    /// The last seen message, if there may be more.
    pub next: Option<i32>,
    pub total: Option<i32>,
}

/// The range to request, in Telegram's terms.
#[derive(Clone, Copy, Debug, Default)]
struct Window {
    offset_id: i32,
    offset_date: i32,
    add_offset: i32,
    limit: i32,
}

impl Walk<'_> {
    /// The range from the start, or after the last seen message.
    pub async fn part(mut self, seen: Option<i32>, limit: i32) -> Result<Part> {
        let mut part = Part { messages: Vec::new(), next: None, total: None };
        let mut at = match seen {
            Some(seen) => seen,
            None => self.begin().await?,
        };
        if self.is_over(at) {
            return Ok(part);
        }
        let filtered_here = self.filters.needs_local_filter(self.peer.id);
        for _ in 0..REQUESTS {
            let missing = limit - part.messages.len() as i32;
            let found = self.ask(self.behind(at, if filtered_here { MOST } else { missing })).await?;
            if part.total.is_none() && self.filters.is_counted(self.peer.id) {
                part.total = found.total;
            }
            let before = at;
            let ended = self.take(&found, &mut at, limit, &mut part.messages);
            // Telegram gives at least one if there is any; that it gives fewer than it was asked for means nothing.
            if ended || at == before || self.is_over(at) {
                part.next = None;
                break;
            }
            part.next = Some(at);
            if part.messages.len() as i32 == limit || (!filtered_here && !part.messages.is_empty()) {
                break;
            }
        }
        Ok(part)
    }

    /// Takes messages that pass the filters, up to the limit. Returns whether the walk is complete.
    fn take(&self, found: &MessageList, at: &mut i32, limit: i32, messages: &mut Vec<Message>) -> bool {
        let me = found.cast.viewer().account;
        let mut part: Vec<&tl::enums::Message> = found.messages.iter().collect();
        if self.filters.reverse {
            part.reverse();
        }
        for message in part {
            let Some(facts) = Facts::of(message, me) else { continue };
            let seen = if self.filters.reverse { facts.id <= *at } else { facts.id >= *at };
            if seen {
                continue;
            }
            match self.filters.fit(&facts) {
                Fit::Past => return true,
                Fit::No => {}
                Fit::Yes if messages.len() as i32 == limit => return false,
                Fit::Yes => messages.extend(Message::of(message, &found.cast)),
            }
            *at = facts.id;
        }
        found.whole
    }

    /// The position before the first message that can pass.
    async fn begin(&mut self) -> Result<i32> {
        if self.filters.reverse {
            let dated = match self.filters.from_date {
                Some(date) => self.last_before(date).await?,
                None => 0,
            };
            return Ok(self.filters.after.max(dated));
        }
        let dated = match self.filters.to_date {
            Some(date) => self.last_before(date).await?.saturating_add(1),
            None => i32::MAX,
        };
        Ok(self.filters.before.min(dated))
    }

    /// Whether no message after this one can pass.
    fn is_over(&self, at: i32) -> bool {
        if self.filters.reverse {
            at >= self.filters.before.saturating_sub(1)
        } else {
            at <= self.filters.after.saturating_add(1)
        }
    }

    fn behind(&self, at: i32, limit: i32) -> Window {
        if self.filters.reverse {
            // Those that stand before the first older one, counted backwards from it.
            Window { offset_id: at.saturating_add(1), add_offset: -limit, limit, ..Window::default() }
        } else {
            Window { offset_id: if at == i32::MAX { 0 } else { at }, limit, ..Window::default() }
        }
    }

    /// The id of the newest message before a date, or one slightly older; 0 if there is none. Only getHistory takes
    /// dates, so other requests need ids.
    async fn last_before(&self, date: Date) -> Result<i32> {
        let date = date.seconds();
        // A server may take the date as the last that counts, or as the first that doesn't.
        for offset_date in [date, date - 1] {
            if offset_date <= 0 {
                break;
            }
            let window = Window { offset_date, limit: 1, ..Window::default() };
            let found =
                self.told(self.account.read(&self.history(window), self.call.attempt()).await).await?;
            let facts = found.messages.iter().find_map(|message| Facts::of(message, 0));
            match facts {
                Some(facts) if facts.date < date => return Ok(facts.id),
                Some(_) => {}
                None => break,
            }
        }
        Ok(0)
    }

    async fn ask(&self, window: Window) -> Result<MessageList> {
        let attempt = self.call.attempt();
        let answer = if self.filters.is_search(self.peer.id) {
            self.account.read(&self.search(window), attempt).await
        } else if let Some(topic_id) = self.filters.topic_id {
            self.account.read(&self.replies(topic_id, window), attempt).await
        } else {
            self.account.read(&self.history(window), attempt).await
        };
        self.told(answer).await
    }

    async fn told(&self, answer: Result<tl::enums::messages::Messages>) -> Result<MessageList> {
        let found = answer.and_then(|answer| MessageList::of(self.call, self.account, answer));
        let found = self.account.about(self.peer, found, self.call.attempt()).await;
        found.map_err(|error| naming_user(error, "sender_id"))
    }

    fn history(&self, window: Window) -> tl::functions::messages::GetHistory {
        let Window { offset_id, offset_date, add_offset, limit } = window;
        tl::functions::messages::GetHistory {
            peer: self.peer.input_peer(),
            offset_id,
            offset_date,
            add_offset,
            limit,
            max_id: 0,
            min_id: 0,
            hash: 0,
        }
    }

    fn replies(&self, topic_id: i32, window: Window) -> tl::functions::messages::GetReplies {
        let Window { offset_id, offset_date, add_offset, limit } = window;
        tl::functions::messages::GetReplies {
            peer: self.peer.input_peer(),
            msg_id: topic_id,
            offset_id,
            offset_date,
            add_offset,
            limit,
            max_id: 0,
            min_id: 0,
            hash: 0,
        }
    }

    fn search(&self, window: Window) -> tl::functions::messages::Search {
        let Window { offset_id, add_offset, limit, .. } = window;
        tl::functions::messages::Search {
            peer: self.peer.input_peer(),
            q: self.filters.text.clone().unwrap_or_default(),
            from_id: self.filters.searched_sender(self.peer.id).map(Peer::input_peer),
            saved_peer_id: None,
            saved_reaction: None,
            top_msg_id: self.filters.topic_id,
            filter: MediaFilter::to_tl(self.filters.media),
            // Telegram's own edges are both exclusive; ours are looked after by `Filters`.
            min_date: self.filters.from_date.map_or(0, |date| (date.seconds() - 1).max(0)),
            max_date: self.filters.to_date.map_or(0, Date::seconds),
            offset_id,
            add_offset,
            limit,
            max_id: 0,
            min_id: 0,
            hash: 0,
        }
    }
}
