//! Faults of updates: everything that can be fetched again arrives, and the rest is a gap.

use std::net::SocketAddr;
use std::time::{Duration, Instant};

use serde_json::{Value, json};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;

use super::{Follower, new_texts, say};
use crate::client::Client;
use crate::stage::{ANN, BOB, Stage, text};

/// A daemon that soon checks for missed updates.
fn attentive(stage: &Stage) -> Client {
    let mut command = stage.command();
    command.args(["--updates-silence", "1"]);
    Client::spawn(command)
}

/// The sender and the chat of Bob's messages: one in the account's own sequence, and one in a supergroup's.
const SAID: [(&str, &str); 2] = [("@ann_archer", "@bob_baker"), ("@carol_clark", "@sandbox_lounge")];

/// The connection states that were reported.
fn connections(events: &[Value]) -> Vec<bool> {
    let told = events.iter().filter(|event| event["kind"] == "connection");
    told.map(|event| event["is_connected"].as_bool().unwrap()).collect()
}

fn gaps(events: &[Value]) -> Vec<(&Value, &Value)> {
    let gaps = events.iter().filter(|event| event["kind"] == "gap");
    gaps.map(|gap| (&gap["chat"]["username"], &gap["reason"])).collect()
}

fn items(polled: &Value) -> &[Value] {
    polled["items"].as_array().unwrap()
}

/// A cursor that contains the lounge's state.
async fn begin(stage: &Stage, session: &str) -> Value {
    let cursor = stage.call("updates.poll", json!({"session": session, "wait": 0})).await["cursor"].clone();
    say(stage, "@carol_clark", "@sandbox_lounge", "begin").await;
    stage.call("updates.poll", json!({"session": session, "cursor": cursor, "wait": 0})).await["cursor"]
        .clone()
}

/// A fault of Bob's calls.
async fn fault(stage: &Stage, kind: &str, more: Value) {
    let mut fault = json!({"kind": kind, "account_id": "@bob_baker"});
    fault.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    stage.sandbox("sandbox.fault", fault).await;
}

async fn clear_faults(stage: &Stage) {
    stage.sandbox("sandbox.clearFaults", json!({})).await;
}

#[tokio::test]
async fn a_lost_connection_is_reported_and_reopened_without_a_call() {
    let stage = Stage::new().await;
    let bob = stage.log_in(BOB).await;
    let daemon = attentive(&stage);
    let mut follower = Follower::of(&daemon, &bob, json!({})).await;
    say(&stage, "@ann_archer", "@bob_baker", "before").await;
    follower.until_text("before").await;
    fault(&stage, "drop", json!({"method": "updates.*", "count": 0})).await;
    follower.until(|event| event["kind"] == "connection").await;
    say(&stage, "@ann_archer", "@bob_baker", "meanwhile").await;
    say(&stage, "@carol_clark", "@sandbox_lounge", "meanwhile, elsewhere").await;
    clear_faults(&stage).await;
    follower.until_text("meanwhile").await;
    follower.until_text("meanwhile, elsewhere").await;
    assert_eq!(connections(&follower.events), [false, true]);
    assert_eq!(follower.texts().len(), 3);
}

/// The route to the sandbox's DC 2, which can be closed.
struct Way {
    address: SocketAddr,
    shut: watch::Sender<bool>,
    /// How many connections were rejected.
    turned_away: watch::Receiver<usize>,
}

impl Way {
    async fn to(telegram: SocketAddr) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let (shut, is_shut) = watch::channel(false);
        let (turn_away, turned_away) = watch::channel(0);
        tokio::spawn(async move {
            loop {
                let (mut near, _) = listener.accept().await.unwrap();
                if *is_shut.borrow() {
                    turn_away.send_modify(|count| *count += 1);
                    continue;
                }
                let mut is_shut = is_shut.clone();
                tokio::spawn(async move {
                    let mut far = TcpStream::connect(telegram).await.unwrap();
                    tokio::select! {
                        _ = tokio::io::copy_bidirectional(&mut near, &mut far) => {}
                        _ = is_shut.wait_for(|is_shut| *is_shut) => {}
                    }
                });
            }
        });
        Self { address, shut, turned_away }
    }
}

