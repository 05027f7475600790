//! Base64 in JSON, in the variants that programs write.

use serde_json::json;

use super::{MB, Scene, base64, bytes, jpeg};

/// Bytes whose base64 has both characters in which the alphabets differ, and padding.
const BYTES: &[u8] = &[0xfb, 0xff, 0xbf, 0xfb];

#[tokio::test]
async fn base64_is_accepted_with_line_breaks_without_padding_and_as_a_data_url() {
    let scene = Scene::new().await;
    for data in [
        "+/+/+w==",
        "-_-_-w",
        "+/+/\r\n+w==\r\n",
        " +/+/ +w ",
        "data:application/octet-stream;base64,+/+/+w==",
    ] {
        scene.send(json!({"data_base64": data})).await;
        assert_eq!(scene.bob_downloads().await, BYTES, "{data}");
    }
}

#[tokio::test]
async fn line_breaks_and_prefixes_do_not_count_towards_the_limit() {
    let scene = Scene::new().await;
    let encoded = base64(&bytes(MB));
    let lines: Vec<&str> = encoded.as_bytes().chunks(10).map(|line| str::from_utf8(line).unwrap()).collect();
    let data = format!("data:;base64,{}", lines.join("\r\n"));
    let uploaded = scene.stage.call("media.upload", json!({"session": scene.ann, "data_base64": data})).await;
    assert_eq!(uploaded["file_size"], MB);
    let data = base64(&bytes(MB + 1));
    let error = scene.stage.fail("media.upload", json!({"session": scene.ann, "data_base64": data})).await;
    assert_eq!(
        (&error["data"]["kind"], &error["data"]["path"]),
        (&json!("too_large"), &json!("data_base64"))
    );
}

#[tokio::test]
async fn invalid_base64_is_rejected_with_its_position() {
    let scene = Scene::new().await;
    for (data, place) in [
        ("Ym9h!A==", "4"),
        ("Ym\n9h.A==", "5"),
        ("Ym9hd", "5"),
        ("no base64", "2"),
        ("data:text/plain,boat", "data:"),
    ] {
        let error = scene.stage.fail("messages.sendFile", scene.to_bob(json!({"data_base64": data}))).await;
        assert_eq!(
            (&error["data"]["kind"], &error["data"]["path"]),
            (&json!("invalid_params"), &json!("data_base64"))
        );
        assert!(error["message"].as_str().unwrap().contains(place), "{data}: {error}");
    }
    let thumbnail = json!({"data_base64": base64(b"boat"), "thumbnail": {"data_base64": "Ym9h!"}});
    let error = scene.stage.fail("messages.sendFile", scene.to_bob(thumbnail)).await;
    assert_eq!(error["data"]["path"], "thumbnail.data_base64");
}

#[tokio::test]
async fn every_param_with_base64_accepts_these_variants() {
    let scene = Scene::new().await;
    let image = base64(&jpeg(64, 64));
    let (first, second) = image.split_at(7);
    let written = format!("data:image/jpeg;base64,{first}\n{}", second.trim_end_matches('='));
    let sent =
        scene.send(json!({"data_base64": base64(b"boat"), "thumbnail": {"data_base64": written}})).await;
    assert_eq!(sent["media"]["kind"], "document");
    let thumbnail = scene.bobs(json!({"inline": true, "thumbnail": true})).await;
    assert_eq!(scene.stage.call("media.download", thumbnail).await["data_base64"], json!(image));
    let part = json!({"file_id": 5, "file_part": 0, "bytes": "-_-_\n-w"});
    let params = json!({"session": scene.ann, "method": "upload.saveFilePart", "params": part});
    assert_eq!(scene.stage.call("telegram.invoke", params).await["result"], true);
    let part = json!({"file_id": 5, "file_part": 0, "bytes": "Ym9h!"});
    let params = json!({"session": scene.ann, "method": "upload.saveFilePart", "params": part});
    let error = scene.stage.fail("telegram.invoke", params).await;
    assert!(error["data"]["path"].as_str().unwrap().ends_with("bytes"), "{error}");
    assert!(error.to_string().contains("position 4"), "{error}");
}
