//! Albums.

use serde_json::{Value, json};

use super::{Scene, base64, jpeg, merged};

fn photos(count: u16) -> Value {
    let item = |n| json!({"data_base64": base64(&jpeg(640, 480 + n)), "caption": format!("photo {n}")});
    (0..count).map(item).collect()
}

#[tokio::test]
async fn an_album_arrives_as_a_group_in_the_order_of_its_items() {
    let scene = Scene::new().await;
    let album = scene.stage.call("messages.sendAlbum", scene.to_bob(json!({"items": photos(3)}))).await;
    let sent = album["items"].as_array().unwrap();
    let heights = sent.iter().map(|message| message["media"]["height"].as_i64().unwrap());
    assert_eq!(heights.collect::<Vec<_>>(), [480, 481, 482]);
    let page = json!({"session": scene.bob, "chat_id": "@ann_archer", "limit": 3});
    let page = scene.stage.call("messages.history", page).await;
    let items = page["items"].as_array().unwrap();
    assert!(items[0]["media_group_id"].is_string());
    assert!(items.iter().all(|item| item["media_group_id"] == items[0]["media_group_id"]));
    let mut texts = crate::stage::texts(&page);
    texts.reverse();
    assert_eq!(texts, ["photo 0", "photo 1", "photo 2"]);
}

#[tokio::test]
async fn an_album_repeated_with_its_random_id_is_sent_once() {
    let scene = Scene::new().await;
    let params = scene.to_bob(json!({"items": photos(2), "random_id": 5}));
    let first = scene.stage.call("messages.sendAlbum", params.clone()).await;
    let again = scene.stage.call("messages.sendAlbum", params).await;
    for item in 0..2 {
        assert_eq!(again["items"][item]["message_id"], first["items"][item]["message_id"]);
        assert_eq!(again["items"][item]["is_duplicate"], true);
    }
}

#[tokio::test]
async fn an_album_accepts_files_that_telegram_has_already() {
    let scene = Scene::new().await;
    let params = json!({"session": scene.ann, "data_base64": base64(b"boat"), "file_name": "boat.txt"});
    let uploaded = scene.stage.call("media.upload", params).await;
    let shown = scene.send(json!({"data_base64": base64(b"ship"), "file_name": "ship.txt"})).await;
    let items = json!([{"file_id": uploaded["file_id"]}, {"file_id": shown["media"]["file_id"], "has_spoiler": true}]);
    let album = scene.stage.call("messages.sendAlbum", scene.to_bob(json!({"items": items}))).await;
    let names = [&album["items"][0]["media"]["file_name"], &album["items"][1]["media"]["file_name"]];
    assert_eq!(names, ["boat.txt", "ship.txt"]);
}

#[tokio::test]
async fn an_album_fails_as_a_whole_and_names_the_item() {
    let scene = Scene::new().await;
    let mut items = photos(2);
    items[1] = json!({"path": scene.path("nowhere")});
    let error = scene.stage.fail("messages.sendAlbum", scene.to_bob(json!({"items": items}))).await;
    assert_eq!((&error["code"], &error["data"]["kind"]), (&json!(404), &json!("file_not_found")));
    assert_eq!((&error["data"]["item"], &error["data"]["path"]), (&json!(1), &json!("items[1].path")));
    items[1] = json!({"data_base64": base64(b"no image"), "kind": "photo"});
    let error = scene.stage.fail("messages.sendAlbum", scene.to_bob(json!({"items": items}))).await;
    assert_eq!((&error["data"]["kind"], &error["data"]["item"]), (&json!("telegram_rejected"), &json!(1)));
    for wrong in [photos(1), photos(11)] {
        let params = merged(scene.to_bob(json!({})), json!({"items": wrong}));
        let error = scene.stage.fail("messages.sendAlbum", params).await;
        assert_eq!(error["data"]["path"], "items");
    }
    assert_eq!(scene.stage.calls("messages.sendMultiMedia").await, 0);
}
