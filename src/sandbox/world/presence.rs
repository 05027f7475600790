//! Who is there, and who is typing: what Telegram tells at once or never.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use super::mailbox::Change;
use super::person::Status;
use super::refusal::Refusal;
use super::{Peer, World};

/// What somebody is about in a chat; with how many percent of a file are there.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Doing {
    Typing,
    /// No longer.
    Nothing,
    RecordingVideo,
    SendingVideo(i32),
    RecordingVoice,
    SendingVoice(i32),
    SendingPhoto(i32),
    SendingDocument(i32),
    ChoosingPlace,
    ChoosingContact,
    ChoosingSticker,
    Playing,
    RecordingRound,
    SendingRound(i32),
}

impl World {
    /// Whom it concerns when this person comes or goes: their contacts and those they have written with.
    pub(super) fn acquaintances(&self, account: i64) -> BTreeSet<i64> {
        let contacts = self.person(account).into_iter().flat_map(|person| person.contacts.iter().copied());
        let partners = self.dialogs_of(account).filter_map(|(peer, _)| match peer {
            Peer::User(id) if id != account => Some(id),
            _ => None,
        });
        contacts.chain(partners).collect()
    }

    /// Notes that somebody has come or gone.
    pub fn set_status(&mut self, account: i64, offline: bool) {
        let now = self.now();
        let status =
            if offline { Status::Offline { since: now } } else { Status::Online { expires: now + 300 } };
        let Some(person) = self.person_mut(account) else { return };
        person.status = status;
        for acquaintance in self.acquaintances(account) {
            self.tell_live(acquaintance, Change::Status { user: account });
        }
    }

    /// Lets the others of a chat know that somebody is writing.
    pub fn type_in(&mut self, account: i64, chat: Peer, doing: Doing) -> Result<(), Refusal> {
        self.may_write(account, chat)?;
        let (seen_as, others): (Peer, Vec<i64>) = match chat {
            Peer::User(user) => (Peer::User(account), vec![user]),
            _ => (
                chat,
                self.chat(chat).into_iter().flat_map(|chat| chat.present()).map(|(id, _)| id).collect(),
            ),
        };
        for other in others.into_iter().filter(|other| *other != account) {
            self.tell_live(other, Change::Typing { chat: seen_as, user: account, doing });
        }
        Ok(())
    }
}
