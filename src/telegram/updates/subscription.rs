//! One who is told: first what was missed since a cursor, at its own pace, then what happens, with no hole between.

use std::collections::VecDeque;
use std::sync::Arc;
use std::time::Duration;

use super::difference::{ChannelSlice, End};
use super::event::{Event, Missing, Render};
use super::hub::Hub;
use super::news::{Moved, Reader};
use super::queue::{Happened, Next, Queue, Step};
use super::state::{Fit, Sequence, State};
use crate::error::Result;
use crate::rpc::progress::Delivery;
use crate::telegram::account::Account;
use crate::telegram::attempt::Attempt;

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
    /// All that was missed has been told once.
    caught_up: bool,
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
    Meet(Moved),
    /// All that came about before has been asked for.
    Synced {
        date: i32,
        seq: i32,
    },
    /// What came meanwhile was not kept: it goes on from now.
    Rejoin,
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
            ready: VecDeque::new(),
            caught_up: false,
        }
    }

    /// Goes on with what happens from now on, when all that was missed is told.
    pub async fn go_live(&mut self, silence: Duration, attempt: &Attempt) -> Result<()> {
        let hub = Hub::of(&self.reader, silence, attempt).await?;
        let queue = Arc::new(Queue::default());
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

    /// What is told next. A portion may be empty: then only the state has moved, or not even that. After an error it can be asked for
    /// again. Nothing is lost when this is dropped.
    pub async fn next(&mut self, attempt: &Attempt) -> Result<Portion> {
        loop {
            if let Some(portion) = self.ready.pop_front() {
                return Ok(portion);
            }
            if let Some(work) = self.work.front().copied() {
                self.carry_out(work, attempt).await?;
                continue;
            }
            let next = match (self.held.take(), &self.live) {
                (Some(step), _) => Next::Step(step),
                (None, Some(live)) => live.queue.next().await,
                (None, None) => return Ok(Portion::default()),
            };
            match next {
                Next::Step(step) => {
                    self.caught_up = true;
                    self.take(step)?;
                }
                Next::Cut => self.cut(),
            }
            // What was there is gone, and whoever knew that there was something is not to wait for more.
            if self.ready.is_empty() && self.work.is_empty() {
                return Ok(Portion::default());
            }
        }
    }

    fn cut(&mut self) {
        if self.caught_up {
            let events = self.reader.gap(None, Missing::TooSlow);
            self.ready.push_back(Portion { events, gap: true, ..Portion::default() });
            self.work.push_back(Work::Rejoin);
        } else if let Some(live) = &self.live {
            // Nothing but what can be asked for was missed.
            live.hub.join(&live.queue);
            self.work.push_back(Work::Account);
        }
    }

    /// Tells a step, or finds what must be asked for before.
    fn take(&mut self, step: Arc<Step>) -> Result<()> {
        match &*step {
            Step::Happened(happened) => match self.state.fit(&happened.moves) {
                Fit::Old => {}
                Fit::Next => self.tell(happened),
                Fit::Gap(of) => {
                    self.work.push_back(match of {
                        Sequence::Channel(id) => Work::Channel(id),
                        Sequence::Account | Sequence::Secondary => Work::Account,
                    });
                    self.held = Some(step);
                }
                Fit::Unknown(id) => {
                    let from = happened.moves.iter().find(|moves| moves.of == Sequence::Channel(id));
                    let pts = from.map(|moves| moves.from);
                    self.work.push_back(Work::Meet(Moved { channel: id, pts }));
                    self.held = Some(step);
                }
            },
            Step::Moved(moved) => self.moved(*moved),
            Step::Synced { date, seq } => {
                (self.state.date, self.state.seq) = (*date, *seq);
                self.ready.push_back(Portion { moved: true, ..Portion::default() });
            }
            Step::Ended(error) => {
                self.held = Some(step.clone());
                return Err(error.again());
            }
        }
        Ok(())
    }

    fn tell(&mut self, happened: &Happened) {
        self.state.advance(&happened.moves);
        let events = happened.events.iter().filter(|event| (self.filter)(event)).cloned().collect();
        let (after, asked_for) = (happened.after.clone(), happened.asked_for);
        self.ready.push_back(Portion { events, after, asked_for, moved: true, gap: false });
    }

    fn moved(&mut self, moved: Moved) {
        match self.state.channels.get(&moved.channel) {
            Some(known) if moved.pts.is_some_and(|pts| pts <= known.pts) => {}
            Some(_) => self.work.push_back(Work::Channel(moved.channel)),
            None => self.work.push_back(Work::Meet(moved)),
        }
    }

    /// Asks for a part of what must be asked for. Until that has come, nothing changes.
    async fn carry_out(&mut self, work: Work, attempt: &Attempt) -> Result<()> {
        match work {
            Work::Account => {
                let slice = self.reader.difference(&self.state.without_channels(), attempt).await?;
                self.work.pop_front();
                self.tell(&slice.happened);
                for (_, apart) in &slice.apart {
                    // What doesn't fit comes again with the channel's own difference.
                    match self.state.fit(&apart.moves) {
                        Fit::Next => self.tell(apart),
                        Fit::Gap(Sequence::Channel(id)) => self.work.push_front(Work::Channel(id)),
                        _ => {}
                    }
                }
                match slice.end {
                    End::More => self.work.push_front(Work::Account),
                    End::Last { date, seq } => self.work.push_front(Work::Synced { date, seq }),
                }
                for moved in slice.moved.into_iter().rev() {
                    match self.state.channels.get(&moved.channel) {
                        Some(known) if moved.pts.is_some_and(|pts| pts <= known.pts) => {}
                        Some(_) => self.work.push_front(Work::Channel(moved.channel)),
                        None => self.work.push_front(Work::Meet(moved)),
                    }
                }
            }
            Work::Channel(id) => {
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
                        self.tell(&gap);
                        self.state.channels.remove(&id);
                        self.let_go_of_held(id);
                    }
                }
            }
            Work::Meet(moved) => {
                let met = self.reader.meet(moved, self.state.date, attempt).await?;
                self.work.pop_front();
                match met {
                    Some(met) => {
                        self.state.channels.insert(moved.channel, met.channel);
                        self.tell(&met.happened);
                    }
                    None => self.let_go_of_held(moved.channel),
                }
            }
            Work::Synced { date, seq } => {
                self.work.pop_front();
                (self.state.date, self.state.seq) = (date, seq);
                self.ready.push_back(Portion { moved: true, ..Portion::default() });
            }
            Work::Rejoin => {
                self.work.pop_front();
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
        }
        Ok(())
    }

    /// What waits for a channel that can't be asked for is told as it is.
    fn let_go_of_held(&mut self, id: i64) {
        let in_channel =
            |happened: &Happened| happened.moves.iter().any(|moves| moves.of == Sequence::Channel(id));
        if let Some(step) = self.held.take_if(|step| matches!(&**step, Step::Happened(it) if in_channel(it)))
            && let Step::Happened(happened) = &*step
        {
            self.tell(happened);
        }
    }
}

#[cfg(test)]
mod tests;
