//! Finding people and chats by username, phone number and access hash.

use super::peer::Peer;
use super::person::Person;
use crate::sandbox::world::World;
use crate::sandbox::world::engine::refusal::{Refusal, bad};

/// Minimum characters of a username that isn't for sale, and maximum characters
/// (https://core.telegram.org/method/account.checkUsername).
pub const SHORTEST_FREE_NAME: usize = 5;

const LONGEST_NAME: usize = 32;

impl World {
    /// The access hash of a peer for this account. It is useless to other accounts
    /// (https://core.telegram.org/api/peers#access-hash).
    pub fn access_hash(&self, account: i64, peer: Peer) -> i64 {
        match peer {
            Peer::User(id) => self.seeded("user", &[account, id]),
            Peer::Group(_) => 0,
            Peer::Channel(id) => self.seeded("channel", &[account, id]),
        }
    }

    /// The hash of a min user, who can't be addressed by it.
    pub fn min_access_hash(&self, account: i64, user: i64) -> i64 {
        self.seeded("min user", &[account, user])
    }

    /// Whether the account knows a user: itself, a contact, or someone it shares a private chat or basic group with.
    /// Bots know every user they see.
    pub fn knows(&self, account: i64, other: i64) -> bool {
        let contact = || self.person(account).is_some_and(|person| person.contacts.contains(&other));
        account == other
            || self.is_bot(account)
            || contact()
            || self.has_dialog(account, Peer::User(other))
            || self.shares(account, other, Peer::Group)
    }

    /// Whether both are in the same supergroup or channel.
    pub fn meets(&self, account: i64, other: i64) -> bool {
        self.shares(account, other, Peer::Channel)
    }

    fn shares(&self, account: i64, other: i64, kind: fn(i64) -> Peer) -> bool {
        let all = (account, kind(i64::MIN))..=(account, kind(i64::MAX));
        let mut chats = self.dialogs.range(all).filter_map(|((_, peer), _)| self.chat(*peer));
        chats.any(|chat| chat.has(account) && chat.has(other))
    }

    /// Whether the access hash is valid for this account. A bot may use 0 for peers it has met.
    pub fn hash_fits(&self, account: i64, peer: Peer, hash: i64) -> bool {
        hash == self.access_hash(account, peer)
            || (hash == 0 && self.is_bot(account) && self.has_dialog(account, peer))
    }

    /// Resolves a username, with or without `@`, ignoring case.
    pub fn resolve_username(&self, username: &str) -> Result<Peer, Refusal> {
        let username = username.strip_prefix('@').unwrap_or(username);
        if !is_username(username) {
            return Err(bad("USERNAME_INVALID"));
        }
        let is =
            |name: &Option<String>| name.as_deref().is_some_and(|name| name.eq_ignore_ascii_case(username));
        let person =
            self.people.values().find(|person| is(&person.username)).map(|person| Peer::User(person.id));
        let chat = || self.chats.values().find(|chat| is(&chat.username)).map(|chat| chat.peer);
        person.or_else(chat).ok_or(bad("USERNAME_NOT_OCCUPIED"))
    }

    /// Resolves a phone number in any format.
    pub fn resolve_phone(&self, phone: &str) -> Result<&Person, Refusal> {
        let phone = digits(phone);
        if phone.len() < 7 {
            return Err(bad("PHONE_NUMBER_INVALID"));
        }
        self.person_of_phone(&phone).ok_or(bad("PHONE_NOT_OCCUPIED"))
    }

    pub(in crate::sandbox::world) fn person_of_phone(&self, phone: &str) -> Option<&Person> {
        self.people.values().find(|person| person.phone.as_deref() == Some(phone))
    }

    pub(in crate::sandbox::world) fn person_of_token(&self, token: &str) -> Option<&Person> {
        self.people.values().find(|person| person.token.as_deref() == Some(token))
    }
}

/// Returns the digits of a phone number, as it is stored.
pub fn digits(phone: &str) -> String {
    phone.chars().filter(char::is_ascii_digit).collect()
}

/// Whether a username is valid. Names of four characters are only for sale (https://core.telegram.org/api/usernames,
/// https://fragment.com/about).
pub fn is_username(name: &str) -> bool {
    let mut characters = name.chars();
    (4..=LONGEST_NAME).contains(&name.len())
        && characters.next().is_some_and(|first| first.is_ascii_alphabetic())
        && characters.all(|character| character.is_ascii_alphanumeric() || character == '_')
        && !name.ends_with('_')
        && !name.contains("__")
}
