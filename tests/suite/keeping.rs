//! Snapshots of a sandbox: its state outlives its process.

use std::io::Write;

use serde_json::{Value, json};
use telewire::sandbox::snapshot::Snapshot;
use telewire::sandbox::{Options, Sandbox};

use crate::client::{home, run, telewire};
use crate::stage::{ANN, BOB, Stage, texts};

#[tokio::test]
async fn a_session_and_its_chats_survive_a_restart_of_the_sandbox() {
    let stage = Stage::new().await;
    let session = stage.log_in(ANN).await;
    let to_bob =
        json!({"session": session, "chat_id": "@bob_baker", "text": "Still there?", "random_id": 99});
    let sent = stage.call("messages.send", to_bob.clone()).await;
    let history = json!({"session": session, "chat_id": "@bob_baker"});
    let before = stage.call("messages.history", history.clone()).await;

    let stage = stage.restart_telegram().await;
    assert_eq!(stage.call("messages.history", history).await, before);
    let again = stage.call("messages.send", to_bob).await;
    assert_eq!((&again["message_id"], &again["is_duplicate"]), (&sent["message_id"], &json!(true)));
    let said = json!({"sender_id": "bob_baker", "chat_id": "ann_archer", "text": "I am"});
    stage.sandbox("sandbox.say", said).await;
    let now = stage.call("messages.history", json!({"session": session, "chat_id": "@bob_baker"})).await;
    assert_eq!(texts(&now)[..2], ["I am", "Still there?"]);
}

/// Telegram replaces its RSA keys now and then. They only authenticate the server in a key exchange.
#[tokio::test]
async fn a_session_its_refs_and_its_cursors_survive_a_new_rsa_key() {
    let stage = Stage::new().await;
    let session = stage.log_in(ANN).await;
    let news = stage.call("chats.get", json!({"session": session, "chat_id": "@sandbox_news"})).await;
    let polled = stage.call("updates.poll", json!({"session": session, "wait": 0})).await;

    let key = stage.path("other_key.pem");
    std::fs::write(&key, include_str!("mtproto/other_key.pem")).unwrap();
    let before = stage.sandbox_key();
    let stage = stage.restart_telegram_with(Options { rsa_key: Some(key), ..Options::default() }).await;
    assert_ne!(stage.sandbox_key(), before);
    let again = stage.call("chats.get", json!({"session": session, "chat_id": news["ref"]})).await;
    assert_eq!(again["id"], news["id"]);
    stage.call("updates.poll", json!({"session": session, "cursor": polled["cursor"], "wait": 0})).await;
    assert_eq!(stage.call("session.inspect", json!({"session": session})).await["server"], "sandbox");
    // A new login negotiates a key with the new RSA key.
    stage.log_in(BOB).await;
}

/// The daemon's connection is closed, and it reconnects to a world in which nothing of that has happened.
#[tokio::test]
async fn a_restore_undoes_everything_after_the_snapshot() {
    let stage = Stage::new().await;
    let ann = stage.log_in(ANN).await;
    let say = async |text: &str| {
        stage.call("messages.send", json!({"session": ann, "chat_id": "me", "text": text})).await;
    };
    let notes =
        async || texts(&stage.call("messages.history", json!({"session": ann, "chat_id": "me"})).await);
    say("One").await;
    stage.sandbox("sandbox.snapshot", json!({})).await;
    stage.sandbox("sandbox.snapshot", json!({"name": "other"})).await;
    say("Two").await;
    let bob = stage.log_in(BOB).await;
    stage.sandbox("sandbox.restore", json!({})).await;
    assert_eq!(notes().await, ["One"]);
    say("Three").await;
    assert_eq!(notes().await, ["Three", "One"]);
    let gone = stage.fail("account.me", json!({"session": bob})).await;
    assert_eq!(gone["data"]["kind"], "session_revoked");
    stage.sandbox("sandbox.restore", json!({"name": "other"})).await;
    assert_eq!(notes().await, ["One"]);
}

#[tokio::test]
async fn time_continues_from_the_snapshot() {
    let stage = Stage::new().await;
    let advance = async |seconds: u32| {
        let now = stage.sandbox("sandbox.advance", json!({"duration": seconds})).await;
        now["date"].as_str().unwrap().parse::<jiff::Timestamp>().unwrap().as_second()
    };
    let before = advance(0).await;
    stage.sandbox("sandbox.snapshot", json!({})).await;
    advance(100_000).await;
    stage.sandbox("sandbox.restore", json!({})).await;
    assert!((before..before + 1000).contains(&advance(0).await));
}

#[tokio::test]
async fn a_snapshot_of_a_restored_sandbox_is_the_same() {
    let stage = Stage::new().await;
    stage.log_in(ANN).await;
    let (one, other) = (stage.path("one.json"), stage.path("other.json"));
    let read = |path| serde_json::from_str::<Value>(&std::fs::read_to_string(path).unwrap()).unwrap();
    // The clock runs, so the second may differ.
    let timeless = |mut world: Value| {
        world["world"]["clock"]["unix_time"].take();
        world
    };
    stage.sandbox("sandbox.snapshot", json!({"path": one})).await;
    let sandbox = Sandbox::start(Options { world: Some(one.clone()), ..Options::default() }).unwrap();
    sandbox.snapshot().unwrap().write(std::fs::File::create(&other).unwrap()).unwrap();
    assert_eq!(timeless(read(&one)), timeless(read(&other)));
    assert_eq!(crate::cli::mode(&one), 0o600, "it holds keys and passwords");
}

