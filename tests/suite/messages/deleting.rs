//! Deleting messages.

use serde_json::{Value, json};

use super::{ids, newest, send, with_text};
use crate::stage::{ANN, BOB, Stage, texts};

/// Ann writes this many messages to Bob. Returns their ids in her mailbox.
async fn said(stage: &Stage, count: u32) -> Vec<i64> {
    let say = json!({"sender_id": "@ann_archer", "chat_id": "@bob_baker", "text": "doomed", "count": count});
    let said = stage.sandbox("sandbox.say", say).await;
    said["message_ids"].as_array().unwrap().iter().map(|id| id.as_i64().unwrap()).collect()
}

async fn left(stage: &Stage, session: &str, chat_id: &str) -> usize {
    let page = stage
        .call("messages.search", json!({"session": session, "chat_id": chat_id, "query": "doomed"}))
        .await;
    page["total"].as_u64().unwrap() as usize
}

#[tokio::test]
async fn messages_are_deleted_for_both_sides_or_for_oneself() {
    let stage = Stage::new().await;
    let (ann, bob) = (stage.log_in(ANN).await, stage.log_in(BOB).await);
    let ids = said(&stage, 3).await;
    let delete = json!({"session": ann, "chat_id": "@bob_baker", "message_ids": [ids[0]], "revoke": false});
    assert_eq!(stage.call("messages.delete", delete).await, json!({"deleted_count": 1}));
    assert_eq!((left(&stage, &ann, "@bob_baker").await, left(&stage, &bob, "@ann_archer").await), (2, 3));
    let delete = json!({"session": ann, "chat_id": "@bob_baker", "message_ids": [ids[1], ids[2]]});
    assert_eq!(stage.call("messages.delete", delete).await, json!({"deleted_count": 2}));
    assert_eq!((left(&stage, &ann, "@bob_baker").await, left(&stage, &bob, "@ann_archer").await), (0, 1));
}

#[tokio::test]
async fn messages_of_another_chat_are_reported_and_not_deleted() {
    let stage = Stage::new().await;
    let session = stage.log_in(ANN).await;
    let to_carol = send(&stage, &session, "@carol_clark", "stays").await["message_id"].clone();
    let post = newest(&stage, &session, "@sandbox_news").await[0]["message_id"].clone();
    let doomed = said(&stage, 1).await[0];
    let wanted = json!([to_carol, doomed, 1_000_000, doomed]);
    let params = json!({"session": session, "chat_id": "@bob_baker", "message_ids": wanted});
    let gone = stage.call("messages.delete", params).await;
    let missing = |id: &Value| json!({"message_id": id, "kind": "message_not_found"});
    assert_eq!(gone, json!({"deleted_count": 1, "failed": [missing(&to_carol), missing(&json!(1_000_000))]}));
    assert!(with_text(&stage, &session, "@carol_clark", "stays").await.is_some());
    assert_eq!(newest(&stage, &session, "@sandbox_news").await[0]["message_id"], post);
}

#[tokio::test]
async fn a_list_of_any_length_is_deleted_in_hundreds() {
    let stage = Stage::new().await;
    let session = stage.log_in(ANN).await;
    let ids = said(&stage, 250).await;
    let gone = stage
        .call("messages.delete", json!({"session": session, "chat_id": "@bob_baker", "message_ids": ids}))
        .await;
    assert_eq!(gone, json!({"deleted_count": 250}));
    assert_eq!(left(&stage, &session, "@bob_baker").await, 0);
    assert_eq!(stage.calls("messages.deleteMessages").await, 3);
}

#[tokio::test]
async fn messages_that_may_not_be_deleted_are_reported_and_the_others_deleted() {
    let stage = Stage::new().await;
    let session = stage.log_in(ANN).await;
    stage.call("groups.join", json!({"session": session, "chat_id": "@sandbox_lounge"})).await;
    let own = send(&stage, &session, "@sandbox_lounge", "mine").await["message_id"].clone();
    let his =
        with_text(&stage, &session, "@sandbox_lounge", "Anybody here?").await.unwrap()["message_id"].clone();
    let params = json!({"session": session, "chat_id": "@sandbox_lounge", "message_ids": [his, own]});
    let gone = stage.call("messages.delete", params).await;
    assert_eq!(gone, json!({"deleted_count": 1, "failed": [{"message_id": his, "kind": "forbidden"}]}));
    assert!(with_text(&stage, &session, "@sandbox_lounge", "mine").await.is_none());
    assert!(with_text(&stage, &session, "@sandbox_lounge", "Anybody here?").await.is_some());
}

