use super::*;

fn step(bytes: usize, of: Option<Sequence>) -> Arc<Step> {
    let json = serde_json::value::to_raw_value(&"x".repeat(bytes)).unwrap();
    let event = Arc::new(Event { kind: 0, chat: None, chat_is_unknown: false, message: None, json });
    let moves = of.map(|of| Move { of, from: 1, to: 2 }).into_iter().collect();
    Arc::new(Step::Happened(Happened { moves, events: vec![event], ..Happened::default() }))
}

fn counted(bytes: usize) -> Arc<Step> {
    step(bytes, Some(Sequence::Account))
}

fn queue(capacity: usize) -> Queue {
    Queue::new(capacity, Arc::default())
}

fn cut(queue: &Queue) -> Cut {
    match queue.try_next() {
        Some(Next::Cut(cut)) => cut,
        next => panic!("{next:?} is no cut"),
    }
}

#[tokio::test]
async fn a_queue_that_is_full_is_cut_and_takes_nothing_until_its_reader_is_back() {
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
    assert!(matches!(queue.next().await, Next::Step(_)), "one alone always fits");
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
    assert_eq!(cut(&queue), Cut { stopped: true, live_only: false }, "it goes on counting");
    queue.rejoin();
    assert_eq!(queue.lock().unasked, 0);
}

#[test]
fn a_cut_says_whether_something_was_dropped_that_is_never_told_again() {
    for dropped_at in 0..5 {
        let queue = queue(10_000);
        for at in 0..5 {
            queue.push(&step(3_000, (at != dropped_at).then_some(Sequence::Account)));
        }
        assert!(cut(&queue).live_only, "{dropped_at}");
    }
}

#[test]
fn only_who_has_asked_keeps_up() {
    let queue = Queue::default();
    assert_eq!(queue.pace(), Pace::Behind, "it has yet to catch up");
    queue.try_next();
    assert_eq!(queue.pace(), Pace::KeepsUp);
    queue.push(&counted(LOW_WATER));
    assert_eq!(queue.pace(), Pace::Behind);
    queue.push(&counted(HIGH_WATER));
    assert_eq!(queue.pace(), Pace::FarBehind);
    queue.try_next();
    queue.try_next();
    assert_eq!(queue.pace(), Pace::KeepsUp);
    queue.close();
    assert_eq!(queue.pace(), Pace::Cut);
}

#[tokio::test(start_paused = true)]
async fn one_that_reads_is_waited_for_and_one_that_does_not_costs_it_no_wait() {
    let readers = Arc::new(Readers::default());
    let [reads, stopped] = [(); 2].map(|()| Queue::new(CAPACITY, readers.clone()));
    let ready = async || readers.ready(|| vec![reads.pace(), stopped.pace()]).await;
    let begun = tokio::time::Instant::now();
    stopped.try_next();
    let mut taken = 0;
    let (mut told, step) = (0, counted(64 << 10));
    while told < 10 * CAPACITY {
        for queue in [&reads, &stopped] {
            queue.push(&step);
        }
        told += step.len();
        // The one that reads begins when it must, so that the other is sure to be full before.
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
    assert_eq!(taken * step.len(), told, "it is told all");
    assert_eq!(begun.elapsed().as_secs(), 0, "no clock has a say");
}
