//! The updates that Telegram returns for a change.

use crate::api::call::Call;
use crate::api::types::cast::{Cast, id_of};
use crate::api::types::message::Message;
use crate::api::types::people::Chat;
use crate::error::Result;
use crate::telegram::account::Account;
use crate::telegram::peer::{PeerId, PeerKind};
use crate::telegram::tl;

pub struct ResultUpdates {
    pub updates: Vec<tl::enums::Update>,
    pub cast: Cast,
    /// The groups and channels of the result, in Telegram's order.
    chats: Vec<PeerId>,
}

impl ResultUpdates {
    pub fn of(call: &Call, account: &Account, updates: tl::enums::Updates) -> Result<Self> {
        let (updates, users, chats) = match updates {
            tl::enums::Updates::Updates(updates) => (updates.updates, updates.users, updates.chats),
            tl::enums::Updates::Combined(updates) => (updates.updates, updates.users, updates.chats),
            tl::enums::Updates::UpdateShort(short) => (vec![short.update], Vec::new(), Vec::new()),
            _ => (Vec::new(), Vec::new(), Vec::new()),
        };
        account.learn(&users, &chats);
        let ids = chats.iter().map(id_of).collect();
        let cast = Cast::new(call.viewer(account)?, users, chats);
        Ok(Self { updates, cast, chats: ids })
    }

    /// The changed chat of this kind.
    pub fn chat(&self, kind: PeerKind) -> Option<PeerId> {
        self.chats.iter().copied().find(|id| id.kind == kind)
    }

    /// The changed group or channel.
    pub fn any_chat(&self) -> Option<Chat> {
        self.chats.first().map(|id| self.cast.chat(*id))
    }

    /// The new messages. Messages of an earlier send that was repeated are marked as duplicates.
    pub fn new_messages(&self) -> impl Iterator<Item = Message> {
        self.updates.iter().filter_map(|update| {
            let (message, duplicate, scheduled) = match update {
                tl::enums::Update::NewMessage(update) => (&update.message, update.pts_count == 0, false),
                tl::enums::Update::NewChannelMessage(update) => {
                    (&update.message, update.pts_count == 0, false)
                }
                // These count nothing, so that a repeat can't be told from the first.
                tl::enums::Update::NewScheduledMessage(update) => (&update.message, false, true),
                _ => return None,
            };
            let message = Message::of(message, &self.cast)?;
            Some(Message { is_duplicate: duplicate, is_scheduled: scheduled, ..message })
        })
    }

    /// The edited message.
    pub fn edited(&self, message_id: i32) -> Option<Message> {
        self.updates.iter().find_map(|update| {
            let message = match update {
                tl::enums::Update::EditMessage(update) => &update.message,
                tl::enums::Update::EditChannelMessage(update) => &update.message,
                _ => return None,
            };
            Message::of(message, &self.cast).filter(|message| message.message_id == message_id)
        })
    }

    /// The id of the message that was sent with this `random_id`.
    pub fn id_under(&self, random_id: i64) -> Option<i32> {
        self.updates.iter().find_map(|update| match update {
            tl::enums::Update::MessageId(update) if update.random_id == random_id => Some(update.id),
            _ => None,
        })
    }
}
