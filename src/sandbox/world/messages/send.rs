//! Sending messages.

use std::sync::Arc;

use super::albums::check_album;
use super::carried::{Carried, Forward};
use super::draft::{Draft, Sent};
use super::entity_detection;
use super::message::{Action, Body, Media, Message, RandomId};
use super::owner::Owner;
use super::text::{MAX_CAPTION, MAX_LENGTH, MAX_PREMIUM_CAPTION, normalize};
use crate::sandbox::world::World;
use crate::sandbox::world::chats::chat::ChatKind;
use crate::sandbox::world::chats::forum::GENERAL;
use crate::sandbox::world::engine::refusal::{Refusal, bad};
use crate::sandbox::world::people::peer::Peer;
use crate::sandbox::world::updates::event::Change;

impl World {
    pub fn send(&mut self, author: i64, to: Peer, draft: Draft) -> Result<Sent, Refusal> {
        self.may_write(author, to)?;
        let draft = self.checked(author, to, draft)?;
        if self.sent_before(author, to, &draft).is_none() {
            self.check_closing(&draft, self.now())?;
            self.check_slow_mode(author, to)?;
        }
        Ok(self.put(author, to, draft))
    }

    /// Sends drafts as one album, all or none.
    pub fn send_album(&mut self, author: i64, to: Peer, drafts: Vec<Draft>) -> Result<Vec<Sent>, Refusal> {
        check_album(&drafts)?;
        let sent = self.send_together(author, to, drafts)?;
        let new: Vec<i32> = sent.iter().filter(|sent| !sent.repeated).map(|sent| sent.id).collect();
        self.group(author, to, &new);
        Ok(sent)
    }

    /// Sends drafts, all or none.
    pub(in crate::sandbox::world) fn send_together(
        &mut self,
        author: i64,
        to: Peer,
        drafts: Vec<Draft>,
    ) -> Result<Vec<Sent>, Refusal> {
        let drafts = self.all_checked(author, to, drafts)?;
        if drafts.iter().any(|draft| self.sent_before(author, to, draft).is_none()) {
            self.check_slow_mode(author, to)?;
        }
        Ok(drafts.into_iter().map(|draft| self.put(author, to, draft)).collect())
    }

    /// Checks drafts, and returns them as they will be stored.
    pub(in crate::sandbox::world) fn all_checked(
        &self,
        author: i64,
        to: Peer,
        drafts: Vec<Draft>,
    ) -> Result<Vec<Draft>, Refusal> {
        self.may_write(author, to)?;
        drafts.into_iter().map(|draft| self.checked(author, to, draft)).collect()
    }

    /// Returns the message that was sent before with the draft's `random_id`.
    pub(in crate::sandbox::world) fn sent_before(&self, author: i64, to: Peer, draft: &Draft) -> Option<i32> {
        self.random_ids.get(&(author, to, draft.random_id?.random_id)).copied()
    }

    /// Checks a draft. One that was sent before isn't checked again.
    fn checked(&self, author: i64, to: Peer, mut draft: Draft) -> Result<Draft, Refusal> {
        check_random_id(draft.random_id)?;
        self.check_not_pending(author, to, draft.random_id)?;
        if self.sent_before(author, to, &draft).is_some() {
            return Ok(draft);
        }
        (draft.text, draft.entities) = normalize(draft.text, draft.entities)?;
        self.place_in_topic(author, to, &mut draft)?;
        self.check(author, to, &draft)?;
        self.check_bans(author, to, &draft)?;
        draft.carried.quote = self.check_quote(author, to, &draft)?;
        // Forwarded messages and inline results were checked for their author.
        if draft.carried.forward.is_none() && draft.carried.via.is_none() {
            let markup = draft.carried.markup.take();
            draft.carried.markup = self.check_markup(author, Some(to), markup)?;
        }
        Ok(draft)
    }

