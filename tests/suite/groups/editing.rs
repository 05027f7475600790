//! groups.edit.

use serde_json::json;

use super::Club;
use crate::stage::BOB;

#[tokio::test]
async fn a_group_is_called_and_described_anew() {
    for kind in ["group", "supergroup", "channel"] {
        let club = Club::of(kind, &[BOB]).await;
        let edited = club.call("groups.edit", json!({"title": "Go club", "about": "Tuesdays"})).await;
        assert_eq!((&edited["title"], &edited["about"]), (&json!("Go club"), &json!("Tuesdays")));
        let bobs = club.stage.call("chats.get", club.here(&club.bob, json!({}))).await;
        assert_eq!((&bobs["title"], &bobs["about"]), (&json!("Go club"), &json!("Tuesdays")), "{kind}");
        assert_eq!(club.kind("groups.edit", json!({"title": "Go club"})).await, "not_modified");
        let partly = club.call("groups.edit", json!({"title": "Go club", "about": ""})).await;
        assert_eq!(partly["about"], json!(null), "what is so already hinders nothing");
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
async fn a_name_that_cannot_be_had_changes_nothing_else() {
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
