//! Many accounts with a mix of calls, on a Telegram with occasional faults: every call is answered, nothing is lost or
//! duplicated, and neither memory nor descriptors grow.

use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use serde_json::{Value, json};
use tokio::process::Child;

use crate::client::Client;
use crate::size;
use crate::stage::{Stage, code, text};

/// Number of calls.
const CALLS: u64 = size(600, 60_000) as u64;
/// Number of accounts.
const ACCOUNTS: usize = size(6, 50);

/// Out of a thousand calls of Telegram's functions, the number of faults of each kind: ten in all, or 1 %.
const FAULTS: [(&str, f64); 9] = [
    ("flood_wait", 2.0),
    ("internal", 1.5),
    ("error", 1.5),
    ("delay", 1.0),
    ("drop", 1.5),
    ("truncate", 1.0),
    ("wrong_session_id", 0.8),
    ("lose_answer", 0.6),
    ("auth_key_unregistered", 0.1),
];

/// Faults of updates, each as frequent as those of calls.
const MISHAPS: [&str; 3] = ["lose_updates", "duplicate_updates", "reorder_updates"];

/// Every call is answered within this time.
const SILENCE: Duration = Duration::from_secs(60);

/// The errors that these faults may cause.
const EXPECTED: [&str; 6] =
    ["rate_limited", "telegram_internal", "telegram_rejected", "offline", "timeout", "session_revoked"];

/// Bytes by which the daemon may grow after the first third. All peers and names have been cached by then.
const GROWTH: u64 = 4 << 20;

struct Daemon {
    child: Child,
    client: Client,
    /// The number of started logins. Unfinished ones stay open for a while, in case they continue.
    logins: AtomicU64,
}

impl Daemon {
    async fn start(stage: &Stage) -> Self {
        let (path, child) = stage.listening_quietly().await;
        Self { child, client: Client::connect(&path).await, logins: AtomicU64::new(0) }
    }

    fn process(&self, file: &str) -> std::path::PathBuf {
        format!("/proc/{}/{file}", self.child.id().expect("it goes on")).into()
    }

    /// Its private memory. Its share of the program's pages depends on other processes.
    fn memory(&self) -> u64 {
        let rollup = std::fs::read_to_string(self.process("smaps_rollup")).unwrap();
        let line =
            rollup.lines().find_map(|line| line.strip_prefix("Anonymous:")).expect("the kernel reports it");
        line.trim_end_matches("kB").trim().parse::<u64>().unwrap() << 10
    }

    /// The number of open files, pipes and sockets without the connections of open accounts, and the number of those.
    async fn descriptors(&self) -> (u64, u64) {
        let stats = self.client.call("daemon.stats", json!({})).await;
        let connections = stats["telegram_connections"].as_u64().unwrap();
        let all = std::fs::read_dir(self.process("fd")).unwrap().count() as u64;
        (all.saturating_sub(connections), connections)
    }

    /// A call that must be answered, with a result or an error.
    async fn ask(&self, method: &str, params: Value) -> Result<Value, Value> {
        let answer = tokio::time::timeout(SILENCE, self.client.try_call(method, params)).await;
        let answer = answer.unwrap_or_else(|_| panic!("{method} is not answered"));
        if let Err(error) = &answer {
            let kind = error["data"]["kind"].as_str().unwrap();
            assert!(EXPECTED.contains(&kind), "{method}: {error}");
        }
        answer
    }

    /// Repeats a call until it succeeds.
    async fn insist(&self, method: &str, params: Value) -> Value {
        loop {
            if let Ok(result) = self.ask(method, params.clone()).await {
                return result;
            }
        }
    }

    async fn log_in(&self, phone: &str) -> String {
        let begin = json!({"phone": phone, "api_id": 1, "api_hash": "hash", "max_wait": 2, "timeout": 10});
        loop {
            self.logins.fetch_add(1, Ordering::Relaxed);
            let sent = self.insist("auth.sendCode", begin.clone()).await;
            let code = json!({"session": sent["session"], "code": code(phone), "max_wait": 2, "timeout": 10});
            if let Ok(signed_in) = self.ask("auth.signIn", code).await {
                return text(&signed_in["session"]);
            }
        }
    }
}

/// An account and what it has done.
struct Account<'a> {
    daemon: &'a Daemon,
    number: usize,
    session: String,
    /// Its recipient, which writes to another account.
    friend: String,
    /// The texts that it has sent, in order.
    sent: Vec<String>,
    random: u64,
}

impl<'a> Account<'a> {
    async fn new(daemon: &'a Daemon, stage: &Stage, number: usize, accounts: usize) -> Self {
        let name = |number: usize| format!("load_account_{number}");
        let add = json!({"phone": phone(number), "first_name": "Load", "username": name(number)});
        stage.sandbox("sandbox.addUser", add).await;
        let session = daemon.log_in(&phone(number)).await;
        let friend = format!("@{}", name((number + 1) % accounts));
        Self { daemon, number, session, friend, sent: Vec::new(), random: number as u64 * 7919 + 1 }
    }

    /// SplitMix64.
    fn random(&mut self, below: u64) -> u64 {
        self.random = self.random.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.random;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        (z ^ (z >> 31)) % below
    }

    fn params(&self, params: Value) -> Value {
        let mut all = json!({"session": self.session, "max_wait": 2, "timeout": 10});
        all.as_object_mut().unwrap().extend(params.as_object().unwrap().clone());
        all
    }

    async fn ask(&mut self, method: &str, params: Value) -> Result<Value, Value> {
        let answer = self.daemon.ask(method, self.params(params)).await;
        if matches!(&answer, Err(error) if error["data"]["kind"] == "session_revoked") {
            self.session = self.daemon.log_in(&phone(self.number)).await;
        }
        answer
    }

