//! The daily number of messages of a restricted string.

use serde_json::{Value, json};

use super::{Scene, narrowed, to, with};
use crate::client::Client;

/// Checks that the quota is used up, for at most a day.
fn is_used_up(error: &Value, left: u32) {
    assert_eq!((&error["code"], &error["data"]["kind"]), (&json!(429), &json!("rate_limited")), "{error}");
    assert_eq!(
        (&error["data"]["restriction"], &error["data"]["left"]),
        (&json!("sends_per_day"), &json!(left))
    );
    assert!((1..=86_400).contains(&error["data"]["retry_after"].as_u64().unwrap()), "{error}");
}

#[tokio::test]
async fn messages_are_counted_across_connections_and_strings() {
    let scene = Scene::new().await;
    let (path, _child) = scene.stage.listening().await;
    let (first, second) = (Client::connect(&path).await, Client::connect(&path).await);
    let session = scene.restricted(json!({"sends_per_day": 2, "label": "bot"})).await;
    // A string derived from it shares its quota.
    let children = [
        narrowed(&first, &session, json!({"chats": ["me"]})).await,
        narrowed(&first, &session, json!({"sends_per_day": 50})).await,
        narrowed(&first, &session, json!({"sends_per_day": 1})).await,
    ];
    first.call("messages.send", with(&session, to("me"))).await;
    second.call("messages.send", with(&children[0], to("me"))).await;
    for session in children.iter().chain([&session]) {
        is_used_up(&second.fail("messages.send", with(session, to("me"))).await, 0);
    }
    second.call("messages.history", with(&session, json!({"chat_id": "me"}))).await;
    first.call("messages.send", with(&scene.session, to("me"))).await;
}

#[tokio::test]
async fn each_message_counts_unless_it_was_not_sent() {
    let scene = Scene::new().await;
    let session = scene.restricted(json!({"sends_per_day": 5})).await;
    let forbidden = scene.fail(&session, "messages.send", to("@sandbox_news")).await;
    assert_eq!(forbidden["data"]["kind"], "forbidden");
    let item = json!({"data_base64": "SGk=", "file_name": "hi.txt"});
    let album = |count: usize| json!({"chat_id": "me", "items": vec![item.clone(); count]});
    let sent = scene.call(&session, "messages.sendAlbum", album(2)).await;
    let ids: Vec<&Value> =
        sent["items"].as_array().unwrap().iter().map(|message| &message["message_id"]).collect();
    let forward = json!({"from_chat_id": "me", "chat_id": "me", "message_ids": ids});
    scene.call(&session, "messages.forward", forward.clone()).await;
    is_used_up(&scene.fail(&session, "messages.sendAlbum", album(2)).await, 1);
    is_used_up(&scene.fail(&session, "messages.forward", forward).await, 1);
    let file = json!({"chat_id": "me", "data_base64": "SGk=", "file_name": "hi.txt"});
    scene.call(&session, "messages.sendFile", file.clone()).await;
    is_used_up(&scene.fail(&session, "messages.sendFile", file).await, 0);
    let poll = json!({"chat_id": "@sandbox_lounge", "question": "Oars?", "options": ["Yes", "No"]});
    let error = scene.fail(&session, "messages.sendPoll", poll).await;
    is_used_up(&error, 0);
}

/// The count isn't stored in the string, which the client holds.
#[tokio::test]
async fn each_daemon_counts_for_itself() {
    let scene = Scene::new().await;
    let session = scene.restricted(json!({"sends_per_day": 1})).await;
    scene.call(&session, "messages.send", to("me")).await;
    is_used_up(&scene.fail(&session, "messages.send", to("me")).await, 0);
    scene.stage.other().call("messages.send", with(&session, to("me"))).await;
}
