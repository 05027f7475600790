//! The account's list of chats, and actions on a whole chat.

use serde_json::{Value, json};

use crate::stage::{ANN, BOB, Stage};

async fn list(stage: &Stage, session: &str, archived: bool) -> Vec<Value> {
    let page = stage.call("chats.list", json!({"session": session, "archived": archived})).await;
    page["items"].as_array().unwrap().clone()
}

async fn listed(stage: &Stage, session: &str, username: &str) -> Option<Value> {
    list(stage, session, false).await.into_iter().find(|chat| chat["username"] == username)
}

async fn kind(stage: &Stage, method: &str, params: Value) -> Value {
    stage.fail(method, params).await["data"]["kind"].clone()
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
async fn a_cursor_is_opaque_and_valid_only_for_its_list_and_account() {
    use base64::Engine;
    let stage = Stage::new().await;
    let (ann, bob) = (stage.log_in(ANN).await, stage.log_in(BOB).await);
    let page = stage.call("chats.list", json!({"session": ann, "limit": 1})).await;
    let cursor = page["next_cursor"].as_str().unwrap();
    stage.call("chats.list", json!({"session": ann, "cursor": cursor})).await;
    let elsewhere = [
        ("chats.list", json!({"session": ann, "cursor": cursor, "archived": true})),
        ("chats.list", json!({"session": bob, "cursor": cursor})),
        ("contacts.blocked", json!({"session": ann, "cursor": cursor})),
        ("chats.list", json!({"session": ann, "cursor": "AAAA"})),
    ];
    for (method, params) in elsewhere {
        assert_eq!(kind(&stage, method, params.clone()).await, "cursor_invalid", "{method} {params}");
    }
    let sealed = base64::prelude::BASE64_URL_SAFE_NO_PAD.decode(cursor).unwrap();
    let text = String::from_utf8_lossy(&sealed);
    assert!(!text.contains("p1.") && !text.contains("date"), "{text}");
}

#[tokio::test]
async fn a_ref_of_another_account_is_rejected() {
    let stage = Stage::new().await;
    let (ann, bob) = (stage.log_in(ANN).await, stage.log_in(BOB).await);
    let news = stage.call("chats.get", json!({"session": ann, "chat_id": "@sandbox_news"})).await;
    let error = stage.fail("chats.get", json!({"session": bob, "chat_id": news["ref"]})).await;
    assert_eq!(error["code"], 400);
    assert_eq!(error["data"]["kind"], "peer_invalid");
}

#[tokio::test]
async fn an_unknown_id_is_not_found() {
    let stage = Stage::new().await;
    let session = stage.log_in(ANN).await;
    for chat_id in [json!(123_456), json!(-1_001_234_567_890_i64), json!("@nobody_has_this_name")] {
        let error = stage.fail("chats.get", json!({"session": session, "chat_id": chat_id})).await;
        assert_eq!(error["data"]["kind"], "chat_not_found", "{chat_id}: {error}");
        assert_eq!(error["code"], 404);
    }
}

#[tokio::test]
async fn the_list_of_chats_is_paged_without_duplicates() {
    let stage = Stage::new().await;
    let session = stage.log_in(ANN).await;
    for number in 0..7 {
        let group = json!({"kind": "group", "title": format!("Group {number}"), "owner_id": ANN, "member_ids": [BOB]});
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
async fn the_list_contains_every_kind_of_chat() {
    let stage = Stage::new().await;
    let session = stage.log_in(ANN).await;
    for kind in ["group", "supergroup", "channel"] {
        let group = json!({"kind": kind, "title": format!("A {kind}"), "owner_id": ANN, "member_ids": [BOB]});
        stage.sandbox("sandbox.addGroup", group).await;
    }
    stage
        .call("messages.send", json!({"session": session, "chat_id": "@sandbox_bot", "text": "/start"}))
        .await;
    stage.sandbox("sandbox.say", json!({"sender_id": BOB, "chat_id": ANN, "text": "Ping", "count": 2})).await;
    let chats = list(&stage, &session, false).await;
    for kind in ["user", "bot", "group", "supergroup", "channel"] {
        let chat = chats.iter().find(|chat| chat["kind"] == kind).unwrap_or_else(|| panic!("no {kind}"));
        assert!(chat["id"].is_i64() && chat["ref"].is_string() && chat["title"].is_string(), "{chat}");
        assert_eq!(chat["last_message"]["chat"]["id"], chat["id"]);
    }
    let group = chats.iter().find(|chat| chat["kind"] == "group").unwrap();
    assert_eq!(group["member_count"], 2);
    let bob = chats.iter().find(|chat| chat["username"] == "bob_baker").unwrap();
    assert!(bob["unread_count"].as_i64() >= Some(2));
    assert_eq!(bob["last_message"]["text"], "Ping 2");
}

#[tokio::test]
async fn no_chat_is_listed_twice_while_messages_arrive() {
    let stage = Stage::new().await;
    let session = stage.log_in(ANN).await;
    let mut groups = Vec::new();
    for number in 0..9 {
        let group = json!({"kind": "group", "title": format!("Group {number}"), "owner_id": ANN, "member_ids": [BOB]});
        groups.push(stage.sandbox("sandbox.addGroup", group).await["chat_id"].clone());
        stage.sandbox("sandbox.advance", json!({"duration": 10})).await;
    }
    let (mut seen, mut cursor) = (Vec::new(), Value::Null);
    loop {
        let page = stage.call("chats.list", json!({"session": session, "limit": 3, "cursor": cursor})).await;
        seen.extend(page["items"].as_array().unwrap().iter().map(|chat| chat["id"].as_i64().unwrap()));
        cursor = page["next_cursor"].clone();
        if cursor.is_null() {
            break;
        }
        // The chat that was listed last moves to the front, together with those listed before.
        for chat_id in seen.iter().rev().take(2).filter(|id| groups.contains(&json!(id))) {
            let say = json!({"sender_id": BOB, "chat_id": chat_id, "text": "News"});
            stage.sandbox("sandbox.say", say).await;
        }
    }
    assert!(groups.iter().all(|group| seen.contains(&group.as_i64().unwrap())));
    let count = seen.len();
    seen.sort_unstable();
    seen.dedup();
    assert_eq!(seen.len(), count);
}

#[tokio::test]
async fn chats_without_messages_are_listed_once() {
    let stage = Stage::new().await;
    let session = stage.log_in(ANN).await;
    for number in 0..5 {
        let group = json!({"session": session, "kind": "supergroup", "title": format!("Empty {number}")});
        let chat_id = stage.call("groups.create", group).await["chat"].clone();
        let history = stage.call("messages.history", json!({"session": session, "chat_id": chat_id})).await;
        let ids: Vec<&Value> =
            history["items"].as_array().unwrap().iter().map(|message| &message["message_id"]).collect();
        let delete = json!({"session": session, "chat_id": chat_id, "message_ids": ids});
        stage.call("messages.delete", delete).await;
    }
    let (mut titles, mut cursor) = (Vec::new(), Value::Null);
    loop {
        let page = stage.call("chats.list", json!({"session": session, "limit": 2, "cursor": cursor})).await;
        titles.extend(page["items"].as_array().unwrap().iter().map(|chat| chat["title"].to_string()));
        cursor = page["next_cursor"].clone();
        if cursor.is_null() {
            break;
        }
    }
    let mut empty: Vec<_> = titles.iter().filter(|title| title.contains("Empty")).collect();
    empty.sort();
    assert_eq!(empty.len(), 5, "{titles:?}");
    empty.dedup();
    assert_eq!(empty.len(), 5);
}

#[tokio::test]
async fn a_read_chat_has_no_unread_messages() {
    let stage = Stage::new().await;
    let (ann, bob) = (stage.log_in(ANN).await, stage.log_in(BOB).await);
    let chat = json!({"kind": "supergroup", "title": "Den", "username": "the_den", "owner_id": BOB, "member_ids": [ANN]});
    stage.sandbox("sandbox.addGroup", chat).await;
    for (chat_id, username) in [("@ann_archer", "bob_baker"), ("@the_den", "the_den")] {
        let mut ids = Vec::new();
        let mine = json!({"session": ann, "chat_id": format!("@{username}")});
        stage.call("chats.markRead", mine.clone()).await;
        for text in ["one", "two", "three"] {
            stage.call("messages.send", json!({"session": bob, "chat_id": chat_id, "text": text})).await;
            let newest = json!({"session": ann, "chat_id": format!("@{username}"), "limit": 1});
            ids.push(stage.call("messages.history", newest).await["items"][0]["message_id"].clone());
        }
        assert_eq!(listed(&stage, &ann, username).await.unwrap()["unread_count"], 3);
        let mut some = mine.clone();
        some["max_id"] = ids[1].clone();
        assert_eq!(stage.call("chats.markRead", some).await, json!({}));
        assert_eq!(listed(&stage, &ann, username).await.unwrap()["unread_count"], 1);
        stage.call("chats.markRead", mine).await;
        assert_eq!(listed(&stage, &ann, username).await.unwrap()["unread_count"], 0);
    }
    assert_eq!(
        kind(&stage, "chats.markRead", json!({"session": ann, "chat_id": 987_654})).await,
        "chat_not_found"
    );
}

#[tokio::test]
async fn others_see_a_chat_action() {
    let stage = Stage::new().await;
    let session = stage.log_in(ANN).await;
    for action in [
        "typing",
        "upload_photo",
        "record_video",
        "upload_video",
        "record_voice",
        "upload_voice",
        "upload_document",
        "choose_sticker",
        "find_location",
        "record_video_note",
        "upload_video_note",
        "cancel",
    ] {
        let params = json!({"session": session, "chat_id": "@bob_baker", "action": action});
        assert_eq!(stage.call("chats.setTyping", params).await, json!({}), "{action}");
    }
    assert_eq!(stage.calls("messages.setTyping").await, 12);
    let outside = json!({"session": session, "chat_id": "@sandbox_lounge", "action": "typing"});
    assert_eq!(kind(&stage, "chats.setTyping", outside).await, "forbidden");
}

#[tokio::test]
async fn an_archived_chat_is_listed_in_the_archive() {
    let stage = Stage::new().await;
    let session = stage.log_in(ANN).await;
    let bob = json!({"session": session, "chat_id": "@bob_baker"});
    assert_eq!(stage.call("chats.archive", bob.clone()).await, json!({}));
    assert!(listed(&stage, &session, "bob_baker").await.is_none());
    assert_eq!(list(&stage, &session, true).await[0]["username"], "bob_baker");
    assert_eq!(stage.call("chats.unarchive", bob).await, json!({}));
    assert!(listed(&stage, &session, "bob_baker").await.is_some());
    assert!(list(&stage, &session, true).await.is_empty());
    let lounge = json!({"session": session, "chat_id": "@sandbox_lounge"});
    for method in ["chats.archive", "chats.unarchive"] {
        assert_eq!(
            kind(&stage, method, lounge.clone()).await,
            "peer_invalid",
            "{method}: it is not in the list"
        );
    }
}

#[tokio::test]
async fn a_chat_is_muted_until_a_date() {
    let stage = Stage::new().await;
    let session = stage.log_in(ANN).await;
    let muted_until =
        async || listed(&stage, &session, "bob_baker").await.unwrap()["muted_until_date"].clone();
    let bob = |more: Value| {
        let mut params = more;
        params["session"] = json!(session);
        params["chat_id"] = json!("@bob_baker");
        params
    };
    assert_eq!(muted_until().await, Value::Null);
    stage.call("chats.mute", bob(json!({"until_date": "2035-01-01T00:00:00Z"}))).await;
    assert_eq!(muted_until().await, "2035-01-01T00:00:00Z");
    stage.call("chats.mute", bob(json!({}))).await;
    assert_eq!(muted_until().await, "2038-01-19T03:14:07Z");
    // Telegram's clock may be behind ours by a fraction of a second.
    let before = jiff::Timestamp::now().as_second() - 5;
    stage.call("chats.mute", bob(json!({"mute_for": 3600}))).await;
    let until: jiff::Timestamp = muted_until().await.as_str().unwrap().parse().unwrap();
    assert!((before + 3600..before + 3900).contains(&until.as_second()));
    stage.call("chats.unmute", bob(json!({}))).await;
    assert_eq!(muted_until().await, Value::Null);
    for method in ["chats.mute", "chats.unmute"] {
        let nobody = json!({"session": session, "chat_id": 987_654});
        assert_eq!(kind(&stage, method, nobody).await, "chat_not_found", "{method}");
    }
    let both = bob(json!({"mute_for": 5, "until_date": 5}));
    assert_eq!(kind(&stage, "chats.mute", both).await, "invalid_params");
}
