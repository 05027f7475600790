//! Clients that listen and clients that fetch differences must end with the same state.

use std::collections::{BTreeMap, BTreeSet};

use grammers_tl_types::{enums, functions, types};
use proptest::prelude::*;
use telewire::sandbox::functions::Caller;

use super::updates::{get_difference, state};
use super::{ANN, BOB, Telegram};

/// A client's state from updates: messages by id, the read state of each chat, and pts.
#[derive(Clone, Debug, Default, PartialEq)]
struct Client {
    pts: i32,
    date: i32,
    messages: BTreeMap<i32, String>,
    inbox: BTreeMap<String, i32>,
    outbox: BTreeMap<String, i32>,
    pinned: BTreeSet<i32>,
    reactions: BTreeMap<i32, String>,
}

impl Client {
    fn push(&mut self, updates: enums::Updates) {
        match updates {
            enums::Updates::UpdateShortMessage(short) => {
                self.count(short.pts, short.pts_count);
                self.messages.insert(short.id, short.message);
            }
            enums::Updates::UpdateShortSentMessage(short) => self.count(short.pts, short.pts_count),
            enums::Updates::Updates(updates) => {
                updates.updates.into_iter().for_each(|update| self.update(update))
            }
            enums::Updates::UpdateShort(short) => self.update(short.update),
            other => panic!("{other:?}"),
        }
    }

    fn update(&mut self, update: enums::Update) {
        match update {
            enums::Update::NewMessage(new) => {
                self.count(new.pts, new.pts_count);
                self.message(&new.message);
            }
            enums::Update::ReadHistoryInbox(read) => {
                self.count(read.pts, read.pts_count);
                self.inbox.insert(format!("{:?}", read.peer), read.max_id);
            }
            enums::Update::ReadHistoryOutbox(read) => {
                self.count(read.pts, read.pts_count);
                self.outbox.insert(format!("{:?}", read.peer), read.max_id);
            }
            enums::Update::EditMessage(edited) => {
                self.count(edited.pts, edited.pts_count);
                self.message(&edited.message);
            }
            enums::Update::DeleteMessages(gone) => {
                self.count(gone.pts, gone.pts_count);
                self.delete(&gone.messages);
            }
            enums::Update::PinnedMessages(pinned) => {
                self.count(pinned.pts, pinned.pts_count);
                self.pin(&pinned);
            }
            enums::Update::MessageReactions(on) => self.react(&on),
            enums::Update::MessageId(_) => {}
            other => panic!("{other:?}"),
        }
    }

    fn delete(&mut self, ids: &[i32]) {
        for id in ids {
            self.messages.remove(id);
            self.pinned.remove(id);
            self.reactions.remove(id);
        }
    }

    fn pin(&mut self, update: &types::UpdatePinnedMessages) {
        for id in &update.messages {
            if update.pinned {
                self.pinned.insert(*id)
            } else {
                self.pinned.remove(id)
            };
        }
    }

    fn react(&mut self, update: &types::UpdateMessageReactions) {
        let enums::MessageReactions::Reactions(reactions) = &update.reactions;
        match &reactions.results[..] {
            [] => drop(self.reactions.remove(&update.msg_id)),
            results => drop(self.reactions.insert(update.msg_id, format!("{results:?}"))),
        }
    }

    fn message(&mut self, message: &enums::Message) {
        self.messages.insert(message.id(), super::text(message).to_owned());
        // A cleared message has no reactions any more.
        if let enums::Message::Service(_) = message {
            self.reactions.remove(&message.id());
        }
    }

    /// Checks that no update is missing or repeated.
    fn count(&mut self, pts: i32, pts_count: i32) {
        assert_eq!(pts, self.pts + pts_count);
        self.pts = pts;
    }

