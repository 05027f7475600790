//! Telegram's errors as callers get them: with Telegram's name and a suitable kind.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};

use crate::media::jpeg;
use crate::stage::{ANN, BOB, Stage};

/// Ann, with a supergroup.
async fn at_home() -> (Stage, String) {
    let stage = Stage::new().await;
    let group = json!({"kind": "supergroup", "title": "Crew", "username": "crew_room", "owner_id": ANN, "member_ids": [BOB]});
    stage.sandbox("sandbox.addGroup", group).await;
    let ann = stage.log_in(ANN).await;
    (stage, ann)
}

#[tokio::test]
async fn telegrams_errors_keep_their_name_and_have_a_suitable_kind() {
    let (stage, session) = at_home().await;
    let crew = "@crew_room";
    let dice = json!({
        "_": "messages.sendMedia", "peer": {"_": "inputPeerSelf"}, "message": "", "random_id": "7",
        "media": {"_": "inputMediaDice", "emoticon": "🎲"},
    });
    let invoke = json!({"session": session, "method": "messages.sendMedia", "params": dice});
    stage.call("telegram.invoke", invoke).await;
    let thrown =
        stage.call("messages.history", json!({"session": session, "chat_id": "me", "limit": 1})).await;
    let portrait = STANDARD.encode(jpeg(159, 400));
    let solution = "é".repeat(201);
    let quiz = json!({
        "chat_id": crew, "question": "How?", "options": ["Oars", "Sails"], "kind": "quiz",
        "correct_option_ids": [0], "explanation": solution,
    });
    for (method, params, name, kind) in [
        ("account.update", json!({"username": "anni"}), "USERNAME_PURCHASE_AVAILABLE", "telegram_rejected"),
        ("account.update", json!({"username": "an__nie"}), "USERNAME_INVALID", "telegram_rejected"),
        (
            "groups.edit",
            json!({"chat_id": crew, "photo": {"data_base64": portrait}}),
            "PHOTO_CROP_SIZE_SMALL",
            "telegram_rejected",
        ),
        ("messages.sendPoll", quiz, "MEDIA_INVALID", "telegram_rejected"),
        (
            "messages.edit",
            json!({"chat_id": "me", "message_id": thrown["items"][0]["message_id"], "text": "Six!"}),
            "MESSAGE_ID_INVALID",
            "message_not_found",
        ),
        (
            "groups.promote",
            json!({"chat_id": crew, "user_id": "@bob_baker", "rights": {}, "custom_title": "Mate ⛵"}),
            "ADMIN_RANK_EMOJI_NOT_ALLOWED",
            "forbidden",
        ),
    ] {
        let mut params = params;
        params["session"] = json!(session);
        let error = stage.fail(method, params).await;
        let data = &error["data"];
        assert_eq!(
            (&data["kind"], &data["telegram"]["name"]),
            (&json!(kind), &json!(name)),
            "{method}: {error}"
        );
    }
}

#[tokio::test]
async fn a_sent_text_is_returned_as_telegram_stores_it() {
    let (stage, session) = at_home().await;
    // Telegram's answer contains the text in a group, but not in a private chat.
    for chat_id in ["@bob_baker", "@crew_room", "me"] {
        let text = "\n  *Ahoy* there\n ";
        let send = json!({"session": session, "chat_id": chat_id, "text": text, "format": "markdown"});
        let sent = stage.call("messages.send", send).await;
        let newest = json!({"session": session, "chat_id": chat_id, "limit": 1});
        let stored = stage.call("messages.history", newest).await["items"][0].clone();
        let bold = json!([{"kind": "bold", "offset": 0, "length": 4}]);
        for message in [&sent, &stored] {
            let read: [&Value; 2] = [&message["text"], &message["entities"]];
            assert_eq!(read, [&json!("Ahoy there"), &bold], "{chat_id}: {message}");
        }
    }
}
