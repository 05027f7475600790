//! The hub's recovery and behind it a subscription's, and what both deliver.

use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::sync::Arc;
use std::time::Duration;

use tokio::time::Instant;

use super::server::{Fate, Kind, Reply, Server, Update, batch};
use crate::telegram::updates::batch::{Batch, Container};
use crate::telegram::updates::event::Event;
use crate::telegram::updates::gap::Missing;
use crate::telegram::updates::recovery::input::{Answer, Backfill, Input, Next, Output, Request, Start};
use crate::telegram::updates::recovery::{Policy, Recovery};
use crate::telegram::updates::state::{Move, Sequence, State};

/// More steps than any recovery takes at the end.
const MANY: usize = 10_000;

pub struct Client {
    now: Instant,
    hub: Recovery<Kind>,
    /// What the subscription hasn't taken.
    queue: VecDeque<Input<Kind>>,
    subscription: Recovery<Kind>,
    /// Pushes under way, each behind so many others.
    late: Vec<(usize, Update)>,
    /// Channels about which a server that was behind has answered: their newest events show only with the next one.
    behind: BTreeSet<Sequence>,
    hub_ledger: Ledger,
    ledger: Ledger,
}

/// What was delivered.
#[derive(Default)]
struct Ledger {
    seen: BTreeSet<(Sequence, i32)>,
    /// The numbers reported as missing.
    excused: Vec<Move>,
    /// Channels just reported as missing, with all that has happened in them.
    lost: Vec<Sequence>,
    /// The last event of each sequence.
    last: BTreeMap<Sequence, i32>,
    /// The newest message of each backfilled channel: a subscription drops those up to it.
    backfilled: BTreeMap<Sequence, i32>,
}

impl Client {
    pub fn new(now: State, behind: State) -> Self {
        let mut hub_ledger = Ledger::default();
        for of in [Sequence::Account, Sequence::Secondary] {
            let to = now.at(of).unwrap_or_default();
            hub_ledger.excused.push(Move { of, from: 0, to });
        }
        let mut client = Self {
            now: Instant::now(),
            hub: Recovery::new(now, Policy::Adopt),
            queue: [Input::Check(Sequence::Account)].into(),
            subscription: Recovery::new(behind, Policy::Backfill),
            late: Vec::new(),
            behind: BTreeSet::new(),
            hub_ledger,
            ledger: Ledger::default(),
        };
        client.read_queue();
        client
    }

    pub fn push(&mut self, update: Update, fate: Fate) {
        match fate {
            Fate::Arrives => self.arrive(update),
            Fate::Dropped => {}
            Fate::Doubled => {
                self.arrive(update);
                self.arrive(update);
            }
            Fate::Late(others) => self.late.push((others, update)),
        }
    }

    fn arrive(&mut self, update: Update) {
        let batches = vec![batch(&update)];
        self.hub_input(Input::Updates(Container { batches, ..Container::default() }));
        let mut late = std::mem::take(&mut self.late);
        late.iter_mut().for_each(|(others, _)| *others = others.saturating_sub(1));
        let (due, rest) = late.into_iter().partition::<Vec<_>, _>(|(others, _)| *others == 0);
        self.late = rest;
        due.into_iter().for_each(|(_, update)| self.arrive(update));
    }

    pub fn wait(&mut self, millis: u64) {
        self.now += Duration::from_millis(millis);
        self.hub_input(Input::Timer);
        let outputs = self.subscription.on(Input::Timer, self.now);
        self.ledger.record(&outputs);
    }

    pub fn answer(&mut self, server: &Server, to_hub: bool, reply: Reply) {
        let recovery = if to_hub { &self.hub } else { &self.subscription };
        let Next::Ask(request) = recovery.next() else { return };
        let Some(answer) = server.answer(request, reply) else { return };
        if let (Some(id), Reply::Stale) = (request.channel(), reply) {
            self.behind.insert(Sequence::Channel(id));
        }
        // Of a channel without history, the account may see nothing but the updates it is sent.
        if let (
            Request::Backfill { channel, start: Start::Update { pts, .. }, .. },
            Answer::Backfill(Backfill::Unavailable { .. }),
        ) = (request, &answer)
        {
            self.ledger.excused.push(Move { of: Sequence::Channel(channel), from: 0, to: pts });
        }
        if to_hub {
            self.hub_input(Input::Answer(answer));
        } else {
            let outputs = self.subscription.on(Input::Answer(answer), self.now);
            self.ledger.record(&outputs);
        }
    }