    fn catch_up(&mut self, telegram: &mut Telegram, caller: &Caller) {
        loop {
            let function = functions::updates::GetDifference {
                pts_limit: Some(3),
                ..get_difference(self.pts, self.date)
            };
            let (new, other, enums::updates::State::State(state), more) =
                match telegram.call(caller, &function).expect("signed in") {
                    enums::updates::Difference::Empty(_) => return,
                    enums::updates::Difference::Difference(all) => {
                        (all.new_messages, all.other_updates, all.state, false)
                    }
                    enums::updates::Difference::Slice(part) => {
                        (part.new_messages, part.other_updates, part.intermediate_state, true)
                    }
                    enums::updates::Difference::TooLong(_) => panic!("so much wasn't missed"),
                };
            new.iter().for_each(|message| self.message(message));
            for update in other {
                match update {
                    enums::Update::ReadHistoryInbox(read) => {
                        self.inbox.insert(format!("{:?}", read.peer), read.max_id);
                    }
                    enums::Update::ReadHistoryOutbox(read) => {
                        self.outbox.insert(format!("{:?}", read.peer), read.max_id);
                    }
                    enums::Update::EditMessage(edited) => self.message(&edited.message),
                    enums::Update::DeleteMessages(gone) => self.delete(&gone.messages),
                    enums::Update::PinnedMessages(pinned) => self.pin(&pinned),
                    enums::Update::MessageReactions(on) => self.react(&on),
                    enums::Update::MessageId(_) => {}
                    other => panic!("{other:?}"),
                }
            }
            // Reactions don't count by themselves.
            assert!(state.pts >= self.pts, "pts never goes back");
            (self.pts, self.date) = (state.pts, state.date);
            if !more {
                return;
            }
        }
    }
}

/// Calls the function on the message at this position, if there is one and it is allowed.
fn attempt<F: grammers_tl_types::RemoteCall>(
    telegram: &mut Telegram,
    caller: &Caller,
    chat: &enums::InputPeer,
    at: u8,
    deed: impl FnOnce(i32) -> F,
) {
    let Some(id) = telegram.history(caller, chat).get(usize::from(at)).map(enums::Message::id) else {
        return;
    };
    match telegram.call(caller, &deed(id)) {
        Ok(_) => {}
        // Another user's message, a service message, or one in that state already.
        Err(refused) => assert!(matches!(refused.code, 400 | 403), "{refused:?}"),
    }
}

#[derive(Clone, Debug)]
enum Deed {
    AnnSays(u8),
    BobSays(u8),
    AnnReads,
    BobReads,
    /// The message at this position, counted from the newest.
    AnnEdits(u8),
    AnnDeletes(u8, bool),
    BobDeletes(u8, bool),
    AnnPins(u8),
    BobPins(u8),
    BobReacts(u8, bool),
    BobForwards(u8),
    AnnClears,
    TimePasses,
    CatchesUp,
    TelegramRestarts,
}

