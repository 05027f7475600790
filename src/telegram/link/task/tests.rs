//! The task without a socket: what it is told goes in by hand.

use crate::session::Client;
use crate::tl::limits::Unreadable;
use bytes::Bytes;
use tokio::sync::oneshot;

use grammers_client::tl::Identifiable;

use super::*;
use crate::delivery::Delivery;
use crate::secret::SecretBytes;
use crate::telegram::link::Pending;
use crate::telegram::mtproto::Clock;

fn task() -> Task {
    let route = Route {
        way: Way::new(Arc::default(), 2, None),
        key: SecretBytes::new(&mut [1; 256]),
        learned: Arc::new(Learned::new(5, Clock::default())),
        greeting: Arc::new(Greeting::new(1, Client::default())),
        listeners: Listeners::default(),
    };
    // The task is looked at from inside here: nobody sends to it.
    let (_, requests) = mpsc::unbounded_channel();
    Task::new(&route, requests, Arc::default())
}

fn request() -> (Request, Pending) {
    let (answer, pending) = oneshot::channel();
    let delivery = Some(Delivery::default());
    (Request { body: Bytes::from_static(b"ask!"), delivery, answer, tries: 0, turn: 0 }, Pending(pending))
}

/// Tokio's paused clock goes in milliseconds: the wait is rounded to seconds.
async fn to_the_beat(task: &Task) -> Duration {
    let before = Instant::now();
    sleep_until(task.next_beat()).await;
    Duration::from_secs(before.elapsed().as_secs_f64().round() as u64)
}

#[tokio::test(start_paused = true)]
async fn an_idle_connection_is_pinged_each_minute_and_given_up_when_no_sign_of_life_comes() {
    let mut task = task();
    for _ in 0..3 {
        assert_eq!(to_the_beat(&task).await, PING_EVERY);
        task.beat().unwrap();
        assert!(task.next_packet().is_some());
        assert!(task.next_packet().is_none(), "one ping is enough");
        task.handle(Vec::new());
    }
    assert_eq!(to_the_beat(&task).await, PING_EVERY);
    task.beat().unwrap();
    assert_eq!(to_the_beat(&task).await, PROBE_TIMEOUT);
    assert!(matches!(task.beat(), Err(Broken::Silent)));
}

#[tokio::test(start_paused = true)]
async fn a_connection_that_owes_an_answer_is_asked_for_a_sign_of_life_sooner() {
    let mut task = task();
    let (request, _pending) = request();
    task.enqueue(request);
    assert!(task.next_packet().is_some());
    assert_eq!(to_the_beat(&task).await, PROBE_AFTER);
    task.beat().unwrap();
    task.handle(Vec::new());
    assert_eq!(to_the_beat(&task).await, PROBE_AFTER);
}

#[tokio::test(start_paused = true)]
async fn a_request_that_nobody_waits_for_does_not_leave_and_is_not_kept() {
    let mut task = task();
    let (unsent, pending) = request();
    let delivery = unsent.delivery.clone().unwrap();
    task.enqueue(unsent);
    drop(pending);
    assert!(task.next_packet().is_none());
    assert_eq!(delivery.outcome(), crate::error::Outcome::NotSent);

    let (sent, pending) = request();
    let delivery = sent.delivery.clone().unwrap();
    task.enqueue(sent);
    assert!(task.next_packet().is_some());
    drop(pending);
    task.beat().unwrap();
    assert!(task.sent.is_empty());
    assert_eq!(delivery.outcome(), crate::error::Outcome::Unknown);
}

#[tokio::test(start_paused = true)]
async fn a_request_that_is_refused_for_ever_ends() {
    let mut task = task();
    let (request, pending) = request();
    let delivery = request.delivery.clone().unwrap();
    task.enqueue(request);
    let mut tries = 0;
    while let Some((_, messages)) = task.next_packet() {
        tries += 1;
        task.handle(vec![Event::SendAgain { message: messages[0] }]);
    }
    assert_eq!(tries, MAX_TRIES);
    assert!(matches!(pending.answer().await, Err(Failed::Refused { .. })));
    assert_eq!(delivery.outcome(), crate::error::Outcome::NotSent);
}

