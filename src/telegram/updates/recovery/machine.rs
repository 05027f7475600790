//! The state machine: its inputs, its queue of tasks, and its timers.

use std::collections::{BTreeMap, VecDeque};
use std::sync::Arc;

use tokio::time::Instant;

use super::input::{Input, Next, Output, Request, Start};
use super::pending::{GAP_TIMEOUT, Pending};
use super::policy::Policy;
use super::sweep::Sweeping;
use super::task::{Failing, Task};
use crate::error::Error;
use crate::telegram::updates::batch::Container;
use crate::telegram::updates::bisection::Bisection;
use crate::telegram::updates::counting::ChannelTooLong;
use crate::telegram::updates::gap::{Gap, Missing};
use crate::telegram::updates::state::{Channel, Sequence, State};

#[derive(Debug)]
pub struct Recovery<K> {
    pub(super) policy: Policy,
    /// Where delivery stands.
    pub(super) state: State,
    /// What to fetch, one after the other.
    pub(super) tasks: VecDeque<Task>,
    /// When to fetch the account's difference, as a container is missing.
    pub(super) due: Option<Instant>,
    pub(super) pending: BTreeMap<Sequence, Pending<K>>,
    pub(super) failing: BTreeMap<i64, Failing>,
    pub(super) sweep: Option<Sweeping>,
    pub(super) bisection: Bisection,
    pub(super) outputs: Vec<Output<K>>,
}

impl<K> Recovery<K> {
    pub fn new(state: State, policy: Policy) -> Self {
        Self {
            policy,
            tasks: VecDeque::new(),
            due: None,
            pending: BTreeMap::new(),
            failing: BTreeMap::new(),
            sweep: state.sweep.map(Sweeping::resume),
            bisection: Bisection::default(),
            outputs: Vec::new(),
            state,
        }
    }

    /// Takes one input and returns what follows from it.
    pub fn on(&mut self, input: Input<K>, now: Instant) -> Vec<Output<K>> {
        match input {
            Input::Updates(container) => self.updates(container, now),
            Input::Batch(batch) => self.batch(batch, now),
            Input::ChannelTooLong(channel) => {
                if let Some(task) = self.task_of(channel) {
                    self.enqueue(task);
                }
            }
            Input::Synced { date, seq } => self.synced(date, seq),
            Input::Check(of) => self.check(of),
            Input::Answer(answer) => self.answer(answer, now),
            Input::Timer => {}
        }
        self.wake(now);
        self.advance_tasks(now);
        std::mem::take(&mut self.outputs)
    }

    /// What it waits for.
    pub fn next(&self) -> Next {
        match self.tasks.front() {
            Some(task) => self.request(*task).map_or(Next::Idle, Next::Ask),
            None => self.wake_at().map_or(Next::Idle, Next::WakeAt),
        }
    }

    /// Where delivery stands.
    pub fn state(&self) -> &State {
        &self.state
    }

    /// Whether nothing is missing, except in channels whose requests are refused.
    pub fn is_settled(&self) -> bool {
        self.tasks.is_empty() && self.pending.keys().all(|of| self.is_sequence_put_off(*of))
    }

    /// Why a channel can't be fetched now, if there is one.
    pub fn failure(&self) -> Option<Error> {
        self.failing.values().next().map(|failing| failing.refusal.error.again())
    }

    /// A channel continues from here.
    pub fn set_channel(&mut self, id: i64, channel: Channel) {
        self.state.set_channel(id, channel.pts, channel.access_hash);
    }

    /// Continues from another state. What lies between is not delivered.
    pub fn restart(&mut self, state: State) {
        self.state = state;
        self.sweep = None;
        self.pending.clear();
    }

    fn updates(&mut self, container: Container<K>, now: Instant) {
        let is_repeated = container.seq.is_some_and(|seq| self.is_repeated(seq, now));
        for batch in container.batches {
            // Updates that count in no sequence count with their container.
            if !batch.moves.is_empty() || !(is_repeated || batch.events.is_empty()) {
                self.batch(Arc::new(batch), now);
            }
        }
        for channel in container.channels {
            if let Some(task) = self.task_of(channel) {
                self.enqueue(task);
            }
        }
        if container.is_unreadable {
            self.deliver([Gap::anywhere(Missing::Unreadable).into()]);
        }
        if container.is_too_long {
            self.check(Sequence::Account);
        }
    }

    /// Whether a container with these numbers has arrived before.
    fn is_repeated(&mut self, (first, last): (i32, i32), now: Instant) -> bool {
        if first > self.state.seq.saturating_add(1) {
            self.due.get_or_insert(now + GAP_TIMEOUT);
            return false;
        }
        let is_repeated = last <= self.state.seq;
        self.state.seq = self.state.seq.max(last);
        is_repeated
    }

    /// Fetches a sequence, unless its request was refused: then it is retried in its own time.
    pub(super) fn check(&mut self, of: Sequence) {
        if !self.is_sequence_put_off(of) {
            self.enqueue(self.task_for(of));
        }
    }

    pub(super) fn enqueue(&mut self, task: Task) {
        if !self.is_queued(task) {
            self.tasks.push_back(task);
        }
    }

