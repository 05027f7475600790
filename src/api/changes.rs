//! What Telegram answers to a change: its updates, and whom they speak of.

use super::Call;
use super::message::Message;
use super::people::Cast;
use crate::error::Result;
use crate::telegram::account::Account;
use crate::telegram::tl;

pub struct Changes {
    pub updates: Vec<tl::enums::Update>,
    pub cast: Cast,
}

impl Changes {
    pub fn of(call: &Call, account: &Account, updates: tl::enums::Updates) -> Result<Self> {
        let (updates, users, chats) = match updates {
            tl::enums::Updates::Updates(updates) => (updates.updates, updates.users, updates.chats),
            tl::enums::Updates::Combined(updates) => (updates.updates, updates.users, updates.chats),
            tl::enums::Updates::UpdateShort(short) => (vec![short.update], Vec::new(), Vec::new()),
            _ => (Vec::new(), Vec::new(), Vec::new()),
        };
        account.learn(&users, &chats);
        let cast = Cast::new(call.viewer(account)?, users, chats);
        Ok(Self { updates, cast })
    }

    /// The messages that are new. Those that a repeated send made before are marked as its duplicates.
    pub fn new_messages(&self) -> impl Iterator<Item = Message> {
        self.updates.iter().filter_map(|update| {
            let (message, pts_count) = match update {
                tl::enums::Update::NewMessage(update) => (&update.message, update.pts_count),
                tl::enums::Update::NewChannelMessage(update) => (&update.message, update.pts_count),
                _ => return None,
            };
            let message = Message::of(message, &self.cast)?;
            Some(Message { duplicate: pts_count == 0, ..message })
        })
    }

    /// The id of the message that was sent under this `random_id`.
    pub fn id_under(&self, random_id: i64) -> Option<i32> {
        self.updates.iter().find_map(|update| match update {
            tl::enums::Update::MessageId(update) if update.random_id == random_id => Some(update.id),
            _ => None,
        })
    }

    /// The message that was sent under this `random_id`.
    pub fn sent_under(&self, random_id: i64) -> Option<Message> {
        let id = self.id_under(random_id);
        self.new_messages().find(|message| id.is_none_or(|id| id == message.message_id))
    }
}
