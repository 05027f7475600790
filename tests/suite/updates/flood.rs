//! Very many events at once, told to many: nothing is lost, and what it costs is bounded.

use std::collections::{HashMap, HashSet};
use std::io::{BufRead, BufReader, Write};
use std::os::unix::net::UnixStream;
use std::path::Path;
use std::thread;
use std::time::{Duration, Instant};

use serde::Deserialize;
use serde_json::{Value, json};
use tokio::process::Child;
use tokio::sync::mpsc::{UnboundedSender, unbounded_channel};

use crate::stage::{BOB, Stage};

/// How many events there are; `TELEWIRE_FLOOD` says otherwise.
const EVENTS: usize = 4_000;

/// Of these one does not read.
const SUBSCRIBERS: usize = 20;

/// So many are said at once. Nobody falls back so far that Telegram would rather not tell of it: whoever is over a
/// thousand messages behind in a channel has to read its history.
const ROUND: usize = 2_000;

/// So many rounds may be told and not yet read by all who read.
const WAITING: usize = 3;

/// How many of these are said in which chat.
const SHARES: [usize; 4] = [600, 600, 600, 200];

/// The ids of supergroups and channels are below, as in the Bot API.
const SUPERGROUPS: i64 = -1_000_000_000_000;

/// What may wait for one who is told, and of what Telegram told and nobody has looked at yet.
const QUEUE: usize = 4 << 20;

/// Notifications that wait to be written on one connection, and the most events in one that comes of a flood: what one push
/// of the sandbox's brings on top of those that make it go out.
const NOTIFICATIONS: usize = 8;
const IN_ONE: usize = 64;

/// A connection that is subscribed to new messages.
pub struct Reader {
    stream: BufReader<UnixStream>,
    line: String,
}

#[derive(Deserialize)]
struct Notification<'a> {
    #[serde(borrow)]
    params: Told<'a>,
}

#[derive(Deserialize)]
struct Told<'a> {
    #[serde(borrow)]
    items: Vec<Item<'a>>,
    cursor: Option<&'a str>,
}

#[derive(Deserialize)]
struct Item<'a> {
    kind: &'a str,
    /// Why there is a gap.
    reason: Option<&'a str>,
    message: Option<Message>,
}

#[derive(Deserialize)]
struct Message {
    chat: Chat,
    message_id: i32,
}

#[derive(Deserialize)]
struct Chat {
    id: i64,
}

/// The ids of each chat's messages, in the order in which they came.
pub type Seen = HashMap<i64, Vec<i32>>;

impl Reader {
    pub fn subscribe(path: &Path, session: &str) -> Self {
        let stream = UnixStream::connect(path).unwrap();
        // Nobody waits for ever for what was lost.
        stream.set_read_timeout(Some(Duration::from_secs(60))).unwrap();
        let mut reader = Self { stream: BufReader::with_capacity(64 << 10, stream), line: String::new() };
        let params = json!({"session": session, "kinds": ["message_new"]});
        let call = json!({"jsonrpc": "2.0", "id": 1, "method": "updates.subscribe", "params": params});
        reader.stream.get_mut().write_all(format!("{call}\n").as_bytes()).unwrap();
        let answer: Value = serde_json::from_str(reader.next_line()).unwrap();
        assert!(answer["result"]["cursor"].is_string(), "{answer}");
        reader
    }

    fn next_line(&mut self) -> &str {
        self.line.clear();
        self.stream.read_line(&mut self.line).expect("something comes");
        &self.line
    }

