//! groups.join, groups.checkInvite and groups.leave.

use serde_json::{Value, json};

use super::Club;
use crate::stage::{ANN, BOB, Stage};

#[tokio::test]
async fn a_public_group_is_joined_by_every_form_of_its_username() {
    let stage = Stage::new().await;
    let session = stage.log_in(ANN).await;
    let lounge = stage.call("chats.get", json!({"session": session, "chat_id": "@sandbox_lounge"})).await;
    let forms = ["@sandbox_lounge", "t.me/sandbox_lounge", "tg://resolve?domain=sandbox_lounge"];
    for chat_id in forms.map(Value::from).into_iter().chain([lounge["ref"].clone()]) {
        let params = json!({"session": session, "chat_id": chat_id});
        let joined = stage.call("groups.join", params.clone()).await;
        assert_eq!(
            (&joined["status"], &joined["chat"]["id"]),
            (&json!("joined"), &lounge["id"]),
            "{chat_id}"
        );
        assert_eq!(stage.call("groups.join", params.clone()).await["status"], "already_member");
        stage.call("messages.send", json!({"session": session, "chat_id": chat_id, "text": "Hi"})).await;
        assert_eq!(stage.call("groups.leave", params.clone()).await, json!({}));
        assert_eq!(stage.fail("groups.leave", params).await["data"]["kind"], "forbidden");
        let send = json!({"session": session, "chat_id": chat_id, "text": "Hi"});
        assert_eq!(stage.fail("messages.send", send).await["data"]["kind"], "forbidden");
    }
}

#[tokio::test]
async fn an_invite_link_in_every_form_joins_or_requests_to_join() {
    let stage = Stage::new().await;
    let session = stage.log_in(ANN).await;
    let join =
        async |link: &str| stage.call("groups.join", json!({"session": session, "chat_id": link})).await;
    assert_eq!(join("https://t.me/+SandboxWaiting").await["status"], "requested");
    assert_eq!(join("tg://join?invite=SandboxWaiting").await["status"], "requested");
    let joined = join("https://t.me/+SandboxBackRoom").await;
    assert_eq!((&joined["status"], &joined["chat"]["title"]), (&json!("joined"), &json!("Back Room")));
    for link in ["https://t.me/joinchat/SandboxBackRoom", "t.me/%2BSandboxBackRoom"] {
        let again = join(link).await;
        assert_eq!(
            (&again["status"], &again["chat"]["id"]),
            (&json!("already_member"), &joined["chat"]["id"])
        );
    }
}

#[tokio::test]
async fn an_invite_link_is_accepted_as_invite_link() {
    let stage = Stage::new().await;
    let session = stage.log_in(ANN).await;
    let by = |params: Value| {
        let mut params = params;
        params["session"] = json!(session);
        params
    };
    let link = "https://t.me/+SandboxBackRoom";
    let joined = stage.call("groups.join", by(json!({"invite_link": link}))).await;
    assert_eq!((&joined["status"], &joined["chat"]["title"]), (&json!("joined"), &json!("Back Room")));
    for (params, path) in [
        (json!({"invite_link": "@sandbox_lounge"}), "invite_link"),
        (json!({"invite_link": link, "chat_id": "@sandbox_lounge"}), "chat_id"),
        (json!({}), "chat_id"),
    ] {
        let error = stage.fail("groups.join", by(params)).await;
        assert_eq!(
            (&error["data"]["kind"], &error["data"]["path"]),
            (&json!("invalid_params"), &json!(path))
        );
    }
}

#[tokio::test]
async fn the_reasons_why_joining_fails_have_distinct_errors() {
    let club = Club::of("supergroup", &[]).await;
    let join = |link: &Value| json!({"session": club.bob, "chat_id": link});
    let kind = async |link: &Value| club.stage.fail("groups.join", join(link)).await["data"]["kind"].clone();
    assert_eq!(kind(&json!("t.me/+NoSuchInvite")).await, "invite_invalid");
    let link = club.call("groups.createInvite", json!({})).await["invite_link"].clone();
    for (name, expected) in [("USERS_TOO_MUCH", "chat_full"), ("CHANNELS_TOO_MUCH", "account_limited")] {
        let fault =
            json!({"kind": "error", "method": "messages.importChatInvite", "name": name, "code": 400});
        club.stage.sandbox("sandbox.fault", fault).await;
        assert_eq!(kind(&link).await, expected);
    }
    club.call("groups.revokeInvite", json!({"invite_link": link})).await;
    assert_eq!(kind(&link).await, "invite_expired");

    club.call("groups.edit", json!({"username": "chess_club"})).await;
    club.call("groups.ban", json!({"user_id": "@bob_baker"})).await;
    assert_eq!(kind(&json!("@chess_club")).await, "banned");
    club.call("groups.unban", json!({"user_id": "@bob_baker"})).await;
    let joined = club.stage.call("groups.join", join(&json!("@chess_club"))).await;
    assert_eq!(joined["status"], "joined");
}

#[tokio::test]
async fn an_invite_is_previewed_before_joining() {
    let club = Club::of("supergroup", &[]).await;
    club.call("groups.edit", json!({"description": "Mondays at eight"})).await;
    let link =
        club.call("groups.createInvite", json!({"creates_join_request": true})).await["invite_link"].clone();
    let check = |session: &str| json!({"session": session, "invite_link": link});
    let seen = club.stage.call("groups.checkInvite", check(&club.bob)).await;
    let wanted = json!({
        "kind": "supergroup", "title": "Chess club", "member_count": 1, "description": "Mondays at eight",
        "is_member": false, "creates_join_request": true, "is_payment_required": false,
    });
    assert_eq!(seen, wanted);
    let own = club.stage.call("groups.checkInvite", check(&club.ann)).await;
    assert_eq!((&own["is_member"], &own["chat"]["id"]), (&json!(true), &club.chat_id));

    let kind = async |link: Value| {
        let params = json!({"session": club.bob, "invite_link": link});
        club.stage.fail("groups.checkInvite", params).await["data"]["kind"].clone()
    };
    assert_eq!(kind(json!("t.me/+NoSuchInvite")).await, "invite_invalid");
    assert_eq!(kind(json!("@sandbox_news")).await, "invalid_params");
    club.call("groups.revokeInvite", json!({"invite_link": link})).await;
    assert_eq!(kind(link.clone()).await, "invite_expired");
}

#[tokio::test]
async fn leaving_a_basic_group_ends_the_membership() {
    let club = Club::of("group", &[BOB]).await;
    assert_eq!(club.usernames(json!({})).await.len(), 2);
    let leave = club.here(&club.bob, json!({}));
    assert_eq!(club.stage.call("groups.leave", leave.clone()).await, json!({}));
    assert_eq!(club.usernames(json!({})).await, ["ann_archer"]);
    assert_eq!(club.stage.fail("groups.leave", leave).await["data"]["kind"], "forbidden");
    let private = json!({"session": club.ann, "chat_id": "@bob_baker"});
    assert_eq!(club.stage.fail("groups.leave", private).await["data"]["kind"], "peer_invalid");
}
