//! Changing what one has written (https://core.telegram.org/api/edit-message).

use std::sync::Arc;

use super::automatic;
use super::chat::Kind;
use super::chatting::News;
use super::mailbox::{Body, Entity, Message};
use super::refusal::{Refusal, bad, forbidden};
use super::send::Draft;
use super::{Peer, World};

/// Seconds for which one may edit.
const EDITABLE: i32 = 48 * 3600;

/// What is to be put in place of what stands there.
#[derive(Clone, Debug, Default)]
pub struct Edit {
    pub text: Option<String>,
    pub entities: Vec<Entity>,
}

impl World {
    pub fn edit(&mut self, account: i64, chat: Peer, id: i32, edit: Edit) -> Result<(), Refusal> {
        self.may_write_or_own(account, chat)?;
        let message = self.message_in(account, chat, id).ok_or(bad("MESSAGE_ID_INVALID"))?;
        let Body::Text { text, entities, media } = &*message.body else {
            return Err(bad("MESSAGE_ID_INVALID"));
        };
        self.may_edit(account, message)?;
        let twin = message.twin;
        let changed = match edit.text {
            Some(text) => {
                let entities = automatic::complete(&text, edit.entities.clone());
                (text, entities)
            }
            None => (text.clone(), entities.clone()),
        };
        if (text, entities) == (&changed.0, &changed.1) {
            return Err(bad("MESSAGE_NOT_MODIFIED"));
        }
        let draft = Draft { text: changed.0, entities: changed.1, media: media.clone(), ..Draft::default() };
        self.check(account, chat, &draft)?;

        let Draft { text, entities, media, .. } = draft;
        let body = Arc::new(Body::Text { text, entities, media });
        let now = self.now();
        for (of, id) in self.copies(account, chat, twin) {
            if self.takes_part(of, chat) {
                self.mailbox_mut(of).change(id, |message| {
                    message.body = Arc::clone(&body);
                    message.edited = Some(now);
                });
                self.tell_readers(of, 1, News::Edited { id });
            }
        }
        Ok(())
    }

    /// A bot may edit where it can no longer begin to write.
    fn may_write_or_own(&self, account: i64, chat: Peer) -> Result<(), Refusal> {
        match chat {
            Peer::User(_) => self.may_read(account, chat),
            _ => self.may_write(account, chat),
        }
    }

    pub(super) fn may_edit(&self, account: i64, message: &Message) -> Result<(), Refusal> {
        let in_channel = self.chat(message.chat).is_some_and(|chat| chat.kind == Kind::Channel);
        let as_admin = in_channel
            && self.chat(message.chat).is_some_and(|chat| chat.admin_rights(account).edit_messages);
        if message.carried.forward.is_some() || (message.author != account && !as_admin) {
            return Err(forbidden("MESSAGE_AUTHOR_REQUIRED"));
        }
        let for_ever = as_admin || self.is_bot(account) || message.chat == Peer::User(account);
        if !for_ever && message.date.saturating_add(EDITABLE) < self.now() {
            return Err(bad("MESSAGE_EDIT_TIME_EXPIRED"));
        }
        Ok(())
    }
}
