//! Channels that can't be asked now: they hold up nothing else.

use std::collections::VecDeque;

use tokio::time::Instant;

use super::Subscription;
use super::work::Work;
use crate::error::{Error, Kind};
use crate::telegram::peer::PeerId;
use crate::telegram::updates::event::Missing;
use crate::telegram::updates::queue::{Happened, Step};
use crate::telegram::updates::retry::{Failures, is_hopeless};

/// A channel that could not be asked.
pub(super) struct Failing {
    failures: Failures,
    /// Why, at last.
    pub error: Error,
    /// What is to be asked for again, and when, unless it is being asked for.
    put_off: Option<(Instant, Work)>,
}

impl Subscription {
    /// A channel can't be asked, which holds up nothing else: it is asked again later, or never, if that has no use.
    pub(super) fn put_off(&mut self, work: Work, id: i64, error: &Error) {
        self.work.pop_front();
        let mut failures = self.failing.get(&id).map_or_else(Failures::default, |failing| failing.failures);
        if is_hopeless(error, failures.count) {
            let events = self.reader.gap(Some(PeerId::channel(id)), Missing::OutOfReach);
            return self.lose(id, Happened { events, asked_for: true, ..Happened::default() });
        }
        let (pause, says) = failures.add(error);
        let until = Instant::now() + pause;
        self.failing.insert(id, Failing { failures, error: error.again(), put_off: Some((until, work)) });
        if says {
            let events = self.reader.gap(Some(PeerId::channel(id)), Missing::Delayed);
            self.tell(&Happened { events, asked_for: true, ..Happened::default() });
        }
        if error.kind() == Kind::RateLimited {
            self.put_off_others_like(work, until, error);
        }
        // It comes with all else.
        self.held.take_if(|step| step.is_in_channel(id));
    }

    /// A wait that Telegram wants before one channel is met holds for all that are to be met.
    fn put_off_others_like(&mut self, work: Work, until: Instant, error: &Error) {
        if !matches!(work, Work::Meet(_)) {
            return;
        }
        let (meetings, rest): (VecDeque<_>, _) =
            self.work.drain(..).partition(|work| matches!(work, Work::Meet(_)));
        self.work = rest;
        for meeting in meetings {
            let Some(id) = meeting.channel() else { continue };
            let failures = self.failing.get(&id).map_or_else(Failures::default, |failing| failing.failures);
            let put_off = Some((until, meeting));
            self.failing.insert(id, Failing { failures, error: error.again(), put_off });
        }
    }

    pub(super) fn is_put_off(&self, id: i64) -> bool {
        self.failing.get(&id).is_some_and(|failing| failing.put_off.is_some())
    }

    /// What was put off until now is asked for.
    pub(super) fn take_up_again(&mut self) {
        let now = Instant::now();
        for failing in self.failing.values_mut() {
            if let Some((_, work)) = failing.put_off.take_if(|(until, _)| *until <= now) {
                self.work.push_front(work);
            }
        }
    }

    /// A channel that can't be asked any more: what waits for it is told as it is.
    pub(super) fn lose(&mut self, id: i64, instead: Happened) {
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
    pub(super) fn taken_up_at(&self) -> Option<Instant> {
        self.put_off.map(|(until, _)| until)
    }
}
