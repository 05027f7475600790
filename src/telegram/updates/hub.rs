//! The hub of an account: one task takes in what Telegram tells, puts it in order, fills gaps, and passes it on to all
//! who are told.
//!
//! It is alive as long as somebody is told. What it passes on has no gaps from the moment on that it began; whoever has
//! to be told of earlier things asks for them by themselves, at their own pace.
//!
//! It goes as fast as the fastest of its readers, and waits for no other: see [`pace`](super::pace). What Telegram tells
//! while it waits is kept where it is heard, within bounds; what doesn't fit there is asked for afterwards.

use std::collections::HashMap;
use std::panic::AssertUnwindSafe;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, Weak};
use std::time::Duration;

use futures_util::FutureExt;
use tokio::time::{Instant, sleep_until};
use tokio_util::task::AbortOnDropHandle;
use tracing::debug;

use super::difference::{ChannelSlice, End};
use super::event::{Event, Missing};
use super::news::{Moved, News, Reader, Told, live_only};
use super::pace::Readers;
use super::queue::{CAPACITY, Happened, Queue, Step};
use super::retry::{backoff, is_hopeless, is_of_one_chat, retry_after};
use super::state::{Channel, Fit, Move, Sequence, State};
use crate::error::{Error, Result};
use crate::rpc::progress::Delivery;
use crate::telegram::attempt::Attempt;
use crate::telegram::link::{Heard, Updates};
use crate::telegram::peer::PeerId;

/// After so long without any update a difference is asked for: Telegram may tell another connection.
pub const SILENCE: Duration = Duration::from_secs(15 * 60);

/// What comes too early is kept so long for what is missing before it.
/// <https://core.telegram.org/api/updates#recovering-gaps>
pub const PATIENCE: Duration = Duration::from_millis(500);

/// So much may come too early in one sequence. Then what is missing is asked for at once, and all that came with it.
const MOST_EARLY: usize = 256;

/// So often in a row Telegram may answer that nothing is missing where something is, before it is believed.
pub const MOST_ASKED: u32 = 3;

/// An account's hub, while somebody is told.
pub struct Hub {
    inner: Arc<Inner>,
    _task: AbortOnDropHandle<()>,
}

struct Inner {
    shared: Mutex<Shared>,
    readers: Arc<Readers>,
}

struct Shared {
    /// How far all has been passed on.
    state: State,
    queues: Vec<Weak<Queue>>,
    /// Why nothing more will come.
    ended: Option<Arc<Error>>,
}

/// The hubs of an account: one, or none.
pub type Cell = tokio::sync::Mutex<Weak<Hub>>;

impl Hub {
    /// The account's hub; a new one if nobody was told until now.
    pub async fn of(reader: &Reader, silence: Duration, attempt: &Attempt) -> Result<Arc<Self>> {
        let account = reader.account();
        let mut cell = account.hub().lock().await;
        if let Some(hub) = cell.upgrade()
            && hub.inner.lock().ended.is_none()
        {
            return Ok(hub);
        }
        // Whoever listens before the first request misses nothing after its answer.
        let updates = account.listen_for(live_only);
        let state = reader.state(attempt).await?;
        let shared = Shared { state, queues: Vec::new(), ended: None };
        let inner = Arc::new(Inner { shared: Mutex::new(shared), readers: Arc::default() });
        let machine = Machine {
            reader: reader.clone(),
            inner: inner.clone(),
            early: HashMap::new(),
            due: HashMap::new(),
            failing: HashMap::new(),
            silence,
            connected: true,
            failures: 0,
            tired_until: Instant::now(),
            refused_until: Instant::now(),
        };
        let task = AbortOnDropHandle::new(tokio::spawn(machine.run_contained(updates)));
        let hub = Arc::new(Self { inner, _task: task });
        *cell = Arc::downgrade(&hub);
        Ok(hub)
    }

    /// A queue for one more reader, which gets nothing until it [joins](Self::join).
    pub fn queue(&self) -> Arc<Queue> {
        Arc::new(Queue::new(CAPACITY, self.inner.readers.clone()))
    }

