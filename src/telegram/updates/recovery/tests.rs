mod property;

use std::time::Duration;

use super::input::{Answer, Backfill, ChannelDifference, Difference, End, Part};
use super::pending::MAX_PENDING;
use std::sync::Arc;

use tokio::time::Instant;

use super::input::{Input, Next, Output, Request, Start};
use super::pending::GAP_TIMEOUT;
use super::*;
use crate::error::{Error, Kind};
use crate::telegram::updates::batch::{Batch, Container};
use crate::telegram::updates::counting::ChannelTooLong;
use crate::telegram::updates::gap::Missing;
use crate::telegram::updates::retry::{DELAYED_AFTER, Refusal};
use crate::telegram::updates::state::{Move, Sequence, Sweep};
use crate::telegram::updates::tests::{CHANNEL, batch, state, text_event, texts};

const OF_CHANNEL: Sequence = Sequence::Channel(CHANNEL);
/// A channel that isn't known.
const OTHER: i64 = 8;

struct Driver {
    recovery: Recovery<()>,
    now: Instant,
}

impl Driver {
    fn new(policy: Policy) -> Self {
        Self { recovery: Recovery::new(state(), policy), now: Instant::now() }
    }

    fn on(&mut self, input: Input<()>) -> Vec<Output<()>> {
        self.recovery.on(input, self.now)
    }

    /// Takes an input and returns what is delivered.
    fn delivered(&mut self, input: Input<()>) -> Vec<String> {
        let outputs = self.on(input);
        let batches = outputs.into_iter().filter_map(|output| match output {
            Output::Deliver(batches) => Some(batches),
            _ => None,
        });
        texts(&batches.flatten().collect::<Vec<_>>())
    }

    fn arrives(&mut self, text: &str, of: Sequence, from: i32, to: i32) -> Vec<String> {
        self.delivered(Input::Batch(Arc::new(batch(text, of, from, to))))
    }

    fn wakes_in(&self) -> Option<Duration> {
        match self.recovery.next() {
            Next::WakeAt(at) => Some(at - self.now),
            Next::Ask(request) => panic!("it asks at once: {request:?}"),
            Next::Idle => None,
        }
    }

    fn sleep(&mut self) -> Duration {
        let pause = self.wakes_in().expect("it waits for a time");
        self.now += pause;
        assert!(self.on(Input::Timer).is_empty());
        pause
    }

    fn asks_for(&self) -> Option<Option<i64>> {
        match self.recovery.next() {
            Next::Ask(request) => Some(request.channel()),
            _ => None,
        }
    }

    /// Answers that nothing is missing.
    fn nothing(&mut self) -> Vec<String> {
        match self.recovery.next() {
            Next::Ask(Request::Difference { pts, qts, date, .. }) => {
                let end = End::Last { date, seq: 5 };
                self.delivered(answer(Difference::Part(Part::up_to(pts, qts, end))))
            }
            Next::Ask(Request::ChannelDifference { pts, .. }) => self.delivered(in_channel(pts, &[])),
            next => panic!("it doesn't ask for a difference: {next:?}"),
        }
    }

    fn refuse(&mut self, kind: Kind) -> Vec<String> {
        self.delivered(refused(kind, 0))
    }

    fn at(&self, of: Sequence) -> Option<i32> {
        self.recovery.state().at(of)
    }
}

fn answer(difference: Difference<()>) -> Input<()> {
    Input::Answer(Answer::Difference(difference))
}

fn in_channel(pts: i32, events: &[&str]) -> Input<()> {
    let events = events.iter().map(|text| text_event(text)).collect();
    Input::Answer(Answer::ChannelDifference(ChannelDifference::Part {
        pts,
        events,
        last: true,
        timeout: None,
    }))
}

fn found(pts: i32) -> Input<()> {
    Input::Answer(Answer::Backfill(Backfill::History { pts, access_hash: 1, events: Vec::new() }))
}

fn unavailable() -> Input<()> {
    let missing = Missing::OutOfReach;
    Input::Answer(Answer::Backfill(Backfill::Unavailable { access_hash: 1, missing }))
}

fn refused(kind: Kind, retry_after: u32) -> Input<()> {
    let error = Error::new(kind, "refused").retry_after(retry_after);
    Input::Answer(Answer::Refused(Refusal::new(error)))
}

/// The account's difference up to pts 9, with these updates in channels.
fn part(in_channels: Vec<Batch<()>>, end: End) -> Input<()> {
    let events = vec![text_event("account")];
    answer(Difference::Part(Part { events, in_channels, ..Part::up_to(9, 5, end) }))
}

const LAST: End = End::Last { date: 9, seq: 6 };

