//! What a daemon's rules let through, and what tries to get round them.

use serde_json::{Value, json};

use crate::client::Client;
use crate::stage::{ANN, BOB, Stage};

/// A daemon with rules, at the stage's sandbox.
fn ruled(stage: &Stage, rules: &[&str]) -> Client {
    let mut command = stage.command();
    command.args(rules);
    Client::spawn(command)
}

async fn kind(daemon: &Client, method: &str, params: Value) -> Value {
    daemon.fail(method, params).await["data"]["kind"].clone()
}

#[tokio::test]
async fn a_read_only_daemon_reads_and_changes_nothing() {
    let stage = Stage::new().await;
    let session = stage.log_in(ANN).await;
    let daemon = ruled(&stage, &["--read-only"]);
    let page = daemon.call("messages.history", json!({"session": session, "chat_id": "@bob_baker"})).await;
    assert!(!page["items"].as_array().unwrap().is_empty());
    let send = json!({"session": session, "chat_id": "@bob_baker", "text": "Hello"});
    let error = daemon.fail("messages.send", send).await;
    assert_eq!((&error["code"], &error["data"]["kind"]), (&json!(403), &json!("policy_denied")));
    assert!(error["message"].as_str().unwrap().contains("--read-only"), "{error}");
    assert_eq!(kind(&daemon, "auth.logOut", json!({"session": session})).await, "policy_denied");
    let send_code = json!({"phone": BOB, "api_id": 1, "api_hash": "hash"});
    assert_eq!(kind(&daemon, "auth.sendCode", send_code).await, "policy_denied");
    let after = stage.call("messages.history", json!({"session": session, "chat_id": "@bob_baker"})).await;
    assert_eq!(after, page);
}

#[tokio::test]
async fn every_method_that_writes_is_off_when_nothing_may_be_changed() {
    let stage = Stage::new().await;
    let session = stage.log_in(ANN).await;
    let daemon = ruled(&stage, &["--read-only"]);
    let document = daemon.call("rpc.discover", json!({})).await;
    let writes: Vec<&str> = document["methods"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|method| method["x-access"] == "write")
        .map(|method| method["name"].as_str().unwrap())
        // The first two begin and end a connection; the last is judged by the function that it calls.
        .filter(|name| !["initialize", "shutdown", "telegram.invoke"].contains(name))
        .collect();
    assert!(writes.len() > 5);
    for method in writes {
        assert_eq!(kind(&daemon, method, json!({"session": session})).await, "policy_denied", "{method}");
    }
}

#[tokio::test]
async fn allow_and_deny_name_methods_by_globs() {
    let stage = Stage::new().await;
    let session = stage.log_in(ANN).await;
    let daemon = ruled(&stage, &["--allow", "chats.*", "--allow", "messages.*", "--deny", "messages.s*"]);
    daemon.call("chats.list", json!({"session": session})).await;
    daemon.call("messages.history", json!({"session": session, "chat_id": "me"})).await;
    let send = json!({"session": session, "chat_id": "me", "text": "A note"});
    assert_eq!(kind(&daemon, "messages.send", send).await, "policy_denied");
    assert_eq!(kind(&daemon, "account.me", json!({"session": session})).await, "policy_denied");
    let info = daemon.call("daemon.info", json!({})).await;
    assert_eq!(info["policy"]["allow"], json!(["chats.*", "messages.*"]));
    assert_eq!(info["policy"]["deny"], json!(["messages.s*"]));
}

#[tokio::test]
async fn a_rule_that_means_no_method_ends_the_daemon_at_once() {
    let stage = Stage::new().await;
    let output = stage.command().args(["--deny", "messages.sendd"]).output().await.unwrap();
    assert_eq!(output.status.code(), Some(1));
    let told = String::from_utf8(output.stderr).unwrap();
    let slip = "telewire: --deny messages.sendd: there is no such method; did you mean messages.send?";
    assert_eq!(told.lines().last(), Some(slip));
}

