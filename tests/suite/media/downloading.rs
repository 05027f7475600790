//! Downloads.

use std::os::unix::fs::PermissionsExt;

use serde_json::{Value, json};

use super::{KB, MB, PART, Scene, base64, bytes, decoded, jpeg, merged};
use crate::stage::Stage;

#[tokio::test]
async fn a_small_file_is_returned_in_the_result() {
    let scene = Scene::new().await;
    scene.send(json!({"data_base64": base64(b"a boat"), "file_name": "boat.txt"})).await;
    let params = scene.bobs(json!({"inline": true})).await;
    let downloaded = scene.stage.call("media.download", params).await;
    assert_eq!(decoded(&downloaded["data_base64"]), b"a boat");
    assert_eq!(downloaded["downloaded_size"], 6);
    assert_eq!(downloaded["file_size"], 6);
    assert_eq!(downloaded["file_name"], "boat.txt");
    assert_eq!(downloaded["mime_type"], "text/plain");
    assert_eq!(downloaded["path"], Value::Null);
}

#[tokio::test]
async fn a_large_file_is_not_returned_in_the_result_but_a_range_is() {
    let scene = Scene::new().await;
    let sent = bytes(MB + 1);
    scene.ann_sends(&sent).await;
    let error = scene.stage.fail("media.download", scene.bobs(json!({"inline": true})).await).await;
    assert_eq!(error["code"], 413);
    assert_eq!(error["data"]["kind"], "too_large");
    for (offset, length) in
        [(0, 1), (1, 2), (4095, 2), (PART - 1, 2), (PART - 1, PART + 2), (1, MB), (MB, 1), (MB - 1, 100)]
    {
        let params = scene.bobs(json!({"inline": true, "offset": offset, "length": length})).await;
        let downloaded = scene.stage.call("media.download", params).await;
        let end = sent.len().min(offset + length);
        assert!(decoded(&downloaded["data_base64"]) == sent[offset..end], "{length} bytes from {offset}");
        assert_eq!(downloaded["downloaded_size"], end - offset);
        assert_eq!(downloaded["file_size"], MB + 1);
    }
    for wrong in [json!({"offset": MB + 1}), json!({"length": 0})] {
        let params = scene.bobs(merged(json!({"inline": true}), wrong)).await;
        assert_eq!(scene.stage.fail("media.download", params).await["data"]["kind"], "invalid_params");
    }
}

#[tokio::test]
async fn the_limit_of_a_result_is_the_daemons() {
    let scene = Scene::new().await;
    scene.ann_sends(&bytes(KB)).await;
    let mut command = scene.stage.command();
    command.args(["--max-inline", "1023"]);
    let daemon = crate::client::Client::spawn(command);
    assert_eq!(daemon.call("daemon.info", json!({})).await["limits"]["max_inline"], 1023);
    let error = daemon.fail("media.download", scene.bobs(json!({"inline": true})).await).await;
    assert_eq!(error["data"]["kind"], "too_large");
    let params = scene.bobs(json!({"inline": true, "length": 1023})).await;
    assert_eq!(daemon.call("media.download", params).await["downloaded_size"], 1023);
}

#[tokio::test]
async fn a_range_is_written_to_a_path() {
    let scene = Scene::new().await;
    let sent = bytes(3 * PART);
    scene.ann_sends(&sent).await;
    let params = json!({"path": scene.path("range"), "offset": PART + 5, "length": PART});
    let downloaded = scene.stage.call("media.download", scene.bobs(params).await).await;
    assert_eq!(downloaded["downloaded_size"], PART);
    assert!(std::fs::read(scene.path("range")).unwrap() == sent[PART + 5..2 * PART + 5]);
}

#[tokio::test]
async fn a_file_on_another_dc_is_fetched_there() {
    let scene = Scene::new().await;
    let carol = scene.carol().await;
    let sent = bytes(2 * PART + 1);
    let path = scene.file("carols.bin", &sent);
    let params = json!({"session": carol, "chat_id": "@bob_baker", "path": path});
    scene.stage.call("messages.sendFile", params).await;
    for _ in 0..2 {
        let newest = json!({"session": scene.bob, "chat_id": "@carol_clark", "limit": 1});
        let message = scene.stage.call("messages.history", newest).await["items"][0].clone();
        let params = json!({"session": scene.bob, "chat_id": "@carol_clark", "overwrite": true,
            "message_id": message["message_id"], "path": scene.path("bobs.bin")});
        scene.stage.call("media.download", params).await;
        assert!(std::fs::read(scene.path("bobs.bin")).unwrap() == sent);
    }
    assert_eq!(scene.stage.calls("auth.exportAuthorization").await, 1, "the second time its key is known");
    let me = scene.stage.call("account.me", json!({"session": scene.bob})).await;
    while scene.stage.connections(&me["id"]).await > 1 {
        tokio::task::yield_now().await;
    }
}

