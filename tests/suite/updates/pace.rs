//! A flood, and subscribers that read it at different speeds: none affects another.

use std::collections::VecDeque;
use std::thread::{self, JoinHandle};

use serde_json::json;
use tokio::sync::mpsc::{UnboundedReceiver, unbounded_channel};

use super::reader::{Reader, Seen};
use crate::stage::{BOB, Stage};

/// Half of them in each of two chats. Together they exceed a subscriber's queue several times.
const MESSAGES: usize = 4_000;
const LENGTH: usize = 2_000;

/// Messages that are sent before a slow subscriber reads some, which are more than its socket holds. Those that it
/// leaves exceed its queue.
const ROUND: usize = 500;
const SOME: usize = 120;

/// Reads all messages on a separate thread, and reports after each notification how many it has read.
fn follow(mut reader: Reader) -> (JoinHandle<Seen>, UnboundedReceiver<usize>) {
    let (read, reads) = unbounded_channel();
    let follow = move || {
        let (mut seen, mut count) = (Seen::new(), 0);
        while count < MESSAGES {
            count += reader.read(&mut seen);
            let _ = read.send(count);
        }
        seen
    };
    (thread::spawn(follow), reads)
}

/// Sends this many messages at once.
async fn say(stage: &Stage, count: usize) {
    let long = "x".repeat(LENGTH);
    let say = async |sender: &str| {
        let say = json!({"sender_id": sender, "chat_id": "@bob_baker", "text": long, "count": count / 2});
        stage.sandbox("sandbox.say", say).await;
    };
    tokio::join!(say("@ann_archer"), say("@carol_clark"));
}

fn count(seen: &Seen) -> usize {
    seen.values().map(Vec::len).sum()
}

async fn joined<T: Send + 'static>(thread: JoinHandle<T>) -> T {
    in_thread(|| thread.join().unwrap()).await
}

async fn in_thread<T: Send + 'static>(read: impl FnOnce() -> T + Send + 'static) -> T {
    tokio::task::spawn_blocking(read).await.unwrap()
}

fn are_whole(seen: &Seen) {
    assert_eq!(seen.values().map(Vec::len).collect::<Vec<_>>(), [MESSAGES / 2; 2]);
    for ids in seen.values() {
        assert!(ids.is_sorted_by(|one, next| one < next), "they come once and in order");
    }
}

#[tokio::test]
async fn a_subscriber_that_does_not_read_does_not_affect_others() {
    let stage = Stage::new().await;
    let bob = stage.log_in(BOB).await;
    let (path, _daemon) = stage.listening_quietly().await;
    let mut stopped = Reader::subscribe(&path, &bob);
    let readers: Vec<_> = (0..3).map(|_| follow(Reader::subscribe(&path, &bob)).0).collect();
    say(&stage, MESSAGES).await;
    for reader in readers {
        are_whole(&joined(reader).await);
    }
    let (read, cursor) = in_thread(move || stopped.read_to_gap()).await;
    assert!(read < MESSAGES && !cursor.is_empty());
}

#[tokio::test]
async fn a_slower_subscriber_gets_everything_without_a_gap() {
    let stage = Stage::new().await;
    let bob = stage.log_in(BOB).await;
    let (path, _daemon) = stage.listening_quietly().await;
    let mut slow = Reader::subscribe(&path, &bob);
    let (quick, mut reads) = follow(Reader::subscribe(&path, &bob));
    let (mut seen, mut said) = (Seen::new(), 0);
    while said < MESSAGES {
        said += ROUND;
        say(&stage, ROUND).await;
        while reads.recv().await.expect("the quick one reads") < said {}
        (slow, seen) = in_thread(move || {
            let target = said / ROUND * SOME;
            while count(&seen) < target {
                slow.read(&mut seen);
            }
            (slow, seen)
        })
        .await;
    }
    assert!(count(&seen) < MESSAGES / 2, "it is far behind");
    are_whole(&joined(quick).await);
    let seen = in_thread(move || {
        while count(&seen) < MESSAGES {
            slow.read(&mut seen);
        }
        seen
    });
    are_whole(&seen.await);
}

#[tokio::test]
async fn subscribers_that_come_and_go_during_a_flood_do_not_affect_others() {
    let stage = Stage::new().await;
    let bob = stage.log_in(BOB).await;
    let (path, _daemon) = stage.listening_quietly().await;
    let readers: Vec<_> = (0..3).map(|_| follow(Reader::subscribe(&path, &bob))).collect();
    let (others, mut reads): (Vec<_>, Vec<_>) = readers.into_iter().unzip();
    let coming = thread::spawn(move || {
        let (mut came, mut here, mut reads) = (0, VecDeque::new(), reads.remove(0));
        // A new one subscribes with each notification that the first of the others has read, and reads nothing. It
        // disconnects two notifications later.
        while reads.blocking_recv().is_some() {
            here.push_back(Reader::subscribe(&path, &bob));
            came += 1;
            if here.len() > 2 {
                here.pop_front();
            }
        }
        came
    });
    say(&stage, MESSAGES).await;
    for other in others {
        are_whole(&joined(other).await);
    }
    assert!(joined(coming).await >= MESSAGES / 100, "they came");
}
