//! Listing, reading, pinning and deleting forum topics, and message threads.

use std::collections::BTreeMap;

use super::forum::{GENERAL, Read, Topic};
use crate::sandbox::world::World;
use crate::sandbox::world::engine::ids::Ids;
use crate::sandbox::world::engine::refusal::{Refusal, bad, forbidden};
use crate::sandbox::world::messages::history::{Slice, Window};
use crate::sandbox::world::messages::index::IndexKey;
use crate::sandbox::world::messages::message::Message;
use crate::sandbox::world::messages::owner::Owner;
use crate::sandbox::world::people::peer::Peer;
use crate::sandbox::world::updates::event::Change;

/// Maximum pinned topics.
const MAX_PINNED: usize = 5;

/// Maximum messages of a topic that its author may delete.
const MAX_DELETABLE: usize = 11;

/// A page of topics: those after this one (https://core.telegram.org/api/offsets).
#[derive(Clone, Copy, Debug, Default)]
pub struct TopicPage {
    pub offset_date: i32,
    pub offset_id: i32,
    pub offset_topic: i32,
    pub limit: usize,
}

impl World {
    /// Returns the ids of a topic's messages, if it has any.
    pub fn in_topic(&self, peer: Peer, topic: i32) -> Option<&Ids> {
        self.mailbox(Self::of_forum(peer)?).index().exactly(peer, IndexKey::Topic(topic))
    }

    /// Returns a topic's newest message.
    pub fn topic_top(&self, peer: Peer, topic: i32) -> Option<&Message> {
        self.mailbox(Self::of_forum(peer)?).message(self.in_topic(peer, topic)?.last()?)
    }

    /// Only supergroups can have topics.
    fn of_forum(peer: Peer) -> Option<Owner> {
        match peer {
            Peer::Channel(channel) => Some(Owner::Channel(channel)),
            Peer::User(_) | Peer::Group(_) => None,
        }
    }

    /// Returns the last messages read in a topic, including by reading the whole forum.
    pub fn topic_read(&self, account: i64, peer: Peer, topic: i32) -> Read {
        let dialog = self.dialog(account, peer);
        let read = self.chat(peer).and_then(|chat| chat.forum.read.get(&(account, topic)).copied());
        let Read { inbox, outbox } = read.unwrap_or_default();
        Read { inbox: inbox.max(dialog.read_inbox_max_id), outbox: outbox.max(dialog.read_outbox_max_id) }
    }

    pub fn topic_unread(&self, account: i64, peer: Peer, topic: i32) -> i32 {
        let after = self.topic_read(account, peer, topic).inbox.saturating_add(1);
        let mailbox = self.mailbox(World::owner(account, peer));
        let ids = self.in_topic(peer, topic).into_iter().flat_map(|ids| ids.range(after..));
        ids.filter_map(|id| mailbox.message(*id)).filter(|message| message.author != account).count() as i32
    }

    /// Returns topics whose titles contain the query, pinned ones first, then by newest message; and their total
    /// number.
    pub fn list_topics(
        &self,
        account: i64,
        peer: Peer,
        query: &str,
        page: TopicPage,
    ) -> Result<(Vec<&Topic>, usize), Refusal> {
        let forum = self.forum(account, peer)?;
        let query = query.trim().to_lowercase();
        let fits = |topic: &&Topic| topic.title.to_lowercase().contains(&query);
        let all: Vec<&Topic> = forum.topics.values().filter(fits).collect();
        let total = all.len();
        let (pinned, others): (Vec<&Topic>, Vec<&Topic>) =
            all.into_iter().partition(|topic| forum.pinned.contains(&topic.id));
        let key = |topic: &&Topic| {
            let (date, id) =
                self.topic_top(peer, topic.id).map_or((topic.created, 0), |top| (top.date, top.id));
            (date, id, topic.id)
        };
        let mut others: Vec<_> = others.into_iter().map(|topic| (key(&topic), topic)).collect();
        others.sort_by(|(one, _), (other, _)| other.cmp(one));
        let begins = page.offset_date == 0 && page.offset_id == 0 && page.offset_topic == 0;
        let listed: Vec<&Topic> = if begins {
            let place = |topic: &&Topic| forum.pinned.iter().position(|pinned| *pinned == topic.id);
            let mut pinned = pinned;
            pinned.sort_by_key(place);
            pinned.into_iter().chain(others.into_iter().map(|(_, topic)| topic)).take(page.limit).collect()
        } else {
            let known =
                forum.topics.get(&page.offset_topic).filter(|topic| !forum.pinned.contains(&topic.id));
            let end = known.as_ref().map(key).filter(|_| page.offset_date == 0);
            let end = end.unwrap_or(match (page.offset_date, page.offset_id) {
                // Unpinned topics come after the pinned ones.
                _ if forum.pinned.contains(&page.offset_topic) => (i32::MAX, i32::MAX, i32::MAX),
                (date, id) => (date, id, page.offset_topic),
            });
            let behind = others.into_iter().filter(|(key, _)| *key < end);
            behind.map(|(_, topic)| topic).take(page.limit).collect()
        };
        Ok((listed, total))
    }

    /// Returns a page of a topic, or of the direct and indirect replies to a message.
    pub fn thread(&self, account: i64, peer: Peer, id: i32, window: Window) -> Result<Slice, Refusal> {
        self.may_read(account, peer)?;
        let mailbox = self.mailbox_of(account, peer);
        let ids = if self.chat(peer).is_some_and(|chat| chat.forum.on) {
            self.topic(account, peer, id)?;
            self.in_topic(peer, id).cloned().unwrap_or_default()
        } else {
            self.message_in(account, peer, id).ok_or(bad("MSG_ID_INVALID"))?;
            let later = mailbox.ids(peer).into_iter().flat_map(|ids| ids.range(id + 1..));
            let mut thread: Ids = [id].into_iter().collect();
            for message in later.filter_map(|id| mailbox.message(*id)) {
                if message.reply_to.is_some_and(|answered| thread.contains(answered)) {
                    thread.insert(message.id);
                }
            }
            thread.remove(id);
            thread
        };
        Ok(Slice { ids: window.of(mailbox, &ids), total: ids.len() })
    }

