//! Errors about files: which file it is, and what is wrong with it.

use std::os::unix::net::UnixListener;

use serde_json::{Value, json};

use super::{MB, Scene, base64, bytes, jpeg};

#[tokio::test]
async fn an_error_about_a_file_names_the_field_and_the_file() {
    let scene = Scene::new().await;
    let group = json!({"session": scene.ann, "title": "Boats", "kind": "supergroup"});
    let group = scene.stage.call("groups.create", group).await["chat"]["id"].clone();
    let nowhere = scene.path("nowhere.jpg");
    let (missing, data) = (json!({"path": nowhere}), base64(b"boat"));
    for (method, params, field) in [
        ("messages.sendFile", scene.to_bob(missing.clone()), "path"),
        (
            "messages.sendFile",
            scene.to_bob(json!({"data_base64": data, "thumbnail": missing})),
            "thumbnail.path",
        ),
        (
            "messages.sendAlbum",
            scene.to_bob(json!({"items": [missing, {"data_base64": data}]})),
            "items[0].path",
        ),
        (
            "messages.sendAlbum",
            scene.to_bob(json!({"items": [{"data_base64": data}, missing]})),
            "items[1].path",
        ),
        (
            "messages.sendAlbum",
            scene.to_bob(
                json!({"items": [{"data_base64": data}, {"data_base64": data, "thumbnail": missing}]}),
            ),
            "items[1].thumbnail.path",
        ),
        ("media.upload", json!({"session": scene.ann, "path": nowhere}), "path"),
        ("groups.edit", json!({"session": scene.ann, "chat_id": group, "photo": missing}), "photo.path"),
    ] {
        let error = scene.stage.fail(method, params).await;
        assert_eq!(error["data"]["kind"], "file_not_found", "{method}: {error}");
        assert_eq!(error["data"]["path"], field, "{method}: {error}");
        assert_eq!(error["data"]["file_path"], nowhere, "{method}: {error}");
        assert!(error["message"].as_str().unwrap().contains(&nowhere), "{method}: {error}");
    }
    let download = scene.bobs(json!({"path": scene.path("no/folder/x")})).await;
    scene.send(json!({"data_base64": data})).await;
    let error = scene.stage.fail("media.download", download).await;
    assert_eq!(
        (&error["data"]["path"], &error["data"]["file_path"]),
        (&json!("path"), &json!(scene.path("no/folder/x")))
    );
}

#[tokio::test]
async fn an_album_names_the_file_that_telegram_no_longer_has() {
    let scene = Scene::new().await;
    let items = json!([{"data_base64": base64(b"boat")}, {"file_id": "f1.x"}]);
    let error = scene.stage.fail("messages.sendAlbum", scene.to_bob(json!({"items": items}))).await;
    assert_eq!(
        (&error["data"]["kind"], &error["data"]["path"]),
        (&json!("file_not_found"), &json!("items[1].file_id"))
    );
}

#[tokio::test]
async fn urls_and_paths_of_other_systems_are_recognized() {
    let scene = Scene::new().await;
    for path in [
        "https://example.org/boat.jpg",
        "HTTP://example.org/boat.jpg",
        "s3://bucket/boat.jpg",
        "data:image/png;base64,AAAA",
        "file:///tmp/boat.jpg",
        "file:/tmp/boat.jpg",
    ] {
        for method in ["messages.sendFile", "media.upload", "media.download"] {
            let params = match method {
                "media.download" => scene.bobs(json!({"path": path})).await,
                "media.upload" => json!({"session": scene.ann, "path": path}),
                _ => scene.to_bob(json!({"path": path})),
            };
            if method == "media.download" {
                scene.send(json!({"data_base64": base64(b"boat")})).await;
            }
            let error = scene.stage.fail(method, params).await;
            assert_eq!(error["data"]["kind"], "invalid_params", "{method} {path}: {error}");
            assert_eq!(error["data"]["path"], "path", "{method} {path}");
            assert!(error["message"].as_str().unwrap().contains("URL"), "{method} {path}: {error}");
            let hint = error["data"]["hint"].as_str().unwrap();
            assert_eq!(hint.contains("/tmp/boat.jpg"), path.starts_with("file:"), "{path}: {hint}");
        }
    }
    for path in ["~/boat.jpg", "~ann/boat.jpg", "C:\\boats\\boat.jpg", "C:/boats/boat.jpg", "\\\\host\\boats"]
    {
        let error = scene.stage.fail("messages.sendFile", scene.to_bob(json!({"path": path}))).await;
        assert_eq!(
            (&error["data"]["kind"], &error["data"]["file_path"]),
            (&json!("file_not_found"), &json!(path))
        );
        assert!(error["data"]["hint"].is_string(), "{path}: {error}");
    }
}