    /// Passes on to a queue from now on, or again if it was cut. Gives how far all has come until now.
    pub fn join(&self, queue: &Arc<Queue>) -> State {
        let mut shared = self.inner.lock();
        queue.rejoin();
        let joining = Arc::downgrade(queue);
        if !shared.queues.iter().any(|known| known.ptr_eq(&joining)) {
            shared.queues.push(joining);
        }
        if let Some(error) = &shared.ended {
            queue.push(&Arc::new(Step::Ended(error.clone())));
        }
        shared.state.clone()
    }
}

impl Inner {
    fn lock(&self) -> MutexGuard<'_, Shared> {
        self.shared.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn pass_on(&self, step: Step) {
        let mut shared = self.lock();
        match &step {
            Step::Happened(happened) => shared.state.advance(&happened.moves),
            Step::Synced { date, seq } => (shared.state.date, shared.state.seq) = (*date, *seq),
            Step::Moved(_) => {}
            Step::Ended(error) => shared.ended = Some(error.clone()),
        }
        let step = Arc::new(step);
        shared.queues.retain(|queue| match queue.upgrade() {
            Some(queue) => {
                queue.push(&step);
                true
            }
            None => false,
        });
    }

    /// Returns when the readers can take more.
    async fn ready(&self) {
        let paces = || self.lock().queues.iter().filter_map(|queue| Some(queue.upgrade()?.pace())).collect();
        self.readers.ready(paces).await;
    }
}

struct Machine {
    reader: Reader,
    inner: Arc<Inner>,
    early: HashMap<Sequence, Early>,
    /// When to ask what has happened. The account's sequences are asked for together.
    due: HashMap<Sequence, Instant>,
    /// Channels that could not be asked, and how often in a row.
    failing: HashMap<i64, u32>,
    silence: Duration,
    /// As was told: the connection is up again when Telegram has answered.
    connected: bool,
    /// How often in a row it could not be asked.
    failures: u32,
    /// Until then nothing is asked, as it has just failed.
    tired_until: Instant,
    /// Until then nothing is asked, as Telegram wants it so.
    refused_until: Instant,
}

/// What came too early in a sequence.
struct Early {
    /// When what is missing before it is asked for.
    patient_until: Instant,
    happened: Vec<(Move, Happened)>,
    /// There was too much: nothing is kept until it is asked for.
    overflown: bool,
    /// How far that leads which came and was not kept.
    dropped_to: Option<i32>,
    /// How often what is missing was asked for in vain.
    asked: u32,
}

impl Early {
    fn new() -> Self {
        let patient_until = Instant::now() + PATIENCE;
        Self { patient_until, happened: Vec::new(), overflown: false, dropped_to: None, asked: 0 }
    }

    fn keep(&mut self, moves: Move, happened: Happened) {
        if self.happened.len() >= MOST_EARLY {
            self.dropped_to = self.happened.iter().map(|(moves, _)| moves.to).chain(self.dropped_to).max();
            self.happened.clear();
            self.overflown = true;
            self.patient_until = Instant::now();
        }
        if self.overflown {
            self.dropped_to = self.dropped_to.max(Some(moves.to));
        } else {
            self.happened.push((moves, happened));
        }
    }

    /// What is missing is asked for now.
    fn is_asked_for(&mut self) {
        self.patient_until = Instant::now() + PATIENCE;
        self.overflown = false;
    }
}

impl Machine {
    /// A bug costs those who are told their subscription, and nobody else anything.
    async fn run_contained(self, updates: Updates) {
        let inner = self.inner.clone();
        let error = match AssertUnwindSafe(self.run(updates)).catch_unwind().await {
            Ok(error) => error,
            Err(_) => Error::internal("the updates of an account panicked"),
        };
        debug!(kind = error.kind().name(), "updates ended");
        inner.pass_on(Step::Ended(Arc::new(error)));
    }

