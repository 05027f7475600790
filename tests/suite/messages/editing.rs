//! Editing messages.

use serde_json::{Value, json};

use super::{newest, send, with_text};
use crate::stage::{ANN, BOB, Stage, text};

#[tokio::test]
async fn an_edit_is_seen_by_the_other_side() {
    let stage = Stage::new().await;
    let (ann, bob) = (stage.log_in(ANN).await, stage.log_in(BOB).await);
    let sent = send(&stage, &ann, "@bob_baker", "Lunch at noon?").await;
    let edit = json!({"session": ann, "chat_id": sent["chat"], "message_id": sent["message_id"],
        "text": "Lunch at <b>one</b>?", "format": "html"});
    let edited = stage.call("messages.edit", edit).await;
    assert_eq!(edited["message_id"], sent["message_id"]);
    assert_eq!(edited["text"], "Lunch at one?");
    assert!(edited["edit_date"].is_string());
    let read = newest(&stage, &bob, "@ann_archer").await.remove(0);
    let bold = json!([{"kind": "bold", "offset": 9, "length": 3}]);
    assert_eq!((&read["text"], &read["entities"]), (&json!("Lunch at one?"), &bold));
    assert_eq!(read["edit_date"], edited["edit_date"]);
    assert_eq!(edited["entities"], bold);
}

#[tokio::test]
async fn a_caption_is_edited_and_removed() {
    let stage = Stage::new().await;
    let (ann, bob) = (stage.log_in(ANN).await, stage.log_in(BOB).await);
    let papers = with_text(&stage, &bob, "@ann_archer", "Its papers, at last.").await.unwrap();
    for caption in ["Its papers.", ""] {
        let edit = json!({"session": bob, "chat_id": "@ann_archer", "message_id": papers["message_id"],
            "text": caption});
        assert_eq!(stage.call("messages.edit", edit).await["media"], papers["media"]);
        let read = newest(&stage, &ann, "@bob_baker").await.remove(0);
        // A file has a different id for each account.
        let file = |message: &Value| message["media"]["file_name"].clone();
        assert_eq!((&read["text"], file(&read)), (&json!(caption), json!("boat.pdf")));
    }
}

#[tokio::test]
async fn a_channel_post_is_edited() {
    let stage = Stage::new().await;
    let session = stage.log_in(ANN).await;
    let group = json!({"kind": "channel", "title": "Ann's News", "username": "anns_news", "owner_id": ANN});
    stage.sandbox("sandbox.addGroup", group).await;
    let sent = send(&stage, &session, "@anns_news", "Frist").await;
    let edit = json!({"session": session, "chat_id": "@anns_news", "message_id": sent["message_id"], "text": "First"});
    assert_eq!(stage.call("messages.edit", edit).await["text"], "First");
    assert!(with_text(&stage, &session, "@anns_news", "First").await.is_some());
}

#[tokio::test]
async fn an_edit_that_changes_nothing_is_not_modified() {
    let stage = Stage::new().await;
    let session = stage.log_in(ANN).await;
    let sent = send(&stage, &session, "me", "same").await;
    let edit = json!({"session": session, "chat_id": "me", "message_id": sent["message_id"], "text": "same"});
    let error = stage.fail("messages.edit", edit).await;
    assert_eq!((&error["code"], &error["data"]["kind"]), (&json!(400), &json!("not_modified")));
}

#[tokio::test]
async fn each_reason_why_an_edit_fails_has_its_kind() {
    let stage = Stage::new().await;
    let session = stage.log_in(ANN).await;
    let his = with_text(&stage, &session, "@bob_baker", "Hi Ann!").await.unwrap();
    let hers = send(&stage, &session, "@bob_baker", "Hi").await;
    let long = "x".repeat(4097);
    let nobody = json!(1_000_000);
    for (chat_id, message_id, text, kind, code) in [
        ("@bob_baker", &his["message_id"], "Mine", "forbidden", 403),
        ("@bob_baker", &nobody, "Nothing", "message_not_found", 404),
        ("@carol_clark", &hers["message_id"], "Elsewhere", "message_not_found", 404),
        ("@bob_baker", &hers["message_id"], &long, "too_large", 413),
        ("@nobody_has_this_name", &hers["message_id"], "Nowhere", "chat_not_found", 404),
    ] {
        let edit = json!({"session": session, "chat_id": chat_id, "message_id": message_id, "text": text});
        let error = stage.fail("messages.edit", edit).await;
        assert_eq!((&error["data"]["kind"], &error["code"]), (&json!(kind), &json!(code)), "{error}");
    }
    stage.sandbox("sandbox.advance", json!({"duration": 48 * 3600 + 60})).await;
    let edit = json!({"session": session, "chat_id": "@bob_baker", "message_id": hers["message_id"], "text": "Late"});
    assert_eq!(stage.fail("messages.edit", edit).await["data"]["kind"], "forbidden");
    assert_eq!(text(&newest(&stage, &session, "@bob_baker").await[0]["text"]), "Hi");
}

#[tokio::test]
async fn an_edit_whose_answer_is_lost_can_be_repeated() {
    let stage = Stage::new().await;
    let session = stage.log_in(ANN).await;
    let sent = send(&stage, &session, "me", "before").await;
    stage.sandbox("sandbox.fault", json!({"kind": "lose_answer", "method": "messages.editMessage"})).await;
    let mut edit = json!({"session": session, "chat_id": "me", "message_id": sent["message_id"], "text": "after",
        "timeout": 1});
    let error = stage.fail("messages.edit", edit.clone()).await;
    assert_eq!((&error["data"]["kind"], &error["data"]["outcome"]), (&json!("timeout"), &json!("unknown")));
    edit["timeout"] = Value::Null;
    assert_eq!(stage.fail("messages.edit", edit).await["data"]["kind"], "not_modified");
    assert_eq!(newest(&stage, &session, "me").await[0]["text"], "after");
}

#[tokio::test]
async fn a_bot_edits_reacts_forwards_and_deletes() {
    let stage = Stage::new().await;
    let token = json!({"token": "7000001:sandbox", "api_id": 1, "api_hash": "hash"});
    let bot = text(&stage.call("auth.signInBot", token).await["session"]);
    let bob = stage.log_in(BOB).await;
    let sent = send(&stage, &bot, "@sandbox_lounge", "Beep").await;
    let named = |more: Value| {
        let mut params =
            json!({"session": bot, "chat_id": "@sandbox_lounge", "message_id": sent["message_id"]});
        params.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        params
    };
    assert_eq!(stage.call("messages.edit", named(json!({"text": "Boop"}))).await["text"], "Boop");
    stage.call("messages.react", named(json!({"reactions": ["🎉"]}))).await;
    let read = newest(&stage, &bob, "@sandbox_lounge").await.remove(0);
    assert_eq!((&read["text"], &read["reactions"][0]["emoji"]), (&json!("Boop"), &json!("🎉")));
    let many = json!({"session": bot, "chat_id": "@sandbox_lounge", "message_ids": [sent["message_id"]]});
    assert_eq!(stage.call("messages.get", many.clone()).await["items"][0]["text"], "Boop");
    let mut forward = many.clone();
    forward["from_chat_id"] = json!("@sandbox_lounge");
    assert_eq!(stage.call("messages.forward", forward).await["items"][0]["text"], "Boop");
    assert_eq!(stage.call("messages.delete", many).await, json!({"deleted_count": 1}));
    for method in ["messages.history", "messages.scheduled"] {
        let params = json!({"session": bot, "chat_id": "@sandbox_lounge"});
        assert_eq!(stage.fail(method, params).await["data"]["kind"], "user_only");
    }
}
