//! groups.edit.

use serde_json::{Value, json};

use super::Club;
use crate::media::{MB, base64, bytes, jpeg};
use crate::stage::BOB;

#[tokio::test]
async fn a_group_gets_a_new_title_and_description() {
    for kind in ["group", "supergroup", "channel"] {
        let club = Club::of(kind, &[BOB]).await;
        let edited = club.call("groups.edit", json!({"title": "Go club", "description": "Tuesdays"})).await;
        assert_eq!((&edited["title"], &edited["description"]), (&json!("Go club"), &json!("Tuesdays")));
        let bobs = club.stage.call("chats.get", club.here(&club.bob, json!({}))).await;
        assert_eq!((&bobs["title"], &bobs["description"]), (&json!("Go club"), &json!("Tuesdays")), "{kind}");
        assert_eq!(club.kind("groups.edit", json!({"title": "Go club"})).await, "not_modified");
        let partly = club.call("groups.edit", json!({"title": "Go club", "description": ""})).await;
        assert_eq!(partly["description"], json!(null), "what is so already hinders nothing");
    }
}

#[tokio::test]
async fn a_supergroup_becomes_public_and_private_again() {
    let club = Club::of("supergroup", &[]).await;
    let edited = club.call("groups.edit", json!({"username": "@chess_club"})).await;
    assert_eq!(edited["username"], "chess_club");
    let seen = club.stage.call("chats.get", json!({"session": club.bob, "chat_id": "@chess_club"})).await;
    assert_eq!(seen["id"], club.chat_id);
    assert_eq!(club.kind("groups.edit", json!({"username": "chess_club"})).await, "not_modified");
    assert_eq!(club.call("groups.edit", json!({"username": ""})).await["username"], json!(null));
    let other = club.stage.other();
    let error = other.fail("chats.get", json!({"session": club.bob, "chat_id": "@chess_club"})).await;
    assert_eq!(error["data"]["kind"], "chat_not_found");
}

#[tokio::test]
async fn an_unavailable_username_changes_nothing_else() {
    let club = Club::of("supergroup", &[BOB]).await;
    let error = club.fail("groups.edit", json!({"title": "Go club", "username": "bob_baker"})).await;
    assert_eq!(error["data"]["kind"], "telegram_rejected");
    assert_eq!(error["data"]["telegram"]["name"], "USERNAME_OCCUPIED");
    assert_eq!(club.call("chats.get", json!({})).await["title"], "Chess club");
    assert_eq!(club.kind("groups.edit", json!({})).await, "invalid_params");
    assert_eq!(club.bobs_kind("groups.edit", json!({"username": "bobs_club"})).await, "forbidden");
}

#[tokio::test]
async fn a_basic_group_has_no_username() {
    let club = Club::of("group", &[BOB]).await;
    let error = club.fail("groups.edit", json!({"username": "chess_club"})).await;
    assert_eq!(error["data"]["kind"], "peer_invalid");
    assert!(error["data"]["hint"].as_str().unwrap().contains("messages.migrateChat"), "{error}");
}

/// Returns the last service message that Bob sees in the chat.
async fn last_service(club: &Club) -> Value {
    let history = club.here(&club.bob, json!({"limit": 1}));
    club.stage.call("messages.history", history).await["items"][0]["service"]["kind"].clone()
}

/// Returns the kind of photo that Bob sees beside the title.
async fn photo(club: &Club, kind: &str) -> Value {
    let chats = json!({"session": club.bob, "method": "messages.getDialogs", "params": {
        "offset_date": 0, "offset_id": 0, "offset_peer": {"_": "inputPeerEmpty"}, "limit": 100, "hash": "0",
    }});
    let chats = club.stage.call("telegram.invoke", chats).await["result"]["chats"].take();
    let chat = chats.as_array().unwrap().iter().find(|chat| chat["title"] == "Chess club").unwrap();
    assert_eq!(chat["_"], if kind == "group" { "chat" } else { "channel" });
    chat["photo"]["_"].clone()
}

