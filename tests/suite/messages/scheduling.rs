//! Scheduled messages.

use jiff::Timestamp;
use serde_json::{Value, json};

use super::{ids, newest, with_text};
use crate::stage::{ANN, BOB, Stage, texts};

/// The sandbox's time plus this many seconds.
async fn from_now(stage: &Stage, seconds: i64) -> i64 {
    let now = stage.sandbox("sandbox.advance", json!({"duration": 0})).await;
    now["date"].as_str().unwrap().parse::<Timestamp>().unwrap().as_second() + seconds
}

async fn schedule(stage: &Stage, session: &str, text: &str, date: Value) -> Value {
    let params = json!({"session": session, "chat_id": "@bob_baker", "text": text, "schedule_date": date});
    stage.call("messages.send", params).await
}

async fn waiting(stage: &Stage, session: &str) -> Value {
    stage.call("messages.scheduled", json!({"session": session, "chat_id": "@bob_baker"})).await
}

#[tokio::test]
async fn a_scheduled_message_is_sent_at_its_date() {
    let stage = Stage::new().await;
    let (ann, bob) = (stage.log_in(ANN).await, stage.log_in(BOB).await);
    let date = from_now(&stage, 3600).await;
    let sent = schedule(&stage, &ann, "later", json!(date)).await;
    assert_eq!(sent["is_scheduled"], true);
    assert_eq!(sent["date"], Timestamp::from_second(date).unwrap().to_string());
    schedule(&stage, &ann, "sooner", json!(Timestamp::from_second(date - 60).unwrap().to_string())).await;
    let page = waiting(&stage, &ann).await;
    assert_eq!(texts(&page), ["sooner", "later"]);
    assert_eq!(page["total"], 2);
    assert!(page["items"].as_array().unwrap().iter().all(|message| message["is_scheduled"] == true));
    assert!(with_text(&stage, &bob, "@ann_archer", "later").await.is_none());

    stage.sandbox("sandbox.advance", json!({"duration": 3700})).await;
    let read = newest(&stage, &bob, "@ann_archer").await;
    assert_eq!((&read[0]["text"], &read[1]["text"]), (&json!("later"), &json!("sooner")));
    assert_eq!(read[0]["is_scheduled"], Value::Null);
    assert!(texts(&waiting(&stage, &ann).await).is_empty());
}

#[tokio::test]
async fn scheduled_messages_are_paged() {
    let stage = Stage::new().await;
    let ann = stage.log_in(ANN).await;
    let date = from_now(&stage, 3600).await;
    for (at, text) in ["one", "two", "three"].into_iter().enumerate() {
        schedule(&stage, &ann, text, json!(date + at as i64)).await;
    }
    let page = async |cursor: &Value| {
        let params = json!({"session": ann, "chat_id": "@bob_baker", "limit": 2, "cursor": cursor});
        stage.call("messages.scheduled", params).await
    };
    let first = page(&Value::Null).await;
    assert_eq!((texts(&first), &first["total"]), (vec!["one".to_owned(), "two".to_owned()], &json!(3)));
    let second = page(&first["next_cursor"]).await;
    assert_eq!((texts(&second), second.get("next_cursor")), (vec!["three".to_owned()], None));
    let elsewhere = json!({"session": ann, "chat_id": "@carol_clark", "cursor": first["next_cursor"]});
    assert_eq!(stage.fail("messages.scheduled", elsewhere).await["data"]["kind"], "cursor_invalid");
}