    /// Runs until nothing more can come.
    async fn run(mut self, mut updates: Updates) -> Error {
        let inner = self.inner.clone();
        let mut silent_at = Instant::now() + self.silence;
        loop {
            let due = self.next_due().filter(|(_, at)| *at <= silent_at);
            let (of, at) = due.unwrap_or((Sequence::Account, silent_at));
            let may_ask_at = self.tired_until.max(self.refused_until);
            let asked = tokio::select! {
                biased;
                // However much comes, what is missing is asked for in time.
                () = sleep_until(at.max(may_ask_at)) => match of {
                    Sequence::Channel(id) => self.try_channel(id).await,
                    Sequence::Account | Sequence::Secondary => {
                        silent_at = Instant::now() + self.silence;
                        self.ask().await
                    }
                },
                heard = async {
                    inner.ready().await;
                    updates.next().await
                } => {
                    if matches!(heard, Heard::Pushed(_)) {
                        silent_at = Instant::now() + self.silence;
                    }
                    self.heard(heard);
                    continue;
                }
            };
            match asked {
                Ok(()) => self.failures = 0,
                Err(error) if is_hopeless(&error, self.failures) => return error,
                Err(error) => {
                    debug!(kind = error.kind().name(), "updates can't be asked for now");
                    self.tired_until = Instant::now() + backoff(self.failures);
                    self.refused_until = Instant::now() + retry_after(&error);
                    self.failures += 1;
                    self.ask_now(of);
                }
            }
        }
    }

    fn next_due(&self) -> Option<(Sequence, Instant)> {
        let early = self.early.iter().filter(|(of, _)| !self.is_failing(**of));
        let early = early.map(|(of, early)| (*of, early.patient_until));
        let due = self.due.iter().map(|(of, at)| (*of, *at));
        early.chain(due).min_by_key(|(_, at)| *at)
    }

    fn heard(&mut self, heard: Heard) {
        match heard {
            Heard::Pushed(pushed) => {
                let news = self.reader.pushed(&pushed);
                self.take(news, None);
            }
            Heard::Answered { request, answer, call } => {
                let news = self.reader.answered(&request, &answer);
                self.take(news, call);
            }
            Heard::Missed { live_only } => {
                if live_only {
                    self.miss_live_only();
                }
                self.ask_now(Sequence::Account);
            }
            Heard::Unauthorized => self.ask_now(Sequence::Account),
            Heard::Up if self.connected => {}
            Heard::Up => {
                self.tired_until = Instant::now();
                self.ask_now(Sequence::Account);
            }
            Heard::Down => {
                self.is_connected(false);
                // Whatever is asked for opens a new connection.
                self.tired_until = Instant::now() + backoff(self.failures);
                self.ask_now(Sequence::Account);
            }
        }
    }

    /// A connection that is up may be gone before anything has come over it. Only one that has proven itself is told of.
    fn is_connected(&mut self, connected: bool) {
        if std::mem::replace(&mut self.connected, connected) != connected {
            let event = self.reader.render().connection(connected);
            self.tell(event.into_iter().map(Arc::new).collect());
        }
    }

    fn ask_now(&mut self, of: Sequence) {
        // It is asked again when its time has come.
        if !self.is_failing(of) {
            self.due.insert(of, Instant::now());
        }
    }

    fn is_failing(&self, of: Sequence) -> bool {
        matches!(of, Sequence::Channel(id) if self.failing.contains_key(&id))
    }

    /// Takes what was told at once.
    fn take(&mut self, news: News, call: Option<Delivery>) {
        let told_before = news.seq.is_some_and(|seq| self.is_told(seq));
        for Told { moves, events } in news.told {
            let happened = Happened {
                moves: moves.into_iter().collect(),
                events,
                after: call.clone(),
                asked_for: false,
            };
            match moves {
                Some(moves) => self.counted(moves, happened),
                // What doesn't count by itself counts only with all that it was told with.
                None if told_before || happened.events.is_empty() => {}
                None => self.inner.pass_on(Step::Happened(happened)),
            }
        }
        for moved in news.moved {
            self.moved(moved);
        }
        if news.unreadable {
            self.tell(self.reader.gap(None, Missing::Unreadable));
        }
        if news.untold {
            self.ask_now(Sequence::Account);
        }
    }

    /// Whether what bears these numbers as a whole has been told before.
    fn is_told(&mut self, (first, last): (i32, i32)) -> bool {
        let state = &mut self.inner.lock().state;
        if first > state.seq.saturating_add(1) {
            self.due.entry(Sequence::Account).or_insert(Instant::now() + PATIENCE);
            return false;
        }
        let told = last <= state.seq;
        state.seq = state.seq.max(last);
        told
    }

