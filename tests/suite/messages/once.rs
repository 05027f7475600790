//! Sends are carried out once, whatever happens to the answer.

use serde_json::{Value, json};

use super::{newest, send};
use crate::stage::{ANN, Stage, texts};

/// What can happen to a request that was sent.
const FAULTS: [&str; 6] = ["lose_answer", "drop", "truncate", "wrong_session_id", "internal", "delay"];

/// Makes a call with each fault, repeats it if its outcome is unknown, and counts the results.
async fn once(method: &str, function: &str, params: impl Fn(&Value) -> Value, count: &str, each: usize) {
    let stage = Stage::new().await;
    let session = stage.log_in(ANN).await;
    let from = send(&stage, &session, "@bob_baker", "original").await;
    for (at, fault) in FAULTS.into_iter().enumerate() {
        stage.sandbox("sandbox.fault", json!({"kind": fault, "method": function, "duration": 2})).await;
        let mut params = params(&from["message_id"]);
        params["session"] = json!(session);
        params["timeout"] = json!(1);
        let (_, answer) = stage.daemon().start(method, params.clone());
        let answer = answer.await.unwrap();
        if let Some(error) = answer.get("error") {
            assert_eq!(error["data"]["outcome"], "unknown", "{fault}: {error}");
            params["random_id"] = error["data"]["random_id"].clone();
            params["timeout"] = Value::Null;
            assert!(params["random_id"].is_string(), "{fault}: {error}");
            stage.call(method, params).await;
        }
        let page = stage.call(count, json!({"session": session, "chat_id": "me"})).await;
        assert_eq!(page["items"].as_array().unwrap().len(), (at + 1) * each, "{fault}");
    }
}

#[tokio::test]
async fn a_send_is_carried_out_once_whatever_happens_to_its_answer() {
    let params = |_: &Value| json!({"chat_id": "me", "text": "once"});
    once("messages.send", "messages.sendMessage", params, "messages.history", 1).await;
}

#[tokio::test]
async fn a_repeat_of_a_send_in_progress_waits_until_it_is_done() {
    let stage = Stage::new().await;
    let session = stage.log_in(ANN).await;
    let delay =
        |seconds: u32| json!({"kind": "delay", "method": "messages.sendMessage", "duration": seconds});
    stage.sandbox("sandbox.fault", delay(5)).await;
    let mut params = json!({"session": session, "chat_id": "me", "text": "once", "timeout": 1});
    let mut again = async |timeout: Value| {
        params["timeout"] = timeout;
        let error = stage.fail("messages.send", params.clone()).await;
        // The timeout may end during a request, or before the next one.
        let kinds = [&json!("timeout"), &json!("telegram_internal")];
        assert!(kinds.contains(&&error["data"]["kind"]), "{error}");
        assert_eq!(error["data"]["outcome"], "unknown");
        params["random_id"] = error["data"]["random_id"].clone();
        params.clone()
    };
    let first = again(json!(1)).await;
    // The repeat finds the first one in progress, with an unknown outcome.
    let mut second = again(json!(1)).await;
    assert_eq!(first["random_id"], second["random_id"]);
    assert!(stage.calls("messages.sendMessage").await >= 2);
    second["timeout"] = Value::Null;
    assert_eq!(stage.call("messages.send", second).await["is_duplicate"], true);
    assert_eq!(newest(&stage, &session, "me").await.len(), 1);
}

#[tokio::test]
async fn a_forward_is_carried_out_once_whatever_happens_to_its_answer() {
    let params =
        |id: &Value| json!({"from_chat_id": "@bob_baker", "chat_id": "me", "message_ids": [id, 1_000_000]});
    once("messages.forward", "messages.forwardMessages", params, "messages.history", 1).await;
}

#[tokio::test]
async fn a_send_is_scheduled_once_whatever_happens_to_its_answer() {
    let soon = |_: &Value| {
        let date = jiff::Timestamp::now().as_second() + 3600;
        json!({"chat_id": "me", "text": "once", "schedule_date": date})
    };
    once("messages.send", "messages.sendMessage", soon, "messages.scheduled", 1).await;
}

