//! Files that Telegram gives by a CDN DC: somebody else's computer, which has them encrypted.

use std::path::PathBuf;

use serde_json::{Value, json};

use super::{KB, MB, PART, Scene, base64, bytes, decoded};

/// Several pieces, the last one short.
const LENGTH: usize = MB + 5;

/// How many pieces that is.
const PIECES: u64 = LENGTH.div_ceil(PART) as u64;

const CDN_DC: i32 = 203;

impl Scene {
    /// Ann and Bob, and a Telegram that gives files by its CDN to clients that know what that is.
    async fn with_cdn() -> Self {
        let scene = Self::new().await;
        scene.fault(json!({"kind": "cdn_redirect"})).await;
        scene
    }

    /// The keys that clients have with the CDN DC, as the sandbox counts them.
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
async fn a_file_that_a_cdn_has_comes_from_there() {
    let scene = Scene::with_cdn().await;
    let sent = bytes(LENGTH);
    scene.ann_sends(&sent).await;
    assert!(scene.bob_downloads().await == sent);
    assert!(scene.asked_cdn().await >= PIECES);

    // Nobody signs in there, and what is known of the CDN is kept.
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
async fn small_files_and_pieces_of_large_ones_come_from_there_as_well() {
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
async fn what_a_cdn_changes_is_told_and_not_written() {
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
async fn a_file_that_the_cdn_has_forgotten_is_brought_there_again() {
    let scene = Scene::with_cdn().await;
    let sent = bytes(LENGTH);
    scene.ann_sends(&sent).await;
    scene.fault(json!({"kind": "cdn_reupload"})).await;
    assert!(scene.bob_downloads().await == sent);
    assert!(scene.stage.calls("upload.reuploadCdnFile").await >= 1);
    assert!(scene.asked_cdn().await > PIECES);

    // A CDN that keeps forgetting it is given up.
    scene.fault(json!({"kind": "cdn_reupload", "count": 0})).await;
    assert!(scene.bob_downloads().await == sent);
}

#[tokio::test]
async fn hashes_that_the_redirect_lacks_are_asked_for() {
    let scene = Scene::with_cdn().await;
    let sent = bytes(LENGTH);
    scene.ann_sends(&sent).await;
    assert!(scene.bob_downloads().await == sent);
    let asked = scene.stage.calls("upload.getCdnFileHashes").await;
    assert!((1..PIECES).contains(&asked), "once for what several pieces lack: {asked}");
}

#[tokio::test]
async fn a_token_that_is_not_valid_any_more_is_replaced() {
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

        // Where none is ever valid, the file's own DC gives the file.
        let before = scene.stage.calls("upload.getFile").await;
        scene.fault(json!({"kind": "cdn_reupload", "count": 0})).await;
        scene.cdn_fault(name, method, 0).await;
        assert!(scene.bob_downloads().await == sent, "{method}");
        assert!(scene.stage.calls("upload.getFile").await >= before + PIECES);
    }
}

#[tokio::test]
async fn what_a_cdn_does_not_give_comes_from_the_files_own_dc() {
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
async fn a_cdn_that_ends_in_the_middle_costs_nothing_but_time() {
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
async fn a_file_that_only_a_failing_cdn_has_fails_as_the_cdn_does() {
    let scene = Scene::new().await;
    scene.ann_sends(&bytes(LENGTH)).await;
    scene.fault(json!({"kind": "cdn_redirect", "always": true})).await;
    let lost = json!({"kind": "auth_key_unregistered", "method": "upload.getCdnFile", "count": 0});
    for (fault, kind) in [(lost, "telegram_internal"), (json!({"kind": "cdn_unreachable"}), "offline")] {
        scene.fault(fault).await;
        // Connections that are open stay so.
        scene.fault(json!({"kind": "drop", "method": "upload.getCdnFile", "count": 0})).await;
        let params = scene.bobs(json!({"path": scene.path("bobs.bin")})).await;
        let error = scene.stage.fail("media.download", params).await;
        assert_eq!((&error["data"]["kind"], &error["data"]["is_retryable"]), (&json!(kind), &json!(true)));
        assert!(error["message"].as_str().unwrap().contains("only by CDN DC 203"), "{error}");
    }
    // A key with the CDN is no login.
    scene.stage.call("account.me", json!({"session": scene.bob})).await;
}

#[tokio::test]
async fn a_key_that_the_cdn_has_forgotten_is_replaced() {
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
async fn only_who_has_a_key_that_telegram_names_is_taken_for_the_cdn() {
    let scene = Scene::with_cdn().await;
    let sent = bytes(LENGTH);
    scene.ann_sends(&sent).await;
    let right = scene.stage.world(|world| world.cdn().cloned()).unwrap();
    let wrong =
        telewire::sandbox::world::files::cdn::Cdn { public_key: scene.stage.sandbox_key(), ..right.clone() };
    scene.stage.world(|world| world.set_cdn(wrong));
    assert!(scene.bob_downloads().await == sent);
    assert_eq!(scene.asked_cdn().await, 0);

    // Telegram has changed the CDN's keys since they were remembered.
    scene.stage.world(|world| world.set_cdn(right));
    assert!(scene.bob_downloads().await == sent);
    assert!(scene.asked_cdn().await >= PIECES);
    assert_eq!(scene.stage.calls("help.getCdnConfig").await, 2);
}

#[tokio::test]
async fn several_downloads_come_from_there_side_by_side_over_one_key() {
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
async fn a_file_of_another_dc_comes_by_the_cdn_and_is_brought_there_by_its_own_dc() {
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
async fn a_cancelled_download_by_a_cdn_goes_on_where_it_was() {
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
async fn a_reference_that_has_expired_is_fetched_anew_before_the_cdn_is_asked() {
    let scene = Scene::with_cdn().await;
    let sent = bytes(LENGTH);
    scene.ann_sends(&sent).await;
    scene.fault(json!({"kind": "file_reference_expired"})).await;
    assert!(scene.bob_downloads().await == sent);
    assert_eq!(scene.stage.calls("messages.getMessages").await, 2, "once for all pieces");
    assert!(scene.asked_cdn().await > 0);
}
