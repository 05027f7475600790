use std::time::Duration;

use grammers_client::tl;
use tokio::time::Instant;

use super::watch::Schedule;
use super::*;
use crate::telegram::link::LinkEvent;
use crate::telegram::updates::queue::{Next, Step};
use crate::telegram::updates::recovery::input::{Input, Request};
use crate::telegram::updates::state::Sequence;
use crate::telegram::updates::tests::{CHANNEL, Gaps, batch, source, state, texts};

fn task() -> (Task<Gaps>, Arc<Queue<()>>) {
    let shared = Arc::new(Shared::new(Recovery::new(state(), Policy::Adopt)));
    let queue = Arc::new(Queue::default());
    shared.lock().join(&queue);
    (Task::new(source(), shared, QUIET_PERIOD), queue)
}

fn delivered(queue: &Queue<()>) -> Vec<String> {
    let mut batches = Vec::new();
    while let Some(Next::Step(step)) = queue.try_next() {
        if let Step::Batch(batch) = step {
            batches.push(batch);
        }
    }
    texts(&batches)
}

/// Whether the account's difference is requested next, and when.
fn requests_difference(task: &Task<Gaps>) -> bool {
    matches!(task.next(), (Some(Request::Difference { .. }), at) if at <= Instant::now())
}

#[tokio::test(start_paused = true)]
async fn missed_updates_are_requested_and_only_live_only_ones_are_a_gap() {
    for (live_only, expected) in [(false, &[][..]), (true, &["gap LiveOnly"])] {
        let (mut task, queue) = task();
        task.link_event(LinkEvent::Missed { live_only });
        assert_eq!(delivered(&queue), expected);
        assert!(requests_difference(&task));
    }
}

#[tokio::test(start_paused = true)]
async fn updates_that_can_t_be_parsed_are_requested_and_a_gap() {
    let (mut task, queue) = task();
    let mut cut_off = tl::Serializable::to_bytes(&tl::enums::Updates::UpdateShort(tl::types::UpdateShort {
        update: tl::enums::Update::PtsChanged,
        date: 1,
    }));
    cut_off.truncate(8);
    task.link_event(LinkEvent::Pushed(cut_off.into()));
    assert_eq!(delivered(&queue), ["gap Unreadable"]);
    assert!(requests_difference(&task));
    task.link_event(LinkEvent::Pushed([9; 8].into()));
    assert_eq!(delivered(&queue), [""; 0], "no update is lost with what isn't an update");
}

#[tokio::test(start_paused = true)]
async fn the_account_is_asked_after_a_silence_and_a_gap_before_that() {
    let (mut task, queue) = task();
    let begun = Instant::now();
    assert_eq!(task.next(), (None, begun + QUIET_PERIOD));
    task.on(Input::Batch(Arc::new(batch("early", Sequence::Account, 6, 7))));
    let (request, at) = task.next();
    assert!(request.is_none() && at < begun + QUIET_PERIOD);
    tokio::time::advance(at - begun).await;
    task.wake();
    assert!(requests_difference(&task));
    task.on(Input::Batch(Arc::new(batch("late", Sequence::Account, 5, 6))));
    assert_eq!(delivered(&queue), ["late", "early"]);
}

#[tokio::test(start_paused = true)]
async fn a_watched_channel_is_polled_as_often_as_telegram_says() {
    let watched = Arc::new(watch::Watched::default());
    let (mut schedule, now) = (Schedule::default(), Instant::now());
    let watch = watched.watch(vec![CHANNEL]);
    let second = watched.watch(vec![CHANNEL]);
    watched.changed().await;
    schedule.update(&watched, now);
    assert_eq!(schedule.take_due(now, QUIET_PERIOD), [CHANNEL]);
    assert_eq!(schedule.next(), Some(now + QUIET_PERIOD), "unless it is answered");
    for (timeout, expected) in
        [(Some(60), 60), (None, 30), (Some(1), 10), (Some(86_400), 900), (Some(-1), 30)]
    {
        schedule.polled(CHANNEL, timeout, QUIET_PERIOD, now);
        assert_eq!(schedule.next(), Some(now + Duration::from_secs(expected)));
    }
    drop(watch);
    schedule.update(&watched, now);
    assert!(schedule.next().is_some(), "another subscription still watches it");
    drop(second);
    schedule.update(&watched, now);
    assert!(schedule.next().is_none());
}

#[tokio::test(start_paused = true)]
async fn a_watched_channel_is_located_and_then_fetched() {
    let (mut task, _queue) = task();
    let _watch = task.shared.watched.watch(vec![8]);
    task.wake();
    assert_eq!(task.next().0, Some(Request::ChannelPts { channel: 8 }));
}