#[tokio::test]
async fn nothing_is_lost_while_telegram_is_unreachable() {
    let stage = Stage::new().await;
    let bob = stage.log_in(BOB).await;
    // Telegram's list of addresses would lead around the route.
    let no_list =
        json!({"kind": "error", "code": 500, "name": "INTERNAL", "method": "help.getConfig", "count": 0});
    stage.sandbox("sandbox.fault", no_list).await;
    let mut description: Value =
        serde_json::from_slice(&std::fs::read(stage.path("sandbox.json")).unwrap()).unwrap();
    let dcs = description["dcs"].as_array_mut().unwrap();
    let home = dcs.iter_mut().find(|dc| dc["id"] == 2).unwrap();
    let mut way = Way::to(text(&home["address"]).parse().unwrap()).await;
    home["address"] = way.address.to_string().into();
    std::fs::write(stage.path("by_the_way.json"), description.to_string()).unwrap();
    let mut command = crate::client::telewire(&stage.path(""));
    command.arg("--server").arg(stage.path("by_the_way.json"));
    let daemon = Client::spawn(command);
    let mut follower = Follower::of(&daemon, &bob, json!({})).await;
    say(&stage, "@ann_archer", "@bob_baker", "before").await;
    follower.until_text("before").await;

    let shut_at = Instant::now();
    way.shut.send_replace(true);
    for (sender, chat) in SAID {
        say(&stage, sender, chat, "meanwhile").await;
    }
    way.turned_away.wait_for(|count| *count >= 6).await.unwrap();
    assert!(shut_at.elapsed() > Duration::from_millis(500), "it doesn't pause between");
    way.shut.send_replace(false);
    while follower.texts().len() < 3 {
        follower.hear().await;
    }
    assert_eq!(follower.texts(), ["before", "meanwhile", "meanwhile"]);
    assert_eq!(connections(&follower.events), [false, true]);
    say(&stage, "@ann_archer", "@bob_baker", "after").await;
    follower.until_text("after").await;
    assert_eq!(connections(&follower.events), [false, true]);
}

#[tokio::test]
async fn a_key_that_telegram_forgot_ends_a_subscription_without_calls() {
    let stage = Stage::new().await;
    let bob = stage.log_in(BOB).await;
    let daemon = attentive(&stage);
    let mut follower = Follower::of(&daemon, &bob, json!({})).await;
    fault(&stage, "auth_key_lost", json!({"method": "updates.getDifference"})).await;
    while follower.error.is_none() {
        follower.hear().await;
    }
    assert_eq!(follower.error.unwrap()["data"]["kind"], "session_revoked");
}

#[tokio::test]
async fn a_lost_update_with_none_after_it_is_fetched_after_a_silence() {
    let stage = Stage::new().await;
    let bob = stage.log_in(BOB).await;
    let daemon = attentive(&stage);
    let mut follower = Follower::of(&daemon, &bob, json!({})).await;
    fault(&stage, "lose_updates", json!({"count": 0})).await;
    say(&stage, "@ann_archer", "@bob_baker", "lost").await;
    say(&stage, "@carol_clark", "@sandbox_lounge", "lost in the lounge").await;
    follower.until_text("lost").await;
    follower.until_text("lost in the lounge").await;
    assert_eq!(follower.texts().len(), 2);
}

