//! groups.create and groups.addMembers.

use serde_json::{Value, json};

use super::Club;
use crate::stage::{ANN, BOB, Stage};

#[tokio::test]
async fn every_kind_of_chat_is_created_with_members() {
    let stage = Stage::new().await;
    let (ann, bob) = (stage.log_in(ANN).await, stage.log_in(BOB).await);
    for kind in ["group", "supergroup", "channel"] {
        let params = json!({
            "session": ann, "title": "Choir", "kind": kind, "user_ids": ["@bob_baker"], "description": "We sing",
        });
        let made = stage.call("groups.create", params).await;
        assert_eq!((&made["chat"]["kind"], &made["chat"]["title"]), (&json!(kind), &json!("Choir")));
        assert_eq!(made["missing"], json!([]));
        let seen = stage.call("chats.get", json!({"session": ann, "chat_id": made["chat"]["ref"]})).await;
        assert_eq!((&seen["description"], &seen["member_count"]), (&json!("We sing"), &json!(2)), "{kind}");
        let bobs = stage.call("chats.list", json!({"session": bob})).await;
        let bobs = bobs["items"].as_array().unwrap();
        assert!(bobs.iter().any(|chat| chat["id"] == made["chat"]["id"]), "{kind}");
    }
}

#[tokio::test]
async fn users_who_could_not_be_added_are_listed_with_the_reason() {
    let stage = Stage::new().await;
    let (ann, bob) = (stage.log_in(ANN).await, stage.log_in(BOB).await);
    stage.call("contacts.block", json!({"session": bob, "user_id": "@ann_archer"})).await;
    for kind in ["group", "supergroup"] {
        let user_ids = json!(["@bob_baker", "@carol_clark"]);
        let params = json!({"session": ann, "title": "Choir", "kind": kind, "user_ids": user_ids});
        let made = stage.call("groups.create", params).await;
        let missing = made["missing"].as_array().unwrap();
        assert_eq!((missing.len(), &missing[0]["reason"]), (1, &json!("privacy")), "{kind}");
        let who = stage.call("chats.get", json!({"session": ann, "chat_id": missing[0]["ref"]})).await;
        assert_eq!((&who["username"], &who["id"]), (&json!("bob_baker"), &missing[0]["user_id"]));
        let chat = stage.call("chats.get", json!({"session": ann, "chat_id": made["chat"]})).await;
        assert_eq!(chat["member_count"], 2, "Carol is in the {kind}");
    }
}

#[tokio::test]
async fn an_invalid_chat_is_not_created() {
    let stage = Stage::new().await;
    let session = stage.log_in(ANN).await;
    let kind = async |params: Value| {
        let mut params = params;
        params["session"] = json!(session);
        stage.fail("groups.create", params).await["data"].clone()
    };
    let error = kind(json!({"title": "Alone", "kind": "group"})).await;
    assert_eq!(
        (&error["kind"], &error["telegram"]["name"]),
        (&json!("telegram_rejected"), &json!("USERS_TOO_FEW"))
    );
    let unknown = json!({"title": "Choir", "kind": "supergroup", "user_ids": ["@bob_baker", 987_654]});
    assert_eq!(kind(unknown).await["kind"], "user_not_found");
    assert_eq!(stage.calls("channels.createChannel").await, 0, "nothing was made");
    let forum = json!({"title": "Choir", "kind": "channel", "is_forum": true});
    assert_eq!(kind(forum).await["path"], "is_forum");
}

#[tokio::test]
async fn users_are_added_to_every_kind_of_chat() {
    for kind in ["group", "supergroup", "channel"] {
        let club = Club::of(kind, &[]).await;
        let add = json!({"user_ids": ["@bob_baker", "@bob_baker", "@carol_clark"]});
        assert_eq!(club.call("groups.addMembers", add.clone()).await, json!({"missing": []}));
        let mut names = club.usernames(json!({})).await;
        names.sort_by_key(Value::to_string);
        assert_eq!(names, ["ann_archer", "bob_baker", "carol_clark"], "{kind}");
        assert_eq!(
            club.call("groups.addMembers", add).await,
            json!({"missing": []}),
            "they are in it already"
        );
    }
}

#[tokio::test]
async fn a_banned_user_does_not_prevent_adding_others() {
    let club = Club::of("supergroup", &[BOB]).await;
    club.call("groups.ban", json!({"user_id": "@bob_baker"})).await;
    let both = json!({"user_ids": ["@bob_baker", "@carol_clark"]});
    let missing = club.call("groups.addMembers", both).await["missing"].clone();
    assert_eq!((&missing[0]["reason"], &missing[0]["telegram"]), (&json!("banned"), &json!("USER_KICKED")));
    assert_eq!(missing.as_array().unwrap().len(), 1);
    assert!(club.usernames(json!({})).await.contains(&json!("carol_clark")));
}

#[tokio::test]
async fn a_failure_for_all_users_is_an_error() {
    let club = Club::of("channel", &[BOB]).await;
    assert_eq!(club.bobs_kind("groups.addMembers", json!({"user_ids": ["@carol_clark"]})).await, "forbidden");
    for (name, kind) in [("USERS_TOO_MUCH", "chat_full"), ("PEER_FLOOD", "account_limited")] {
        let fault = json!({"kind": "error", "method": "channels.inviteToChannel", "name": name, "code": 400});
        club.stage.sandbox("sandbox.fault", fault).await;
        assert_eq!(club.kind("groups.addMembers", json!({"user_ids": ["@carol_clark"]})).await, kind);
    }
    assert_eq!(club.kind("groups.addMembers", json!({"user_ids": [987_654]})).await, "user_not_found");
    assert_eq!(club.usernames(json!({})).await.len(), 2);
}

#[tokio::test]
async fn a_wait_before_anybody_is_added_is_an_error() {
    let club = Club::of("group", &[]).await;
    let fault = json!({
        "kind": "flood_wait", "method": "messages.addChatUser", "duration": 9, "count": 1,
    });
    club.stage.sandbox("sandbox.fault", fault.clone()).await;
    let both = json!({"user_ids": ["@bob_baker", "@carol_clark"]});
    assert_eq!(club.kind("groups.addMembers", both.clone()).await, "rate_limited");
    club.stage.call("contacts.block", json!({"session": club.bob, "user_id": "@ann_archer"})).await;
    let first = club.call("groups.addMembers", json!({"user_ids": ["@bob_baker"]})).await;
    assert_eq!(first["missing"][0]["reason"], "privacy");
    assert_eq!(club.usernames(json!({})).await, ["ann_archer"]);
}

#[tokio::test]
async fn a_forum_is_created_with_topics() {
    let stage = Stage::new().await;
    let session = stage.log_in(ANN).await;
    let params = json!({"session": session, "title": "Choir", "kind": "supergroup", "is_forum": true});
    let made = stage.call("groups.create", params).await;
    assert_eq!(made["chat"]["is_forum"], true);
    let topics = stage.call("groups.topics", json!({"session": session, "chat_id": made["chat"]})).await;
    assert_eq!(topics["items"][0]["title"], "General");
}