#[tokio::test]
async fn a_scheduled_message_is_sent_once_although_the_answer_is_lost() {
    let stage = Stage::new().await;
    let session = stage.log_in(ANN).await;
    let date = jiff::Timestamp::now().as_second() + 3600;
    let later = json!({"session": session, "chat_id": "me", "text": "once", "schedule_date": date});
    let waits = stage.call("messages.send", later).await;
    let function = "messages.sendScheduledMessages";
    stage.sandbox("sandbox.fault", json!({"kind": "lose_answer", "method": function})).await;
    let mut params =
        json!({"session": session, "chat_id": "me", "message_ids": [waits["message_id"]], "timeout": 1});
    let error = stage.fail("messages.sendScheduled", params.clone()).await;
    assert_eq!((&error["data"]["kind"], &error["data"]["outcome"]), (&json!("timeout"), &json!("unknown")));
    params["timeout"] = Value::Null;
    assert_eq!(stage.fail("messages.sendScheduled", params).await["data"]["kind"], "message_not_found");
    assert_eq!(newest(&stage, &session, "me").await.len(), 1);
}

#[tokio::test]
async fn a_send_that_stays_in_progress_is_queried_with_backoff_until_the_timeout() {
    let stage = Stage::new().await;
    let session = stage.log_in(ANN).await;
    let function = "messages.sendMessage";
    let fault = json!({"kind": "error", "method": function, "code": 500, "name": "RANDOM_ID_DUPLICATE", "count": 100});
    stage.sandbox("sandbox.fault", fault).await;
    let params = json!({"session": session, "chat_id": "me", "text": "once", "random_id": "5", "timeout": 1});
    let error = stage.fail("messages.send", params).await;
    let data = &error["data"];
    assert_eq!((&error["code"], &data["kind"]), (&json!(500), &json!("telegram_internal")));
    assert_eq!(data["telegram"]["name"], "RANDOM_ID_DUPLICATE");
    assert_eq!((&data["outcome"], &data["random_id"]), (&json!("unknown"), &json!("5")));
    // At once, then after 0.1, 0.2 and 0.4 seconds if all goes fast. Another 0.8 would exceed a second.
    assert!((2..=4).contains(&stage.calls(function).await));
}

#[tokio::test]
async fn every_send_that_fails_before_it_is_sent_reports_its_random_id() {
    let stage = Stage::new().await;
    let session = stage.log_in(ANN).await;
    let file = json!({"data_base64": "SGk=", "file_name": "hi.txt"});
    for (method, own) in [
        ("messages.send", json!({"text": "Hi"})),
        ("messages.sendFile", file.clone()),
        ("messages.sendAlbum", json!({"items": [file, file]})),
        ("messages.sendPoll", json!({"question": "Oars?", "options": ["Yes", "No"]})),
        ("messages.forward", json!({"from_chat_id": "me", "message_ids": [1]})),
    ] {
        let fault = json!({"kind": "error", "method": "contacts.resolveUsername", "code": 500, "name": "RPC_CALL_FAIL"});
        stage.sandbox("sandbox.fault", fault).await;
        let mut params = own;
        params["session"] = json!(session);
        params["chat_id"] = json!("@bob_baker");
        params["random_id"] = json!(5);
        let data = stage.fail(method, params).await["data"].clone();
        assert_eq!(data["kind"], "telegram_internal", "{method}");
        assert_eq!((&data["outcome"], &data["random_id"]), (&json!("not_sent"), &json!("5")), "{method}");
    }
}

/// Each message to Telegram contains a salt, which is valid for at most an hour.
#[tokio::test]
async fn a_daemon_that_was_idle_for_a_day_sends_once() {
    let stage = Stage::new().await;
    let session = stage.log_in(ANN).await;
    send(&stage, &session, "me", "yesterday").await;
    stage.sandbox("sandbox.advance", json!({"duration": 24 * 60 * 60})).await;
    let before = stage.packets();
    send(&stage, &session, "me", "today").await;
    assert_eq!(stage.packets() - before, 2, "the first meets bad_server_salt");
    let page = stage.call("messages.history", json!({"session": session, "chat_id": "me"})).await;
    assert_eq!(texts(&page), ["today", "yesterday"]);
    assert_eq!(stage.packets() - before, 3);
    assert_eq!(stage.calls("messages.sendMessage").await, 2);
}