    async fn do_something(&mut self) {
        let friend = self.friend.clone();
        match self.random(20) {
            0..8 => self.send().await,
            8..13 => drop(self.ask("messages.history", json!({"chat_id": friend})).await),
            13..15 => drop(self.ask("account.me", json!({})).await),
            15..17 => drop(self.ask("chats.list", json!({})).await),
            17..19 => {
                let params = json!({"id": [{"_": "inputUserSelf"}]});
                drop(
                    self.ask("telegram.invoke", json!({"method": "users.getUsers", "params": params})).await,
                );
            }
            _ => self.transfer_a_file().await,
        }
    }

    /// A send with an unknown outcome is repeated with its random_id. One that wasn't sent is dropped.
    async fn send(&mut self) {
        let text = format!("{} of {}", self.sent.len(), self.number);
        let mut params = json!({"chat_id": self.friend, "text": text});
        loop {
            match self.ask("messages.send", params.clone()).await {
                Ok(_) => break self.sent.push(text),
                Err(error) if error["data"]["outcome"] == "unknown" => {
                    params["random_id"] = error["data"]["random_id"].clone();
                }
                // An earlier attempt may have succeeded.
                Err(_) if params["random_id"].is_string() => {}
                Err(_) => break,
            }
        }
    }

    /// Uploads and downloads a file.
    async fn transfer_a_file(&mut self) {
        let data = "Ym9h".repeat(2_000);
        let Ok(sent) = self.ask("messages.sendFile", json!({"chat_id": "me", "data_base64": data})).await
        else {
            return;
        };
        let params = json!({"chat_id": "me", "message_id": sent["message_id"], "inline": true});
        if let Ok(file) = self.ask("media.download", params).await {
            assert_eq!(file["data_base64"], data);
        }
    }

    /// The texts of the whole chat, oldest first.
    async fn written(&mut self) -> Vec<String> {
        let mut texts = Vec::new();
        let mut params = json!({"chat_id": self.friend, "limit": 100});
        loop {
            let page = self.daemon.client.call("messages.history", self.params(params.clone())).await;
            texts.extend(page["items"].as_array().unwrap().iter().map(|message| text(&message["text"])));
            if page["next_cursor"].is_null() {
                texts.reverse();
                return texts;
            }
            params["cursor"] = page["next_cursor"].clone();
        }
    }
}

fn phone(number: usize) -> String {
    format!("+99966{}{:04}", 1 + number % 3, 5000 + number)
}

#[tokio::test]
async fn a_mixed_load_with_faults_is_answered_completely_without_leaks() {
    let stage = Stage::new().await;
    let daemon = Daemon::start(&stage).await;
    let mut all = Vec::new();
    for number in 0..ACCOUNTS {
        all.push(Account::new(&daemon, &stage, number, ACCOUNTS).await);
    }
    // Each account has its connection from here on, and none a second one.
    for account in &mut all {
        account.ask("messages.history", json!({"chat_id": account.friend})).await.unwrap();
        account.transfer_a_file().await;
    }
    let mut descriptors = daemon.descriptors().await;
    while descriptors.1 != ACCOUNTS as u64 {
        descriptors = daemon.descriptors().await;
    }
    let (descriptors, _) = descriptors;

    for (seed, (kind, often)) in FAULTS.into_iter().enumerate() {
        let mut fault = json!({"kind": kind, "count": 0, "probability": often / 1000.0, "seed": seed});
        match kind {
            "flood_wait" => fault["duration"] = json!(1),
            "delay" => fault["duration"] = json!(0.2),
            "error" => fault["name"] = json!("SOMETHING_IS_WRONG"),
            _ => {}
        }
        stage.sandbox("sandbox.fault", fault).await;
    }
    for (seed, kind) in MISHAPS.into_iter().enumerate() {
        let fault = json!({"kind": kind, "count": 0, "probability": 0.01, "seed": seed});
        stage.sandbox("sandbox.fault", fault).await;
    }

    let begun = std::time::Instant::now();
    let made = AtomicU64::new(0);
    let mut after_a_third = 0;
    for third in 1..=3 {
        let work = all.iter_mut().map(async |account| {
            while made.fetch_add(1, Ordering::Relaxed) < third * CALLS / 3 {
                account.do_something().await;
            }
        });
        futures_util::future::join_all(work).await;
        if third == 1 {
            after_a_third = daemon.memory();
        }
    }
    let memory = daemon.memory();
    println!(
        "load: {CALLS} calls of {ACCOUNTS} accounts in {:.1} s, {after_a_third} bytes after a third, {memory} at the end, \
         {} logins",
        begun.elapsed().as_secs_f64(),
        daemon.logins.load(Ordering::Relaxed),
    );

    stage.sandbox("sandbox.clearFaults", json!({})).await;
    for account in &mut all {
        // A login may have ended unnoticed.
        let _ = account.ask("account.me", json!({})).await;
        let written = account.written().await;
        assert_eq!(written, account.sent, "what {} wrote", account.number);
    }
    assert!(memory <= after_a_third + GROWTH, "from {after_a_third} to {memory} bytes");
    // Abandoned requests end in their own time.
    let ended = async {
        while daemon.descriptors().await.0 > descriptors {
            tokio::task::yield_now().await;
        }
    };
    let ended = tokio::time::timeout(SILENCE, ended).await;
    let (others, connections) = daemon.descriptors().await;
    assert!(ended.is_ok(), "{others} descriptors, and at the beginning {descriptors}");
    let logins = daemon.logins.load(Ordering::Relaxed);
    assert!(connections <= logins, "{connections} connections after {logins} logins");
    assert_eq!(daemon.client.call("daemon.stats", json!({})).await["in_flight"], 1);
}
