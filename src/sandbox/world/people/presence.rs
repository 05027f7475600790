//! Online status and typing, which aren't logged.

use std::collections::BTreeSet;

use super::activity::ChatAction;
use super::peer::Peer;
use super::person::Status;
use crate::sandbox::world::World;
use crate::sandbox::world::engine::refusal::Refusal;
use crate::sandbox::world::updates::event::Change;

impl World {
    /// Returns the users who see this one's status: contacts and partners of private chats.
    pub(in crate::sandbox::world) fn related_users(&self, account: i64) -> BTreeSet<i64> {
        let contacts = self.person(account).into_iter().flat_map(|person| person.contacts.iter().copied());
        let partners = self.dialogs_of(account).filter_map(|(peer, _)| match peer {
            Peer::User(id) if id != account => Some(id),
            _ => None,
        });
        contacts.chain(partners).collect()
    }

    /// Sets a user online or offline.
    pub fn set_status(&mut self, account: i64, offline: bool) {
        let now = self.now();
        let status =
            if offline { Status::Offline { since: now } } else { Status::Online { expires: now + 300 } };
        let Some(person) = self.person_mut(account) else { return };
        person.status = status;
        for acquaintance in self.related_users(account) {
            self.push_change(acquaintance, Change::Status { user: account });
        }
    }

    /// Notifies the others in a chat of an action such as typing.
    pub fn type_in(&mut self, account: i64, chat: Peer, doing: ChatAction) -> Result<(), Refusal> {
        self.may_write(account, chat)?;
        let (seen_as, others): (Peer, Vec<i64>) = match chat {
            Peer::User(user) => (Peer::User(account), vec![user]),
            _ => (
                chat,
                self.chat(chat).into_iter().flat_map(|chat| chat.present()).map(|(id, _)| id).collect(),
            ),
        };
        for other in others.into_iter().filter(|other| *other != account) {
            self.push_change(other, Change::Typing { chat: seen_as, user: account, doing });
        }
        Ok(())
    }
}
