//! Several clients of an account share its connection, and a fault affects only its own call.

use serde_json::json;

use crate::client::Client;
use crate::stage::{ANN, BOB, Stage};

#[tokio::test]
async fn two_clients_of_one_account_share_its_connection() {
    let stage = Stage::new().await;
    let session = stage.log_in(ANN).await;
    let (path, _daemon) = stage.listening().await;
    // The daemon that logged in is gone, and so is its connection.
    stage.daemon().kill().await;
    let (one, other) = (Client::connect(&path).await, Client::connect(&path).await);
    let renewed = one.call("session.renew", json!({"session": session})).await;
    let ann = one.call("account.me", json!({"session": session})).await["id"].clone();
    let calls: Vec<_> = (0..10)
        .flat_map(|_| {
            [
                one.start("account.me", json!({"session": session})).1,
                other.start("account.me", json!({"session": renewed["session"]})).1,
            ]
        })
        .collect();
    for call in calls {
        assert_eq!(call.await.unwrap()["result"]["id"], ann);
    }
    let stats = other.call("daemon.stats", json!({})).await;
    assert_eq!((&stats["accounts"], &stats["telegram_connections"]), (&json!(1), &json!(1)));
    // The sandbox may still be closing the killed daemon's connection: ask until only ours is left.
    while stage.connections(&ann).await != 1 {
        tokio::task::yield_now().await;
    }
    assert_eq!(stage.connections(&ann).await, 1);
}

#[tokio::test]
async fn a_packet_with_a_wrong_session_id_fails_only_its_own_call() {
    let stage = Stage::new().await;
    let (ann, bob) = (stage.log_in(ANN).await, stage.log_in(BOB).await);
    stage
        .sandbox("sandbox.fault", json!({"kind": "wrong_session_id", "method": "messages.sendMessage"}))
        .await;
    let error = stage.fail("messages.send", json!({"session": ann, "chat_id": "me", "text": "x"})).await;
    assert!(["offline", "internal"].contains(&error["data"]["kind"].as_str().unwrap()), "{error}");
    assert_eq!(error["data"]["outcome"], "unknown");
    // The next call works, and the other account is not affected.
    assert_eq!(stage.call("account.me", json!({"session": ann})).await["username"], "ann_archer");
    assert_eq!(stage.call("account.me", json!({"session": bob})).await["username"], "bob_baker");
}

#[tokio::test]
async fn an_account_that_cannot_connect_delays_no_other() {
    let stage = Stage::new().await;
    let (ann, bob) = (stage.log_in(ANN).await, stage.log_in(BOB).await);
    let bob_id = stage.call("account.me", json!({"session": bob})).await["id"].clone();
    stage
        .sandbox("sandbox.fault", json!({"kind": "delay", "account_id": bob_id, "duration": 600, "count": 0}))
        .await;
    let (id, held_up) = stage.daemon().start("account.me", json!({"session": bob}));
    for _ in 0..20 {
        assert_eq!(stage.call("account.me", json!({"session": ann})).await["username"], "ann_archer");
    }
    stage.daemon().send(json!({"jsonrpc": "2.0", "method": "$/cancelRequest", "params": {"id": id}}));
    assert_eq!(held_up.await.unwrap()["error"]["code"], -32800);
}
