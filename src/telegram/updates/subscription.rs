//! One who is told: first what was missed since a cursor, at its own pace, then what happens, with no hole between.

use std::collections::{BTreeMap, VecDeque};
use std::sync::Arc;
use std::time::Duration;

use tokio::time::{Instant, sleep_until};

use super::difference::{ChannelSlice, End, Slice};
use super::event::{Event, Missing, Render};
use super::hub::{Hub, MOST_ASKED, PATIENCE};
use super::news::{Moved, Reader};
use super::queue::{Cut, Happened, Next, Queue, Step};
use super::retry::{backoff, is_hopeless, is_of_one_chat, retry_after};
use super::state::{Channel, Fit, Sequence, State};
use crate::error::{Error, Result};
use crate::rpc::progress::Delivery;
use crate::telegram::account::Account;
use crate::telegram::attempt::Attempt;
use crate::telegram::peer::PeerId;

/// Which events one is told.
pub type Filter = Box<dyn Fn(&Event) -> bool + Send + Sync>;

pub struct Subscription {
    reader: Reader,
    filter: Filter,
    state: State,
    live: Option<Live>,
    /// What must be asked for before anything else can be told, the next first.
    work: VecDeque<Work>,
    /// What happened and can't be told before that.
    held: Option<Arc<Step>>,
    /// What is to be told next.
    ready: VecDeque<Portion>,
    /// How often what is missing before that was asked for in vain.
    asked_in_vain: u32,
    /// What must be asked for is not asked for before.
    patient_until: Option<Instant>,
    /// Channels that could not be asked.
    failing: BTreeMap<i64, Failing>,
    /// All that was missed has been told once.
    caught_up: bool,
}

/// A channel that could not be asked.
struct Failing {
    /// How often in a row.
    failures: u32,
    /// Why, at last.
    error: Error,
    /// What is to be asked for again, and when, unless it is being asked for.
    put_off: Option<(Instant, Work)>,
}

/// The way from the hub.
struct Live {
    hub: Arc<Hub>,
    queue: Arc<Queue>,
}

impl Drop for Live {
    fn drop(&mut self) {
        self.queue.close();
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Work {
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

/// A channel that nothing is known of, in which something happened.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Meeting {
    channel: i64,
    begin: Begin,
}

/// Where a channel goes on from that can't be looked into.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Begin {
    /// From what came of it: nothing is known to be missing before this pts.
    At(i32),
    /// From this pts, if Telegram has said how far the channel has come. What happened before is missing.
    Behind(Option<i32>),
}

/// What is told at once: after it, and not within, the state is one to go on from.
#[derive(Debug, Default)]
pub struct Portion {
    pub events: Vec<Arc<Event>>,
    pub after: Option<Delivery>,
    /// It was asked for, so that any call may have done it.
    pub asked_for: bool,
    /// The state has moved.
    pub moved: bool,
    /// What follows has a gap before it: the state as it is now is the one to go back to.
    pub gap: bool,
}

impl Begin {
    /// How far the channel has come, if Telegram has said so.
    fn come_to(self) -> Option<i32> {
        match self {
            Self::At(_) => None,
            Self::Behind(pts) => pts,
        }
    }
}

impl Subscription {
    /// Tells what happened since a state.
    pub fn since(account: Arc<Account>, render: Arc<dyn Render>, state: State, filter: Filter) -> Self {
        Self {
            reader: Reader::new(account, render),
            filter,
            state,
            live: None,
            work: [Work::Account].into(),
            held: None,
            asked_in_vain: 0,
            patient_until: None,
            failing: BTreeMap::new(),
            ready: VecDeque::new(),
            caught_up: false,
        }
    }

    /// Goes on with what happens from now on, when all that was missed is told.
    pub async fn go_live(&mut self, silence: Duration, attempt: &Attempt) -> Result<()> {
        let hub = Hub::of(&self.reader, silence, attempt).await?;
        let queue = hub.queue();
        hub.join(&queue);
        self.live = Some(Live { hub, queue });
        // What came about since it was last asked for has to be asked for once more.
        if !self.work.contains(&Work::Account) {
            self.work.push_back(Work::Account);
        }
        Ok(())
    }

