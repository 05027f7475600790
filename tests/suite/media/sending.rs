//! How sent files are shown.

use serde_json::{Value, json};

use super::{MB, Scene, base64, bytes, jpeg, merged};

/// The first bytes of a file of each kind.
const MP4: &[u8] = b"\0\0\0\x18ftypmp42\0\0\0\0mp42isom";
const MP3: &[u8] = b"ID3\x03\0\0\0\0\0\0";
const OGG: &[u8] = b"OggS\0\x02\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0OpusHead";

#[tokio::test]
async fn a_files_kind_comes_from_its_content_by_default() {
    let scene = Scene::new().await;
    let photo = jpeg(640, 480);
    for (content, requested, kind) in [
        (&photo[..], "auto", "photo"),
        (MP4, "auto", "video"),
        (MP3, "auto", "audio"),
        (OGG, "auto", "audio"),
        (OGG, "voice", "voice"),
        (b"a text", "auto", "document"),
        (&photo, "document", "document"),
        (MP4, "document", "document"),
        (&jpeg(640, 10), "auto", "document"),
    ] {
        let sent =
            scene.send(json!({"data_base64": base64(content), "kind": requested, "file_name": "x"})).await;
        assert_eq!(sent["media"]["kind"], kind, "{requested}");
        assert_eq!(scene.newest().await["media"]["kind"], kind);
    }
}

#[tokio::test]
async fn a_files_given_attributes_arrive_with_it() {
    let scene = Scene::new().await;
    let video = json!({"data_base64": base64(MP4), "file_name": "boat.mp4", "width": 640, "height": 360,
        "duration": 2.5, "caption": "*A boat*", "format": "markdown"});
    scene.send(video).await;
    let message = scene.newest().await;
    assert_eq!(message["text"], "A boat");
    assert_eq!(message["entities"], json!([{"kind": "bold", "offset": 0, "length": 6}]));
    let Value::Object(mut media) = message["media"].clone() else { panic!("{message}") };
    assert!(media.remove("file_id").is_some());
    let expected = json!({"kind": "video", "file_name": "boat.mp4", "mime_type": "video/mp4",
        "file_size": MP4.len(), "duration": 2.5, "width": 640, "height": 360});
    assert_eq!(Value::Object(media), expected);

    let audio = json!({"data_base64": base64(MP3), "title": "Sea", "performer": "Ann", "duration": 61});
    let media = scene.send(audio).await["media"].clone();
    assert_eq!((&media["title"], &media["performer"]), (&json!("Sea"), &json!("Ann")));
    assert_eq!(media["duration"], 61);
}

#[tokio::test]
async fn a_file_replies_to_a_message_in_a_group() {
    let scene = Scene::new().await;
    let lounge = json!({"session": scene.ann, "chat_id": "@sandbox_lounge"});
    scene.stage.call("groups.join", lounge.clone()).await;
    let first = scene.stage.call("messages.send", merged(lounge.clone(), json!({"text": "look"}))).await;
    let params = json!({"data_base64": base64(b"boat"), "reply_to_message_id": first["message_id"]});
    let sent = scene.stage.call("messages.sendFile", merged(lounge, params)).await;
    assert_eq!(sent["reply_to"]["message_id"], first["message_id"]);
    assert_eq!(sent["media"]["file_name"], "file");
}

#[tokio::test]
async fn a_received_file_is_sent_again_without_an_upload() {
    let scene = Scene::new().await;
    for (content, kind) in [(&jpeg(640, 480)[..], "photo"), (b"boat", "document")] {
        scene.send(json!({"data_base64": base64(content)})).await;
        let uploads = scene.stage.calls("upload.saveFilePart").await;
        let media = scene.newest().await["media"].clone();
        let again = json!({"session": scene.bob, "chat_id": "me", "file_id": media["file_id"]});
        let sent = scene.stage.call("messages.sendFile", again).await;
        assert_eq!(sent["media"]["kind"], kind);
        assert_eq!(scene.stage.calls("upload.saveFilePart").await, uploads);
        let own = scene.to_bob(json!({"file_id": media["file_id"]}));
        assert_eq!(scene.stage.fail("messages.sendFile", own).await["data"]["kind"], "file_not_found");
    }
}

