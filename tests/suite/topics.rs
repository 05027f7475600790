//! Forums and their topics, through our methods.

use serde_json::{Value, json};

use crate::stage::{ANN, BOB, Stage};

/// A forum of Bob's with Ann in it, and its topics' titles.
async fn forum(stage: &Stage, titles: &[&str]) -> (Value, Vec<i64>) {
    let new = json!({
        "kind": "forum", "title": "Harbour", "username": "harbour_room", "owner_id": BOB, "member_ids": [ANN],
    });
    let chat_id = stage.sandbox("sandbox.addGroup", new).await["chat_id"].clone();
    let mut topics = Vec::new();
    for title in titles {
        let new = json!({"chat_id": chat_id, "sender_id": BOB, "title": title});
        topics.push(stage.sandbox("sandbox.addTopic", new).await["topic_id"].as_i64().unwrap());
    }
    (chat_id, topics)
}

async fn say(stage: &Stage, chat_id: &Value, topic_id: i64, text: &str) {
    let said = json!({"sender_id": BOB, "chat_id": chat_id, "topic_id": topic_id, "text": text});
    stage.sandbox("sandbox.say", said).await;
}

fn titles(page: &Value) -> Vec<&str> {
    page["items"].as_array().unwrap().iter().map(|topic| topic["title"].as_str().unwrap()).collect()
}

#[tokio::test]
async fn topics_are_listed_with_their_unread_counts() {
    let stage = Stage::new().await;
    let ann = stage.log_in(ANN).await;
    let (chat_id, ids) = forum(&stage, &["Boats", "Nets"]).await;
    say(&stage, &chat_id, ids[0], "A red boat").await;
    let page = stage.call("groups.topics", json!({"session": ann, "chat_id": chat_id})).await;
    assert_eq!((titles(&page), &page["total"]), (vec!["Boats", "Nets", "General"], &json!(3)));
    assert_eq!(page["next_cursor"], Value::Null);
    let boats = &page["items"][0];
    assert_eq!((&boats["topic_id"], &boats["unread_count"]), (&json!(ids[0]), &json!(2)));
    assert_eq!(
        (&boats["creator"]["username"], &boats["icon_color"]),
        (&json!("bob_baker"), &json!(0x6fb9f0))
    );
    assert_eq!(boats["last_message"]["text"], "A red boat");
    assert_eq!(boats["last_message"]["topic_id"], ids[0]);
    let flags = ["is_closed", "is_hidden", "is_pinned"].map(|flag| boats[flag] == true);
    assert_eq!(flags, [false, false, false]);
    let found =
        stage.call("groups.topics", json!({"session": ann, "chat_id": chat_id, "query": "net"})).await;
    assert_eq!((titles(&found), &found["total"]), (vec!["Nets"], &json!(1)));
    let nets = &found["items"][0]["last_message"];
    assert_eq!(nets["service"], json!({"kind": "topic_created", "title": "Nets"}));
    assert_eq!((&nets["topic_id"], &nets["chat"]["is_forum"]), (&json!(ids[1]), &json!(true)));
}

#[tokio::test]
async fn topics_are_paged_with_pinned_ones_first_and_no_duplicates() {
    let stage = Stage::new().await;
    let (ann, bob) = (stage.log_in(ANN).await, stage.log_in(BOB).await);
    let (chat_id, ids) = forum(&stage, &["One", "Two", "Three", "Four", "Five"]).await;
    for topic_id in [ids[0], ids[1], ids[2]] {
        let params = json!({"peer": chat_id, "topic_id": topic_id, "pinned": true});
        let pin = json!({"session": bob, "method": "messages.updatePinnedForumTopic", "params": params});
        stage.call("telegram.invoke", pin).await;
    }
    for limit in [1, 2, 3, 4, 5] {
        let (mut paged, mut cursor) = (Vec::new(), Value::Null);
        loop {
            let params = json!({"session": ann, "chat_id": chat_id, "limit": limit, "cursor": cursor});
            let page = stage.call("groups.topics", params).await;
            paged.extend(titles(&page).into_iter().map(str::to_owned));
            cursor = page["next_cursor"].clone();
            if cursor.is_null() {
                break;
            }
        }
        assert_eq!(paged, ["Three", "Two", "One", "Five", "Four", "General"], "{limit} at a time");
    }
}

