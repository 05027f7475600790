//! Pinned messages (https://core.telegram.org/api/pin).

use std::collections::BTreeMap;

use super::index::{IndexKey, MessageKind};
use super::message::{Action, Body};
use super::owner::Owner;
use crate::sandbox::world::World;
use crate::sandbox::world::chats::chat::ChatKind;
use crate::sandbox::world::engine::refusal::{Refusal, bad};
use crate::sandbox::world::people::peer::Peer;
use crate::sandbox::world::updates::event::Change;

impl World {
    /// Pins or unpins a message. In private chats for both sides, unless `one_side`.
    pub fn pin(
        &mut self,
        account: i64,
        chat: Peer,
        id: i32,
        pinned: bool,
        one_side: bool,
    ) -> Result<(), Refusal> {
        self.may_pin(account, chat)?;
        if one_side && matches!(chat, Peer::User(_)) && self.is_bot(account) {
            return Err(bad("BOT_ONESIDE_NOT_AVAIL"));
        }
        let message = self.message_in(account, chat, id).ok_or(bad("MESSAGE_ID_INVALID"))?;
        if let Body::Service(_) = &*message.body {
            return Err(bad("MESSAGE_ID_INVALID"));
        }
        if message.pinned == pinned {
            return Err(bad("CHAT_NOT_MODIFIED"));
        }
        let own = World::owner(account, chat);
        let copies = match one_side && matches!(chat, Peer::User(_)) {
            true => vec![(own, id)],
            false => self.copies(account, chat, message.twin),
        };
        self.set_pinned(account, chat, copies, pinned);
        if pinned && !one_side {
            self.post_service_reply(account, chat, Action::Pinned, id);
        }
        Ok(())
    }

    /// Unpins all messages in a chat or topic. Returns how many in the account's mailbox.
    pub fn unpin_all(&mut self, account: i64, chat: Peer, topic: Option<i32>) -> Result<i32, Refusal> {
        self.may_pin(account, chat)?;
        let mailbox = self.mailbox_of(account, chat);
        let pinned = self.pinned_in(account, chat).into_iter().filter_map(|id| mailbox.message(id));
        let pinned = pinned.filter(|message| topic.is_none_or(|topic| message.topic() == topic));
        let copies: Vec<(Owner, i32)> =
            pinned.flat_map(|message| self.copies(account, chat, message.twin)).collect();
        let own = World::owner(account, chat);
        let count = copies.iter().filter(|(of, _)| *of == own).count() as i32;
        self.set_pinned(account, chat, copies, false);
        Ok(count)
    }

    /// Returns the ids of a chat's pinned messages, oldest first.
    pub fn pinned_in(&self, account: i64, chat: Peer) -> Vec<i32> {
        let pinned = vec![IndexKey::Kind(MessageKind::Pinned)];
        self.mailbox_of(account, chat).index().find(chat, &[pinned]).ids.iter().copied().collect()
    }

    pub(in crate::sandbox::world) fn set_pinned(
        &mut self,
        account: i64,
        chat: Peer,
        copies: Vec<(Owner, i32)>,
        pinned: bool,
    ) {
        let mut by_owner: BTreeMap<Owner, Vec<i32>> = BTreeMap::new();
        for (of, id) in copies {
            let differs = self.mailbox(of).message(id).is_some_and(|message| message.pinned != pinned);
            if differs && self.takes_part(of, chat) {
                self.mailbox_mut(of).change(id, |message| message.pinned = pinned);
                by_owner.entry(of).or_default().push(id);
            }
        }
        for (of, ids) in by_owner {
            let seen_as = self.seen_by(of, account, chat);
            self.log_for_readers(of, ids.len() as i32, Change::Pinned { chat: seen_as, ids, pinned });
        }
    }

    /// Anyone may pin in private chats, members with that right in groups, and editors in channels.
    fn may_pin(&self, account: i64, chat: Peer) -> Result<(), Refusal> {
        match self.chat(chat).map(|chat| chat.kind) {
            None => self.may_read(account, chat),
            Some(ChatKind::Channel) => self.require(account, chat, |may| may.edit_messages),
            Some(ChatKind::Group | ChatKind::Supergroup) => {
                self.require_or_allowed(account, chat, |may| may.pin_messages, |taken| taken.pin_messages)
            }
        }
    }
}
