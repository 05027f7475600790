//! Inline queries, their results, and sending a result (https://core.telegram.org/api/bots/inline).

use std::collections::BTreeSet;
use std::mem;

use super::inline_result::{InlineQueryKey, ResultMessage, Results, StoredResults};
use super::keyboards::link;
use super::query::{Answer, InlineMessage, Query, QuerySubject, WaitingCall};
use crate::sandbox::world::World;
use crate::sandbox::world::engine::refusal::{Refusal, bad};
use crate::sandbox::world::messages::carried::Carried;
use crate::sandbox::world::messages::draft::Draft;
use crate::sandbox::world::messages::edit::Edit;
use crate::sandbox::world::messages::owner::Owner;
use crate::sandbox::world::messages::text::{MAX_CAPTION, MAX_LENGTH, normalize};
use crate::sandbox::world::people::peer::Peer;
use crate::sandbox::world::updates::event::Change;

/// Maximum results of one query.
const MAX_RESULTS: usize = 50;

/// Maximum bytes of a result id and of an offset.
const MAX_ID: usize = 64;

/// Maximum bytes of a start parameter (https://core.telegram.org/api/links#bot-links).
pub const MAX_PARAMETER: usize = 64;

/// Kinds of results (https://core.telegram.org/constructor/inputBotInlineResult).
const KINDS: [&str; 12] = [
    "article", "photo", "gif", "video", "audio", "voice", "file", "sticker", "contact", "geo", "venue",
    "game",
];

/// MIME types of thumbnails.
const THUMBNAILS: [&str; 3] = ["image/jpeg", "image/gif", "video/mp4"];

/// Minimum seconds for which a result can be sent.
const LIFE: i32 = 3600;

impl World {
    /// Sends an inline query to a bot. The call waits for the answer. Cached results are returned at once, by their
    /// query id.
    pub fn ask_inline(
        &mut self,
        account: i64,
        bot: i64,
        chat: Option<Peer>,
        text: String,
        offset: String,
        waiting: WaitingCall,
    ) -> Result<Option<i64>, Refusal> {
        match self.person(bot) {
            Some(person) if person.is_bot() && person.bot.inline => {}
            Some(person) if person.is_bot() => return Err(bad("BOT_INLINE_DISABLED")),
            _ => return Err(bad("BOT_INVALID")),
        }
        if let Some(chat) = chat {
            self.may_read(account, chat)?;
        }
        let now = self.now();
        self.bot_queries.remembered.retain(|_, (_, until)| *until > now);
        self.bot_queries.results.retain(|_, kept| kept.until > now);
        for by in [None, Some(account)] {
            let same = InlineQueryKey { bot, text: text.clone(), offset: offset.clone(), by };
            if let Some((query, _)) = self.bot_queries.remembered.get(&same)
                && let Some(kept) = self.bot_queries.results.get_mut(query)
            {
                kept.told.insert(account);
                return Ok(Some(*query));
            }
        }
        let among = self.chat_type(bot, chat);
        let id = self.random();
        let asked = InlineQueryKey { bot, text: text.clone(), offset: offset.clone(), by: None };
        self.ask(id, bot, account, waiting, QuerySubject::Inline(asked));
        self.push_change(bot, Change::BotQuery(Query::Inline { id, by: account, text, offset, among }));
        Ok(None)
    }

    /// Answers an inline query. The results are cached for `cache_time`.
    pub fn answer_inline(&mut self, bot: i64, query: i64, mut results: Results) -> Result<(), Refusal> {
        let question = self.pending_query(bot, query)?;
        let (asker, QuerySubject::Inline(asked)) = (question.asker, question.about.clone()) else {
            return Err(bad("QUERY_ID_INVALID"));
        };
        self.check_results(bot, &mut results)?;

        let now = self.now();
        let cache_time = results.cache_time.max(0);
        let by = results.private.then_some(asker);
        if cache_time > 0 {
            self.bot_queries
                .remembered
                .insert(InlineQueryKey { by, ..asked }, (query, now.saturating_add(cache_time)));
        }
        let until = now.saturating_add(cache_time.max(LIFE));
        self.bot_queries
            .results
            .insert(query, StoredResults { results, bot, told: BTreeSet::from([asker]), until });
        self.finish_query(query, Answer::Inline(query));
        Ok(())
    }

