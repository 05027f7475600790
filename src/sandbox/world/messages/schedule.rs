//! Scheduling messages (https://core.telegram.org/api/scheduled-messages).

use std::sync::Arc;

use super::albums::check_album;
use super::draft::Draft;
use super::entity_detection;
use super::message::{Body, Message};
use super::owner::Owner;
use super::scheduled::{Scheduled, ScheduledMessages};
use super::send::check_random_id;
use super::text::normalize;
use crate::sandbox::world::World;
use crate::sandbox::world::chats::chat::ChatKind;
use crate::sandbox::world::engine::refusal::{Refusal, bad};
use crate::sandbox::world::people::peer::Peer;
use crate::sandbox::world::updates::event::Change;

/// Messages due within this many seconds are sent at once.
const SEND_NOW: i32 = 10;

/// Maximum seconds until a scheduled date.
const LATEST: i32 = 365 * 24 * 3600;

/// Maximum scheduled messages in one chat.
const MAX_WAITING: usize = 100;

impl World {
    /// Schedules messages, all or none; `together` makes them an album. Returns `None` if they are due now, or if one
    /// was sent before with the same `random_id`.
    pub fn schedule(
        &mut self,
        author: i64,
        to: Peer,
        drafts: &[Draft],
        date: i32,
        together: bool,
    ) -> Result<Option<Vec<i32>>, Refusal> {
        drafts.iter().try_for_each(|draft| {
            check_random_id(draft.random_id)?;
            self.check_not_pending(author, to, draft.random_id)
        })?;
        if together {
            check_album(drafts)?;
        }
        let now = self.now();
        let random_id = |draft: &Draft| draft.random_id.map(|random| random.random_id);
        let repeated = |draft: &Draft| {
            random_id(draft).is_some_and(|random_id| self.random_ids.contains_key(&(author, to, random_id)))
        };
        if date <= now.saturating_add(SEND_NOW) || drafts.iter().any(repeated) {
            return Ok(None);
        }
        if self.is_bot(author) {
            return Err(bad("SCHEDULE_BOT_NOT_ALLOWED"));
        }
        if date > now.saturating_add(LATEST) {
            return Err(bad("SCHEDULE_DATE_TOO_LATE"));
        }
        self.may_write(author, to)?;
        let tidied = drafts.iter().map(|draft| {
            let (text, entities) = normalize(draft.text.clone(), draft.entities.clone())?;
            Ok(Draft { text, entities, ..draft.clone() })
        });
        let drafts = tidied.collect::<Result<Vec<Draft>, Refusal>>()?;
        for draft in &drafts {
            self.check(author, to, draft)?;
            self.check_closing(draft, date)?;
            self.check_quote(author, to, draft)?;
        }
        let album = together.then(|| self.random() & i64::MAX);
        let waiting = self.scheduled.entry((author, to)).or_default();
        let known = |draft: &Draft| {
            let wanted = random_id(draft)?;
            waiting.iter().find(|(_, known)| random_id(&known.draft) == Some(wanted)).map(|(id, _)| *id)
        };
        let known: Vec<Option<i32>> = drafts.iter().map(known).collect();
        if waiting.len() + known.iter().filter(|known| known.is_none()).count() > MAX_WAITING {
            return Err(bad("SCHEDULE_TOO_MUCH"));
        }
        let mut ids = Vec::new();
        for (draft, known) in drafts.into_iter().zip(known) {
            if let Some(id) = known {
                ids.push(id);
                continue;
            }
            self.last_scheduled += 1;
            let id = self.last_scheduled;
            let entities = entity_detection::complete(&draft.text, draft.entities);
            let draft = Draft { entities, ..draft };
            self.add_pending_send(author, to, draft.random_id);
            let waiting = self.scheduled.entry((author, to)).or_default();
            waiting.insert(id, Scheduled { date, draft, album });
            self.push_to_readers(Owner::Account(author), Change::Scheduled { chat: to, id });
            ids.push(id);
        }
        Ok(Some(ids))
    }

    /// Returns the ids of a chat's scheduled messages, latest date first.
    pub fn scheduled(&self, account: i64, chat: Peer) -> Vec<i32> {
        let waiting = self.scheduled.get(&(account, chat)).into_iter().flatten();
        let mut dated: Vec<(i32, i32)> = waiting.map(|(id, scheduled)| (scheduled.date, *id)).collect();
        dated.sort_by(|one, other| other.cmp(one));
        dated.into_iter().map(|(_, id)| id).collect()
    }

