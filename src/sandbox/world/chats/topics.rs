//! Creating and editing forum topics (https://core.telegram.org/api/forum).

use super::chat::{ChatKind, Role};
use super::forum::{Forum, GENERAL, NewTopic, Topic, TopicEdit};
use crate::sandbox::world::World;
use crate::sandbox::world::engine::refusal::{Refusal, bad, forbidden};
use crate::sandbox::world::messages::draft::{Draft, Sent};
use crate::sandbox::world::messages::message::{Action, Message, RandomId};
use crate::sandbox::world::messages::send::check_random_id;
use crate::sandbox::world::people::peer::Peer;

/// Maximum bytes of a title.
const TITLE: usize = 128;

/// Icon colours (https://core.telegram.org/method/messages.createForumTopic).
const COLORS: [i32; 6] = [0x6fb9f0, 0xffd67e, 0xcb86db, 0x8eee98, 0xff93b2, 0xfb6f5f];

impl World {
    /// Turns a supergroup into a forum or back.
    pub fn set_forum(&mut self, me: i64, peer: Peer, on: bool, tabs: bool) -> Result<(), Refusal> {
        let chat = self.chat(peer).filter(|chat| chat.kind == ChatKind::Supergroup);
        let chat = chat.ok_or(bad("CHANNEL_INVALID"))?;
        if chat.role(me) != Some(Role::Owner) {
            return Err(bad("CHAT_ADMIN_REQUIRED"));
        }
        if (chat.forum.on, chat.forum.tabs) == (on, on && tabs) {
            return Err(bad("CHAT_NOT_MODIFIED"));
        }
        if on {
            self.begin_forum(peer);
        }
        if let Some(chat) = self.chat_mut(peer) {
            (chat.forum.on, chat.forum.tabs) = (on, on && tabs);
        }
        self.notify_settings(peer);
        Ok(())
    }

    /// Makes a new supergroup a forum, without a service message.
    pub fn begin_forum(&mut self, peer: Peer) {
        let Some(chat) = self.chat_mut(peer) else { return };
        let owner = chat.members.iter().find(|(_, member)| member.role == Role::Owner);
        let general = Topic {
            id: GENERAL,
            title: "General".to_owned(),
            color: COLORS[0],
            icon: None,
            author: owner.map_or(0, |(id, _)| *id),
            created: chat.created,
            closed: false,
            hidden: false,
        };
        chat.forum.on = true;
        chat.forum.topics.entry(GENERAL).or_insert(general);
    }

    /// Returns the topics of a forum that the account may read.
    pub fn forum(&self, account: i64, peer: Peer) -> Result<&Forum, Refusal> {
        self.may_read(account, peer)?;
        let chat = self.chat(peer).filter(|chat| chat.forum.on);
        chat.map(|chat| &chat.forum).ok_or(bad("CHANNEL_FORUM_MISSING"))
    }

    pub fn topic(&self, account: i64, peer: Peer, id: i32) -> Result<&Topic, Refusal> {
        self.forum(account, peer)?.topics.get(&id).ok_or(bad("TOPIC_ID_INVALID"))
    }

    /// Creates a topic with its first service message.
    pub fn create_topic(
        &mut self,
        me: i64,
        peer: Peer,
        new: NewTopic,
        random: Option<RandomId>,
    ) -> Result<Sent, Refusal> {
        self.forum(me, peer)?;
        self.require_or_allowed(me, peer, |may| may.manage_topics, |taken| taken.manage_topics)?;
        check_random_id(random)?;
        self.check_not_pending(me, peer, random)?;
        let of = random.map(|random| (me, peer, random.random_id));
        if let Some(id) = of.and_then(|of| self.random_ids.get(&of)) {
            return Ok(Sent { id: *id, repeated: true });
        }
        check_topic_title(&new.title)?;
        let title = new.title.trim().to_owned();
        let color = new.color.filter(|color| COLORS.contains(color)).unwrap_or(COLORS[0]);
        let icon = new.icon.filter(|icon| *icon != 0);
        let action = Action::TopicCreated { title: title.clone(), color, icon };
        let id = self.post_service(me, peer, action);
        self.mailbox_mut(World::owner(me, peer)).change(id, |message| {
            message.topic = Some(id);
            message.random_id = random;
        });
        self.random_ids.extend(of.map(|of| (of, id)));
        self.add_pending_send(me, peer, random);
        let created = self.now();
        let topic = Topic { id, title, color, icon, author: me, created, closed: false, hidden: false };
        if let Some(chat) = self.chat_mut(peer) {
            chat.forum.topics.insert(id, topic);
        }
        Ok(Sent { id, repeated: false })
    }

