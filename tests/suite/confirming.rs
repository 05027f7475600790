//! When Telegram reports that a login has ended, Telewire asks again over a fresh connection before it reports that.

use base64::Engine;
use serde_json::{Value, json};

use crate::stage::{ANN, BOB, CAROL, CAROLS_PASSWORD, Stage};

/// Faults that report once that a login has ended although it hasn't.
const HICCUPS: [(&str, i32, &str); 4] = [
    ("transport_error", 404, "-"),
    ("error", 401, "AUTH_KEY_UNREGISTERED"),
    ("error", 401, "SESSION_REVOKED"),
    ("error", 406, "AUTH_KEY_DUPLICATED"),
];

async fn strike(stage: &Stage, (kind, code, name): (&str, i32, &str), method: &str, more: Value) {
    let mut fault = json!({"kind": kind, "code": code, "name": name, "method": method});
    fault.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    stage.sandbox("sandbox.fault", fault).await;
}

async fn bob_has(stage: &Stage, bob: &str, text: &str) -> usize {
    let params = json!({"session": bob, "chat_id": "@ann_archer", "limit": 20});
    let page = stage.call("messages.history", params).await;
    page["items"].as_array().unwrap().iter().filter(|message| message["text"] == text).count()
}

fn error_fields(error: &Value) -> (&Value, &Value, &Value) {
    (&error["data"]["kind"], &error["data"]["reason"], &error["data"]["is_retryable"])
}

#[tokio::test]
async fn a_single_report_does_not_end_a_login() {
    let stage = Stage::new().await;
    let (ann, bob) = (stage.log_in(ANN).await, stage.log_in(BOB).await);
    let stage = stage.restart().await;
    stage.call("chats.get", json!({"session": ann, "chat_id": "@bob_baker"})).await;
    for hiccup in HICCUPS {
        strike(&stage, hiccup, "messages.getHistory", json!({})).await;
        stage.call("messages.history", json!({"session": ann, "chat_id": "@bob_baker"})).await;

        let text = format!("after {hiccup:?}");
        strike(&stage, hiccup, "messages.sendMessage", json!({})).await;
        let send = json!({"session": ann, "chat_id": "@bob_baker", "text": text});
        match stage.daemon().try_call("messages.send", send.clone()).await {
            Ok(_) => assert_eq!(bob_has(&stage, &bob, &text).await, 1, "{hiccup:?}"),
            // The connection was lost during the request, so its outcome is unknown.
            Err(error) => {
                assert_eq!(hiccup.0, "transport_error");
                assert_eq!(
                    (&error["data"]["kind"], &error["data"]["outcome"]),
                    (&json!("offline"), &json!("unknown"))
                );
                assert_eq!(bob_has(&stage, &bob, &text).await, 0);
            }
        }
        let pending = stage.world(|world| world.pending_faults().count());
        assert_eq!(pending, 0, "{hiccup:?}");
    }
}

#[tokio::test]
async fn a_report_that_is_repeated_over_a_fresh_connection_ends_the_login() {
    let stage = Stage::new().await;
    let ann = stage.log_in(ANN).await;
    let stage = stage.restart().await;
    for hiccup in HICCUPS {
        let me = json!({"session": ann});
        stage.call("account.me", me.clone()).await;
        strike(&stage, hiccup, "users.*", json!({"count": 2})).await;
        let error = stage.fail("account.me", me.clone()).await;
        let kind = if hiccup.1 == 406 { "session_duplicated" } else { "session_revoked" };
        assert_eq!(error_fields(&error), (&json!(kind), &json!("confirmed"), &json!(false)), "{hiccup:?}");
        // The sandbox's report was false.
        stage.call("account.me", me).await;
    }
    for (kind, expected) in [
        ("auth_key_unregistered", "session_revoked"),
        ("auth_key_duplicated", "session_duplicated"),
        ("auth_key_lost", "session_revoked"),
    ] {
        let ann = stage.log_in(ANN).await;
        stage.sandbox("sandbox.fault", json!({"kind": kind, "method": "users.*"})).await;
        let error = stage.fail("account.me", json!({"session": ann})).await;
        assert_eq!(error_fields(&error), (&json!(expected), &json!("confirmed"), &json!(false)), "{kind}");
    }
}

