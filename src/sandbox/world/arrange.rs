//! How an account arranges its chats: archive, mute, pin, mark as unread.

use serde::{Deserialize, Serialize};

use super::chatting::News;
use super::mailbox::{Change, Owner};
use super::refusal::{Refusal, bad};
use super::{Peer, World};

/// So many chats are pinned in a folder.
pub const MAX_PINNED: usize = 10;

/// What a setting of notifications is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum About {
    Chat(Peer),
    People,
    Groups,
    Channels,
}

/// Absent means what holds for all of its kind.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Notify {
    pub show_previews: Option<bool>,
    pub silent: Option<bool>,
    pub mute_until: Option<i32>,
}

impl World {
    pub fn notify(&self, account: i64, about: About) -> Notify {
        self.chatting.notify.get(&(account, about)).copied().unwrap_or_default()
    }

    pub fn set_notify(&mut self, account: i64, about: About, notify: Notify) {
        self.chatting.notify.insert((account, about), notify);
        self.tell(account, 0, Change::Chatting(News::Notify { about }));
    }

    /// Moves chats between the main list (0) and the archive (1). A pinned chat is pinned no more.
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
            dialog.pinned &= dialog.folder == *folder;
            dialog.folder = *folder;
        }
        if !chats.is_empty() {
            let count = chats.len() as i32;
            self.tell_readers(Owner::Account(account), count, News::Folders { chats });
        }
        Ok(())
    }

    pub fn pin_dialog(&mut self, account: i64, chat: Peer, pinned: bool) -> Result<(), Refusal> {
        if !self.has_dialog(account, chat) {
            return Err(bad("PEER_ID_INVALID"));
        }
        let dialog = self.dialog(account, chat);
        if pinned && !dialog.pinned && self.pinned_dialogs(account, dialog.folder).len() >= MAX_PINNED {
            return Err(bad("PINNED_DIALOGS_TOO_MUCH"));
        }
        self.dialog_mut(account, chat).pinned = pinned;
        let news = News::DialogPinned { chat, pinned, folder: dialog.folder };
        self.tell(account, 0, Change::Chatting(news));
        Ok(())
    }

    pub fn mark_dialog(&mut self, account: i64, chat: Peer, unread: bool) -> Result<(), Refusal> {
        if !self.has_dialog(account, chat) {
            return Err(bad("PEER_ID_INVALID"));
        }
        self.dialog_mut(account, chat).marked = unread;
        self.tell(account, 0, Change::Chatting(News::DialogMarked { chat, unread }));
        Ok(())
    }
}
