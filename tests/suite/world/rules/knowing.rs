//! The state that accounts get from differences only, which must be the existing one.

use std::collections::{BTreeMap, BTreeSet};

use grammers_tl_types::{enums, functions, types};

use super::super::searching::{search, search_global};
use super::super::updates::{channel_difference, get_difference};
use super::super::{as_channel, chats, deleting, history, messages};
use super::{CHATS, Crew, PEOPLE};

/// Messages by id, reduced to what is the same for every reader at any time.
pub type Told = BTreeMap<i32, String>;

fn told(message: &enums::Message) -> String {
    match message {
        enums::Message::Empty(_) => String::new(),
        enums::Message::Message(message) => {
            format!(
                "{} {:?} {:?} {:?} {:?} {}",
                message.message,
                message.reply_to,
                message.edit_date,
                message.fwd_from,
                message.grouped_id,
                message.media.as_ref().map(shown).unwrap_or_default()
            )
        }
        enums::Message::Service(message) => format!("{:?} {:?}", message.action, message.reply_to),
    }
}

/// Without file references, which change, and with the poll as it is now.
fn shown(media: &enums::MessageMedia) -> String {
    match media {
        enums::MessageMedia::Photo(types::MessageMediaPhoto {
            photo: Some(enums::Photo::Photo(photo)),
            ..
        }) => format!("photo {} {:?}", photo.id, photo.sizes),
        enums::MessageMedia::Poll(media) => {
            let enums::Poll::Poll(poll) = &media.poll;
            format!("poll {} {:?} {:?}", poll.id, poll.question, poll.answers)
        }
        enums::MessageMedia::Document(types::MessageMediaDocument {
            document: Some(enums::Document::Document(document)),
            ..
        }) => format!("document {} {}", document.id, document.size),
        other => panic!("nobody sent {other:?}"),
    }
}

pub fn poll_in(message: &enums::Message) -> Option<(&types::Poll, &types::PollResults)> {
    let enums::Message::Message(message) = message else { return None };
    let Some(enums::MessageMedia::Poll(media)) = &message.media else { return None };
    let (enums::Poll::Poll(poll), enums::PollResults::Results(results)) = (&media.poll, &media.results);
    Some((poll, results))
}

/// A mailbox or channel with its own pts.
#[derive(Default)]
pub struct Known {
    pub pts: i32,
    pub messages: Told,
    pinned: BTreeSet<i32>,
    /// The account left or was removed meanwhile, and has missed what it may never see.
    pub was_out: bool,
}

#[derive(Default)]
pub struct Knowing {
    pub date: i32,
    pub own: Known,
    /// By the number of the chat.
    pub channels: BTreeMap<usize, Known>,
}

impl Known {
    pub fn new(pts: i32, messages: Told) -> Self {
        Self { pts, messages, ..Self::default() }
    }

    fn learn(&mut self, new: &[enums::Message], other: &[enums::Update]) {
        for message in new {
            let told = told(message);
            assert!(!told.is_empty(), "no difference tells of a message that isn't there: {message:?}");
            self.messages.insert(message.id(), told);
        }
        for update in other {
            match update {
                enums::Update::EditMessage(types::UpdateEditMessage { message, .. })
                | enums::Update::EditChannelMessage(types::UpdateEditChannelMessage { message, .. }) => {
                    self.messages.insert(message.id(), told(message));
                }
                enums::Update::DeleteMessages(types::UpdateDeleteMessages { messages, .. })
                | enums::Update::DeleteChannelMessages(types::UpdateDeleteChannelMessages {
                    messages, ..
                }) => {
                    for id in messages {
                        self.messages.remove(id);
                        self.pinned.remove(id);
                    }
                }
                enums::Update::PinnedChannelMessages(pins) => {
                    for id in &pins.messages {
                        if pins.pinned {
                            self.pinned.insert(*id)
                        } else {
                            self.pinned.remove(id)
                        };
                    }
                }
                _ => {}
            }
        }
    }
}

impl Crew {
    pub fn catch_up(&mut self, who: usize, slice: i32) {
        self.catch_up_own(who, slice);
        let channels: Vec<usize> = self.knowing[who].channels.keys().copied().collect();
        channels.into_iter().for_each(|chat| self.catch_up_channel(who, chat, slice));
    }

    fn catch_up_own(&mut self, who: usize, slice: i32) {
        loop {
            let Knowing { date, own: Known { pts, .. }, .. } = self.knowing[who];
            let asked =
                functions::updates::GetDifference { pts_limit: Some(slice), ..get_difference(pts, date) };
            let (new, other, enums::updates::State::State(state), more) =
                match self.attempt(who, &asked).expect("signed in") {
                    enums::updates::Difference::Empty(_) => break,
                    enums::updates::Difference::Difference(all) => {
                        (all.new_messages, all.other_updates, all.state, false)
                    }
                    enums::updates::Difference::Slice(part) => {
                        (part.new_messages, part.other_updates, part.intermediate_state, true)
                    }
                    enums::updates::Difference::TooLong(_) => panic!("so much wasn't missed"),
                };
            assert!(state.pts >= pts && (!more || state.pts > pts), "{pts} and then {}", state.pts);
            self.tells_nothing_gone(who, &new, &other);
            let knowing = &mut self.knowing[who];
            knowing.own.learn(&new, &other);
            (knowing.own.pts, knowing.date) = (state.pts, state.date);
            if !more {
                break;
            }
        }
    }