    /// Resumes from a cursor that holds only the channels that changed last, and those about which Telegram was behind.
    pub fn resume(&mut self, channels: usize) {
        let mut state = self.subscription.state().clone();
        let latest: BTreeSet<_> = state.latest_channels(channels).into_iter().map(|(id, _)| id).collect();
        state.channels.retain(|id, _| latest.contains(id) || self.behind.contains(&Sequence::Channel(*id)));
        self.subscription = Recovery::new(state, Policy::Backfill);
        self.queue.clear();
        // Messages found by their date come again.
        self.ledger.last.retain(|of, _| of.chat().is_none());
        self.ledger.backfilled.clear();
        let outputs = self.subscription.on(Input::Check(Sequence::Account), self.now);
        self.ledger.record(&outputs);
    }

    /// The subscription finds out that its queue has overflowed, and catches up from Telegram.
    pub fn cut(&mut self) {
        if self.subscription.is_settled() {
            self.queue.clear();
            let outputs = self.subscription.on(Input::Check(Sequence::Account), self.now);
            self.ledger.record(&outputs);
        }
    }

    pub fn hub_input(&mut self, input: Input<Kind>) {
        let outputs = self.hub.on(input, self.now);
        self.hub_ledger.record(&outputs);
        for output in outputs {
            match output {
                Output::Deliver(batches) => {
                    self.queue.extend(batches.iter().map(|batch| Input::Batch(with_gap_event(batch))));
                }
                Output::ChannelTooLong(channel) => {
                    // The hub has given up the channel, or doesn't know it: it may begin anew.
                    self.hub_ledger.restart(Sequence::Channel(channel.channel));
                    self.queue.push_back(Input::ChannelTooLong(channel));
                }
                Output::Synced { date, seq } => self.queue.push_back(Input::Synced { date, seq }),
            }
        }
    }

    fn read_queue(&mut self) {
        while self.subscription.is_settled()
            && let Some(input) = self.queue.pop_front()
        {
            let outputs = self.subscription.on(input, self.now);
            self.ledger.record(&outputs);
        }
    }

    /// Whether all events up to the state were delivered or reported as missing.
    pub fn verify(&mut self, server: &Server) {
        self.read_queue();
        for of in std::mem::take(&mut self.ledger.lost) {
            self.ledger.excused.push(Move { of, from: 0, to: server.at(of) });
        }
        for (of, log) in &server.log {
            let at = self.subscription.state().at(*of);
            let passed = log.iter().filter(|it| Some(it.to) <= at);
            passed.for_each(|it| self.ledger.must_have(it));
            if of.chat().is_none() {
                let at = self.hub.state().at(*of);
                let passed = log.iter().filter(|it| Some(it.to) <= at);
                passed.for_each(|it| self.hub_ledger.must_have(it));
            }
        }
    }

    /// Everything works again. It must come to rest, with all events delivered or reported as missing: at once those of
    /// which Telegram has said everything, and the others with the next event of their sequence.
    pub fn finish(&mut self, server: &mut Server) {
        for (_, update) in std::mem::take(&mut self.late) {
            self.arrive(update);
        }
        self.hub_input(Input::Check(Sequence::Account));
        self.come_to_rest(server);
        for (_, log) in server.log.iter().filter(|(of, _)| !self.behind.contains(of)) {
            log.iter().for_each(|it| self.ledger.must_have(it));
        }
        for of in server.log.keys().copied().collect::<Vec<_>>() {
            let update = server.happen(of, 1, false);
            self.arrive(update);
        }
        self.come_to_rest(server);
        for (of, log) in &server.log {
            log.iter().for_each(|it| self.ledger.must_have(it));
            if of.chat().is_none() {
                assert_eq!(self.hub.state().at(*of), Some(server.at(*of)));
                assert_eq!(self.subscription.state().at(*of), Some(server.at(*of)));
            }
        }
        assert_eq!((self.hub.next(), self.subscription.next()), (Next::Idle, Next::Idle));
        assert!(self.queue.is_empty());
    }