fn deed() -> impl Strategy<Value = Deed> {
    prop_oneof![
        (0..20u8).prop_map(Deed::AnnSays),
        (0..20u8).prop_map(Deed::BobSays),
        Just(Deed::AnnReads),
        Just(Deed::BobReads),
        (0..6u8).prop_map(Deed::AnnEdits),
        (0..6u8, any::<bool>()).prop_map(|(at, revoke)| Deed::AnnDeletes(at, revoke)),
        (0..6u8, any::<bool>()).prop_map(|(at, revoke)| Deed::BobDeletes(at, revoke)),
        (0..6u8).prop_map(Deed::AnnPins),
        (0..6u8).prop_map(Deed::BobPins),
        (0..6u8, any::<bool>()).prop_map(|(at, up)| Deed::BobReacts(at, up)),
        (0..6u8).prop_map(Deed::BobForwards),
        Just(Deed::AnnClears),
        Just(Deed::TimePasses),
        Just(Deed::CatchesUp),
        Just(Deed::TelegramRestarts),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    /// Three of Ann's connections: one acts, one listens, one only fetches differences now and then.
    #[test]
    fn listening_and_fetching_differences_end_with_the_same_state(deeds in prop::collection::vec(deed(), 1..40)) {
        let mut telegram = Telegram::new();
        let [acting, listening, asking] = [ANN; 3].map(|phone| telegram.sign_in(phone));
        let bob = telegram.sign_in(BOB);
        let (to_bob, to_ann) = (telegram.resolve(&acting, "bob_baker"), telegram.resolve(&bob, "ann_archer"));
        let known_id = telegram.history(&acting, &to_bob)[0].id();
        let begin = state(&mut telegram, &asking);
        let known = Client { pts: begin.pts, date: begin.date, ..Client::default() };
        let (mut listener, mut asker) = (known.clone(), known);
        let mut counter = 0;
        for deed in deeds {
            match deed {
                // A repeated random_id makes no new message.
                Deed::AnnSays(id) => drop(telegram.send(&acting, &to_bob, &format!("a{id}"), 1 + i64::from(id))),
                Deed::BobSays(id) => drop(telegram.send(&bob, &to_ann, &format!("b{id}"), 1 + i64::from(id))),
                Deed::AnnReads => {
                    let read = functions::messages::ReadHistory { peer: to_bob.clone(), max_id: 0 };
                    telegram.call(&acting, &read).expect("it may be read");
                }
                Deed::BobReads => {
                    let read = functions::messages::ReadHistory { peer: to_ann.clone(), max_id: 0 };
                    telegram.call(&bob, &read).expect("it may be read");
                }
                Deed::AnnEdits(at) => {
                    counter += 1;
                    let text = format!("edit {counter}");
                    attempt(&mut telegram, &acting, &to_bob, at, |id| super::editing::edit(&to_bob, id, &text));
                }
                Deed::AnnDeletes(at, revoke) => {
                    attempt(&mut telegram, &acting, &to_bob, at, |id| super::deleting::delete(&[id], revoke));
                }
                Deed::BobDeletes(at, revoke) => {
                    attempt(&mut telegram, &bob, &to_ann, at, |id| super::deleting::delete(&[id], revoke));
                }
                Deed::AnnPins(at) => {
                    attempt(&mut telegram, &acting, &to_bob, at, |id| super::pinning::pin(&to_bob, id));
                }
                Deed::BobPins(at) => {
                    attempt(&mut telegram, &bob, &to_ann, at, |id| super::pinning::pin(&to_ann, id));
                }
                Deed::BobReacts(at, up) => {
                    let emoji = if up { "👍" } else { "👎" };
                    attempt(&mut telegram, &bob, &to_ann, at, |id| super::reacting::react(&to_ann, id, emoji));
                }
                Deed::BobForwards(at) => {
                    attempt(&mut telegram, &bob, &to_ann, at, |id| {
                        super::forwarding::forward(&to_ann, &[id], &to_ann)
                    });
                }
                Deed::AnnClears => {
                    let clear = functions::messages::DeleteHistory {
                        just_clear: true,
                        revoke: false,
                        peer: to_bob.clone(),
                        max_id: 0,
                        min_date: None,
                        max_date: None,
                    };
                    telegram.call(&acting, &clear).expect("it is her side");
                }
                Deed::TimePasses => telegram.world.advance(1),
                Deed::CatchesUp => asker.catch_up(&mut telegram, &asking),
                Deed::TelegramRestarts => telegram.restart(),
            }
        }
        telegram.pushed(&listening).into_iter().for_each(|updates| listener.push(updates));
        asker.catch_up(&mut telegram, &asking);
        listener.date = asker.date;
        prop_assert_eq!(&listener, &asker);
        prop_assert_eq!(asker.pts, state(&mut telegram, &asking).pts);

        // Their state is exactly what exists: nothing more, and nothing less since they began.
        let there: BTreeMap<i32, String> = telegram
            .history(&acting, &to_bob)
            .iter()
            .map(|message| (message.id(), super::text(message).to_owned()))
            .collect();
        prop_assert!(asker.messages.iter().all(|(id, text)| there.get(id) == Some(text)));
        let since: Vec<_> = there.keys().filter(|id| **id > known_id).collect();
        prop_assert!(since.iter().all(|id| asker.messages.contains_key(id)));
        let pinned = functions::messages::Search {
            filter: enums::MessagesFilter::InputMessagesFilterPinned,
            ..super::searching::search(&to_bob, "")
        };
        let pinned = super::messages(telegram.call(&acting, &pinned).expect("it may be searched"));
        prop_assert_eq!(&super::ids(&pinned).into_iter().collect::<BTreeSet<_>>(), &asker.pinned);
    }
}
