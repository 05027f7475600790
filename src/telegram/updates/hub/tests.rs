use grammers_client::tl;

use std::time::Duration;

use tokio::time::Instant;

use super::early::MOST_EARLY;
use super::machine::Machine;
use super::*;
use crate::telegram::link::LinkEvent;
use crate::telegram::updates::queue::Next;
use crate::telegram::updates::retry::{Failures, TRIES};
use crate::telegram::updates::state::Sequence;
use crate::telegram::updates::tests::{CHANNEL, happened, reader, state, texts};

fn machine() -> (Machine, Arc<Queue>) {
    let queue = Arc::new(Queue::default());
    let shared = Shared { state: state(), queues: vec![Arc::downgrade(&queue)], ended: None };
    (Machine::new(reader(), Arc::new(Inner::new(shared)), SILENCE), queue)
}

fn comes(machine: &mut Machine, text: &str, of: Sequence, from: i32, to: i32) {
    let happened = happened(text, of, from, to);
    machine.counted(happened.moves[0], happened);
}

fn passed_on(queue: &Queue) -> Vec<String> {
    let mut all = Vec::new();
    while let Some(Next::Step(step)) = queue.try_next() {
        if let Step::Happened(happened) = &*step {
            all.extend(texts(&happened.events).into_iter().map(str::to_owned));
        }
    }
    all
}

#[tokio::test]
async fn what_comes_too_early_waits_for_what_is_missing() {
    let (mut machine, queue) = machine();
    comes(&mut machine, "third", Sequence::Account, 7, 8);
    comes(&mut machine, "second", Sequence::Account, 6, 7);
    assert_eq!(passed_on(&queue), [""; 0]);
    comes(&mut machine, "first", Sequence::Account, 5, 6);
    assert_eq!(passed_on(&queue), ["first", "second", "third"]);
    assert!(machine.next_due().is_none());
}

#[tokio::test]
async fn no_more_is_kept_than_its_bound_and_the_difference_brings_the_rest() {
    let (mut machine, queue) = machine();
    let channel = Sequence::Channel(CHANNEL);
    for at in 6..3000 {
        comes(&mut machine, "early", channel, at, at + 1);
        assert!(machine.early[&channel].happened.len() <= MOST_EARLY);
    }
    assert!(machine.next_due().is_some_and(|(of, at)| of == channel && at <= Instant::now()));
    // While it is asked for, what comes is kept again: the answer may be older.
    machine.early.get_mut(&channel).unwrap().is_asked_for();
    comes(&mut machine, "newest", channel, 3000, 3001);
    let difference = happened("difference", channel, 5, 3000);
    machine.inner.pass_on(Step::Happened(difference));
    machine.resume(channel);
    assert_eq!(passed_on(&queue), ["difference", "newest"]);
}

#[tokio::test(start_paused = true)]
async fn a_gap_that_telegram_knows_nothing_of_is_asked_for_again_and_then_told() {
    for of in [Sequence::Account, Sequence::Channel(CHANNEL)] {
        let (mut machine, queue) = machine();
        comes(&mut machine, "one", of, 6, 7);
        comes(&mut machine, "two", of, 7, 8);
        for _ in 1..MOST_ASKED {
            machine.bridge(of);
            assert_eq!(passed_on(&queue), [""; 0]);
            let (due, at) = machine.next_due().unwrap();
            assert!(due == of && at > Instant::now(), "it is asked for again, and not at once");
        }
        machine.bridge(of);
        assert_eq!(passed_on(&queue), ["gap OutOfReach", "one", "two"]);
        assert_eq!(machine.inner.lock().state.at(of), Some(8));
        assert!(machine.next_due().is_none());
    }
}

#[tokio::test(start_paused = true)]
async fn what_was_too_much_to_keep_and_can_t_be_had_again_is_a_gap() {
    let (mut machine, queue) = machine();
    let channel = Sequence::Channel(CHANNEL);
    for at in 6..1000 {
        comes(&mut machine, "early", channel, at, at + 1);
    }
    for _ in 0..MOST_ASKED {
        assert_eq!(passed_on(&queue), [""; 0]);
        machine.early.get_mut(&channel).unwrap().is_asked_for();
        machine.bridge(channel);
    }
    assert_eq!(passed_on(&queue), ["gap OutOfReach"]);
    assert_eq!(machine.inner.lock().state.at(channel), Some(1000));
    comes(&mut machine, "next", channel, 1000, 1001);
    assert_eq!(passed_on(&queue), ["next"]);
}

#[tokio::test(start_paused = true)]
async fn what_was_too_much_to_keep_is_no_gap_once_a_difference_has_brought_it() {
    let (mut machine, queue) = machine();
    for at in 6..1000 {
        comes(&mut machine, "early", Sequence::Account, at, at + 1);
    }
    machine.early.get_mut(&Sequence::Account).unwrap().is_asked_for();
    machine.inner.pass_on(Step::Happened(happened("difference", Sequence::Account, 5, 1000)));
    machine.resume(Sequence::Account);
    assert!(machine.early.is_empty());
    assert_eq!(passed_on(&queue), ["difference"]);
}

