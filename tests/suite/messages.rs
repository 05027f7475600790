//! Chats and messages, seen from both sides.

use serde_json::{Value, json};

use crate::stage::{ANN, BOB, Stage, text, texts};

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
async fn a_ref_of_another_account_is_refused() {
    let stage = Stage::new().await;
    let (ann, bob) = (stage.log_in(ANN).await, stage.log_in(BOB).await);
    let news = stage.call("chats.get", json!({"session": ann, "chat_id": "@sandbox_news"})).await;
    let error = stage.fail("chats.get", json!({"session": bob, "chat_id": news["ref"]})).await;
    assert_eq!(error["code"], 400);
    assert_eq!(error["data"]["kind"], "peer_invalid");
}

#[tokio::test]
async fn an_id_that_nobody_knows_is_not_found() {
    let stage = Stage::new().await;
    let session = stage.log_in(ANN).await;
    for chat_id in [json!(123_456), json!(-1_001_234_567_890_i64), json!("@nobody_has_this_name")] {
        let error = stage.fail("chats.get", json!({"session": session, "chat_id": chat_id})).await;
        assert_eq!(error["data"]["kind"], "chat_not_found", "{chat_id}: {error}");
        assert_eq!(error["code"], 404);
    }
}

#[tokio::test]
async fn the_list_of_chats_comes_in_pages_without_doubles() {
    let stage = Stage::new().await;
    let session = stage.log_in(ANN).await;
    for number in 0..7 {
        let group =
            json!({"kind": "group", "title": format!("Group {number}"), "owner": ANN, "members": [BOB]});
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
async fn a_cursor_of_another_method_is_refused() {
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
async fn what_one_sends_the_other_reads_and_answers() {
    let stage = Stage::new().await;
    let (ann, bob) = (stage.log_in(ANN).await, stage.log_in(BOB).await);
    let sent = stage
        .call("messages.send", json!({"session": ann, "chat_id": "@bob_baker", "text": "Lunch at noon? 🥪"}))
        .await;
    assert_eq!(sent["outgoing"], true);
    assert_eq!(sent["chat"]["username"], "bob_baker");
    let seen =
        stage.call("messages.history", json!({"session": bob, "chat_id": "@ann_archer", "limit": 1})).await;
    let seen = &seen["items"][0];
    assert_eq!(seen["text"], "Lunch at noon? 🥪");
    assert_eq!(seen["sender"]["username"], "ann_archer");
    assert_eq!(seen["outgoing"], false);
    let answer = json!({
        "session": bob, "chat_id": seen["chat"], "text": "Gladly", "reply_to_message_id": seen["message_id"],
    });
    stage.call("messages.send", answer).await;
    let page =
        stage.call("messages.history", json!({"session": ann, "chat_id": "@bob_baker", "limit": 1})).await;
    assert_eq!(page["items"][0]["text"], "Gladly");
    assert_eq!(page["items"][0]["reply_to"]["message_id"], sent["message_id"]);
}

#[tokio::test]
async fn a_text_keeps_its_entities() {
    let stage = Stage::new().await;
    let session = stage.log_in(ANN).await;
    let entities = json!([
        {"kind": "bold", "offset": 3, "length": 5},
        {"kind": "text_link", "offset": 9, "length": 4, "url": "https://example.org/"},
    ]);
    let params = json!({"session": session, "chat_id": "me", "text": "🥪 Hello link", "entities": entities});
    let sent = stage.call("messages.send", params).await;
    assert_eq!(sent["entities"], entities);
    let marked_up = [
        ("markdown", "🥪 *Hello* [link](https://example.org/)"),
        ("html", "🥪 <b>Hello</b> <a href=\"https://example.org/\">link</a>"),
    ];
    for (format, text) in marked_up {
        let params = json!({"session": session, "chat_id": "me", "text": text, "format": format});
        let sent = stage.call("messages.send", params).await;
        assert_eq!((&sent["text"], &sent["entities"]), (&json!("🥪 Hello link"), &entities), "{format}");
    }
    let history =
        stage.call("messages.history", json!({"session": session, "chat_id": "me", "limit": 3})).await;
    assert!(history["items"].as_array().unwrap().iter().all(|message| message["entities"] == entities));
}

#[tokio::test]
async fn bad_markup_is_refused_with_its_place() {
    let stage = Stage::new().await;
    let session = stage.log_in(ANN).await;
    let params = json!({"session": session, "chat_id": "me", "text": "one *two", "format": "markdown"});
    let error = stage.fail("messages.send", params).await;
    assert_eq!(error["data"]["kind"], "invalid_params");
    assert_eq!(error["data"]["path"], "text");
    assert!(error["data"]["position"].is_u64());
}

#[tokio::test]
async fn sends_of_one_connection_keep_their_order() {
    let stage = Stage::new().await;
    let session = stage.log_in(ANN).await;
    // The first names are not resolved yet, and the later ones are: none may overtake.
    let names = ["me", "@ann_archer", "me", "+9996620001", "me"];
    let sends: Vec<_> = (0..50)
        .map(|number| {
            let chat_id = names[number % names.len()];
            let params = json!({"session": session, "chat_id": chat_id, "text": number.to_string()});
            stage.daemon().start("messages.send", params).1
        })
        .collect();
    for send in sends {
        assert!(send.await.unwrap()["result"].is_object());
    }
    let page =
        stage.call("messages.history", json!({"session": session, "chat_id": "me", "limit": 50})).await;
    let expected: Vec<String> = (0..50).rev().map(|number| number.to_string()).collect();
    assert_eq!(texts(&page), expected);
}

#[tokio::test]
async fn a_send_repeated_under_its_random_id_is_sent_once() {
    let stage = Stage::new().await;
    let session = stage.log_in(ANN).await;
    let params = json!({"session": session, "chat_id": "@bob_baker", "text": "once", "random_id": "42"});
    let first = stage.call("messages.send", params.clone()).await;
    assert_eq!(first["duplicate"], Value::Null);
    let stage = stage.restart().await;
    let again = stage.call("messages.send", params).await;
    assert_eq!(again["duplicate"], true);
    assert_eq!(again["message_id"], first["message_id"]);
    let page = stage.call("messages.history", json!({"session": session, "chat_id": "@bob_baker"})).await;
    assert_eq!(texts(&page).iter().filter(|text| *text == "once").count(), 1);
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
async fn a_public_group_can_be_joined_and_then_written_to() {
    let stage = Stage::new().await;
    let session = stage.log_in(ANN).await;
    let send = json!({"session": session, "chat_id": "@sandbox_lounge", "text": "Hello all"});
    assert_eq!(stage.fail("messages.send", send.clone()).await["data"]["kind"], "forbidden");
    let joined =
        stage.call("groups.join", json!({"session": session, "chat_id": "t.me/sandbox_lounge"})).await;
    assert_eq!(joined["status"], "joined");
    assert_eq!(joined["chat"]["kind"], "supergroup");
    assert_eq!(stage.call("messages.send", send).await["chat"]["id"], joined["chat"]["id"]);
    let again =
        stage.call("groups.join", json!({"session": session, "chat_id": joined["chat"]["ref"]})).await;
    assert_eq!(again["status"], "already_member");
}

#[tokio::test]
async fn an_invite_link_lets_in_or_asks_first() {
    let stage = Stage::new().await;
    let session = stage.log_in(ANN).await;
    let join =
        async |link: &str| stage.call("groups.join", json!({"session": session, "chat_id": link})).await;
    assert_eq!(join("https://t.me/+SandboxWaiting").await["status"], "requested");
    let joined = join("https://t.me/+SandboxBackRoom").await;
    assert_eq!(joined["chat"]["title"], "Back Room");
    assert_eq!(join("https://t.me/joinchat/SandboxBackRoom").await["status"], "already_member");
    let error =
        stage.fail("groups.join", json!({"session": session, "chat_id": "https://t.me/+NoSuchInvite"})).await;
    assert_eq!(error["data"]["kind"], "invite_invalid");
}

#[tokio::test]
async fn telegrams_no_comes_with_its_kind_and_its_name() {
    let stage = Stage::new().await;
    let session = stage.log_in(ANN).await;
    for (name, code, kind) in [
        ("PEER_FLOOD", 400, "account_limited"),
        ("USER_BANNED_IN_CHANNEL", 400, "banned"),
        ("INTERNAL", 500, "telegram_internal"),
        ("SOMETHING_ELSE", 400, "telegram_rejected"),
    ] {
        let fault = json!({"kind": "error", "method": "messages.sendMessage", "code": code, "name": name});
        stage.sandbox("sandbox.fault", fault).await;
        let error =
            stage.fail("messages.send", json!({"session": session, "chat_id": "me", "text": "x"})).await;
        assert_eq!(error["data"]["kind"], kind, "{name}");
        assert_eq!(error["data"]["telegram"]["name"], name);
        assert_eq!(error["data"]["telegram"]["method"], "messages.sendMessage");
    }
    assert!(text(&stage.call("messages.send", json!({"session": session, "chat_id": "me", "text": "x"})).await["date"]).ends_with('Z'));
}
