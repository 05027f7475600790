//! Pressing callback buttons, and answers to them
//! (https://core.telegram.org/api/bots/buttons#callback-queries).

use super::markup::{ChatType, Does};
use super::query::{About, Answer, Answered, ButtonAnswer, Query, Question, Waiting};
use crate::sandbox::world::World;
use crate::sandbox::world::chats::chat::Kind;
use crate::sandbox::world::engine::refusal::{Refusal, bad};
use crate::sandbox::world::messages::owner::Owner;
use crate::sandbox::world::people::peer::Peer;
use crate::sandbox::world::updates::event::Change;

/// Seconds until an unanswered query fails. Telegram doesn't document its own limit.
pub const PATIENCE: i32 = 15;

/// Maximum characters of an answer to a callback query.
const MAX_ANSWER: usize = 200;

impl World {
    /// Returns the action of the message's callback button with this data.
    pub fn pressed(&self, account: i64, chat: Peer, id: i32, data: &[u8]) -> Result<&Does, Refusal> {
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
        waiting: Waiting,
    ) -> Result<(), Refusal> {
        self.pressed(account, chat, id, &data)?;
        let message = self.message_in(account, chat, id).ok_or(bad("MESSAGE_ID_INVALID"))?;
        let (twin, via, author) = (message.twin, message.carried.via, message.author);
        let bot = via.unwrap_or(author);
        let instance = self.chat_instance(bot, account, chat);
        let told = data.clone();
        let query = self.draw();
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
        self.ask(query, bot, account, waiting, About::Button { message, data: told });
        if let Some((asked, _)) = asked {
            self.tell_live(bot, Change::BotQuery(asked));
        }
        Ok(())
    }

    pub(in crate::sandbox::world) fn ask(
        &mut self,
        query: i64,
        bot: i64,
        asker: i64,
        waiting: Waiting,
        about: About,
    ) {
        let until = self.now().saturating_add(PATIENCE);
        self.asking.questions.insert(query, Question { bot, asker, waiting, until, about });
    }

    /// Answers a callback query.
    pub fn answer_button(&mut self, bot: i64, query: i64, answer: ButtonAnswer) -> Result<(), Refusal> {
        let question = self.asked_of(bot, query)?;
        if !matches!(question.about, About::Button { .. }) {
            return Err(bad("QUERY_ID_INVALID"));
        }
        if answer.text.as_ref().is_some_and(|text| text.chars().count() > MAX_ANSWER) {
            return Err(bad("MESSAGE_TOO_LONG"));
        }
        if answer.url.as_ref().is_some_and(|url| !self.is_start_link(bot, url)) {
            return Err(bad("URL_INVALID"));
        }
        self.settle_question(query, Answer::Button(answer));
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

    /// Returns a query that this bot has yet to answer.
    pub(in crate::sandbox::world) fn asked_of(&self, bot: i64, query: i64) -> Result<&Question, Refusal> {
        let question = self.asking.questions.get(&query).filter(|question| question.bot == bot);
        question.ok_or(bad("QUERY_ID_INVALID"))
    }

    /// Returns all unanswered queries by id.
    pub fn questions(&self) -> impl Iterator<Item = (i64, &Question)> {
        self.asking.questions.iter().map(|(query, question)| (*query, question))
    }

    /// Returns the message whose button was pressed, with the bot's own id.
    pub fn asked_about(&self, bot: i64, query: i64) -> Option<(Peer, i32)> {
        match self.asked_of(bot, query).ok()?.about {
            About::Button { message, .. } => message,
            About::Inline(_) => None,
        }
    }

    pub(in crate::sandbox::world) fn settle_question(&mut self, query: i64, answer: Answer) {
        if let Some(Question { waiting, asker: to, .. }) = self.asking.questions.remove(&query) {
            self.asking.answered.push(Answered { waiting, to, answer });
        }
    }

    /// When the next query times out.
    pub(in crate::sandbox::world) fn next_patience_to_end(&self) -> Option<i32> {
        self.asking.questions.values().map(|question| question.until).min()
    }

    /// Fails queries that have timed out.
    pub(in crate::sandbox::world) fn give_up_waiting(&mut self) {
        let now = self.now();
        let questions = self.asking.questions.iter();
        let late: Vec<i64> =
            questions.filter(|(_, question)| question.until <= now).map(|(query, _)| *query).collect();
        late.into_iter().for_each(|query| self.settle_question(query, Answer::None));
    }

    /// Takes the answers to waiting calls.
    pub fn take_answered(&mut self) -> Vec<Answered> {
        std::mem::take(&mut self.asking.answered)
    }

    /// A number that identifies a chat to a bot and never changes.
    fn chat_instance(&self, bot: i64, account: i64, chat: Peer) -> i64 {
        match chat {
            Peer::User(user) => self.derive("chat", &[bot, account.min(user), account.max(user)]),
            Peer::Group(id) => self.derive("group chat", &[bot, id]),
            Peer::Channel(id) => self.derive("channel chat", &[bot, id]),
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
                Some(Kind::Channel) => ChatType::Channel,
                _ => ChatType::Supergroup,
            },
        }
    }
}