#[tokio::test]
async fn a_message_sent_to_a_topic_appears_in_it() {
    let stage = Stage::new().await;
    let (ann, bob) = (stage.log_in(ANN).await, stage.log_in(BOB).await);
    let (chat_id, ids) = forum(&stage, &["Boats"]).await;
    let send = |text: &str, more: Value| {
        let mut params = json!({"session": ann, "chat_id": chat_id, "text": text});
        params.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        stage.call("messages.send", params)
    };
    let first = send("Which boat?", json!({"topic_id": ids[0]})).await;
    let answer = json!({"topic_id": ids[0], "reply_to_message_id": first["message_id"]});
    let answer = send("That one.", answer).await;
    let general = send("Hello all", json!({"topic_id": 1})).await;
    let unnamed = send("Hello again", json!({})).await;
    let history =
        stage.call("messages.history", json!({"session": bob, "chat_id": chat_id, "limit": 4})).await;
    for (sent, seen) in
        [&unnamed, &general, &answer, &first].into_iter().zip(history["items"].as_array().unwrap())
    {
        assert_eq!((&sent["topic_id"], &sent["reply_to"]), (&seen["topic_id"], &seen["reply_to"]));
    }
    assert_eq!((&first["topic_id"], &first["reply_to"]), (&json!(ids[0]), &Value::Null));
    assert_eq!(answer["topic_id"], ids[0]);
    assert_eq!(answer["reply_to"]["message_id"], first["message_id"]);
    assert_eq!((&general["topic_id"], &general["reply_to"]), (&json!(1), &Value::Null));
    assert_eq!(unnamed["topic_id"], 1);
}

#[tokio::test]
async fn a_closed_topic_accepts_no_messages() {
    let stage = Stage::new().await;
    let ann = stage.log_in(ANN).await;
    let (chat_id, _) = forum(&stage, &[]).await;
    let new = json!({"chat_id": chat_id, "sender_id": BOB, "title": "Rules", "is_closed": true});
    let rules = stage.sandbox("sandbox.addTopic", new).await["topic_id"].clone();
    let page = stage.call("groups.topics", json!({"session": ann, "chat_id": chat_id, "limit": 1})).await;
    assert_eq!((&page["items"][0]["topic_id"], &page["items"][0]["is_closed"]), (&rules, &json!(true)));
    let edited = &page["items"][0]["last_message"];
    assert_eq!(edited["service"], json!({"kind": "topic_edited", "is_closed": true}));
    assert_eq!(edited["topic_id"], rules);
    let send = json!({"session": ann, "chat_id": chat_id, "text": "But I", "topic_id": rules});
    let error = stage.fail("messages.send", send).await;
    assert_eq!(error["data"]["kind"], "forbidden");
    assert_eq!(error["data"]["telegram"]["name"], "TOPIC_CLOSED");
}

#[tokio::test]
async fn a_group_without_topics_has_a_distinct_error() {
    let stage = Stage::new().await;
    let ann = stage.log_in(ANN).await;
    let error = stage.fail("groups.topics", json!({"session": ann, "chat_id": "@sandbox_lounge"})).await;
    assert_eq!(error["data"]["kind"], "peer_invalid");
    assert_eq!(error["data"]["telegram"]["name"], "CHANNEL_FORUM_MISSING");
    let (chat_id, _) = forum(&stage, &["Boats"]).await;
    let first = stage.call("groups.topics", json!({"session": ann, "chat_id": chat_id, "limit": 1})).await;
    for chat_id in ["@sandbox_lounge", "@sandbox_news"] {
        let other = json!({"session": ann, "chat_id": chat_id, "cursor": first["next_cursor"]});
        let error = stage.fail("groups.topics", other).await;
        assert_eq!(error["data"]["kind"], "cursor_invalid");
    }
}

#[tokio::test]
async fn a_forward_into_a_missing_topic_fails_once_with_the_topic() {
    let stage = Stage::new().await;
    let session = stage.log_in(ANN).await;
    let (chat_id, _) = forum(&stage, &[]).await;
    let said = json!({"sender_id": BOB, "chat_id": "@ann_archer", "text": "Low tide", "count": 120});
    stage.sandbox("sandbox.say", said).await;
    let mut ids = Vec::new();
    let mut params = json!({"session": session, "chat_id": "@bob_baker", "limit": 100});
    for _ in 0..2 {
        let page = stage.call("messages.history", params.clone()).await;
        ids.extend(page["items"].as_array().unwrap().iter().map(|message| message["message_id"].clone()));
        params["cursor"] = page["next_cursor"].clone();
    }
    assert!(ids.len() > 100);
    let params = json!({"session": session, "from_chat_id": "@bob_baker", "chat_id": chat_id, "topic_id": 777,
        "message_ids": ids});
    let error = stage.fail("messages.forward", params).await;
    assert_eq!(error["data"]["kind"], "message_not_found");
    assert_eq!(error["data"]["telegram"]["name"], "REPLY_MESSAGE_ID_INVALID");
    assert!(error["data"]["hint"].as_str().unwrap().contains("topic"), "{error}");
    assert_eq!(stage.calls("messages.forwardMessages").await, 1);
}
