//! Which events a stream has: those that its caller asked for, as far as this daemon's rules let them be told.

use std::collections::HashSet;

use super::Wanted;
use super::event::EventKind;
use crate::api::call::Call;
use crate::error::Result;
use crate::telegram::account::Account;
use crate::telegram::peer::{PeerId, Permitted};
use crate::telegram::updates::event::Event;
use crate::telegram::updates::subscription::Filter;

pub async fn make(call: &Call, account: &Account, wanted: &Wanted) -> Result<Filter> {
    let mut chats = None;
    if let Some(named) = &wanted.chat_ids {
        let mut these = HashSet::new();
        for chat in named {
            these.insert(account.peer(chat, call.attempt()).await?.id);
        }
        chats = Some(these);
    }
    let chosen = Chosen {
        kinds: kinds(wanted.kinds.as_deref()),
        chats,
        unknown_chats: wanted.include_unknown_chat,
        permitted: account.permitted(call.attempt()).await?,
    };
    Ok(Box::new(move |event| chosen.has(event)))
}

/// Which kinds, by their numbers. That something is missing is always told.
fn kinds(wanted: Option<&[EventKind]>) -> Vec<bool> {
    let is_wanted = |kind: &EventKind| match wanted {
        Some(wanted) => wanted.contains(kind) || *kind == EventKind::Gap,
        // It may be anything, and much.
        None => *kind != EventKind::Raw,
    };
    EventKind::ALL.iter().map(is_wanted).collect()
}

struct Chosen {
    kinds: Vec<bool>,
    chats: Option<HashSet<PeerId>>,
    unknown_chats: bool,
    permitted: Permitted,
}

impl Chosen {
    fn has(&self, event: &Event) -> bool {
        self.kinds.get(event.kind).is_some_and(|wanted| *wanted) && self.has_chat(event)
    }

    fn has_chat(&self, event: &Event) -> bool {
        match event.chat {
            Some(chat) => {
                self.permitted.permits(chat) && self.chats.as_ref().is_none_or(|chats| chats.contains(&chat))
            }
            None if is_of_the_stream(event) => true,
            // It may hold anything, and be of any chat.
            None if EventKind::Raw as usize == event.kind && !self.permitted.is_unrestricted() => false,
            None => {
                self.permitted.is_all()
                    && (self.chats.is_none() || (event.chat_is_unknown && self.unknown_chats))
            }
        }
    }
}

/// Whether it is about the stream itself.
fn is_of_the_stream(event: &Event) -> bool {
    [EventKind::Connection, EventKind::Gap].iter().any(|kind| *kind as usize == event.kind)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn event(kind: EventKind, chat: Option<PeerId>, chat_is_unknown: bool) -> Event {
        let json = serde_json::value::to_raw_value(&()).unwrap();
        Event { kind: kind as usize, chat, chat_is_unknown, message: None, json }
    }

    fn chosen(chats: Option<&[PeerId]>) -> Chosen {
        Chosen {
            kinds: kinds(None),
            chats: chats.map(|chats| chats.iter().copied().collect()),
            unknown_chats: false,
            permitted: Permitted::default(),
        }
    }

    const HERE: PeerId = PeerId::group(1);
    const THERE: PeerId = PeerId::user(2);

    #[test]
    fn whoever_names_no_kinds_gets_all_that_have_one() {
        for kind in EventKind::ALL {
            let wanted = chosen(None).has(&event(*kind, Some(HERE), false));
            assert_eq!(wanted, *kind != EventKind::Raw, "{kind:?}");
        }
    }

    #[test]
    fn whoever_names_kinds_gets_these_and_learns_what_is_missing() {
        let chosen = Chosen { kinds: kinds(Some(&[EventKind::MessageNew, EventKind::Raw])), ..chosen(None) };
        let has: Vec<EventKind> = EventKind::ALL
            .iter()
            .copied()
            .filter(|kind| chosen.has(&event(*kind, Some(HERE), false)))
            .collect();
        assert_eq!(has, [EventKind::MessageNew, EventKind::Gap, EventKind::Raw]);
    }

    #[test]
    fn whoever_names_chats_gets_what_is_about_them_and_about_the_stream() {
        let mut chosen = chosen(Some(&[HERE]));
        assert!(chosen.has(&event(EventKind::MessageNew, Some(HERE), false)));
        assert!(!chosen.has(&event(EventKind::MessageNew, Some(THERE), false)));
        assert!(!chosen.has(&event(EventKind::Gap, Some(THERE), false)));
        assert!(chosen.has(&event(EventKind::Gap, None, false)));
        assert!(chosen.has(&event(EventKind::Connection, None, false)));
        assert!(!chosen.has(&event(EventKind::InlineQuery, None, false)));
        let deleted = event(EventKind::MessageDeleted, None, true);
        assert!(!chosen.has(&deleted));
        chosen.unknown_chats = true;
        assert!(chosen.has(&deleted));
    }

    #[test]
    fn rules_of_the_daemon_hold_whatever_is_asked_for() {
        let mut chosen = chosen(None);
        chosen.unknown_chats = true;
        chosen.permitted = Permitted::only([HERE].into());
        assert!(chosen.has(&event(EventKind::MessageNew, Some(HERE), false)));
        assert!(!chosen.has(&event(EventKind::UserStatus, Some(THERE), false)));
        assert!(!chosen.has(&event(EventKind::MessageDeleted, None, true)));
        assert!(!chosen.has(&event(EventKind::NewLogin, None, false)));
        assert!(chosen.has(&event(EventKind::Connection, None, false)));
    }
}
