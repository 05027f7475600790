//! A flood of events to many subscribers: nothing is lost, and memory is bounded.

use std::collections::HashSet;
use std::thread;
use std::time::Instant;

use serde_json::{Value, json};
use tokio::process::Child;
use tokio::sync::mpsc::{UnboundedSender, unbounded_channel};

use self::reader::{Reader, Seen};
use crate::size;
use crate::stage::{BOB, Stage};

#[path = "../suite/updates/reader.rs"]
#[allow(dead_code, reason = "the suite uses the rest")]
mod reader;

/// Events in the flood.
const EVENTS: usize = size(4_000, 200_000);

/// One of them doesn't read.
const SUBSCRIBERS: usize = 20;

/// Messages sent at once. Few enough that no subscriber falls behind by more than Telegram sends: a client that is over
/// a thousand messages behind in a channel has to read its history.
const ROUND: usize = 2_000;

/// Maximum rounds that are sent and not yet read by all readers.
const WAITING: usize = 3;

/// How many of these go to which chat.
const SHARES: [usize; 4] = [600, 600, 600, 200];

/// Ids of supergroups and channels are below this, as in the Bot API.
const SUPERGROUPS: i64 = -1_000_000_000_000;

/// Bytes that may be queued for a subscriber, and of received updates that are not processed yet.
const QUEUE: usize = 4 << 20;

/// Notifications queued for writing on a connection, and the maximum events in one during a flood: those that trigger
/// it, and what one push of the sandbox adds.
const NOTIFICATIONS: usize = 8;
const IN_ONE: usize = 64;

/// Reads messages, and reports after each round of them: as many as are sent in a round, and as many in the supergroup
/// as are sent there.
fn follow(reader: &mut Reader, messages: usize, round: UnboundedSender<()>) -> Seen {
    let (mut seen, mut read, mut rounds) = (Seen::new(), 0, 0);
    while read < messages {
        read += reader.read(&mut seen);
        let of_supergroup = seen.iter().filter(|(chat, _)| **chat < SUPERGROUPS);
        let of_supergroup: usize = of_supergroup.map(|(_, ids)| ids.len()).sum();
        while read >= (rounds + 1) * ROUND && of_supergroup >= (rounds + 1) * SHARES[3] {
            rounds += 1;
            round.send(()).unwrap();
        }
    }
    seen
}

/// The peak memory of the process in bytes.
fn peak(process: &Child) -> usize {
    let status = std::fs::read_to_string(format!("/proc/{}/status", process.id().unwrap())).unwrap();
    let peak = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).expect("the kernel reports it");
    peak.trim_end_matches("kB").trim().parse::<usize>().unwrap() << 10
}

/// The senders, and the chats where Bob sees their messages: two private chats, a basic group and a supergroup.
async fn chats(stage: &Stage) -> Vec<(&'static str, Value)> {
    let mut chats = vec![("@ann_archer", json!("@bob_baker")), ("@carol_clark", json!("@bob_baker"))];
    for kind in ["group", "supergroup"] {
        let group =
            json!({"kind": kind, "title": kind, "owner_id": "@ann_archer", "member_ids": ["@bob_baker"]});
        let group = stage.sandbox("sandbox.addGroup", group).await;
        chats.push(("@ann_archer", group["chat_id"].clone()));
    }
    chats
}

#[tokio::test]
async fn a_flood_of_events_reaches_all_readers_complete_in_bounded_memory() {
    let stage = Stage::new().await;
    let bob = stage.log_in(BOB).await;
    let (path, daemon) = stage.listening_quietly().await;
    let chats = chats(&stage).await;
    // A channel is found by date, in seconds: nothing from before may share one with the subscriptions.
    stage.sandbox("sandbox.advance", json!({"duration": 2})).await;
    // All of them together exceed the queue of a subscriber that doesn't read.
    let long = "x".repeat(2 * QUEUE / EVENTS);
    let mut stopped = Reader::subscribe(&path, &bob);
    let readers: Vec<Reader> = (1..SUBSCRIBERS).map(|_| Reader::subscribe(&path, &bob)).collect();
    let before = peak(&daemon);

    let begun = Instant::now();
    let mut rounds = Vec::new();
    let mut following = Vec::new();
    for mut reader in readers {
        let (round, read) = unbounded_channel();
        rounds.push(read);
        following.push(thread::spawn(move || (follow(&mut reader, EVENTS, round), reader)));
    }
    for round in 0..EVENTS / ROUND {
        if round > WAITING {
            for read in &mut rounds {
                read.recv().await.expect("it goes on");
            }
        }
        let said = chats.iter().zip(SHARES).map(async |((sender, chat), count)| {
            let say = json!({"sender_id": sender, "chat_id": chat, "text": long, "count": count});
            stage.sandbox("sandbox.say", say).await;
        });
        futures_util::future::join_all(said).await;
    }
    let said = begun.elapsed().as_secs_f64();
    let mut first: Option<Seen> = None;
    for follower in following {
        let (seen, _reader) = tokio::task::spawn_blocking(|| follower.join().unwrap()).await.unwrap();
        let mut shares: Vec<usize> = seen.values().map(|ids| ids.len() * ROUND / EVENTS).collect();
        shares.sort_unstable_by_key(|share| std::cmp::Reverse(*share));
        assert_eq!(shares, SHARES);
        for (chat, ids) in &seen {
            assert!(ids.is_sorted_by(|one, next| one < next), "{chat} comes once and in order");
        }
        let first = first.get_or_insert_with(|| seen.clone());
        for (chat, ids) in &seen {
            let (one, other): (HashSet<_>, HashSet<_>) = (ids.iter().collect(), first[chat].iter().collect());
            let apart: Vec<_> = one.symmetric_difference(&other).collect();
            assert!(apart.is_empty(), "only one of two readers got {apart:?} in {chat}");
        }
    }
    let took = begun.elapsed().as_secs_f64();
    let grown = peak(&daemon) - before;
    println!(
        "flood: {EVENTS} events to {SUBSCRIBERS} in {took:.1} s (said in {said:.1} s), {:.0}/s, {grown} bytes more at the most",
        EVENTS as f64 / took
    );

    let event = 700 + long.len();
    // Queued events are shared by all subscribers. Only the text is per subscriber.
    let waiting = 2 * QUEUE + SUBSCRIBERS * NOTIFICATIONS * IN_ONE * event;
    assert!(grown <= 2 * waiting, "{grown} bytes more, where about {waiting} may wait");

    let (read, cursor) = stopped.read_to_gap();
    assert!(read < EVENTS, "all were kept for one who doesn't read");
    assert!(!cursor.is_empty());
}