    fn counted(&mut self, moves: Move, happened: Happened) {
        let fit = self.inner.lock().state.fit(&[moves]);
        match fit {
            Fit::Old => {}
            Fit::Next => {
                self.inner.pass_on(Step::Happened(happened));
                self.resume(moves.of);
            }
            Fit::Unknown(id) => {
                // Whoever knows how far the channel had come sees whether something is missing before.
                let access_hash = self.reader.account().channel_hash(id).unwrap_or(0);
                let channel = Channel { pts: moves.from, access_hash };
                self.inner.lock().state.channels.insert(id, channel);
                self.inner.pass_on(Step::Happened(happened));
            }
            Fit::Gap(of) => self.early.entry(of).or_insert_with(Early::new).keep(moves, happened),
        }
    }

    /// What came too early may be next now.
    fn resume(&mut self, of: Sequence) {
        let Some(mut early) = self.early.remove(&of) else { return };
        early.happened.sort_by_key(|(moves, _)| moves.to);
        let mut rest = Vec::new();
        for (moves, happened) in early.happened {
            let fit = self.inner.lock().state.fit(&[moves]);
            match fit {
                Fit::Next => self.inner.pass_on(Step::Happened(happened)),
                Fit::Gap(_) => rest.push((moves, happened)),
                Fit::Old | Fit::Unknown(_) => {}
            }
        }
        let at = self.inner.lock().state.at(of);
        early.dropped_to = early.dropped_to.filter(|dropped_to| Some(*dropped_to) > at);
        if !rest.is_empty() || early.overflown || early.dropped_to.is_some() {
            self.early.insert(of, Early { happened: rest, ..early });
        }
    }

    /// What is too early even now has a gap before it that Telegram knows nothing of. It may only not know of it yet; but
    /// after some time there is nothing to wait for.
    fn bridge(&mut self, of: Sequence) {
        let Some(early) = self.early.get_mut(&of) else { return };
        early.asked += 1;
        if early.asked < MOST_ASKED {
            early.patient_until = Instant::now() + PATIENCE * (1 << early.asked);
            return;
        }
        let chat = match of {
            Sequence::Channel(id) => Some(PeerId::channel(id)),
            Sequence::Account | Sequence::Secondary => None,
        };
        let Some(early) = self.early.remove(&of) else { return };
        for (moves, mut happened) in early.happened {
            let (at, fit) = {
                let state = &self.inner.lock().state;
                (state.at(of), state.fit(&[moves]))
            };
            match (fit, at) {
                (Fit::Next, _) => {}
                (Fit::Gap(_), Some(at)) => {
                    if moves.from > at {
                        happened.events.splice(0..0, self.reader.gap(chat, Missing::OutOfReach));
                    }
                    happened.moves = vec![Move { from: at, ..moves }];
                }
                _ => continue,
            }
            self.inner.pass_on(Step::Happened(happened));
        }
        // What was dropped behind that has come, and can't be had again.
        let at = self.inner.lock().state.at(of);
        if let (Some(from), Some(to)) = (at, early.dropped_to)
            && from < to
        {
            let (moves, events) = (vec![Move { of, from, to }], self.reader.gap(chat, Missing::OutOfReach));
            self.inner.pass_on(Step::Happened(Happened { moves, events, ..Happened::default() }));
        }
    }

    fn moved(&mut self, moved: Moved) {
        let known = self.inner.lock().state.channels.get(&moved.channel).copied();
        match known {
            Some(known) if moved.pts.is_some_and(|pts| pts <= known.pts) => {}
            Some(_) => self.ask_now(Sequence::Channel(moved.channel)),
            None => self.inner.pass_on(Step::Moved(moved)),
        }
    }

