//! Files that Telegram serves from a CDN DC: a third party's servers, which only have them encrypted.

use std::path::PathBuf;

use serde_json::{Value, json};

use super::{KB, MB, PART, Scene, base64, bytes, decoded};

/// Several parts, the last one short.
const LENGTH: usize = MB + 5;

/// The number of parts.
const PIECES: u64 = LENGTH.div_ceil(PART) as u64;

const CDN_DC: i32 = 203;

impl Scene {
    /// Ann and Bob, and a Telegram that serves files from its CDN to clients that support that.
    async fn with_cdn() -> Self {
        let scene = Self::new().await;
        scene.fault(json!({"kind": "cdn_redirect"})).await;
        scene
    }

    /// The number of keys that clients have with the CDN DC.
    async fn cdn_keys(&self) -> Vec<Value> {
        let stats = self.stage.sandbox("sandbox.stats", json!({})).await;
        let keys = stats["connections"].as_array().unwrap().iter();
        keys.filter(|key| key["dc"] == CDN_DC).cloned().collect()
    }

    async fn cdn_fault(&self, name: &str, method: &str, count: u32) {
        self.fault(json!({"kind": "error", "name": name, "method": method, "count": count})).await;
    }

    async fn asked_cdn(&self) -> u64 {
        self.stage.calls("upload.getCdnFile").await
    }
}

#[tokio::test]
async fn a_file_on_a_cdn_is_downloaded_from_the_cdn() {
    let scene = Scene::with_cdn().await;
    let sent = bytes(LENGTH);
    scene.ann_sends(&sent).await;
    assert!(scene.bob_downloads().await == sent);
    assert!(scene.asked_cdn().await >= PIECES);

    // Nobody signs in there, and the CDN's configuration is cached.
    assert!(scene.bob_downloads().await == sent);
    let keys = scene.cdn_keys().await;
    assert_eq!(keys.len(), 1);
    assert_eq!(keys[0]["account_id"], Value::Null);
    for (method, times) in
        [("help.getCdnConfig", 1), ("auth.exportAuthorization", 0), ("auth.importAuthorization", 0)]
    {
        assert_eq!(scene.stage.calls(method).await, times, "{method}");
    }
}

#[tokio::test]
async fn small_files_and_ranges_of_large_ones_come_from_the_cdn_too() {
    let scene = Scene::with_cdn().await;
    scene.send(json!({"data_base64": base64(b"a boat"), "file_name": "boat.txt"})).await;
    let downloaded = scene.stage.call("media.download", scene.bobs(json!({"inline": true})).await).await;
    assert_eq!(decoded(&downloaded["data_base64"]), b"a boat");

    let sent = bytes(LENGTH);
    scene.ann_sends(&sent).await;
    for (offset, length) in [
        (0, 1),
        (4095, 2),
        (128 * KB - 1, 2),
        (PART - 1, 2),
        (PART - 1, PART + 2),
        (MB - 1, 6),
        (LENGTH - 3, 3),
        (130 * KB + 7, 64 * KB),
    ] {
        let before = scene.asked_cdn().await;
        let params = scene.bobs(json!({"inline": true, "offset": offset, "length": length})).await;
        let downloaded = scene.stage.call("media.download", params).await;
        assert!(
            decoded(&downloaded["data_base64"]) == sent[offset..offset + length],
            "{length} from {offset}"
        );
        assert!(scene.asked_cdn().await > before);
    }
}

#[tokio::test]
async fn data_that_a_cdn_changed_is_reported_and_not_written() {
    let scene = Scene::with_cdn().await;
    let sent = bytes(LENGTH);
    scene.ann_sends(&sent).await;
    for count in [1, 0] {
        scene.fault(json!({"kind": "cdn_wrong_bytes", "count": count})).await;
        let params = scene.bobs(json!({"path": scene.path("bobs.bin")})).await;
        let error = scene.stage.fail("media.download", params).await;
        assert_eq!((&error["code"], &error["data"]["kind"]), (&json!(502), &json!("hash_mismatch")));
        assert_eq!((&error["data"]["is_retryable"], &error["data"]["dc"]), (&json!(false), &json!(CDN_DC)));
        assert!(!PathBuf::from(scene.path("bobs.bin")).exists());
    }
    scene.stage.sandbox("sandbox.clearFaults", json!({})).await;
    assert!(scene.bob_downloads().await == sent, "what was right before is gone on with");
}

#[tokio::test]
async fn a_file_that_the_cdn_lost_is_uploaded_to_it_again() {
    let scene = Scene::with_cdn().await;
    let sent = bytes(LENGTH);
    scene.ann_sends(&sent).await;
    scene.fault(json!({"kind": "cdn_reupload"})).await;
    assert!(scene.bob_downloads().await == sent);
    assert!(scene.stage.calls("upload.reuploadCdnFile").await >= 1);
    assert!(scene.asked_cdn().await > PIECES);

    // After repeated losses the CDN is no longer used.
    scene.fault(json!({"kind": "cdn_reupload", "count": 0})).await;
    assert!(scene.bob_downloads().await == sent);
}