#[tokio::test]
async fn a_file_that_moved_to_another_dc_is_followed() {
    let scene = Scene::new().await;
    let sent = bytes(2 * PART);
    scene.ann_sends(&sent).await;
    scene.fault(json!({"kind": "migrate", "name": "FILE", "dc": 1, "method": "upload.getFile"})).await;
    assert!(scene.bob_downloads().await == sent);
}

#[tokio::test]
async fn photos_are_downloaded_in_full_or_small() {
    let scene = Scene::new().await;
    let photo = jpeg(1280, 960);
    let message = scene.send(json!({"data_base64": base64(&photo)})).await;
    assert_eq!(message["media"]["kind"], "photo");
    assert_eq!((&message["media"]["width"], &message["media"]["height"]), (&json!(1280), &json!(960)));
    let whole = scene.stage.call("media.download", scene.bobs(json!({"inline": true})).await).await;
    assert!(decoded(&whole["data_base64"]) == photo);
    let params = scene.bobs(json!({"inline": true, "thumbnail": true})).await;
    let small = scene.stage.call("media.download", params).await;
    assert_eq!(imagesize::blob_size(&decoded(&small["data_base64"])).unwrap().width, 320);
}

#[tokio::test]
async fn documents_have_the_thumbnail_they_were_sent_with() {
    let scene = Scene::new().await;
    let thumbnail = jpeg(32, 32);
    let params = json!({"data_base64": base64(b"boat"), "file_name": "a.txt", "thumbnail": {"data_base64": base64(&thumbnail)}});
    scene.send(params).await;
    let params = scene.bobs(json!({"inline": true, "thumbnail": true})).await;
    let small = scene.stage.call("media.download", params).await;
    assert!(decoded(&small["data_base64"]) == thumbnail);

    scene.send(json!({"data_base64": base64(b"boat"), "file_name": "a.txt"})).await;
    let params = scene.bobs(json!({"inline": true, "thumbnail": true})).await;
    let error = scene.stage.fail("media.download", params).await;
    assert_eq!((&error["code"], &error["data"]["kind"]), (&json!(404), &json!("file_not_found")));
}

#[tokio::test]
async fn a_message_without_a_file_and_one_of_another_chat_have_distinct_errors() {
    let scene = Scene::new().await;
    let text = json!({"session": scene.ann, "chat_id": "@bob_baker", "text": "no file"});
    scene.stage.call("messages.send", text).await;
    let params = scene.bobs(json!({"inline": true})).await;
    assert_eq!(scene.stage.fail("media.download", params).await["data"]["kind"], "file_not_found");

    scene.ann_sends(b"boat").await;
    let elsewhere = merged(scene.bobs(json!({"inline": true})).await, json!({"chat_id": "me"}));
    let error = scene.stage.fail("media.download", elsewhere).await;
    assert_eq!((&error["code"], &error["data"]["kind"]), (&json!(404), &json!("message_not_found")));
}

#[tokio::test]
async fn files_in_channels_are_downloaded_too() {
    let stage = Stage::new().await;
    let session = stage.log_in(crate::stage::ANN).await;
    let page = json!({"session": session, "chat_id": "@sandbox_news"});
    let page = stage.call("messages.history", page).await;
    let items = page["items"].as_array().unwrap().iter();
    let shows = items.filter(|item| item["media"]["kind"] == "photo").collect::<Vec<_>>();
    let params = json!({"session": session, "chat_id": shows[0]["chat"]["ref"],
        "message_id": shows[0]["message_id"], "inline": true});
    let downloaded = stage.call("media.download", params).await;
    assert_eq!(downloaded["downloaded_size"], shows[0]["media"]["file_size"]);
    let image = imagesize::blob_size(&decoded(&downloaded["data_base64"])).unwrap();
    assert_eq!(shows[0]["media"]["width"], image.width);
}

#[tokio::test]
async fn a_download_reports_progress_up_to_its_end() {
    let scene = Scene::new().await;
    scene.ann_sends(&bytes(4 * PART)).await;
    let params = scene.bobs(json!({"path": scene.path("bobs.bin"), "progress_token": 9})).await;
    let (_, answer) = scene.stage.daemon().start("media.download", params);
    assert!(answer.await.unwrap()["result"]["path"].is_string());
    let mut last = Value::Null;
    while last["done"] != 4 * PART {
        let notification = scene.stage.daemon().notification().await;
        assert_eq!(notification["params"]["token"], 9);
        last = notification["params"]["value"].clone();
        assert!(last["kind"] == "connect" || last["kind"] == "download");
    }
    assert_eq!(last, json!({"kind": "download", "done": 4 * PART, "total": 4 * PART}));
}

#[tokio::test]
async fn a_downloaded_file_is_private() {
    let scene = Scene::new().await;
    scene.ann_sends(b"boat").await;
    scene.bob_downloads().await;
    let mode = std::fs::metadata(scene.path("bobs.bin")).unwrap().permissions().mode();
    assert_eq!(mode & 0o777, 0o600);
    assert_eq!(scene.partials(), Vec::<std::path::PathBuf>::new());
}
