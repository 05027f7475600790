use super::*;
use crate::error::{Error, Kind};
use crate::telegram::updates::difference::{End, Slice};
use crate::telegram::updates::news::Moved;
use crate::telegram::updates::retry::TRIES;
use crate::telegram::updates::state::{Move, Sweep};
use crate::telegram::updates::tests::{CHANNEL, account, happened, render, state, texts};

const OF_CHANNEL: Sequence = Sequence::Channel(CHANNEL);

/// One that has been told all that was missed.
fn subscription() -> Subscription {
    let mut subscription = Subscription::since(account(), render(), state(), Box::new(|_| true));
    subscription.work.clear();
    subscription
}

fn step(happened: Happened) -> Arc<Step> {
    Arc::new(Step::Happened(happened))
}

/// What is told at once.
fn told(subscription: &mut Subscription) -> Vec<String> {
    let portion = subscription.ready.pop_front().unwrap();
    assert!(subscription.ready.is_empty(), "a cursor is taken behind the whole of it");
    texts(&portion.events).into_iter().map(str::to_owned).collect()
}

fn slice(apart: Vec<Happened>, end: End) -> Slice {
    let apart = apart.into_iter().map(|it| (it.moves[0], it)).collect();
    Slice { happened: happened("account", Sequence::Account, 5, 9), apart, moved: Vec::new(), end }
}

#[test]
fn what_belongs_to_channels_is_told_in_one_with_its_difference() {
    let mut subscription = subscription();
    let apart = vec![happened("one", OF_CHANNEL, 5, 6), happened("two", OF_CHANNEL, 6, 7)];
    subscription.take_slice(slice(apart, End::More));
    assert_eq!(told(&mut subscription), ["account", "one", "two"]);
    assert_eq!((subscription.state.pts, subscription.state.channels[&CHANNEL].pts), (9, 7));
    assert_eq!(subscription.work, [Work::Account]);
}

#[test]
fn channels_with_a_gap_and_new_ones_are_asked_for_before_the_date_moves() {
    let mut subscription = subscription();
    let apart = vec![
        happened("known", OF_CHANNEL, 6, 7),
        happened("new", Sequence::Channel(8), 2, 3),
        happened("old", OF_CHANNEL, 3, 4),
    ];
    subscription.take_slice(slice(apart, End::Last { date: 9, seq: 6 }));
    assert_eq!(told(&mut subscription), ["account"]);
    let met = Work::Meet(Meeting { channel: 8, begin: Begin::At { pts: 2, message: None } });
    let expected = [met, Work::Channel(8), Work::Channel(CHANNEL), Work::Synced { date: 9, seq: 6 }];
    assert_eq!(subscription.work, expected);
    assert_eq!(subscription.state.date, 5);
}

#[test]
fn a_channel_that_can_t_be_looked_into_goes_on_from_what_came_of_it_and_loses_nothing() {
    let (new, mut subscription) = (Sequence::Channel(8), subscription());
    subscription.take(step(happened("first", new, 2, 3)), false).unwrap();
    let Some(Work::Meet(Meeting { channel: 8, begin })) = subscription.work.pop_front() else { panic!() };
    subscription.begin(8, begin);
    let held = subscription.held.take().unwrap();
    subscription.take(held, true).unwrap();
    assert_eq!(told(&mut subscription), ["first"]);
    subscription.take(step(happened("third", new, 4, 5)), false).unwrap();
    assert_eq!(subscription.work, [Work::Channel(8)], "one that is missing shows");

    // What came with a difference is not at hand, and is asked for.
    let mut subscription = self::subscription();
    subscription.take_slice(slice(vec![happened("new", new, 2, 3)], End::Last { date: 9, seq: 6 }));
    subscription.ready.clear();
    let Some(Work::Meet(Meeting { channel: 8, begin })) = subscription.work.pop_front() else { panic!() };
    subscription.begin(8, begin);
    assert_eq!(subscription.work, [Work::Channel(8), Work::Synced { date: 9, seq: 6 }]);
    assert_eq!(subscription.state.channels[&8].pts, 2);
    assert!(subscription.ready.is_empty());
}

#[test]
fn what_happened_in_a_channel_that_can_t_be_looked_into_is_a_gap_there() {
    for pts in [None, Some(9)] {
        let mut subscription = subscription();
        subscription.take(Arc::new(Step::Moved(Moved { channel: 8, pts })), false).unwrap();
        let Some(Work::Meet(Meeting { channel: 8, begin })) = subscription.work.pop_front() else { panic!() };
        subscription.begin(8, begin);
        assert_eq!(told(&mut subscription), ["gap OutOfReach"]);
        assert_eq!(subscription.state.at(Sequence::Channel(8)), pts, "it goes on from there");
    }
}

