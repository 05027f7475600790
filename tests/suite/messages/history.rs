//! Reading a chat's messages.

use serde_json::{Value, json};

use super::{newest, send};
use crate::stage::{ANN, Stage, texts};

#[tokio::test]
async fn a_cursor_of_another_method_is_rejected() {
    let stage = Stage::new().await;
    let session = stage.log_in(ANN).await;
    let page = stage.call("chats.list", json!({"session": session, "limit": 1})).await;
    for cursor in [&page["next_cursor"], &json!("nonsense")] {
        let params = json!({"session": session, "chat_id": "@sandbox_news", "cursor": cursor});
        let error = stage.fail("messages.history", params).await;
        assert_eq!(error["data"]["kind"], "cursor_invalid");
    }
}

#[tokio::test]
async fn a_history_is_read_to_its_end_page_by_page() {
    let stage = Stage::new().await;
    let session = stage.log_in(ANN).await;
    stage
        .sandbox(
            "sandbox.say",
            json!({"sender_id": "@bob_baker", "chat_id": "@ann_archer", "text": "ping", "count": 25}),
        )
        .await;
    let whole = stage
        .call("messages.history", json!({"session": session, "chat_id": "@bob_baker", "limit": 100}))
        .await;
    let whole = whole["items"].as_array().unwrap().clone();
    assert!(whole.len() > 25);
    let (mut paged, mut cursor) = (Vec::new(), Value::Null);
    loop {
        let params = json!({"session": session, "chat_id": "@bob_baker", "limit": 10, "cursor": cursor});
        let page = stage.call("messages.history", params).await;
        assert_eq!(page["total"], whole.len());
        paged.extend(page["items"].as_array().unwrap().iter().cloned());
        cursor = page["next_cursor"].clone();
        if cursor.is_null() {
            break;
        }
    }
    assert_eq!(paged, whole);
    let params =
        json!({"session": session, "chat_id": "@bob_baker", "offset_id": whole[3]["message_id"], "limit": 1});
    assert_eq!(stage.call("messages.history", params).await["items"][0], whole[4]);
}

#[tokio::test]
async fn a_history_shows_photos_and_documents() {
    let stage = Stage::new().await;
    let session = stage.log_in(ANN).await;
    let media = async |chat_id: &str| {
        let page = stage.call("messages.history", json!({"session": session, "chat_id": chat_id})).await;
        let messages = page["items"].as_array().unwrap().iter();
        messages.map(|message| message["media"].clone()).find(Value::is_object).unwrap()
    };
    let photo = media("@sandbox_news").await;
    assert_eq!(photo["kind"], "photo");
    assert!(photo["width"].as_i64().unwrap() > 0 && photo["file_size"].as_i64().unwrap() > 0);
    let document = media("@bob_baker").await;
    assert_eq!(document["kind"], "document");
    assert!(document["file_name"].is_string() && document["mime_type"].is_string());
}

#[tokio::test]
async fn the_start_date_is_inclusive_and_the_end_date_exclusive() {
    let stage = Stage::new().await;
    let session = stage.log_in(ANN).await;
    for text in ["one", "two", "three"] {
        send(&stage, &session, "me", text).await;
        stage.sandbox("sandbox.advance", json!({"duration": 60})).await;
    }
    let dates: Vec<Value> =
        newest(&stage, &session, "me").await.iter().map(|it| it["date"].clone()).collect();
    let [three, two, one] = &dates[..] else { panic!("{dates:?}") };
    let read = async |more: Value| {
        let mut params = json!({"session": session, "chat_id": "me"});
        params.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        texts(&stage.call("messages.history", params).await)
    };
    assert_eq!(read(json!({"from_date": two})).await, ["three", "two"]);
    assert_eq!(read(json!({"to_date": two})).await, ["one"]);
    assert_eq!(read(json!({"from_date": one, "to_date": three})).await, ["two", "one"]);
    assert_eq!(read(json!({"from_date": two, "to_date": two})).await, [""; 0]);
    assert_eq!(read(json!({"from_date": two, "reverse": true})).await, ["two", "three"]);
    assert_eq!(read(json!({"to_date": two, "reverse": true})).await, ["one"]);
    let seconds = two.as_str().unwrap().parse::<jiff::Timestamp>().unwrap().as_second();
    assert_eq!(read(json!({"from_date": seconds})).await, ["three", "two"]);
    assert_eq!(read(json!({"from_date": seconds + 1})).await, ["three"]);
    assert_eq!(read(json!({"to_date": seconds + 1})).await, ["two", "one"]);
    assert_eq!(read(json!({"to_date": 1})).await, [""; 0]);
    assert_eq!(read(json!({"from_date": 0})).await, ["three", "two", "one"]);
}

