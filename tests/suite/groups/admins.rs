//! groups.promote and groups.demote.

use serde_json::json;

use super::Club;
use crate::stage::BOB;

#[tokio::test]
async fn an_admin_has_the_granted_rights_and_is_shown_with_their_title() {
    let club = Club::of("supergroup", &[BOB, "@carol_clark"]).await;
    let rights = json!({"can_restrict_members": true, "can_pin_messages": true});
    let promote = json!({"user_id": "@bob_baker", "rights": rights, "custom_title": "Referee"});
    assert_eq!(club.call("groups.promote", promote).await, json!({}));
    let admins = club.call("groups.members", json!({"filter": "admins"})).await;
    let bob = admins["items"].as_array().unwrap().iter().find(|it| it["role"] == "admin").unwrap();
    assert_eq!((&bob["user"]["username"], &bob["custom_title"]), (&json!("bob_baker"), &json!("Referee")));
    let shown = json!({"can_manage_chat": true, "can_restrict_members": true, "can_pin_messages": true});
    assert_eq!((&bob["rights"], &bob["promoted_by"]["username"]), (&shown, &json!("ann_archer")));
    club.stage.call("groups.ban", club.here(&club.bob, json!({"user_id": "@carol_clark"}))).await;
    assert_eq!(club.bobs_kind("groups.createInvite", json!({})).await, "forbidden", "that wasn't given");

    assert_eq!(club.call("groups.demote", json!({"user_id": "@bob_baker"})).await, json!({}));
    assert_eq!(club.usernames(json!({"filter": "admins"})).await, ["ann_archer"]);
    assert_eq!(club.bobs_kind("groups.unban", json!({"user_id": "@carol_clark"})).await, "forbidden");
    assert!(club.usernames(json!({})).await.contains(&json!("bob_baker")), "he stays a member");
}

#[tokio::test]
async fn an_admin_may_have_no_rights() {
    let club = Club::of("channel", &[BOB]).await;
    assert_eq!(club.bobs_kind("groups.members", json!({})).await, "forbidden");
    club.call("groups.promote", json!({"user_id": "@bob_baker", "rights": {}})).await;
    club.stage.call("groups.members", club.here(&club.bob, json!({}))).await;
}

#[tokio::test]
async fn an_admin_cannot_grant_rights_that_they_lack() {
    let club = Club::of("supergroup", &[BOB, "@carol_clark"]).await;
    let carol = |rights| json!({"user_id": "@carol_clark", "rights": rights});
    assert_eq!(club.bobs_kind("groups.promote", carol(json!({}))).await, "forbidden");
    assert_eq!(club.bobs_kind("groups.demote", json!({"user_id": "@ann_archer"})).await, "forbidden");
    let rights = json!({"can_promote_members": true});
    club.call("groups.promote", json!({"user_id": "@bob_baker", "rights": rights})).await;
    let more = carol(json!({"can_delete_messages": true}));
    assert_eq!(club.bobs_kind("groups.promote", more).await, "forbidden");
    assert_eq!(club.kind("groups.promote", json!({"user_id": "@carol_clark"})).await, "invalid_params");
    assert_eq!(
        club.kind("groups.promote", json!({"user_id": 987_654, "rights": {}})).await,
        "user_not_found"
    );
}

#[tokio::test]
async fn all_admins_of_a_basic_group_have_the_same_rights() {
    let club = Club::of("group", &[BOB]).await;
    let error = club.fail("groups.promote", json!({"user_id": "@bob_baker", "rights": {}})).await;
    assert_eq!(error["data"]["kind"], "peer_invalid");
    assert!(error["data"]["hint"].as_str().unwrap().contains("messages.migrateChat"), "{error}");
    club.call("groups.promote", json!({"user_id": "@bob_baker"})).await;
    assert_eq!(club.usernames(json!({"filter": "admins"})).await.len(), 2);
    assert_eq!(club.bobs_kind("groups.promote", json!({"user_id": "@bob_baker"})).await, "forbidden");
    club.call("groups.demote", json!({"user_id": "@bob_baker"})).await;
    assert_eq!(club.usernames(json!({"filter": "admins"})).await, ["ann_archer"]);
}