    /// Stores a checked draft, unless it was sent before.
    pub(in crate::sandbox::world) fn put(&mut self, author: i64, to: Peer, draft: Draft) -> Sent {
        if let Some(id) = self.sent_before(author, to, &draft) {
            return Sent { id, repeated: true };
        }
        let Draft { text, entities, media, reply_to, topic, silent, random_id, carried } = draft;
        let entities = entity_detection::complete(&text, entities);
        let passed_on = carried.forward.as_ref().and_then(Forward::post);
        let carried = Arc::new(carried);
        let extras = Extras { reply_to, topic, silent, random_id, carried, ..Extras::default() };
        let id = self.post(author, to, Body::Text { text, entities, media }, extras);
        if let Some(random) = random_id {
            self.random_ids.insert((author, to, random.random_id), id);
        }
        self.add_pending_send(author, to, random_id);
        if let Some(post) = passed_on {
            self.count_forward(author, post);
        }
        Sent { id, repeated: false }
    }

    /// Checks that a draft with normalized text may be sent to a chat.
    pub(in crate::sandbox::world) fn check(
        &self,
        author: i64,
        to: Peer,
        draft: &Draft,
    ) -> Result<(), Refusal> {
        if draft.text.is_empty() && draft.media.is_none() {
            return Err(bad("MESSAGE_EMPTY"));
        }
        if let Some(Media::Poll(poll)) = &draft.media {
            self.check_poll(author, to, poll)?;
        }
        let longest = if self.is_premium(author) { MAX_PREMIUM_CAPTION } else { MAX_CAPTION };
        if draft.media.is_some() && draft.text.chars().count() > longest {
            return Err(bad("MEDIA_CAPTION_TOO_LONG"));
        }
        if draft.text.chars().count() > MAX_LENGTH {
            return Err(bad("MESSAGE_TOO_LONG"));
        }
        if let Some(id) = draft.reply_to
            && self.message_in(author, to, id).is_none()
        {
            return Err(bad("REPLY_MESSAGE_ID_INVALID"));
        }
        Ok(())
    }

    /// Posts a service message.
    pub(in crate::sandbox::world) fn post_service(&mut self, author: i64, to: Peer, action: Action) -> i32 {
        self.post(author, to, Body::Service(action), Extras::default())
    }

    /// Posts a service message as a reply.
    pub(in crate::sandbox::world) fn post_service_reply(
        &mut self,
        author: i64,
        to: Peer,
        action: Action,
        id: i32,
    ) -> i32 {
        let extras = Extras { reply_to: Some(id), ..Extras::default() };
        self.post(author, to, Body::Service(action), extras)
    }

    /// Posts a service message in a forum topic.
    pub(in crate::sandbox::world) fn post_service_in_topic(
        &mut self,
        author: i64,
        to: Peer,
        action: Action,
        topic: i32,
    ) -> i32 {
        self.post(author, to, Body::Service(action), Extras { topic: Some(topic), ..Extras::default() })
    }

    /// Stores a message in every mailbox it belongs to and notifies their readers. Returns the author's id of it.
    fn post(&mut self, author: i64, to: Peer, body: Body, extras: Extras) -> i32 {
        let twin = self.random() as u64;
        let mentions = self.mentioned_by(author, to, &body, extras.reply_to);
        let extras = Extras { mentions, ..extras };
        let body = Arc::new(body);
        let shown = match &*body {
            Body::Text { media: Some(Media::Poll(poll)), .. } => Some(Arc::clone(poll)),
            _ => None,
        };
        let id = match to {
            Peer::Channel(channel) => self.post_in_channel(author, channel, twin, body, extras),
            Peer::Group(_) => {
                let members: Vec<i64> =
                    self.chat(to).into_iter().flat_map(|chat| chat.present()).map(|(id, _)| id).collect();
                // The author may have just left, and still gets the message about it.
                let others = members.into_iter().filter(|member| *member != author).collect::<Vec<_>>();
                let id = self.store_copy(author, to, author, twin, &body, &extras);
                for member in others {
                    self.store_copy(member, to, author, twin, &body, &extras);
                }
                id
            }
            Peer::User(user) => {
                let id = self.store_copy(author, to, author, twin, &body, &extras);
                if user != author {
                    self.store_copy(user, Peer::User(author), author, twin, &body, &extras);
                }
                id
            }
        };
        if let Some(poll) = shown {
            let copies = self.copies(author, to, twin);
            self.show_poll(&poll, copies);
        }
        id
    }

