//! Read receipts: who has read a message and when.

use super::message::Message;
use crate::sandbox::world::World;
use crate::sandbox::world::chats::chat::ChatKind;
use crate::sandbox::world::engine::refusal::{Refusal, bad};
use crate::sandbox::world::people::peer::Peer;

/// Seconds for which receipts are kept.
pub const LIFE: i32 = 7 * 24 * 3600;

/// Maximum members of a group with receipts.
pub const MAX_MEMBERS: usize = 100;

impl World {
    /// Returns who read the account's message in a group and when, latest first.
    pub fn readers(&self, account: i64, chat: Peer, id: i32) -> Result<Vec<(i64, i32)>, Refusal> {
        self.may_read(account, chat)?;
        let group = self.chat(chat).filter(|chat| chat.kind != ChatKind::Channel);
        let group = group.ok_or(bad("PEER_ID_INVALID"))?;
        let message = self.message_in(account, chat, id).filter(|message| message.author == account);
        let message = message.ok_or(bad("MSG_ID_INVALID"))?;
        if self.now() - message.date >= LIFE {
            return Err(bad("MSG_TOO_OLD"));
        }
        if group.present().count() > MAX_MEMBERS {
            return Err(bad("CHAT_TOO_BIG"));
        }
        let others = group.present().map(|(member, _)| member).filter(|member| *member != account);
        let mut readers: Vec<(i64, i32)> =
            others.filter_map(|member| Some((member, self.read_at(member, chat, message)?))).collect();
        readers.sort_by_key(|(member, date)| (std::cmp::Reverse(*date), *member));
        Ok(readers)
    }

    /// Returns when the other side of a private chat read the account's message.
    pub fn outbox_read_date(&self, account: i64, chat: Peer, id: i32) -> Result<i32, Refusal> {
        let Peer::User(other) = chat else { return Err(bad("PEER_ID_INVALID")) };
        let message = self.message_in(account, chat, id).filter(|message| message.author == account);
        let message = message.ok_or(bad("MESSAGE_ID_INVALID"))?;
        if self.now() - message.date >= LIFE {
            return Err(bad("MESSAGE_TOO_OLD"));
        }
        self.read_at(other, Peer::User(account), message).ok_or(bad("MESSAGE_NOT_READ_YET"))
    }

    pub(in crate::sandbox::world) fn add_read_mark(&mut self, account: i64, chat: Peer, max_id: i32) {
        let now = self.now();
        self.read_marks.entry((account, chat)).or_default().push((max_id, now));
    }

    /// Returns when the reader's copy was read. `chat` is as the reader sees it.
    fn read_at(&self, reader: i64, chat: Peer, message: &Message) -> Option<i32> {
        let id = self.mailbox_of(reader, chat).twin(message.twin)?.id;
        let marks = self.read_marks.get(&(reader, chat))?;
        let first = marks.partition_point(|(max_id, _)| *max_id < id);
        marks.get(first).map(|(_, date)| *date)
    }
}
