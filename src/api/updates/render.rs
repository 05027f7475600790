//! Events written down for an account's subscribers.

use std::sync::{Arc, Weak};

use super::event::{self, Counter, Event, GapReason, Skipped};
use crate::api::types::cast::Cast;
use crate::api::types::people::Viewer;
use crate::telegram::account::Account;
use crate::telegram::peer::PeerId;
use crate::telegram::tl;
use crate::telegram::updates::event::{self as told, Missing, Render};
use crate::telegram::updates::state::{Move, Sequence};

/// Writes events as one account sees them.
pub struct Renderer {
    viewer: Viewer,
    /// Knows those who don't come along with an update.
    account: Weak<Account>,
}

impl Renderer {
    pub fn new(viewer: Viewer, account: &Arc<Account>) -> Self {
        Self { viewer, account: Arc::downgrade(account) }
    }

    fn cast(&self, users: Vec<tl::enums::User>, chats: Vec<tl::enums::Chat>) -> Cast {
        let cast = Cast::new(self.viewer, users, chats);
        match self.account.upgrade() {
            Some(account) => cast.remembering(account),
            None => cast,
        }
    }
}

impl Render for Renderer {
    fn events(
        &self,
        updates: &[tl::enums::Update],
        users: Vec<tl::enums::User>,
        chats: Vec<tl::enums::Chat>,
    ) -> Vec<Vec<told::Event>> {
        let cast = self.cast(users, chats);
        updates.iter().map(|update| event::of(update, &cast).iter().filter_map(write).collect()).collect()
    }

    fn connection(&self, up: bool) -> Option<told::Event> {
        write(&Event::connection(up))
    }

    fn gap(&self, chat: Option<PeerId>, missing: Missing, skipped: Option<Move>) -> Option<told::Event> {
        let reason = match missing {
            Missing::TooLong => GapReason::TooLong,
            Missing::TooSlow => GapReason::TooSlow,
            Missing::Unknown => GapReason::ChatUnknown,
            Missing::OutOfReach => GapReason::OutOfReach,
            Missing::Unreadable => GapReason::Unreadable,
            Missing::Delayed => GapReason::Delayed,
            Missing::LiveOnly => GapReason::LiveOnly,
        };
        let skipped = skipped.map(|Move { of, from, to }| Skipped {
            sequence: match of {
                Sequence::Account | Sequence::Channel(_) => Counter::Pts,
                Sequence::Secondary => Counter::Qts,
            },
            after: from,
            up_to: to,
        });
        write(&Event::gap(chat, reason, skipped, &self.cast(Vec::new(), Vec::new())))
    }
}

fn write(event: &Event) -> Option<told::Event> {
    match serde_json::value::to_raw_value(event) {
        Ok(json) => Some(told::Event {
            kind: event.kind() as usize,
            chat: event.chat(),
            chat_is_unknown: event.chat_is_unknown(),
            message: None,
            json,
        }),
        Err(error) => {
            tracing::error!(%error, "an event can't be written as JSON");
            None
        }
    }
}
