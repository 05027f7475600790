//! groups.members.

use serde_json::{Value, json};

use super::Club;
use crate::stage::BOB;

#[tokio::test]
async fn members_are_listed_with_their_roles_and_rights() {
    for kind in ["group", "supergroup", "channel"] {
        let club = Club::of(kind, &[BOB]).await;
        let page = club.call("groups.members", json!({})).await;
        assert_eq!(page["total"], 2);
        let member = |name: &str| {
            let all = page["items"].as_array().unwrap().iter();
            all.clone().find(|member| member["user"]["username"] == name).unwrap().clone()
        };
        let (ann, bob) = (member("ann_archer"), member("bob_baker"));
        assert_eq!((&ann["role"], &bob["role"]), (&json!("owner"), &json!("member")), "{kind}");
        assert!(bob["joined_date"].is_string());
        if kind != "group" {
            assert_eq!(ann["rights"]["can_restrict_members"], true);
        }
        // The ref is valid in a process that has no data about the user.
        let say = json!({"session": club.ann, "chat_id": bob["user"]["ref"], "text": "Your move"});
        assert_eq!(club.stage.other().call("messages.send", say).await["chat"]["id"], bob["user"]["id"]);
    }
}

#[tokio::test]
async fn members_are_paged_without_duplicates() {
    for kind in ["group", "supergroup"] {
        let club = Club::of(kind, &[BOB, "@carol_clark"]).await;
        let (mut names, mut cursor) = (Vec::new(), Value::Null);
        loop {
            let page = club.call("groups.members", json!({"limit": 1, "cursor": cursor})).await;
            let items = page["items"].as_array().unwrap();
            names.extend(items.iter().map(|member| member["user"]["username"].to_string()));
            cursor = page["next_cursor"].clone();
            if cursor.is_null() {
                break;
            }
            let elsewhere = json!({"limit": 1, "cursor": cursor, "filter": "admins"});
            assert_eq!(club.kind("groups.members", elsewhere).await, "cursor_invalid");
        }
        names.sort();
        assert_eq!(names, ["\"ann_archer\"", "\"bob_baker\"", "\"carol_clark\""], "{kind}");
    }
}

#[tokio::test]
async fn members_are_filtered_by_name_and_role() {
    for kind in ["group", "supergroup"] {
        let club = Club::of(kind, &[BOB, "@sandbox_bot"]).await;
        club.call("groups.addMembers", json!({"user_ids": ["@carol_clark"]})).await;
        assert_eq!(club.usernames(json!({"query": "bak"})).await, ["bob_baker"], "{kind}");
        assert_eq!(club.usernames(json!({"query": "@carol"})).await, ["carol_clark"]);
        assert_eq!(club.usernames(json!({"filter": "bots"})).await, ["sandbox_bot"]);
        assert_eq!(club.usernames(json!({"filter": "admins"})).await, ["ann_archer"]);
        assert_eq!(
            club.kind("groups.members", json!({"filter": "bots", "query": "x"})).await,
            "invalid_params"
        );
    }
    let club = Club::of("supergroup", &[BOB, "@carol_clark"]).await;
    let add = json!({"session": club.ann, "user_id": "@carol_clark", "first_name": "Carol"});
    club.stage.call("contacts.add", add).await;
    let delete = json!({"session": club.ann, "user_id": "@bob_baker"});
    club.stage.call("contacts.delete", delete).await;
    assert_eq!(club.usernames(json!({"filter": "contacts"})).await, ["carol_clark"]);
}

#[tokio::test]
async fn banned_and_restricted_users_are_listed_for_admins() {
    let club = Club::of("supergroup", &[BOB, "@carol_clark"]).await;
    for filter in ["banned", "restricted"] {
        assert_eq!(club.bobs_kind("groups.members", json!({"filter": filter})).await, "forbidden");
    }
    club.call("groups.ban", json!({"user_id": "@bob_baker"})).await;
    let until =
        jiff::Timestamp::from_second(jiff::Timestamp::now().as_second() + 86_400).unwrap().to_string();
    let restrict = json!({
        "user_id": "@carol_clark", "permissions": {"can_send_messages": true}, "until_date": until,
    });
    club.call("groups.restrict", restrict).await;
    let banned = club.call("groups.members", json!({"filter": "banned"})).await["items"][0].clone();
    assert_eq!((&banned["user"]["username"], &banned["role"]), (&json!("bob_baker"), &json!("banned")));
    assert_eq!(
        (&banned["restricted_by"]["username"], &banned["until_date"]),
        (&json!("ann_archer"), &Value::Null)
    );
    let restricted = club.call("groups.members", json!({"filter": "restricted"})).await["items"][0].clone();
    assert_eq!(restricted["role"], "restricted");
    assert_eq!(restricted["permissions"], json!({"can_send_messages": true}));
    assert_eq!(club.usernames(json!({"filter": "recent", "query": "bob"})).await, [Value::Null; 0]);
    let channel = Club::of("channel", &[BOB]).await;
    assert_eq!(channel.bobs_kind("groups.members", json!({})).await, "forbidden");
}
