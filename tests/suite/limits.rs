//! The limits of a connection, and how a process behaves at the system's limits.

use std::path::Path;

use rustix::process::{Resource, Rlimit, setrlimit};
use serde_json::json;
use tokio::process::Command;

use crate::client::Client;
use crate::stage::{ANN, BOB, Stage, text};

/// The same command in a process with a resource limit.
pub fn limited(mut command: Command, resource: Resource, most: u64) -> Command {
    let limit = Rlimit { current: Some(most), maximum: Some(most) };
    let within = move || Ok(setrlimit(resource, limit)?);
    // SAFETY: a single system call, which is allowed between fork and exec.
    unsafe { command.pre_exec(within) };
    command
}

/// Starts a daemon on a socket, and returns once it listens.
pub async fn listening(mut command: Command, path: &Path) -> tokio::process::Child {
    command.arg("serve").arg(format!("--socket={}", path.display()));
    let daemon = command.stderr(std::process::Stdio::null()).spawn().unwrap();
    while tokio::net::UnixStream::connect(path).await.is_err() {
        tokio::task::yield_now().await;
    }
    daemon
}

#[tokio::test]
async fn polls_have_their_own_limit_and_a_cancelled_one_frees_a_place() {
    let stage = Stage::new().await;
    let session = stage.log_in(ANN).await;
    let daemon = Client::spawn({
        let mut command = stage.command();
        command.args(["--max-polls", "2", "--max-in-flight", "1", "--max-memory", "5000000"]);
        command
    });
    let limits = daemon.call("daemon.info", json!({})).await["limits"].clone();
    assert_eq!((&limits["max_polls"], &limits["max_memory"]), (&json!(2), &json!(5_000_000)));
    assert_eq!(daemon.call("daemon.stats", json!({})).await["memory"]["limit"], 5_000_000);
    let poll = json!({"session": session, "wait": 300});
    let polls: Vec<_> = (0..2).map(|_| daemon.start("updates.poll", poll.clone())).collect();
    let error = daemon.fail("updates.poll", poll.clone()).await;
    assert_eq!((&error["code"], &error["data"]["kind"]), (&json!(503), &json!("resource_exhausted")));
    let data = &error["data"];
    assert_eq!(
        (&data["reason"], &data["limit"], &data["is_retryable"]),
        (&json!("polls"), &json!(2), &json!(true))
    );
    assert_eq!(daemon.call("account.me", json!({"session": session})).await["username"], "ann_archer");
    for (id, answer) in polls {
        daemon.send(json!({"jsonrpc": "2.0", "method": "$/cancelRequest", "params": {"id": id}}));
        assert_eq!(answer.await.unwrap()["error"]["code"], -32800);
    }
    let polled = daemon.call("updates.poll", json!({"session": session, "wait": 0})).await;
    assert!(polled["cursor"].is_string(), "{polled}");
}

#[tokio::test]
async fn thousands_of_polls_are_rejected_without_taking_memory() {
    let stage = Stage::new().await;
    let session = stage.log_in(ANN).await;
    let poll = json!({"session": session, "wait": 300});
    let polls: Vec<_> = (0..3000).map(|_| stage.daemon().start("updates.poll", poll.clone()).1).collect();
    let in_flight = stage.call("daemon.stats", json!({})).await["in_flight"].clone();
    assert_eq!(in_flight, 64 + 1);
    let mut refused = 0;
    for mut poll in polls {
        if let Ok(answer) = poll.try_recv() {
            assert_eq!(answer["error"]["data"]["kind"], "resource_exhausted");
            refused += 1;
        }
    }
    assert_eq!(refused, 3000 - 64);
}

#[tokio::test]
async fn subscriptions_have_a_limit_and_an_ended_one_frees_a_place() {
    let stage = Stage::new().await;
    let session = stage.log_in(ANN).await;
    let daemon = Client::spawn({
        let mut command = stage.command();
        command.args(["--max-subscriptions", "2"]);
        command
    });
    let subscribe = json!({"session": session});
    let first = daemon.call("updates.subscribe", subscribe.clone()).await;
    daemon.call("updates.subscribe", subscribe.clone()).await;
    let error = daemon.fail("updates.subscribe", subscribe.clone()).await;
    assert_eq!(error["data"]["kind"], "resource_exhausted");
    assert_eq!((&error["data"]["reason"], &error["data"]["limit"]), (&json!("subscriptions"), &json!(2)));
    daemon.call("updates.unsubscribe", json!({"subscription": first["subscription"]})).await;
    daemon.call("updates.subscribe", subscribe).await;
    assert_eq!(daemon.call("daemon.stats", json!({})).await["subscriptions"], 2);
}