#[test]
fn an_update_that_arrives_early_waits_for_the_missing_ones() {
    let mut driver = Driver::new(Policy::Adopt);
    assert_eq!(driver.arrives("third", Sequence::Account, 7, 8), [""; 0]);
    assert_eq!(driver.arrives("second", Sequence::Account, 6, 7), [""; 0]);
    assert_eq!(driver.wakes_in(), Some(GAP_TIMEOUT));
    assert_eq!(driver.arrives("first", Sequence::Account, 5, 6), ["first", "second", "third"]);
    assert_eq!(driver.recovery.next(), Next::Idle);
}

#[test]
fn too_many_early_updates_are_dropped_and_fetched() {
    let mut driver = Driver::new(Policy::Adopt);
    for at in 6..3000 {
        driver.arrives("early", OF_CHANNEL, at, at + 1);
        assert!(driver.recovery.pending[&OF_CHANNEL].batches.len() <= MAX_PENDING);
    }
    assert_eq!(driver.asks_for(), Some(Some(CHANNEL)));
    assert_eq!(driver.delivered(in_channel(3000, &["difference"])), ["difference"]);
    assert_eq!(driver.arrives("newest", OF_CHANNEL, 3000, 3001), ["newest"]);
    assert!(driver.recovery.pending.is_empty());
}

#[test]
fn updates_that_arrive_after_an_answer_of_many_are_kept_again() {
    let mut driver = Driver::new(Policy::Adopt);
    for at in 6..1000 {
        driver.arrives("early", OF_CHANNEL, at, at + 1);
    }
    assert_eq!(driver.nothing(), [""; 0]);
    driver.arrives("newest", OF_CHANNEL, 1000, 1001);
    driver.sleep();
    assert_eq!(driver.delivered(in_channel(1000, &["difference"])), ["difference", "newest"]);
}

#[test]
fn a_gap_that_telegram_can_t_fill_is_waited_out_and_reported() {
    for of in [Sequence::Account, OF_CHANNEL] {
        for policy in [Policy::Adopt, Policy::Backfill] {
            let mut driver = Driver::new(policy);
            driver.arrives("one", of, 6, 7);
            driver.arrives("two", of, 7, 8);
            if policy == Policy::Backfill {
                assert_eq!(driver.nothing(), [""; 0], "a hole in an ordered stream is asked for at once");
            }
            let (mut waited, mut delivered) = (Duration::ZERO, Vec::new());
            while delivered.is_empty() {
                waited += driver.sleep();
                delivered = driver.nothing();
            }
            assert_eq!(delivered, ["gap OutOfReach", "one", "two"]);
            assert_eq!(waited, GAP_TIMEOUT * 7, "0.5, 1 and 2 seconds");
            assert_eq!((driver.at(of), driver.recovery.next()), (Some(8), Next::Idle));
        }
    }
}

#[test]
fn dropped_updates_that_telegram_doesn_t_have_are_a_gap() {
    let mut driver = Driver::new(Policy::Adopt);
    for at in 6..1000 {
        driver.arrives("early", OF_CHANNEL, at, at + 1);
    }
    let mut delivered = driver.nothing();
    while delivered.is_empty() {
        driver.sleep();
        delivered = driver.nothing();
    }
    assert_eq!(delivered, ["gap OutOfReach"]);
    assert_eq!(driver.at(OF_CHANNEL), Some(1000));
    assert_eq!(driver.arrives("next", OF_CHANNEL, 1000, 1001), ["next"]);
}

#[test]
fn no_gap_is_reported_for_an_update_that_was_delivered_in_part() {
    let mut driver = Driver::new(Policy::Backfill);
    let mut partly = batch("partly", Sequence::Account, 4, 6);
    partly.moves.push(Move { of: Sequence::Secondary, from: 5, to: 5 });
    driver.on(Input::Batch(Arc::new(partly)));
    let mut delivered = driver.nothing();
    while delivered.is_empty() {
        driver.sleep();
        delivered = driver.nothing();
    }
    assert_eq!(delivered, ["partly"]);
    assert_eq!(driver.at(Sequence::Account), Some(6));
}

#[test]
fn a_missing_container_is_waited_for_and_a_repeated_one_brings_nothing() {
    let mut driver = Driver::new(Policy::Adopt);
    let container = |seq| {
        let batches = vec![Batch { events: vec![text_event("typing")], ..Batch::default() }];
        Input::Updates(Container { batches, seq: Some((seq, seq)), ..Container::default() })
    };
    assert_eq!(driver.delivered(container(7)), ["typing"]);
    assert_eq!(driver.wakes_in(), Some(GAP_TIMEOUT));
    assert_eq!(driver.delivered(container(6)), ["typing"], "it was only late");
    assert_eq!(driver.delivered(container(5)), [""; 0]);
    driver.sleep();
    assert_eq!(driver.asks_for(), Some(None));
}