    /// Moves a task to the front, so that it comes before [`Task::Synced`].
    pub(super) fn enqueue_first(&mut self, task: Task) {
        let queued = self.tasks.iter().position(|queued| queued.is_like(task));
        let queued = queued.and_then(|at| self.tasks.remove(at));
        self.tasks.push_front(queued.unwrap_or(task));
    }

    pub(super) fn is_queued(&self, task: Task) -> bool {
        self.tasks.iter().any(|queued| queued.is_like(task))
    }

    pub(super) fn task_for(&self, of: Sequence) -> Task {
        match (of, self.policy) {
            (Sequence::Account | Sequence::Secondary, _) => Task::Account,
            (Sequence::Channel(id), _) if self.state.channels.contains_key(&id) => Task::Channel(id),
            (Sequence::Channel(id), Policy::Adopt) => Task::Locate(id),
            (Sequence::Channel(id), Policy::Backfill) => {
                let first = self.pending.get(&of).and_then(|pending| pending.batches.first());
                let start = first.and_then(|batch| {
                    let moves = batch.moves.iter().find(|moves| moves.of == of)?;
                    Some(Start::Update { pts: moves.from, message: batch.message })
                });
                Task::Backfill(id, start.unwrap_or(Start::News(None)))
            }
        }
    }

    /// The task to fetch the news in a channel. Announces those that others fetch.
    pub(super) fn task_of(&mut self, ChannelTooLong { channel, pts }: ChannelTooLong) -> Option<Task> {
        match (self.state.channels.get(&channel), self.policy) {
            (None, Policy::Adopt) => {
                self.announce(channel, pts);
                None
            }
            _ if self.is_put_off(channel) => {
                self.mark_news(channel);
                None
            }
            (Some(known), _) if pts.is_some_and(|pts| pts <= known.pts) => None,
            (Some(_), _) => Some(Task::Channel(channel)),
            (None, Policy::Backfill) => Some(Task::Backfill(channel, Start::News(pts))),
        }
    }

    pub(super) fn is_sequence_put_off(&self, of: Sequence) -> bool {
        matches!(of, Sequence::Channel(id) if self.is_put_off(id))
    }

    pub(super) fn wake_at(&self) -> Option<Instant> {
        let pending = self.pending.iter().filter(|(of, _)| !self.is_sequence_put_off(**of));
        let pending = pending.map(|(_, pending)| pending.due);
        let retries = self.failing.values().filter_map(|failing| Some(failing.retry?.0));
        pending.chain(retries).chain(self.due).min()
    }

    /// Enqueues what is due.
    pub(super) fn wake(&mut self, now: Instant) {
        for failing in self.failing.values_mut() {
            if let Some((_, task)) = failing.retry.take_if(|(until, _)| *until <= now)
                && !self.tasks.iter().any(|queued| queued.is_like(task))
            {
                self.tasks.push_front(task);
            }
        }
        if self.due.is_some_and(|due| due <= now) {
            self.enqueue(Task::Account);
        }
        let due = self.pending.iter().filter(|(_, pending)| pending.due <= now);
        for of in due.map(|(of, _)| *of).collect::<Vec<_>>() {
            self.check(of);
        }
    }

    /// Carries out the tasks that need no request.
    pub(super) fn advance_tasks(&mut self, now: Instant) {
        while let Some(task) = self.tasks.front().copied() {
            match task {
                Task::Synced { date, seq } => {
                    self.tasks.pop_front();
                    self.synced(date, seq);
                    self.bridge(Sequence::Account, now);
                    self.bridge(Sequence::Secondary, now);
                }
                Task::Locate(id) if self.state.channels.contains_key(&id) => {
                    self.tasks.pop_front();
                    self.enqueue_first(Task::Channel(id));
                }
                // Another task has found out the channel's pts.
                Task::Backfill(id, start) if self.state.channels.contains_key(&id) => {
                    self.tasks.pop_front();
                    let news = ChannelTooLong { channel: id, pts: start.reported_pts() };
                    if let Some(task) = self.task_of(news) {
                        self.enqueue_first(task);
                    }
                    self.settle(id);
                }
                // Its backfill was refused, and enqueues it again.
                Task::Channel(id) if !self.state.channels.contains_key(&id) => {
                    self.tasks.pop_front();
                    self.mark_news(id);
                    self.settle(id);
                }
                _ => break,
            }
        }
    }

    pub(super) fn request(&self, task: Task) -> Option<Request> {
        match task {
            Task::Account => {
                let State { pts, qts, date, .. } = self.state;
                let limit = self.bisection.limit(Sequence::Account);
                Some(Request::Difference { pts, qts, date, limit })
            }
            Task::Channel(id) => {
                let Channel { pts, access_hash, .. } = *self.state.channels.get(&id)?;
                let limit = self.bisection.limit(Sequence::Channel(id));
                Some(Request::ChannelDifference { channel: id, pts, access_hash, limit })
            }
            Task::Locate(id) => Some(Request::ChannelPts { channel: id }),
            Task::Backfill(id, start) => {
                Some(Request::Backfill { channel: id, start, since: self.state.since(id) })
            }
            Task::Synced { .. } => None,
        }
    }
}
