//! Scheduled files, and files with buttons.

use jiff::Timestamp;
use serde_json::{Value, json};

use super::{Scene, base64, jpeg, merged};
use crate::stage::{Stage, text, texts};

/// The sandbox's time plus an hour.
async fn in_an_hour(stage: &Stage) -> i64 {
    let now = stage.sandbox("sandbox.advance", json!({"duration": 0})).await;
    now["date"].as_str().unwrap().parse::<Timestamp>().unwrap().as_second() + 3600
}

async fn waiting(scene: &Scene) -> Value {
    scene.stage.call("messages.scheduled", scene.to_bob(json!({}))).await
}

#[tokio::test]
async fn a_scheduled_file_is_sent_once_at_its_date() {
    let scene = Scene::new().await;
    let date = in_an_hour(&scene.stage).await;
    let params =
        json!({"data_base64": base64(b"boat"), "caption": "later", "schedule_date": date, "random_id": 8});
    let sent = scene.send(params.clone()).await;
    assert_eq!(sent["is_scheduled"], true);
    assert_eq!(sent["media"]["kind"], "document");
    assert_eq!(sent["date"], Timestamp::from_second(date).unwrap().to_string());
    assert_eq!(scene.send(params.clone()).await["message_id"], sent["message_id"], "a repeat waits no twice");
    assert_eq!(texts(&waiting(&scene).await), ["later"]);
    assert_ne!(scene.newest().await["text"], "later");

    scene.stage.sandbox("sandbox.advance", json!({"duration": 3601})).await;
    assert_eq!(scene.newest().await["text"], "later");
    assert_eq!(scene.bob_downloads().await, b"boat");
    assert!(texts(&waiting(&scene).await).is_empty());
    let again = scene.send(params).await;
    assert_eq!((&again["is_duplicate"], &again["is_scheduled"]), (&json!(true), &Value::Null));
    assert_ne!(again["message_id"], sent["message_id"], "what waited is another message now");
}

#[tokio::test]
async fn a_scheduled_album_is_listed_and_sent_as_a_group() {
    let scene = Scene::new().await;
    let date = in_an_hour(&scene.stage).await;
    let item = |caption| json!({"data_base64": base64(&jpeg(640, 480)), "caption": caption});
    let album = json!({"items": [item("one"), item("two")], "schedule_date": date, "random_id": 9});
    let sent = scene.stage.call("messages.sendAlbum", scene.to_bob(album.clone())).await;
    assert_eq!(texts(&sent), ["one", "two"]);
    assert!(sent["items"].as_array().unwrap().iter().all(|message| message["is_scheduled"] == true));
    let again = scene.stage.call("messages.sendAlbum", scene.to_bob(album)).await;
    let ids =
        |album: &Value| [album["items"][0]["message_id"].clone(), album["items"][1]["message_id"].clone()];
    assert_eq!(ids(&again), ids(&sent));
    let page = waiting(&scene).await;
    assert_eq!(page["items"].as_array().unwrap().len(), 2);
    assert!(page["items"][0]["media_group_id"].is_string());
    assert_eq!(page["items"][0]["media_group_id"], page["items"][1]["media_group_id"]);

    scene.stage.sandbox("sandbox.advance", json!({"duration": 3601})).await;
    let history = json!({"session": scene.bob, "chat_id": "@ann_archer", "limit": 2});
    let page = scene.stage.call("messages.history", history).await;
    assert_eq!(texts(&page), ["two", "one"]);
    assert!(page["items"][0]["media_group_id"].is_string());
    assert_eq!(page["items"][0]["media_group_id"], page["items"][1]["media_group_id"]);
}

#[tokio::test]
async fn a_bot_sends_a_file_with_buttons_and_cannot_schedule() {
    let scene = Scene::new().await;
    let program = json!({"token": "7000001:sandbox", "api_id": 1, "api_hash": "hash"});
    let bot = text(&scene.stage.call("auth.signInBot", program).await["session"]);
    let hello = json!({"session": scene.ann, "chat_id": "@sandbox_bot", "text": "Hello"});
    scene.stage.call("messages.send", hello).await;
    let to_ann = json!({"session": bot, "chat_id": "@ann_archer", "data_base64": base64(b"boat")});
    let buttons = json!([[{"kind": "callback", "text": "Row", "callback_data": "row"}]]);
    let sent =
        scene.stage.call("messages.sendFile", merged(to_ann.clone(), json!({"buttons": buttons}))).await;
    assert_eq!(sent["media"]["kind"], "document");
    let history = json!({"session": scene.ann, "chat_id": "@sandbox_bot", "limit": 1});
    let read = scene.stage.call("messages.history", history).await["items"][0].clone();
    assert_eq!((&read["buttons"], &sent["buttons"]), (&buttons, &buttons));

    let users = scene.to_bob(json!({"data_base64": base64(b"boat"), "buttons": buttons}));
    assert_eq!(scene.stage.fail("messages.sendFile", users).await["data"]["kind"], "bot_only");
    let date = in_an_hour(&scene.stage).await;
    let later = merged(to_ann.clone(), json!({"schedule_date": date}));
    assert_eq!(scene.stage.fail("messages.sendFile", later).await["data"]["kind"], "user_only");
    let album = json!({"session": bot, "chat_id": "@ann_archer", "items": [{"data_base64": "Ym9hdA=="}, {"data_base64": "Ym9hdA=="}]});
    let buttons = merged(album.clone(), json!({"buttons": buttons}));
    let error = scene.stage.fail("messages.sendAlbum", buttons).await;
    assert_eq!(
        (&error["data"]["kind"], &error["data"]["path"]),
        (&json!("invalid_params"), &json!("buttons"))
    );
    let later = merged(album, json!({"schedule_date": date}));
    assert_eq!(scene.stage.fail("messages.sendAlbum", later).await["data"]["kind"], "user_only");
}

#[tokio::test]
async fn a_file_that_cannot_be_scheduled_is_rejected_with_the_reason() {
    let scene = Scene::new().await;
    let date = in_an_hour(&scene.stage).await + 2 * 365 * 24 * 3600;
    let file = scene.to_bob(json!({"data_base64": base64(b"boat"), "schedule_date": date}));
    let error = scene.stage.fail("messages.sendFile", file).await;
    assert_eq!(error["data"]["path"], "schedule_date");
    let album =
        json!({"items": [{"data_base64": "Ym9hdA=="}, {"data_base64": "Ym9hdA=="}], "schedule_date": date});
    let error = scene.stage.fail("messages.sendAlbum", scene.to_bob(album)).await;
    assert_eq!(error["data"]["path"], "schedule_date");
    assert!(texts(&waiting(&scene).await).is_empty());
}
