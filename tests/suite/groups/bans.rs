//! groups.ban, groups.unban and groups.restrict.

use serde_json::json;

use super::Club;
use crate::stage::BOB;

#[tokio::test]
async fn a_banned_user_is_removed_until_the_ban_is_lifted() {
    let club = Club::of("supergroup", &[BOB]).await;
    let link = club.call("groups.createInvite", json!({})).await["invite_link"].clone();
    club.bob_says("Checkmate").await.unwrap();
    assert_eq!(club.call("groups.ban", json!({"user_id": "@bob_baker"})).await, json!({}));
    assert!(club.bob_says("Am I here?").await.is_err());
    let join = json!({"session": club.bob, "chat_id": link});
    assert_eq!(club.stage.fail("groups.join", join.clone()).await["data"]["kind"], "invite_expired");
    let history = club.call("messages.history", json!({})).await;
    assert!(history["items"].as_array().unwrap().iter().any(|message| message["text"] == "Checkmate"));

    assert_eq!(club.call("groups.unban", json!({"user_id": "@bob_baker"})).await, json!({}));
    assert!(club.bob_says("And now?").await.is_err(), "he is free, but not in it");
    assert_eq!(club.stage.call("groups.join", join).await["status"], "joined");
    club.bob_says("Back again").await.unwrap();
}

#[tokio::test]
async fn a_ban_ends_at_its_date() {
    let club = Club::of("supergroup", &[BOB]).await;
    let link = club.call("groups.createInvite", json!({})).await["invite_link"].clone();
    let now = club.call("messages.send", json!({"text": "What time is it?"})).await["date"].clone();
    let now: jiff::Timestamp = now.as_str().unwrap().parse().unwrap();
    let ban = json!({"user_id": "@bob_baker", "until_date": now.as_second() + 3600});
    club.call("groups.ban", ban).await;
    let join = json!({"session": club.bob, "chat_id": link});
    assert_eq!(club.stage.fail("groups.join", join.clone()).await["data"]["kind"], "invite_expired");
    club.stage.sandbox("sandbox.advance", json!({"duration": 3700})).await;
    assert_eq!(club.stage.call("groups.join", join).await["status"], "joined");
}

#[tokio::test]
async fn a_ban_deletes_the_users_messages_if_requested() {
    let club = Club::of("supergroup", &[BOB]).await;
    club.call("messages.send", json!({"text": "Welcome"})).await;
    club.bob_says("Buy my coins").await.unwrap();
    club.bob_says("Buy more").await.unwrap();
    club.call("groups.ban", json!({"user_id": "@bob_baker", "revoke_messages": true})).await;
    let history = club.call("messages.history", json!({})).await;
    let texts: Vec<_> = history["items"].as_array().unwrap().iter().map(|message| &message["text"]).collect();
    assert!(texts.contains(&&json!("Welcome")));
    assert!(!texts.iter().any(|text| text.as_str().unwrap().starts_with("Buy")), "{texts:?}");
}

#[tokio::test]
async fn a_restricted_user_keeps_the_other_rights() {
    let club = Club::of("supergroup", &[BOB]).await;
    let restrict = |permissions| json!({"user_id": "@bob_baker", "permissions": permissions});
    club.call("groups.restrict", restrict(json!({}))).await;
    assert_eq!(club.bob_says("Anything").await.unwrap_err()["data"]["kind"], "forbidden");
    club.call("groups.restrict", restrict(json!({"can_send_messages": true}))).await;
    let said = club.bob_says("A text").await.unwrap();
    let pin = club.here(&club.bob, json!({"message_id": said["message_id"]}));
    assert_eq!(club.stage.fail("messages.pin", pin).await["data"]["kind"], "forbidden");
    club.call("groups.restrict", restrict(json!({"can_send_photos": true}))).await;
    assert_eq!(club.bob_says("Another text").await.unwrap_err()["data"]["kind"], "forbidden");
    club.call("groups.unban", json!({"user_id": "@bob_baker"})).await;
    club.bob_says("Free").await.unwrap();
    let page = club.call("groups.members", json!({"filter": "restricted"})).await;
    assert_eq!(page["total"], 0);
}

#[tokio::test]
async fn only_admins_with_the_right_ban_and_nobody_bans_the_owner() {
    let club = Club::of("supergroup", &[BOB, "@carol_clark"]).await;
    let carol = json!({"user_id": "@carol_clark"});
    for method in ["groups.ban", "groups.unban"] {
        assert_eq!(club.bobs_kind(method, carol.clone()).await, "forbidden", "{method}");
    }
    let restrict = json!({"user_id": "@carol_clark", "permissions": {}});
    assert_eq!(club.bobs_kind("groups.restrict", restrict).await, "forbidden");
    club.call("groups.promote", json!({"user_id": "@bob_baker", "rights": {"can_restrict_members": true}}))
        .await;
    assert_eq!(club.bobs_kind("groups.ban", json!({"user_id": "@ann_archer"})).await, "forbidden");
    club.stage.call("groups.ban", club.here(&club.bob, carol)).await;
    assert_eq!(club.kind("groups.ban", json!({"user_id": 987_654})).await, "user_not_found");
    assert_eq!(club.kind("groups.ban", json!({"user_id": "@sandbox_news"})).await, "user_not_found");
}

#[tokio::test]
async fn a_basic_group_only_removes() {
    let club = Club::of("group", &[BOB]).await;
    let refused = [
        (
            "groups.ban",
            json!({"user_id": "@bob_baker", "until_date": jiff::Timestamp::now().as_second() + 86_400}),
        ),
        ("groups.unban", json!({"user_id": "@bob_baker"})),
        ("groups.restrict", json!({"user_id": "@bob_baker", "permissions": {}})),
    ];
    for (method, params) in refused {
        let error = club.fail(method, params).await;
        assert_eq!(error["data"]["kind"], "peer_invalid", "{method}");
        assert!(error["data"]["hint"].as_str().unwrap().contains("messages.migrateChat"), "{error}");
    }
    assert_eq!(club.call("groups.ban", json!({"user_id": "@bob_baker"})).await, json!({}));
    assert_eq!(club.usernames(json!({})).await, ["ann_archer"]);
    assert_eq!(club.kind("groups.ban", json!({"user_id": "@bob_baker"})).await, "user_not_found");
}