    /// Returns a scheduled message as it will be sent.
    pub fn scheduled_message(&self, account: i64, chat: Peer, id: i32) -> Option<Message> {
        let Scheduled { date, draft, .. } = self.scheduled.get(&(account, chat))?.get(&id)?.clone();
        let Draft { text, entities, media, reply_to, topic, silent, random_id, carried } = draft;
        let post = self.chat(chat).is_some_and(|chat| chat.kind == ChatKind::Channel);
        let body = Arc::new(Body::Text { text, entities, media });
        let (author, carried) = (account, Arc::new(carried));
        // It isn't in any mailbox and has no copies.
        let twin = 0;
        let (edited, pinned) = (None, false);
        let signed = post && self.chat(chat).is_some_and(|chat| chat.signatures);
        Some(Message {
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
            mentions: Arc::default(),
            random_id,
            edited,
            pinned,
            carried,
        })
    }

    /// Returns the album of a scheduled message.
    pub fn scheduled_album(&self, account: i64, chat: Peer, id: i32) -> Option<i64> {
        self.scheduled.get(&(account, chat))?.get(&id)?.album
    }

    /// Sends scheduled messages before their date.
    pub fn send_scheduled(&mut self, account: i64, chat: Peer, ids: &[i32]) -> Result<(), Refusal> {
        let waiting = self.scheduled.get(&(account, chat));
        if !ids.iter().all(|id| waiting.is_some_and(|waiting| waiting.contains_key(id))) {
            return Err(bad("MESSAGE_ID_INVALID"));
        }
        let due = ids.iter().map(|id| (account, chat, *id)).collect();
        self.send_waiting(due);
        Ok(())
    }

    pub fn delete_scheduled(&mut self, account: i64, chat: Peer, ids: &[i32]) {
        let Some(waiting) = self.scheduled.get_mut(&(account, chat)) else { return };
        let ids: Vec<i32> = ids.iter().copied().filter(|id| waiting.remove(id).is_some()).collect();
        if !ids.is_empty() {
            let change = Change::Unscheduled { chat, ids, sent: Vec::new() };
            self.push_to_readers(Owner::Account(account), change);
        }
    }

    pub(in crate::sandbox::world) fn next_scheduled(&self) -> Option<i32> {
        let waiting = self.scheduled.values().flat_map(ScheduledMessages::values);
        waiting.map(|scheduled| scheduled.date).min()
    }

    /// Sends all due messages in order.
    pub(in crate::sandbox::world) fn send_due(&mut self) {
        let now = self.now();
        let mut due: Vec<(i32, i32, i64, Peer)> = Vec::new();
        for ((account, chat), waiting) in &self.scheduled {
            let come = waiting.iter().filter(|(_, scheduled)| scheduled.date <= now);
            due.extend(come.map(|(id, scheduled)| (scheduled.date, *id, *account, *chat)));
        }
        due.sort_unstable();
        self.send_waiting(due.into_iter().map(|(_, id, account, chat)| (account, chat, id)).collect());
    }

    /// Sends scheduled messages in this order, with consecutive messages of an album together.
    fn send_waiting(&mut self, waiting: Vec<(i64, Peer, i32)>) {
        let mut waiting = waiting.into_iter().peekable();
        while let Some((account, chat, id)) = waiting.next() {
            let album = self.scheduled_album(account, chat, id);
            let mut ids = vec![id];
            while let Some((.., id)) = waiting.next_if(|(of, to, id)| {
                album.is_some()
                    && (*of, *to) == (account, chat)
                    && self.scheduled_album(*of, *to, *id) == album
            }) {
                ids.push(id);
            }
            self.send_at_once(account, chat, &ids, album);
        }
    }

    /// Sends a scheduled message or album.
    fn send_at_once(&mut self, account: i64, chat: Peer, ids: &[i32], album: Option<i64>) {
        let Some(waiting) = self.scheduled.get_mut(&(account, chat)) else { return };
        let ids: Vec<(i32, Draft)> =
            ids.iter().filter_map(|id| Some((*id, waiting.remove(id)?.draft))).collect();
        let (ids, mut drafts): (Vec<i32>, Vec<Draft>) = ids.into_iter().unzip();
        if ids.is_empty() {
            return;
        }
        for draft in &mut drafts {
            // The message it replies to may have been deleted or edited.
            draft.reply_to = draft.reply_to.filter(|id| self.message_in(account, chat, *id).is_some());
            draft.carried.quote = self.check_quote(account, chat, draft).unwrap_or_default();
        }
        // If the account can no longer write there, the message is dropped.
        let sent = self.send_together(account, chat, drafts).unwrap_or_default();
        let sent: Vec<i32> = sent.into_iter().map(|sent| sent.id).collect();
        if let Some(album) = album {
            self.put_in_album(account, chat, &sent, album);
        }
        let change = Change::Unscheduled { chat, ids, sent };
        self.push_to_readers(Owner::Account(account), change);
    }
}
