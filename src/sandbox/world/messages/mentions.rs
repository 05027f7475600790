//! Mentions in groups, and which are unread (https://core.telegram.org/api/mentions).

use std::collections::BTreeSet;
use std::sync::Arc;

use super::entity::{Style, covered};
use super::history::{Slice, Window};
use super::message::{Body, Message};
use super::owner::Owner;
use crate::sandbox::world::World;
use crate::sandbox::world::chats::chat::ChatKind;
use crate::sandbox::world::engine::ids::Ids;
use crate::sandbox::world::people::peer::Peer;
use crate::sandbox::world::updates::event::Change;

impl World {
    /// Whether the message mentions the account by name or replies to its message.
    pub fn mentions(account: i64, message: &Message) -> bool {
        message.mentions.contains(&account)
    }

    /// Returns the members of the chat that a message would mention, except its author. Empty in private chats.
    pub(in crate::sandbox::world) fn mentioned_by(
        &self,
        author: i64,
        to: Peer,
        body: &Body,
        reply_to: Option<i32>,
    ) -> Arc<[i64]> {
        let group = self.chat(to).filter(|chat| matches!(chat.kind, ChatKind::Group | ChatKind::Supergroup));
        let (Some(group), Body::Text { text, entities, .. }) = (group, body) else { return Arc::default() };
        let named = entities.iter().filter_map(|entity| match entity.style {
            Style::MentionName { user } => Some(user),
            Style::Mention => match self.resolve_username(&covered(text, entity)) {
                Ok(Peer::User(user)) => Some(user),
                _ => None,
            },
            _ => None,
        });
        let answered = reply_to.and_then(|id| self.mailbox_of(author, to).message(id));
        let answered = answered.filter(|answered| matches!(&*answered.body, Body::Text { .. }));
        let mentioned: BTreeSet<i64> = named.chain(answered.map(|answered| answered.author)).collect();
        let mut mentioned =
            mentioned.into_iter().filter(|user| *user != author && group.has(*user)).peekable();
        // Most messages mention nobody and need no allocation.
        if mentioned.peek().is_some() { mentioned.collect() } else { Arc::default() }
    }

    /// Records an unread mention. Bots have none, as they never mark them as read.
    pub(in crate::sandbox::world) fn add_unread_mention(&mut self, account: i64, chat: Peer, id: i32) {
        if self.has_dialog(account, chat) && !self.is_bot(account) {
            self.dialog_mut(account, chat).unread_mentions.insert(id);
        }
    }

    pub fn is_unread_mention(&self, account: i64, message: &Message) -> bool {
        Self::mentions(account, message)
            && self
                .dialogs
                .get(&(account, message.chat))
                .is_some_and(|dialog| dialog.unread_mentions.contains(&message.id))
    }

    /// Returns the account's unread mentions in a chat or in one of its topics.
    pub fn unread_mentions(&self, account: i64, chat: Peer, topic: Option<i32>) -> Ids {
        let Some(dialog) = self.dialogs.get(&(account, chat)) else { return Ids::default() };
        let mailbox = self.mailbox_of(account, chat);
        let unread = dialog.unread_mentions.range(self.earliest(account, chat)..).copied();
        let stands_there = |id: &i32| {
            topic.is_none_or(|topic| mailbox.message(*id).is_some_and(|message| message.topic() == topic))
        };
        unread.filter(stands_there).collect()
    }

    /// Returns a page of unread mentions.
    pub fn list_unread_mentions(
        &self,
        account: i64,
        chat: Peer,
        topic: Option<i32>,
        window: Window,
    ) -> Slice {
        let unread = self.unread_mentions(account, chat, topic);
        Slice { ids: window.of(self.mailbox_of(account, chat), &unread), total: unread.len() }
    }

    /// Marks all mentions in a chat or topic as read. Returns how many were unread.
    pub fn read_mentions(&mut self, account: i64, chat: Peer, topic: Option<i32>) -> i32 {
        let ids: Vec<i32> = self.unread_mentions(account, chat, topic).iter().copied().collect();
        self.look_at(account, World::owner(account, chat), topic, &ids)
    }

    /// Marks messages of the account's mailbox or of a channel's as read in content. Returns how many were unread
    /// mentions.
    pub fn look_at(&mut self, account: i64, of: Owner, topic: Option<i32>, ids: &[i32]) -> i32 {
        let mut seen = BTreeSet::new();
        for id in ids {
            let Some(chat) = self.mailbox(of).message(*id).map(|message| message.chat) else { continue };
            let dialog = self.dialogs.get_mut(&(account, chat));
            if dialog.is_some_and(|dialog| dialog.unread_mentions.remove(id)) {
                seen.insert(*id);
            }
        }
        if seen.is_empty() {
            return 0;
        }
        let (count, ids) = (seen.len() as i32, seen.into_iter().collect());
        let (channel, pts_count) = match of {
            Owner::Account(_) => (None, count),
            Owner::Channel(channel) => (Some(channel), 0),
        };
        self.log_change(account, pts_count, Change::MentionsRead { channel, topic, ids });
        count
    }

    /// Removes a deleted message from unread mentions.
    pub(in crate::sandbox::world) fn forget_mentions(&mut self, of: Owner, id: i32) {
        let Some(message) = self.mailbox(of).message(id) else { return };
        let (chat, mentioned) = (message.chat, Arc::clone(&message.mentions));
        for account in mentioned.iter().filter(|account| of.is_read_by(**account)) {
            if let Some(dialog) = self.dialogs.get_mut(&(*account, chat)) {
                dialog.unread_mentions.remove(&id);
            }
        }
    }
}
