//! Reactions.

use serde_json::{Value, json};

use super::{newest, send};
use crate::stage::{ANN, BOB, Stage};

#[tokio::test]
async fn a_reaction_is_seen_by_the_other_side_and_removed() {
    let stage = Stage::new().await;
    let (ann, bob) = (stage.log_in(ANN).await, stage.log_in(BOB).await);
    send(&stage, &ann, "@bob_baker", "Good news").await;
    let read = newest(&stage, &bob, "@ann_archer").await.remove(0);
    let react = async |reactions: Value| {
        let params = json!({"session": bob, "chat_id": "@ann_archer", "message_id": read["message_id"],
            "reactions": reactions, "is_big": true});
        stage.call("messages.react", params).await
    };
    assert_eq!(react(json!(["🎉"])).await, json!({}));
    let seen = newest(&stage, &ann, "@bob_baker").await.remove(0);
    assert_eq!(seen["reactions"], json!([{"kind": "emoji", "emoji": "🎉", "total_count": 1}]));
    react(json!(["🔥"])).await;
    let own = newest(&stage, &bob, "@ann_archer").await.remove(0);
    assert_eq!(
        own["reactions"],
        json!([{"kind": "emoji", "emoji": "🔥", "total_count": 1, "is_chosen": true}])
    );
    react(json!([])).await;
    assert_eq!(newest(&stage, &ann, "@bob_baker").await[0]["reactions"], Value::Null);
}

#[tokio::test]
async fn each_reason_why_a_reaction_fails_has_its_kind() {
    let stage = Stage::new().await;
    let session = stage.log_in(ANN).await;
    let sent = send(&stage, &session, "me", "x").await["message_id"].clone();
    let lounge = newest(&stage, &session, "@sandbox_lounge").await[0]["message_id"].clone();
    let nobody = json!(1_000_000);
    for (chat_id, message_id, reactions, kind) in [
        ("me", &sent, json!(["🥪"]), "telegram_rejected"),
        ("me", &sent, json!([]), "not_modified"),
        ("me", &nobody, json!(["👍"]), "message_not_found"),
        ("@sandbox_lounge", &lounge, json!(["👍"]), "forbidden"),
        ("@nobody_has_this_name", &sent, json!(["👍"]), "chat_not_found"),
    ] {
        let params =
            json!({"session": session, "chat_id": chat_id, "message_id": message_id, "reactions": reactions});
        let error = stage.fail("messages.react", params).await;
        assert_eq!(error["data"]["kind"], kind, "{error}");
    }
}

#[tokio::test]
async fn an_emoji_in_any_spelling_is_sent_as_telegram_lists_it() {
    let stage = Stage::new().await;
    let session = stage.log_in(ANN).await;
    let sent = send(&stage, &session, "me", "x").await["message_id"].clone();
    for (typed, listed) in [("❤\u{fe0f}", "❤"), (" 👍\u{fe0f}\n", "👍")] {
        let params = json!({"session": session, "chat_id": "me", "message_id": sent, "reactions": [typed]});
        stage.call("messages.react", params).await;
        let seen = newest(&stage, &session, "me").await.remove(0);
        assert_eq!(seen["reactions"][0]["emoji"], listed);
    }
}
