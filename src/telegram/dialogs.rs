//! The account's dialogs, page by page.

use grammers_client::tl;

use super::account::Account;
use super::attempt::Attempt;
use super::peer::{Access, Peer, PeerId, PeerKind};
use crate::error::Result;

const PAGE: i32 = 100;

/// A page of dialogs.
pub struct Page {
    pub dialogs: Vec<tl::types::Dialog>,
    /// Where the next page begins. `None` on the last page.
    pub next: Option<Offset>,
}

/// Where a page begins.
#[derive(Clone)]
pub struct Offset {
    date: i32,
    id: i32,
    peer: tl::enums::InputPeer,
}

impl Offset {
    pub const START: Self = Self { date: 0, id: 0, peer: tl::enums::InputPeer::Empty };
}

impl Account {
    /// Fetches one page of all dialogs, archived ones too, and remembers their peers.
    pub async fn dialogs(&self, offset: Offset, attempt: &Attempt) -> Result<Page> {
        let request = tl::functions::messages::GetDialogs {
            exclude_pinned: false,
            folder_id: None,
            offset_date: offset.date,
            offset_id: offset.id,
            offset_peer: offset.peer,
            limit: PAGE,
            hash: 0,
        };
        let (dialogs, messages, users, chats, more) = match self.read(&request, attempt).await? {
            tl::enums::messages::Dialogs::Dialogs(x) => (x.dialogs, x.messages, x.users, x.chats, false),
            tl::enums::messages::Dialogs::Slice(x) => (x.dialogs, x.messages, x.users, x.chats, true),
            tl::enums::messages::Dialogs::NotModified(_) => {
                return Ok(Page { dialogs: Vec::new(), next: None });
            }
        };
        self.learn(&users, &chats);
        let dialogs: Vec<tl::types::Dialog> = dialogs
            .into_iter()
            .filter_map(|dialog| match dialog {
                tl::enums::Dialog::Dialog(dialog) => Some(dialog),
                tl::enums::Dialog::Folder(_) | tl::enums::Dialog::Community(_) => None,
            })
            .collect();
        // A dialog without a message has no date, so it can't be an offset.
        let next = || dialogs.iter().rev().find_map(|dialog| self.behind(dialog, &messages));
        let next = if more { next() } else { None };
        Ok(Page { dialogs, next })
    }

    fn behind(&self, last: &tl::types::Dialog, messages: &[tl::enums::Message]) -> Option<Offset> {
        let (date, id) = messages.iter().find_map(|message| match message {
            tl::enums::Message::Message(m) if m.id == last.top_message && m.peer_id == last.peer => {
                Some((m.date, m.id))
            }
            tl::enums::Message::Service(m) if m.id == last.top_message && m.peer_id == last.peer => {
                Some((m.date, m.id))
            }
            _ => None,
        })?;
        let peer = PeerId::from(&last.peer);
        let named = match peer.kind {
            PeerKind::Group => Some(Peer { id: peer, access: Access::Free }),
            _ => self.known(peer),
        };
        let peer = named.map_or(tl::enums::InputPeer::Empty, |peer| peer.input_peer());
        Some(Offset { date, id, peer })
    }
}
