//! Callers' bytes and the memory they take: bounded for the process, and no caller starves another.

use std::sync::{Arc, Condvar, Mutex};
use std::time::Duration;

use rustix::process::Resource;
use serde_json::{Value, json};
use telewire::rpc::connection::Limits;
use telewire::rpc::{Call, Catalog, Marks, Method, Table};
use telewire::wire::{self, Framing};
use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader, DuplexStream, ReadHalf, WriteHalf};
use tokio_util::sync::CancellationToken;

use crate::client::{Client, home, messages, telewire};
use crate::limits::{limited, listening};
use crate::stage::{ANN, Stage};

const MB: usize = 1 << 20;

/// Repeats a text, or returns how much memory is in use.
#[derive(Debug, serde::Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields)]
struct Repeat {
    #[serde(default)]
    text: String,
    #[serde(default)]
    count: usize,
}

#[derive(Clone, Debug, serde::Serialize, schemars::JsonSchema)]
struct RepeatResult {
    text: String,
    used: usize,
}

impl Method for Repeat {
    const NAME: &'static str = "test.repeat";
    type Result = RepeatResult;
}

async fn repeat(call: Call, params: Repeat) -> telewire::error::Result<RepeatResult> {
    let used = call.catalog.meter().budget().used();
    Ok(RepeatResult { text: params.text.repeat(params.count), used })
}

/// Keeps its thread busy until [`GATE`] is opened.
#[derive(Debug, serde::Deserialize, schemars::JsonSchema)]
struct Busy {}

static GATE: (Mutex<Option<bool>>, Condvar) = (Mutex::new(None), Condvar::new());

impl Method for Busy {
    const NAME: &'static str = "test.busy";
    type Result = RepeatResult;
}

async fn busy(_: Call, _: Busy) -> telewire::error::Result<RepeatResult> {
    let mut open = GATE.0.lock().unwrap();
    *open = Some(false);
    while *open != Some(true) {
        open = GATE.1.wait(open).unwrap();
    }
    Ok(RepeatResult { text: String::new(), used: 0 })
}

/// A process's connections, inside the test's process.
struct Process {
    catalog: Arc<Catalog>,
    limits: Limits,
}

struct Peer {
    answers: BufReader<ReadHalf<DuplexStream>>,
    requests: WriteHalf<DuplexStream>,
}

impl Process {
    /// A message may have 1 MiB, and all messages together 2 MiB.
    fn new() -> Self {
        let mut table = Table::new(|call: Call| Ok(call));
        table.add(Marks::FREE_READ, repeat);
        table.add(Marks::FREE_READ, busy);
        let limits = Limits { max_message: MB, max_memory: 2 * MB, ..Limits::default() };
        Self { catalog: Arc::new(table.finish()), limits }
    }

    fn connect(&self) -> Peer {
        let (ours, theirs) = tokio::io::duplex(16 << 10);
        let (reader, writer) = tokio::io::split(theirs);
        let (catalog, limits) = (self.catalog.clone(), self.limits);
        tokio::spawn(async move {
            let stop = CancellationToken::new();
            wire::serve(catalog, Framing::Auto, limits, reader, writer, stop).await.unwrap();
        });
        let (answers, requests) = tokio::io::split(ours);
        Peer { answers: BufReader::new(answers), requests }
    }

    fn used(&self) -> usize {
        self.catalog.meter().budget().used()
    }

    /// Returns once a connection holds this much more than `before`.
    async fn has_grown(&self, before: usize, by: usize) {
        while self.used() < before + by {
            tokio::task::yield_now().await;
        }
    }
}

impl Peer {
    async fn send(&mut self, bytes: &[u8]) {
        self.requests.write_all(bytes).await.unwrap();
    }

    /// A call whose params have this many bytes.
    fn large(bytes: usize) -> Vec<u8> {
        let request = json!({"jsonrpc": "2.0", "id": 1, "method": "test.repeat", "params": {"text": "x".repeat(bytes)}});
        format!("{request}\n").into_bytes()
    }

    async fn ask(&mut self, request: &[u8]) -> Value {
        let (written, answer) = tokio::join!(self.requests.write_all(request), async {
            let mut line = String::new();
            self.answers.read_line(&mut line).await.unwrap();
            serde_json::from_str::<Value>(&line).unwrap()
        });
        written.unwrap();
        answer
    }
}

#[tokio::test(start_paused = true)]
async fn half_sent_messages_that_fill_the_memory_block_neither_small_nor_large_ones() {
    let process = Process::new();
    let half = &Peer::large(MB - 1000)[..MB / 2 - 50_000];
    let mut holders = Vec::new();
    for _ in 0..2 {
        let before = process.used();
        let mut holder = process.connect();
        holder.send(half).await;
        process.has_grown(before, 400_000).await;
        holders.push(holder);
    }
    let begun = tokio::time::Instant::now();
    for request in [Peer::large(10), Peer::large(900_000), Peer::large(900_000)] {
        let answer = process.connect().ask(&request).await;
        assert_eq!(answer["result"]["text"], "", "{answer}");
        assert!(answer["result"]["used"].as_u64().unwrap() <= 2 * MB as u64, "{answer}");
    }
    assert!(begun.elapsed() < Duration::from_secs(1), "nobody waited");
    // They continue as if nothing had happened.
    for mut holder in holders {
        assert_eq!(holder.ask(&Peer::large(MB - 1000)[half.len()..]).await["id"], 1);
    }
    while process.used() > 0 {
        tokio::task::yield_now().await;
    }
}

