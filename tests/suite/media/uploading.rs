//! Uploads.

use serde_json::json;

use super::{MB, PART, Scene, base64, bytes};

#[tokio::test]
async fn a_file_of_any_size_arrives_byte_for_byte() {
    let scene = Scene::new().await;
    for length in [1, PART - 1, PART, PART + 1, 2 * PART] {
        let sent = bytes(length);
        let message = scene.ann_sends(&sent).await;
        assert_eq!(message["media"]["kind"], "document");
        assert_eq!(message["media"]["file_name"], "boat.bin");
        assert_eq!(message["media"]["file_size"], length);
        assert!(scene.bob_downloads().await == sent, "{length} bytes");
    }
    assert_eq!(scene.stage.calls("upload.saveBigFilePart").await, 0);
    assert_eq!(scene.stage.calls("upload.saveFilePart").await, 1 + 1 + 1 + 2 + 2);
}

#[tokio::test]
async fn a_large_file_is_uploaded_in_big_parts() {
    let scene = Scene::new().await;
    let sent = bytes(11 * MB + 3);
    scene.ann_sends(&sent).await;
    assert!(scene.bob_downloads().await == sent);
    assert_eq!(scene.stage.calls("upload.saveBigFilePart").await, 23);
    assert_eq!(scene.stage.calls("upload.saveFilePart").await, 0);
}

#[tokio::test]
async fn an_empty_file_is_rejected_before_the_upload() {
    let scene = Scene::new().await;
    let path = scene.file("empty", b"");
    let error = scene.stage.fail("messages.sendFile", scene.to_bob(json!({"path": path}))).await;
    assert_eq!(error["data"]["kind"], "invalid_params");
    assert_eq!(error["data"]["path"], "path");
    let error = scene.stage.fail("media.upload", json!({"session": scene.ann, "data_base64": ""})).await;
    assert_eq!(error["data"]["path"], "data_base64");
    assert_eq!(scene.stage.calls("upload.saveFilePart").await, 0);
}

#[tokio::test]
async fn an_upload_is_sent_later_any_number_of_times() {
    let scene = Scene::new().await;
    let path = scene.file("boat.bin", &bytes(PART + 1));
    let newest = scene.newest().await;
    let uploaded = scene.stage.call("media.upload", json!({"session": scene.ann, "path": path})).await;
    assert_eq!(uploaded["file_name"], "boat.bin");
    assert_eq!(uploaded["file_size"], PART + 1);
    assert_eq!(uploaded["mime_type"], "application/octet-stream");
    assert_eq!(scene.newest().await["message_id"], newest["message_id"], "nobody sees it yet");
    for name in ["boat.bin", "ship.bin"] {
        let sent = scene.send(json!({"file_id": uploaded["file_id"], "file_name": name})).await;
        assert_eq!(sent["media"]["file_name"], name);
        assert!(scene.bob_downloads().await == bytes(PART + 1));
    }
    assert_eq!(scene.stage.calls("upload.saveFilePart").await, 2);

    let params = json!({"session": scene.bob, "chat_id": "me", "file_id": uploaded["file_id"]});
    let error = scene.stage.fail("messages.sendFile", params).await;
    assert_eq!(error["code"], 404);
    assert_eq!(error["data"]["kind"], "file_not_found");
}

#[tokio::test]
async fn an_expired_upload_has_its_own_error() {
    let scene = Scene::new().await;
    let params = json!({"session": scene.ann, "data_base64": base64(b"boat"), "file_name": "boat.txt"});
    let uploaded = scene.stage.call("media.upload", params).await;
    assert_eq!(uploaded["mime_type"], "text/plain");
    scene.stage.sandbox("sandbox.advance", json!({"duration": 2 * 24 * 3600})).await;
    let error =
        scene.stage.fail("messages.sendFile", scene.to_bob(json!({"file_id": uploaded["file_id"]}))).await;
    assert_eq!(error["data"]["kind"], "file_not_found");
    assert_eq!(error["data"]["telegram"]["name"], "FILE_PART_MISSING");
}

#[tokio::test]
async fn bytes_over_the_limit_are_not_accepted_in_a_message() {
    let scene = Scene::new().await;
    let params = json!({"session": scene.ann, "data_base64": base64(&bytes(MB))});
    let uploaded = scene.stage.call("media.upload", params).await;
    assert_eq!(uploaded["file_size"], MB);
    for over in [MB + 1, MB + 3, 3 * MB] {
        let params = json!({"session": scene.ann, "data_base64": base64(&bytes(over))});
        let error = scene.stage.fail("media.upload", params).await;
        assert_eq!(error["code"], 413);
        assert_eq!(error["data"]["kind"], "too_large");
        assert_eq!(error["data"]["max_inline"], MB);
    }
    let params = json!({"session": scene.ann, "data_base64": "no base64"});
    assert_eq!(scene.stage.fail("media.upload", params).await["data"]["path"], "data_base64");
}

#[tokio::test]
async fn an_upload_reports_progress_up_to_its_end() {
    let scene = Scene::new().await;
    let path = scene.file("boat.bin", &bytes(4 * PART));
    let params = json!({"session": scene.ann, "path": path, "progress_token": "up"});
    let (_, answer) = scene.stage.daemon().start("media.upload", params);
    let mut last = 0;
    loop {
        let notification = scene.stage.daemon().notification().await;
        assert_eq!(notification["params"]["token"], "up");
        let value = &notification["params"]["value"];
        if value["kind"] == "connect" {
            continue;
        }
        assert_eq!((&value["kind"], &value["total"]), (&json!("upload"), &json!(4 * PART)));
        let done = value["done"].as_u64().unwrap();
        assert!(done > last);
        last = done;
        if done == 4 * PART as u64 {
            break;
        }
    }
    assert!(answer.await.unwrap()["result"]["file_id"].is_string());
}

#[tokio::test]
async fn an_uploads_connection_is_closed_at_its_end() {
    let scene = Scene::new().await;
    let me = scene.stage.call("account.me", json!({"session": scene.ann})).await;
    let before = scene.stage.connections(&me["id"]).await;
    scene.ann_sends(&bytes(PART)).await;
    while scene.stage.connections(&me["id"]).await > before {
        tokio::task::yield_now().await;
    }
    assert_eq!(before, 1);
}
