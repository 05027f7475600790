//! Contacts and blocked users.

use super::lookup::digits;
use super::peer::Peer;
use crate::sandbox::world::World;
use crate::sandbox::world::chats::chat::Chat;
use crate::sandbox::world::engine::refusal::{Refusal, bad};
use crate::sandbox::world::updates::event::Change;

impl World {
    /// Adds a contact under the account's own name for them. Returns whether they are new.
    pub fn add_contact(
        &mut self,
        me: i64,
        other: i64,
        first_name: &str,
        last_name: &str,
    ) -> Result<bool, Refusal> {
        if other == me {
            return Err(bad("CONTACT_ID_INVALID"));
        }
        if first_name.trim().is_empty() {
            return Err(bad("CONTACT_NAME_EMPTY"));
        }
        let last_name = Some(last_name.trim().to_owned()).filter(|name| !name.is_empty());
        let new = self.person_mut(me).is_some_and(|person| {
            person.contact_names.insert(other, (first_name.trim().to_owned(), last_name));
            person.contacts.insert(other)
        });
        self.push_change(me, Change::Person { user: other });
        Ok(new)
    }

    pub fn delete_contact(&mut self, me: i64, other: i64) {
        let gone = self.person_mut(me).is_some_and(|person| {
            person.contact_names.remove(&other);
            person.contacts.remove(&other)
        });
        if gone {
            self.push_change(me, Change::Person { user: other });
        }
    }

    /// Adds the user with this phone number as a contact. Returns their id.
    pub fn import_contact(&mut self, me: i64, phone: &str, first_name: &str, last_name: &str) -> Option<i64> {
        let found = self.person_of_phone(&digits(phone))?.id;
        // Without a name of their own, contacts keep the name they gave themselves. Adding oneself has no effect.
        let own = self.person(found)?.first_name.clone();
        let first_name = if first_name.trim().is_empty() { &own } else { first_name };
        let _ = self.add_contact(me, found, first_name, last_name);
        Some(found)
    }

    /// Blocks or unblocks a user, who then can't write to the account or add it to chats. Returns whether that is a
    /// change.
    pub fn block(&mut self, me: i64, other: i64, blocked: bool) -> Result<bool, Refusal> {
        let now = self.now();
        if other == me {
            return Err(bad("CONTACT_ID_INVALID"));
        }
        let Some(person) = self.person_mut(me) else { return Err(bad("USER_ID_INVALID")) };
        let changed = match blocked {
            true => person.blocked.insert(other, now).is_none(),
            false => person.blocked.remove(&other).is_some(),
        };
        if changed {
            self.push_change(me, Change::Blocked { user: other, blocked });
        }
        Ok(changed)
    }

    /// Searches people and chats by name. Returns those the account knows, then public ones.
    pub fn search_peers(&self, me: i64, wanted: &str, limit: usize) -> (Vec<Peer>, Vec<Peer>) {
        let knows = |peer: Peer| match peer {
            Peer::User(id) => {
                self.has_dialog(me, peer) || self.person(me).is_some_and(|me| me.contacts.contains(&id))
            }
            chat => self.chat(chat).is_some_and(|chat| chat.has(me)),
        };
        let (mut mine, mut others) = (Vec::new(), Vec::new());
        let people = self.people.keys().filter(|id| self.is_named(**id, wanted)).map(|id| Peer::User(*id));
        let chats = self.chats.values().filter(|chat| {
            let starts = |text: &str| text.to_lowercase().starts_with(&wanted.to_lowercase());
            chat.username.as_deref().is_some_and(starts) || chat.title.split_whitespace().any(starts)
        });
        for peer in people.chain(chats.map(|chat| chat.peer)) {
            let public = match peer {
                Peer::User(id) => self.person(id).is_some_and(|person| person.username.is_some()),
                chat => self.chat(chat).is_some_and(Chat::is_public),
            };
            if knows(peer) {
                mine.push(peer);
            } else if public {
                others.push(peer);
            }
        }
        mine.truncate(limit);
        others.truncate(limit);
        (mine, others)
    }
}
