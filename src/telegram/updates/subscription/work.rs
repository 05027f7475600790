//! What a subscription asks for before it can tell anything else.

use super::Subscription;
use crate::error::Result;
use crate::telegram::attempt::Attempt;
use crate::telegram::peer::PeerId;
use crate::telegram::updates::difference::{ChannelSlice, End, Slice};
use crate::telegram::updates::event::Missing;
use crate::telegram::updates::meeting::Begin;
use crate::telegram::updates::news::Moved;
use crate::telegram::updates::queue::Happened;
use crate::telegram::updates::retry::is_of_one_chat;
use crate::telegram::updates::state::{Fit, Sequence, State};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Work {
    Account,
    Channel(i64),
    Meet(Meeting),
    /// All that came about before has been asked for.
    Synced {
        date: i32,
        seq: i32,
    },
    /// What came meanwhile was not kept: it goes on from now.
    Rejoin,
}

/// A channel whose pts isn't known, in which something happened.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Meeting {
    pub channel: i64,
    pub begin: Begin,
}

impl Work {
    /// The channel that it is about.
    pub(super) fn channel(self) -> Option<i64> {
        match self {
            Self::Channel(id) | Self::Meet(Meeting { channel: id, .. }) => Some(id),
            Self::Account | Self::Synced { .. } | Self::Rejoin => None,
        }
    }
}

impl Subscription {
    /// Asks for a channel by itself, unless that is to be done already.
    pub(super) fn ask_for(&mut self, channel: i64, begin: Begin) {
        let work = match self.state.channels.contains_key(&channel) {
            true => Work::Channel(channel),
            false => Work::Meet(Meeting { channel, begin }),
        };
        if !self.work.contains(&work) {
            self.work.push_back(work);
        }
    }

    /// What must be asked for in a channel in which something happened.
    pub(super) fn work_of(&self, moved: Moved) -> Option<Work> {
        match self.state.channels.get(&moved.channel) {
            _ if self.is_put_off(moved.channel) => None,
            Some(known) if moved.pts.is_some_and(|pts| pts <= known.pts) => None,
            Some(_) => Some(Work::Channel(moved.channel)),
            None => Some(Work::Meet(Meeting { channel: moved.channel, begin: Begin::Behind(moved.pts) })),
        }
    }

    /// Asks for a part of what must be asked for. Until that has come, nothing changes.
    pub(super) async fn carry_out(&mut self, work: Work, attempt: &Attempt) -> Result<()> {
        let (id, done) = match work {
            Work::Account => return self.ask_account(attempt).await,
            Work::Channel(id) => (id, self.ask_channel(id, attempt).await),
            Work::Meet(Meeting { channel, begin }) if self.state.channels.contains_key(&channel) => {
                self.work.pop_front();
                // It has been met meanwhile, and goes on like the others.
                let work = self.work_of(Moved { channel, pts: begin.come_to() });
                work.into_iter().for_each(|work| self.ask_first(work));
                self.settle(channel);
                return Ok(());
            }
            Work::Meet(meeting) => (meeting.channel, self.meet(meeting, attempt).await),
            Work::Synced { date, seq } => {
                self.work.pop_front();
                self.synced(date, seq);
                return Ok(());
            }
            Work::Rejoin => {
                self.work.pop_front();
                self.rejoin();
                return Ok(());
            }
        };
        match done {
            // What is put off has yet to be asked for, whatever else was asked of the channel.
            Ok(()) if self.is_put_off(id) => {}
            Ok(()) => {
                self.failing.remove(&id);
            }
            Err(error) if is_of_one_chat(&error) => self.put_off(work, id, &error),
            Err(error) => return Err(error),
        }
        self.settle(id);
        Ok(())
    }

    async fn ask_account(&mut self, attempt: &Attempt) -> Result<()> {
        let slice =
            self.reader.difference(&self.state.without_channels(), &mut self.narrowing, attempt).await?;
        self.work.pop_front();
        self.take_slice(slice);
        Ok(())
    }