    fn told(&mut self) -> Told<'_> {
        let line = self.next_line();
        serde_json::from_str::<Notification>(line).unwrap_or_else(|error| panic!("{error}: {line}")).params
    }

    /// Reads one notification, in which nothing but messages may come. Gives how many.
    pub fn read(&mut self, seen: &mut Seen) -> usize {
        let items = self.told().items;
        let count = items.len();
        for item in items {
            let message = item.message.unwrap_or_else(|| {
                let read: usize = seen.values().map(Vec::len).sum();
                panic!("{} ({:?}) after {read} messages", item.kind, item.reason);
            });
            seen.entry(message.chat.id).or_default().push(message.message_id);
        }
        count
    }

    /// Reads so many messages, and says so after each round of them: as many as are said in one, and in the supergroup
    /// as many as there.
    fn follow(&mut self, messages: usize, round: UnboundedSender<()>) -> Seen {
        let (mut seen, mut read, mut rounds) = (Seen::new(), 0, 0);
        while read < messages {
            read += self.read(&mut seen);
            let of_supergroup = seen.iter().filter(|(chat, _)| **chat < SUPERGROUPS);
            let of_supergroup: usize = of_supergroup.map(|(_, ids)| ids.len()).sum();
            while read >= (rounds + 1) * ROUND && of_supergroup >= (rounds + 1) * SHARES[3] {
                rounds += 1;
                round.send(()).unwrap();
            }
        }
        seen
    }

    /// Reads until something is missing: how many messages came before, and the cursor to go back to.
    pub fn read_to_gap(&mut self) -> (usize, String) {
        let mut read = 0;
        loop {
            let told = self.told();
            for item in &told.items {
                match item.reason {
                    None => read += 1,
                    Some(reason) => {
                        assert_eq!((item.kind, reason), ("gap", "too_slow"));
                        return (read, told.cursor.expect("it has one").to_owned());
                    }
                }
            }
        }
    }
}

/// The most memory that the process has had until now, in bytes.
fn peak(process: &Child) -> usize {
    let status = std::fs::read_to_string(format!("/proc/{}/status", process.id().unwrap())).unwrap();
    let peak = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).expect("the kernel tells");
    peak.trim_end_matches("kB").trim().parse::<usize>().unwrap() << 10
}

/// Who says something, and where Bob is told of it: in two private chats, a basic group and a supergroup.
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
async fn a_flood_of_events_is_told_whole_to_all_who_read_and_takes_little_memory() {
    let events = std::env::var("TELEWIRE_FLOOD").ok().map_or(EVENTS, |told| told.parse().expect("a number"));
    let stage = Stage::new().await;
    let bob = stage.log_in(BOB).await;
    let (path, daemon) = stage.listening_quietly().await;
    let chats = chats(&stage).await;
    // A channel is met by date, to the second: nothing that happened before may share one with the subscriptions.
    stage.sandbox("sandbox.advance", json!({"seconds": 2})).await;
    // All of them together are more than may wait for one who doesn't read.
    let long = "x".repeat(2 * QUEUE / events);
    let mut stopped = Reader::subscribe(&path, &bob);
    let readers: Vec<Reader> = (1..SUBSCRIBERS).map(|_| Reader::subscribe(&path, &bob)).collect();
    let before = peak(&daemon);

    let begun = Instant::now();
    let mut rounds = Vec::new();
    let mut following = Vec::new();
    for mut reader in readers {
        let (round, read) = unbounded_channel();
        rounds.push(read);
        following.push(thread::spawn(move || (reader.follow(events, round), reader)));
    }
    for round in 0..events / ROUND {
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
        let mut shares: Vec<usize> = seen.values().map(|ids| ids.len() * ROUND / events).collect();
        shares.sort_unstable_by_key(|share| std::cmp::Reverse(*share));
        assert_eq!(shares, SHARES);
        for (chat, ids) in &seen {
            assert!(ids.is_sorted_by(|one, next| one < next), "{chat} comes once and in order");
        }
        let first = first.get_or_insert_with(|| seen.clone());
        for (chat, ids) in &seen {
            let (one, other): (HashSet<_>, HashSet<_>) = (ids.iter().collect(), first[chat].iter().collect());
            let apart: Vec<_> = one.symmetric_difference(&other).collect();
            assert!(apart.is_empty(), "one reader was told {apart:?} in {chat}, another was not");
        }
    }
    let took = begun.elapsed().as_secs_f64();
    let grown = peak(&daemon) - before;
    println!(
        "flood: {events} events to {SUBSCRIBERS} in {took:.1} s (said in {said:.1} s), {:.0}/s, {grown} bytes more at the most",
        events as f64 / took
    );

    let event = 700 + long.len();
    // What waits is the same for all and shared by them. What each has is text.
    let waiting = 2 * QUEUE + SUBSCRIBERS * NOTIFICATIONS * IN_ONE * event;
    assert!(grown <= 2 * waiting, "{grown} bytes more, where about {waiting} may wait");

    let (read, cursor) = stopped.read_to_gap();
    assert!(read < events, "all were kept for one who doesn't read");
    assert!(!cursor.is_empty());
}
