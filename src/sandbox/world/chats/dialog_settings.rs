//! Archiving, muting, pinning, and marking chats as unread.

use super::chat::ChatKind;
use super::notifications::{NotifyScope, NotifySettings};
use crate::sandbox::world::World;
use crate::sandbox::world::engine::refusal::{Refusal, bad};
use crate::sandbox::world::messages::owner::Owner;
use crate::sandbox::world::people::peer::Peer;
use crate::sandbox::world::updates::event::Change;

/// Maximum chats pinned in a folder.
pub const MAX_PINNED: usize = 10;

impl World {
    pub fn notify(&self, account: i64, about: NotifyScope) -> NotifySettings {
        self.notify_settings.get(&(account, about)).copied().unwrap_or_default()
    }

    pub fn set_notify(&mut self, account: i64, about: NotifyScope, notify: NotifySettings) {
        self.notify_settings.insert((account, about), notify);
        self.log_change(account, 0, Change::NotifySettings { about });
    }

    /// Moves chats between the main list (0) and the archive (1). Moving a pinned chat unpins it.
    pub fn move_to_folders(&mut self, account: i64, chats: Vec<(Peer, i32)>) -> Result<(), Refusal> {
        for (chat, folder) in &chats {
            if !matches!(folder, 0 | 1) {
                return Err(bad("FOLDER_ID_INVALID"));
            }
            if !self.has_dialog(account, *chat) {
                return Err(bad("PEER_ID_INVALID"));
            }
        }
        for (chat, folder) in &chats {
            let dialog = self.dialog_mut(account, *chat);
            dialog.pinned = dialog.pinned.filter(|_| dialog.folder == *folder);
            dialog.folder = *folder;
        }
        if !chats.is_empty() {
            let count = chats.len() as i32;
            self.log_for_readers(Owner::Account(account), count, Change::DialogFolders { chats });
        }
        Ok(())
    }

    pub fn pin_dialog(&mut self, account: i64, chat: Peer, pinned: bool) -> Result<(), Refusal> {
        if !self.has_dialog(account, chat) {
            return Err(bad("PEER_ID_INVALID"));
        }
        if pinned && matches!(chat, Peer::User(_)) && self.top_message(account, chat).is_none() {
            return Err(bad("PEER_HISTORY_EMPTY"));
        }
        let dialog = self.dialog(account, chat);
        let others = self.pinned_dialogs(account, dialog.folder);
        if pinned && dialog.pinned.is_none() && others.len() >= MAX_PINNED {
            return Err(bad("PINNED_DIALOGS_TOO_MUCH"));
        }
        // The chat pinned last comes first.
        let place = others.first().and_then(|first| self.dialog(account, *first).pinned).unwrap_or(0) + 1;
        self.dialog_mut(account, chat).pinned = pinned.then_some(dialog.pinned.unwrap_or(place));
        let change = Change::DialogPinned { chat, pinned, folder: dialog.folder };
        self.log_change(account, 0, change);
        Ok(())
    }

    /// Pins these chats of a folder in this order. Other pinned chats follow them, or are unpinned with `alone`.
    pub fn order_pinned(
        &mut self,
        account: i64,
        folder: i32,
        order: Vec<Peer>,
        alone: bool,
    ) -> Result<(), Refusal> {
        let known =
            |chat: &Peer| self.has_dialog(account, *chat) && self.dialog(account, *chat).folder == folder;
        if !order.iter().all(known) {
            return Err(bad("PEER_ID_INVALID"));
        }
        let before = self.pinned_dialogs(account, folder);
        let others = before.iter().copied().filter(|chat| !alone && !order.contains(chat));
        let mut all: Vec<Peer> = Vec::new();
        order.iter().copied().chain(others).for_each(|chat| {
            if !all.contains(&chat) {
                all.push(chat);
            }
        });
        if all.len() > MAX_PINNED {
            return Err(bad("PINNED_DIALOGS_TOO_MUCH"));
        }
        for chat in before {
            self.dialog_mut(account, chat).pinned = None;
        }
        for (place, chat) in (1..).zip(all.iter().rev()) {
            self.dialog_mut(account, *chat).pinned = Some(place);
        }
        self.log_change(account, 0, Change::PinnedDialogs { folder, chats: all });
        Ok(())
    }

    /// Moves an archived chat back to the main list on a new message, unless it is muted.
    pub(in crate::sandbox::world) fn unarchive(&mut self, account: i64, chat: Peer) {
        if self.dialog(account, chat).folder == 1 && !self.is_muted(account, chat) {
            self.dialog_mut(account, chat).folder = 0;
            self.dialog_mut(account, chat).pinned = None;
            self.log_for_readers(
                Owner::Account(account),
                1,
                Change::DialogFolders { chats: vec![(chat, 0)] },
            );
        }
    }

    fn is_muted(&self, account: i64, chat: Peer) -> bool {
        let kind = match self.chat(chat).map(|chat| chat.kind) {
            None => NotifyScope::People,
            Some(ChatKind::Group | ChatKind::Supergroup) => NotifyScope::Groups,
            Some(ChatKind::Channel) => NotifyScope::Channels,
        };
        let own = self.notify(account, NotifyScope::Chat(chat)).mute_until;
        own.or(self.notify(account, kind).mute_until).is_some_and(|until| until > self.now())
    }

    pub fn mark_dialog(&mut self, account: i64, chat: Peer, unread: bool) -> Result<(), Refusal> {
        if !self.has_dialog(account, chat) {
            return Err(bad("PEER_ID_INVALID"));
        }
        self.dialog_mut(account, chat).marked = unread;
        self.log_change(account, 0, Change::DialogUnreadMark { chat, unread });
        Ok(())
    }
}
