//! Telegram's errors as callers get them: which param they are about, and what to do.

use serde_json::{Value, json};

use crate::stage::{ANN, BOB, Stage};

/// A stage with a group that Ann owns, and her session.
async fn group_of_ann(kind: &str) -> (Stage, String, Value) {
    let stage = Stage::new().await;
    let ann = stage.log_in(ANN).await;
    let group = json!({"kind": kind, "title": "Chess club", "owner_id": ANN, "member_ids": [BOB]});
    let chat_id = stage.sandbox("sandbox.addGroup", group).await["chat_id"].clone();
    (stage, ann, chat_id)
}

async fn fault(stage: &Stage, function: &str, name: &str) {
    let fault = json!({"kind": "error", "method": function, "code": 400, "name": name});
    stage.sandbox("sandbox.fault", fault).await;
}

#[tokio::test]
async fn an_error_about_another_user_names_the_param() {
    let (stage, ann, chat_id) = group_of_ann("supergroup").await;
    let with = |more: Value| {
        let mut params = json!({"session": ann, "chat_id": chat_id, "user_id": "@bob_baker"});
        params.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        params
    };
    for (method, more, function, name, kind) in [
        (
            "groups.promote",
            json!({"rights": {}}),
            "channels.editAdmin",
            "USER_NOT_PARTICIPANT",
            "user_not_found",
        ),
        (
            "groups.promote",
            json!({"rights": {}}),
            "channels.editAdmin",
            "USER_PRIVACY_RESTRICTED",
            "forbidden",
        ),
        ("groups.promote", json!({"rights": {}}), "channels.editAdmin", "USER_BLOCKED", "forbidden"),
        ("groups.demote", json!({}), "channels.editAdmin", "USER_CREATOR", "forbidden"),
        ("groups.ban", json!({}), "channels.editBanned", "USER_ADMIN_INVALID", "forbidden"),
        ("groups.ban", json!({}), "channels.editBanned", "PARTICIPANT_ID_INVALID", "user_not_found"),
        ("groups.unban", json!({}), "channels.editBanned", "INPUT_USER_DEACTIVATED", "peer_invalid"),
        (
            "groups.approveRequest",
            json!({}),
            "messages.hideChatJoinRequest",
            "HIDE_REQUESTER_MISSING",
            "user_not_found",
        ),
        (
            "groups.approveRequest",
            json!({}),
            "messages.hideChatJoinRequest",
            "USER_CHANNELS_TOO_MUCH",
            "forbidden",
        ),
    ] {
        fault(&stage, function, name).await;
        let data = stage.fail(method, with(more)).await["data"].clone();
        assert_eq!((&data["kind"], &data["telegram"]["name"]), (&json!(kind), &json!(name)), "{method}");
        assert_eq!((&data["subject"], &data["path"]), (&json!("user"), &json!("user_id")), "{method} {name}");
    }
}

#[tokio::test]
async fn errors_about_a_missing_sender_and_about_a_recipient_name_the_param() {
    let (stage, ann, chat_id) = group_of_ann("supergroup").await;
    fault(&stage, "messages.search", "PARTICIPANT_ID_INVALID").await;
    let history = json!({"session": ann, "chat_id": chat_id, "sender_id": "@carol_clark"});
    let data = stage.fail("messages.history", history).await["data"].clone();
    assert_eq!((&data["kind"], &data["path"]), (&json!("user_not_found"), &json!("sender_id")));
    for (name, kind) in [("YOU_BLOCKED_USER", "forbidden"), ("INPUT_USER_DEACTIVATED", "peer_invalid")] {
        fault(&stage, "messages.sendMessage", name).await;
        let params = json!({"session": ann, "chat_id": "@bob_baker", "text": "Hi"});
        let data = stage.fail("messages.send", params).await["data"].clone();
        assert_eq!((&data["kind"], &data["path"]), (&json!(kind), &json!("chat_id")), "{name}");
    }
}

#[tokio::test]
async fn an_unknown_user_among_several_is_named_by_index() {
    let (stage, ann, chat_id) = group_of_ann("supergroup").await;
    let params = json!({"session": ann, "chat_id": chat_id, "user_ids": ["@bob_baker", 987_654]});
    let data = stage.fail("groups.addMembers", params).await["data"].clone();
    assert_eq!((&data["kind"], &data["path"]), (&json!("user_not_found"), &json!("user_ids[1]")));
}

#[tokio::test]
async fn an_error_about_the_account_itself_names_no_param() {
    let (stage, ann, chat_id) = group_of_ann("group").await;
    for (function, name, kind) in [
        ("messages.deleteChatUser", "USER_NOT_PARTICIPANT", "forbidden"),
        ("messages.deleteChatUser", "CHAT_ADMIN_REQUIRED", "forbidden"),
    ] {
        fault(&stage, function, name).await;
        let leave = json!({"session": ann, "chat_id": chat_id});
        let data = stage.fail("groups.leave", leave).await["data"].clone();
        assert_eq!((&data["kind"], &data["telegram"]["name"]), (&json!(kind), &json!(name)));
        assert_eq!((&data["subject"], &data["path"]), (&Value::Null, &Value::Null), "{name}");
    }
}

#[tokio::test]
async fn a_bot_that_writes_first_gets_a_hint_that_the_user_must_start_it() {
    let stage = Stage::new().await;
    let bot = json!({"token": "7000001:sandbox", "api_id": 1, "api_hash": "hash"});
    let bot = stage.call("auth.signInBot", bot).await["session"].clone();
    for chat_id in ["@bob_baker", "@carol_clark"] {
        let params = json!({"session": bot, "chat_id": chat_id, "text": "Hello"});
        let data = stage.fail("messages.send", params).await["data"].clone();
        assert_eq!(
            (&data["kind"], &data["telegram"]["name"]),
            (&json!("peer_invalid"), &json!("PEER_ID_INVALID"))
        );
        assert!(data["hint"].as_str().unwrap().contains("start"), "{data}");
    }
}

#[tokio::test]
async fn common_errors_have_hints() {
    let stage = Stage::new().await;
    let ann = stage.log_in(ANN).await;
    for name in [
        "BUTTON_DATA_INVALID",
        "BUTTON_URL_INVALID",
        "CHAT_WRITE_FORBIDDEN",
        "MEDIA_EMPTY",
        "MESSAGE_TOO_LONG",
        "PHOTO_INVALID_DIMENSIONS",
        "USER_BANNED_IN_CHANNEL",
        "CHANNELS_TOO_MUCH",
        "REPLY_MARKUP_TOO_LONG",
        "WEBPAGE_CURL_FAILED",
    ] {
        fault(&stage, "messages.sendMessage", name).await;
        let error = stage.fail("messages.send", json!({"session": ann, "chat_id": "me", "text": "x"})).await;
        assert_eq!(error["data"]["telegram"]["name"], name);
        let said = error["message"].as_str().unwrap();
        let known = error["data"]["hint"].is_string() || !said.contains(name);
        assert!(known && !said.is_empty(), "{error}");
    }
}
