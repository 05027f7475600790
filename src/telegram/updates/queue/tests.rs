use super::*;
use crate::telegram::updates::state::{Move, Sequence};

fn step(bytes: usize, of: Option<Sequence>) -> Step<u8> {
    let json = serde_json::value::to_raw_value(&"x".repeat(bytes)).unwrap();
    let event = Arc::new(Event { kind: 0, chat: None, chat_is_unknown: false, message: None, json });
    let moves = of.map(|of| Move { of, from: 1, to: 2 }).into_iter().collect();
    Step::Batch(Arc::new(Batch { moves, events: vec![event], ..Batch::default() }))
}

fn counted(bytes: usize) -> Step<u8> {
    step(bytes, Some(Sequence::Account))
}

fn queue(capacity: usize) -> Queue<u8> {
    Queue::new(capacity, Arc::default())
}

fn cut(queue: &Queue<u8>) -> Cut {
    match queue.try_next() {
        Some(Next::Cut(cut)) => cut,
        next => panic!("{next:?} isn't a cut"),
    }
}

#[tokio::test]
async fn a_full_queue_is_cut_and_takes_nothing_until_its_reader_rejoins() {
    let queue = queue(10_000);
    for _ in 0..3 {
        queue.push(&counted(3_000));
    }
    assert!(matches!(queue.next().await, Next::Step(_)));
    queue.push(&counted(3_000));
    queue.push(&counted(3_000));
    assert!(matches!(queue.next().await, Next::Cut(_)));
    assert_eq!(queue.lock().bytes, 0);
    queue.push(&counted(1));
    assert!(matches!(queue.next().await, Next::Cut(_)));
    queue.rejoin();
    assert!(queue.is_empty());
    queue.push(&counted(20_000));
    assert!(matches!(queue.next().await, Next::Step(_)), "a single step always fits");
    assert!(queue.is_empty());
}

#[test]
fn a_cut_says_whether_its_reader_had_stopped() {
    let queue = queue(10_000);
    for _ in 0..3 {
        queue.push(&counted(3_000));
    }
    queue.try_next();
    for _ in 0..2 {
        queue.push(&counted(3_000));
    }
    assert_eq!(cut(&queue), Cut { stopped: false, live_only: false });
    queue.push(&counted(9_000));
    assert_eq!(cut(&queue), Cut { stopped: true, live_only: false }, "bytes still count");
    queue.rejoin();
    assert_eq!(queue.lock().unread, 0);
}

#[test]
fn a_reader_that_fetches_earlier_events_has_not_stopped() {
    let queue = Arc::new(queue(10_000));
    let push = |count| (0..count).for_each(|_| queue.push(&counted(3_000)));
    let activity = queue.activity();
    push(6);
    assert_eq!(cut(&queue), Cut { stopped: false, live_only: false });
    drop(activity);
    push(4);
    drop(queue.activity());
    push(4);
    assert_eq!(cut(&queue), Cut { stopped: false, live_only: false }, "it took something meanwhile");
    push(2);
    drop(queue.activity());
    assert_eq!(cut(&queue), Cut { stopped: true, live_only: false }, "even if it fetches before it reads");
    let _activity = queue.activity();
    queue.rejoin();
    push(6);
    assert_eq!(cut(&queue), Cut { stopped: false, live_only: false });
}

#[test]
fn a_cut_says_whether_live_only_events_were_dropped() {
    for dropped_at in 0..5 {
        let queue = queue(10_000);
        for at in 0..5 {
            queue.push(&step(3_000, (at != dropped_at).then_some(Sequence::Account)));
        }
        assert!(cut(&queue).live_only, "{dropped_at}");
    }
}

#[test]
fn only_a_queue_that_was_read_keeps_up() {
    let queue = Queue::<u8>::default();
    assert_eq!(queue.lag(), Lag::Behind, "it hasn't caught up");
    queue.try_next();
    assert_eq!(queue.lag(), Lag::KeepsUp);
    queue.push(&counted(LOW_WATER));
    assert_eq!(queue.lag(), Lag::Behind);
    queue.push(&counted(HIGH_WATER));
    assert_eq!(queue.lag(), Lag::FarBehind);
    queue.try_next();
    queue.try_next();
    assert_eq!(queue.lag(), Lag::KeepsUp);
    queue.close();
    assert_eq!(queue.lag(), Lag::Cut);
}

#[tokio::test(start_paused = true)]
async fn a_reader_is_waited_for_and_a_stopped_one_costs_no_wait() {
    let readers = Arc::new(Readers::default());
    let [reads, stopped] = [(); 2].map(|()| Queue::new(CAPACITY, readers.clone()));
    let ready = async || readers.ready(|| vec![reads.lag(), stopped.lag()]).await;
    let begun = tokio::time::Instant::now();
    stopped.try_next();
    let mut taken = 0;
    let (mut pushed, step) = (0, counted(64 << 10));
    while pushed < 10 * CAPACITY {
        for queue in [&reads, &stopped] {
            queue.push(&step);
        }
        pushed += step.len();
        // The reader begins as late as possible, so that the other queue is full before.
        let (mut ready, mut is_ready) = (std::pin::pin!(ready()), false);
        while !is_ready {
            is_ready = futures_util::poll!(ready.as_mut()).is_ready();
            if !is_ready {
                assert!(matches!(reads.try_next(), Some(Next::Step(_))));
                taken += 1;
            }
        }
    }
    assert!(cut(&stopped).stopped);
    while let Some(Next::Step(_)) = reads.try_next() {
        taken += 1;
    }
    assert_eq!(taken * step.len(), pushed, "it reads everything");
    assert_eq!(begun.elapsed().as_secs(), 0, "there is no timeout");
}