    /// Edits a topic as its author or an admin, with a service message.
    pub fn edit_topic(&mut self, me: i64, peer: Peer, id: i32, edit: TopicEdit) -> Result<(), Refusal> {
        let topic = self.topic(me, peer, id)?;
        let own = topic.author == me && id != GENERAL;
        if !own && self.require(me, peer, |may| may.manage_topics).is_err() {
            return Err(forbidden("CHAT_ADMIN_REQUIRED"));
        }
        let named = edit.title.is_some() || edit.icon.is_some();
        if edit.closed.is_some() && (named || edit.hidden.is_some()) {
            return Err(bad("TOPIC_CLOSE_SEPARATELY"));
        }
        if edit.hidden.is_some() && named {
            return Err(bad("TOPIC_HIDE_SEPARATELY"));
        }
        if edit.hidden.is_some() && id != GENERAL {
            return Err(bad("TOPIC_ID_INVALID"));
        }
        if edit.icon.is_some() && id == GENERAL {
            return Err(bad("GENERAL_MODIFY_ICON_FORBIDDEN"));
        }
        edit.title.as_deref().map_or(Ok(()), check_topic_title)?;
        let hidden = edit.hidden.unwrap_or(topic.hidden);
        let changed = Topic {
            title: edit.title.as_ref().map_or(&topic.title, |title| title).trim().to_owned(),
            icon: edit.icon.map_or(topic.icon, |icon| Some(icon).filter(|icon| *icon != 0)),
            // A hidden topic is closed. Reopening it shows it again.
            closed: edit.closed.unwrap_or(topic.closed || hidden),
            hidden: hidden && edit.closed != Some(false),
            ..topic.clone()
        };
        if changed == *topic {
            return Err(bad("TOPIC_NOT_MODIFIED"));
        }
        if let Some(chat) = self.chat_mut(peer) {
            chat.forum.topics.insert(id, changed);
        }
        self.post_service_in_topic(me, peer, Action::TopicEdited(edit), id);
        Ok(())
    }

    /// Determines the topic of a draft. A reply to the topic's first message becomes a plain message.
    pub(in crate::sandbox::world) fn place_in_topic(
        &self,
        author: i64,
        to: Peer,
        draft: &mut Draft,
    ) -> Result<(), Refusal> {
        let Some(chat) = self.chat(to).filter(|chat| chat.forum.on) else {
            draft.topic = None;
            return Ok(());
        };
        let forum = &chat.forum;
        let is_topic = |id: &i32| forum.topics.contains_key(id) || forum.deleted.contains(id);
        let answered = || Some(self.message_in(author, to, draft.reply_to?).map_or(GENERAL, Message::topic));
        let named = draft.topic.or(draft.reply_to.filter(is_topic));
        let id = named.or_else(answered).unwrap_or(GENERAL);
        if forum.deleted.contains(&id) {
            return Err(bad("TOPIC_DELETED"));
        }
        let topic = forum.topics.get(&id).ok_or(bad("REPLY_MESSAGE_ID_INVALID"))?;
        let free = chat.admin_rights(author).manage_topics || (topic.author == author && id != GENERAL);
        if topic.closed && !free {
            return Err(bad("TOPIC_CLOSED"));
        }
        draft.topic = Some(id);
        draft.reply_to = draft.reply_to.filter(|answered| *answered != id);
        Ok(())
    }
}

fn check_topic_title(title: &str) -> Result<(), Refusal> {
    let length = title.trim().len();
    if length == 0 || length > TITLE { Err(bad("TOPIC_TITLE_EMPTY")) } else { Ok(()) }
}