    /// Marks a topic's messages up to `max_id` as read.
    pub fn read_topic(&mut self, account: i64, peer: Peer, topic: i32, max_id: i32) -> Result<(), Refusal> {
        let Peer::Channel(channel) = peer else { return Err(bad("CHANNEL_FORUM_MISSING")) };
        self.topic(account, peer, topic)?;
        let last = self.topic_top(peer, topic).map_or(0, |top| top.id);
        let (before, max_id) = (self.topic_read(account, peer, topic).inbox, max_id.min(last));
        if max_id <= before || !self.has_dialog(account, peer) {
            return Ok(());
        }
        self.topic_read_mut(account, peer, topic, |read| read.inbox = max_id);
        let change = Change::TopicRead { channel, topic, max_id, outbox: false };
        self.log_change(account, 0, change);

        let mailbox = self.mailbox_of(account, peer);
        let ids = self.in_topic(peer, topic).into_iter().flat_map(|ids| ids.range(before + 1..=max_id));
        let read = ids.filter_map(|id| mailbox.message(*id)).filter(|message| message.author != account);
        let newest: BTreeMap<i64, i32> = read.map(|message| (message.author, message.id)).collect();
        for (author, max_id) in newest {
            if max_id > self.topic_read(author, peer, topic).outbox && self.has_dialog(author, peer) {
                self.topic_read_mut(author, peer, topic, |read| read.outbox = max_id);
                let change = Change::TopicRead { channel, topic, max_id, outbox: true };
                self.log_change(author, 0, change);
            }
        }
        Ok(())
    }

    fn topic_read_mut(&mut self, account: i64, peer: Peer, topic: i32, change: impl FnOnce(&mut Read)) {
        if let Some(chat) = self.chat_mut(peer) {
            change(chat.forum.read.entry((account, topic)).or_default());
        }
    }

    /// Deletes a topic with its messages. Returns how many there were.
    pub fn delete_topic(&mut self, me: i64, peer: Peer, id: i32) -> Result<i32, Refusal> {
        let topic = self.topic(me, peer, id)?;
        if id == GENERAL {
            return Err(bad("TOPIC_ID_INVALID"));
        }
        let mailbox = self.mailbox_of(me, peer);
        let ids = self.in_topic(peer, id).cloned().unwrap_or_default();
        let own = |id: &i32| mailbox.message(*id).is_none_or(|message| message.author == me);
        let own_and_small = topic.author == me && ids.len() <= MAX_DELETABLE && ids.iter().all(own);
        if !own_and_small && self.require(me, peer, |may| may.delete_messages).is_err() {
            return Err(forbidden("CHAT_ADMIN_REQUIRED"));
        }
        if let Some(chat) = self.chat_mut(peer) {
            chat.forum.topics.remove(&id);
            chat.forum.pinned.retain(|pinned| *pinned != id);
            chat.forum.deleted.insert(id);
            chat.forum.read.retain(|(_, topic), _| *topic != id);
        }
        let of = World::owner(me, peer);
        let count = ids.len() as i32;
        self.remove(ids.iter().map(|id| (of, *id)).collect());
        Ok(count)
    }

    pub fn pin_topic(&mut self, me: i64, peer: Peer, id: i32, pinned: bool) -> Result<(), Refusal> {
        self.topic(me, peer, id)?;
        self.require(me, peer, |may| may.manage_topics)?;
        let Some(chat) = self.chat_mut(peer) else { return Err(bad("CHANNEL_INVALID")) };
        let known = &mut chat.forum.pinned;
        if known.contains(&id) == pinned {
            return Err(bad("PINNED_TOPIC_NOT_MODIFIED"));
        }
        if pinned && known.len() >= MAX_PINNED {
            return Err(bad("PINNED_TOO_MUCH"));
        }
        known.retain(|known| *known != id);
        if pinned {
            known.insert(0, id);
        }
        self.push_to_readers(World::owner(me, peer), Change::TopicPinned { forum: peer, topic: id, pinned });
        Ok(())
    }

    /// Reorders pinned topics. With `force`, exactly these become pinned.
    pub fn order_pinned_topics(
        &mut self,
        me: i64,
        peer: Peer,
        order: &[i32],
        force: bool,
    ) -> Result<(), Refusal> {
        let forum = self.forum(me, peer)?;
        self.require(me, peer, |may| may.manage_topics)?;
        if !order.iter().all(|id| forum.topics.contains_key(id)) {
            return Err(bad("TOPIC_ID_INVALID"));
        }
        let mut wanted = Vec::new();
        for id in order {
            if !wanted.contains(id) && (force || forum.pinned.contains(id)) {
                wanted.push(*id);
            }
        }
        if !force {
            wanted.extend(forum.pinned.iter().filter(|id| !order.contains(id)));
        }
        if wanted.len() > MAX_PINNED {
            return Err(bad("PINNED_TOO_MUCH"));
        }
        if let Some(chat) = self.chat_mut(peer) {
            chat.forum.pinned.clone_from(&wanted);
        }
        self.push_to_readers(World::owner(me, peer), Change::PinnedTopics { forum: peer, order: wanted });
        Ok(())
    }
}
