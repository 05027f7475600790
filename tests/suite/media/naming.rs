//! File names at their receivers.

use serde_json::json;

use super::{Scene, base64};

#[tokio::test]
async fn a_long_name_keeps_its_extension_wherever_it_is_set() {
    let scene = Scene::new().await;
    let name = format!("{}.pdf", "ä".repeat(300));
    let shown = scene.send(json!({"data_base64": base64(b"boat"), "file_name": name})).await;
    let uploaded = scene
        .stage
        .call(
            "media.upload",
            json!({"session": scene.ann, "data_base64": base64(b"boat"), "file_name": name}),
        )
        .await;
    scene.send(json!({"file_id": uploaded["file_id"], "file_name": name})).await;
    let bobs = scene.newest().await;
    let inline = scene.bobs(json!({"inline": true})).await;
    let downloaded = scene.stage.call("media.download", inline).await;
    for shown_name in [&shown["media"], &bobs["media"], &uploaded, &downloaded] {
        let shown_name = shown_name["file_name"].as_str().unwrap();
        assert!(shown_name.ends_with("ä.pdf") && shown_name.len() <= 255, "{shown_name}");
        assert!(shown_name.len() > 250);
    }
    assert_eq!(bobs["media"]["mime_type"], "application/pdf");
}

/// Another client may send any file name.
#[tokio::test]
async fn a_received_name_is_safe_to_use() {
    let scene = Scene::new().await;
    for (name, shown) in [
        (".bashrc", "bashrc"),
        ("../../.ssh/authorized_keys", "authorized_keys"),
        ("C:\\Windows\\system.ini", "system.ini"),
        ("NUL.txt", "_NUL.txt"),
        ("photo\u{202e}gpj.exe", "photogpj.exe"),
        ("a\u{7}\u{2028}b.txt", "ab.txt"),
        ("boat.txt. .", "boat.txt"),
    ] {
        scene.send(json!({"data_base64": base64(b"boat")})).await;
        let params = json!({"session": scene.ann, "data_base64": base64(b"boat"), "file_name": "boat"});
        scene.stage.call("media.upload", params).await;
        let file_id = 7;
        let part = json!({"file_id": file_id, "file_part": 0, "bytes": base64(b"boat")});
        let invoke = |method: &str, params| json!({"session": scene.ann, "method": method, "params": params});
        scene.stage.call("telegram.invoke", invoke("upload.saveFilePart", part)).await;
        let media = json!({"_": "inputMediaUploadedDocument", "mime_type": "text/plain",
            "file": {"_": "inputFile", "id": file_id, "parts": 1, "name": "x", "md5_checksum": ""},
            "attributes": [{"_": "documentAttributeFilename", "file_name": name}]});
        let random_id = scene.newest().await["message_id"].clone();
        let send = json!({"peer": "@bob_baker", "media": media, "message": "", "random_id": random_id});
        scene.stage.call("telegram.invoke", invoke("messages.sendMedia", send)).await;
        assert_eq!(scene.newest().await["media"]["file_name"], shown, "{name:?}");
        let inline = scene.bobs(json!({"inline": true})).await;
        assert_eq!(scene.stage.call("media.download", inline).await["file_name"], shown, "{name:?}");
    }
}
