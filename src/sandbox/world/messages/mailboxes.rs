//! Looking up mailboxes.

use super::mailbox::Mailbox;
use super::message::Message;
use super::owner::Owner;
use crate::sandbox::world::World;
use crate::sandbox::world::people::peer::Peer;

impl World {
    /// Returns the owner of the mailbox that holds a chat's messages for this account.
    pub fn owner(account: i64, chat: Peer) -> Owner {
        match chat {
            Peer::Channel(channel) => Owner::Channel(channel),
            Peer::User(_) | Peer::Group(_) => Owner::Account(account),
        }
    }

    pub fn mailbox(&self, owner: Owner) -> &Mailbox {
        static EMPTY: std::sync::LazyLock<Mailbox> = std::sync::LazyLock::new(Mailbox::default);
        self.mailboxes.get(&owner).unwrap_or(&EMPTY)
    }

    pub(in crate::sandbox::world) fn mailbox_mut(&mut self, owner: Owner) -> &mut Mailbox {
        self.mailboxes.entry(owner).or_default()
    }

    /// Whether the account sent it. Messages to oneself don't count as outgoing.
    pub fn is_outgoing(account: i64, message: &Message) -> bool {
        message.author == account && message.chat != Peer::User(account)
    }
}