#[tokio::test]
async fn a_long_url_is_not_repeated_in_full() {
    let scene = Scene::new().await;
    let path = format!("data:image/png;base64,{}", "A".repeat(MB));
    let error = scene.stage.fail("messages.sendFile", scene.to_bob(json!({"path": path}))).await;
    assert_eq!(error["data"]["kind"], "invalid_params");
    assert!(error.to_string().len() < 20_000);
}

#[tokio::test]
async fn a_path_that_is_not_a_file_is_rejected_at_once() {
    let scene = Scene::new().await;
    let pipe = scene.path("pipe");
    assert!(std::process::Command::new("mkfifo").arg(&pipe).status().unwrap().success());
    let socket = scene.path("a-socket");
    let _listener = UnixListener::bind(&socket).unwrap();
    std::os::unix::fs::symlink(&pipe, scene.path("to-pipe")).unwrap();
    let empty = scene.file("empty", b"");
    let folder = scene.path("");
    for (path, what) in [
        (&*pipe, "pipe"),
        (&scene.path("to-pipe"), "pipe"),
        (&*socket, "socket"),
        ("/dev/null", "device"),
        ("/dev/zero", "device"),
        (&*folder, "folder"),
        (&*empty, "empty"),
        ("", "empty"),
        ("a\0b", "NUL"),
    ] {
        for (method, params, field) in [
            ("messages.sendFile", scene.to_bob(json!({"path": path})), "path"),
            ("media.upload", json!({"session": scene.ann, "path": path}), "path"),
            (
                "messages.sendFile",
                scene.to_bob(json!({"data_base64": base64(b"boat"), "thumbnail": {"path": path}})),
                "thumbnail.path",
            ),
        ] {
            let error = scene.stage.fail(method, params).await;
            assert_eq!(
                (&error["data"]["kind"], &error["data"]["path"]),
                (&json!("invalid_params"), &json!(field))
            );
            assert!(error["message"].as_str().unwrap().contains(what), "{path}: {error}");
        }
    }
    assert_eq!(scene.stage.calls("upload.saveFilePart").await, 0);
}

fn kind_and_field(error: &Value) -> (Value, Value) {
    (error["data"]["kind"].clone(), error["data"]["path"].clone())
}

#[tokio::test]
async fn an_image_that_cannot_be_a_photo_is_sent_as_a_document_by_default() {
    let scene = Scene::new().await;
    let large = [jpeg(640, 480), bytes(10 * MB)].concat();
    for (content, kind, path) in [
        (jpeg(9000, 1001), "invalid_params", "kind"),
        (jpeg(210, 10), "invalid_params", "kind"),
        (jpeg(10, 210), "invalid_params", "kind"),
        (large, "too_large", "path"),
    ] {
        let file = scene.file("image.jpg", &content);
        assert_eq!(scene.send(json!({"path": file})).await["media"]["kind"], "document");
        let photo = scene.to_bob(json!({"path": file, "kind": "photo"}));
        let error = scene.stage.fail("messages.sendFile", photo).await;
        assert_eq!(kind_and_field(&error), (json!(kind), json!(path)), "{error}");
        assert!(error["data"]["hint"].as_str().unwrap().contains("document"));
        // The same for an earlier upload, and within an album.
        let uploaded = scene.stage.call("media.upload", json!({"session": scene.ann, "path": file})).await;
        let photo = scene.to_bob(json!({"file_id": uploaded["file_id"], "kind": "photo"}));
        assert_eq!(scene.stage.fail("messages.sendFile", photo).await["data"]["kind"], kind);
        let items = json!([{"data_base64": base64(&jpeg(64, 64))}, {"path": file, "kind": "photo"}]);
        let error = scene.stage.fail("messages.sendAlbum", scene.to_bob(json!({"items": items}))).await;
        assert_eq!(kind_and_field(&error), (json!(kind), json!(format!("items[1].{path}"))));
    }
    assert_eq!(
        scene.send(json!({"data_base64": base64(&jpeg(200, 10)), "kind": "photo"})).await["media"]["kind"],
        "photo"
    );
}

#[tokio::test]
async fn a_file_over_telegrams_limit_is_rejected_before_the_upload() {
    let scene = Scene::new().await;
    let path = scene.path("huge.bin");
    std::fs::File::create(&path).unwrap().set_len(8000 * 512 * 1024 + 1).unwrap();
    for (method, params) in [
        ("messages.sendFile", scene.to_bob(json!({"path": path}))),
        ("media.upload", json!({"session": scene.ann, "path": path})),
    ] {
        let error = scene.stage.fail(method, params).await;
        assert_eq!(kind_and_field(&error), (json!("too_large"), json!("path")), "{error}");
        assert_eq!(error["data"]["file_path"], path);
    }
    assert_eq!(scene.stage.calls("upload.saveBigFilePart").await, 0);
}