    /// Asks for what is missing in the account's sequences, and then in the channels that Telegram names.
    async fn ask(&mut self) -> Result<()> {
        for of in [Sequence::Account, Sequence::Secondary] {
            self.due.remove(&of);
            if let Some(early) = self.early.get_mut(&of) {
                early.is_asked_for();
            }
        }
        loop {
            self.inner.ready().await;
            let at = self.inner.lock().state.without_channels();
            let slice = self.reader.difference(&at, &Attempt::default()).await?;
            self.is_connected(true);
            self.inner.pass_on(Step::Happened(slice.happened));
            let mut channels = slice.moved;
            for (moves, apart) in slice.apart {
                let fit = self.inner.lock().state.fit(&[moves]);
                match fit {
                    // It comes again with the channel's own difference.
                    Fit::Gap(Sequence::Channel(channel)) => {
                        channels.push(Moved { channel, pts: Some(moves.to) })
                    }
                    _ => self.counted(moves, apart),
                }
            }
            for Moved { channel, pts } in channels {
                let known = self.inner.lock().state.channels.contains_key(&channel);
                match known {
                    true if self.failing.contains_key(&channel) => {}
                    true => self.try_channel(channel).await?,
                    false => self.inner.pass_on(Step::Moved(Moved { channel, pts })),
                }
            }
            self.resume(Sequence::Account);
            self.resume(Sequence::Secondary);
            if let End::Last { date, seq } = slice.end {
                // What came about in a channel that can't be asked now has yet to be told.
                let date = if self.failing.is_empty() { date } else { at.date };
                self.inner.pass_on(Step::Synced { date, seq });
                self.bridge(Sequence::Account);
                self.bridge(Sequence::Secondary);
                return Ok(());
            }
        }
    }

    /// Asks for what is missing in a channel, or later if it can't be asked now: that holds up nothing else.
    async fn try_channel(&mut self, id: i64) -> Result<()> {
        match self.ask_channel(id).await {
            Ok(()) => {
                self.failing.remove(&id);
                Ok(())
            }
            Err(error) => self.could_not_ask(id, error),
        }
    }

    /// What doesn't concern the channel alone is passed on, and then the channel is asked with all else.
    fn could_not_ask(&mut self, id: i64, error: Error) -> Result<()> {
        let failures = self.failing.remove(&id).unwrap_or_default();
        if !is_of_one_chat(&error) {
            return Err(error);
        }
        debug!(kind = error.kind().name(), "a channel can't be asked for now");
        if error.kind().retryable() {
            self.failing.insert(id, failures + 1);
            let pause = backoff(failures).max(retry_after(&error));
            self.due.insert(Sequence::Channel(id), Instant::now() + pause);
        } else {
            self.leave_to_others(id);
        }
        Ok(())
    }

    async fn ask_channel(&mut self, id: i64) -> Result<()> {
        let of = Sequence::Channel(id);
        self.due.remove(&of);
        if let Some(early) = self.early.get_mut(&of) {
            early.is_asked_for();
        }
        loop {
            self.inner.ready().await;
            let known = self.inner.lock().state.channels.get(&id).copied();
            let Some(channel) = known else { return Ok(()) };
            let channel = self.reader.reachable(id, channel);
            // A bot may leave the hash out; without one, only they can ask who have it.
            if channel.access_hash == 0 && !self.reader.account().is_bot() {
                self.leave_to_others(id);
                return Ok(());
            }
            match self.reader.channel_difference(id, channel, &Attempt::default()).await? {
                ChannelSlice::Happened { happened, last } => {
                    self.inner.pass_on(Step::Happened(happened));
                    self.resume(of);
                    if last {
                        self.bridge(of);
                        return Ok(());
                    }
                }
                ChannelSlice::Lost(_) => self.leave_to_others(id),
            }
        }
    }

    /// Leaves a channel to each of those who are told.
    fn leave_to_others(&mut self, channel: i64) {
        self.early.remove(&Sequence::Channel(channel));
        self.inner.lock().state.channels.remove(&channel);
        self.inner.pass_on(Step::Moved(Moved { channel, pts: None }));
    }

    fn miss_live_only(&self) {
        self.tell(self.reader.gap(None, Missing::LiveOnly));
    }

    fn tell(&self, events: Vec<Arc<Event>>) {
        self.inner.pass_on(Step::Happened(Happened { events, ..Happened::default() }));
    }
}

#[cfg(test)]
mod tests;
