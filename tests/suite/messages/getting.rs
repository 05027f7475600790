//! Getting messages by id.

use serde_json::json;

use super::{ids, newest, send};
use crate::stage::{ANN, Stage};

#[tokio::test]
async fn ids_that_were_listed_can_be_used() {
    let stage = Stage::new().await;
    let session = stage.log_in(ANN).await;
    let chats = stage.call("chats.list", json!({"session": session})).await;
    for chat in chats["items"].as_array().unwrap() {
        let page = stage.call("messages.history", json!({"session": session, "chat_id": chat["id"]})).await;
        let listed = page["items"].as_array().unwrap();
        let params = json!({"session": session, "chat_id": chat["id"], "message_ids": ids(listed)});
        // Another process has no data from this one.
        let got = stage.other().call("messages.get", params).await;
        assert_eq!(got["items"], page["items"]);
        assert_eq!(got["failed"], json!(null));
    }
}

#[tokio::test]
async fn messages_are_returned_in_the_requested_order_and_missing_ones_reported() {
    let stage = Stage::new().await;
    let session = stage.log_in(ANN).await;
    let elsewhere = send(&stage, &session, "@carol_clark", "elsewhere").await["message_id"].clone();
    let there = ids(&newest(&stage, &session, "@bob_baker").await);
    let wanted = json!([there[2], elsewhere, there[0], 1_000_000, there[1]]);
    let params = json!({"session": session, "chat_id": "@bob_baker", "message_ids": wanted});
    let got = stage.call("messages.get", params).await;
    assert_eq!(ids(got["items"].as_array().unwrap()), [there[2], there[0], there[1]]);
    let missing = |id: &serde_json::Value| json!({"message_id": id, "kind": "message_not_found"});
    assert_eq!(got["failed"], json!([missing(&elsewhere), missing(&json!(1_000_000))]));
}

#[tokio::test]
async fn more_than_a_hundred_messages_are_returned() {
    let stage = Stage::new().await;
    let session = stage.log_in(ANN).await;
    let say = json!({"sender_id": "@bob_baker", "chat_id": "@sandbox_lounge", "text": "word", "count": 230});
    let said = stage.sandbox("sandbox.say", say).await["message_ids"].clone();
    let params = json!({"session": session, "chat_id": "@sandbox_lounge", "message_ids": said});
    let got = stage.call("messages.get", params).await;
    assert_eq!(json!(ids(got["items"].as_array().unwrap())), said);
    assert_eq!(stage.calls("channels.getMessages").await, 3);
}

#[tokio::test]
async fn a_chat_that_the_account_may_not_read_is_forbidden() {
    let stage = Stage::new().await;
    let session = stage.log_in(ANN).await;
    let joined = stage
        .call("groups.join", json!({"session": session, "chat_id": "https://t.me/+SandboxBackRoom"}))
        .await;
    let error = json!({"kind": "error", "method": "channels.getMessages", "name": "CHANNEL_PRIVATE"});
    stage.sandbox("sandbox.fault", error).await;
    let params = json!({"session": session, "chat_id": joined["chat"]["ref"], "message_ids": [1]});
    assert_eq!(stage.fail("messages.get", params).await["data"]["kind"], "forbidden");
}
