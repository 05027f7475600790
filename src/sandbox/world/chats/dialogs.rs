//! An account's chat list.

use std::collections::BTreeSet;

use super::dialog::Dialog;
use crate::sandbox::world::World;
use crate::sandbox::world::engine::ids::IdRange;
use crate::sandbox::world::messages::mailbox::Mailbox;
use crate::sandbox::world::messages::message::Message;
use crate::sandbox::world::people::peer::Peer;

/// A page of the chat list (https://core.telegram.org/api/offsets).
#[derive(Clone, Copy, Debug)]
pub struct DialogPage {
    pub exclude_pinned: bool,
    /// Default: both the main list and the archive.
    pub folder: Option<i32>,
    pub offset_date: i32,
    pub offset_id: i32,
    pub offset_peer: Option<Peer>,
    pub limit: usize,
    /// Only chats whose newest message is in this range.
    pub range: IdRange,
}

/// A page of results.
pub struct DialogList {
    pub peers: Vec<Peer>,
    /// Total number of chats.
    pub total: usize,
    /// The page holds all chats.
    pub whole: bool,
}

impl World {
    /// Returns the account's dialog with a peer, or an empty one.
    pub fn dialog(&self, account: i64, peer: Peer) -> Dialog {
        self.dialogs.get(&(account, peer)).cloned().unwrap_or_default()
    }

    pub fn has_dialog(&self, account: i64, peer: Peer) -> bool {
        self.dialogs.contains_key(&(account, peer))
    }

    pub(in crate::sandbox::world) fn dialog_mut(&mut self, account: i64, peer: Peer) -> &mut Dialog {
        self.dialogs.entry((account, peer)).or_default()
    }

    pub fn dialogs_of(&self, account: i64) -> impl Iterator<Item = (Peer, &Dialog)> {
        let all = (account, Peer::User(i64::MIN))..=(account, Peer::Channel(i64::MAX));
        self.dialogs.range(all).map(|((_, peer), dialog)| (*peer, dialog))
    }

    pub fn mailbox_of(&self, account: i64, peer: Peer) -> &Mailbox {
        self.mailbox(World::owner(account, peer))
    }

    /// Returns the newest message that the account can see in a chat.
    pub fn top_message(&self, account: i64, peer: Peer) -> Option<&Message> {
        let newest = self.mailbox_of(account, peer).last(peer);
        newest.filter(|message| message.id >= self.earliest(account, peer))
    }

    /// Returns the number of unread incoming messages.
    pub fn unread(&self, account: i64, peer: Peer) -> i32 {
        self.unread_after(account, peer, self.dialog(account, peer).read_inbox_max_id)
    }

    pub(in crate::sandbox::world) fn unread_after(&self, account: i64, peer: Peer, max_id: i32) -> i32 {
        let mailbox = self.mailbox_of(account, peer);
        let after = max_id.saturating_add(1).max(self.earliest(account, peer))..;
        if self.chat(peer).is_some_and(|chat| chat.forum.on) {
            // Messages that were read in their topic don't count.
            let ids = mailbox.ids(peer).into_iter().flat_map(|ids| ids.range(after.clone()));
            let incoming =
                ids.filter_map(|id| mailbox.message(*id)).filter(|message| message.author != account);
            let unread =
                incoming.filter(|message| message.id > self.topic_read(account, peer, message.topic()).inbox);
            return unread.count() as i32;
        }
        let all = mailbox.ids(peer).map_or(0, |ids| ids.count(after.clone()));
        let own = mailbox.index().by(peer, account).map_or(0, |ids| ids.count(after));
        (all - own) as i32
    }

    /// Lists pinned chats, then the others by their newest message.
    pub fn list_dialogs(&self, account: i64, page: DialogPage) -> DialogList {
        let in_folder = |dialog: &Dialog| page.folder.is_none_or(|folder| dialog.folder == folder);
        let mut pinned = BTreeSet::new();
        let mut others = BTreeSet::new();
        for (peer, dialog) in self.dialogs_of(account).filter(|(_, dialog)| in_folder(dialog)) {
            let (date, id) = self.top_message(account, peer).map_or((0, 0), |top| (top.date, top.id));
            // The first range includes chats without messages.
            if !page.range.has(id.max(1)) {
                continue;
            }
            match dialog.pinned {
                Some(place) => drop(pinned.insert((place, peer))),
                None => drop(others.insert((date, id, peer))),
            }
        }
        if page.exclude_pinned {
            pinned.clear();
        }
        let total = pinned.len() + others.len();

        let begins = page.offset_date == 0 && page.offset_id == 0;
        if !begins {
            let end = self.offset_key(account, &page);
            others.retain(|key| *key < end);
            pinned.clear();
        }
        let ordered = pinned.iter().rev().map(|(_, peer)| *peer);
        let ordered = ordered.chain(others.iter().rev().map(|(_, _, peer)| *peer));
        let peers: Vec<Peer> = ordered.take(page.limit).collect();
        let whole = begins && peers.len() == total;
        DialogList { peers, total, whole }
    }

    /// Returns the pinned chats of a folder in order.
    pub fn pinned_dialogs(&self, account: i64, folder: i32) -> Vec<Peer> {
        let page = DialogPage {
            exclude_pinned: false,
            folder: Some(folder),
            offset_date: 0,
            offset_id: 0,
            offset_peer: None,
            limit: usize::MAX,
            range: IdRange::default(),
        };
        let listed = self.list_dialogs(account, page).peers.into_iter();
        listed.filter(|peer| self.dialog(account, *peer).pinned.is_some()).collect()
    }

    /// The sort key that the page's dialogs come after.
    fn offset_key(&self, account: i64, page: &DialogPage) -> (i32, i32, Peer) {
        let peer = page.offset_peer.unwrap_or(Peer::User(i64::MIN));
        let named = || self.mailbox_of(account, peer).message(page.offset_id).map(|message| message.date);
        let date = match page.offset_date {
            0 => named().unwrap_or(i32::MAX),
            date => date,
        };
        (date, page.offset_id, peer)
    }
}