#[tokio::test(start_paused = true)]
async fn a_half_sent_message_that_holds_memory_others_need_is_rejected_and_its_connection_stays() {
    let process = Process::new();
    let large = Peer::large(MB - 1000);
    let mut holders = Vec::new();
    for _ in 0..3 {
        let mut holder = process.connect();
        // The third uses the reserve.
        holder.send(&large[..500_000]).await;
        holders.push(holder);
    }
    let mut other = process.connect();
    let mut answered = std::pin::pin!(other.ask(&large));
    let mut sent = 500_000;
    // A byte a second is no progress.
    let answer = loop {
        tokio::select! {
            answer = &mut answered => break answer,
            () = tokio::time::sleep(Duration::from_secs(1)) => {
                for holder in &mut holders {
                    holder.send(&large[sent..sent + 1]).await;
                }
                sent += 1;
            }
        }
    };
    assert_eq!(answer["result"]["text"], "", "{answer}");
    assert!(process.used() <= 2 * MB + 4 * (64 << 10), "{}", process.used());
    let mut refused = 0;
    for holder in &mut holders {
        let answer = holder.ask(&large[sent..]).await;
        if answer["result"].is_null() {
            refused += 1;
            assert_eq!(
                (&answer["error"]["data"]["kind"], &answer["id"]),
                (&json!("too_large"), &Value::Null)
            );
            assert_eq!(answer["error"]["data"]["reason"], "memory");
            // The rest of it is skipped.
            assert_eq!(holder.ask(&Peer::large(10)).await["result"]["text"], "");
        }
    }
    assert_eq!(refused, 1, "of 3");
}

#[tokio::test(start_paused = true)]
async fn concurrent_large_messages_are_all_accepted() {
    let process = Process::new();
    let peers: Vec<_> = (0..12).map(|_| process.connect()).collect();
    let answers = peers.into_iter().map(async |mut peer| peer.ask(&Peer::large(MB - 1000)).await);
    for answer in futures_util::future::join_all(answers).await {
        assert_eq!(answer["result"]["text"], "", "{answer}");
    }
}

#[tokio::test(start_paused = true)]
async fn a_client_that_stops_reading_is_paused_and_delays_no_other() {
    let process = Process::new();
    let mut silent = process.connect();
    let call = json!({"jsonrpc": "2.0", "id": 1, "method": "test.repeat", "params": {"text": "x", "count": 700_000}});
    let calls = format!("{call}\n").repeat(50);
    silent.send(calls.as_bytes()).await;
    // Tokio's paused clock advances when no task is ready.
    tokio::time::sleep(Duration::from_secs(1)).await;
    let begun = process.catalog.meter().calls();
    assert!((1..5).contains(&begun), "{begun} of 50 calls have begun");
    let answer = process.connect().ask(&Peer::large(900_000)).await;
    assert_eq!(answer["result"]["text"], "", "{answer}");
}

/// All connections share one thread.
#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn a_large_message_that_takes_long_to_parse_delays_no_other_connection() {
    let limits = Limits { max_message: 4 * MB, max_memory: 16 * MB, ..Limits::default() };
    let process = Process { limits, ..Process::new() };
    let params = json!({"text": "x".repeat(2 * MB)});
    let large = format!("{}\n", json!({"jsonrpc": "2.0", "id": 1, "method": "test.busy", "params": params}));
    let mut busy = process.connect();
    let busy = tokio::spawn(async move { busy.ask(large.as_bytes()).await });
    while GATE.0.lock().unwrap().is_none() {
        tokio::task::yield_now().await;
    }
    assert_eq!(process.connect().ask(&Peer::large(10)).await["result"]["text"], "");
    *GATE.0.lock().unwrap() = Some(true);
    GATE.1.notify_all();
    assert_eq!(busy.await.unwrap()["result"]["text"], "");
}

#[tokio::test]
async fn params_with_too_many_values_are_rejected_before_they_are_parsed() {
    let process = Process {
        limits: Limits { max_message: 8 * MB, max_memory: 16 * MB, ..Limits::default() },
        ..Process::new()
    };
    let request = format!(
        "{{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"test.repeat\",\"params\":{{\"text\":[{}0]}}}}\n",
        "0,".repeat(MB)
    );
    let answer = process.connect().ask(request.as_bytes()).await;
    assert_eq!(answer["error"]["data"]["kind"], "too_large", "{answer}");
    // Commas in a string don't count.
    let text = ",\\\"[".repeat(MB / 2);
    let request = format!(
        "{{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"test.repeat\",\"params\":{{\"text\":\"{text}\"}}}}\n"
    );
    assert_eq!(process.connect().ask(request.as_bytes()).await["result"]["text"], "");
}