#[tokio::test]
async fn no_form_of_a_name_gets_round_the_allowed_chats() {
    let stage = Stage::new().await;
    let session = stage.log_in(ANN).await;
    let bob = stage.call("chats.get", json!({"session": session, "chat_id": "@bob_baker"})).await;
    let daemon = ruled(&stage, &["--allow-chat", "@sandbox_news"]);
    let news = daemon.call("chats.get", json!({"session": session, "chat_id": "@sandbox_news"})).await;
    let forms = |chat: &Value| [chat["id"].clone(), chat["ref"].clone(), chat.clone()];
    for chat_id in forms(&news).into_iter().chain([json!("t.me/Sandbox_News"), json!("sandbox_news")]) {
        daemon.call("messages.history", json!({"session": session, "chat_id": chat_id})).await;
    }
    let names = ["@bob_baker", "https://t.me/bob_baker", "tg://resolve?domain=bob_baker", BOB, "me"];
    for chat_id in forms(&bob).into_iter().chain(names.map(Value::from)) {
        let params = json!({"session": session, "chat_id": chat_id});
        assert_eq!(kind(&daemon, "messages.history", params.clone()).await, "policy_denied", "{chat_id}");
        let send = json!({"session": session, "chat_id": chat_id, "text": "Psst"});
        assert_eq!(kind(&daemon, "messages.send", send).await, "policy_denied", "{chat_id}");
    }
}

#[tokio::test]
async fn a_chat_may_be_allowed_by_any_form_of_its_name() {
    let stage = Stage::new().await;
    let session = stage.log_in(ANN).await;
    let bob = stage.call("chats.get", json!({"session": session, "chat_id": "@bob_baker"})).await;
    let id = bob["id"].to_string();
    for rule in ["@bob_baker", "https://t.me/bob_baker", BOB, &id, bob["ref"].as_str().unwrap()] {
        let daemon = ruled(&stage, &["--allow-chat", "-100123", "--allow-chat", rule]);
        let found = daemon.call("chats.get", json!({"session": session, "chat_id": "@bob_baker"})).await;
        assert_eq!(found["id"], bob["id"], "{rule}");
    }
}

#[tokio::test]
async fn lists_show_only_the_allowed_chats() {
    let stage = Stage::new().await;
    let session = stage.log_in(ANN).await;
    let daemon = ruled(&stage, &["--allow-chat", "@bob_baker", "--allow-chat", "@sandbox_lounge"]);
    let (mut names, mut cursor) = (Vec::new(), Value::Null);
    loop {
        let page = daemon.call("chats.list", json!({"session": session, "limit": 1, "cursor": cursor})).await;
        names.extend(page["items"].as_array().unwrap().iter().map(|chat| chat["username"].clone()));
        assert_eq!(page["total"], Value::Null);
        cursor = page["next_cursor"].clone();
        if cursor.is_null() {
            break;
        }
    }
    assert_eq!(names, ["bob_baker"]);
}

#[tokio::test]
async fn a_chat_behind_a_link_is_joined_only_if_the_link_is_allowed() {
    let stage = Stage::new().await;
    let session = stage.log_in(ANN).await;
    let join = json!({"session": session, "chat_id": "https://t.me/+SandboxBackRoom"});
    let daemon = ruled(&stage, &["--allow-chat", "https://t.me/+SandboxWaiting"]);
    assert_eq!(kind(&daemon, "groups.join", join.clone()).await, "policy_denied");
    let lounge = json!({"session": session, "chat_id": "@sandbox_lounge"});
    assert_eq!(kind(&daemon, "groups.join", lounge).await, "policy_denied");
    let daemon = ruled(&stage, &["--allow-chat", "t.me/joinchat/SandboxBackRoom"]);
    assert_eq!(daemon.call("groups.join", join).await["status"], "joined");
    let link = json!({"session": session, "chat_id": "t.me/+SandboxBackRoom"});
    let history = daemon.call("messages.history", link).await;
    assert!(!history["items"].as_array().unwrap().is_empty());
}