#[tokio::test]
async fn new_and_deleted_messages_do_not_shift_pages() {
    for reverse in [false, true] {
        let stage = Stage::new().await;
        let session = stage.log_in(ANN).await;
        for number in 0..20 {
            send(&stage, &session, "me", &number.to_string()).await;
        }
        let all = newest(&stage, &session, "me").await;
        let id_of =
            |text: &str| all.iter().find(|message| message["text"] == text).unwrap()["message_id"].clone();
        let page = async |cursor: &Value| {
            let params = json!({"session": session, "chat_id": "me", "limit": 5, "reverse": reverse, "cursor": cursor});
            stage.call("messages.history", params).await
        };
        let first = page(&Value::Null).await;
        let mut read = texts(&first);
        // The last one returned, the next one, and a later one.
        let (last, next, further) = if reverse { ("4", "5", "12") } else { ("15", "14", "7") };
        let gone = json!([id_of(last), id_of(next), id_of(further)]);
        let deleted = stage
            .call("messages.delete", json!({"session": session, "chat_id": "me", "message_ids": gone}))
            .await;
        assert_eq!(deleted["deleted_count"], 3);
        send(&stage, &session, "me", "new").await;
        let mut cursor = first["next_cursor"].clone();
        while !cursor.is_null() {
            let page = page(&cursor).await;
            read.extend(texts(&page));
            cursor = page["next_cursor"].clone();
        }
        let mut expected: Vec<String> = (0..20).map(|number| number.to_string()).collect();
        if !reverse {
            expected.reverse();
        }
        expected.retain(|text| text != next && text != further);
        // The newest messages are at the end of this direction.
        expected.extend(reverse.then(|| "new".to_owned()));
        assert_eq!(read, expected, "reverse: {reverse}");
    }
}

#[tokio::test]
async fn one_call_scans_a_limited_number_of_messages() {
    let stage = Stage::new().await;
    let session = stage.log_in(ANN).await;
    let hers = send(&stage, &session, "@bob_baker", "mine").await;
    let say = json!({"sender_id": "@bob_baker", "chat_id": "@ann_archer", "text": "his", "count": 2500});
    stage.sandbox("sandbox.say", say).await;
    // Telegram doesn't filter private chats by sender, so the daemon does.
    let mut params = json!({"session": session, "chat_id": "@bob_baker", "sender_id": "me", "limit": 1});
    let (mut pages, mut before) = (0, 0);
    let found = loop {
        let page = stage.call("messages.history", params.clone()).await;
        pages += 1;
        let calls = stage.calls("messages.getHistory").await;
        assert!(calls - before <= 10, "{calls}");
        before = calls;
        assert_eq!(page["total"], Value::Null);
        if let Some(found) = page["items"].as_array().unwrap().first() {
            break found.clone();
        }
        params["cursor"] = page["next_cursor"].clone();
        assert!(params["cursor"].is_string(), "there is more");
    };
    assert_eq!(found["message_id"], hers["message_id"]);
    assert_eq!(pages, 3);
}

#[tokio::test]
async fn a_cursor_is_valid_only_for_its_chat_and_direction() {
    let stage = Stage::new().await;
    let session = stage.log_in(ANN).await;
    let page = stage
        .call("messages.history", json!({"session": session, "chat_id": "@bob_baker", "limit": 1}))
        .await;
    for other in [json!({"chat_id": "@sandbox_news"}), json!({"chat_id": "@bob_baker", "reverse": true})] {
        let mut params = json!({"session": session, "cursor": page["next_cursor"]});
        params.as_object_mut().unwrap().extend(other.as_object().unwrap().clone());
        assert_eq!(stage.fail("messages.history", params).await["data"]["kind"], "cursor_invalid");
    }
}

#[tokio::test]
async fn a_short_history_is_one_request() {
    let stage = Stage::new().await;
    let session = stage.log_in(ANN).await;
    for (chat_id, reverse) in
        [("@bob_baker", false), ("@bob_baker", true), ("@sandbox_news", false), ("@sandbox_news", true)]
    {
        let calls = stage.calls("messages.getHistory").await;
        let params = json!({"session": session, "chat_id": chat_id, "reverse": reverse});
        let page = stage.call("messages.history", params).await;
        assert_eq!(page["next_cursor"], Value::Null);
        assert_eq!(page["total"], page["items"].as_array().unwrap().len());
        assert_eq!(stage.calls("messages.getHistory").await, calls + 1);
    }
}
