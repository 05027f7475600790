//! Deleting messages, for oneself or for everyone. Deleted messages are gone for good.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::message::{Action, Body, Media, Message};
use super::owner::Owner;
use crate::sandbox::world::World;
use crate::sandbox::world::engine::refusal::{Refusal, bad, forbidden};
use crate::sandbox::world::people::peer::Peer;
use crate::sandbox::world::updates::event::Change;

/// Seconds for which a bot that isn't an admin may delete a message.
const BOT_DELETE_PERIOD: i32 = 48 * 3600;

/// Seconds before dice can be deleted for both sides of a private chat.
const DICE_DELETE_PERIOD: i32 = 24 * 3600;

/// The part of a chat's history to delete.
#[derive(Clone, Copy, Debug, Default)]
pub struct HistoryPart {
    /// Up to this message. 0 means all.
    pub max_id: i32,
    /// Later than this date. 0 means no limit.
    pub min_date: i32,
    /// Earlier than this date. 0 means no limit.
    pub max_date: i32,
}

impl World {
    /// Deletes messages of the account's mailbox. Ids that don't exist are ignored. Returns how many were deleted.
    pub fn delete(&mut self, account: i64, ids: &[i32], revoke: bool) -> Result<i32, Refusal> {
        // Bots always delete for everyone.
        let revoke = revoke || self.is_bot(account);
        let mailbox = self.mailbox(Owner::Account(account));
        let mut doomed: Vec<(Owner, i32)> = Vec::new();
        for message in ids.iter().filter_map(|id| mailbox.message(*id)) {
            if revoke {
                if !self.may_revoke(account, message) {
                    return Err(forbidden("MESSAGE_DELETE_FORBIDDEN"));
                }
                doomed.extend(self.copies(account, message.chat, message.twin));
            } else {
                doomed.push((Owner::Account(account), message.id));
            }
        }
        Ok(self.remove(doomed).get(&account).copied().unwrap_or(0))
    }

    /// In private chats either side may revoke a message; in groups its author and admins.
    fn may_revoke(&self, account: i64, message: &Message) -> bool {
        match self.chat(message.chat) {
            Some(chat) => {
                let may = chat.admin_rights(account).delete_messages;
                chat.has(account) && (may || (message.author == account && self.is_in_time(account, message)))
            }
            None => self.is_in_time(account, message) && !self.is_recent_dice(account, message),
        }
    }

    /// Bots may delete only recent messages (https://core.telegram.org/bots/api#deletemessage).
    fn is_in_time(&self, account: i64, message: &Message) -> bool {
        !self.is_bot(account) || self.now() - message.date <= BOT_DELETE_PERIOD
    }

    /// A recent dice message can't be deleted for the other side (https://core.telegram.org/bots/api#deletemessage).
    fn is_recent_dice(&self, account: i64, message: &Message) -> bool {
        let thrown = matches!(&*message.body, Body::Text { media: Some(Media::Dice { .. }), .. });
        thrown && message.chat != Peer::User(account) && self.now() - message.date <= DICE_DELETE_PERIOD
    }

    /// Deletes messages of a channel or supergroup. Returns how many were deleted.
    pub fn delete_in_channel(&mut self, account: i64, chat: Peer, ids: &[i32]) -> Result<i32, Refusal> {
        let Peer::Channel(channel) = chat else { return Err(bad("CHANNEL_INVALID")) };
        let of = Owner::Channel(channel);
        let known: Vec<_> = ids.iter().filter_map(|id| self.mailbox(of).message(*id)).collect();
        let own = |message: &&Message| {
            message.author == account && !message.post && self.is_in_time(account, message)
        };
        let own = known.iter().all(own);
        let chat = self.chat(chat).ok_or(bad("CHANNEL_INVALID"))?;
        if !chat.has(account) || !(own || chat.admin_rights(account).delete_messages) {
            return Err(forbidden("MESSAGE_DELETE_FORBIDDEN"));
        }
        // The message that announces the chat's creation can't be deleted.
        let founds =
            |message: &&Message| matches!(&*message.body, Body::Service(Action::ChannelCreated { .. }));
        if known.iter().any(founds) {
            return Err(forbidden("MESSAGE_DELETE_FORBIDDEN"));
        }
        // The message that created a topic is deleted only with the topic.
        if known.iter().any(|message| chat.forum.topics.contains_key(&message.id) && message.topic.is_some())
        {
            return Err(forbidden("MESSAGE_DELETE_FORBIDDEN"));
        }
        let doomed: Vec<(Owner, i32)> = known.iter().map(|message| (of, message.id)).collect();
        let count = doomed.len() as i32;
        self.remove(doomed);
        Ok(count)
    }

