//! groups.joinRequests, groups.approveRequest and groups.declineRequest.

use serde_json::{Value, json};

use super::Club;

/// A link through which Bob has requested to join.
async fn asked(club: &Club) -> Value {
    let link =
        club.call("groups.createInvite", json!({"creates_join_request": true})).await["invite_link"].clone();
    ask(club, &link).await;
    link
}

async fn ask(club: &Club, link: &Value) {
    let join = json!({"session": club.bob, "chat_id": link});
    assert_eq!(club.stage.call("groups.join", join).await["status"], "requested");
}

#[tokio::test]
async fn an_approved_request_makes_a_member() {
    for kind in ["group", "supergroup", "channel"] {
        let club = Club::of(kind, &[]).await;
        let link = asked(&club).await;
        let page = club.call("groups.joinRequests", json!({"invite_link": link})).await;
        assert_eq!((&page["total"], &page["items"][0]["user"]["username"]), (&json!(1), &json!("bob_baker")));
        assert!(page["items"][0]["date"].is_string());
        let user_id = page["items"][0]["user"]["ref"].clone();
        assert_eq!(club.call("groups.approveRequest", json!({"user_id": user_id})).await, json!({}));
        assert!(club.usernames(json!({})).await.contains(&json!("bob_baker")), "{kind}");
        assert_eq!(club.call("groups.joinRequests", json!({})).await["items"], json!([]));
    }
}

#[tokio::test]
async fn a_declined_user_may_request_again() {
    let club = Club::of("supergroup", &[]).await;
    let link = asked(&club).await;
    let bob = json!({"user_id": "@bob_baker"});
    club.call("groups.edit", json!({"username": "chess_club"})).await;
    let by_bob = json!({"user_id": "@bob_baker", "chat_id": "@chess_club"});
    assert_eq!(club.call("groups.declineRequest", bob.clone()).await, json!({}));
    assert_eq!(club.usernames(json!({})).await, ["ann_archer"]);
    assert_eq!(club.call("groups.joinRequests", json!({})).await["total"], 0);
    for method in ["groups.declineRequest", "groups.approveRequest"] {
        assert_eq!(club.kind(method, bob.clone()).await, "user_not_found", "{method}: nobody asks");
        assert_eq!(club.bobs_kind(method, by_bob.clone()).await, "forbidden", "{method}");
    }
    ask(&club, &link).await;
    assert_eq!(club.call("groups.joinRequests", json!({})).await["total"], 1);
    assert_eq!(club.bobs_kind("groups.joinRequests", json!({"chat_id": "@chess_club"})).await, "forbidden");
}

#[tokio::test]
async fn requests_are_paged_without_duplicates() {
    let club = Club::of("supergroup", &[]).await;
    let link = asked(&club).await;
    let hash = link.as_str().unwrap().rsplit('+').next().unwrap().to_owned();
    for number in 0..4 {
        let user = json!({"phone": format!("+999662100{number}"), "first_name": format!("Guest {number}")});
        let id = club.stage.sandbox("sandbox.addUser", user).await["user_id"].as_i64().unwrap();
        let refused = club.stage.world(|world| world.join_by_invite(id, &hash)).unwrap_err();
        assert_eq!(refused.name, "INVITE_REQUEST_SENT");
    }
    let (mut ids, mut cursor) = (Vec::new(), Value::Null);
    loop {
        let page = club.call("groups.joinRequests", json!({"limit": 2, "cursor": cursor})).await;
        ids.extend(page["items"].as_array().unwrap().iter().map(|it| it["user"]["id"].as_i64().unwrap()));
        cursor = page["next_cursor"].clone();
        if cursor.is_null() {
            break;
        }
    }
    assert_eq!(ids.len(), 5);
    ids.sort_unstable();
    ids.dedup();
    assert_eq!(ids.len(), 5);
}
