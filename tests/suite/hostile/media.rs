//! Files that are larger than they can be, or than was said.

use grammers_tl_types::{Deserializable, Serializable, enums};
use serde_json::{Value, json};

use super::proxy::{Said, answered};
use super::{Stage, Way};

/// A stage with a file in it, and the params to download it with.
async fn stage_with_a_file() -> (Stage, Value) {
    let stage = Stage::new(Way::Stdio).await;
    let params = json!({"chat_id": "me", "data_base64": "aGVsbG8hISEhISEhISEhISEhISE=", "file_name": "hello.bin", "kind": "document"});
    let sent = stage.call("messages.sendFile", params).await;
    (stage, json!({"chat_id": "me", "message_id": sent["message_id"], "inline": true}))
}

/// From now on the file is said to have so many bytes.
fn claim(stage: &Stage, size: i64) {
    stage.proxy.lies(move |said: &Said| {
        let Some("messages.getMessages") = said.method else { return None };
        let mut answer = enums::messages::Messages::from_bytes(&said.body).unwrap();
        let enums::messages::Messages::Messages(messages) = &mut answer else { panic!("{answer:?}") };
        let Some(enums::Message::Message(message)) = messages.messages.first_mut() else {
            panic!("a message")
        };
        let Some(enums::MessageMedia::Document(media)) = &mut message.media else { panic!("a document") };
        let Some(enums::Document::Document(document)) = &mut media.document else { panic!("a document") };
        document.size = size;
        Some(vec![answered(said.request, &answer.to_bytes())])
    });
}

#[tokio::test]
async fn a_file_larger_than_telegram_takes_is_not_downloaded() {
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
    stage.proxy.is_honest();
    stage.call("media.download", params).await;
}

#[tokio::test]
async fn a_part_with_more_than_was_asked_for_or_said_ends_the_download() {
    let (stage, params) = stage_with_a_file().await;
    // All of it, and more than the part that is asked for.
    for more in [1, 4, 1 << 20] {
        stage.proxy.lies(move |said: &Said| {
            let Some("upload.getFile") = said.method else { return None };
            let mut answer = enums::upload::File::from_bytes(&said.body).unwrap();
            let enums::upload::File::File(file) = &mut answer else { panic!("{answer:?}") };
            file.bytes.resize(file.bytes.len() + more, 7);
            Some(vec![answered(said.request, &answer.to_bytes())])
        });
        let error = stage.fail("media.download", params.clone()).await;
        assert_eq!(
            (&error["data"]["kind"], &error["data"]["reason"]),
            (&json!("unreadable_answer"), &json!("unexpected"))
        );
    }
    stage.proxy.is_honest();
    assert_eq!(stage.call("media.download", params).await["file_size"], 20);
}
