//! What only the sandbox's operator can do: act as any user, add users and chats, and read statistics.

use std::collections::BTreeMap;

use super::refusal::{Refusal, bad};
use crate::sandbox::world::World;
use crate::sandbox::world::chats::create::NewChat;
use crate::sandbox::world::messages::draft::Draft;
use crate::sandbox::world::messages::mailbox::Mailbox;
use crate::sandbox::world::people::lookup::{digits, is_username};
use crate::sandbox::world::people::peer::Peer;
use crate::sandbox::world::people::person::NewPerson;

/// Counts of people, chats, messages, logins and calls.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Stats {
    pub people: usize,
    pub chats: usize,
    pub messages: usize,
    /// Number of signed-in auth keys by account.
    pub authorizations: BTreeMap<i64, usize>,
    /// Number of calls by function name, of one account or of all.
    pub calls: BTreeMap<&'static str, u64>,
}

/// Repeats a text `count` times. If more than once, numbers are appended from 1.
pub fn numbered(text: &str, count: u32) -> impl Iterator<Item = String> {
    (1..=count.max(1)).map(move |at| match count {
        0 | 1 => text.to_owned(),
        _ => format!("{text} {at}"),
    })
}

impl World {
    /// Sends a text as a user, `count` times as described at [`numbered`]. Returns the ids in the sender's mailbox.
    pub fn say(&mut self, sender: i64, to: Peer, text: &str, count: u32) -> Result<Vec<i32>, Refusal> {
        self.say_in(sender, to, None, numbered(text, count))
    }

    /// Sends texts as a user, optionally in a forum topic.
    pub fn say_in(
        &mut self,
        sender: i64,
        to: Peer,
        topic: Option<i32>,
        texts: impl Iterator<Item = String>,
    ) -> Result<Vec<i32>, Refusal> {
        if self.person(sender).is_none() {
            return Err(bad("USER_ID_INVALID"));
        }
        let drafts = texts.map(|text| Draft { text, topic, ..Draft::default() });
        drafts.map(|draft| self.send(sender, to, draft).map(|sent| sent.id)).collect()
    }

    /// Adds a user with a phone number, or a bot with a token.
    pub fn add_person(&mut self, new: NewPerson) -> Result<i64, Refusal> {
        let phone = new.phone.as_deref().map(digits);
        let dc = match &phone {
            Some(phone) => self.dc_of_phone(phone)?,
            None => self.dcs().iter().map(|(dc, _)| *dc).max().unwrap_or(2).min(2),
        };
        if phone.as_deref().is_some_and(|phone| self.person_of_phone(phone).is_some()) {
            return Err(bad("PHONE_NUMBER_OCCUPIED"));
        }
        if let Some(token) = new.token.as_deref() {
            let id: Option<i64> = token.split_once(':').and_then(|(id, _)| id.parse().ok());
            if id.is_none_or(|id| id <= 0 || self.person(id).is_some()) {
                return Err(bad("ACCESS_TOKEN_INVALID"));
            }
        }
        if phone.is_none() == new.token.is_none() {
            return Err(bad("PHONE_NUMBER_INVALID"));
        }
        if new.first_name.trim().is_empty() {
            return Err(bad("FIRSTNAME_INVALID"));
        }
        self.check_new_username(new.username.as_deref())?;
        Ok(self.create_person(NewPerson { phone, ..new }, dc))
    }

    /// Creates a group, supergroup or channel.
    pub fn add_chat(&mut self, new: NewChat) -> Result<Peer, Refusal> {
        if std::iter::once(&new.owner).chain(&new.members).any(|id| self.person(*id).is_none()) {
            return Err(bad("USER_ID_INVALID"));
        }
        if new.title.trim().is_empty() {
            return Err(bad("CHAT_TITLE_EMPTY"));
        }
        self.check_new_username(new.username.as_deref())?;
        Ok(self.create_chat(new))
    }

    /// Returns statistics. With an account, `calls` counts only its own.
    pub fn stats(&self, account: Option<i64>) -> Stats {
        let mut calls = BTreeMap::new();
        for ((caller, method), count) in &self.calls {
            if account.is_none() || account == *caller {
                *calls.entry(*method).or_default() += count;
            }
        }
        Stats {
            people: self.people.len(),
            chats: self.chats.len(),
            messages: self.mailboxes.values().map(Mailbox::len).sum(),
            authorizations: self.signed_in().map(|(account, keys)| (account, keys.len())).collect(),
            calls,
        }
    }

    /// Takes over call counts, quotas, clock offset and CDN DC from the world that this one replaces.
    pub fn keep_counting(&mut self, before: &World) {
        self.calls.clone_from(&before.calls);
        self.rates.keep_counting(&before.rates);
        self.clock.offset = before.clock.offset;
        self.cdn_is_that_of(before);
    }

    /// Counts a call.
    pub fn note_call(&mut self, account: Option<i64>, method: &'static str) {
        *self.calls.entry((account, method)).or_default() += 1;
    }

    fn check_new_username(&self, username: Option<&str>) -> Result<(), Refusal> {
        let Some(username) = username else { return Ok(()) };
        if !is_username(username) {
            return Err(bad("USERNAME_INVALID"));
        }
        match self.resolve_username(username) {
            Ok(_) => Err(bad("USERNAME_OCCUPIED")),
            Err(_) => Ok(()),
        }
    }
}
