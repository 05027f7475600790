//! Whoever listens and whoever asks afterwards must come to know the same.

use std::collections::BTreeMap;

use grammers_tl_types::{enums, functions};
use proptest::prelude::*;
use telewire::sandbox::methods::Caller;

use super::updates::{get_difference, state};
use super::{ANN, BOB, Telegram};

/// What a client makes of updates: messages by id, how far each chat is read, and pts.
#[derive(Clone, Debug, Default, PartialEq)]
struct Client {
    pts: i32,
    date: i32,
    messages: BTreeMap<i32, String>,
    inbox: BTreeMap<String, i32>,
    outbox: BTreeMap<String, i32>,
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
            enums::Update::MessageId(_) => {}
            other => panic!("{other:?}"),
        }
    }

    fn message(&mut self, message: &enums::Message) {
        self.messages.insert(message.id(), super::text(message).to_owned());
    }

    /// Nothing is missing before it, and nothing comes twice.
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
                    enums::Update::MessageId(_) => {}
                    other => panic!("{other:?}"),
                }
            }
            assert!(state.pts > self.pts, "pts never goes back nor stands still");
            (self.pts, self.date) = (state.pts, state.date);
            if !more {
                return;
            }
        }
    }
}

#[derive(Clone, Debug)]
enum Deed {
    AnnSays(u8),
    BobSays(u8),
    AnnReads,
    BobReads,
    TimePasses,
    CatchesUp,
}

fn deed() -> impl Strategy<Value = Deed> {
    prop_oneof![
        (0..20u8).prop_map(Deed::AnnSays),
        (0..20u8).prop_map(Deed::BobSays),
        Just(Deed::AnnReads),
        Just(Deed::BobReads),
        Just(Deed::TimePasses),
        Just(Deed::CatchesUp),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    /// Three of Ann's connections: one acts, one listens, one only asks for differences now and then.
    #[test]
    fn listening_and_catching_up_end_alike(deeds in prop::collection::vec(deed(), 1..40)) {
        let mut telegram = Telegram::new();
        let [acting, listening, asking] = [ANN; 3].map(|phone| telegram.sign_in(phone));
        let bob = telegram.sign_in(BOB);
        let (to_bob, to_ann) = (telegram.resolve(&acting, "bob_baker"), telegram.resolve(&bob, "ann_archer"));
        let begin = state(&mut telegram, &asking);
        let known = Client { pts: begin.pts, date: begin.date, ..Client::default() };
        let (mut listener, mut asker) = (known.clone(), known);
        for deed in deeds {
            match deed {
                // The same random_id again is no new message.
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
                Deed::TimePasses => telegram.world.advance(1),
                Deed::CatchesUp => asker.catch_up(&mut telegram, &asking),
            }
        }
        telegram.pushed(&listening).into_iter().for_each(|updates| listener.push(updates));
        asker.catch_up(&mut telegram, &asking);
        listener.date = asker.date;
        prop_assert_eq!(&listener, &asker);
        prop_assert_eq!(asker.pts, state(&mut telegram, &asking).pts);
    }
}
