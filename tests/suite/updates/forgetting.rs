//! Sessions that the server forgets during a connection, and updates that it holds until they are requested.

use serde_json::{Value, json};

use super::{Follower, say};
use crate::stage::{ANN, BOB, Stage};

/// Delays the answers to a function for longer than any call waits.
async fn hold(stage: &Stage, method: &str) {
    let fault = json!({"kind": "delay", "duration": 3600, "method": method});
    stage.sandbox("sandbox.fault", fault).await;
}

/// Makes the server forget the session at the next call, once all of these functions are in progress.
async fn forget(stage: &Stage, session: &str, under_way: &[&str]) {
    for function in under_way {
        while stage.calls(function).await == 0 {
            tokio::task::yield_now().await;
        }
    }
    stage.sandbox("sandbox.fault", json!({"kind": "forget_session", "method": "help.getConfig"})).await;
    let invoke = json!({"session": session, "method": "help.getConfig", "params": {}});
    stage.call("telegram.invoke", invoke).await;
}

#[tokio::test]
async fn requests_in_a_forgotten_session_end_and_nothing_is_done_twice() {
    let stage = Stage::new().await;
    let (ann, bob) = (stage.log_in(ANN).await, stage.log_in(BOB).await);
    stage.call("chats.get", json!({"session": ann, "chat_id": "@bob_baker"})).await;
    let functions = ["messages.getHistory", "messages.sendMessage", "channels.createChannel"];
    for function in functions {
        hold(&stage, function).await;
    }
    let history = json!({"session": ann, "chat_id": "@bob_baker"});
    let send = json!({"session": ann, "chat_id": "@bob_baker", "text": "once"});
    let create = json!({"session": ann, "title": "Oars", "kind": "supergroup"});
    let ((), history, sent, created) = tokio::join!(
        forget(&stage, &ann, &functions),
        stage.call("messages.history", history),
        stage.call("messages.send", send),
        stage.fail("groups.create", create),
    );
    assert!(!history["items"].as_array().unwrap().is_empty());
    assert_eq!(sent["text"], "once");
    assert_eq!(
        (&created["data"]["kind"], &created["data"]["outcome"]),
        (&json!("offline"), &json!("unknown"))
    );
    assert_eq!(stage.calls("channels.createChannel").await, 1);
    let page = stage.call("messages.history", json!({"session": bob, "chat_id": "@ann_archer"})).await;
    let items = page["items"].as_array().unwrap();
    assert_eq!(items.iter().filter(|message| message["text"] == "once").count(), 1);
    assert_eq!(stage.connections(&stage.call("account.me", json!({"session": ann})).await["id"]).await, 1);
}

#[tokio::test]
async fn updates_missed_in_a_forgotten_session_are_fetched() {
    let stage = Stage::new().await;
    let bob = stage.log_in(BOB).await;
    let mut follower = Follower::of(stage.daemon(), &bob, json!({})).await;
    stage.sandbox("sandbox.fault", json!({"kind": "lose_updates", "account_id": "@bob_baker"})).await;
    say(&stage, "@ann_archer", "@bob_baker", "lost").await;
    forget(&stage, &bob, &[]).await;
    follower.until_text("lost").await;
}

#[tokio::test]
async fn announced_answers_and_updates_are_fetched() {
    let stage = Stage::new().await;
    let bob = stage.log_in(BOB).await;
    let announce = |kind: &str, more: Value| {
        let mut fault = json!({"kind": kind, "account_id": "@bob_baker"});
        fault.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        fault
    };
    stage.sandbox("sandbox.fault", announce("announce_answer", json!({"method": "users.*"}))).await;
    let me = stage.call("account.me", json!({"session": bob, "timeout": 30})).await;
    assert_eq!(me["username"], "bob_baker");

    let mut follower = Follower::of(stage.daemon(), &bob, json!({})).await;
    say(&stage, "@ann_archer", "@bob_baker", "told").await;
    follower.until_text("told").await;
    // By itself, the daemon checks for missed updates only after 15 minutes of silence.
    stage.sandbox("sandbox.fault", announce("announce_updates", json!({}))).await;
    say(&stage, "@ann_archer", "@bob_baker", "held").await;
    follower.until_text("held").await;
}