#[tokio::test]
async fn hashes_missing_from_the_redirect_are_fetched() {
    let scene = Scene::with_cdn().await;
    let sent = bytes(LENGTH);
    scene.ann_sends(&sent).await;
    assert!(scene.bob_downloads().await == sent);
    let asked = scene.stage.calls("upload.getCdnFileHashes").await;
    assert!((1..PIECES).contains(&asked), "once for what several pieces lack: {asked}");
}

#[tokio::test]
async fn an_expired_token_is_replaced() {
    for (method, name) in [
        ("upload.getCdnFile", "FILE_TOKEN_INVALID"),
        ("upload.getCdnFileHashes", "FILE_TOKEN_INVALID"),
        ("upload.reuploadCdnFile", "REQUEST_TOKEN_INVALID"),
    ] {
        let scene = Scene::with_cdn().await;
        let sent = bytes(LENGTH);
        scene.ann_sends(&sent).await;
        scene.fault(json!({"kind": "cdn_reupload"})).await;
        scene.cdn_fault(name, method, 1).await;
        assert!(scene.bob_downloads().await == sent, "{method}");
        assert!(scene.asked_cdn().await >= PIECES, "{method}");

        // If no token is ever valid, the file's own DC serves the file.
        let before = scene.stage.calls("upload.getFile").await;
        scene.fault(json!({"kind": "cdn_reupload", "count": 0})).await;
        scene.cdn_fault(name, method, 0).await;
        assert!(scene.bob_downloads().await == sent, "{method}");
        assert!(scene.stage.calls("upload.getFile").await >= before + PIECES);
    }
}

#[tokio::test]
async fn parts_that_a_cdn_does_not_serve_come_from_the_files_own_dc() {
    let faults = [
        json!({"kind": "cdn_unreachable"}),
        json!({"kind": "drop", "method": "upload.getCdnFile", "count": 0}),
        json!({"kind": "error", "name": "ANY", "method": "upload.getCdnFile", "count": 0}),
        json!({"kind": "flood_wait", "duration": 3600, "method": "upload.getCdnFile", "count": 0}),
        json!({"kind": "internal", "method": "help.getCdnConfig", "count": 0}),
    ];
    for fault in faults {
        let scene = Scene::with_cdn().await;
        let sent = bytes(LENGTH);
        scene.ann_sends(&sent).await;
        scene.fault(fault.clone()).await;
        assert!(scene.bob_downloads().await == sent, "{fault}");
    }
}

#[tokio::test]
async fn a_download_continues_when_the_cdn_stops_in_the_middle() {
    let scene = Scene::with_cdn().await;
    let sent = bytes(5 * MB);
    scene.ann_sends(&sent).await;
    let pass = json!({"kind": "delay", "method": "upload.getCdnFile", "duration": 0, "count": 5});
    scene.fault(pass).await;
    scene.fault(json!({"kind": "drop", "method": "upload.getCdnFile", "count": 0})).await;
    assert!(scene.bob_downloads().await == sent);
    assert!(scene.asked_cdn().await > 5);
}

#[tokio::test]
async fn a_download_fails_when_only_a_failing_cdn_has_the_file() {
    let scene = Scene::new().await;
    scene.ann_sends(&bytes(LENGTH)).await;
    scene.fault(json!({"kind": "cdn_redirect", "always": true})).await;
    let lost = json!({"kind": "auth_key_unregistered", "method": "upload.getCdnFile", "count": 0});
    for (fault, kind) in [(lost, "telegram_internal"), (json!({"kind": "cdn_unreachable"}), "offline")] {
        scene.fault(fault).await;
        // Open connections stay open.
        scene.fault(json!({"kind": "drop", "method": "upload.getCdnFile", "count": 0})).await;
        let params = scene.bobs(json!({"path": scene.path("bobs.bin")})).await;
        let error = scene.stage.fail("media.download", params).await;
        assert_eq!((&error["data"]["kind"], &error["data"]["is_retryable"]), (&json!(kind), &json!(true)));
        assert!(error["message"].as_str().unwrap().contains("only from CDN DC 203"), "{error}");
    }
    // A key with the CDN is not a login.
    scene.stage.call("account.me", json!({"session": scene.bob})).await;
}

#[tokio::test]
async fn a_key_that_the_cdn_lost_is_replaced() {
    for kind in ["auth_key_lost", "auth_key_unregistered"] {
        let scene = Scene::with_cdn().await;
        let sent = bytes(LENGTH);
        scene.ann_sends(&sent).await;
        assert!(scene.bob_downloads().await == sent);
        let before = scene.asked_cdn().await;
        scene.fault(json!({"kind": kind, "method": "upload.getCdnFile"})).await;
        assert!(scene.bob_downloads().await == sent, "{kind}");
        assert!(scene.asked_cdn().await > before + PIECES, "{kind}: the CDN is not given up");
        scene.stage.call("account.me", json!({"session": scene.bob})).await;
    }
}