#[tokio::test]
async fn daemons_that_share_a_session_each_see_every_message() {
    let stage = Stage::new().await;
    let bob = stage.log_in(BOB).await;
    let (one, other) = (attentive(&stage), attentive(&stage));
    let mut listening = Follower::of(&one, &bob, json!({"kinds": ["message_new"]})).await;
    let mut calling = Follower::of(&other, &bob, json!({"kinds": ["message_new"]})).await;
    let mut said = Vec::new();
    for at in 0..20 {
        let (sender, chat) = SAID[at % 2];
        let text = format!("message {at}");
        say(&stage, sender, chat, &text).await;
        said.push(text);
        if at % 4 == 0 {
            let params = json!({"session": bob, "chat_id": "me", "text": format!("note {at}")});
            other.call("messages.send", params).await;
            said.push(format!("note {at}"));
        }
    }
    said.sort();
    for follower in [&mut listening, &mut calling] {
        while follower.texts().len() < said.len() {
            follower.hear().await;
        }
        let mut texts = follower.texts();
        texts.sort();
        assert_eq!(texts, said);
    }
}

const DIFFERENCES: [&str; 2] = ["updates.getDifference", "updates.getChannelDifference"];

/// The faults of a request, and what a poll reports about them.
fn faults() -> Vec<(&'static str, Value, Option<&'static str>)> {
    vec![
        ("error", json!({"name": "SOMETHING_IS_WRONG"}), Some("telegram_rejected")),
        ("flood_wait", json!({"duration": 1}), Some("rate_limited")),
        ("internal", json!({}), Some("telegram_internal")),
        ("delay", json!({"duration": 0.1}), None),
        ("drop", json!({}), None),
        ("truncate", json!({}), None),
        ("wrong_session_id", json!({}), None),
    ]
}

fn of_function(more: &Value, function: &str) -> Value {
    let mut more = more.clone();
    more["method"] = function.into();
    more
}

#[tokio::test]
async fn a_subscriber_misses_nothing_despite_faults_of_requests() {
    let stage = Stage::new().await;
    let bob = stage.log_in(BOB).await;
    let daemon = attentive(&stage);
    let mut follower = Follower::of(&daemon, &bob, json!({})).await;
    let mut said = Vec::new();
    for function in DIFFERENCES {
        for (kind, more, _) in faults() {
            fault(&stage, "lose_updates", json!({"count": 0})).await;
            fault(&stage, kind, of_function(&more, function)).await;
            for (sender, chat) in SAID {
                let text = format!("{chat}: {kind} × {function}");
                say(&stage, sender, chat, &text).await;
                said.push(text);
            }
            while follower.texts().len() < said.len() {
                follower.hear().await;
            }
            clear_faults(&stage).await;
        }
    }
    let mut texts = follower.texts();
    texts.sort();
    said.sort();
    assert_eq!(texts, said);
    assert_eq!(gaps(&follower.events), []);
}

#[tokio::test]
async fn a_poll_reports_faults_of_its_requests_and_the_next_one_continues() {
    let stage = Stage::new().await;
    let bob = stage.log_in(BOB).await;
    let mut cursor = begin(&stage, &bob).await;
    for (function, (sender, chat)) in DIFFERENCES.into_iter().zip(SAID) {
        for (kind, more, expected) in faults() {
            let cell = format!("{kind} × {function}");
            say(&stage, sender, chat, &cell).await;
            fault(&stage, kind, of_function(&more, function)).await;
            let poll = json!({"session": bob, "cursor": cursor, "wait": 0});
            if let Some(expected) = expected {
                let error = stage.fail("updates.poll", poll.clone()).await;
                assert_eq!(error["data"]["kind"], expected, "{cell}: {error}");
            }
            let polled = stage.call("updates.poll", poll).await;
            assert_eq!(new_texts(items(&polled)), [&*cell]);
            cursor = polled["cursor"].clone();
        }
    }
}

