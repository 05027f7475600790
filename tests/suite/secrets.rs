//! Secrets never leave by the side door.

use serde_json::json;

use crate::stage::{ANN, CAROL, CAROLS_PASSWORD, Stage, text};

/// Every text in the files of a folder.
fn written(folder: &std::path::Path) -> String {
    let mut all = String::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            all.push_str(&written(&path));
        } else {
            all.push_str(&String::from_utf8_lossy(&std::fs::read(&path).unwrap()));
        }
    }
    all
}

#[tokio::test]
async fn the_log_of_a_whole_run_at_trace_level_holds_no_secret() {
    let stage = Stage::new().await;
    let api_hash = "0123456789abcdef0123456789abcdef";
    let sent =
        stage.call("auth.sendCode", json!({"phone": CAROL, "api_id": 17349, "api_hash": api_hash})).await;
    let asked = stage.call("auth.signIn", json!({"session": sent["session"], "code": "11111"})).await;
    stage
        .fail("auth.checkPassword", json!({"session": asked["session"], "password": "hunter2 hunter2"}))
        .await;
    let done = stage
        .call("auth.checkPassword", json!({"session": asked["session"], "password": CAROLS_PASSWORD}))
        .await;
    let bot = stage
        .call("auth.signInBot", json!({"token": "7000001:sandbox", "api_id": 17349, "api_hash": api_hash}))
        .await;
    let handle = stage.call("session.attach", json!({"session": done["session"]})).await;
    let session = text(&done["session"]);
    let send = json!({"session": session, "chat_id": ANN, "text": "the eagle has landed"});
    stage.call("messages.send", send).await;
    stage
        .fail("messages.send", json!({"session": session, "chat_id": "me", "txt": "a typo of a secret"}))
        .await;
    stage.fail("account.me", json!({"session": session[..200]})).await;
    stage.sandbox("sandbox.fault", json!({"kind": "wrong_session_id", "method": "users.getUsers"})).await;
    stage
        .sandbox(
            "sandbox.fault",
            json!({"kind": "error", "code": 500, "name": "INTERNAL", "method": "users.getUsers"}),
        )
        .await;
    stage.fail("account.me", json!({"session": handle["handle"]})).await;
    stage.call("auth.logOut", json!({"session": session})).await;
    stage.call("shutdown", json!({})).await;
    stage.daemon().send(json!({"jsonrpc": "2.0", "method": "exit"}));
    assert_eq!(stage.daemon().ended().await.code(), Some(0));

    let log = written(&stage.path("state"));
    assert!(log.contains("TRACE") || log.contains("DEBUG"), "the log is at its most talkative");
    assert!(log.contains("messages.send"), "the log tells methods");
    let key = std::fs::read_to_string(stage.path("config/telewire/key")).unwrap();
    let sealing_key = key.lines().rev().find(|line| !line.starts_with('#')).unwrap().trim().to_owned();
    let mut secrets = vec![
        ("api_hash", api_hash.to_owned()),
        ("phone", CAROL.to_owned()),
        ("phone without its sign", CAROL[1..].to_owned()),
        ("password", CAROLS_PASSWORD.to_owned()),
        ("wrong password", "hunter2".to_owned()),
        ("bot token", "7000001:sandbox".to_owned()),
        ("sealing key", sealing_key),
        ("message", "the eagle has landed".to_owned()),
        ("refused param", "a typo of a secret".to_owned()),
        ("handle", text(&handle["handle"])),
    ];
    for session in [&sent, &asked, &done, &bot] {
        // Any good part of the string would do harm.
        secrets.push(("session string", text(&session["session"])[20..60].to_owned()));
    }
    for (name, secret) in secrets {
        assert!(secret.len() > 5);
        assert!(!log.contains(&secret), "the log holds the {name}");
    }
}
