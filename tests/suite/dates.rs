//! Dates from callers, and durations passed by mistake.

use jiff::Timestamp;
use serde_json::{Value, json};

use crate::stage::{ANN, Stage};

/// The error of a call whose `field` is `date`.
async fn refused(stage: &Stage, method: &str, params: &Value, field: &str, date: Value) -> Value {
    let mut params = params.clone();
    params[field] = date;
    let error = stage.fail(method, params).await;
    assert_eq!(error["data"]["kind"], "invalid_params", "{method} {field}: {error}");
    assert_eq!(error["data"]["path"], field, "{method}: {error}");
    error["data"].clone()
}

#[tokio::test]
async fn a_date_out_of_range_is_rejected_with_the_allowed_range() {
    let stage = Stage::new().await;
    let session = stage.log_in(ANN).await;
    let group =
        json!({"session": session, "title": "Oars", "kind": "supergroup", "user_ids": ["@bob_baker"]});
    let group = stage.call("groups.create", group).await["chat"]["id"].clone();
    let with = |more: Value| {
        let mut params = json!({"session": session, "chat_id": group});
        params.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        params
    };
    let album =
        json!([{"data_base64": "SGk=", "file_name": "a.txt"}, {"data_base64": "SGk=", "file_name": "b.txt"}]);
    for (method, params, field) in [
        ("messages.send", with(json!({"text": "x"})), "schedule_date"),
        ("messages.sendFile", with(json!({"data_base64": "SGk=", "file_name": "a.txt"})), "schedule_date"),
        ("messages.sendAlbum", with(json!({"items": album})), "schedule_date"),
        ("messages.sendPoll", with(json!({"question": "x", "options": ["a", "b"]})), "schedule_date"),
        ("messages.sendPoll", with(json!({"question": "x", "options": ["a", "b"]})), "close_date"),
        ("messages.forward", with(json!({"from_chat_id": "me", "message_ids": [1]})), "schedule_date"),
        ("groups.ban", with(json!({"user_id": "@bob_baker"})), "until_date"),
        ("groups.restrict", with(json!({"user_id": "@bob_baker", "permissions": {}})), "until_date"),
        ("groups.createInvite", with(json!({})), "expire_date"),
        ("chats.mute", with(json!({})), "until_date"),
    ] {
        let duration = refused(&stage, method, &params, field, json!(3600)).await;
        assert_eq!(duration["date"], "1970-01-01T01:00:00Z", "{method}");
        assert!(duration["hint"].is_string(), "{method}: {duration}");
        let past = refused(&stage, method, &params, field, json!("2020-02-02T20:20:20Z")).await;
        assert_eq!(past["date"], "2020-02-02T20:20:20Z", "{method}");
        let far = refused(&stage, method, &params, field, json!("2100-01-01T00:00:00Z")).await;
        assert!(far["expected"].as_str().unwrap().contains(" to 20"), "{method}: {far}");
        let milliseconds = refused(&stage, method, &params, field, json!(1_900_000_000_000_i64)).await;
        assert!(
            milliseconds["expected"].as_str().unwrap().contains("2030-03-17"),
            "{method}: {milliseconds}"
        );
    }
    let members = stage.call("groups.members", json!({"session": session, "chat_id": group})).await;
    assert_eq!(members["items"].as_array().unwrap().len(), 2, "nobody was banned");
}

#[tokio::test]
async fn a_ban_of_less_than_30_seconds_does_not_become_permanent() {
    let stage = Stage::new().await;
    let session = stage.log_in(ANN).await;
    let params = json!({"session": session, "chat_id": "@sandbox_lounge", "user_id": "@bob_baker"});
    let soon = Timestamp::now().as_second() + 10;
    refused(&stage, "groups.ban", &params, "until_date", json!(soon)).await;
    refused(&stage, "groups.ban", &params, "until_date", json!(soon + 367 * 86_400)).await;
    assert_eq!(stage.calls("channels.editBanned").await, 0);
}

#[tokio::test]
async fn a_date_is_accepted_in_every_format() {
    let stage = Stage::new().await;
    let session = stage.log_in(ANN).await;
    let hour = Timestamp::now().as_second() + 3600;
    let text = Timestamp::from_second(hour).unwrap().to_string();
    for date in [
        json!(hour),
        json!(hour as f64),
        json!(hour as f64 - 0.5),
        json!(hour.to_string()),
        json!(text),
        json!(text.replace('Z', ".000Z")),
    ] {
        let params = json!({"session": session, "chat_id": "me", "text": "x", "schedule_date": date});
        let sent = stage.call("messages.send", params).await;
        assert_eq!((&sent["is_scheduled"], &sent["date"]), (&json!(true), &json!(text)), "{date}");
    }
}

#[tokio::test]
async fn a_scheduled_send_can_be_repeated_shortly_after_its_date() {
    let stage = Stage::new().await;
    let session = stage.log_in(ANN).await;
    let half_an_hour_ago = Timestamp::now().as_second() - 1800;
    let mut params = json!({"session": session, "chat_id": "me", "text": "x"});
    refused(&stage, "messages.send", &params, "schedule_date", json!(half_an_hour_ago)).await;
    params["random_id"] = json!("7");
    refused(&stage, "messages.send", &params, "schedule_date", json!(half_an_hour_ago - 86_400)).await;
    params["schedule_date"] = json!(half_an_hour_ago);
    let first = stage.call("messages.send", params.clone()).await;
    let again = stage.call("messages.send", params).await;
    assert_eq!((&again["message_id"], &again["is_duplicate"]), (&first["message_id"], &json!(true)));
}

#[tokio::test]
async fn a_chat_is_muted_for_a_duration_with_a_separate_field() {
    let stage = Stage::new().await;
    let session = stage.log_in(ANN).await;
    stage.call("chats.mute", json!({"session": session, "chat_id": "@bob_baker", "mute_for": 3600})).await;
    let old = json!({"session": session, "chat_id": "@bob_baker", "duration": 3600});
    assert_eq!(stage.fail("chats.mute", old).await["data"]["kind"], "invalid_params");
}
