//! Faults during transfers.

use serde_json::{Value, json};

use super::{MB, PART, Scene, base64, bytes};

/// A length that needs big parts, and more of them than are requested at once.
const LENGTH: usize = 11 * MB;

#[tokio::test]
async fn an_expired_file_reference_is_renewed_once() {
    let scene = Scene::new().await;
    let sent = bytes(LENGTH);
    scene.ann_sends(&sent).await;
    scene.fault(json!({"kind": "file_reference_expired"})).await;
    assert!(scene.bob_downloads().await == sent);
    assert_eq!(scene.stage.calls("messages.getMessages").await, 2, "once for all parts");

    scene.fault(json!({"kind": "file_reference_expired", "count": 0})).await;
    let params = scene.bobs(json!({"path": scene.path("never")})).await;
    let error = scene.stage.fail("media.download", params).await;
    assert_eq!(error["data"]["kind"], "file_not_found");
    assert_eq!(error["data"]["telegram"]["name"], "FILE_REFERENCE_EXPIRED");
    assert_eq!(scene.stage.calls("messages.getMessages").await, 4);
}

#[tokio::test]
async fn a_lost_connection_only_repeats_its_parts() {
    for kind in ["drop", "truncate"] {
        let scene = Scene::new().await;
        let sent = bytes(LENGTH);
        for method in ["upload.saveBigFilePart", "upload.getFile"] {
            for _ in 0..3 {
                scene.fault(json!({"kind": kind, "method": method})).await;
            }
        }
        scene.ann_sends(&sent).await;
        assert!(scene.bob_downloads().await == sent);
        let parts = (LENGTH / PART) as u64;
        let calls = scene.stage.calls("upload.getFile").await;
        assert!(calls > parts && calls <= parts + 3 * 8, "{calls} calls for {parts} parts");
    }
}

#[tokio::test]
async fn a_part_whose_answer_is_lost_is_requested_again() {
    let scene = Scene::new().await;
    let sent = bytes(2 * PART);
    scene.fault(json!({"kind": "lose_answer", "method": "upload.saveFilePart"})).await;
    scene.ann_sends(&sent).await;
    scene.fault(json!({"kind": "lose_answer", "method": "upload.getFile"})).await;
    assert!(scene.bob_downloads().await == sent);
}

#[tokio::test]
async fn flood_waits_of_parts_are_waited_out_by_default() {
    let scene = Scene::new().await;
    for kind in ["FLOOD_WAIT_1", "FLOOD_PREMIUM_WAIT_1"] {
        for method in ["upload.saveFilePart", "upload.getFile"] {
            scene.fault(json!({"kind": "error", "code": 420, "name": kind, "method": method})).await;
        }
        let params = json!({"data_base64": base64(b"boat"), "progress_token": 3});
        let (_, answer) = scene.stage.daemon().start("messages.sendFile", scene.to_bob(params));
        loop {
            let notification = scene.stage.daemon().notification().await;
            if notification["params"]["value"]["kind"] == "flood_wait" {
                assert_eq!(notification["params"]["value"]["retry_after"], 1);
                break;
            }
        }
        assert!(answer.await.unwrap()["result"].is_object());
        assert_eq!(scene.bob_downloads().await, b"boat");
    }
}

#[tokio::test]
async fn a_flood_wait_over_max_wait_is_reported_at_once() {
    let scene = Scene::new().await;
    scene.ann_sends(b"boat").await;
    for (max_wait, seconds) in [(Value::Null, 61), (json!(0), 1), (json!(5), 6)] {
        for method in ["upload.saveFilePart", "upload.getFile"] {
            scene.fault(json!({"kind": "flood_wait", "duration": seconds, "method": method})).await;
        }
        let params = json!({"data_base64": base64(b"boat"), "max_wait": max_wait});
        let error = scene.stage.fail("messages.sendFile", scene.to_bob(params)).await;
        assert_eq!((&error["code"], &error["data"]["retry_after"]), (&json!(429), &json!(seconds)));
        let params = scene.bobs(json!({"inline": true, "max_wait": max_wait})).await;
        let error = scene.stage.fail("media.download", params).await;
        assert_eq!((&error["code"], &error["data"]["retry_after"]), (&json!(429), &json!(seconds)));
    }
}

#[tokio::test]
async fn the_default_max_wait_of_parts_does_not_apply_to_the_send() {
    let scene = Scene::new().await;
    scene.fault(json!({"kind": "flood_wait", "duration": 1, "method": "messages.sendMedia"})).await;
    let params = scene.to_bob(json!({"data_base64": base64(b"boat")}));
    let error = scene.stage.fail("messages.sendFile", params).await;
    assert_eq!(error["data"]["kind"], "rate_limited");
}

#[tokio::test]
async fn a_send_whose_answer_is_lost_is_repeated_and_sent_once() {
    let scene = Scene::new().await;
    scene.fault(json!({"kind": "lose_answer", "method": "messages.sendMedia"})).await;
    let params = scene.to_bob(json!({"data_base64": base64(b"boat"), "timeout": 1}));
    let error = scene.stage.fail("messages.sendFile", params).await;
    assert_eq!((&error["data"]["kind"], &error["data"]["outcome"]), (&json!("timeout"), &json!("unknown")));
    let params = json!({"data_base64": base64(b"boat"), "random_id": error["data"]["random_id"]});
    assert_eq!(scene.send(params).await["is_duplicate"], true);
}

#[tokio::test]
async fn a_failed_part_fails_the_call_and_the_next_call_works() {
    let scene = Scene::new().await;
    scene.fault(json!({"kind": "internal", "method": "upload.saveFilePart"})).await;
    let error =
        scene.stage.fail("messages.sendFile", scene.to_bob(json!({"data_base64": base64(b"boat")}))).await;
    assert_eq!(error["data"]["kind"], "telegram_internal");
    scene.send(json!({"data_base64": base64(b"boat")})).await;
    scene.fault(json!({"kind": "internal", "method": "upload.getFile"})).await;
    let params = scene.bobs(json!({"inline": true})).await;
    let error = scene.stage.fail("media.download", params.clone()).await;
    assert_eq!(error["data"]["kind"], "telegram_internal");
    assert_eq!(scene.stage.call("media.download", params).await["downloaded_size"], 4);
}