#[tokio::test]
async fn a_message_that_may_not_be_deleted_does_not_protect_others() {
    let stage = Stage::new().await;
    let session = stage.log_in(ANN).await;
    let all = said(&stage, 6).await;
    let function = "messages.deleteMessages";
    // All six, three of them, and the first of these are rejected.
    let refused = json!({"kind": "error", "method": function, "code": 403, "name": "MESSAGE_DELETE_FORBIDDEN",
        "count": 3});
    stage.sandbox("sandbox.fault", refused).await;
    let params = json!({"session": session, "chat_id": "@bob_baker", "message_ids": all});
    let gone = stage.call("messages.delete", params).await;
    assert_eq!(gone, json!({"deleted_count": 5, "failed": [{"message_id": all[0], "kind": "forbidden"}]}));
    assert_eq!(stage.calls(function).await, 5);
    assert_eq!(left(&stage, &session, "@bob_baker").await, 1);
}

#[tokio::test]
async fn a_flood_wait_in_the_middle_is_reported_with_what_was_deleted() {
    let stage = Stage::new().await;
    let session = stage.log_in(ANN).await;
    let all = said(&stage, 120).await;
    let (first, second) = all.split_at(100);
    let flood =
        json!({"kind": "flood_wait", "method": "messages.deleteMessages", "duration": 40, "count": 2});
    stage.sandbox("sandbox.fault", flood).await;
    let params = json!({"session": session, "chat_id": "@bob_baker", "message_ids": all});
    let error = stage.fail("messages.delete", params.clone()).await;
    assert_eq!((&error["code"], &error["data"]["retry_after"]), (&json!(429), &json!(40)));
    assert_eq!(left(&stage, &session, "@bob_baker").await, 120);

    stage.sandbox("sandbox.clearFaults", json!({})).await;
    // Faults apply in the order in which they were set: the first deletion succeeds.
    let function = "messages.deleteMessages";
    stage.sandbox("sandbox.fault", json!({"kind": "delay", "method": function, "duration": 0})).await;
    stage.sandbox("sandbox.fault", json!({"kind": "flood_wait", "method": function, "duration": 40})).await;
    let gone = stage.call("messages.delete", params).await;
    assert_eq!(gone["deleted_count"], first.len());
    let failed = gone["failed"].as_array().unwrap();
    assert_eq!(ids(failed), second);
    assert!(failed.iter().all(|failed| failed["kind"] == "rate_limited" && failed["retry_after"] == 40));
    stage.sandbox("sandbox.clearFaults", json!({})).await;
    assert_eq!(left(&stage, &session, "@bob_baker").await, second.len());
}

#[tokio::test]
async fn a_deletion_whose_answer_is_lost_has_an_unknown_outcome_and_can_be_repeated() {
    let stage = Stage::new().await;
    let session = stage.log_in(ANN).await;
    let ids = said(&stage, 2).await;
    stage.sandbox("sandbox.fault", json!({"kind": "lose_answer", "method": "messages.deleteMessages"})).await;
    let params = json!({"session": session, "chat_id": "@bob_baker", "message_ids": ids});
    let mut hasty = params.clone();
    hasty["timeout"] = json!(1);
    let error = stage.fail("messages.delete", hasty).await;
    assert_eq!((&error["data"]["kind"], &error["data"]["outcome"]), (&json!("timeout"), &json!("unknown")));
    let again = stage.call("messages.delete", params).await;
    assert_eq!(again["deleted_count"], 0);
    assert_eq!(again["failed"][0]["kind"], "message_not_found");
}

#[tokio::test]
async fn a_deletion_in_an_unknown_chat_has_its_own_kind() {
    let stage = Stage::new().await;
    let session = stage.log_in(ANN).await;
    for (chat_id, kind) in [("@nobody_has_this_name", "chat_not_found"), ("p1.nonsense", "peer_invalid")] {
        let params = json!({"session": session, "chat_id": chat_id, "message_ids": [1]});
        let error = stage.fail("messages.delete", params.clone()).await;
        assert_eq!(error["data"]["kind"], kind);
    }
    for (wrong, path) in [(json!([]), "message_ids"), (json!([0]), "message_ids[0]")] {
        let params = json!({"session": session, "chat_id": "me", "message_ids": wrong});
        let error = stage.fail("messages.delete", params).await;
        assert_eq!(
            (&error["data"]["kind"], &error["data"]["path"]),
            (&json!("invalid_params"), &json!(path))
        );
    }
    let page = stage.call("messages.history", json!({"session": session, "chat_id": "@bob_baker"})).await;
    assert!(!texts(&page).is_empty());
}
