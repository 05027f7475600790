//! Which events a stream contains: those that its caller selected, if the daemon's policy permits.

use std::collections::HashSet;

use super::event::EventKind;
use super::item::Rendered;
use crate::api::call::Call;
use crate::error::Result;
use crate::telegram::account::Account;
use crate::telegram::peer::{ChatId, PeerId, Permitted};
use crate::telegram::updates::subscription::Filter;

/// Which events a stream contains.
pub struct Selection {
    pub kinds: Option<Vec<EventKind>>,
    pub chat_ids: Option<Vec<ChatId>>,
    pub include_unknown_chat: bool,
}

pub async fn make(call: &Call, account: &Account, selection: &Selection) -> Result<Filter<EventKind>> {
    let mut chats = None;
    if let Some(named) = &selection.chat_ids {
        let mut these = HashSet::new();
        for chat in named {
            these.insert(account.peer(chat, call.attempt()).await?.id);
        }
        chats = Some(these);
    }
    let selected = Selected {
        kinds: kinds(selection.kinds.as_deref()),
        chats,
        unknown_chats: selection.include_unknown_chat,
        permitted: account.permitted(call.attempt()).await?,
    };
    Ok(Box::new(move |event| selected.has(event)))
}

/// Gaps are always included.
fn kinds(wanted: Option<&[EventKind]>) -> HashSet<EventKind> {
    let is_wanted = |kind: &EventKind| match wanted {
        Some(wanted) => wanted.contains(kind) || *kind == EventKind::Gap,
        // Raw updates may be anything, and many.
        None => *kind != EventKind::Raw,
    };
    EventKind::ALL.iter().filter(|kind| is_wanted(kind)).copied().collect()
}

struct Selected {
    kinds: HashSet<EventKind>,
    chats: Option<HashSet<PeerId>>,
    unknown_chats: bool,
    permitted: Permitted,
}

impl Selected {
    fn has(&self, event: &Rendered) -> bool {
        self.kinds.contains(&event.kind) && self.has_chat(event)
    }

    fn has_chat(&self, event: &Rendered) -> bool {
        match event.chat {
            Some(chat) => {
                self.permitted.permits(chat) && self.chats.as_ref().is_none_or(|chats| chats.contains(&chat))
            }
            None if is_of_the_stream(event) => true,
            // A raw update may be about any chat.
            None if event.kind == EventKind::Raw && !self.permitted.is_unrestricted() => false,
            None => {
                self.permitted.is_all()
                    && (self.chats.is_none() || (event.chat_is_unknown && self.unknown_chats))
            }
        }
    }
}

/// Whether the event is about the stream itself.
fn is_of_the_stream(event: &Rendered) -> bool {
    matches!(event.kind, EventKind::Connection | EventKind::Gap)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn event(kind: EventKind, chat: Option<PeerId>, chat_is_unknown: bool) -> Rendered {
        let json = serde_json::value::to_raw_value(&()).unwrap();
        Rendered { kind, chat, chat_is_unknown, message: None, json }
    }

    fn selected(chats: Option<&[PeerId]>) -> Selected {
        Selected {
            kinds: kinds(None),
            chats: chats.map(|chats| chats.iter().copied().collect()),
            unknown_chats: false,
            permitted: Permitted::default(),
        }
    }

    const HERE: PeerId = PeerId::group(1);
    const THERE: PeerId = PeerId::user(2);

    #[test]
    fn without_kinds_all_but_raw_events_are_included() {
        for kind in EventKind::ALL {
            let wanted = selected(None).has(&event(*kind, Some(HERE), false));
            assert_eq!(wanted, *kind != EventKind::Raw, "{kind:?}");
        }
    }

    #[test]
    fn with_kinds_these_and_gaps_are_included() {
        let selected =
            Selected { kinds: kinds(Some(&[EventKind::MessageNew, EventKind::Raw])), ..selected(None) };
        let has: Vec<EventKind> = EventKind::ALL
            .iter()
            .copied()
            .filter(|kind| selected.has(&event(*kind, Some(HERE), false)))
            .collect();
        assert_eq!(has, [EventKind::MessageNew, EventKind::Gap, EventKind::Raw]);
    }

    #[test]
    fn with_chats_events_about_them_and_the_stream_are_included() {
        let mut selected = selected(Some(&[HERE]));
        assert!(selected.has(&event(EventKind::MessageNew, Some(HERE), false)));
        assert!(!selected.has(&event(EventKind::MessageNew, Some(THERE), false)));
        assert!(!selected.has(&event(EventKind::Gap, Some(THERE), false)));
        assert!(selected.has(&event(EventKind::Gap, None, false)));
        assert!(selected.has(&event(EventKind::Connection, None, false)));
        assert!(!selected.has(&event(EventKind::InlineQuery, None, false)));
        let deleted = event(EventKind::MessageDeleted, None, true);
        assert!(!selected.has(&deleted));
        selected.unknown_chats = true;
        assert!(selected.has(&deleted));
    }

    #[test]
    fn the_policy_of_the_daemon_holds_whatever_is_selected() {
        let mut selected = selected(None);
        selected.unknown_chats = true;
        selected.permitted = Permitted::only([HERE].into());
        assert!(selected.has(&event(EventKind::MessageNew, Some(HERE), false)));
        assert!(!selected.has(&event(EventKind::UserStatus, Some(THERE), false)));
        assert!(!selected.has(&event(EventKind::MessageDeleted, None, true)));
        assert!(!selected.has(&event(EventKind::NewLogin, None, false)));
        assert!(selected.has(&event(EventKind::Connection, None, false)));
    }
}