#[tokio::test]
async fn scheduled_messages_are_sent_now_or_deleted() {
    let stage = Stage::new().await;
    let (ann, bob) = (stage.log_in(ANN).await, stage.log_in(BOB).await);
    let date = from_now(&stage, 3600).await;
    for text in ["one", "two", "three"] {
        schedule(&stage, &ann, text, json!(date)).await;
    }
    let all = ids(waiting(&stage, &ann).await["items"].as_array().unwrap());
    let named =
        |message_ids: &[i64]| json!({"session": ann, "chat_id": "@bob_baker", "message_ids": message_ids});
    let sent = stage.call("messages.sendScheduled", named(&[all[0], 1_000_000])).await;
    assert_eq!(texts(&sent), ["one"]);
    assert_eq!(sent["items"][0]["is_scheduled"], Value::Null);
    assert_eq!(sent["failed"], json!([{"message_id": 1_000_000, "kind": "message_not_found"}]));
    assert_eq!(newest(&stage, &bob, "@ann_archer").await[0]["text"], "one");
    let found = stage.call("messages.get", named(&ids(sent["items"].as_array().unwrap()))).await;
    assert_eq!(texts(&found), ["one"]);

    let gone = stage.call("messages.deleteScheduled", named(&[all[1], all[0]])).await;
    assert_eq!(
        gone,
        json!({"deleted_count": 1, "failed": [{"message_id": all[0], "kind": "message_not_found"}]})
    );
    assert_eq!(texts(&waiting(&stage, &ann).await), ["three"]);
    assert_eq!(
        stage.fail("messages.sendScheduled", named(&all[..2])).await["data"]["kind"],
        "message_not_found"
    );
    for method in ["messages.scheduled", "messages.sendScheduled", "messages.deleteScheduled"] {
        let mut params = named(&all);
        params["chat_id"] = json!("@nobody_has_this_name");
        if method == "messages.scheduled" {
            params["message_ids"] = Value::Null;
        }
        assert_eq!(stage.fail(method, params).await["data"]["kind"], "chat_not_found", "{method}");
    }
}

#[tokio::test]
async fn a_scheduled_send_repeated_at_any_time_is_sent_once() {
    let stage = Stage::new().await;
    let (ann, bob) = (stage.log_in(ANN).await, stage.log_in(BOB).await);
    let date = from_now(&stage, 3600).await;
    stage.sandbox("sandbox.fault", json!({"kind": "lose_answer", "method": "messages.sendMessage"})).await;
    let mut params =
        json!({"session": ann, "chat_id": "@bob_baker", "text": "once", "schedule_date": date, "timeout": 1});
    let error = stage.fail("messages.send", params.clone()).await;
    assert_eq!((&error["data"]["kind"], &error["data"]["outcome"]), (&json!("timeout"), &json!("unknown")));
    params["random_id"] = error["data"]["random_id"].clone();
    params["timeout"] = Value::Null;
    let stage = stage.restart().await;
    let again = stage.call("messages.send", params.clone()).await;
    assert_eq!((&again["text"], &again["is_scheduled"]), (&json!("once"), &json!(true)));
    assert_eq!(texts(&waiting(&stage, &ann).await), ["once"]);

    stage.sandbox("sandbox.advance", json!({"duration": 4000})).await;
    let late = stage.call("messages.send", params).await;
    assert_eq!((&late["is_duplicate"], &late["is_scheduled"]), (&json!(true), &Value::Null));
    assert!(texts(&waiting(&stage, &ann).await).is_empty());
    let read = newest(&stage, &bob, "@ann_archer").await;
    assert_eq!(read.iter().filter(|message| message["text"] == "once").count(), 1);
}

#[tokio::test]
async fn a_date_that_telegram_does_not_accept_is_rejected() {
    let stage = Stage::new().await;
    let session = stage.log_in(ANN).await;
    let date = from_now(&stage, 2 * 365 * 24 * 3600).await;
    let params = json!({"session": session, "chat_id": "me", "text": "x", "schedule_date": date});
    let error = stage.fail("messages.send", params).await;
    assert_eq!(
        (&error["data"]["kind"], &error["data"]["path"]),
        (&json!("invalid_params"), &json!("schedule_date"))
    );
    let params = json!({"session": session, "chat_id": "me", "text": "x", "schedule_date": "tomorrow"});
    let error = stage.fail("messages.send", params).await;
    assert_eq!(
        (&error["data"]["kind"], &error["data"]["path"]),
        (&json!("invalid_params"), &json!("schedule_date"))
    );
}
