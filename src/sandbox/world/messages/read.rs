//! Marking messages as read.

use std::collections::BTreeMap;

use super::message::Message;
use super::owner::Owner;
use crate::sandbox::world::World;
use crate::sandbox::world::chats::chat::ChatKind;
use crate::sandbox::world::people::peer::Peer;
use crate::sandbox::world::updates::event::Change;

impl World {
    /// Marks messages up to `max_id` as read. 0 means all. Returns whether anything changed.
    pub fn read(&mut self, account: i64, chat: Peer, max_id: i32) -> bool {
        if self.dialog(account, chat).marked {
            self.dialog_mut(account, chat).marked = false;
            self.log_change(account, 0, Change::DialogUnreadMark { chat, unread: false });
        }
        let Some(last) = self.top_message(account, chat).map(|message| message.id) else { return false };
        let max_id = if max_id > 0 { max_id.min(last) } else { last };
        let before = self.dialog(account, chat).read_inbox_max_id;
        if max_id <= before || !self.has_dialog(account, chat) {
            return false;
        }
        let newest = self.newest_by_author(account, chat, before, max_id);
        self.dialog_mut(account, chat).read_inbox_max_id = max_id;
        self.add_read_mark(account, chat, max_id);

        let still_unread = self.unread(account, chat);
        match chat {
            Peer::Channel(channel) => {
                let pts = self.mailbox_of(account, chat).pts;
                self.log_change(account, 0, Change::ChannelReadInbox { channel, max_id, still_unread, pts });
            }
            _ => self.log_change(account, 1, Change::ReadInbox { chat, max_id, still_unread }),
        }
        for (author, message) in newest {
            self.notify_author(author, account, chat, &message);
        }
        true
    }

    /// Returns the newest of the messages just read for each other author.
    fn newest_by_author(&self, account: i64, chat: Peer, after: i32, max_id: i32) -> BTreeMap<i64, Message> {
        let mailbox = self.mailbox_of(account, chat);
        let ids = mailbox.ids(chat).into_iter().flat_map(|ids| ids.range(after + 1..=max_id));
        let messages = ids.filter_map(|id| mailbox.message(*id)).filter(|message| message.author != account);
        messages.map(|message| (message.author, message.clone())).collect()
    }

    /// Notifies an author that a message was read. Not in channels.
    fn notify_author(&mut self, author: i64, reader: i64, chat: Peer, message: &Message) {
        let chat = match chat {
            Peer::User(_) => Peer::User(reader),
            chat => chat,
        };
        if self.chat(chat).is_some_and(|chat| chat.kind == ChatKind::Channel) {
            return;
        }
        let Some(own) = self.mailbox(World::owner(author, chat)).twin(message.twin).map(|own| own.id) else {
            return;
        };
        if !self.has_dialog(author, chat) || own <= self.dialog(author, chat).read_outbox_max_id {
            return;
        }
        self.dialog_mut(author, chat).read_outbox_max_id = own;
        match World::owner(author, chat) {
            Owner::Channel(channel) => {
                self.log_change(author, 0, Change::ChannelReadOutbox { channel, max_id: own })
            }
            Owner::Account(_) => self.log_change(author, 1, Change::ReadOutbox { chat, max_id: own }),
        }
    }
}