#[tokio::test(start_paused = true)]
async fn requests_wear_initconnection_until_one_is_answered() {
    let mut task = task();
    let (first, _first) = request();
    let (second, _second) = request();
    task.enqueue(first);
    let (_, messages) = task.next_packet().unwrap();
    task.enqueue(second);
    let (_, more) = task.next_packet().unwrap();
    assert!(task.sent[&more[0]].greeted, "no answer has come yet");
    task.handle(vec![Event::Answer { request: messages[0], body: Vec::new() }]);
    let (third, _third) = request();
    task.enqueue(third);
    let (_, last) = task.next_packet().unwrap();
    assert!(!task.sent[&last[0]].greeted);
}

#[tokio::test(start_paused = true)]
async fn a_link_that_dies_tells_what_had_left() {
    let mut task = task();
    let [(left, left_pending), (packed, packed_pending), (waiting, waiting_pending)] =
        [request(), request(), request()];
    let deliveries = [&left, &packed, &waiting].map(|request| request.delivery.clone().unwrap());
    task.enqueue(left);
    let (_, messages) = task.next_packet().unwrap();
    task.mark_written(&messages);
    task.enqueue(packed);
    assert!(task.next_packet().is_some());
    task.enqueue(waiting);
    task.fail_all(Broken::Closed);
    for (pending, expected) in [(left_pending, true), (packed_pending, false), (waiting_pending, false)] {
        assert!(matches!(pending.answer().await, Err(Failed::Broken { written, .. }) if written == expected));
    }
    use crate::error::Outcome::{NotSent, Unknown};
    assert_eq!(deliveries.map(|delivery| delivery.outcome()), [Unknown, NotSent, NotSent]);
}

#[tokio::test]
async fn what_a_request_did_that_nobody_waits_for_any_more_is_heard() {
    let affected = tl::types::messages::AffectedMessages { pts: 7, pts_count: 1 };
    let body = tl::enums::messages::AffectedMessages::Messages(affected).to_bytes();
    let mut task = task();
    let mut updates = task.listeners.listen(|_| true);
    task.handle(vec![
        Event::Answer { request: 5, body },
        Event::Answer { request: 9, body: b"what?".to_vec() },
    ]);
    assert!(matches!(updates.try_next(), Some(LinkEvent::Answered { .. })));
    assert!(updates.try_next().is_none(), "it did nothing that is news");
    task.handle(vec![Event::Unreadable { request: 5, why: Unreadable::TooDeep }]);
    assert!(matches!(updates.try_next(), Some(LinkEvent::Missed { live_only: false })));
}

#[tokio::test(start_paused = true)]
async fn what_was_under_way_in_a_session_that_session_lost_goes_out_again_if_that_does_no_harm() {
    use crate::error::Outcome::Unknown;
    let mut task = task();
    let mut updates = task.listeners.listen(|_| true);
    let (write, write_pending) = request();
    let (mut read, _read_pending) = request();
    read.delivery = None;
    let (mut send, _send_pending) = request();
    send.body = tl::functions::messages::SendMessage::CONSTRUCTOR_ID.to_le_bytes().to_vec().into();
    let deliveries = [&write, &send].map(|request| request.delivery.clone().unwrap());
    for request in [write, read, send] {
        task.enqueue(request);
    }
    let (_, lost) = task.next_packet().unwrap();
    task.mark_written(&lost);
    let (later, _later_pending) = request();
    task.enqueue(later);
    let (_, kept) = task.next_packet().unwrap();

    // Another session's end is none of theirs.
    let session = task.session.id();
    task.handle(vec![Event::Forgotten { session: !session, before: kept[0] }]);
    assert_eq!(task.sent.len(), 4);
    assert!(matches!(updates.try_next(), Some(LinkEvent::Missed { live_only: true })));

    task.handle(vec![Event::Forgotten { session, before: kept[0] }]);
    let failed = write_pending.answer().await;
    assert!(
        matches!(failed, Err(Failed::Broken { why, written: true }) if matches!(*why, Broken::Forgotten))
    );
    assert_eq!(deliveries.map(|delivery| delivery.outcome()), [Unknown, Unknown]);
    let (_, again) = task.next_packet().unwrap();
    assert_eq!(again.len(), 2, "the read and the send");
    assert!(task.sent[&again[0]].greeted, "the server may have forgotten who we are, too");
    assert!(task.sent.contains_key(&kept[0]));
}