    /// How far all has been told.
    pub fn state(&self) -> &State {
        &self.state
    }

    /// Whether something can be told without waiting.
    pub fn is_ready(&self) -> bool {
        let queued = self.live.as_ref().is_some_and(|live| !live.queue.is_empty());
        !self.ready.is_empty() || (queued && self.work.is_empty() && self.held.is_none())
    }

    /// Whether all that was missed has been told: what comes next has yet to happen.
    pub fn is_caught_up(&self) -> bool {
        self.ready.is_empty() && self.work.is_empty() && self.held.is_none()
    }

    /// Whether nothing more will come: asking again is of no use, whatever the error that said so.
    pub fn has_ended(&self) -> bool {
        self.held.as_deref().is_some_and(|step| matches!(step, Step::Ended(_)))
    }

    /// Why what has happened in some channel can't be told now, if that is so. It is asked for again.
    pub fn failure(&self) -> Option<Error> {
        self.failing.values().next().map(|failing| failing.error.again())
    }

    /// What is told next. A portion may be empty: then only the state has moved, or not even that. After an error it can
    /// be asked for again. Nothing is lost when this is dropped.
    pub async fn next(&mut self, attempt: &Attempt) -> Result<Portion> {
        loop {
            if let Some(portion) = self.ready.pop_front() {
                return Ok(portion);
            }
            self.take_up_again();
            if let Some(work) = self.work.front().copied() {
                if let Some(until) = self.patient_until {
                    sleep_until(until).await;
                    self.patient_until = None;
                }
                self.carry_out(work, attempt).await?;
                continue;
            }
            let taken_up_at = self.failing.values().filter_map(Failing::taken_up_at).min();
            let next = match (self.held.take(), &self.live) {
                (Some(step), _) => {
                    self.take(step, true)?;
                    continue;
                }
                (None, Some(live)) => tokio::select! {
                    next = live.queue.next() => next,
                    () = sleep_until(taken_up_at.unwrap_or_else(Instant::now)), if taken_up_at.is_some() => continue,
                },
                (None, None) => return Ok(Portion::default()),
            };
            match next {
                Next::Step(step) => {
                    self.caught_up = true;
                    self.take(step, false)?;
                }
                Next::Cut(cut) => self.cut(cut),
            }
            // What was there is gone, and whoever knew that there was something is not to wait for more.
            if self.ready.is_empty() && self.work.is_empty() {
                return Ok(Portion::default());
            }
        }
    }

    /// A client that had stopped reading is told of a gap, with the cursor to resume from. One that is only slower than
    /// others misses nothing that can be asked for.
    fn cut(&mut self, cut: Cut) {
        if self.caught_up && cut.stopped {
            let events = self.reader.gap(None, Missing::TooSlow);
            self.ready.push_back(Portion { events, gap: true, ..Portion::default() });
            self.work.push_back(Work::Rejoin);
        } else if let Some(live) = &self.live {
            live.hub.join(&live.queue);
            self.work.push_back(Work::Account);
            self.caught_up = false;
            if cut.live_only {
                let events = self.reader.gap(None, Missing::LiveOnly);
                self.tell(&Happened { events, ..Happened::default() });
            }
        }
    }

    /// Tells a step, or finds what must be asked for before. `again` if that has been asked for.
    fn take(&mut self, step: Arc<Step>, again: bool) -> Result<()> {
        match &*step {
            Step::Happened(happened) => match self.state.fit(&happened.moves) {
                Fit::Old => {}
                Fit::Next => self.tell(happened),
                // It comes with all else of the channel when that can be asked again.
                Fit::Gap(Sequence::Channel(id)) | Fit::Unknown(id) if self.is_put_off(id) => {}
                Fit::Gap(of) if again && self.asked_in_vain >= MOST_ASKED => self.bridge(of, happened),
                Fit::Gap(of) => {
                    if again {
                        self.patient_until = Some(Instant::now() + PATIENCE * (1 << self.asked_in_vain));
                        self.asked_in_vain += 1;
                    } else {
                        self.asked_in_vain = 0;
                    }
                    self.work.push_back(match of {
                        Sequence::Channel(id) => Work::Channel(id),
                        Sequence::Account | Sequence::Secondary => Work::Account,
                    });
                    self.held = Some(step);
                }
                Fit::Unknown(id) => {
                    let first = happened.moves.iter().find(|moves| moves.of == Sequence::Channel(id));
                    let begin = first.map_or(Begin::Behind(None), |moves| Begin::At(moves.from));
                    self.work.push_back(Work::Meet(Meeting { channel: id, begin }));
                    self.held = Some(step);
                }
            },
            Step::Moved(moved) => {
                let work = self.work_of(*moved);
                self.work.extend(work);
            }
            Step::Synced { date, seq } => self.synced(*date, *seq),
            Step::Ended(error) => {
                self.held = Some(step.clone());
                return Err(error.again());
            }
        }
        Ok(())
    }