    pub(super) fn take_slice(&mut self, slice: Slice) {
        let behind = match slice.end {
            End::More => Work::Account,
            End::Last { date, seq } => Work::Synced { date: self.pass_until(date), seq },
        };
        self.work.push_front(behind);
        // Those whose pts is known come first, as a cursor may forget it; the others in the order of a pass.
        let mut moved = slice.moved;
        moved.retain(|moved| !self.is_swept(moved.channel));
        moved.sort_by_key(|moved| (!self.state.channels.contains_key(&moved.channel), moved.channel));
        for work in moved.into_iter().rev().filter_map(|moved| self.work_of(moved)).collect::<Vec<_>>() {
            self.ask_first(work);
        }
        let (mut state, mut together) = (self.state.clone(), vec![&slice.happened]);
        for (moves, apart) in &slice.apart {
            match state.fit(&[*moves]) {
                Fit::Next => {
                    state.advance(&[*moves]);
                    together.push(apart);
                }
                // What doesn't fit comes again with the channel's own difference.
                Fit::Gap(Sequence::Channel(id)) => self.ask_first(Work::Channel(id)),
                Fit::Unknown(channel) => {
                    self.ask_first(Work::Channel(channel));
                    let begin = Begin::At { pts: moves.from, message: apart.message };
                    self.ask_first(Work::Meet(Meeting { channel, begin }));
                }
                Fit::Old | Fit::Gap(_) => {}
            }
        }
        self.tell_together(together);
        self.begin_pass();
    }

    /// Asks for it before all else: also if it is to be asked for behind a date that it holds back.
    fn ask_first(&mut self, work: Work) {
        self.work.retain(|other| *other != work);
        self.work.push_front(work);
    }

    async fn ask_channel(&mut self, id: i64, attempt: &Attempt) -> Result<()> {
        let Some(channel) = self.state.channels.get(&id).copied() else {
            self.work.pop_front();
            return Ok(());
        };
        let channel = self.reader.reachable(id, channel);
        match self.reader.channel_difference(id, channel, &mut self.narrowing, attempt).await? {
            ChannelSlice::Happened { happened, last, .. } => {
                if last {
                    self.work.pop_front();
                }
                self.tell(&happened);
            }
            ChannelSlice::Lost(gap) => {
                self.work.pop_front();
                self.lose(id, gap);
            }
        }
        Ok(())
    }

    async fn meet(&mut self, Meeting { channel: id, begin }: Meeting, attempt: &Attempt) -> Result<()> {
        let met = self.reader.meet(id, begin, self.state.since(id), attempt).await?;
        self.work.pop_front();
        match met {
            Some(met) => {
                self.state.set_channel(id, met.pts, met.access_hash);
                self.tell(&met.happened);
                let newest = met.happened.events.iter().filter_map(|event| event.message).max();
                newest.map(|newest| self.read_back.insert(PeerId::channel(id), newest));
                self.ask_for_the_first(id, begin);
            }
            None => self.begin(id, begin),
        }
        Ok(())
    }

    /// The update that made a channel known is asked for again, unless it is still at hand.
    fn ask_for_the_first(&mut self, id: i64, begin: Begin) {
        let is_held = self.held.as_deref().is_some_and(|step| step.is_in_channel(id));
        if matches!(begin, Begin::At { .. }) && !is_held {
            self.ask_first(Work::Channel(id));
        }
    }

    /// A channel that can't be looked into goes on from what is known of it.
    pub(super) fn begin(&mut self, id: i64, begin: Begin) {
        let access_hash = self.reader.account().channel_hash(id).unwrap_or(0);
        match begin {
            Begin::At { pts, .. } => {
                self.state.set_channel(id, pts, access_hash);
                self.ask_for_the_first(id, begin);
            }
            Begin::Behind(pts) => {
                let missing = match self.reader.account().is_bot() {
                    true => Missing::Unknown,
                    false => Missing::OutOfReach,
                };
                let events = self.reader.gap(Some(PeerId::channel(id)), missing);
                self.lose(id, Happened { events, asked_for: true, ..Happened::default() });
                if let Some(pts) = pts {
                    self.state.set_channel(id, pts, access_hash);
                }
            }
        }
    }

    fn rejoin(&mut self) {
        if let Some(live) = &self.live {
            let now = live.hub.join(&live.queue);
            let mut channels = std::mem::take(&mut self.state.channels);
            for (id, channel) in &now.channels {
                // The hub may not know how to name it.
                channels.entry(*id).or_insert(*channel).pts = channel.pts;
            }
            self.state = State { channels, turn: now.turn.max(self.state.turn), ..now };
            self.pass = None;
        }
    }
}