#[tokio::test]
async fn handles_have_a_limit_and_a_detached_one_frees_a_place() {
    let stage = Stage::new().await;
    let session = stage.log_in(ANN).await;
    let most = stage.call("daemon.info", json!({})).await["limits"]["max_handles"].as_u64().unwrap();
    let attach = json!({"session": session});
    let mut handle = String::new();
    for _ in 0..most {
        handle = text(&stage.call("session.attach", attach.clone()).await["handle"]);
    }
    let error = stage.fail("session.attach", attach.clone()).await;
    assert_eq!(error["data"]["kind"], "resource_exhausted");
    assert_eq!((&error["data"]["reason"], &error["data"]["limit"]), (&json!("handles"), &json!(most)));
    stage.call("session.detach", json!({"session": handle})).await;
    stage.call("session.attach", attach).await;
}

#[tokio::test]
async fn without_file_descriptors_calls_report_it_and_connected_clients_still_work() {
    let stage = Stage::new().await;
    let (ann, bob) = (stage.log_in(ANN).await, stage.log_in(BOB).await);
    let path = stage.path("run/socket");
    let daemon = listening(limited(stage.command(), Resource::Nofile, 48), &path).await;
    let first = Client::connect(&path).await;
    first.call("account.me", json!({"session": ann})).await;
    let folder = format!("/proc/{}/fd", daemon.id().unwrap());
    let mut clients = Vec::new();
    while std::fs::read_dir(&folder).unwrap().count() < 48 {
        clients.push(Client::connect(&path).await);
        tokio::task::yield_now().await;
    }
    // The kernel has accepted the connection, but the daemon can't.
    let late = Client::connect(&path).await;
    let (_, mut waiting) = late.start("daemon.ping", json!({}));
    let file = stage.path("sandbox.json");
    for (method, params) in [
        // Needs a connection to Telegram, which Bob's account doesn't have yet.
        ("account.me", json!({"session": bob})),
        ("messages.sendFile", json!({"session": ann, "chat_id": "me", "path": file})),
    ] {
        let error = first.fail(method, params).await;
        let data = &error["data"];
        assert_eq!((&error["code"], &data["kind"]), (&json!(503), &json!("resource_exhausted")), "{error}");
        assert_eq!((&data["reason"], &data["is_retryable"]), (&json!("descriptors"), &json!(true)));
    }
    assert_eq!(first.call("account.me", json!({"session": ann})).await["username"], "ann_archer");
    assert!(waiting.try_recv().is_err(), "answered without a descriptor");
    drop(clients);
    assert_eq!(waiting.await.unwrap()["result"], json!({"pong": true}));
    assert_eq!(first.call("account.me", json!({"session": bob})).await["username"], "bob_baker");
}

/// The log hits the limit too.
#[tokio::test]
async fn a_file_over_the_systems_limit_fails_one_call_and_not_the_process() {
    let stage = Stage::new().await;
    let session = stage.log_in(ANN).await;
    let sent = json!({"session": session, "chat_id": "me", "data_base64": "Ym9h".repeat(100_000)});
    let sent = stage.call("messages.sendFile", sent).await;
    let daemon = Client::spawn(limited(stage.command(), Resource::Fsize, 100_000));
    let path = stage.path("copy");
    let mut download =
        json!({"session": session, "chat_id": "me", "message_id": sent["message_id"], "path": path});
    let error = daemon.fail("media.download", download.clone()).await;
    assert_eq!(
        (&error["data"]["kind"], &error["data"]["reason"]),
        (&json!("too_large"), &json!("file_size_limit"))
    );
    download["length"] = json!(50_000);
    assert_eq!(daemon.call("media.download", download).await["downloaded_size"], 50_000);
    let log = || {
        let folder = std::fs::read_dir(stage.path("state/telewire")).unwrap();
        folder.map(|file| file.unwrap().metadata().unwrap().len()).max().unwrap()
    };
    // The stage's daemon writes to the same file.
    while log() < 100_000 {
        daemon.call("daemon.ping", json!({})).await;
        stage.call("daemon.ping", json!({})).await;
    }
    for _ in 0..100 {
        daemon.call("daemon.ping", json!({})).await;
    }
}
