//! Finding and creating accounts by id.

use std::collections::{BTreeMap, BTreeSet};

use super::peer::Peer;
use super::person::{NewPerson, Person, Status};
use crate::sandbox::world::World;
use crate::sandbox::world::bots::bot::Bot;
use crate::sandbox::world::login::srp::Password;
use crate::sandbox::world::messages::mailbox::Mailbox;
use crate::sandbox::world::messages::owner::Owner;

/// Telegram's default days.
const ACCOUNT_TTL: i32 = 548;

const AUTHORIZATION_TTL: i32 = 180;

impl World {
    pub fn person(&self, id: i64) -> Option<&Person> {
        self.people.get(&id)
    }

    /// Returns a user for changes.
    pub(in crate::sandbox::world) fn person_mut(&mut self, id: i64) -> Option<&mut Person> {
        self.people.get_mut(&id)
    }

    pub fn has_blocked(&self, account: i64, other: i64) -> bool {
        self.person(account).is_some_and(|person| person.blocked.contains_key(&other))
    }

    pub fn is_premium(&self, id: i64) -> bool {
        self.person(id).is_some_and(|person| person.premium)
    }

    /// Grants or revokes Telegram Premium.
    pub fn set_premium(&mut self, id: i64, premium: bool) {
        if let Some(person) = self.person_mut(id) {
            person.premium = premium;
        }
    }

    pub fn is_bot(&self, id: i64) -> bool {
        self.person(id).is_some_and(Person::is_bot)
    }

    /// Creates a user. The id is taken from a bot's token, or else drawn. Nothing is checked.
    pub(in crate::sandbox::world) fn create_person(&mut self, new: NewPerson, dc: i32) -> i64 {
        let of_token = new.token.as_deref().and_then(|token| token.split(':').next()?.parse().ok());
        let id = of_token.unwrap_or_else(|| self.new_id(Peer::User));
        let password = new.password.map(|password| Password::new(password, self.random_bytes(24)));
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
