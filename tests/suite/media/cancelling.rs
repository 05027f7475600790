//! Transfers that end early and are resumed.

use std::path::PathBuf;

use serde_json::json;

use super::{MB, PART, Scene, bytes, length, stuck};

const LENGTH: usize = 11 * MB;

fn cancel(scene: &Scene, id: u64) {
    scene.stage.daemon().send(json!({"jsonrpc": "2.0", "method": "$/cancelRequest", "params": {"id": id}}));
}

#[tokio::test]
async fn a_cancelled_download_is_resumed() {
    let scene = Scene::new().await;
    let sent = bytes(LENGTH);
    scene.ann_sends(&sent).await;
    let (params, id, answer) = stuck(&scene, 4).await;
    cancel(&scene, id);
    assert_eq!(answer.await.unwrap()["error"]["code"], -32800);
    assert_eq!(length(&scene.partials()), 4 * PART as u64);
    assert!(!PathBuf::from(scene.path("bobs.bin")).exists());

    // Requests of the cancelled download are counted before its connection is closed.
    let bob = scene.stage.call("account.me", json!({"session": params["session"]})).await["id"].clone();
    while scene.stage.connections(&bob).await > 1 {
        tokio::task::yield_now().await;
    }
    scene.stage.sandbox("sandbox.clearFaults", json!({})).await;
    let before = scene.stage.calls("upload.getFile").await;
    let downloaded = scene.stage.call("media.download", params).await;
    assert_eq!(downloaded["resumed_from"], 4 * PART);
    assert_eq!(downloaded["downloaded_size"], LENGTH);
    assert_eq!(scene.stage.calls("upload.getFile").await - before, (LENGTH / PART - 4) as u64);
    assert!(std::fs::read(scene.path("bobs.bin")).unwrap() == sent);
    assert!(scene.partials().is_empty());
}

#[tokio::test]
async fn a_download_is_resumed_by_another_process_after_a_crash() {
    let scene = Scene::new().await;
    let sent = bytes(LENGTH);
    scene.ann_sends(&sent).await;
    let (params, _, _answer) = stuck(&scene, 3).await;
    scene.stage.sandbox("sandbox.clearFaults", json!({})).await;
    let stage = scene.stage.restart().await;
    let downloaded = stage.call("media.download", params).await;
    assert_eq!(downloaded["resumed_from"], 3 * PART);
    assert!(std::fs::read(stage.path("bobs.bin")).unwrap() == sent);
}

#[tokio::test]
async fn a_partial_download_of_another_file_is_not_resumed() {
    let scene = Scene::new().await;
    scene.ann_sends(&bytes(LENGTH)).await;
    let (_, id, answer) = stuck(&scene, 1).await;
    cancel(&scene, id);
    answer.await.unwrap();
    scene.stage.sandbox("sandbox.clearFaults", json!({})).await;
    let other = bytes(LENGTH + 1);
    scene.ann_sends(&other).await;
    assert!(scene.bob_downloads().await == other);
}

#[tokio::test]
async fn a_download_that_ends_in_its_first_part_leaves_no_file() {
    let scene = Scene::new().await;
    scene.ann_sends(&bytes(LENGTH)).await;
    let (_, id, answer) = stuck(&scene, 0).await;
    cancel(&scene, id);
    assert_eq!(answer.await.unwrap()["error"]["data"]["kind"], "cancelled");
    while !scene.partials().is_empty() {
        tokio::task::yield_now().await;
    }
    assert!(!PathBuf::from(scene.path("bobs.bin")).exists());
}

#[tokio::test]
async fn two_calls_do_not_write_to_one_path() {
    let scene = Scene::new().await;
    scene.ann_sends(&bytes(LENGTH)).await;
    let (params, id, answer) = stuck(&scene, 2).await;
    let error = scene.stage.fail("media.download", params.clone()).await;
    assert_eq!((&error["code"], &error["data"]["reason"]), (&json!(409), &json!("under_way")));
    cancel(&scene, id);
    answer.await.unwrap();
    scene.stage.sandbox("sandbox.clearFaults", json!({})).await;
    assert_eq!(scene.stage.call("media.download", params).await["resumed_from"], 2 * PART);
}

#[tokio::test]
async fn the_connection_of_a_cancelled_transfer_ends_at_once() {
    let scene = Scene::new().await;
    let me = scene.stage.call("account.me", json!({"session": scene.ann})).await;
    scene
        .fault(json!({"kind": "delay", "method": "upload.saveBigFilePart", "duration": 600, "count": 0}))
        .await;
    let path = scene.file("boat.bin", &bytes(LENGTH));
    let (id, answer) =
        scene.stage.daemon().start("media.upload", json!({"session": scene.ann, "path": path}));
    while scene.stage.calls("upload.saveBigFilePart").await < 8 {
        tokio::task::yield_now().await;
    }
    assert_eq!(scene.stage.connections(&me["id"]).await, 2);
    cancel(&scene, id);
    assert_eq!(answer.await.unwrap()["error"]["code"], -32800);
    while scene.stage.connections(&me["id"]).await > 1 {
        tokio::task::yield_now().await;
    }
    assert_eq!(scene.stage.calls("upload.saveBigFilePart").await, 8, "no more than are on the way at once");
}

#[tokio::test]
async fn a_transfer_has_no_timeout_by_default() {
    let scene = Scene::new().await;
    let described = scene.stage.call("rpc.discover", json!({})).await;
    let methods = described["methods"].as_array().unwrap();
    for name in ["media.download", "media.upload", "messages.sendFile", "messages.sendAlbum"] {
        let method = methods.iter().find(|method| method["name"] == name).unwrap();
        let params = method["params"].as_array().unwrap();
        let timeout = params.iter().find(|param| param["name"] == "timeout").unwrap();
        assert!(timeout["description"].as_str().unwrap().contains("no limit"));
    }
    scene.fault(json!({"kind": "delay", "method": "upload.saveFilePart", "duration": 600})).await;
    let params = json!({"session": scene.ann, "data_base64": "Ym9hdA==", "timeout": 0.2});
    let error = scene.stage.fail("media.upload", params).await;
    assert_eq!((&error["code"], &error["data"]["kind"]), (&json!(504), &json!("timeout")));
}
