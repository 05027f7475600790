//! groups.createInvite, groups.invites and groups.revokeInvite.

use serde_json::{Value, json};

use super::Club;
use crate::stage::BOB;

#[tokio::test]
async fn a_link_admits_up_to_its_member_limit() {
    for kind in ["group", "supergroup", "channel"] {
        let club = Club::of(kind, &[]).await;
        let new = json!({"member_limit": 1, "name": "For Bob"});
        let invite = club.call("groups.createInvite", new).await;
        assert_eq!((&invite["name"], &invite["member_limit"]), (&json!("For Bob"), &json!(1)));
        assert_eq!((&invite["is_primary"], &invite["is_revoked"]), (&json!(false), &json!(false)));
        let me = club.stage.call("account.me", json!({"session": club.ann})).await;
        assert_eq!(invite["creator"]["id"], me["id"]);
        let join = json!({"session": club.bob, "chat_id": invite["invite_link"]});
        let joined = club.stage.call("groups.join", join.clone()).await;
        assert_eq!((&joined["status"], &joined["chat"]["id"]), (&json!("joined"), &club.chat_id), "{kind}");
        let listed = club.call("groups.invites", json!({})).await["items"][0].clone();
        assert_eq!((&listed["invite_link"], &listed["member_count"]), (&invite["invite_link"], &json!(1)));
        club.stage.call("groups.leave", club.here(&club.bob, json!({}))).await;
        assert_eq!(club.stage.fail("groups.join", join).await["data"]["kind"], "invite_expired");
    }
}

#[tokio::test]
async fn a_link_expires_at_its_date() {
    let club = Club::of("supergroup", &[]).await;
    let now = club.call("messages.send", json!({"text": "What time is it?"})).await["date"].clone();
    let now: jiff::Timestamp = now.as_str().unwrap().parse().unwrap();
    let later = jiff::Timestamp::from_second(now.as_second() + 600).unwrap().to_string();
    let invite = club.call("groups.createInvite", json!({"expire_date": later})).await;
    assert_eq!(invite["expire_date"], later);
    club.stage.sandbox("sandbox.advance", json!({"duration": 700})).await;
    let join = json!({"session": club.bob, "chat_id": invite["invite_link"]});
    assert_eq!(club.stage.fail("groups.join", join).await["data"]["kind"], "invite_expired");
    let error = club.fail("groups.createInvite", json!({"expire_date": 1})).await;
    assert_eq!(error["data"]["path"], "expire_date");
}

#[tokio::test]
async fn links_are_listed_page_by_page_and_revoked() {
    let club = Club::of("supergroup", &[BOB]).await;
    let mut made = Vec::new();
    for number in 0..5 {
        let invite = club.call("groups.createInvite", json!({"name": format!("Number {number}")})).await;
        made.push(invite["invite_link"].clone());
    }
    let list = async |revoked: bool| {
        let (mut links, mut cursor) = (Vec::new(), Value::Null);
        loop {
            let params = json!({"revoked": revoked, "limit": 2, "cursor": cursor});
            let page = club.call("groups.invites", params).await;
            links
                .extend(page["items"].as_array().unwrap().iter().map(|invite| invite["invite_link"].clone()));
            cursor = page["next_cursor"].clone();
            if cursor.is_null() {
                return links;
            }
        }
    };
    made.reverse();
    assert_eq!(list(false).await, made);
    let revoked = club.call("groups.revokeInvite", json!({"invite_link": made[0]})).await;
    assert_eq!((&revoked["invite"]["is_revoked"], &revoked["new_invite"]), (&json!(true), &Value::Null));
    assert_eq!((list(false).await, list(true).await), (made[1..].to_vec(), made[..1].to_vec()));
    let join = json!({"session": club.bob, "chat_id": made[0]});
    assert_eq!(club.stage.fail("groups.join", join).await["data"]["kind"], "invite_expired");
    assert_eq!(club.kind("groups.revokeInvite", json!({"invite_link": made[0]})).await, "invite_expired");

    assert_eq!(club.kind("groups.invites", json!({"user_id": 987_654})).await, "user_not_found");
    assert_eq!(club.bobs_kind("groups.invites", json!({})).await, "forbidden");
    assert_eq!(club.bobs_kind("groups.revokeInvite", json!({"invite_link": made[1]})).await, "forbidden");
}

#[tokio::test]
async fn a_new_link_does_not_revoke_others() {
    let club = Club::of("supergroup", &[]).await;
    let first = club.call("groups.createInvite", json!({})).await;
    let second = club.call("groups.createInvite", json!({})).await;
    assert_ne!(first["invite_link"], second["invite_link"]);
    let join = json!({"session": club.bob, "chat_id": first["invite_link"]});
    assert_eq!(club.stage.call("groups.join", join).await["status"], "joined");
}