/// Sends, deletes the message, and repeats the send with its random_id.
async fn repeat_after_deletion(method: &str, chat: &str, own: Value) -> (Value, Value) {
    let stage = Stage::new().await;
    let session = stage.log_in(ANN).await;
    let mut params = own;
    if method == "messages.forward" {
        params["message_ids"] = json!([send(&stage, &session, "me", "original").await["message_id"]]);
    }
    params["session"] = json!(session);
    params["chat_id"] = json!(chat);
    params["random_id"] = json!("5");
    let first = stage.call(method, params.clone()).await;
    let sent = first["items"].as_array().cloned().unwrap_or_else(|| vec![first.clone()]);
    let ids: Vec<&Value> = sent.iter().map(|message| &message["message_id"]).collect();
    let before = newest(&stage, &session, chat).await.len();
    let delete = json!({"session": session, "chat_id": chat, "message_ids": ids});
    stage.call("messages.delete", delete).await;
    let error = stage.fail(method, params).await;
    assert_eq!(newest(&stage, &session, chat).await.len(), before - sent.len(), "{method}: it was sent anew");
    (error["data"].clone(), first)
}

#[tokio::test]
async fn a_repeat_of_a_deleted_message_reports_that_and_sends_nothing() {
    let file = json!({"data_base64": "SGk=", "file_name": "hi.txt"});
    for (method, own) in [
        ("messages.send", json!({"text": "Hi"})),
        ("messages.sendFile", file.clone()),
        ("messages.sendAlbum", json!({"items": [file, file]})),
        ("messages.sendPoll", json!({"question": "Oars?", "options": ["Yes", "No"]})),
        ("messages.forward", json!({"from_chat_id": "me"})),
    ] {
        let chats: &[&str] = if method == "messages.send" { &["me", "@bob_baker"] } else { &["me"] };
        for chat in chats {
            let (data, first) = repeat_after_deletion(method, chat, own.clone()).await;
            assert_eq!(data["kind"], "message_not_found", "{method} {chat}: {data}");
            assert_eq!(
                (&data["is_duplicate"], &data["random_id"]),
                (&json!(true), &json!("5")),
                "{method} {chat}"
            );
            assert_eq!(data["is_retryable"], false);
            if !first["message_id"].is_null() {
                assert_eq!(data["message_id"], first["message_id"], "{method} {chat}");
            }
        }
    }
}

#[tokio::test]
async fn a_repeat_of_a_partly_deleted_album_returns_the_rest() {
    let stage = Stage::new().await;
    let session = stage.log_in(ANN).await;
    let file = json!({"data_base64": "SGk=", "file_name": "hi.txt"});
    let album = json!({"session": session, "chat_id": "me", "items": [file, file], "random_id": "5"});
    let first = stage.call("messages.sendAlbum", album.clone()).await;
    let ids = [&first["items"][0]["message_id"], &first["items"][1]["message_id"]];
    let delete = json!({"session": session, "chat_id": "me", "message_ids": [ids[0]]});
    stage.call("messages.delete", delete).await;
    let again = stage.call("messages.sendAlbum", album).await;
    assert_eq!(
        (&again["items"][0]["message_id"], &again["items"][0]["is_duplicate"]),
        (ids[1], &json!(true))
    );
    let gone = json!([{"message_id": ids[0], "kind": "message_not_found", "is_duplicate": true}]);
    assert_eq!(again["failed"], gone);
}

#[tokio::test]
async fn a_send_with_the_random_id_of_another_returns_that_one() {
    let stage = Stage::new().await;
    let session = stage.log_in(ANN).await;
    let params = |own: Value| {
        let mut params = json!({"session": session, "chat_id": "@bob_baker", "random_id": "5"});
        params.as_object_mut().unwrap().extend(own.as_object().unwrap().clone());
        params
    };
    let first = stage.call("messages.send", params(json!({"text": "first"}))).await;
    let other = stage.call("messages.send", params(json!({"text": "another"}))).await;
    assert_eq!((&other["message_id"], &other["text"]), (&first["message_id"], &json!("first")));
    assert_eq!(other["is_duplicate"], true);
    let file =
        stage.call("messages.sendFile", params(json!({"data_base64": "SGk=", "file_name": "hi.txt"}))).await;
    assert_eq!((&file["message_id"], &file["text"]), (&first["message_id"], &json!("first")));
    assert_eq!(file["is_duplicate"], true);
}