    /// Stores an account's copy.
    fn store_copy(
        &mut self,
        account: i64,
        chat: Peer,
        author: i64,
        twin: u64,
        body: &Arc<Body>,
        extras: &Extras,
    ) -> i32 {
        let answered = extras
            .reply_to
            .and_then(|id| self.mailbox_of(author, chat_of(chat, account, author)).message(id));
        let answered = answered.map(|message| message.twin);
        let date = self.now();
        let mailbox = self.mailbox_mut(Owner::Account(account));
        let id = mailbox.next_id();
        let reply_to = answered.and_then(|twin| mailbox.twin(twin)).map(|message| message.id);
        let random_id = extras.random_id.filter(|_| account == author);
        let body = Arc::clone(body);
        mailbox.put(Message {
            id,
            twin,
            chat,
            author,
            post: false,
            signed: false,
            date,
            body,
            reply_to,
            topic: None,
            silent: extras.silent,
            mentions: Arc::clone(&extras.mentions),
            random_id,
            edited: None,
            pinned: false,
            carried: Arc::clone(&extras.carried),
        });
        self.dialog_mut(account, chat);
        if extras.mentions.contains(&account) {
            self.add_unread_mention(account, chat, id);
        }
        self.log_change(account, 1, Change::NewMessage { id });
        if account != author {
            self.unarchive(account, chat);
        }
        id
    }

    fn post_in_channel(
        &mut self,
        author: i64,
        channel: i64,
        twin: u64,
        body: Arc<Body>,
        extras: Extras,
    ) -> i32 {
        let chat = Peer::Channel(channel);
        let post = self.chat(chat).is_some_and(|chat| chat.kind == ChatKind::Channel);
        let signed = post && self.chat(chat).is_some_and(|chat| chat.signatures);
        let members: Vec<i64> =
            self.chat(chat).into_iter().flat_map(|chat| chat.present()).map(|(id, _)| id).collect();
        let date = self.now();
        let Extras { reply_to, topic, silent, mentions, random_id, carried } = extras;
        let mailbox = self.mailbox_mut(Owner::Channel(channel));
        let answered = reply_to.and_then(|id| mailbox.message(id));
        let topic = topic.or(answered.and_then(|answered| answered.topic)).filter(|topic| *topic != GENERAL);
        let id = mailbox.next_id();
        mailbox.put(Message {
            id,
            twin,
            chat,
            author,
            post,
            signed,
            date,
            body,
            reply_to,
            topic,
            silent,
            mentions: Arc::clone(&mentions),
            random_id,
            edited: None,
            pinned: false,
            carried,
        });
        let event = mailbox.record(1, date, Change::NewMessage { id });
        mentions.iter().for_each(|account| self.add_unread_mention(*account, chat, id));
        if post {
            self.count_author_view(author, (channel, id));
        }
        self.push_to_members(channel, &members, &event);
        members
            .into_iter()
            .filter(|member| *member != author)
            .for_each(|member| self.unarchive(member, chat));
        id
    }
}

/// 0 isn't a valid `random_id` (https://core.telegram.org/method/messages.sendMultiMedia).
pub(in crate::sandbox::world) fn check_random_id(random_id: Option<RandomId>) -> Result<(), Refusal> {
    match random_id {
        Some(random) if random.random_id == 0 => Err(bad("RANDOM_ID_EMPTY")),
        _ => Ok(()),
    }
}

#[derive(Default)]
struct Extras {
    reply_to: Option<i32>,
    topic: Option<i32>,
    silent: bool,
    mentions: Arc<[i64]>,
    random_id: Option<RandomId>,
    carried: Arc<Carried>,
}

/// Converts a chat as an account sees it to how the author sees it.
fn chat_of(chat: Peer, account: i64, author: i64) -> Peer {
    match chat {
        Peer::User(_) if account != author => Peer::User(account),
        chat => chat,
    }
}
