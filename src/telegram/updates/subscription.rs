//! A subscription: recovery over the hub's output, and a filter. First come the events since a cursor, then those of the
//! hub, with no hole between.

use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;

use tokio::time::{Instant, sleep_until};

use super::batch::Batch;
use super::event::{Event, Render};
use super::gap::{Gap, Missing};
use super::hub::{Hub, Watch};
use super::queue::{Cut, Next as Queued, Queue, Step};
use super::recovery::input::{Input, Next, Output};
use super::recovery::{Policy, Recovery};
use super::source::Source;
use super::state::{Channel, Sequence, State};
use crate::delivery::Delivery;
use crate::error::{Error, Result};
use crate::telegram::account::Account;
use crate::telegram::attempt::Attempt;
use crate::telegram::peer::PeerId;

/// Which events a subscription gets.
pub type Filter<K> = Box<dyn Fn(&Event<K>) -> bool + Send + Sync>;

pub struct Subscription<R: Render> {
    source: Source<R>,
    filter: Filter<R::Kind>,
    recovery: Recovery<R::Kind>,
    live: Option<Live<R::Kind>>,
    /// What comes next, in order.
    ready: std::collections::VecDeque<Portion<R::Kind>>,
    /// The newest message of each backfilled channel. Updates about those up to it may follow and are dropped.
    backfilled: HashMap<PeerId, i32>,
    /// There is no cursor to continue from: it starts where the hub is.
    is_new: bool,
    /// A step of the hub was read since it started, or was cut for being slow. From then on, a client that stops reading
    /// gets a gap; before, it is caught up from Telegram whenever it reads.
    caught_up: bool,
    /// Steps were dropped: it continues from where the hub is.
    rejoins: bool,
    /// Why nothing follows.
    ended: Option<Arc<Error>>,
}

/// The connection to the hub.
struct Live<K> {
    hub: Arc<Hub<K>>,
    queue: Arc<Queue<K>>,
    _watch: Watch,
}

impl<K> Drop for Live<K> {
    fn drop(&mut self) {
        self.queue.close();
    }
}

/// Events delivered together. The state after them, and not within, is one to resume from.
#[derive(Debug)]
pub struct Portion<K> {
    pub events: Vec<Arc<Event<K>>>,
    /// The call that caused the events. Its response is sent first.
    pub after: Option<Delivery>,
    /// Fetched from Telegram, so that any pending call may have caused the events.
    pub fetched: bool,
    /// The state has changed.
    pub moved: bool,
    /// A gap follows: the state as it is now is the one to resume from.
    pub gap: bool,
}

impl<K> Default for Portion<K> {
    fn default() -> Self {
        Self { events: Vec::new(), after: None, fetched: false, moved: false, gap: false }
    }
}

impl<R: Render> Subscription<R> {
    /// Starts with the next event.
    pub async fn from_now(
        account: Arc<Account>,
        render: R,
        filter: Filter<R::Kind>,
        attempt: &Attempt,
    ) -> Result<Self> {
        // Channels become known with their first event: no list of them is fetched.
        let source = Source::new(account, render);
        let state = source.state(attempt).await?;
        Ok(Self { is_new: true, ..Self::from_state(source, state, filter) })
    }

    /// Starts with the events since a state.
    pub fn since(account: Arc<Account>, render: R, state: State, filter: Filter<R::Kind>) -> Self {
        Self::from_state(Source::new(account, render), state, filter)
    }

    fn from_state(source: Source<R>, state: State, filter: Filter<R::Kind>) -> Self {
        let mut subscription = Self {
            source,
            filter,
            recovery: Recovery::new(state, Policy::Backfill),
            live: None,
            ready: std::collections::VecDeque::new(),
            backfilled: HashMap::new(),
            is_new: false,
            caught_up: false,
            rejoins: false,
            ended: None,
        };
        subscription.check(Sequence::Account);
        subscription
    }

    /// Continues with the hub's events once everything missed is delivered. The watched channels are polled.
    pub async fn go_live(&mut self, silence: Duration, watched: Vec<i64>, attempt: &Attempt) -> Result<()> {
        let hub = Hub::of(&self.source, silence, attempt).await?;
        let queue = hub.queue();
        let now = hub.join(&queue);
        if self.is_new {
            for (id, channel) in &now.channels {
                self.recovery.set_channel(*id, self.with_hash(*id, *channel));
            }
        }
        for channel in &watched {
            self.check(Sequence::Channel(*channel));
        }
        let watch = hub.watch(watched);
        self.live = Some(Live { hub, queue, _watch: watch });
        // The difference up to the moment of joining.
        self.check(Sequence::Account);
        Ok(())
    }

    /// Where delivery stands.
    pub fn state(&self) -> &State {
        self.recovery.state()
    }

    /// Whether there are events without waiting.
    pub fn is_ready(&self) -> bool {
        let is_queued = self.live.as_ref().is_some_and(|live| !live.queue.is_empty());
        !self.ready.is_empty() || (is_queued && self.reads_queue())
    }

    /// Whether everything missed has been delivered: the next event is yet to happen.
    pub fn is_caught_up(&self) -> bool {
        self.ready.is_empty() && self.reads_queue()
    }

    /// Whether nothing follows, whatever the error says.
    pub fn has_ended(&self) -> bool {
        self.ended.is_some()
    }

    /// Why some channel can't be fetched now, if there is one. It is retried.
    pub fn failure(&self) -> Option<Error> {
        self.recovery.failure()
    }

