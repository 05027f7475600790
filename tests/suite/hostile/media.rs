//! Files that are larger than possible, or than announced.

use grammers_tl_types::{Deserializable, Serializable, enums};
use serde_json::{Value, json};

use super::proxy::{ServerMessage, answered};
use super::{Stage, Way};

/// A stage with a file, and the params of its download.
async fn stage_with_a_file() -> (Stage, Value) {
    let stage = Stage::new(Way::Stdio).await;
    let params = json!({"chat_id": "me", "data_base64": "aGVsbG8hISEhISEhISEhISEhISE=", "file_name": "hello.bin", "kind": "document"});
    let sent = stage.call("messages.sendFile", params).await;
    (stage, json!({"chat_id": "me", "message_id": sent["message_id"], "inline": true}))
}

/// Sets the size that the server reports for the file from now on.
fn claim(stage: &Stage, size: i64) {
    stage.proxy.tamper(move |original: &ServerMessage| {
        let Some("messages.getMessages") = original.method else { return None };
        let mut answer = enums::messages::Messages::from_bytes(&original.body).unwrap();
        let enums::messages::Messages::Messages(messages) = &mut answer else { panic!("{answer:?}") };
        let Some(enums::Message::Message(message)) = messages.messages.first_mut() else {
            panic!("a message")
        };
        let Some(enums::MessageMedia::Document(media)) = &mut message.media else { panic!("a document") };
        let Some(enums::Document::Document(document)) = &mut media.document else { panic!("a document") };
        document.size = size;
        Some(vec![answered(original.request, &answer.to_bytes())])
    });
}

#[tokio::test]
async fn a_file_larger_than_telegrams_limit_is_not_downloaded() {
    let (stage, mut params) = stage_with_a_file().await;
    claim(&stage, 1 << 62);
    let error = stage.fail("media.download", params.clone()).await;
    assert_eq!(
        (&error["data"]["kind"], &error["data"]["reason"]),
        (&json!("unreadable_answer"), &json!("unexpected"))
    );
    params["path"] = json!(stage.path("huge"));
    params.as_object_mut().unwrap().remove("inline");
    let error = stage.fail("media.download", params.clone()).await;
    assert_eq!(error["data"]["kind"], "unreadable_answer");
    let stats = stage.sandbox("sandbox.stats", json!({})).await;
    assert_eq!(stats["calls"]["upload.getFile"], Value::Null, "{stats}");
    stage.proxy.stop_tampering();
    stage.call("media.download", params).await;
}

#[tokio::test]
async fn a_part_larger_than_requested_or_announced_fails_the_download() {
    let (stage, params) = stage_with_a_file().await;
    // The whole file, and more than the requested part.
    for more in [1, 4, 1 << 20] {
        stage.proxy.tamper(move |message: &ServerMessage| {
            let Some("upload.getFile") = message.method else { return None };
            let mut answer = enums::upload::File::from_bytes(&message.body).unwrap();
            let enums::upload::File::File(file) = &mut answer else { panic!("{answer:?}") };
            file.bytes.resize(file.bytes.len() + more, 7);
            Some(vec![answered(message.request, &answer.to_bytes())])
        });
        let error = stage.fail("media.download", params.clone()).await;
        assert_eq!(
            (&error["data"]["kind"], &error["data"]["reason"]),
            (&json!("unreadable_answer"), &json!("unexpected"))
        );
    }
    stage.proxy.stop_tampering();
    assert_eq!(stage.call("media.download", params).await["file_size"], 20);
}