#[test]
fn where_telegram_says_that_nothing_is_missing_it_is_asked_a_few_times_and_then_a_gap_is_told() {
    for (of, work) in [(Sequence::Account, Work::Account), (OF_CHANNEL, Work::Channel(CHANNEL))] {
        let mut subscription = subscription();
        subscription.take(step(happened("late", of, 7, 8)), false).unwrap();
        for asked in 0..=MOST_ASKED {
            assert!(subscription.ready.is_empty());
            assert_eq!(subscription.work.pop_front(), Some(work), "{asked}");
            let held = subscription.held.take().unwrap();
            subscription.take(held, true).unwrap();
            assert!(subscription.patient_until.is_some(), "no question follows at once");
        }
        assert_eq!(told(&mut subscription), ["gap OutOfReach", "late"]);
        assert_eq!(subscription.state.at(of), Some(8));
        assert!(subscription.is_caught_up());
    }
}

#[tokio::test]
async fn a_channel_that_cannot_be_asked_holds_up_nothing_but_its_own_date() {
    let mut subscription = subscription();
    subscription.work.push_back(Work::Channel(CHANNEL));
    let held = step(happened("held", OF_CHANNEL, 6, 7));
    subscription.held = Some(held.clone());
    let passing = Error::new(Kind::TelegramInternal, "later");
    subscription.put_off(Work::Channel(CHANNEL), CHANNEL, &passing);
    assert!(subscription.is_caught_up() && subscription.ready.is_empty());
    assert_eq!(subscription.failure().unwrap().kind(), Kind::TelegramInternal);

    subscription.take(held, false).unwrap();
    assert!(subscription.is_caught_up(), "it comes with the channel's difference");
    subscription.take(step(happened("other", Sequence::Account, 5, 6)), false).unwrap();
    assert_eq!(told(&mut subscription), ["other"]);
    subscription.take(Arc::new(Step::Synced { date: 9, seq: 6 }), false).unwrap();
    told(&mut subscription);
    assert_eq!((subscription.state.date, subscription.state.seq), (5, 6));
    assert_eq!(subscription.state.channels[&CHANNEL].pts, 5);
}

#[tokio::test(start_paused = true)]
async fn a_channel_is_asked_again_later_and_is_a_gap_when_that_has_no_use() {
    let mut subscription = subscription();
    let mut times = 0;
    let refused = Error::new(Kind::TelegramRejected, "never");
    loop {
        subscription.work.push_back(Work::Channel(CHANNEL));
        subscription.put_off(Work::Channel(CHANNEL), CHANNEL, &refused);
        times += 1;
        let Some(at) = subscription.failing.get(&CHANNEL).and_then(Failing::taken_up_at) else { break };
        subscription.take_up_again();
        assert!(subscription.work.is_empty(), "not at once");
        sleep_until(at).await;
        subscription.take_up_again();
        assert_eq!(subscription.work.pop_front(), Some(Work::Channel(CHANNEL)));
    }
    assert_eq!(times, 9);
    assert_eq!(told(&mut subscription), ["gap OutOfReach"]);
    assert!(subscription.state.channels.is_empty() && subscription.failing.is_empty());
    subscription.take(Arc::new(Step::Synced { date: 9, seq: 6 }), false).unwrap();
    assert_eq!(subscription.state.date, 9);
}

#[test]
fn where_a_partly_told_step_leads_on_no_gap_is_said() {
    let mut subscription = subscription();
    let mut partly = happened("partly", Sequence::Account, 4, 6);
    partly.moves.push(Move { of: Sequence::Secondary, from: 5, to: 5 });
    subscription.bridge(Sequence::Account, &partly);
    assert_eq!(told(&mut subscription), ["partly"]);
    assert_eq!(subscription.state.pts, 6);
}

#[tokio::test]
async fn what_the_hub_ended_with_ends_a_subscription_even_if_it_would_pass_elsewhere() {
    for kind in [Kind::Internal, Kind::TelegramRejected, Kind::Offline] {
        let mut subscription = subscription();
        assert!(!subscription.has_ended());
        subscription.held = Some(Arc::new(Step::Ended(Arc::new(Error::new(kind, "the hub has given up")))));
        for _ in 0..2 {
            let error = subscription.next(&Attempt::default()).await.unwrap_err();
            assert_eq!(error.kind(), kind);
            assert!(subscription.has_ended());
        }
    }
}