#[test]
fn a_channel_whose_request_is_refused_is_retried_in_its_own_time() {
    for policy in [Policy::Adopt, Policy::Backfill] {
        let mut driver = Driver::new(policy);
        driver.on(Input::Check(OF_CHANNEL));
        driver.on(refused(Kind::RateLimited, 30));
        assert!(driver.recovery.is_settled());
        assert_eq!(driver.recovery.failure().unwrap().kind(), Kind::RateLimited);
        driver.arrives("early", OF_CHANNEL, 6, 7);
        driver.on(Input::Check(OF_CHANNEL));
        assert!(driver.wakes_in() >= Some(Duration::from_secs(30)));
        assert!(driver.recovery.is_settled(), "it holds up nothing");
        assert_eq!(driver.arrives("other", Sequence::Account, 5, 6), ["other"]);
        driver.sleep();
        assert_eq!(driver.delivered(in_channel(6, &["missing"])), ["missing", "early"]);
    }
}

#[test]
fn the_date_stays_while_a_channel_is_refused() {
    for policy in [Policy::Adopt, Policy::Backfill] {
        let mut driver = Driver::new(policy);
        driver.on(Input::Check(OF_CHANNEL));
        driver.refuse(Kind::TelegramInternal);
        driver.on(Input::Check(Sequence::Account));
        driver.delivered(part(Vec::new(), LAST));
        assert_eq!((driver.recovery.state().date, driver.recovery.state().seq), (5, 6));
    }
}

#[test]
fn a_delay_is_reported_once_and_the_channel_is_retried() {
    for policy in [Policy::Adopt, Policy::Backfill] {
        let mut driver = Driver::new(policy);
        driver.on(Input::Check(OF_CHANNEL));
        for times in 1..3 * DELAYED_AFTER {
            let expected = if times == DELAYED_AFTER { &["gap Delayed"][..] } else { &[] };
            assert_eq!(driver.refuse(Kind::TelegramInternal), expected, "{times}");
            driver.sleep();
            assert_eq!(driver.asks_for(), Some(Some(CHANNEL)));
        }
    }
}

#[test]
fn a_channel_refused_for_good_is_left_to_subscribers_and_there_becomes_a_gap() {
    let mut driver = Driver::new(Policy::Adopt);
    driver.on(Input::Check(OF_CHANNEL));
    let outputs = driver.on(refused(Kind::TelegramRejected, 0));
    assert!(matches!(outputs[..], [Output::ChannelTooLong(ChannelTooLong { channel: CHANNEL, pts: None })]));
    assert!(driver.recovery.state().channels.is_empty());

    let mut driver = Driver::new(Policy::Backfill);
    driver.on(Input::Check(OF_CHANNEL));
    let mut refusals = 1;
    while driver.refuse(Kind::TelegramRejected).is_empty() {
        driver.sleep();
        refusals += 1;
    }
    assert_eq!(refusals, 9);
    assert!(driver.recovery.state().channels.is_empty() && driver.recovery.failing.is_empty());
}

#[test]
fn updates_in_channels_belong_to_the_difference_that_they_came_with() {
    let mut driver = Driver::new(Policy::Backfill);
    driver.on(Input::Check(Sequence::Account));
    let in_channels = vec![batch("one", OF_CHANNEL, 5, 6), batch("two", OF_CHANNEL, 6, 7)];
    let outputs = driver.on(part(in_channels, End::More));
    let [Output::Deliver(together)] = &outputs[..] else { panic!("{outputs:?}") };
    assert_eq!(texts(together), ["account", "one", "two"]);
    assert_eq!((driver.at(Sequence::Account), driver.at(OF_CHANNEL)), (Some(9), Some(7)));
    assert_eq!(driver.asks_for(), Some(None));
}

#[test]
fn channels_that_a_difference_names_are_fetched_before_the_date_moves() {
    let mut driver = Driver::new(Policy::Backfill);
    driver.on(Input::Check(Sequence::Account));
    let in_channels = vec![
        batch("known", OF_CHANNEL, 6, 7),
        batch("new", Sequence::Channel(OTHER), 2, 3),
        batch("old", OF_CHANNEL, 3, 4),
    ];
    assert_eq!(driver.delivered(part(in_channels, LAST)), ["account"]);
    let start = Start::Update { pts: 2, message: None };
    assert_eq!(driver.recovery.next(), Next::Ask(Request::Backfill { channel: OTHER, start, since: 5 }));
    driver.on(found(2));
    assert_eq!(driver.delivered(in_channel(3, &["new"])), ["new"]);
    assert_eq!(driver.recovery.state().date, 5);
    assert_eq!(driver.delivered(in_channel(7, &["known"])), ["known"]);
    assert_eq!((driver.recovery.state().date, driver.recovery.next()), (9, Next::Idle));
}