#[tokio::test]
async fn an_invalid_snapshot_is_rejected_with_the_reason() {
    let stage = Stage::new().await;
    let path = stage.path("world.json");
    stage.sandbox("sandbox.snapshot", json!({"path": path})).await;
    let whole: Value = serde_json::from_str(&std::fs::read_to_string(&path).unwrap()).unwrap();
    let with = |change: fn(&mut Value)| {
        let mut changed = whole.clone();
        change(&mut changed);
        changed.to_string()
    };
    let cases = [
        (String::new(), "it is no JSON: EOF while parsing a value at line 1 column 0"),
        ("{\n  \"format\"".to_owned(), "it is no JSON: EOF while parsing an object at line 2 column 10"),
        ("{}".to_owned(), "it is no world of a sandbox: its `format` isn't \"telewire sandbox\""),
        (
            with(|world| world["version"] = json!(77)),
            "it was written by a newer Telewire: its version is 77, and this Telewire reads them up to 1",
        ),
        (with(|world| world["version"] = json!("1")), "it is damaged: `version` has no number from 1 on"),
        (
            with(|world| world["world"]["people"]["$pairs"][0][1]["first_name"] = json!(5)),
            "it is damaged: `world` has `people.7000001.first_name`: invalid type: integer `5`, expected a string",
        ),
        (with(|world| world["world"] = Value::Null), "it is damaged: `world` has "),
        (
            with(|world| world["files"]["parts"][0] = json!("%")),
            "it is damaged: `files` has `.`: part 0 is no base64",
        ),
        (
            with(|world| world["auth_keys"] = json!([{"dc": 2}])),
            "it is damaged: `auth_keys` has `[0]`: missing field",
        ),
    ];
    for (text, wrong) in cases {
        std::fs::write(&path, &text).unwrap();
        let begin = format!("cannot read the world {}: {wrong}", path.display());
        let error =
            Sandbox::start(Options { world: Some(path.clone()), ..Options::default() }).err().unwrap();
        assert!(error.to_string().starts_with(&begin), "{error}\n{begin}");
        let error = stage.sandbox_fail("sandbox.restore", json!({"path": path})).await;
        assert_eq!(
            (&error["data"]["kind"], &error["data"]["path"]),
            (&json!("invalid_params"), &json!("path"))
        );
        assert!(error["message"].as_str().unwrap().contains(wrong), "{error}");
    }
    assert!(Snapshot::parse(&whole.to_string()).is_ok());
}

#[tokio::test]
async fn a_missing_snapshot_has_a_distinct_error() {
    let stage = Stage::new().await;
    let error = stage.sandbox_fail("sandbox.restore", json!({"name": "none"})).await;
    assert_eq!((&error["data"]["kind"], &error["data"]["path"]), (&json!("invalid_params"), &json!("name")));
    let error = stage.sandbox_fail("sandbox.restore", json!({"path": stage.path("none.json")})).await;
    assert_eq!(error["data"]["kind"], "file_not_found");
    let error = stage.sandbox_fail("sandbox.restore", json!({"name": "a", "path": "b"})).await;
    assert_eq!((&error["data"]["kind"], &error["data"]["path"]), (&json!("invalid_params"), &json!("path")));
    let error = stage.sandbox_fail("sandbox.snapshot", json!({"path": stage.path("no/such/folder")})).await;
    assert_eq!((&error["data"]["kind"], &error["data"]["path"]), (&json!("file_not_found"), &json!("path")));
}

#[tokio::test]
async fn the_command_line_starts_from_a_snapshot_or_reports_why_not() {
    let stage = Stage::new().await;
    let path = stage.path("world.json");
    let new = json!({"phone": "+9996625555", "first_name": "Fay", "username": "fay_sandbox"});
    stage.sandbox("sandbox.addUser", new).await;
    stage.sandbox("sandbox.snapshot", json!({"path": path})).await;

    let world = format!("--world={}", path.display());
    let say = json!({"sender_id": "fay_sandbox", "chat_id": "bob_baker", "text": "Ahoy"});
    let call = json!({"jsonrpc": "2.0", "id": 1, "method": "sandbox.say", "params": say});
    let (said, status) = run(&["--sandbox", &world], format!("{call}\n").as_bytes()).await;
    assert!(status.success());
    let answer: Value = serde_json::from_str(&said).unwrap();
    assert!(answer["result"]["message_ids"].is_array(), "{answer}");

    std::fs::File::create(&path).unwrap().write_all(b"{}").unwrap();
    for arguments in [&["sandbox", &world][..], &["--sandbox", &world], &[&world]] {
        let output = telewire(home().path()).args(arguments).output().await.unwrap();
        assert!(!output.status.success());
        let complaint = String::from_utf8(output.stderr).unwrap();
        assert!(
            complaint.contains("cannot read the world") || complaint.contains("--world requires"),
            "{complaint}"
        );
    }
}
