//! How far updates have been told: the numbers that Telegram counts them by.
//!
//! An account's messages and all that becomes of them are counted in pts, each channel's in a pts of its own, and a few
//! events in qts. An update says to which number it counts and by how much, so that one that is missing shows.
//! <https://core.telegram.org/api/updates#event-sequences>

use std::collections::BTreeMap;

/// How far an account's updates have been told.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct State {
    pub pts: i32,
    pub qts: i32,
    /// Whatever came about in any channel before this date has been told: Telegram names the channels in which
    /// something came about since.
    pub date: i32,
    pub seq: i32,
    /// The channels whose pts is known, by their bare ids. The others are met by the date.
    pub channels: BTreeMap<i64, Channel>,
    /// How far the channels have come of which Telegram said that something came about since the date.
    pub sweep: Option<Sweep>,
    /// Counts the changes of channels, for their order.
    pub turn: u64,
}

/// How far a channel's or supergroup's updates have been told.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Channel {
    pub pts: i32,
    pub access_hash: i64,
    /// The turn of its last change: the higher, the later.
    pub changed: u64,
}

/// The channels in which something came about are asked in the order of their ids, and this says how far that has come. A
/// cursor keeps the pts of only some of them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Sweep {
    /// The channels up to this id have been asked.
    pub until: i64,
    /// What came about in them before this date has been told.
    pub date: i32,
}

/// What is counted by itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Sequence {
    /// Private chats and basic groups, and what concerns the account: pts.
    Account,
    /// The few events that are counted in qts.
    Secondary,
    /// A channel or supergroup, by its bare id.
    Channel(i64),
}

/// How far an update moves its sequence. What doesn't count moves nothing, and belongs where it says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Move {
    pub of: Sequence,
    pub from: i32,
    pub to: i32,
}

/// Whether something may be told now.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fit {
    /// It is the next.
    Next,
    /// It has been told.
    Old,
    /// Something is missing before it, or a part of it has been told: what is missing must be asked for.
    Gap(Sequence),
    /// Nothing is known of this channel.
    Unknown(i64),
}

impl State {
    /// The account's own numbers alone.
    pub fn without_channels(&self) -> Self {
        let Self { pts, qts, date, seq, .. } = *self;
        Self { pts, qts, date, seq, ..Self::default() }
    }

    /// What came about in a channel before this date has been told, even if its pts isn't known.
    pub fn since(&self, channel: i64) -> i32 {
        let swept = self.sweep.filter(|sweep| channel <= sweep.until);
        swept.map_or(self.date, |sweep| sweep.date.max(self.date))
    }

    /// A channel goes on from this pts.
    pub fn set_channel(&mut self, id: i64, pts: i32, access_hash: i64) {
        self.turn += 1;
        self.channels.insert(id, Channel { pts, access_hash, changed: self.turn });
    }

    /// The channels that changed last, the latest first.
    pub fn latest_channels(&self, most: usize) -> Vec<(i64, Channel)> {
        let mut all: Vec<_> = self.channels.iter().map(|(id, channel)| (*id, *channel)).collect();
        all.sort_unstable_by_key(|(_, channel)| std::cmp::Reverse(channel.changed));
        all.truncate(most);
        all
    }

    pub fn at(&self, sequence: Sequence) -> Option<i32> {
        match sequence {
            Sequence::Account => Some(self.pts),
            Sequence::Secondary => Some(self.qts),
            Sequence::Channel(id) => self.channels.get(&id).map(|channel| channel.pts),
        }
    }

    /// Whether something that moves its sequences so may be told now. Of several moves, those of one answer of
    /// Telegram's, none may lead further for it to have been told.
    pub fn fit(&self, moves: &[Move]) -> Fit {
        let (mut leads_on, mut behind) = (None, false);
        for Move { of, from, to } in moves {
            match (self.at(*of), of) {
                (None, Sequence::Channel(id)) => return Fit::Unknown(*id),
                (Some(at), _) if *from > at => return Fit::Gap(*of),
                (at, _) => {
                    behind |= Some(*from) < at;
                    if at < Some(*to) {
                        leads_on = Some(*of);
                    }
                }
            }
        }
        match (behind, leads_on) {
            (false, _) => Fit::Next,
            (true, None) => Fit::Old,
            (true, Some(of)) => Fit::Gap(of),
        }
    }

    /// Takes note that something has been told. A sequence never goes back, but where Telegram itself counts anew.
    pub fn advance(&mut self, moves: &[Move]) {
        for Move { of, from, to } in moves {
            let at = match of {
                Sequence::Account => Some(&mut self.pts),
                Sequence::Secondary => Some(&mut self.qts),
                Sequence::Channel(id) => self.channels.get_mut(id).map(|channel| {
                    if channel.pts != *to {
                        self.turn += 1;
                        channel.changed = self.turn;
                    }
                    &mut channel.pts
                }),
            };
            if let Some(at) = at {
                *at = if at == from { *to } else { (*at).max(*to) };
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn state(pts: i32, qts: i32) -> State {
        let channels = [(7, Channel { pts, access_hash: 1, changed: 0 })].into();
        State { pts, qts, channels, ..State::default() }
    }

    fn pts(from: i32, to: i32) -> Move {
        Move { of: Sequence::Account, from, to }
    }

    fn qts(from: i32, to: i32) -> Move {
        Move { of: Sequence::Secondary, from, to }
    }

    #[test]
    fn an_update_is_next_old_or_behind_a_gap() {
        let state = state(5, 3);
        for (moves, expected) in [
            (vec![], Fit::Next),
            (vec![pts(5, 6)], Fit::Next),
            (vec![pts(5, 5)], Fit::Next),
            (vec![pts(4, 6)], Fit::Gap(Sequence::Account)),
            (vec![pts(4, 5)], Fit::Old),
            (vec![pts(4, 4)], Fit::Old),
            (vec![pts(6, 7)], Fit::Gap(Sequence::Account)),
            (vec![pts(4, 5), qts(3, 4)], Fit::Gap(Sequence::Secondary)),
            (vec![pts(4, 5), qts(3, 3)], Fit::Old),
            (vec![pts(5, 6), qts(4, 5)], Fit::Gap(Sequence::Secondary)),
        ] {
            assert_eq!(state.fit(&moves), expected, "{moves:?}");
        }
        let of = |id| vec![Move { of: Sequence::Channel(id), from: 5, to: 6 }];
        assert_eq!((state.fit(&of(7)), state.fit(&of(8))), (Fit::Next, Fit::Unknown(8)));
    }

    proptest! {
        /// In whatever order and however often they come: whoever tells what is next, passes over what is old and keeps
        /// what has a gap before it, tells each once and in order.
        #[test]
        fn each_update_is_told_once_and_in_order(counts in prop::collection::vec(1..4, 1..20), order in prop::collection::vec(any::<prop::sample::Index>(), 0..60)) {
            let mut all = Vec::new();
            let mut end = 5;
            for count in counts {
                all.push(pts(end, end + count));
                end += count;
            }
            let mut coming: Vec<Move> = order.iter().map(|at| all[at.index(all.len())]).collect();
            coming.extend(&all);
            let (mut state, mut told, mut kept) = (state(5, 1), Vec::new(), Vec::new());
            for update in coming {
                kept.push(update);
                kept.sort_by_key(|update: &Move| update.to);
                kept.retain(|update| match state.fit(&[*update]) {
                    Fit::Next => {
                        state.advance(&[*update]);
                        told.push(*update);
                        false
                    }
                    fit => fit != Fit::Old,
                });
            }
            prop_assert_eq!(told, all);
            prop_assert_eq!(state.pts, end);
        }
    }
}
