//! Sends after an upload.

use serde_json::json;

use super::{Scene, base64, bytes, merged};
use crate::stage::texts;

#[tokio::test]
async fn a_text_sent_after_a_file_to_the_same_chat_arrives_after_it() {
    let scene = Scene::new().await;
    scene.stage.call("account.me", json!({"session": scene.ann})).await;
    scene.fault(json!({"kind": "delay", "method": "upload.saveFilePart", "duration": 1})).await;
    let file = json!({"data_base64": base64(&bytes(9)), "caption": "first"});
    let (_, file) = scene.stage.daemon().start("messages.sendFile", scene.to_bob(file));
    let (_, behind) = scene.stage.daemon().start("messages.send", scene.to_bob(json!({"text": "second"})));
    file.await.unwrap();
    behind.await.unwrap();
    let page = json!({"session": scene.bob, "chat_id": "@ann_archer", "limit": 2});
    assert_eq!(texts(&scene.stage.call("messages.history", page).await), ["second", "first"]);
}

#[tokio::test]
async fn a_text_to_another_chat_does_not_wait_for_an_upload() {
    let scene = Scene::new().await;
    scene.fault(json!({"kind": "delay", "method": "upload.saveFilePart", "duration": 600})).await;
    let file = scene.to_bob(json!({"data_base64": base64(&bytes(9))}));
    let (id, file) = scene.stage.daemon().start("messages.sendFile", file);
    let blocked = scene.to_bob(json!({"text": "waits", "timeout": 1}));
    let (_, blocked) = scene.stage.daemon().start("messages.send", blocked);
    let passing = merged(scene.to_bob(json!({"text": "passes"})), json!({"chat_id": "me"}));
    assert_eq!(scene.stage.call("messages.send", passing).await["text"], "passes");
    let error = blocked.await.unwrap()["error"].clone();
    assert_eq!((&error["data"]["kind"], &error["data"]["outcome"]), (&json!("timeout"), &json!("not_sent")));

    // A cancelled upload frees the chat's turn.
    scene.stage.daemon().send(json!({"jsonrpc": "2.0", "method": "$/cancelRequest", "params": {"id": id}}));
    let error = file.await.unwrap()["error"].clone();
    assert_eq!((&error["code"], &error["data"]["outcome"]), (&json!(-32800), &json!("not_sent")));
    assert_eq!(
        scene.stage.call("messages.send", scene.to_bob(json!({"text": "goes"}))).await["text"],
        "goes"
    );
}
