//! Pinned messages.

use serde_json::{Value, json};

use super::{newest, send};
use crate::stage::{ANN, BOB, Stage, texts};

async fn pinned(stage: &Stage, session: &str, chat_id: &str) -> Vec<String> {
    let params = json!({"session": session, "chat_id": chat_id, "media": "pinned"});
    texts(&stage.call("messages.history", params).await)
}

#[tokio::test]
async fn a_pin_is_for_both_sides_by_default() {
    let stage = Stage::new().await;
    let (ann, bob) = (stage.log_in(ANN).await, stage.log_in(BOB).await);
    let [one, other] =
        [send(&stage, &ann, "@bob_baker", "one").await, send(&stage, &ann, "@bob_baker", "other").await];
    let pin = |message: &Value| json!({"session": ann, "chat_id": "@bob_baker", "message_id": message["message_id"]});
    assert_eq!(stage.call("messages.pin", pin(&one)).await, json!({}));
    let mut own = pin(&other);
    own["only_for_self"] = json!(true);
    stage.call("messages.pin", own).await;
    assert_eq!(pinned(&stage, &ann, "@bob_baker").await, ["other", "one"]);
    assert_eq!(pinned(&stage, &bob, "@ann_archer").await, ["one"]);
    let read = newest(&stage, &bob, "@ann_archer").await;
    assert_eq!(read[0]["service"]["kind"], "message_pinned");
    assert_eq!(read.iter().find(|message| message["text"] == "one").unwrap()["is_pinned"], true);

    let again = stage.fail("messages.pin", pin(&one)).await;
    assert_eq!(again["data"]["kind"], "not_modified");
    stage.call("messages.unpin", pin(&one)).await;
    assert_eq!(pinned(&stage, &ann, "@bob_baker").await, ["other"]);
    assert!(pinned(&stage, &bob, "@ann_archer").await.is_empty());
    assert_eq!(stage.fail("messages.unpin", pin(&one)).await["data"]["kind"], "not_modified");
}

#[tokio::test]
async fn all_messages_are_unpinned_at_once() {
    let stage = Stage::new().await;
    let (ann, bob) = (stage.log_in(ANN).await, stage.log_in(BOB).await);
    for text in ["one", "two", "three"] {
        let sent = send(&stage, &ann, "@bob_baker", text).await;
        let pin = json!({"session": ann, "chat_id": "@bob_baker", "message_id": sent["message_id"], "silent": true});
        stage.call("messages.pin", pin).await;
    }
    assert_eq!(pinned(&stage, &bob, "@ann_archer").await.len(), 3);
    stage.call("messages.unpin", json!({"session": bob, "chat_id": "@ann_archer"})).await;
    assert!(pinned(&stage, &ann, "@bob_baker").await.is_empty());
}

#[tokio::test]
async fn pinning_without_the_right_is_forbidden() {
    let stage = Stage::new().await;
    let session = stage.log_in(ANN).await;
    let post = newest(&stage, &session, "@sandbox_news").await[0]["message_id"].clone();
    for (chat_id, message_id, kind) in
        [("@sandbox_news", &post, "forbidden"), ("@bob_baker", &json!(1_000_000), "message_not_found")]
    {
        let params = json!({"session": session, "chat_id": chat_id, "message_id": message_id});
        assert_eq!(stage.fail("messages.pin", params.clone()).await["data"]["kind"], kind);
        assert_eq!(stage.fail("messages.unpin", params).await["data"]["kind"], kind);
    }
    let all = json!({"session": session, "chat_id": "@sandbox_news"});
    assert_eq!(stage.fail("messages.unpin", all).await["data"]["kind"], "forbidden");
}
