//! The task of a hub: drives recovery with updates, answers and timers, and pushes its output to the queues.

use std::panic::AssertUnwindSafe;
use std::sync::Arc;
use std::time::Duration;

use futures_util::FutureExt;
use tokio::time::{Instant, sleep_until};
use tracing::debug;

use super::shared::Shared;
use super::watch::Schedule;
use crate::error::{Error, Result};
use crate::telegram::attempt::Attempt;
use crate::telegram::link::{LinkEvent, Updates};
use crate::telegram::updates::batch::Batch;
use crate::telegram::updates::event::{Event, Render};
use crate::telegram::updates::gap::{Gap, Missing};
use crate::telegram::updates::queue::Step;
use crate::telegram::updates::recovery::input::{Answer, ChannelDifference, Input, Next, Output, Request};
use crate::telegram::updates::retry::{backoff, is_hopeless, retry_after};
use crate::telegram::updates::source::Source;
use crate::telegram::updates::state::Sequence;

pub struct Task<R: Render> {
    source: Source<R>,
    pub(super) shared: Arc<Shared<R::Kind>>,
    silence: Duration,
    /// When the account's difference is requested, whatever arrives.
    silent_at: Instant,
    pub(super) watched: Schedule,
    /// As reported: the connection counts as up once Telegram has answered.
    is_connected: bool,
    /// Requests that failed in a row.
    failures: u32,
    /// Nothing is requested before, as the last request failed.
    backoff_until: Instant,
    /// Nothing is requested before, as Telegram asked to wait.
    refused_until: Instant,
}

impl<R: Render> Task<R> {
    pub fn new(source: Source<R>, shared: Arc<Shared<R::Kind>>, silence: Duration) -> Self {
        let now = Instant::now();
        Self {
            source,
            shared,
            silence,
            silent_at: now + silence,
            watched: Schedule::default(),
            is_connected: true,
            failures: 0,
            backoff_until: now,
            refused_until: now,
        }
    }

    /// A panic ends the subscriptions of the account and nothing else.
    pub async fn run_contained(self, updates: Updates) {
        let shared = self.shared.clone();
        let error = match AssertUnwindSafe(self.run(updates)).catch_unwind().await {
            Ok(error) => error,
            Err(_) => Error::internal("the updates of an account panicked"),
        };
        debug!(kind = error.kind().name(), "updates ended");
        shared.lock().push(&Step::Ended(Arc::new(error)));
    }

    /// Runs until nothing can follow.
    async fn run(mut self, mut updates: Updates) -> Error {
        let shared = self.shared.clone();
        loop {
            let (request, at) = self.next();
            tokio::select! {
                // Whatever arrives, what is missing is requested in time.
                biased;
                () = sleep_until(at) => match request {
                    Some(request) => match self.ask(request).await {
                        Ok(()) => self.failures = 0,
                        Err(error) if is_hopeless(&error, self.failures) => return error,
                        Err(error) => self.back_off(&error),
                    }
                    None => self.wake(),
                },
                () = shared.watched.changed() => self.watched.update(&shared.watched, Instant::now()),
                event = async {
                    shared.ready().await;
                    updates.next().await
                } => self.link_event(event),
            }
        }
    }

    /// What to do next without further updates, and when: a request, or else [`wake`](Self::wake).
    pub(super) fn next(&self) -> (Option<Request>, Instant) {
        let next = self.shared.lock().recovery.next();
        let timer = match next {
            Next::Ask(request) => {
                return (Some(request), self.backoff_until.max(self.refused_until));
            }
            Next::WakeAt(at) => Some(at),
            Next::Idle => None,
        };
        let at = timer.into_iter().chain(self.watched.next()).fold(self.silent_at, Instant::min);
        (None, at)
    }

    pub(super) fn wake(&mut self) {
        let now = Instant::now();
        if self.silent_at <= now {
            self.check(Sequence::Account);
        }
        self.watched.update(&self.shared.watched, now);
        for id in self.watched.take_due(now, self.silence) {
            self.check(Sequence::Channel(id));
        }
        self.on(Input::Timer);
    }

