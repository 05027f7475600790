//! The copies of a message in its readers' mailboxes.

use super::message::Message;
use super::owner::Owner;
use crate::sandbox::world::World;
use crate::sandbox::world::people::peer::Peer;

impl World {
    /// Returns a message of this chat, if the account can see it.
    pub fn message_in(&self, account: i64, chat: Peer, id: i32) -> Option<&Message> {
        let known = self.mailbox_of(account, chat).message(id).filter(|message| message.chat == chat);
        known.filter(|_| id >= self.earliest(account, chat))
    }

    /// Returns every copy of a message as mailbox owner and id. Former members keep theirs.
    pub(in crate::sandbox::world) fn copies(&self, account: i64, chat: Peer, twin: u64) -> Vec<(Owner, i32)> {
        let owners: Vec<Owner> = match chat {
            Peer::Channel(channel) => vec![Owner::Channel(channel)],
            Peer::User(user) if user == account => vec![Owner::Account(account)],
            Peer::User(user) => vec![Owner::Account(account), Owner::Account(user)],
            Peer::Group(_) => {
                let members = self.chat(chat).into_iter().flat_map(|chat| chat.members.keys());
                members.map(|member| Owner::Account(*member)).collect()
            }
        };
        let copy = |of| self.mailbox(of).twin(twin).map(|message| (of, message.id));
        owners.into_iter().filter_map(copy).collect()
    }

    /// Whether the owner of this mailbox is still in the chat.
    pub(in crate::sandbox::world) fn takes_part(&self, of: Owner, chat: Peer) -> bool {
        match (of, self.chat(chat)) {
            (Owner::Account(account), Some(chat)) => chat.has(account),
            _ => true,
        }
    }

    /// Converts a chat as `account` sees it to how the owner of another mailbox sees it.
    pub(in crate::sandbox::world) fn seen_by(&self, of: Owner, account: i64, chat: Peer) -> Peer {
        match (of, chat) {
            (Owner::Account(reader), Peer::User(_)) if reader != account => Peer::User(account),
            _ => chat,
        }
    }

    pub(in crate::sandbox::world) fn present_in(&self, chat: Peer) -> Vec<i64> {
        self.chat(chat).into_iter().flat_map(|chat| chat.present()).map(|(id, _)| id).collect()
    }
}