    /// Telegram answers that nothing is missing where something is, and has been asked for long enough.
    fn bridge(&mut self, of: Sequence, happened: &Happened) {
        let chat = match of {
            Sequence::Channel(id) => Some(PeerId::channel(id)),
            Sequence::Account | Sequence::Secondary => None,
        };
        let behind =
            happened.moves.iter().any(|moves| moves.of == of && self.state.at(of) < Some(moves.from));
        let missing = behind.then(|| self.reader.gap(chat, Missing::OutOfReach));
        let gap = Happened { events: missing.unwrap_or_default(), ..Happened::default() };
        self.tell_together([&gap, happened]);
    }

    fn tell(&mut self, happened: &Happened) {
        self.tell_together([happened]);
    }

    /// In one portion, behind which the state is one to go on from.
    fn tell_together<'a>(&mut self, all: impl IntoIterator<Item = &'a Happened>) {
        let mut portion = Portion { moved: true, ..Portion::default() };
        for happened in all {
            self.state.advance(&happened.moves);
            portion.events.extend(happened.events.iter().filter(|event| (self.filter)(event)).cloned());
            portion.after = portion.after.or_else(|| happened.after.clone());
            portion.asked_for |= happened.asked_for;
        }
        self.ready.push_back(portion);
    }

    fn synced(&mut self, date: i32, seq: i32) {
        self.state.seq = seq;
        // What came about in a channel that can't be asked now has yet to be told.
        if self.failing.is_empty() {
            self.state.date = date;
        }
        self.ready.push_back(Portion { moved: true, ..Portion::default() });
    }

    /// What must be asked for in a channel in which something happened.
    fn work_of(&self, moved: Moved) -> Option<Work> {
        match self.state.channels.get(&moved.channel) {
            _ if self.is_put_off(moved.channel) => None,
            Some(known) if moved.pts.is_some_and(|pts| pts <= known.pts) => None,
            Some(_) => Some(Work::Channel(moved.channel)),
            None => Some(Work::Meet(Meeting { channel: moved.channel, begin: Begin::Behind(moved.pts) })),
        }
    }

