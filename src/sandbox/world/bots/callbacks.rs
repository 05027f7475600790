//! Pressing callback buttons, and answers to them
//! (https://core.telegram.org/api/bots/buttons#callback-queries).

use super::markup::{ButtonAction, ChatType};
use super::query::{Answer, AnsweredCall, ButtonAnswer, PendingQuery, Query, QuerySubject, WaitingCall};
use crate::sandbox::world::World;
use crate::sandbox::world::chats::chat::ChatKind;
use crate::sandbox::world::engine::refusal::{Refusal, bad};
use crate::sandbox::world::messages::owner::Owner;
use crate::sandbox::world::people::peer::Peer;
use crate::sandbox::world::updates::event::Change;

/// Seconds until an unanswered query fails. Telegram doesn't document its own limit.
pub const ANSWER_TIMEOUT: i32 = 15;

/// Maximum characters of an answer to a callback query.
const MAX_ANSWER: usize = 200;

impl World {
    /// Returns the action of the message's callback button with this data.
    pub fn pressed(&self, account: i64, chat: Peer, id: i32, data: &[u8]) -> Result<&ButtonAction, Refusal> {
        self.may_read(account, chat)?;
        let message = self.message_in(account, chat, id).ok_or(bad("MESSAGE_ID_INVALID"))?;
        let markup = message.carried.markup.as_ref();
        markup.and_then(|markup| markup.callback(data)).ok_or(bad("DATA_INVALID"))
    }

    /// Presses a callback button. The call waits for the bot's answer.
    pub fn press(
        &mut self,
        account: i64,
        chat: Peer,
        id: i32,
        data: Vec<u8>,
        waiting: WaitingCall,
    ) -> Result<(), Refusal> {
        self.pressed(account, chat, id, &data)?;
        let message = self.message_in(account, chat, id).ok_or(bad("MESSAGE_ID_INVALID"))?;
        let (twin, via, author) = (message.twin, message.carried.via, message.author);
        let bot = via.unwrap_or(author);
        let instance = self.chat_instance(bot, account, chat);
        let told = data.clone();
        let query = self.random();
        let asked = match via {
            Some(_) => {
                let message = self.inline_message(author, chat, twin);
                let message = message.ok_or(bad("MESSAGE_ID_INVALID"))?;
                Some((Query::InlineButton { id: query, by: account, message, instance, data }, None))
            }
            None => {
                let copies = self.copies(account, chat, twin);
                let own =
                    |(of, _): &&(Owner, i32)| matches!(of, Owner::Channel(_)) || *of == Owner::Account(bot);
                // A bot that has left the chat isn't notified.
                let copy = copies.iter().find(own).filter(|(of, _)| self.takes_part(*of, chat));
                let copy = copy.filter(|_| self.chat(chat).is_none_or(|chat| chat.has(bot)));
                copy.map(|(_, message)| {
                    let chat = self.seen_by(Owner::Account(bot), account, chat);
                    let message = *message;
                    let place = Some((chat, message));
                    (Query::Button { id: query, by: account, chat, message, instance, data }, place)
                })
            }
        };
        let message = asked.as_ref().and_then(|(_, place)| *place);
        self.ask(query, bot, account, waiting, QuerySubject::Button { message, data: told });
        if let Some((asked, _)) = asked {
            self.push_change(bot, Change::BotQuery(asked));
        }
        Ok(())
    }

    pub(in crate::sandbox::world) fn ask(
        &mut self,
        query: i64,
        bot: i64,
        asker: i64,
        waiting: WaitingCall,
        about: QuerySubject,
    ) {
        let until = self.now().saturating_add(ANSWER_TIMEOUT);
        self.bot_queries.pending_queries.insert(query, PendingQuery { bot, asker, waiting, until, about });
    }

    /// Answers a callback query.
    pub fn answer_button(&mut self, bot: i64, query: i64, answer: ButtonAnswer) -> Result<(), Refusal> {
        let question = self.pending_query(bot, query)?;
        if !matches!(question.about, QuerySubject::Button { .. }) {
            return Err(bad("QUERY_ID_INVALID"));
        }
        if answer.text.as_ref().is_some_and(|text| text.chars().count() > MAX_ANSWER) {
            return Err(bad("MESSAGE_TOO_LONG"));
        }
        if answer.url.as_ref().is_some_and(|url| !self.is_start_link(bot, url)) {
            return Err(bad("URL_INVALID"));
        }
        self.finish_query(query, Answer::Button(answer));
        Ok(())
    }