    fn come_to_rest(&mut self, server: &Server) {
        for _ in 0..MANY {
            self.verify(server);
            match (self.hub.next(), self.subscription.next()) {
                (Next::Ask(_), _) => self.answer(server, true, Reply::Whole),
                (_, Next::Ask(_)) => self.answer(server, false, Reply::Whole),
                (Next::WakeAt(at), _) | (_, Next::WakeAt(at)) => {
                    self.now = self.now.max(at);
                    self.wait(0);
                }
                (Next::Idle, Next::Idle) => return,
            }
        }
        panic!("it doesn't come to rest: {:?} {:?}", self.hub, self.subscription);
    }
}

impl Ledger {
    fn record(&mut self, outputs: &[Output<Kind>]) {
        for output in outputs {
            if let Output::Deliver(batches) = output {
                let lost = self.lost.len();
                batches.iter().for_each(|batch| self.deliver(batch));
                for at in lost..self.lost.len() {
                    self.restart(self.lost[at]);
                }
            }
        }
    }

    fn deliver(&mut self, batch: &Batch<Kind>) {
        let rendered = batch.events.iter().filter_map(|event| match event.kind {
            Kind::Gap(gap) => Some(gap),
            Kind::Update(..) => None,
        });
        let gaps: Vec<_> = batch.gap.into_iter().chain(rendered).collect();
        for gap in &gaps {
            let covered =
                batch.moves.iter().filter(|moves| gap.chat.is_none() || gap.chat == moves.of.chat());
            self.excused.extend(covered);
        }
        for event in &batch.events {
            let Kind::Update(it) = event.kind else { continue };
            // A batch that was delivered in part, and whose rest can't be fetched, is delivered again as a whole.
            let is_old = batch.moves.iter().any(|moves| moves.of == it.of && it.to <= moves.from);
            if !(is_old || self.lost.contains(&it.of)) || !self.seen.contains(&(it.of, it.number)) {
                self.event(it.of, it.number, batch.backfilled);
            }
        }
        // A channel that can't be fetched is forgotten.
        for gap in gaps.iter().filter(|gap| batch.moves.is_empty() && gap.missing != Missing::Delayed) {
            if let Some(chat) = gap.chat {
                self.lost.push(Sequence::Channel(chat.bare));
            }
        }
    }

    fn event(&mut self, of: Sequence, number: i32, is_backfilled: bool) {
        if is_backfilled {
            let newest = self.backfilled.entry(of).or_insert(number);
            *newest = number.max(*newest);
        } else if self.backfilled.get(&of).is_some_and(|newest| number <= *newest) {
            return;
        }
        let last = self.last.insert(of, number);
        assert!(last < Some(number), "{of:?}: {number} comes after {last:?}");
        self.seen.insert((of, number));
    }

    /// The sequence may begin anew, and deliver events once more.
    fn restart(&mut self, of: Sequence) {
        self.last.remove(&of);
        self.backfilled.remove(&of);
    }

    fn must_have(&self, it: &Update) {
        let is_excused = |moves: &Move| moves.of == it.of && moves.from < it.to && it.from < moves.to;
        let is_known = self.seen.contains(&(it.of, it.number)) || self.excused.iter().any(is_excused);
        assert!(is_known, "lost without a gap: {it:?}");
    }
}

/// As the hub does before it shares a batch.
fn with_gap_event(batch: &Arc<Batch<Kind>>) -> Arc<Batch<Kind>> {
    let Some(gap) = batch.gap else { return batch.clone() };
    let json = serde_json::value::RawValue::NULL.to_owned();
    let event = Event { kind: Kind::Gap(gap), chat: gap.chat, chat_is_unknown: false, message: None, json };
    let mut events = vec![Arc::new(event)];
    events.extend(batch.events.iter().cloned());
    Arc::new(Batch {
        events,
        moves: batch.moves.clone(),
        fetched: batch.fetched,
        backfilled: batch.backfilled,
        message: batch.message,
        ..Batch::default()
    })
}