#[tokio::test]
async fn a_report_that_cannot_be_checked_is_unconfirmed_and_retryable() {
    let stage = Stage::new().await;
    let ann = stage.log_in(ANN).await;
    let stage = stage.restart().await;
    for hiccup in HICCUPS {
        strike(&stage, hiccup, "users.*", json!({})).await;
        strike(&stage, ("error", 500, "RPC_CALL_FAIL"), "users.*", json!({})).await;
        let error = stage.fail("account.me", json!({"session": ann})).await;
        let kind = if hiccup.1 == 406 { "session_duplicated" } else { "session_revoked" };
        assert_eq!(error_fields(&error), (&json!(kind), &json!("unconfirmed"), &json!(true)), "{hiccup:?}");
        stage.call("account.me", json!({"session": ann})).await;
    }
}

#[tokio::test]
async fn a_new_key_gets_some_time_until_every_server_knows_it() {
    let stage = Stage::new().await;
    let ann = stage.log_in(ANN).await;
    strike(&stage, HICCUPS[0], "users.*", json!({"count": 3})).await;
    let me = stage.call("account.me", json!({"session": ann})).await;
    assert_eq!(me["username"], "ann_archer");
}

#[tokio::test]
async fn an_ended_authorization_on_another_dc_is_renewed_and_does_not_end_the_login() {
    let stage = Stage::new().await;
    let carol = stage.log_in_with_password(CAROL, CAROLS_PASSWORD).await;
    let data = base64::prelude::BASE64_STANDARD.encode("boat");
    let sent =
        json!({"session": carol, "chat_id": "@ann_archer", "data_base64": data, "file_name": "boat.txt"});
    stage.call("messages.sendFile", sent).await;
    let ann = stage.log_in(ANN).await;
    let history = json!({"session": ann, "chat_id": "@carol_clark", "limit": 1});
    let message_id = stage.call("messages.history", history).await["items"][0]["message_id"].clone();
    let download =
        json!({"session": ann, "chat_id": "@carol_clark", "message_id": message_id, "inline": true});
    let config = json!({"session": ann, "method": "help.getConfig", "params": {}, "dc": 1});
    let exports = async || stage.calls("auth.exportAuthorization").await;
    assert_eq!(stage.call("media.download", download.clone()).await["data_base64"], data);
    assert_eq!(exports().await, 1);

    for (function, method, params) in
        [("upload.getFile", "media.download", &download), ("help.getConfig", "telegram.invoke", &config)]
    {
        for hiccup in &HICCUPS[1..] {
            let before = exports().await;
            strike(&stage, *hiccup, function, json!({"at_dc": 1})).await;
            stage.call(method, params.clone()).await;
            assert_eq!(exports().await, before, "{method} {hiccup:?}");

            strike(&stage, *hiccup, function, json!({"at_dc": 1, "count": 2})).await;
            stage.call(method, params.clone()).await;
            assert_eq!(exports().await, before + 1, "{method} {hiccup:?}");

            strike(&stage, *hiccup, function, json!({"at_dc": 1, "count": 0})).await;
            let error = stage.fail(method, params.clone()).await;
            assert_eq!(error["data"]["kind"], "telegram_internal", "{method}: {error}");
            assert_eq!(error["data"]["telegram"]["name"], hiccup.2, "{method}: {error}");
            assert_eq!(exports().await, before + 2, "{method} {hiccup:?}");
            stage.sandbox("sandbox.clearFaults", json!({})).await;
        }
    }
    stage
        .sandbox("sandbox.fault", json!({"kind": "auth_key_lost", "method": "upload.getFile", "at_dc": 1}))
        .await;
    assert_eq!(stage.call("media.download", download).await["data_base64"], data);
    stage.call("account.me", json!({"session": ann})).await;
}