#[tokio::test]
async fn a_cdn_must_have_an_rsa_key_that_telegram_lists() {
    let scene = Scene::with_cdn().await;
    let sent = bytes(LENGTH);
    scene.ann_sends(&sent).await;
    let right = scene.stage.world(|world| world.cdn().cloned()).unwrap();
    let wrong =
        telewire::sandbox::world::files::cdn::Cdn { public_key: scene.stage.sandbox_key(), ..right.clone() };
    scene.stage.world(|world| world.set_cdn(wrong));
    assert!(scene.bob_downloads().await == sent);
    assert_eq!(scene.asked_cdn().await, 0);

    // Telegram has changed the CDN's keys since they were cached.
    scene.stage.world(|world| world.set_cdn(right));
    assert!(scene.bob_downloads().await == sent);
    assert!(scene.asked_cdn().await >= PIECES);
    assert_eq!(scene.stage.calls("help.getCdnConfig").await, 2);
}

#[tokio::test]
async fn concurrent_downloads_from_a_cdn_share_one_key() {
    let scene = Scene::with_cdn().await;
    let sent = bytes(LENGTH);
    scene.ann_sends(&sent).await;
    let mut answers = Vec::new();
    for n in 0..4 {
        let params = scene.bobs(json!({"path": scene.path(&format!("copy{n}"))})).await;
        answers.push(scene.stage.daemon().start("media.download", params).1);
    }
    for (n, answer) in answers.into_iter().enumerate() {
        let answer = answer.await.unwrap();
        assert_eq!(answer["result"]["downloaded_size"], LENGTH, "{answer}");
        assert!(std::fs::read(scene.path(&format!("copy{n}"))).unwrap() == sent);
    }
    assert_eq!(scene.cdn_keys().await.len(), 1);
}

#[tokio::test]
async fn a_file_of_another_dc_comes_from_the_cdn_and_its_own_dc_uploads_it_there() {
    let scene = Scene::with_cdn().await;
    let carol = scene.carol().await;
    let sent = bytes(LENGTH);
    let path = scene.file("carols.bin", &sent);
    let params = json!({"session": carol, "chat_id": "@bob_baker", "path": path, "kind": "document"});
    scene.stage.call("messages.sendFile", params).await;
    let newest = json!({"session": scene.bob, "chat_id": "@carol_clark", "limit": 1});
    let message = scene.stage.call("messages.history", newest).await["items"][0].clone();
    let params = json!({"session": scene.bob, "chat_id": "@carol_clark",
        "message_id": message["message_id"], "path": scene.path("bobs.bin")});
    scene.fault(json!({"kind": "cdn_reupload"})).await;
    scene.stage.call("media.download", params).await;
    assert!(std::fs::read(scene.path("bobs.bin")).unwrap() == sent);
    assert!(scene.stage.calls("upload.reuploadCdnFile").await >= 1);
    assert!(scene.asked_cdn().await > PIECES);
}

#[tokio::test]
async fn a_cancelled_download_from_a_cdn_is_resumed() {
    let scene = Scene::with_cdn().await;
    let sent = bytes(5 * MB);
    scene.ann_sends(&sent).await;
    let params = scene.bobs(json!({"path": scene.path("bobs.bin")})).await;
    let pass = json!({"kind": "delay", "method": "upload.getCdnFile", "duration": 0, "count": 4});
    scene.fault(pass).await;
    scene.fault(json!({"kind": "delay", "method": "upload.getCdnFile", "duration": 600, "count": 0})).await;
    let (id, answer) = scene.stage.daemon().start("media.download", params.clone());
    let on_disk =
        || -> u64 { scene.partials().iter().map(|path| path.metadata().map_or(0, |it| it.len())).sum() };
    while on_disk() < 4 * PART as u64 {
        tokio::task::yield_now().await;
    }
    let cancel = json!({"jsonrpc": "2.0", "method": "$/cancelRequest", "params": {"id": id}});
    scene.stage.daemon().send(cancel);
    assert_eq!(answer.await.unwrap()["error"]["code"], -32800);
    scene.stage.sandbox("sandbox.clearFaults", json!({})).await;
    scene.fault(json!({"kind": "cdn_redirect"})).await;
    let downloaded = scene.stage.call("media.download", params).await;
    assert_eq!(downloaded["resumed_from"], 4 * PART);
    assert!(std::fs::read(scene.path("bobs.bin")).unwrap() == sent);
}

#[tokio::test]
async fn an_expired_file_reference_is_renewed_before_the_cdn_is_used() {
    let scene = Scene::with_cdn().await;
    let sent = bytes(LENGTH);
    scene.ann_sends(&sent).await;
    scene.fault(json!({"kind": "file_reference_expired"})).await;
    assert!(scene.bob_downloads().await == sent);
    assert_eq!(scene.stage.calls("messages.getMessages").await, 2, "once for all pieces");
    assert!(scene.asked_cdn().await > 0);
}