#[tokio::test(start_paused = true)]
async fn a_channel_that_fails_again_and_again_is_said_to_be_late_once_and_asked_on() {
    let mut subscription = subscription();
    let passing = Error::new(Kind::TelegramInternal, "later");
    for times in 1..3 * TRIES {
        subscription.put_off(Work::Channel(CHANNEL), CHANNEL, &passing);
        if times == TRIES {
            assert_eq!(told(&mut subscription), ["gap Delayed"]);
        }
        assert!(subscription.ready.is_empty(), "{times}");
        let at = subscription.failing[&CHANNEL].taken_up_at().unwrap();
        sleep_until(at).await;
        subscription.take_up_again();
        assert_eq!(subscription.work.pop_front(), Some(Work::Channel(CHANNEL)));
    }
}

#[tokio::test(start_paused = true)]
async fn a_wait_before_one_channel_is_met_holds_for_all_that_are_to_be_met() {
    let mut subscription = subscription();
    let meeting = |channel| Work::Meet(Meeting { channel, begin: Begin::Behind(Some(9)) });
    subscription.work.extend([meeting(8), Work::Channel(CHANNEL), meeting(9), Work::Account]);
    let wait = Error::new(Kind::RateLimited, "wait").retry_after(30);
    subscription.put_off(meeting(8), 8, &wait);
    assert_eq!(subscription.work, [Work::Channel(CHANNEL), Work::Account]);
    let until = subscription.failing[&8].taken_up_at();
    assert_eq!(subscription.failing[&9].taken_up_at(), until);
    assert!(until >= Some(Instant::now() + Duration::from_secs(30)));
}

fn news(channels: &[i64], date: i32) -> Slice {
    let moved = channels.iter().map(|channel| Moved { channel: *channel, pts: Some(9) }).collect();
    let end = End::Last { date, seq: 6 };
    Slice { happened: Happened::default(), apart: Vec::new(), moved, end }
}

/// As if the next channel had been asked.
fn ask_next(subscription: &mut Subscription) -> i64 {
    let work = subscription.work.pop_front().unwrap();
    let id = work.channel().unwrap();
    subscription.state.set_channel(id, 9, 1);
    subscription.settle(id);
    id
}

#[test]
fn a_pass_goes_on_from_its_cursor_behind_the_channels_that_have_been_asked() {
    let mut subscription = subscription();
    subscription.work.push_back(Work::Account);
    subscription.work.pop_front();
    subscription.take_slice(news(&[30, 20, CHANNEL, 10], 50));
    assert_eq!(ask_next(&mut subscription), CHANNEL, "what is known comes first, as a cursor may forget it");
    assert_eq!((ask_next(&mut subscription), ask_next(&mut subscription)), (10, 20));
    let mut state = subscription.state.clone();
    assert_eq!((state.date, state.sweep), (5, Some(Sweep { until: 29, date: 50 })));
    assert_eq!((state.since(20), state.since(30)), (50, 5));

    // The cursor has forgotten them.
    state.channels.clear();
    let mut subscription = Subscription::since(account(), render(), state, Box::new(|_| true));
    subscription.work.clear();
    subscription.take_slice(news(&[10, 20, 30, 40], 90));
    assert_eq!(ask_next(&mut subscription), 30);
    assert_eq!(subscription.state.sweep, Some(Sweep { until: 39, date: 50 }));
    assert_eq!(ask_next(&mut subscription), 40);
    assert_eq!(subscription.work, [Work::Synced { date: 50, seq: 6 }]);
    subscription.work.clear();
    subscription.synced(50, 6);
    assert_eq!((subscription.state.date, subscription.state.sweep), (50, None));
    assert_eq!(subscription.work, [Work::Account], "10 and 20 have news since then");
}

#[test]
fn a_pass_does_not_go_past_a_channel_that_cannot_be_asked() {
    let mut subscription = subscription();
    subscription.take_slice(news(&[10, 20], 50));
    let work = *subscription.work.front().unwrap();
    subscription.put_off(work, 10, &Error::new(Kind::TelegramInternal, "later"));
    subscription.settle(10);
    assert_eq!(ask_next(&mut subscription), 20);
    assert_eq!(subscription.state.sweep, Some(Sweep { until: 9, date: 50 }));
    subscription.synced(50, 6);
    assert_eq!((subscription.state.date, subscription.state.since(20)), (5, 5));
}
