//! Killed clients and daemons, and lost updates: each message still arrives.

use std::collections::{BTreeMap, BTreeSet};
use std::os::unix::fs::PermissionsExt;
use std::path::PathBuf;
use std::process::Stdio;
use std::time::Duration;

use serde_json::{Value, json};
use tokio::io::{AsyncBufReadExt, BufReader};
use tokio::process::{Child, Command};
use tokio::sync::watch;
use tokio::task::JoinHandle;

use crate::size;
use crate::stage::{BOB, Stage};

/// Number of messages.
const MESSAGES: usize = size(500, 5_000);
/// Number of killed processes.
const KILLS: usize = size(12, 200);

/// A program that saves the cursor it has processed, and what it received.
struct Reader {
    command: Box<dyn Fn() -> Command>,
    seen: watch::Sender<Vec<Value>>,
    child: Child,
    reading: JoinHandle<()>,
}

impl Reader {
    /// Starts a reader from its last cursor, on a daemon's socket or with its own daemon.
    fn start(stage: &Stage, socket: Option<PathBuf>) -> Self {
        let home = stage.path("");
        let server = stage.path("sandbox.json");
        let command = move || {
            let mut command = crate::client::telewire(&home);
            command.args(["call", "--follow", "updates.subscribe", "--session-file", "bob.session"]);
            command.args(["--cursor-file", "bob.cursor", "--json", r#"{"kinds": ["message_new"]}"#]);
            match &socket {
                Some(socket) => command.arg("--socket").arg(socket),
                None => command.arg("--server").arg(&server).args(["--updates-silence", "1"]),
            };
            command.current_dir(&home).stdin(Stdio::null()).stderr(Stdio::null());
            command
        };
        let seen = watch::Sender::new(Vec::new());
        let (child, reading) = run(&command, &seen);
        Self { command: Box::new(command), seen, child, reading }
    }

    /// Kills it and starts it again. What it had written is kept.
    async fn kill(&mut self) {
        self.child.kill().await.unwrap();
        (&mut self.reading).await.unwrap();
        (self.child, self.reading) = run(&self.command, &self.seen);
    }

    async fn sees_more_than(&self, count: usize) {
        let seen = async { self.seen.subscribe().wait_for(|seen| seen.len() > count).await.unwrap().len() };
        let waited = tokio::time::timeout(Duration::from_secs(60), seen).await;
        waited.unwrap_or_else(|_| panic!("no more than {count} is seen"));
    }

    /// Each chat's messages in the order of their first arrival.
    fn first_seen(&self) -> BTreeMap<i64, Vec<String>> {
        let mut known = BTreeSet::new();
        let mut chats: BTreeMap<i64, Vec<String>> = BTreeMap::new();
        for event in self.seen.borrow().iter() {
            let message = &event["message"];
            let chat = &message["chat"];
            let id = (chat["id"].as_i64().unwrap(), message["message_id"].as_i64().unwrap());
            let text = message["text"].as_str().unwrap();
            if known.insert(id) && text.starts_with("message ") {
                assert!(chat["title"].is_string(), "{chat} has no name");
                chats.entry(id.0).or_default().push(text.to_owned());
            }
        }
        chats
    }
}

/// A line that was cut off by a kill is written in full later.
fn run(command: impl Fn() -> Command, seen: &watch::Sender<Vec<Value>>) -> (Child, JoinHandle<()>) {
    let mut child = command().spawn().unwrap();
    let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
    let seen = seen.clone();
    let reading = tokio::spawn(async move {
        while let Some(line) = lines.next_line().await.unwrap() {
            if let Ok(event) = serde_json::from_str(&line) {
                seen.send_modify(|seen| seen.push(event));
            }
        }
    });
    (child, reading)
}

/// Chats of every kind with Bob, and who writes there.
async fn chats(stage: &Stage) -> Vec<(String, String)> {
    let mut chats = Vec::new();
    for at in 0..5 {
        let phone = format!("+999662010{at}");
        let user = json!({"phone": phone, "first_name": format!("User {at}")});
        stage.sandbox("sandbox.addUser", user).await;
        chats.push((phone, "@bob_baker".to_owned()));
        for kind in ["group", "supergroup", "channel"] {
            let members = json!(["@bob_baker"]);
            let group = json!({"kind": kind, "title": format!("{kind} {at}"), "owner_id": "@ann_archer", "member_ids": members});
            let group = stage.sandbox("sandbox.addGroup", group).await;
            chats.push(("@ann_archer".to_owned(), group["chat_id"].to_string()));
        }
    }
    chats
}

/// Sends the messages, and does something between them.
async fn say_all(
    stage: &Stage,
    chats: &[(String, String)],
    mut between: impl AsyncFnMut(usize),
) -> Vec<Vec<String>> {
    let mut said = vec![Vec::new(); chats.len()];
    for at in 0..MESSAGES {
        let chat = at * 7 % chats.len();
        let (sender, chat_id) = &chats[chat];
        let text = format!("message {at}");
        let chat_id: Value = chat_id.parse::<i64>().map_or_else(|_| json!(chat_id), |id| json!(id));
        stage.sandbox("sandbox.say", json!({"sender_id": sender, "chat_id": chat_id, "text": text})).await;
        said[chat].push(text);
        between(at).await;
    }
    said
}

/// Waits until everything has arrived, and compares it with what was sent.
async fn is_seen(reader: &Reader, mut said: Vec<Vec<String>>) {
    let mut seen = reader.first_seen();
    while seen.values().map(Vec::len).sum::<usize>() < MESSAGES {
        let count = reader.seen.borrow().len();
        // More may have arrived since it was counted.
        if seen == reader.first_seen() {
            reader.sees_more_than(count).await;
        }
        seen = reader.first_seen();
    }
    let mut seen: Vec<Vec<String>> = seen.into_values().collect();
    seen.sort();
    said.sort();
    for (seen, said) in seen.iter().zip(&said) {
        assert_eq!(seen, said);
    }
    assert_eq!(seen.len(), said.len());
}

/// Sends a message in the sandbox, as an account without a daemon.
async fn say(stage: &Stage, sender: &str, chat: &str, text: &str) {
    stage.sandbox("sandbox.say", json!({"sender_id": sender, "chat_id": chat, "text": text})).await;
}

async fn stage() -> (Stage, Vec<(String, String)>) {
    let stage = Stage::new().await;
    let bob = stage.log_in(BOB).await;
    std::fs::write(stage.path("bob.session"), &bob).unwrap();
    std::fs::set_permissions(stage.path("bob.session"), std::fs::Permissions::from_mode(0o600)).unwrap();
    let chats = chats(&stage).await;
    let begin = stage.call("updates.poll", json!({"session": bob, "wait": 0})).await;
    std::fs::write(stage.path("bob.cursor"), begin["cursor"].as_str().unwrap()).unwrap();
    (stage, chats)
}

/// A pseudorandom number, the same in each run.
fn dice(at: usize) -> usize {
    let mut x = at as u64 + 0x9e37_79b9_7f4a_7c15;
    x = (x ^ (x >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    x = (x ^ (x >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    ((x ^ (x >> 31)) >> 33) as usize
}

#[tokio::test]
async fn killed_clients_and_daemons_receive_every_message_in_order() {
    let (stage, chats) = stage().await;
    let (socket, listening) = stage.listening().await;
    let mut listening = Some(listening);
    let mut reader = Reader::start(&stage, Some(socket));
    let mut kills = 0;
    let said = say_all(&stage, &chats, async |at| {
        if dice(at) % MESSAGES >= 2 * KILLS || kills == KILLS {
            return;
        }
        kills += 1;
        // Some are killed while they start, and some while they read.
        if dice(kills).is_multiple_of(2) {
            let count = reader.seen.borrow().len();
            say(&stage, "@ann_archer", "@bob_baker", "are you there?").await;
            reader.sees_more_than(count).await;
        }
        if dice(at).is_multiple_of(3) {
            listening.take().unwrap().kill().await.unwrap();
            listening = Some(stage.listening().await.1);
        }
        // Without its daemon it has exited, so this only starts it again.
        reader.kill().await;
    })
    .await;
    assert_eq!(kills, KILLS);
    // The last start may have been before the daemon's.
    reader.kill().await;
    is_seen(&reader, said).await;
}

#[tokio::test]
async fn lost_duplicated_and_reordered_updates_arrive_once_and_in_order() {
    let (stage, chats) = stage().await;
    let mut reader = Reader::start(&stage, None);
    for kind in ["lose_updates", "duplicate_updates", "reorder_updates"] {
        let fault =
            json!({"kind": kind, "account_id": "@bob_baker", "count": 0, "probability": 0.05, "seed": 7});
        stage.sandbox("sandbox.fault", fault).await;
    }
    let said = say_all(&stage, &chats, async |_| {}).await;
    is_seen(&reader, said).await;
    // What Telegram sends twice is delivered once.
    let ids: Vec<(Value, Value)> = reader
        .seen
        .borrow()
        .iter()
        .map(|event| (event["message"]["chat"]["id"].clone(), event["message"]["message_id"].clone()))
        .collect();
    let mut once = ids.clone();
    once.sort_by_key(|(chat, id)| (chat.as_i64(), id.as_i64()));
    once.dedup();
    assert_eq!(once.len(), ids.len(), "an event was delivered twice");
    reader.child.kill().await.unwrap();
}