#[tokio::test(start_paused = true)]
async fn what_was_missed_is_asked_for_and_only_what_is_never_told_again_is_a_gap() {
    for (live_only, expected) in [(false, &[][..]), (true, &["gap LiveOnly"])] {
        let (mut machine, queue) = machine();
        machine.heard(LinkEvent::Missed { live_only });
        assert_eq!(passed_on(&queue), expected);
        assert_eq!(machine.next_due(), Some((Sequence::Account, Instant::now())));
    }
}

#[tokio::test(start_paused = true)]
async fn updates_that_can_t_be_read_are_asked_for_and_a_gap() {
    let (mut machine, queue) = machine();
    let mut cut_off = tl::Serializable::to_bytes(&tl::enums::Updates::UpdateShort(tl::types::UpdateShort {
        update: tl::enums::Update::PtsChanged,
        date: 1,
    }));
    cut_off.truncate(8);
    machine.heard(LinkEvent::Pushed(cut_off.into()));
    assert_eq!(passed_on(&queue), ["gap Unreadable"]);
    assert_eq!(machine.next_due(), Some((Sequence::Account, Instant::now())));
    machine.heard(LinkEvent::Pushed([9; 8].into()));
    assert_eq!(passed_on(&queue), [""; 0], "what is no update loses none");
}

#[tokio::test(start_paused = true)]
async fn numbers_of_the_whole_that_come_out_of_order_are_waited_for() {
    let (mut machine, _queue) = machine();
    assert!(!machine.is_told((7, 7)), "6 is missing");
    assert!(machine.next_due().is_some_and(|(_, at)| at == Instant::now() + PATIENCE));
    assert!(!machine.is_told((6, 6)), "it was only late");
    assert!(machine.is_told((5, 5)));
}

#[tokio::test(start_paused = true)]
async fn a_channel_that_fails_is_asked_at_its_own_pace() {
    let (mut machine, _queue) = machine();
    let channel = Sequence::Channel(CHANNEL);
    machine.failing.insert(CHANNEL, Failures { count: 3, ..Failures::default() });
    let later = Instant::now() + Duration::from_secs(30);
    machine.due.insert(channel, later);
    comes(&mut machine, "early", channel, 6, 7);
    machine.ask_now(channel);
    assert_eq!(machine.next_due(), Some((channel, later)));
}

#[tokio::test(start_paused = true)]
async fn a_channel_that_fails_is_asked_again_whatever_it_fails_of() {
    use crate::error::Kind;
    let channel = Sequence::Channel(CHANNEL);
    let (mut machine, queue) = machine();
    for _ in 0..2 {
        machine.could_not_ask(CHANNEL, Error::new(Kind::TelegramInternal, "later")).unwrap();
        assert!(machine.next_due().is_some_and(|(of, at)| of == channel && at > Instant::now()));
    }
    machine.due.clear();
    assert!(machine.could_not_ask(CHANNEL, Error::new(Kind::Offline, "no line")).is_err());
    machine.ask_now(channel);
    assert_eq!(machine.next_due(), Some((channel, Instant::now())));
    assert!(queue.is_empty());

    machine.could_not_ask(CHANNEL, Error::new(Kind::TelegramRejected, "never")).unwrap();
    assert!(matches!(queue.try_next(), Some(Next::Step(step)) if matches!(*step, Step::Moved(_))));
    assert!(machine.failing.is_empty() && machine.inner.lock().state.channels.is_empty());
}

#[tokio::test(start_paused = true)]
async fn a_channel_that_fails_again_and_again_is_said_to_be_late_once_and_asked_on() {
    use crate::error::Kind;
    let (mut machine, queue) = machine();
    for times in 1..3 * TRIES {
        machine.could_not_ask(CHANNEL, Error::new(Kind::TelegramInternal, "later")).unwrap();
        let expected = if times == TRIES { &["gap Delayed"][..] } else { &[] };
        assert_eq!(passed_on(&queue), expected, "{times}");
        assert!(machine.next_due().is_some_and(|(of, _)| of == Sequence::Channel(CHANNEL)));
    }
}

#[tokio::test(start_paused = true)]
async fn a_watched_channel_is_asked_for_at_telegrams_pace() {
    let (machine, _queue) = machine();
    let hub = Hub {
        inner: machine.inner.clone(),
        _task: AbortOnDropHandle::new(tokio::spawn(std::future::pending())),
    };
    let mut machine = machine;
    let channel = Sequence::Channel(CHANNEL);
    let watch = hub.watch(vec![CHANNEL]);
    let second = hub.watch(vec![CHANNEL]);
    machine.inner.watched.changed().await;
    machine.watch_anew();
    assert_eq!(machine.next_due(), Some((channel, Instant::now())));
    for (timeout, expected) in
        [(Some(60), 60), (None, 30), (Some(1), 10), (Some(86_400), 900), (Some(-1), 30)]
    {
        machine.due.clear();
        machine.watch_on(CHANNEL, timeout);
        assert_eq!(machine.next_due(), Some((channel, Instant::now() + Duration::from_secs(expected))));
    }
    drop(watch);
    machine.due.clear();
    machine.watch_on(CHANNEL, None);
    assert!(machine.next_due().is_some(), "another subscriber still watches it");
    drop(second);
    machine.due.clear();
    machine.watch_on(CHANNEL, None);
    assert!(machine.next_due().is_none());
}
