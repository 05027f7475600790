//! Searching messages.

use serde_json::{Value, json};

use super::send;
use crate::stage::{ANN, BOB, Stage, texts};

async fn pages(stage: &Stage, mut params: Value) -> Vec<Value> {
    let mut found = Vec::new();
    loop {
        let page = stage.call("messages.search", params.clone()).await;
        found.extend(page["items"].as_array().unwrap().iter().cloned());
        params["cursor"] = page["next_cursor"].clone();
        if params["cursor"].is_null() {
            return found;
        }
    }
}

#[tokio::test]
async fn words_are_searched_in_one_chat_or_in_all() {
    let stage = Stage::new().await;
    let (ann, bob) = (stage.log_in(ANN).await, stage.log_in(BOB).await);
    send(&stage, &ann, "@bob_baker", "The boat is red").await;
    send(&stage, &ann, "@carol_clark", "Bob has a boat").await;
    send(&stage, &bob, "@ann_archer", "Boats are blue").await;
    let search = async |chat_id: Value| {
        texts(
            &stage
                .call("messages.search", json!({"session": ann, "chat_id": chat_id, "query": "boat"}))
                .await,
        )
    };
    let with_bob = ["Boats are blue", "The boat is red", "Hi Bob. How is the new boat?"];
    assert_eq!(search(json!("@bob_baker")).await, with_bob);
    let everywhere = ["Boats are blue", "Bob has a boat", "The boat is red", "Hi Bob. How is the new boat?"];
    assert_eq!(search(Value::Null).await.len(), 4);
    for text in everywhere {
        assert!(search(Value::Null).await.contains(&text.to_owned()));
    }
    let by_bob = json!({"session": ann, "chat_id": "@bob_baker", "query": "boat", "sender_id": "@bob_baker"});
    assert_eq!(texts(&stage.call("messages.search", by_bob).await), ["Boats are blue"]);
}

#[tokio::test]
async fn a_search_through_all_chats_is_paged_and_its_results_are_usable() {
    let stage = Stage::new().await;
    let session = stage.log_in(ANN).await;
    for (sender, chat_id) in
        [("@bob_baker", "@ann_archer"), ("@carol_clark", "@sandbox_news"), ("@carol_clark", "@ann_archer")]
    {
        let say = json!({"sender_id": sender, "chat_id": chat_id, "text": "needle", "count": 7});
        stage.sandbox("sandbox.say", say).await;
        stage.sandbox("sandbox.advance", json!({"duration": 5})).await;
    }
    let params = json!({"session": session, "query": "needle", "limit": 4});
    let page = stage.call("messages.search", params.clone()).await;
    assert_eq!(page["total"], 21);
    let found = pages(&stage, params).await;
    let mut named: Vec<String> =
        found.iter().map(|it| format!("{} {}", it["chat"]["id"], it["message_id"])).collect();
    named.sort();
    named.dedup();
    assert_eq!((found.len(), named.len()), (21, 21));
    for message in [&found[0], &found[10], &found[20]] {
        let params =
            json!({"session": session, "chat_id": message["chat"], "message_ids": [message["message_id"]]});
        assert_eq!(stage.other().call("messages.get", params).await["items"][0]["text"], message["text"]);
    }
}

#[tokio::test]
async fn media_and_dates_narrow_a_search() {
    let stage = Stage::new().await;
    let session = stage.log_in(ANN).await;
    let photos = stage.call("messages.search", json!({"session": session, "media": "photo"})).await;
    assert_eq!(texts(&photos), ["The harbour this morning."]);
    let all = pages(&stage, json!({"session": session, "query": "the", "limit": 100})).await;
    let [newer, older] = &all[..2] else { panic!("{all:?}") };
    let between =
        json!({"session": session, "query": "the", "from_date": older["date"], "to_date": newer["date"]});
    let found = pages(&stage, between).await;
    assert_eq!(found, std::slice::from_ref(older));
    let until = json!({"session": session, "query": "the", "to_date": older["date"]});
    assert_eq!(pages(&stage, until).await, all[2..]);
}

#[tokio::test]
async fn each_reason_why_a_search_fails_has_its_kind() {
    let stage = Stage::new().await;
    let session = stage.log_in(ANN).await;
    for (more, kind) in [
        (json!({}), "invalid_params"),
        (json!({"query": " "}), "invalid_params"),
        (json!({"query": "x", "sender_id": "me"}), "invalid_params"),
        (json!({"query": "x", "topic_id": 1}), "invalid_params"),
        (json!({"query": "x", "media": "sound"}), "invalid_params"),
        (json!({"query": "x", "cursor": "nonsense"}), "cursor_invalid"),
        (json!({"query": "x", "chat_id": "@nobody_has_this_name"}), "chat_not_found"),
        (json!({"query": "x", "chat_id": "me", "sender_id": "@nobody_has_this_name"}), "chat_not_found"),
    ] {
        let mut params = json!({"session": session});
        params.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        assert_eq!(stage.fail("messages.search", params).await["data"]["kind"], kind, "{more}");
    }
    let page = stage
        .call("messages.history", json!({"session": session, "chat_id": "@bob_baker", "limit": 1}))
        .await;
    let params = json!({"session": session, "query": "x", "cursor": page["next_cursor"]});
    assert_eq!(stage.fail("messages.search", params).await["data"]["kind"], "cursor_invalid");
}