    async fn ask(&mut self, request: Request) -> Result<()> {
        self.shared.ready().await;
        if matches!(request, Request::Difference { .. }) {
            self.silent_at = Instant::now() + self.silence;
        }
        let answer = self.source.answer(request, &Attempt::default()).await?;
        if matches!(answer, Answer::Difference(_)) {
            self.connection(true);
        }
        let polled = match &answer {
            Answer::ChannelDifference(
                ChannelDifference::Part { timeout, .. } | ChannelDifference::TooLong { timeout, .. },
            ) => Some(*timeout),
            Answer::ChannelPts(Some(_)) => Some(None),
            _ => None,
        };
        if let (Some(timeout), Some(id)) = (polled, request.channel()) {
            self.watched.polled(id, timeout, self.silence, Instant::now());
        }
        self.on(Input::Answer(answer));
        Ok(())
    }

    /// The request stays the next one.
    fn back_off(&mut self, error: &Error) {
        debug!(kind = error.kind().name(), "a request for updates failed");
        self.backoff_until = Instant::now() + backoff(self.failures);
        self.refused_until = Instant::now() + retry_after(error);
        self.failures += 1;
    }

    pub(super) fn link_event(&mut self, event: LinkEvent) {
        match event {
            LinkEvent::Pushed(pushed) => self.on(Input::Updates(self.source.pushed(&pushed))),
            LinkEvent::Answered { request, answer, call } => {
                let mut container = self.source.answered(&request, &answer);
                container.batches.iter_mut().for_each(|batch| batch.after = call.clone());
                self.on(Input::Updates(container));
            }
            LinkEvent::Missed { live_only } => {
                if live_only {
                    self.deliver(self.source.gap(Gap::anywhere(Missing::LiveOnly)));
                }
                self.check(Sequence::Account);
            }
            LinkEvent::Unauthorized => self.check(Sequence::Account),
            LinkEvent::Up if self.is_connected => {}
            LinkEvent::Up => {
                self.backoff_until = Instant::now();
                self.check(Sequence::Account);
            }
            LinkEvent::Down => {
                self.connection(false);
                // The request opens a new connection.
                self.backoff_until = Instant::now() + backoff(self.failures);
                self.check(Sequence::Account);
            }
        }
    }

    fn check(&mut self, of: Sequence) {
        self.on(Input::Check(of));
    }

    /// Reports a change. A new connection may be gone before anything has arrived over it, so only one with an answer
    /// counts as up.
    fn connection(&mut self, up: bool) {
        if std::mem::replace(&mut self.is_connected, up) != up {
            self.deliver(self.source.connection(up));
        }
    }

    /// Delivers an event that moves nothing.
    fn deliver(&self, event: Option<Arc<Event<R::Kind>>>) {
        let batch = Batch { events: event.into_iter().collect(), ..Batch::default() };
        self.shared.lock().push(&Step::Batch(Arc::new(batch)));
    }

    pub(super) fn on(&self, input: Input<R::Kind>) {
        let mut delivery = self.shared.lock();
        for output in delivery.recovery.on(input, Instant::now()) {
            match output {
                Output::Deliver(batches) => {
                    for batch in batches {
                        delivery.push(&Step::Batch(self.with_gap_event(batch)));
                    }
                }
                Output::ChannelTooLong(channel) => delivery.push(&Step::ChannelTooLong(channel)),
                Output::Synced { date, seq } => delivery.push(&Step::Synced { date, seq }),
            }
        }
    }

    /// Subscriptions share the event of a gap, too.
    fn with_gap_event(&self, batch: Arc<Batch<R::Kind>>) -> Arc<Batch<R::Kind>> {
        let Some(gap) = batch.gap else { return batch };
        Arc::new(Batch {
            gap: None,
            moves: batch.moves.clone(),
            events: self.source.gap(gap).into_iter().chain(batch.events.iter().cloned()).collect(),
            after: batch.after.clone(),
            fetched: batch.fetched,
            backfilled: batch.backfilled,
            message: batch.message,
        })
    }
}