    /// Asks for a part of what must be asked for. Until that has come, nothing changes.
    async fn carry_out(&mut self, work: Work, attempt: &Attempt) -> Result<()> {
        let (id, done) = match work {
            Work::Account => return self.ask_account(attempt).await,
            Work::Channel(id) => (id, self.ask_channel(id, attempt).await),
            Work::Meet(Meeting { channel, begin }) if self.state.channels.contains_key(&channel) => {
                self.work.pop_front();
                // It has been met meanwhile, and goes on like the others.
                let work = self.work_of(Moved { channel, pts: begin.come_to() });
                work.into_iter().for_each(|work| self.ask_first(work));
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
            Ok(()) => {
                self.failing.remove(&id);
                Ok(())
            }
            Err(error) if is_of_one_chat(&error) => {
                self.put_off(work, id, &error);
                Ok(())
            }
            Err(error) => Err(error),
        }
    }

    async fn ask_account(&mut self, attempt: &Attempt) -> Result<()> {
        let slice = self.reader.difference(&self.state.without_channels(), attempt).await?;
        self.work.pop_front();
        self.take_slice(slice);
        Ok(())
    }

    fn take_slice(&mut self, slice: Slice) {
        self.work.push_front(match slice.end {
            End::More => Work::Account,
            End::Last { date, seq } => Work::Synced { date, seq },
        });
        for work in slice.moved.into_iter().rev().filter_map(|moved| self.work_of(moved)).collect::<Vec<_>>()
        {
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
                    self.ask_first(Work::Meet(Meeting { channel, begin: Begin::At(moves.from) }));
                }
                Fit::Old | Fit::Gap(_) => {}
            }
        }
        self.tell_together(together);
    }

    /// Before all else, unless it is to be asked for already.
    fn ask_first(&mut self, work: Work) {
        if !self.work.contains(&work) {
            self.work.push_front(work);
        }
    }

    async fn ask_channel(&mut self, id: i64, attempt: &Attempt) -> Result<()> {
        let Some(channel) = self.state.channels.get(&id).copied() else {
            self.work.pop_front();
            return Ok(());
        };
        let channel = self.reader.reachable(id, channel);
        match self.reader.channel_difference(id, channel, attempt).await? {
            ChannelSlice::Happened { happened, last } => {
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
        let met = self.reader.meet(id, begin.come_to(), self.state.date, attempt).await?;
        self.work.pop_front();
        match met {
            Some(met) => {
                self.state.channels.insert(id, met.channel);
                self.tell(&met.happened);
            }
            None => self.begin(id, begin),
        }
        Ok(())
    }

    /// A channel that can't be looked into goes on from what is known of it.
    fn begin(&mut self, id: i64, begin: Begin) {
        let access_hash = self.reader.account().channel_hash(id).unwrap_or(0);
        match begin {
            Begin::At(pts) => {
                self.state.channels.insert(id, Channel { pts, access_hash });
                // What came is asked for again, unless it is still at hand.
                if !self.held.as_deref().is_some_and(|step| step.is_in_channel(id)) {
                    self.ask_first(Work::Channel(id));
                }
            }
            Begin::Behind(pts) => {
                let missing = match self.reader.account().is_bot() {
                    true => Missing::Unknown,
                    false => Missing::OutOfReach,
                };
                let events = self.reader.gap(Some(PeerId::channel(id)), missing);
                self.lose(id, Happened { events, asked_for: true, ..Happened::default() });
                if let Some(pts) = pts {
                    self.state.channels.insert(id, Channel { pts, access_hash });
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
            self.state = State { channels, ..now };
        }
    }

    /// A channel can't be asked, which holds up nothing else: it is asked again later, or never, if that has no use.
    fn put_off(&mut self, work: Work, id: i64, error: &Error) {
        self.work.pop_front();
        let failures = self.failing.get(&id).map_or(0, |failing| failing.failures);
        if is_hopeless(error, failures) {
            let events = self.reader.gap(Some(PeerId::channel(id)), Missing::OutOfReach);
            return self.lose(id, Happened { events, asked_for: true, ..Happened::default() });
        }
        let until = Instant::now() + backoff(failures).max(retry_after(error));
        let failing = Failing { failures: failures + 1, error: error.again(), put_off: Some((until, work)) };
        self.failing.insert(id, failing);
        // It comes with all else.
        self.held.take_if(|step| step.is_in_channel(id));
    }

    fn is_put_off(&self, id: i64) -> bool {
        self.failing.get(&id).is_some_and(|failing| failing.put_off.is_some())
    }

    /// What was put off until now is asked for.
    fn take_up_again(&mut self) {
        let now = Instant::now();
        for failing in self.failing.values_mut() {
            if let Some((_, work)) = failing.put_off.take_if(|(until, _)| *until <= now) {
                self.work.push_front(work);
            }
        }
    }

    /// A channel that can't be asked any more: what waits for it is told as it is.
    fn lose(&mut self, id: i64, instead: Happened) {
        self.state.channels.remove(&id);
        self.failing.remove(&id);
        let held = self.held.take_if(|step| step.is_in_channel(id));
        let held = held.as_deref().and_then(|step| match step {
            Step::Happened(happened) => Some(happened),
            _ => None,
        });
        self.tell_together([&instead].into_iter().chain(held));
    }
}

impl Failing {
    fn taken_up_at(&self) -> Option<Instant> {
        self.put_off.map(|(until, _)| until)
    }
}

#[cfg(test)]
mod tests;