    /// A callback answer may only open the bot's own private chat: the sandbox has no games.
    fn is_start_link(&self, bot: i64, url: &str) -> bool {
        let Some(username) = self.person(bot).and_then(|bot| bot.username.as_deref()) else { return false };
        let url = url.strip_prefix("https://").or_else(|| url.strip_prefix("http://")).unwrap_or(url);
        let named = url.strip_prefix("t.me/").and_then(|url| url.split_once("?start="));
        let resolved = url.strip_prefix("tg://resolve?domain=").and_then(|url| url.split_once("&start="));
        named.or(resolved).is_some_and(|(name, _)| name.eq_ignore_ascii_case(username))
    }

    /// Returns a query that this bot hasn't answered.
    pub(in crate::sandbox::world) fn pending_query(
        &self,
        bot: i64,
        query: i64,
    ) -> Result<&PendingQuery, Refusal> {
        let question = self.bot_queries.pending_queries.get(&query).filter(|question| question.bot == bot);
        question.ok_or(bad("QUERY_ID_INVALID"))
    }

    /// Returns all unanswered queries by id.
    pub fn pending_queries(&self) -> impl Iterator<Item = (i64, &PendingQuery)> {
        self.bot_queries.pending_queries.iter().map(|(query, question)| (*query, question))
    }

    /// Returns the message whose button was pressed, with the bot's own id.
    pub fn pressed_message(&self, bot: i64, query: i64) -> Option<(Peer, i32)> {
        match self.pending_query(bot, query).ok()?.about {
            QuerySubject::Button { message, .. } => message,
            QuerySubject::Inline(_) => None,
        }
    }

    pub(in crate::sandbox::world) fn finish_query(&mut self, query: i64, answer: Answer) {
        if let Some(PendingQuery { waiting, asker: to, .. }) = self.bot_queries.pending_queries.remove(&query)
        {
            self.bot_queries.answered.push(AnsweredCall { waiting, to, answer });
        }
    }

    /// When the next query times out.
    pub(in crate::sandbox::world) fn next_query_timeout(&self) -> Option<i32> {
        self.bot_queries.pending_queries.values().map(|question| question.until).min()
    }

    /// Fails queries that have timed out.
    pub(in crate::sandbox::world) fn expire_queries(&mut self) {
        let now = self.now();
        let pending_queries = self.bot_queries.pending_queries.iter();
        let late: Vec<i64> =
            pending_queries.filter(|(_, question)| question.until <= now).map(|(query, _)| *query).collect();
        late.into_iter().for_each(|query| self.finish_query(query, Answer::None));
    }

    /// Takes the answers to waiting calls.
    pub fn take_answered_calls(&mut self) -> Vec<AnsweredCall> {
        std::mem::take(&mut self.bot_queries.answered)
    }

    /// A number that identifies a chat to a bot and never changes.
    fn chat_instance(&self, bot: i64, account: i64, chat: Peer) -> i64 {
        match chat {
            Peer::User(user) => self.seeded("chat", &[bot, account.min(user), account.max(user)]),
            Peer::Group(id) => self.seeded("group chat", &[bot, id]),
            Peer::Channel(id) => self.seeded("channel chat", &[bot, id]),
        }
    }

    /// The kind of chat that an inline query is typed in.
    pub(in crate::sandbox::world) fn chat_type(&self, bot: i64, chat: Option<Peer>) -> ChatType {
        match chat {
            Some(Peer::User(user)) if user == bot => ChatType::SameBot,
            Some(Peer::User(user)) if self.is_bot(user) => ChatType::Bot,
            None | Some(Peer::User(_)) => ChatType::Person,
            Some(Peer::Group(_)) => ChatType::Group,
            Some(channel) => match self.chat(channel).map(|chat| chat.kind) {
                Some(ChatKind::Channel) => ChatType::Channel,
                _ => ChatType::Supergroup,
            },
        }
    }
}