#[test]
fn a_channel_without_history_continues_from_its_update() {
    let mut driver = Driver::new(Policy::Backfill);
    assert_eq!(driver.arrives("first", Sequence::Channel(OTHER), 2, 3), [""; 0]);
    assert_eq!(driver.delivered(unavailable()), ["first"]);
    driver.arrives("third", Sequence::Channel(OTHER), 4, 5);
    assert_eq!(driver.asks_for(), Some(Some(OTHER)), "a missing update is noticed");
}

#[test]
fn news_in_a_channel_without_history_is_a_gap() {
    for pts in [None, Some(9)] {
        let mut driver = Driver::new(Policy::Backfill);
        driver.on(Input::ChannelTooLong(ChannelTooLong { channel: OTHER, pts }));
        assert_eq!(driver.delivered(unavailable()), ["gap OutOfReach"]);
        assert_eq!(driver.at(Sequence::Channel(OTHER)), pts);
    }
}

#[test]
fn a_flood_wait_for_one_backfill_applies_to_all() {
    let mut driver = Driver::new(Policy::Backfill);
    for channel in [OTHER, CHANNEL, 9] {
        driver.on(Input::ChannelTooLong(ChannelTooLong { channel, pts: None }));
    }
    driver.on(refused(Kind::RateLimited, 30));
    assert_eq!(driver.asks_for(), Some(Some(CHANNEL)));
    driver.nothing();
    assert!(driver.wakes_in() >= Some(Duration::from_secs(30)));
}

/// The account's difference at a date, which names these channels.
fn names(channels: &[i64], date: i32) -> Input<()> {
    let channels =
        channels.iter().map(|channel| ChannelTooLong { channel: *channel, pts: Some(9) }).collect();
    let end = End::Last { date, seq: 6 };
    answer(Difference::Part(Part { channels, ..Part::up_to(5, 5, end) }))
}

/// Answers the request for a channel, and returns its id.
fn fetch_next(driver: &mut Driver) -> i64 {
    let Next::Ask(request) = driver.recovery.next() else { panic!() };
    match request {
        Request::Backfill { .. } => driver.on(found(9)),
        _ => driver.on(in_channel(9, &[])),
    };
    request.channel().unwrap()
}

#[test]
fn a_sweep_resumes_from_a_cursor_behind_the_channels_that_are_done() {
    let mut driver = Driver::new(Policy::Backfill);
    driver.on(Input::Check(Sequence::Account));
    driver.on(names(&[30, 20, CHANNEL, 10], 50));
    assert_eq!(fetch_next(&mut driver), CHANNEL, "known channels come first, as a cursor may drop them");
    assert_eq!((fetch_next(&mut driver), fetch_next(&mut driver)), (10, 20));
    let mut state = driver.recovery.state().clone();
    assert_eq!((state.date, state.sweep), (5, Some(Sweep { until: 29, date: 50 })));
    assert_eq!((state.since(20), state.since(30)), (50, 5));

    // The cursor has dropped them.
    state.channels.clear();
    driver.recovery = Recovery::new(state, Policy::Backfill);
    driver.on(Input::Check(Sequence::Account));
    driver.on(names(&[10, 20, 30, 40], 90));
    assert_eq!(fetch_next(&mut driver), 30);
    assert_eq!(driver.recovery.state().sweep, Some(Sweep { until: 39, date: 50 }));
    assert_eq!(fetch_next(&mut driver), 40);
    assert_eq!((driver.recovery.state().date, driver.recovery.state().sweep), (50, None));
    assert_eq!(driver.asks_for(), Some(None), "10 and 20 have news since then");
}

#[test]
fn a_sweep_does_not_go_past_a_channel_that_is_refused() {
    let mut driver = Driver::new(Policy::Backfill);
    driver.on(Input::Check(Sequence::Account));
    driver.on(names(&[10, 20], 50));
    driver.refuse(Kind::TelegramInternal);
    assert_eq!(fetch_next(&mut driver), 20);
    assert_eq!(driver.recovery.state().sweep, Some(Sweep { until: 9, date: 50 }));
    assert_eq!((driver.recovery.state().date, driver.recovery.state().since(20)), (5, 5));
}
