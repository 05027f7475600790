//! Deleted messages are gone everywhere for their users, in every function.

use std::collections::BTreeSet;

use grammers_tl_types::{enums, functions, types};

use super::super::searching::{search, search_global};
use super::super::{as_channel, chats, deleting, history, messages, topics};
use super::{CHATS, Crew, PEOPLE};

/// The deleted texts, and for which users. Each is sent once, and again only by forwarding.
pub type Gone = BTreeSet<(usize, String)>;

fn said(message: &enums::Message) -> Option<&str> {
    match message {
        enums::Message::Message(message) if message.fwd_from.is_none() => Some(&message.message),
        _ => None,
    }
}

impl Crew {
    /// The text of the message with this id, if no other message had it.
    pub fn said_once(&mut self, who: usize, peer: &enums::InputPeer, id: i32) -> Option<String> {
        let all = messages(self.attempt(who, &history(peer))?);
        let said = said(all.iter().find(|message| message.id() == id)?)?;
        said.ends_with(|last: char| last.is_ascii_digit()).then(|| said.to_owned())
    }

    /// Notes a deletion, for one user or for all.
    pub fn note_gone(&mut self, text: Option<String>, who: usize, for_all: bool) {
        let whose = (0..PEOPLE).filter(|other| for_all || *other == who);
        self.gone.extend(whose.filter_map(|who| Some((who, text.clone()?))));
    }

    pub fn shows_nothing_gone(&self, who: usize, place: &str, shown: &[enums::Message]) {
        for text in shown.iter().filter_map(said) {
            assert!(!self.gone.contains(&(who, text.to_owned())), "{text:?} is gone, and in {place}");
        }
    }

    /// A difference that is fetched later.
    pub fn tells_nothing_gone(&self, who: usize, new: &[enums::Message], other: &[enums::Update]) {
        self.shows_nothing_gone(who, "a difference", new);
        for update in other {
            if let enums::Update::EditMessage(types::UpdateEditMessage { message, .. })
            | enums::Update::EditChannelMessage(types::UpdateEditChannelMessage { message, .. }) = update
            {
                self.shows_nothing_gone(who, "a difference's edits", std::slice::from_ref(message));
            }
        }
    }

    pub fn what_is_gone_is_nowhere(&mut self, who: usize) {
        for first in [1, 101] {
            let own = deleting::get(&(first..first + 100).collect::<Vec<_>>());
            let found = messages(self.attempt(who, &own).expect("they are one's own"));
            self.shows_nothing_gone(who, "messages.getMessages", &found);
        }
        let listed = self.attempt(who, &chats::get_dialogs()).expect("anyone may");
        let tops = match listed {
            enums::messages::Dialogs::Dialogs(all) => all.messages,
            enums::messages::Dialogs::Slice(part) => part.messages,
            enums::messages::Dialogs::NotModified(_) => panic!("nothing was known before"),
        };
        self.shows_nothing_gone(who, "the list of chats", &tops);
        for word in ["said", "edit", "reply", "later"] {
            let found = messages(self.attempt(who, &search_global(word)).expect("anyone may"));
            self.shows_nothing_gone(who, "messages.searchGlobal", &found);
        }
        (0..CHATS).for_each(|chat| self.nothing_gone_is_in(who, chat));
    }

    fn nothing_gone_is_in(&mut self, who: usize, chat: usize) {
        let peer = self.peer(who, chat);
        // A removed user sees nothing.
        let Some(all) = self.attempt(who, &history(&peer)) else { return };
        self.shows_nothing_gone(who, "the history", &messages(all));
        if let enums::InputPeer::Channel(_) = peer {
            let channel = as_channel(&peer);
            for first in [1, 101] {
                let id = (first..first + 100).map(|id| types::InputMessageId { id }.into()).collect();
                let named = functions::channels::GetMessages { channel: channel.clone(), id };
                let found = messages(self.attempt(who, &named).expect("its history can be read"));
                self.shows_nothing_gone(who, "channels.getMessages", &found);
            }
        }
        for word in ["said", "edit", "reply", "later"] {
            let found = messages(self.attempt(who, &search(&peer, word)).expect("it can be read"));
            self.shows_nothing_gone(who, "messages.search", &found);
        }
        let pinned = functions::messages::Search {
            filter: enums::MessagesFilter::InputMessagesFilterPinned,
            ..search(&peer, "")
        };
        let found = messages(self.attempt(who, &pinned).expect("it can be read"));
        self.shows_nothing_gone(who, "the pinned messages", &found);
        let Some(enums::messages::ForumTopics::Topics(there)) = self.attempt(who, &topics::topics(&peer))
        else {
            return;
        };
        self.shows_nothing_gone(who, "the list of topics", &there.messages);
        for topic in there.topics {
            let replies = topics::replies(&peer, topic.id());
            let found = messages(self.attempt(who, &replies).expect("it is listed"));
            self.shows_nothing_gone(who, "messages.getReplies", &found);
        }
    }
}
