//! Editing messages (https://core.telegram.org/api/edit-message).

use std::sync::Arc;

use super::carried::Carried;
use super::draft::Draft;
use super::entity::Entity;
use super::entity_detection;
use super::index::{MessageKind, kind};
use super::message::{Body, Media, Message};
use super::text::normalize;
use crate::sandbox::world::World;
use crate::sandbox::world::bots::markup::Markup;
use crate::sandbox::world::chats::chat::ChatKind;
use crate::sandbox::world::engine::refusal::{Refusal, bad, forbidden};
use crate::sandbox::world::people::peer::Peer;
use crate::sandbox::world::updates::event::Change;

/// Seconds for which a message can be edited.
const EDIT_PERIOD: i32 = 48 * 3600;

/// The new content of a message.
#[derive(Clone, Debug, Default)]
pub struct Edit {
    pub text: Option<String>,
    pub entities: Vec<Entity>,
    /// If absent, the keyboard is removed.
    pub markup: Option<Markup>,
}

impl World {
    pub fn edit(&mut self, account: i64, chat: Peer, id: i32, edit: Edit) -> Result<(), Refusal> {
        self.may_write_or_own(account, chat)?;
        let message = self.message_in(account, chat, id).ok_or(bad("MESSAGE_ID_INVALID"))?;
        if let Body::Service(_) = &*message.body {
            return Err(bad("MESSAGE_ID_INVALID"));
        }
        self.may_edit(account, message)?;
        self.replace(account, chat, id, edit, account)
    }

    /// Applies an edit to all copies of a message. The keyboard is checked as `editor`'s.
    pub(in crate::sandbox::world) fn replace(
        &mut self,
        account: i64,
        chat: Peer,
        id: i32,
        edit: Edit,
        editor: i64,
    ) -> Result<(), Refusal> {
        let message = self.message_in(account, chat, id).ok_or(bad("MESSAGE_ID_INVALID"))?;
        let Body::Text { text, entities, media } = &*message.body else {
            return Err(bad("MESSAGE_ID_INVALID"));
        };
        // Reply keyboards belong to the chat: they can't be changed or added by an edit.
        if !matches!(message.carried.markup, None | Some(Markup::Inline { .. })) {
            return Err(bad("MESSAGE_ID_INVALID"));
        }
        if !matches!(edit.markup, None | Some(Markup::Inline { .. })) {
            return Err(bad("REPLY_MARKUP_INVALID"));
        }
        let sent_to = (message.carried.via.is_none()).then_some(chat);
        let markup = self.check_markup(editor, sent_to, edit.markup)?;
        if edit.text.is_some() && media.as_ref().is_some_and(|media| !has_caption(media)) {
            return Err(bad("MESSAGE_ID_INVALID"));
        }
        let twin = message.twin;
        let changed = match edit.text {
            Some(text) => {
                let (text, entities) = normalize(text, edit.entities)?;
                let entities = entity_detection::complete(&text, entities);
                (text, entities)
            }
            None => (text.clone(), entities.clone()),
        };
        let edit_hidden = (text, entities) == (&changed.0, &changed.1);
        if edit_hidden && message.carried.markup == markup {
            return Err(bad("MESSAGE_NOT_MODIFIED"));
        }
        let carried = Arc::new(Carried { markup, edit_hidden, ..(*message.carried).clone() });
        let draft = Draft { text: changed.0, entities: changed.1, media: media.clone(), ..Draft::default() };
        self.check(account, chat, &draft)?;

        let Draft { text, entities, media, .. } = draft;
        let body = Arc::new(Body::Text { text, entities, media });
        let now = self.now();
        for (of, id) in self.copies(account, chat, twin) {
            if self.takes_part(of, chat) {
                self.mailbox_mut(of).change(id, |message| {
                    message.body = Arc::clone(&body);
                    message.carried = Arc::clone(&carried);
                    message.edited = Some(now);
                });
                self.log_for_readers(of, 1, Change::Edited { id });
            }
        }
        Ok(())
    }

    /// In private chats, editing needs only read access: a bot may edit after the user has blocked it.
    fn may_write_or_own(&self, account: i64, chat: Peer) -> Result<(), Refusal> {
        match chat {
            Peer::User(_) => self.may_read(account, chat),
            _ => self.may_write(account, chat),
        }
    }

    pub(in crate::sandbox::world) fn may_edit(&self, account: i64, message: &Message) -> Result<(), Refusal> {
        let in_channel = self.chat(message.chat).is_some_and(|chat| chat.kind == ChatKind::Channel);
        let as_admin = in_channel
            && self.chat(message.chat).is_some_and(|chat| chat.admin_rights(account).edit_messages);
        let passed_on = message.carried.forward.is_some() || message.carried.via.is_some();
        if passed_on || (message.author != account && !as_admin) {
            return Err(forbidden("MESSAGE_AUTHOR_REQUIRED"));
        }
        let for_ever = as_admin || self.is_bot(account) || message.chat == Peer::User(account);
        if !for_ever && message.date.saturating_add(EDIT_PERIOD) < self.now() {
            return Err(bad("MESSAGE_EDIT_TIME_EXPIRED"));
        }
        Ok(())
    }
}

/// Whether the media can have a caption (https://core.telegram.org/bots/api#editmessagecaption).
fn has_caption(media: &Media) -> bool {
    match kind(media) {
        Some(kind) => {
            matches!(
                kind,
                MessageKind::Photo
                    | MessageKind::Video
                    | MessageKind::Gif
                    | MessageKind::Music
                    | MessageKind::Voice
                    | MessageKind::Document
            )
        }
        None => false,
    }
}