    fn check_results(&self, bot: i64, results: &mut Results) -> Result<(), Refusal> {
        if results.items.len() > MAX_RESULTS {
            return Err(bad("RESULTS_TOO_MUCH"));
        }
        if results.next_offset.as_ref().is_some_and(|offset| offset.len() > MAX_ID) {
            return Err(bad("NEXT_OFFSET_INVALID"));
        }
        match &results.switch {
            Some((text, _)) if text.is_empty() => return Err(bad("SWITCH_PM_TEXT_EMPTY")),
            Some((_, parameter)) if parameter.is_empty() => return Err(bad("START_PARAM_EMPTY")),
            Some((_, parameter)) if !is_start_parameter(parameter) => return Err(bad("START_PARAM_INVALID")),
            _ => {}
        }
        let mut ids = BTreeSet::new();
        for found in &mut results.items {
            if found.id.is_empty() || found.id.len() > MAX_ID {
                return Err(bad("RESULT_ID_INVALID"));
            }
            if !ids.insert(&found.id) {
                return Err(bad("RESULT_ID_DUPLICATE"));
            }
            if !KINDS.contains(&found.kind.as_str()) {
                return Err(bad("RESULT_TYPE_INVALID"));
            }
            let untitled = match found.kind.as_str() {
                "article" => Some("ARTICLE_TITLE_EMPTY"),
                "file" => Some("FILE_TITLE_EMPTY"),
                "video" => Some("VIDEO_TITLE_EMPTY"),
                _ => None,
            };
            if let (Some(name), true) = (untitled, found.title.as_deref().is_none_or(str::is_empty)) {
                return Err(bad(name));
            }
            if found.url.as_deref().is_some_and(|url| link(url).is_none()) {
                return Err(bad("URL_INVALID"));
            }
            if let Some(thumbnail) = &found.thumbnail {
                if link(&thumbnail.url).is_none() {
                    return Err(bad("WEBDOCUMENT_URL_INVALID"));
                }
                if !THUMBNAILS.contains(&thumbnail.mime_type.as_str()) {
                    return Err(bad("WEBDOCUMENT_MIME_INVALID"));
                }
            }
            let message = &mut found.message;
            if message.shows_file && found.file.is_none() {
                return Err(bad("SEND_MESSAGE_TYPE_INVALID"));
            }
            let (text, entities) = (mem::take(&mut message.text), mem::take(&mut message.entities));
            (message.text, message.entities) = normalize(text, entities)?;
            if !message.shows_file && message.media.is_none() && message.text.is_empty() {
                return Err(bad("MESSAGE_EMPTY"));
            }
            let longest = if message.shows_file { MAX_CAPTION } else { MAX_LENGTH };
            if message.text.chars().count() > longest {
                return Err(bad("MESSAGE_TOO_LONG"));
            }
            message.markup = self.check_markup(bot, None, message.markup.take())?;
        }
        Ok(())
    }

    /// Returns the results of a query.
    pub fn results(&self, query: i64) -> Option<&StoredResults> {
        self.bot_queries.results.get(&query)
    }

    /// Returns the draft for a result that was shown to the account.
    pub fn chosen(&self, account: i64, query: i64, id: &str) -> Result<Draft, Refusal> {
        if query == 0 {
            return Err(bad("QUERY_ID_EMPTY"));
        }
        if id.is_empty() {
            return Err(bad("RESULT_ID_EMPTY"));
        }
        let now = self.now();
        let kept = self.results(query).filter(|kept| kept.until > now && kept.told.contains(&account));
        let StoredResults { results, bot, .. } = kept.ok_or(bad("INLINE_RESULT_EXPIRED"))?;
        let found = results.items.iter().find(|found| found.id == id).ok_or(bad("RESULT_ID_INVALID"))?;
        let ResultMessage { text, entities, media, shows_file, markup } = found.message.clone();
        let carried = Carried { markup, via: Some(*bot), ..Carried::default() };
        let media = if shows_file { found.file.clone() } else { media };
        Ok(Draft { text, entities, media, carried, ..Draft::default() })
    }

    /// Returns the identifier by which the bot can edit a message that was sent through it.
    pub(in crate::sandbox::world) fn inline_message(
        &self,
        author: i64,
        chat: Peer,
        twin: u64,
    ) -> Option<InlineMessage> {
        let of = World::owner(author, chat);
        let id = self.mailbox(of).twin(twin)?.id;
        let owner = match of {
            Owner::Account(account) => account,
            Owner::Channel(channel) => -channel,
        };
        let dc = self.person(author)?.dc;
        Some(InlineMessage { dc, owner, id, hash: self.seeded("inline message", &[owner, id.into()]) })
    }

    /// Edits a message that was sent through a bot, in any chat.
    pub fn edit_inline(&mut self, bot: i64, named: InlineMessage, edit: Edit) -> Result<(), Refusal> {
        const NO: Refusal = bad("MESSAGE_ID_INVALID");
        if named.hash != self.seeded("inline message", &[named.owner, named.id.into()]) {
            return Err(NO);
        }
        let of = if named.owner < 0 { Owner::Channel(-named.owner) } else { Owner::Account(named.owner) };
        let message = self.mailbox(of).message(named.id).ok_or(NO)?;
        if message.carried.via != Some(bot) {
            return Err(NO);
        }
        let (author, chat) = (message.author, message.chat);
        self.replace(author, chat, named.id, edit, bot)
    }
}

/// Whether a start parameter is valid (https://core.telegram.org/api/links#bot-links).
pub fn is_start_parameter(parameter: &str) -> bool {
    let sound = |letter: char| letter.is_ascii_alphanumeric() || letter == '_' || letter == '-';
    (1..=MAX_PARAMETER).contains(&parameter.len()) && parameter.chars().all(sound)
}
