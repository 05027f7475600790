//! The limits of an account, checked before a request is sent.

use serde_json::json;

use crate::stage::{ANN, Stage, text};

const BOT: &str = "7000001:sandbox";

async fn give_premium(stage: &Stage) {
    stage.sandbox("sandbox.setPremium", json!({"user_id": ANN, "is_premium": true})).await;
}

#[tokio::test]
async fn an_account_fetches_its_limits_once() {
    let stage = Stage::new().await;
    let session = stage.log_in(ANN).await;
    let own = stage.call("account.limits", json!({"session": session})).await;
    assert_eq!(own["is_premium"], false);
    let numbers = |limits: &serde_json::Value| {
        ["upload_size", "caption_length", "channels"].map(|name| limits[name].as_u64().unwrap())
    };
    assert_eq!(numbers(&own["limits"]), [2_097_152_000, 1024, 500]);
    assert_eq!(numbers(&own["with_premium"]), [4_194_304_000, 2048, 1000]);
    assert_eq!(stage.call("account.limits", json!({"session": session})).await, own);
    assert_eq!(stage.calls("help.getAppConfig").await, 1);

    give_premium(&stage).await;
    let stage = stage.restart().await;
    let premium = stage.call("account.limits", json!({"session": session})).await;
    assert_eq!(premium["is_premium"], true);
    assert_eq!(premium["limits"], own["with_premium"]);
}

#[tokio::test]
async fn a_bot_has_the_documented_limits_without_asking_telegram() {
    let stage = Stage::new().await;
    let params = json!({"token": BOT, "api_id": 1, "api_hash": "hash"});
    let bot = stage.call("auth.signInBot", params).await;
    let limits = stage.call("account.limits", json!({"session": bot["session"]})).await;
    assert_eq!(limits["limits"]["upload_size"], 2_097_152_000);
    assert_eq!(stage.calls("help.getAppConfig").await, 0);
}

#[tokio::test]
async fn a_file_over_the_limit_is_rejected_at_once_with_both_sizes() {
    let stage = Stage::new().await;
    let session = stage.log_in(ANN).await;
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("film.bin");
    let size: u64 = 4_000_000_000;
    std::fs::File::create(&path).unwrap().set_len(size).unwrap();
    for (method, chat) in [("messages.sendFile", true), ("media.upload", false)] {
        let mut params = json!({"session": session, "path": path});
        if chat {
            params["chat_id"] = json!("me");
        }
        let error = stage.fail(method, params).await;
        assert_eq!(error["data"]["kind"], "too_large", "{error}");
        assert_eq!(error["data"]["size"], size);
        assert_eq!(error["data"]["max_size"], 2_097_152_000);
        assert!(text(&error["data"]["hint"]).contains("4194304000"), "{error}");
    }
    assert_eq!(stage.calls("upload.saveBigFilePart").await, 0);
    assert_eq!(stage.calls("help.getAppConfig").await, 1);
}

#[tokio::test]
async fn a_caption_over_the_limit_is_rejected_before_the_upload() {
    let stage = Stage::new().await;
    let session = stage.log_in(ANN).await;
    let send = |length: usize| json!({"session": session, "chat_id": "me", "data_base64": "SGk=", "file_name": "hi.txt", "caption": "é".repeat(length)});
    stage.call("messages.sendFile", send(1024)).await;
    assert_eq!(stage.calls("help.getAppConfig").await, 0);
    let uploads = stage.calls("upload.saveFilePart").await;
    let error = stage.fail("messages.sendFile", send(1500)).await;
    assert_eq!(error["data"]["kind"], "too_large", "{error}");
    assert_eq!((&error["data"]["length"], &error["data"]["max_length"]), (&json!(1500), &json!(1024)));
    assert_eq!(error["data"]["path"], "caption");
    let album = json!({"session": session, "chat_id": "me", "items": [
        {"data_base64": "SGk=", "file_name": "a.txt"},
        {"data_base64": "SGk=", "file_name": "b.txt", "caption": "x".repeat(1025)},
    ]});
    let error = stage.fail("messages.sendAlbum", album).await;
    assert_eq!(error["data"]["path"], "items[1].caption");
    assert_eq!(stage.calls("upload.saveFilePart").await, uploads);

    give_premium(&stage).await;
    let stage = stage.restart().await;
    let sent = stage.call("messages.sendFile", send(1500)).await;
    assert_eq!(text(&sent["text"]).chars().count(), 1500);
}