/// A group that Telegram fails for is retried automatically, and its messages arrive completely once it works.
#[tokio::test]
async fn a_group_whose_difference_fails_delays_no_other_chat() {
    let stage = Stage::new().await;
    let bob = stage.log_in(BOB).await;
    let cursor = begin(&stage, &bob).await;
    let mut live = Follower::of(stage.daemon(), &bob, json!({"cursor": cursor})).await;
    let failing = json!({"method": "updates.getChannelDifference", "count": 0});
    fault(&stage, "internal", failing).await;
    // The live one has a gap to fetch, the later one a group to fetch.
    fault(&stage, "lose_updates", json!({"count": 1})).await;
    for text in ["lost", "behind it"] {
        say(&stage, "@carol_clark", "@sandbox_lounge", text).await;
    }
    say(&stage, "@ann_archer", "@bob_baker", "elsewhere").await;
    let other = stage.other();
    let mut late = Follower::of(&other, &bob, json!({"cursor": cursor})).await;
    for follower in [&mut live, &mut late] {
        follower.until(|event| event["message"]["text"] == "elsewhere").await;
        assert_eq!(follower.texts(), ["elsewhere"]);
    }
    clear_faults(&stage).await;
    for follower in [&mut live, &mut late] {
        follower.until(|event| event["message"]["text"] == "behind it").await;
        assert_eq!(follower.texts(), ["elsewhere", "lost", "behind it"]);
        assert_eq!(gaps(&follower.events), []);
    }
}

#[tokio::test]
async fn a_request_whose_answer_is_lost_is_repeated() {
    let stage = Stage::new().await;
    let bob = stage.log_in(BOB).await;
    let daemon = attentive(&stage);
    let mut follower = Follower::of(&daemon, &bob, json!({})).await;
    say(&stage, "@ann_archer", "@bob_baker", "heard").await;
    follower.until_text("heard").await;
    let cursor = begin(&stage, &bob).await;
    fault(&stage, "lose_updates", json!({"count": 0})).await;
    // One is the subscriber's, and one the poll's.
    fault(&stage, "lose_answer", json!({"method": "updates.getDifference", "count": 2})).await;
    say(&stage, "@ann_archer", "@bob_baker", "unheard").await;
    let poll = json!({"session": bob, "cursor": cursor});
    let (_, error) = tokio::join!(follower.until_text("unheard"), stage.fail("updates.poll", poll.clone()));
    assert_eq!(error["data"]["kind"], "timeout", "{error}");
    assert_eq!(new_texts(items(&stage.call("updates.poll", poll).await)), ["unheard"]);
}

#[tokio::test]
async fn the_next_message_of_a_group_reveals_missed_ones() {
    let stage = Stage::new().await;
    let bob = stage.log_in(BOB).await;
    let mut follower = Follower::of(stage.daemon(), &bob, json!({})).await;
    fault(&stage, "stop_channel_updates", json!({})).await;
    for at in ["one", "two"] {
        say(&stage, "@carol_clark", "@sandbox_lounge", at).await;
    }
    clear_faults(&stage).await;
    say(&stage, "@carol_clark", "@sandbox_lounge", "three").await;
    follower.until_text("three").await;
    assert_eq!(follower.texts(), ["one", "two", "three"]);
}

/// No request is made by itself for a quarter of an hour: the next update has a sequence number, which reveals the
/// missing one.
#[tokio::test]
async fn the_next_update_outside_chats_reveals_a_missed_one() {
    let stage = Stage::new().await;
    let (bob, elsewhere) = (stage.log_in(BOB).await, stage.log_in(BOB).await);
    let mut follower = Follower::of(stage.daemon(), &bob, json!({"kinds": ["chat_muted"]})).await;
    fault(&stage, "lose_updates", json!({})).await;
    for chat in ["@ann_archer", "@sandbox_lounge"] {
        stage.call("chats.mute", json!({"session": elsewhere, "chat_id": chat})).await;
    }
    for username in ["ann_archer", "sandbox_lounge"] {
        follower.until(|event| event["chat"]["username"] == username).await;
    }
    assert_eq!(gaps(&follower.events), []);
}