#[tokio::test]
async fn a_groups_photo_is_set_from_a_path_base64_or_an_upload_and_removed() {
    for kind in ["group", "supergroup", "channel"] {
        let club = Club::of(kind, &[BOB]).await;
        let path = club.stage.path("rook.jpg");
        std::fs::write(&path, jpeg(320, 200)).unwrap();
        let upload = json!({"session": club.ann, "data_base64": base64(&jpeg(160, 160))});
        let uploaded = club.stage.call("media.upload", upload).await;
        let message = json!({"session": club.ann, "chat_id": "me", "data_base64": base64(&jpeg(640, 480))});
        let shown = club.stage.call("messages.sendFile", message).await;
        for given in [
            json!({"path": path}),
            json!({"data_base64": base64(&jpeg(180, 180))}),
            json!({"file_id": uploaded["file_id"]}),
            json!({"file_id": shown["media"]["file_id"]}),
        ] {
            let edited = club.call("groups.edit", json!({"photo": given})).await;
            assert_eq!(edited["title"], "Chess club");
            assert_eq!(last_service(&club).await, "photo_changed", "{kind}: {given}");
        }
        assert_eq!(photo(&club, kind).await, "chatPhoto");
        club.call("groups.edit", json!({"delete_photo": true})).await;
        assert_eq!(last_service(&club).await, "photo_deleted");
        assert_eq!(photo(&club, kind).await, "chatPhotoEmpty");
        assert_eq!(club.kind("groups.edit", json!({"delete_photo": true})).await, "not_modified");
        let partly = json!({"delete_photo": true, "description": "Tuesdays"});
        assert_eq!(club.call("groups.edit", partly).await["description"], "Tuesdays");
    }
}

#[tokio::test]
async fn an_invalid_photo_leaves_the_group_unchanged() {
    let club = Club::of("supergroup", &[BOB]).await;
    let large = club.stage.path("large.jpg");
    std::fs::write(&large, [jpeg(640, 480), bytes(10 * MB)].concat()).unwrap();
    let message = json!({"session": club.ann, "chat_id": "me", "data_base64": base64(b"a text")});
    let shown = club.stage.call("messages.sendFile", message).await;
    for (given, kind, path) in [
        (json!({"path": club.stage.path("nowhere")}), "file_not_found", json!("photo.path")),
        (json!({"path": large}), "too_large", json!("photo.path")),
        (json!({"data_base64": "no base64"}), "invalid_params", json!("photo.data_base64")),
        (json!({}), "invalid_params", json!("photo.path")),
        (json!({"data_base64": "Ym9hdA==", "path": large}), "invalid_params", json!("photo.path")),
        (json!({"file_id": shown["media"]["file_id"]}), "invalid_params", json!("photo.file_id")),
        (json!({"file_id": "f1.x"}), "file_not_found", json!("photo.file_id")),
        (json!({"file_name": "x"}), "invalid_params", json!("photo.file_name")),
    ] {
        let error = club.fail("groups.edit", json!({"photo": given, "title": "Go club"})).await;
        assert_eq!((&error["data"]["kind"], &error["data"]["path"]), (&json!(kind), &path), "{error}");
    }
    let both = json!({"photo": {"data_base64": base64(&jpeg(160, 160))}, "delete_photo": true});
    assert_eq!(club.kind("groups.edit", both).await, "invalid_params");
    assert_eq!(club.call("chats.get", json!({})).await["title"], "Chess club");
    assert_eq!(photo(&club, "supergroup").await, "chatPhotoEmpty");
    let club = Club::of("channel", &[BOB]).await;
    let bobs = json!({"photo": {"data_base64": base64(&jpeg(160, 160))}});
    assert_eq!(club.bobs_kind("groups.edit", bobs).await, "forbidden");
}

#[tokio::test]
async fn a_failed_edit_reports_the_changes_made_before() {
    let club = Club::of("supergroup", &[BOB]).await;
    let params =
        json!({"username": "chess_club", "photo": {"data_base64": base64(b"no image")}, "title": "Go club"});
    let error = club.fail("groups.edit", params).await;
    assert_eq!(error["data"]["telegram"]["name"], "IMAGE_PROCESS_FAILED");
    assert_eq!(
        (&error["data"]["kind"], &error["data"]["changed"]),
        (&json!("telegram_rejected"), &json!(["username"]))
    );
    let seen = club.call("chats.get", json!({})).await;
    assert_eq!((&seen["username"], &seen["title"]), (&json!("chess_club"), &json!("Chess club")));
    let error = club.fail("groups.edit", json!({"photo": {"data_base64": base64(b"no image")}})).await;
    assert_eq!(error["data"]["changed"], Value::Null, "nothing was");
}
