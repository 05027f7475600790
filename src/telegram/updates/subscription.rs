//! One who is told: first what was missed since a cursor, at its own pace, then what happens, with no hole between.

mod failing;
mod pass;
mod work;

use std::collections::{BTreeMap, HashMap, VecDeque};
use std::sync::Arc;
use std::time::Duration;

use tokio::time::{Instant, sleep_until};

use self::failing::Failing;
use self::pass::Pass;
use self::work::{Meeting, Work};
use super::event::{Event, Missing, Render};
use super::hub::{Hub, MOST_ASKED, PATIENCE, Watch};
use super::meeting::Begin;
use super::narrowing::Narrowing;
use super::news::Reader;
use super::queue::{Cut, Happened, Next, Queue, Step};
use super::state::{Fit, Sequence, State};
use crate::delivery::Delivery;
use crate::error::{Error, Result};
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
    /// The channels that Telegram has said to have news, as long as some have yet to be asked.
    pass: Option<Pass>,
    /// What can't be read in what is asked for.
    narrowing: Narrowing,
    /// The newest messages that were read back when channels were met: Telegram may tell them once more.
    read_back: HashMap<PeerId, i32>,
    /// It has no cursor to go on from: it goes on from wherever the hub is.
    is_new: bool,
    /// All that was missed has been told once.
    caught_up: bool,
}

/// The way from the hub.
struct Live {
    hub: Arc<Hub>,
    queue: Arc<Queue>,
    _watch: Watch,
}

impl Drop for Live {
    fn drop(&mut self) {
        self.queue.close();
    }
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
    /// Tells what happens from now on.
    pub async fn from_now(
        account: Arc<Account>,
        render: Arc<dyn Render>,
        filter: Filter,
        attempt: &Attempt,
    ) -> Result<Self> {
        // The channels are met when something comes about in them: no list of them is asked for.
        let state = Reader::new(account.clone(), render.clone()).state(attempt).await?;
        Ok(Self { is_new: true, ..Self::since(account, render, state, filter) })
    }

    /// Tells what happened since a state.
    pub fn since(account: Arc<Account>, render: Arc<dyn Render>, state: State, filter: Filter) -> Self {
        let pass = state.sweep.map(Pass::of_cursor);
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
            pass,
            narrowing: Narrowing::default(),
            read_back: HashMap::new(),
            is_new: false,
            ready: VecDeque::new(),
            caught_up: false,
        }
    }

    /// Goes on with what happens from now on, when all that was missed is told. The watched channels are asked for by
    /// themselves.
    pub async fn go_live(&mut self, silence: Duration, watched: Vec<i64>, attempt: &Attempt) -> Result<()> {
        let hub = Hub::of(&self.reader, silence, attempt).await?;
        let queue = hub.queue();
        let now = hub.join(&queue);
        if self.is_new {
            for (id, channel) in &now.channels {
                self.state.set_channel(*id, channel.pts, channel.access_hash);
            }
        }
        for channel in &watched {
            self.ask_for(*channel, Begin::Behind(None));
        }
        let watch = hub.watch(watched);
        self.live = Some(Live { hub, queue, _watch: watch });
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
                    let begin = first.map_or(Begin::Behind(None), |moves| Begin::At {
                        pts: moves.from,
                        message: happened.message,
                    });
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

    /// Whether a message was told when its channel was met. Its messages come in the order of their ids.
    fn is_read_back(&mut self, event: &Event) -> bool {
        let (Some(chat), Some(message)) = (event.chat, event.message) else { return false };
        let Some(newest) = self.read_back.get(&chat) else { return false };
        let is_read_back = message <= *newest;
        if !is_read_back {
            self.read_back.remove(&chat);
        }
        is_read_back
    }

    /// In one portion, behind which the state is one to go on from.
    fn tell_together<'a>(&mut self, all: impl IntoIterator<Item = &'a Happened>) {
        let mut portion = Portion { moved: true, ..Portion::default() };
        for happened in all {
            self.state.advance(&happened.moves);
            for event in &happened.events {
                if !self.is_read_back(event) && (self.filter)(event) {
                    portion.events.push(event.clone());
                }
            }
            portion.after = portion.after.or_else(|| happened.after.clone());
            portion.asked_for |= happened.asked_for;
        }
        self.ready.push_back(portion);
    }
}

#[cfg(test)]
mod tests;