    fn catch_up_channel(&mut self, who: usize, chat: usize, slice: i32) {
        loop {
            let channel = self.peer(who, chat);
            let pts = self.knowing[who].channels[&chat].pts;
            let asked = functions::updates::GetChannelDifference {
                limit: slice,
                ..channel_difference(&channel, pts)
            };
            // A removed user gets nothing.
            let Some(difference) = self.attempt(who, &asked) else { return };
            if let enums::updates::ChannelDifference::Difference(part) = &difference {
                self.tells_nothing_gone(who, &part.new_messages, &part.other_updates);
            }
            let known = self.knowing[who].channels.get_mut(&chat).expect("it is known");
            match difference {
                enums::updates::ChannelDifference::Empty(_) => return,
                enums::updates::ChannelDifference::Difference(part) => {
                    assert!(part.pts > known.pts);
                    known.pts = part.pts;
                    known.learn(&part.new_messages, &part.other_updates);
                    if part.r#final {
                        return;
                    }
                }
                enums::updates::ChannelDifference::TooLong(_) => panic!("so much wasn't missed"),
            }
        }
    }

    /// The messages with these ids, fetched again.
    pub fn fresh(&mut self, who: usize, ids: &[i32], chat: Option<usize>) -> Option<Told> {
        let channel = chat.map(|chat| self.peer(who, chat));
        let channel = channel.filter(|peer| matches!(peer, enums::InputPeer::Channel(_)));
        let mut there = Told::new();
        for ids in ids.chunks(100) {
            let asked = deleting::get(ids);
            let found = match &channel {
                Some(channel) => {
                    let channel = as_channel(channel);
                    self.attempt(who, &functions::channels::GetMessages { channel, id: asked.id })?
                }
                None => self.attempt(who, &asked)?,
            };
            let found = messages(found).into_iter();
            let found = found.filter(|message| !matches!(message, enums::Message::Empty(_)));
            there.extend(found.map(|message| (message.id(), told(&message))));
        }
        Some(there)
    }

    pub fn all_know_what_is_there(&mut self) {
        for who in 0..PEOPLE {
            self.catch_up(who, 3);
            let last = |known: &Told| known.keys().next_back().copied().unwrap_or_default();
            let ids: Vec<i32> = (1..=last(&self.knowing[who].own.messages) + 3).collect();
            let own = self.fresh(who, &ids, None).expect("they are one's own");
            assert_eq!(self.knowing[who].own.messages, own, "{}", self.names[who]);
            (0..CHATS).for_each(|chat| self.knows_what_is_in(who, chat));
            self.what_is_gone_is_nowhere(who);

            let everywhere = messages(self.attempt(who, &search_global("said")).expect("anyone may"));
            assert!(everywhere.iter().all(|message| !told(message).is_empty()));
            let listed = self.attempt(who, &chats::get_dialogs()).expect("anyone may");
            let tops = match listed {
                enums::messages::Dialogs::Dialogs(all) => all.messages,
                enums::messages::Dialogs::Slice(part) => part.messages,
                enums::messages::Dialogs::NotModified(_) => panic!("nothing was known before"),
            };
            assert!(
                tops.iter().all(|message| !matches!(message, enums::Message::Empty(_))),
                "a chat stands at what is gone"
            );
        }
    }

    fn knows_what_is_in(&mut self, who: usize, chat: usize) {
        let peer = self.peer(who, chat);
        let Some(all) = self.attempt(who, &history(&peer)) else { return };
        let all = messages(all);
        let ids: Vec<i32> = all.iter().map(enums::Message::id).collect();
        let there = self.fresh(who, &ids, Some(chat)).expect("they can be read");
        assert_eq!(
            there.keys().rev().copied().collect::<Vec<_>>(),
            ids,
            "newest first, each once, all there"
        );
        let pinned = functions::messages::Search {
            filter: enums::MessagesFilter::InputMessagesFilterPinned,
            ..search(&peer, "")
        };
        let shown = self.attempt(who, &pinned).expect("it can be read");
        let shown: BTreeSet<i32> = messages(shown).iter().map(enums::Message::id).collect();
        assert!(shown.iter().all(|id| there.contains_key(id)), "a pin of what is gone");
        if let Some(known) = self.knowing[who].channels.get(&chat) {
            assert!(there.iter().all(|(id, told)| known.messages.get(id) == Some(told)), "{there:?}");
            // Where new members don't see earlier messages, a returning member knows more than is shown.
            if !self.is_hidden(chat) || !known.was_out {
                assert_eq!(shown, known.pinned);
                assert_eq!(known.messages, there, "{}", self.names[who]);
            }
        }
        for said in ["said", "edit", "reply", "later"] {
            let found = messages(self.attempt(who, &search(&peer, said)).expect("it can be read"));
            assert!(
                found.iter().all(|message| there.contains_key(&message.id())),
                "{said} is found and gone"
            );
        }
        all.iter().filter_map(poll_in).for_each(|(poll, results)| self.one_poll(poll, results));
    }

    /// A poll is the same everywhere and for every reader.
    fn one_poll(&mut self, poll: &types::Poll, results: &types::PollResults) {
        let voters = results.total_voters.unwrap_or_default();
        assert!((0..=PEOPLE as i32).contains(&voters), "{results:?}");
        let seen = (poll.closed, voters);
        assert_eq!(*self.polls.entry(poll.id).or_insert(seen), seen, "closed, and how many voted");
        for enums::PollAnswerVoters::Voters(option) in results.results.iter().flatten() {
            assert!(option.voters.unwrap_or_default() <= voters, "{results:?}");
        }
    }
}