    /// Returns the next portion. It may be empty: then the state has changed, or not even that. Can be called again after
    /// an error. Cancel safe.
    pub async fn next(&mut self, attempt: &Attempt) -> Result<Portion<R::Kind>> {
        // Being called means that the client has taken the last portion.
        let _activity = self.live.as_ref().map(|live| live.queue.activity());
        loop {
            if let Some(portion) = self.ready.pop_front() {
                return Ok(portion);
            }
            if self.rejoins {
                self.rejoin();
            }
            let wake_at = match self.recovery.next() {
                Next::Ask(request) => {
                    let answer = self.source.answer(request, attempt).await?;
                    self.on(Input::Answer(answer));
                    continue;
                }
                Next::WakeAt(at) => Some(at),
                Next::Idle => None,
            };
            if let Some(at) = wake_at.filter(|at| *at <= Instant::now() || !self.recovery.is_settled()) {
                sleep_until(at).await;
                self.on(Input::Timer);
                continue;
            }
            if let Some(error) = &self.ended {
                return Err(error.again());
            }
            let Some(live) = &self.live else { return Ok(Portion::default()) };
            let next = tokio::select! {
                next = live.queue.next() => next,
                () = sleep_until(wake_at.unwrap_or_else(Instant::now)), if wake_at.is_some() => continue,
            };
            match next {
                Queued::Step(step) => {
                    self.caught_up = true;
                    self.step(step);
                }
                Queued::Cut(cut) => self.cut(cut),
            }
            // After `is_ready`, the caller must not wait here.
            if self.is_caught_up() {
                return Ok(Portion::default());
            }
        }
    }

    /// Whether the next step is read from the queue: nothing else comes first.
    fn reads_queue(&self) -> bool {
        self.recovery.is_settled() && !self.rejoins && self.ended.is_none()
    }

    fn step(&mut self, step: Step<R::Kind>) {
        match step {
            Step::Batch(batch) => self.on(Input::Batch(batch)),
            Step::ChannelTooLong(channel) => self.on(Input::ChannelTooLong(channel)),
            Step::Synced { date, seq } => self.on(Input::Synced { date, seq }),
            Step::Ended(error) => self.ended = Some(error),
        }
    }

    /// A client that has stopped reading gets a gap, with the cursor to resume from. One that is only slower than others
    /// is caught up from Telegram.
    fn cut(&mut self, cut: Cut) {
        if self.caught_up && cut.stopped {
            let events = self.source.gap(Gap::anywhere(Missing::TooSlow)).into_iter().collect();
            self.ready.push_back(Portion { events, gap: true, ..Portion::default() });
            self.rejoins = true;
        } else if let Some(live) = &self.live {
            live.hub.join(&live.queue);
            self.caught_up = false;
            self.check(Sequence::Account);
            if cut.live_only {
                self.deliver(&[Arc::new(Gap::anywhere(Missing::LiveOnly).into())]);
            }
        }
    }

    fn rejoin(&mut self) {
        self.rejoins = false;
        let Some(live) = &self.live else { return };
        let now = live.hub.join(&live.queue);
        let known = self.recovery.state();
        let mut channels = known.channels.clone();
        for (id, channel) in &now.channels {
            let channel = self.with_hash(*id, *channel);
            channels.entry(*id).or_insert(channel).pts = channel.pts;
        }
        let turn = now.turn.max(known.turn);
        self.recovery.restart(State { channels, turn, ..now });
    }

    /// The hub doesn't keep access hashes.
    fn with_hash(&self, id: i64, channel: Channel) -> Channel {
        Channel { access_hash: self.source.hash_or(id, channel.access_hash), ..channel }
    }

    fn check(&mut self, of: Sequence) {
        self.on(Input::Check(of));
    }

    fn on(&mut self, input: Input<R::Kind>) {
        for output in self.recovery.on(input, Instant::now()) {
            match output {
                Output::Deliver(batches) => self.deliver(&batches),
                Output::Synced { .. } => self.ready.push_back(Portion { moved: true, ..Portion::default() }),
                // With backfilling, recovery fetches the channel itself.
                Output::ChannelTooLong(_) => {}
            }
        }
    }

    /// Makes a portion of batches that belong together.
    fn deliver(&mut self, batches: &[Arc<Batch<R::Kind>>]) {
        let mut portion = Portion { moved: true, ..Portion::default() };
        for batch in batches {
            let gap = batch.gap.and_then(|gap| self.source.gap(gap));
            portion.events.extend(gap.filter(|event| (self.filter)(event)));
            for event in &batch.events {
                if (batch.backfilled || !self.is_backfilled(event)) && (self.filter)(event) {
                    portion.events.push(event.clone());
                }
            }
            if batch.backfilled {
                let newest = batch.events.iter().filter_map(|event| event.chat.zip(event.message));
                self.backfilled.extend(newest.max_by_key(|(_, message)| *message));
            }
            portion.after = portion.after.or_else(|| batch.after.clone());
            portion.fetched |= batch.fetched;
        }
        self.ready.push_back(portion);
    }

    /// Whether a message was delivered when its channel was backfilled. The ids of its messages increase.
    fn is_backfilled(&mut self, event: &Event<R::Kind>) -> bool {
        let Some((chat, message)) = event.chat.zip(event.message) else { return false };
        let Some(newest) = self.backfilled.get(&chat) else { return false };
        let is_backfilled = message <= *newest;
        if !is_backfilled {
            self.backfilled.remove(&chat);
        }
        is_backfilled
    }
}

#[cfg(test)]
mod tests;
