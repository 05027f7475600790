//! Users who can only be named together with the message they were seen in.

use serde_json::json;

use crate::stage::{ANN, Stage};

#[tokio::test]
async fn a_stranger_in_a_public_group_is_reached_by_the_ref_from_their_message() {
    let stage = Stage::new().await;
    let dora = json!({"phone": "+9996620004", "first_name": "Dora"});
    let dora = stage.sandbox("sandbox.addUser", dora).await["user_id"].clone();
    let group =
        json!({"kind": "supergroup", "title": "Harbour", "username": "harbour_talk", "owner_id": dora});
    stage.sandbox("sandbox.addGroup", group).await;
    let say = json!({"sender_id": dora, "chat_id": "@harbour_talk", "text": "High tide at six."});
    stage.sandbox("sandbox.say", say).await;

    let session = stage.log_in(ANN).await;
    let history = json!({"session": session, "chat_id": "@harbour_talk", "limit": 1});
    let said = stage.call("messages.history", history).await["items"][0].clone();
    assert_eq!((&said["sender"]["id"], &said["sender"]["title"]), (&dora, &json!("Dora")));

    // Another process knows only what the ref contains.
    let stage = stage.restart().await;
    let error =
        stage.fail("messages.send", json!({"session": session, "chat_id": dora, "text": "Ahoy"})).await;
    assert_eq!(error["data"]["kind"], "chat_not_found", "a bare id doesn't name a stranger");
    let send = json!({"session": session, "chat_id": said["sender"]["ref"], "text": "Ahoy, Dora"});
    let sent = stage.call("messages.send", send).await;
    assert_eq!(sent["chat"]["id"], dora);
    let seen = stage.call("chats.get", json!({"session": session, "chat_id": said["sender"]["ref"]})).await;
    assert_eq!((&seen["id"], &seen["title"]), (&dora, &json!("Dora")));
    // Now their access hash is known.
    stage.call("messages.send", json!({"session": session, "chat_id": dora, "text": "It's Ann"})).await;
}