#[tokio::test]
async fn a_daemon_with_little_memory_survives_any_standard_input() {
    let home = home();
    let mut command = telewire(home.path());
    command.stdin(std::process::Stdio::piped());
    let mut daemon = limited(command, Resource::As, SPACE).spawn().unwrap();
    let large = format!(
        "{{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"daemon.ping\",\"params\":{{\"x\":\"{}\"}}}}",
        "x".repeat(LARGE)
    );
    let batch = format!("[{}1]", "1,".repeat(LARGE / 2));
    let deep = "[".repeat(LARGE);
    let ping = r#"{"jsonrpc":"2.0","id":2,"method":"daemon.ping"}"#;
    let input = format!("{large}\n{batch}\n{deep}\n{ping}\n");
    let mut stdin = daemon.stdin.take().unwrap();
    let write = tokio::spawn(async move { stdin.write_all(input.as_bytes()).await });
    let output = daemon.wait_with_output().await.unwrap();
    write.await.unwrap().unwrap();
    assert!(output.status.success());
    let answers = messages(&String::from_utf8(output.stdout).unwrap());
    let outlines: Vec<_> = answers.iter().map(|answer| (&answer["id"], &answer["error"]["code"])).collect();
    let (null, one, two) = (&Value::Null, &json!(1), &json!(2));
    assert_eq!(
        outlines,
        [(one, &json!(-32602)), (null, &json!(-32600)), (null, &json!(-32700)), (two, null)]
    );
}

fn high_water(process: u32) -> usize {
    let status = std::fs::read_to_string(format!("/proc/{process}/status")).unwrap();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).unwrap();
    line.trim().strip_suffix(" kB").unwrap().parse::<usize>().unwrap() * 1024
}

/// Address space, as a container or a service manager may limit it.
const SPACE: u64 = 512 << 20;

/// An unoptimised build parses JSON slowly.
const LARGE: usize = if cfg!(debug_assertions) { 6 * MB } else { 60 * MB };

#[tokio::test]
async fn a_daemon_with_little_memory_survives_anything_one_client_sends() {
    let stage = Stage::new().await;
    let session = stage.log_in(ANN).await;
    let data = "Ym9h".repeat(MB / 4);
    let sent = stage
        .call("messages.sendFile", json!({"session": session, "chat_id": "me", "data_base64": data}))
        .await;
    let path = stage.path("run/socket");
    let daemon = listening(limited(stage.command(), Resource::As, SPACE), &path).await;
    let process = daemon.id().unwrap();
    let other = Client::connect(&path).await;
    let ping = async |after: &str| {
        assert_eq!(other.call("daemon.ping", json!({})).await, json!({"pong": true}), "{after}");
    };
    let connect = async || tokio::net::UnixStream::connect(&path).await.unwrap();

    let mut announced = Vec::new();
    for _ in 0..40 {
        let mut client = connect().await;
        client.write_all(b"Content-Length: 67108864\r\n\r\n{").await.unwrap();
        announced.push(client);
    }
    ping("40 messages are announced").await;

    let mut idle = Vec::new();
    let line = format!(
        "{{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"daemon.ping\",\"params\":{{\"x\":\"{}\"}}}}\n",
        "x".repeat(LARGE)
    );
    for _ in 0..10 {
        let mut client = BufReader::new(connect().await);
        client.write_all(line.as_bytes()).await.unwrap();
        let mut answer = String::new();
        client.read_line(&mut answer).await.unwrap();
        assert!(answer.contains("invalid_params"), "{}", &answer[..answer.len().min(300)]);
        idle.push(client);
    }
    let used = other.call("daemon.stats", json!({})).await["memory"]["used"].as_u64().unwrap();
    assert!(used < 4 * MB as u64, "what idle connections hold: {used}");

    let mut client = BufReader::new(connect().await);
    client.write_all(format!("[{}1]\n", "1,".repeat(LARGE / 2)).as_bytes()).await.unwrap();
    let mut answer = String::new();
    client.read_line(&mut answer).await.unwrap();
    assert!(answer.contains("-32600"), "{answer}");
    ping("a batch of millions").await;

    let mut silent = connect().await;
    for id in 0..1200 {
        let params =
            json!({"session": session, "chat_id": "me", "message_id": sent["message_id"], "inline": true});
        let call = json!({"jsonrpc": "2.0", "id": id, "method": "media.download", "params": params});
        let line = format!("{call}\n");
        if tokio::time::timeout(Duration::from_secs(1), silent.write_all(line.as_bytes())).await.is_err() {
            break;
        }
    }
    ping("1,200 downloads, and nobody reads them").await;

    let poll = json!({"session": session, "wait": 300});
    let client = Client::connect(&path).await;
    let _polls: Vec<_> = (0..3000).map(|_| client.start("updates.poll", poll.clone())).collect();
    client.call("daemon.ping", json!({})).await;
    ping("thousands of polls").await;

    let high_water = high_water(process);
    println!("at most {} MB", high_water / 1_000_000);
    assert!(high_water < 300 * MB, "{high_water} bytes");
    drop((announced, idle, silent));
    ping("all of it").await;
}
