//! The task of a hub: what it hears, in which order it does what, and what it passes on.

use std::collections::HashMap;
use std::panic::AssertUnwindSafe;
use std::sync::Arc;
use std::time::Duration;

use futures_util::FutureExt;
use tokio::time::{Instant, sleep_until};
use tracing::debug;

use super::Inner;
use super::early::{Early, PATIENCE};
use crate::delivery::Delivery;
use crate::error::Error;
use crate::telegram::link::{LinkEvent, Updates};
use crate::telegram::updates::event::{Event, Missing};
use crate::telegram::updates::narrowing::Narrowing;
use crate::telegram::updates::news::{Moved, News, Reader, Told};
use crate::telegram::updates::queue::{Happened, Step};
use crate::telegram::updates::retry::{Failures, backoff, is_hopeless, retry_after};
use crate::telegram::updates::state::{Fit, Move, Sequence};

pub(super) struct Machine {
    pub(super) reader: Reader,
    pub(super) inner: Arc<Inner>,
    pub(super) early: HashMap<Sequence, Early>,
    /// When to ask what has happened. The account's sequences are asked for together.
    pub(super) due: HashMap<Sequence, Instant>,
    /// Channels that could not be asked, and how often in a row.
    pub(super) failing: HashMap<i64, Failures>,
    /// What can't be read in what is asked for.
    pub(super) narrowing: Narrowing,
    pub(super) silence: Duration,
    /// As was told: the connection is up again when Telegram has answered.
    pub(super) connected: bool,
    /// How often in a row it could not be asked.
    pub(super) failures: u32,
    /// Until then nothing is asked, as it has just failed.
    pub(super) tired_until: Instant,
    /// Until then nothing is asked, as Telegram wants it so.
    pub(super) refused_until: Instant,
}

impl Machine {
    pub(super) fn new(reader: Reader, inner: Arc<Inner>, silence: Duration) -> Self {
        Self {
            reader,
            inner,
            early: HashMap::new(),
            due: HashMap::new(),
            failing: HashMap::new(),
            narrowing: Narrowing::default(),
            silence,
            connected: true,
            failures: 0,
            tired_until: Instant::now(),
            refused_until: Instant::now(),
        }
    }

    /// A bug costs those who are told their subscription, and nobody else anything.
    pub(super) async fn run_contained(self, updates: Updates) {
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
                () = inner.watched.changed() => {
                    self.watch_anew();
                    continue;
                }
                heard = async {
                    inner.ready().await;
                    updates.next().await
                } => {
                    // A push says nothing of what isn't pushed: it puts off no question.
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

    pub(super) fn next_due(&self) -> Option<(Sequence, Instant)> {
        let early = self.early.iter().filter(|(of, _)| !self.is_failing(**of));
        let early = early.map(|(of, early)| (*of, early.patient_until));
        let due = self.due.iter().map(|(of, at)| (*of, *at));
        early.chain(due).min_by_key(|(_, at)| *at)
    }

    pub(super) fn heard(&mut self, heard: LinkEvent) {
        match heard {
            LinkEvent::Pushed(pushed) => {
                let news = self.reader.pushed(&pushed);
                self.take(news, None);
            }
            LinkEvent::Answered { request, answer, call } => {
                let news = self.reader.answered(&request, &answer);
                self.take(news, call);
            }
            LinkEvent::Missed { live_only } => {
                if live_only {
                    self.miss_live_only();
                }
                self.ask_now(Sequence::Account);
            }
            LinkEvent::Unauthorized => self.ask_now(Sequence::Account),
            LinkEvent::Up if self.connected => {}
            LinkEvent::Up => {
                self.tired_until = Instant::now();
                self.ask_now(Sequence::Account);
            }
            LinkEvent::Down => {
                self.is_connected(false);
                // Whatever is asked for opens a new connection.
                self.tired_until = Instant::now() + backoff(self.failures);
                self.ask_now(Sequence::Account);
            }
        }
    }

    /// A connection that is up may be gone before anything has come over it. Only one that has proven itself is told of.
    pub(super) fn is_connected(&mut self, connected: bool) {
        if std::mem::replace(&mut self.connected, connected) != connected {
            let event = self.reader.render().connection(connected);
            self.tell(event.into_iter().map(Arc::new).collect());
        }
    }

    pub(super) fn ask_now(&mut self, of: Sequence) {
        // It is asked again when its time has come.
        if !self.is_failing(of) {
            self.due.insert(of, Instant::now());
        }
    }

    fn is_failing(&self, of: Sequence) -> bool {
        matches!(of, Sequence::Channel(id) if self.failing.contains_key(&id))
    }

    /// Takes what was told at once.
    pub(super) fn take(&mut self, news: News, call: Option<Delivery>) {
        let told_before = news.seq.is_some_and(|seq| self.is_told(seq));
        for Told { moves, events, message } in news.told {
            let happened = Happened {
                moves: moves.into_iter().collect(),
                events,
                after: call.clone(),
                asked_for: false,
                message,
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
    pub(super) fn is_told(&mut self, (first, last): (i32, i32)) -> bool {
        let state = &mut self.inner.lock().state;
        if first > state.seq.saturating_add(1) {
            self.due.entry(Sequence::Account).or_insert(Instant::now() + PATIENCE);
            return false;
        }
        let told = last <= state.seq;
        state.seq = state.seq.max(last);
        told
    }

    pub(super) fn counted(&mut self, moves: Move, happened: Happened) {
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
                self.inner.lock().state.set_channel(id, moves.from, access_hash);
                self.inner.pass_on(Step::Happened(happened));
            }
            Fit::Gap(of) => self.early.entry(of).or_insert_with(Early::new).keep(moves, happened),
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

    fn miss_live_only(&self) {
        self.tell(self.reader.gap(None, Missing::LiveOnly));
    }

    pub(super) fn tell(&self, events: Vec<Arc<Event>>) {
        self.inner.pass_on(Step::Happened(Happened { events, ..Happened::default() }));
    }
}