    /// Deletes the history of a private chat or basic group for this account, and with `revoke` for the other side,
    /// too. Without `clear`, the chat leaves the chat list. Returns by how much the account's pts grew.
    pub fn delete_history(
        &mut self,
        account: i64,
        chat: Peer,
        part: HistoryPart,
        clear: bool,
        revoke: bool,
    ) -> Result<i32, Refusal> {
        if let Peer::Channel(_) = chat {
            return Err(bad("PEER_ID_INVALID"));
        }
        let revoke = revoke && matches!(chat, Peer::User(_));
        let mailbox = self.mailbox(Owner::Account(account));
        let messages = mailbox.ids(chat).into_iter().flatten().filter_map(|id| mailbox.message(*id));
        let part_of = messages.filter(|message| {
            (part.max_id <= 0 || message.id <= part.max_id)
                && (part.min_date <= 0 || message.date > part.min_date)
                && (part.max_date <= 0 || message.date < part.max_date)
        });
        let mut doomed: Vec<(Owner, i32)> = match revoke {
            true => part_of.flat_map(|message| self.copies(account, chat, message.twin)).collect(),
            false => part_of.map(|message| (Owner::Account(account), message.id)).collect(),
        };
        let sides = match chat {
            Peer::User(user) if revoke && user != account => {
                vec![(account, chat), (user, Peer::User(account))]
            }
            _ => vec![(account, chat)],
        };
        let before = self.mailbox(Owner::Account(account)).pts;
        if clear {
            for (side, chat) in &sides {
                let of = Owner::Account(*side);
                let newest = self.mailbox(of).last(*chat).map(|newest| (of, newest.id));
                if let Some(at) = newest.and_then(|newest| doomed.iter().position(|doomed| *doomed == newest))
                {
                    let (_, id) = doomed.swap_remove(at);
                    self.mark_cleared(*side, *chat, id);
                }
            }
        }
        self.remove(doomed);
        let gone = self.mailbox(Owner::Account(account)).pts - before;
        for (side, chat) in sides {
            if !clear && self.top_message(side, chat).is_none() && self.takes_part_no_more(side, chat) {
                self.dialogs.remove(&(side, chat));
            }
        }
        Ok(gone)
    }

    /// Replaces a message by a "history cleared" service message, so that the chat keeps its place in the list.
    fn mark_cleared(&mut self, account: i64, chat: Peer, id: i32) {
        let twin = self.random() as u64;
        let of = Owner::Account(account);
        self.set_pinned(account, chat, vec![(of, id)], false);
        let Some(message) = self.mailbox(of).message(id).cloned() else { return };
        self.forget_mentions(of, id);
        let mailbox = self.mailbox_mut(of);
        // It is no longer a copy of another message.
        mailbox.remove(id);
        mailbox.put(Message {
            twin,
            author: account,
            body: Arc::new(Body::Service(Action::HistoryCleared)),
            reply_to: None,
            mentions: Arc::default(),
            random_id: None,
            edited: None,
            pinned: false,
            carried: Default::default(),
            ..message
        });
        self.log_for_readers(of, 1, Change::Edited { id });
    }

    /// Clears the history of a channel or supergroup for this account only.
    pub fn clear_channel_history(&mut self, account: i64, chat: Peer, max_id: i32) -> Result<(), Refusal> {
        let Peer::Channel(channel) = chat else { return Err(bad("CHANNEL_INVALID")) };
        let newest = self.mailbox_of(account, chat).last(chat).map_or(0, |newest| newest.id);
        let max_id = if max_id > 0 { max_id.min(newest) } else { newest };
        let member = self.member_mut(chat, account).filter(|member| member.role.is_in());
        let member = member.ok_or(bad("CHANNEL_PRIVATE"))?;
        if max_id > member.cleared {
            member.cleared = max_id;
            let min_id = self.earliest(account, chat);
            self.log_change(account, 0, Change::AvailableMessages { channel, min_id });
        }
        Ok(())
    }

    /// A group stays in its members' chat lists.
    fn takes_part_no_more(&self, account: i64, chat: Peer) -> bool {
        self.chat(chat).is_none_or(|chat| !chat.has(account))
    }

    /// Deletes all messages of an author in a channel or supergroup. Returns how many were deleted.
    pub fn delete_messages_of(&mut self, account: i64, chat: Peer, author: i64) -> Result<i32, Refusal> {
        self.require(account, chat, |may| may.delete_messages)?;
        let of = World::owner(account, chat);
        let mailbox = self.mailbox(of);
        let theirs = mailbox.ids(chat).into_iter().flatten().filter_map(|id| mailbox.message(*id));
        let theirs = theirs.filter(|message| message.author == author && !message.post);
        let doomed: Vec<(Owner, i32)> = theirs.map(|message| (of, message.id)).collect();
        let count = doomed.len() as i32;
        self.remove(doomed);
        Ok(count)
    }

    /// Deletes a supergroup's history for everyone.
    pub fn delete_channel_history(&mut self, account: i64, chat: Peer, max_id: i32) -> Result<(), Refusal> {
        if !self.chat(chat).is_some_and(|chat| chat.is_admin(account)) {
            return Err(bad("CHAT_ADMIN_REQUIRED"));
        }
        let of = World::owner(account, chat);
        let all = self.mailbox(of).ids(chat).into_iter().flatten();
        let begins = |id: i32| self.mailbox(of).message(id).is_some_and(|message| message.topic == Some(id));
        let doomed = all.filter(|id| max_id <= 0 || **id <= max_id).filter(|id| !begins(**id));
        let doomed = doomed.map(|id| (of, *id)).collect();
        self.remove(doomed);
        Ok(())
    }

    /// Removes copies of messages and notifies each mailbox's readers once. Returns how many each account lost.
    pub(in crate::sandbox::world) fn remove(&mut self, doomed: Vec<(Owner, i32)>) -> BTreeMap<i64, i32> {
        let mut by_owner: BTreeMap<Owner, BTreeSet<i32>> = BTreeMap::new();
        for (of, id) in doomed {
            by_owner.entry(of).or_default().insert(id);
        }
        let mut gone = BTreeMap::new();
        let mut files = BTreeSet::new();
        for (of, ids) in by_owner {
            for id in &ids {
                files.extend(self.mailbox(of).message(*id).and_then(Message::file));
                self.forget_mentions(of, *id);
                self.mailbox_mut(of).remove(*id);
            }
            let count = ids.len() as i32;
            if let Owner::Account(account) = of {
                gone.insert(account, count);
            }
            self.log_for_readers(of, count, Change::Deleted { ids: ids.into_iter().collect() });
        }
        self.files.forget_unshown(&files);
        gone
    }
}