#[tokio::test]
async fn an_expired_file_id_has_its_own_error() {
    let scene = Scene::new().await;
    scene.send(json!({"data_base64": base64(b"boat")})).await;
    let media = scene.newest().await["media"].clone();
    scene.stage.sandbox("sandbox.advance", json!({"duration": 2 * 24 * 3600})).await;
    let again = json!({"session": scene.bob, "chat_id": "me", "file_id": media["file_id"]});
    let error = scene.stage.fail("messages.sendFile", again).await;
    assert_eq!(error["data"]["kind"], "file_not_found");
    assert_eq!(error["data"]["telegram"]["name"], "FILE_REFERENCE_EXPIRED");
}

#[tokio::test]
async fn a_send_repeated_with_its_random_id_is_sent_once() {
    let scene = Scene::new().await;
    let params = json!({"data_base64": base64(b"boat"), "random_id": "77"});
    let first = scene.send(params.clone()).await;
    let again = scene.send(params).await;
    assert_eq!(again["message_id"], first["message_id"]);
    assert_eq!((&first["is_duplicate"], &again["is_duplicate"]), (&Value::Null, &json!(true)));
}

#[tokio::test]
async fn file_names_are_shown_and_never_used_as_paths() {
    let scene = Scene::new().await;
    for (name, shown) in [
        ("../../x", "x"),
        ("/etc/passwd", "passwd"),
        ("a\u{0}b\nc", "abc"),
        ("..", "file"),
        ("x\u{202e}fdp.exe", "xfdp.exe"),
    ] {
        let sent = scene.send(json!({"data_base64": base64(b"boat"), "file_name": name})).await;
        assert_eq!(sent["media"]["file_name"], shown);
    }
    let long = scene.send(json!({"data_base64": base64(b"boat"), "file_name": "n".repeat(5000)})).await;
    assert_eq!(long["media"]["file_name"].as_str().unwrap().len(), 255);
}

#[tokio::test]
async fn exactly_one_source_is_required() {
    let scene = Scene::new().await;
    for params in [
        json!({}),
        json!({"data_base64": "Ym9hdA==", "path": "/x"}),
        json!({"data_base64": "Ym9hdA==", "file_id": "f1.x"}),
    ] {
        let error = scene.stage.fail("messages.sendFile", scene.to_bob(params)).await;
        assert_eq!(error["data"]["kind"], "invalid_params");
    }
    let error = scene.stage.fail("messages.sendFile", scene.to_bob(json!({"file_id": "f1.x"}))).await;
    assert_eq!(error["data"]["kind"], "file_not_found");
}

#[tokio::test]
async fn an_invalid_photo_is_rejected() {
    let scene = Scene::new().await;
    let params = scene.to_bob(json!({"data_base64": base64(b"no image"), "kind": "photo"}));
    let error = scene.stage.fail("messages.sendFile", params).await;
    assert_eq!(error["data"]["kind"], "telegram_rejected");
    let path = scene.file("large.jpg", &[jpeg(640, 480), bytes(10 * MB)].concat());
    let error =
        scene.stage.fail("messages.sendFile", scene.to_bob(json!({"path": path, "kind": "photo"}))).await;
    assert_eq!(error["data"]["kind"], "too_large");
    assert_eq!(scene.send(json!({"path": path})).await["media"]["kind"], "document");
}

#[tokio::test]
async fn a_user_who_may_not_write_in_a_chat_sends_no_files_to_it() {
    let scene = Scene::new().await;
    let params = json!({"session": scene.ann, "chat_id": "@sandbox_news", "data_base64": base64(b"boat")});
    let error = scene.stage.fail("messages.sendFile", params).await;
    assert_eq!(error["code"], 403);
    assert_eq!(error["data"]["kind"], "forbidden");
}
