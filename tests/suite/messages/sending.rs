//! Sending messages.

use serde_json::{Value, json};

use crate::stage::{ANN, BOB, Stage, text, texts};

#[tokio::test]
async fn one_account_sends_and_the_other_reads_and_replies() {
    let stage = Stage::new().await;
    let (ann, bob) = (stage.log_in(ANN).await, stage.log_in(BOB).await);
    let sent = stage
        .call("messages.send", json!({"session": ann, "chat_id": "@bob_baker", "text": "Lunch at noon? 🥪"}))
        .await;
    assert_eq!(sent["is_outgoing"], true);
    assert_eq!(sent["chat"]["username"], "bob_baker");
    let seen =
        stage.call("messages.history", json!({"session": bob, "chat_id": "@ann_archer", "limit": 1})).await;
    let seen = &seen["items"][0];
    assert_eq!(seen["text"], "Lunch at noon? 🥪");
    assert_eq!(seen["sender"]["username"], "ann_archer");
    assert_eq!(seen["is_outgoing"], false);
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
async fn a_reply_is_returned_with_its_quote() {
    let stage = Stage::new().await;
    let (ann, bob) = (stage.log_in(ANN).await, stage.log_in(BOB).await);
    let asked = json!({"session": bob, "chat_id": "@ann_archer", "text": "Lunch at noon? 🥪"});
    stage.call("messages.send", asked).await;
    let seen =
        stage.call("messages.history", json!({"session": ann, "chat_id": "@bob_baker", "limit": 1})).await;
    let asked = &seen["items"][0]["message_id"];
    let reply = json!({"_": "inputReplyToMessage", "reply_to_msg_id": asked, "quote_text": "at noon"});
    let function = json!({"peer": "@bob_baker", "message": "Later", "random_id": "1", "reply_to": reply});
    let invoke = json!({"session": ann, "method": "messages.sendMessage", "params": function});
    stage.call("telegram.invoke", invoke).await;
    let page =
        stage.call("messages.history", json!({"session": bob, "chat_id": "@ann_archer", "limit": 2})).await;
    let reply = &page["items"][0]["reply_to"];
    assert_eq!(reply, &json!({"message_id": page["items"][1]["message_id"], "quote": "at noon"}));
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
async fn bad_markup_is_rejected_with_its_position() {
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
    // The first names are not resolved yet, the later ones are. None may overtake.
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
async fn a_send_repeated_with_its_random_id_is_sent_once() {
    let stage = Stage::new().await;
    let session = stage.log_in(ANN).await;
    let params = json!({"session": session, "chat_id": "@bob_baker", "text": "once", "random_id": "42"});
    let first = stage.call("messages.send", params.clone()).await;
    assert_eq!(first["is_duplicate"], Value::Null);
    let stage = stage.restart().await;
    let again = stage.call("messages.send", params).await;
    assert_eq!(again["is_duplicate"], true);
    assert_eq!(again["message_id"], first["message_id"]);
    let page = stage.call("messages.history", json!({"session": session, "chat_id": "@bob_baker"})).await;
    assert_eq!(texts(&page).iter().filter(|text| *text == "once").count(), 1);
}

#[tokio::test]
async fn an_error_of_telegram_has_its_kind_and_name() {
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

#[tokio::test]
async fn an_empty_text_is_an_invalid_param() {
    let stage = Stage::new().await;
    let session = stage.log_in(ANN).await;
    for (text, format) in [("", "plain"), (" \n", "plain"), ("<b> </b>", "html")] {
        let params = json!({"session": session, "chat_id": "me", "text": text, "format": format});
        let error = stage.fail("messages.send", params).await;
        assert_eq!((&error["code"], &error["data"]["path"]), (&json!(-32602), &json!("text")), "{text:?}");
    }
    assert_eq!(stage.calls("messages.sendMessage").await, 0);
}

#[tokio::test]
async fn a_misplaced_entity_is_reported_with_its_path() {
    let stage = Stage::new().await;
    let session = stage.log_in(ANN).await;
    let bold = |offset: u32, length: u32| json!({"kind": "bold", "offset": offset, "length": length});
    for (wrong, path) in [
        (bold(1, 2), "entities[1].offset"),
        (bold(0, 1), "entities[1].length"),
        (bold(0, 0), "entities[1].length"),
        (bold(9, 1), "entities[1].offset"),
        (bold(0, 9), "entities[1].length"),
        (bold(3, 2), "entities[1].length"),
        (json!({"kind": "code", "offset": 2, "length": 1}), "entities[1].kind"),
    ] {
        let params =
            json!({"session": session, "chat_id": "me", "text": "🥪 fine", "entities": [bold(0, 4), wrong]});
        let error = stage.fail("messages.send", params).await;
        assert_eq!(
            (&error["data"]["kind"], &error["data"]["path"]),
            (&json!("invalid_params"), &json!(path))
        );
    }
    assert_eq!(stage.calls("messages.sendMessage").await, 0);
}

#[tokio::test]
async fn a_text_is_sent_as_telegram_stores_it_and_an_invisible_one_is_rejected() {
    let stage = Stage::new().await;
    let session = stage.log_in(ANN).await;
    let params = |text: &str| json!({"session": session, "chat_id": "me", "text": text});
    let mut marked = params("one\r\ntwo\rthree\0four");
    marked["entities"] = json!([{"kind": "bold", "offset": 5, "length": 3}]);
    let sent = stage.call("messages.send", marked).await;
    assert_eq!(sent["text"], "one\ntwo\nthree four");
    assert_eq!(sent["entities"], json!([{"kind": "bold", "offset": 4, "length": 3}]));
    for blank in ["\r\n", "\0", "\u{200b}\u{200d}", "\u{feff}", "\u{2800}"] {
        let error = stage.fail("messages.send", params(blank)).await;
        assert_eq!(
            (&error["data"]["kind"], &error["data"]["path"]),
            (&json!("invalid_params"), &json!("text"))
        );
    }
}
