//! Users and bots.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::commands::Bot;
use super::files::File;
use super::mailbox::{Mailbox, Owner};
use super::password::Password;
use super::{Peer, World};

/// Days, as Telegram has them for whoever hasn't chosen.
const ACCOUNT_TTL: i32 = 548;
const AUTHORIZATION_TTL: i32 = 180;

#[derive(Debug, Serialize, Deserialize)]
pub struct Person {
    pub id: i64,
    /// The DC that the account lives on.
    pub dc: i32,
    pub first_name: String,
    pub last_name: Option<String>,
    pub username: Option<String>,
    /// Digits alone. A bot has none.
    pub phone: Option<String>,
    pub about: Option<String>,
    /// A bot's token; whoever has one is a bot.
    pub token: Option<String>,
    pub bot: Bot,
    pub contacts: BTreeSet<i64>,
    /// What one calls one's contacts: first name and last name.
    pub contact_names: BTreeMap<i64, (String, Option<String>)>,
    /// Whom they don't want to hear from, since when.
    pub blocked: BTreeMap<i64, i32>,
    pub password: Option<Password>,
    /// Telegram Premium.
    #[serde(default)]
    pub premium: bool,
    pub status: Status,
    /// Their pictures, the newest last.
    pub photos: Vec<Arc<File>>,
    /// Days without a sign of life after which the account is deleted.
    pub account_ttl: i32,
    /// Days without use after which a login ends.
    pub authorization_ttl: i32,
}

/// When somebody was seen.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Status {
    Never,
    /// Until then, unless told otherwise.
    Online {
        expires: i32,
    },
    Offline {
        since: i32,
    },
}

/// Who is to be made.
#[derive(Clone, Debug, Default)]
pub struct NewPerson {
    /// In any writing; a test number names its DC.
    pub phone: Option<String>,
    pub token: Option<String>,
    /// A bot that can be asked from any chat.
    pub inline: bool,
    pub first_name: String,
    pub last_name: Option<String>,
    pub username: Option<String>,
    pub password: Option<String>,
}

impl Person {
    pub fn is_bot(&self) -> bool {
        self.token.is_some()
    }
}

impl World {
    pub fn person(&self, id: i64) -> Option<&Person> {
        self.people.get(&id)
    }

    /// Someone who is known to exist: an id that the world itself handed out.
    pub(super) fn person_mut(&mut self, id: i64) -> Option<&mut Person> {
        self.people.get_mut(&id)
    }

    pub fn has_blocked(&self, account: i64, other: i64) -> bool {
        self.person(account).is_some_and(|person| person.blocked.contains_key(&other))
    }

    pub fn is_premium(&self, id: i64) -> bool {
        self.person(id).is_some_and(|person| person.premium)
    }

    /// Gives somebody Telegram Premium, or takes it away.
    pub fn set_premium(&mut self, id: i64, premium: bool) {
        if let Some(person) = self.person_mut(id) {
            person.premium = premium;
        }
    }

    pub fn is_bot(&self, id: i64) -> bool {
        self.person(id).is_some_and(Person::is_bot)
    }

    /// Adds somebody, whose id is the bot token's, or else drawn. Nothing is checked here.
    pub(super) fn settle(&mut self, new: NewPerson, dc: i32) -> i64 {
        let of_token = new.token.as_deref().and_then(|token| token.split(':').next()?.parse().ok());
        let id = of_token.unwrap_or_else(|| self.draw_id(Peer::User));
        let password = new.password.map(|password| Password::new(password, self.draw_bytes(24)));
        let person = Person {
            id,
            dc,
            first_name: new.first_name,
            last_name: new.last_name,
            username: new.username,
            phone: new.phone,
            about: None,
            token: new.token,
            bot: Bot { inline: new.inline, version: 1, ..Bot::default() },
            contacts: BTreeSet::new(),
            contact_names: BTreeMap::new(),
            blocked: BTreeMap::new(),
            password,
            premium: false,
            status: Status::Never,
            photos: Vec::new(),
            account_ttl: ACCOUNT_TTL,
            authorization_ttl: AUTHORIZATION_TTL,
        };
        self.people.insert(id, person);
        self.mailboxes.insert(Owner::Account(id), Mailbox::default());
        id
    }
}
