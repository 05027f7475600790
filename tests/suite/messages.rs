//! Chats and messages, seen from both sides.

use serde_json::{Value, json};

use crate::stage::{ANN, BOB, Stage};

mod deleting;
mod editing;
mod filters;
mod forwarding;
mod getting;
mod history;
mod migrated;
mod once;
mod pinning;
mod reacting;
mod scheduling;
mod scripted;
mod searching;
mod sending;

/// Sends a text.
async fn send(stage: &Stage, session: &str, chat_id: &str, text: &str) -> Value {
    stage.call("messages.send", json!({"session": session, "chat_id": chat_id, "text": text})).await
}

/// The newest messages of a chat, a hundred at most.
async fn newest(stage: &Stage, session: &str, chat_id: &str) -> Vec<Value> {
    let params = json!({"session": session, "chat_id": chat_id, "limit": 100});
    stage.call("messages.history", params).await["items"].as_array().unwrap().clone()
}

/// The newest message of a chat with this text.
async fn with_text(stage: &Stage, session: &str, chat_id: &str, text: &str) -> Option<Value> {
    newest(stage, session, chat_id).await.into_iter().find(|message| message["text"] == text)
}

fn ids(messages: &[Value]) -> Vec<i64> {
    messages.iter().map(|message| message["message_id"].as_i64().unwrap()).collect()
}

#[tokio::test]
async fn an_id_from_one_process_is_a_chat_id_in_another() {
    let stage = Stage::new().await;
    let session = stage.log_in(ANN).await;
    let chats = stage.call("chats.list", json!({"session": session})).await;
    let chats = chats["items"].as_array().unwrap();
    assert!(chats.iter().any(|chat| chat["kind"] == "channel"));
    assert!(chats.iter().any(|chat| chat["kind"] == "user"));
    for chat in chats {
        let other = stage.other();
        let by_id = other.call("chats.get", json!({"session": session, "chat_id": chat["id"]})).await;
        let by_ref = other.call("chats.get", json!({"session": session, "chat_id": chat["ref"]})).await;
        let by_chat = other.call("chats.get", json!({"session": session, "chat_id": chat})).await;
        assert_eq!(by_id["title"], chat["title"]);
        assert_eq!(by_ref, by_id);
        assert_eq!(by_chat, by_id);
    }
}

#[tokio::test]
async fn a_ref_of_another_account_is_refused() {
    let stage = Stage::new().await;
    let (ann, bob) = (stage.log_in(ANN).await, stage.log_in(BOB).await);
    let news = stage.call("chats.get", json!({"session": ann, "chat_id": "@sandbox_news"})).await;
    let error = stage.fail("chats.get", json!({"session": bob, "chat_id": news["ref"]})).await;
    assert_eq!(error["code"], 400);
    assert_eq!(error["data"]["kind"], "peer_invalid");
}

#[tokio::test]
async fn an_id_that_nobody_knows_is_not_found() {
    let stage = Stage::new().await;
    let session = stage.log_in(ANN).await;
    for chat_id in [json!(123_456), json!(-1_001_234_567_890_i64), json!("@nobody_has_this_name")] {
        let error = stage.fail("chats.get", json!({"session": session, "chat_id": chat_id})).await;
        assert_eq!(error["data"]["kind"], "chat_not_found", "{chat_id}: {error}");
        assert_eq!(error["code"], 404);
    }
}

#[tokio::test]
async fn the_list_of_chats_comes_in_pages_without_doubles() {
    let stage = Stage::new().await;
    let session = stage.log_in(ANN).await;
    for number in 0..7 {
        let group =
            json!({"kind": "group", "title": format!("Group {number}"), "owner": ANN, "members": [BOB]});
        stage.sandbox("sandbox.addGroup", group).await;
    }
    let whole = stage.call("chats.list", json!({"session": session, "limit": 100})).await;
    let whole: Vec<&Value> = whole["items"].as_array().unwrap().iter().map(|chat| &chat["id"]).collect();
    let (mut paged, mut cursor) = (Vec::new(), Value::Null);
    loop {
        let page = stage.call("chats.list", json!({"session": session, "limit": 2, "cursor": cursor})).await;
        paged.extend(page["items"].as_array().unwrap().iter().map(|chat| chat["id"].clone()));
        cursor = page["next_cursor"].clone();
        if cursor.is_null() {
            break;
        }
    }
    assert!(paged.len() > 7);
    assert_eq!(paged.iter().collect::<Vec<_>>(), whole);
}

#[tokio::test]
async fn a_public_group_can_be_joined_and_then_written_to() {
    let stage = Stage::new().await;
    let session = stage.log_in(ANN).await;
    let send = json!({"session": session, "chat_id": "@sandbox_lounge", "text": "Hello all"});
    assert_eq!(stage.fail("messages.send", send.clone()).await["data"]["kind"], "forbidden");
    let joined =
        stage.call("groups.join", json!({"session": session, "chat_id": "t.me/sandbox_lounge"})).await;
    assert_eq!(joined["status"], "joined");
    assert_eq!(joined["chat"]["kind"], "supergroup");
    assert_eq!(stage.call("messages.send", send).await["chat"]["id"], joined["chat"]["id"]);
    let again =
        stage.call("groups.join", json!({"session": session, "chat_id": joined["chat"]["ref"]})).await;
    assert_eq!(again["status"], "already_member");
}

#[tokio::test]
async fn an_invite_link_lets_in_or_asks_first() {
    let stage = Stage::new().await;
    let session = stage.log_in(ANN).await;
    let join =
        async |link: &str| stage.call("groups.join", json!({"session": session, "chat_id": link})).await;
    assert_eq!(join("https://t.me/+SandboxWaiting").await["status"], "requested");
    let joined = join("https://t.me/+SandboxBackRoom").await;
    assert_eq!(joined["chat"]["title"], "Back Room");
    assert_eq!(join("https://t.me/joinchat/SandboxBackRoom").await["status"], "already_member");
    let error =
        stage.fail("groups.join", json!({"session": session, "chat_id": "https://t.me/+NoSuchInvite"})).await;
    assert_eq!(error["data"]["kind"], "invite_invalid");
}
