//! Where delivery stands, in the numbers that Telegram counts updates by.
//!
//! Updates about an account's messages count in its pts, those of each channel in the channel's pts, and a few others in
//! qts. An update has the number it leads to and the amount it counts, so that a missing one is noticed.
//! <https://core.telegram.org/api/updates#event-sequences>

use std::collections::BTreeMap;

use crate::telegram::peer::PeerId;

/// Where delivery of an account's updates stands.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct State {
    pub pts: i32,
    pub qts: i32,
    /// Updates before this date are delivered in all channels. Telegram names the channels with updates since.
    pub date: i32,
    pub seq: i32,
    /// The channels whose pts is known, by their bare ids. The others are backfilled from the date.
    pub channels: BTreeMap<i64, Channel>,
    /// The progress through the channels with updates since the date.
    pub sweep: Option<Sweep>,
    /// Counts changes of channels, to order them.
    pub turn: u64,
}

/// Where delivery of a channel's or supergroup's updates stands.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Channel {
    pub pts: i32,
    pub access_hash: i64,
    /// The turn of its last change.
    pub changed: u64,
}

/// Progress through the channels with updates, in the order of their ids. A cursor holds the pts of only some of them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Sweep {
    /// The channels up to this id are done.
    pub until: i64,
    /// In those channels, updates before this date are delivered.
    pub date: i32,
}

/// What Telegram counts updates in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Sequence {
    /// The account's pts: private chats, basic groups and the account itself.
    Account,
    /// The account's qts, for a few kinds of updates.
    Secondary,
    /// The pts of a channel or supergroup, by its bare id.
    Channel(i64),
}

/// The numbers of a sequence that an update covers: those greater than `from`, up to `to`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Move {
    pub of: Sequence,
    pub from: i32,
    pub to: i32,
}

/// How an update fits the state.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fit {
    /// It can be delivered now.
    Next,
    /// It has been delivered.
    Old,
    /// Updates before it are missing, or a part of it has been delivered: the missing ones must be fetched.
    Gap(Sequence),
    /// The pts of this channel isn't known.
    Unknown(i64),
}

impl Sequence {
    /// The chat whose events it counts, if it is only one.
    pub fn chat(self) -> Option<PeerId> {
        match self {
            Self::Channel(id) => Some(PeerId::channel(id)),
            Self::Account | Self::Secondary => None,
        }
    }
}

impl State {
    /// The date before which a channel's updates are delivered, even if its pts isn't known.
    pub fn since(&self, channel: i64) -> i32 {
        let swept = self.sweep.filter(|sweep| channel <= sweep.until);
        swept.map_or(self.date, |sweep| sweep.date.max(self.date))
    }

    /// A channel continues from this pts.
    pub fn set_channel(&mut self, id: i64, pts: i32, access_hash: i64) {
        self.turn += 1;
        self.channels.insert(id, Channel { pts, access_hash, changed: self.turn });
    }

    /// Returns the channels that changed last, the latest first.
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

    /// Returns how an update with these moves fits. One with several moves is old only if none leads further.
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

    /// Records a delivery. A sequence never goes back, unless Telegram itself resets it.
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
        /// In any order and with any duplicates, delivering what is next and keeping what has a gap delivers each update
        /// once and in order.
        #[test]
        fn each_update_is_delivered_once_and_in_order(counts in prop::collection::vec(1..4, 1..20), order in prop::collection::vec(any::<prop::sample::Index>(), 0..60)) {
            let mut all = Vec::new();
            let mut end = 5;
            for count in counts {
                all.push(pts(end, end + count));
                end += count;
            }
            let mut coming: Vec<Move> = order.iter().map(|at| all[at.index(all.len())]).collect();
            coming.extend(&all);
            let (mut state, mut delivered, mut pending) = (state(5, 1), Vec::new(), Vec::new());
            for update in coming {
                pending.push(update);
                pending.sort_by_key(|update: &Move| update.to);
                pending.retain(|update| match state.fit(&[*update]) {
                    Fit::Next => {
                        state.advance(&[*update]);
                        delivered.push(*update);
                        false
                    }
                    fit => fit != Fit::Old,
                });
            }
            prop_assert_eq!(delivered, all);
            prop_assert_eq!(state.pts, end);
        }
    }
}