#[tokio::test]
async fn an_inaccessible_group_is_a_gap_and_the_stream_continues() {
    let stage = Stage::new().await;
    let bob = stage.log_in(BOB).await;
    let cursor = begin(&stage, &bob).await;
    say(&stage, "@carol_clark", "@sandbox_lounge", "unseen").await;
    say(&stage, "@ann_archer", "@bob_baker", "seen").await;
    let shut = json!({"method": "updates.getChannelDifference", "name": "CHANNEL_PRIVATE", "count": 0});
    fault(&stage, "error", shut).await;
    let mut follower = Follower::of(stage.daemon(), &bob, json!({"cursor": cursor})).await;
    follower.until_text("seen").await;
    follower.until(|event| event["kind"] == "gap").await;
    assert_eq!(gaps(&follower.events), [(&json!("sandbox_lounge"), &json!("out_of_reach"))]);
    say(&stage, "@ann_archer", "@bob_baker", "live").await;
    follower.until_text("live").await;
    clear_faults(&stage).await;
    say(&stage, "@carol_clark", "@sandbox_lounge", "seen again").await;
    follower.until_text("seen again").await;
    let polled = stage.call("updates.poll", json!({"session": bob, "cursor": follower.cursor, "wait": 0}));
    assert_eq!(polled.await["items"], json!([]));
}

#[tokio::test]
async fn a_difference_too_long_for_a_group_is_a_gap_only_there() {
    let stage = Stage::new().await;
    let bob = stage.log_in(BOB).await;
    let cursor = begin(&stage, &bob).await;
    for at in 0..3 {
        let flood = json!({"sender_id": "@carol_clark", "chat_id": "@sandbox_lounge", "text": at.to_string(), "count": 400});
        stage.sandbox("sandbox.say", flood).await;
        say(&stage, "@ann_archer", "@bob_baker", &format!("whole {at}")).await;
    }
    say(&stage, "@carol_clark", "@sandbox_lounge", "newest").await;
    let mut follower = Follower::of(stage.daemon(), &bob, json!({"cursor": cursor})).await;
    follower.until_text("newest").await;
    follower.until_text("whole 2").await;
    say(&stage, "@carol_clark", "@sandbox_lounge", "live").await;
    follower.until_text("live").await;
    assert_eq!(gaps(&follower.events), [(&json!("sandbox_lounge"), &json!("too_long"))]);
    let at = |wanted: &dyn Fn(&Value) -> bool| follower.events.iter().position(wanted).unwrap();
    let gap = at(&|event| event["kind"] == "gap");
    assert!(gap < at(&|event| event["message"]["text"] == "newest"));
    let texts = follower.texts();
    let whole: Vec<&String> = texts.iter().filter(|text| text.starts_with("whole")).collect();
    assert_eq!(whole, ["whole 0", "whole 1", "whole 2"]);
    let newest = texts.iter().filter(|text| *text == "newest" || *text == "live");
    assert_eq!(newest.collect::<Vec<_>>(), ["newest", "live"]);
}

#[tokio::test]
async fn a_bot_added_to_a_group_while_offline_learns_of_it() {
    let stage = Stage::new().await;
    let ann = stage.log_in(ANN).await;
    let sign_in = json!({"token": "7000001:sandbox", "api_id": 1, "api_hash": "hash"});
    let bot = text(&stage.call("auth.signInBot", sign_in).await["session"]);
    let cursor = begin(&stage, &bot).await;
    let group = json!({"session": ann, "title": "New", "kind": "supergroup"});
    let group = stage.call("groups.create", group).await["chat"]["ref"].clone();
    let add = json!({"session": ann, "chat_id": group, "user_ids": ["@sandbox_bot"]});
    stage.call("groups.addMembers", add).await;
    let send = json!({"session": ann, "chat_id": group, "text": "/start@sandbox_bot"});
    stage.call("messages.send", send).await;
    let mut follower = Follower::of(stage.daemon(), &bot, json!({"cursor": cursor})).await;
    let told = follower
        .until(|event| event["kind"] == "gap" || event["message"]["text"] == "/start@sandbox_bot")
        .await;
    assert!(told["kind"] != "gap" || told["reason"] == "chat_unknown", "{told}");
    // From then on it receives everything.
    for text in ["/one@sandbox_bot", "/two@sandbox_bot"] {
        stage.call("messages.send", json!({"session": ann, "chat_id": group, "text": text})).await;
        follower.until_text(text).await;
    }
}
