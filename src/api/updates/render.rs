//! Renders Telegram's updates as the events of one account.

use std::sync::{Arc, Weak};

use super::event::{self, Connection, Counter, Event, EventKind, GapReason, Skipped};
use super::item::Rendered;
use crate::api::types::cast::Cast;
use crate::api::types::people::Viewer;
use crate::telegram::account::Account;
use crate::telegram::tl;
use crate::telegram::updates::event::Render;
use crate::telegram::updates::state::{Move, Sequence};
use crate::telegram::updates::{Gap, Missing};

/// Renders events as one account sees them.
pub struct Renderer {
    viewer: Viewer,
    /// Knows users and chats that don't arrive with an update.
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
    type Kind = EventKind;

    fn events(
        &self,
        updates: &[tl::enums::Update],
        users: Vec<tl::enums::User>,
        chats: Vec<tl::enums::Chat>,
    ) -> Vec<Vec<Rendered>> {
        let cast = self.cast(users, chats);
        updates.iter().map(|update| event::of(update, &cast).iter().filter_map(render).collect()).collect()
    }

    fn connection(&self, up: bool) -> Option<Rendered> {
        render(&Connection::new(up).into())
    }

    fn gap(&self, Gap { chat, missing, skipped }: Gap) -> Option<Rendered> {
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
        let chat = chat.map(|chat| self.cast(Vec::new(), Vec::new()).chat(chat));
        render(&event::Gap { chat, reason, skipped }.into())
    }
}

fn render(event: &Event) -> Option<Rendered> {
    match serde_json::value::to_raw_value(event) {
        Ok(json) => Some(Rendered {
            kind: event.kind(),
            chat: event.chat(),
            chat_is_unknown: event.chat_is_unknown(),
            message: None,
            json,
        }),
        Err(error) => {
            tracing::error!(%error, "an event can't be serialized");
            None
        }
    }
}
