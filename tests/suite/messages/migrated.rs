//! Basic groups that were upgraded to supergroups.

use serde_json::{Value, json};
use telewire::sandbox::world::people::peer::Peer;

use super::send;
use crate::stage::{ANN, BOB, Stage};

/// A basic group of Ann and Bob. Returns its id.
async fn group(stage: &Stage) -> i64 {
    let group = json!({"kind": "group", "title": "Crew", "owner_id": ANN, "member_ids": [BOB]});
    stage.sandbox("sandbox.addGroup", group).await["chat_id"].as_i64().unwrap()
}

/// Upgrades the group. Returns the supergroup's id.
fn migrate(stage: &Stage, group: i64) -> i64 {
    stage.world(|world| {
        let ann = world.resolve_phone(ANN).unwrap().id;
        match world.migrate(ann, Peer::Group(-group)).unwrap() {
            Peer::Channel(id) => -1_000_000_000_000 - id,
            other => panic!("{other:?} is no supergroup"),
        }
    })
}

#[tokio::test]
async fn every_method_reports_the_new_id_of_an_upgraded_group() {
    let stage = Stage::new().await;
    let session = stage.log_in(ANN).await;
    let group = group(&stage).await;
    let sent = send(&stage, &session, &group.to_string(), "before").await;
    let kept = send(&stage, &session, "me", "kept").await;
    let moved = migrate(&stage, group);
    for (method, more) in [
        ("messages.send", json!({"text": "x"})),
        ("messages.edit", json!({"message_id": sent["message_id"], "text": "x"})),
        ("messages.delete", json!({"message_ids": [sent["message_id"]]})),
        ("messages.forward", json!({"from_chat_id": "me", "message_ids": [kept["message_id"]]})),
        ("messages.forward", json!({"chat_id": "me", "message_ids": [sent["message_id"]]})),
        ("messages.pin", json!({"message_id": sent["message_id"]})),
        ("messages.unpin", json!({"message_id": sent["message_id"]})),
        ("messages.unpin", json!({})),
        ("messages.react", json!({"message_id": sent["message_id"], "reactions": ["👍"]})),
        ("messages.history", json!({})),
        ("messages.history", json!({"query": "before"})),
        ("messages.search", json!({"query": "before"})),
        ("messages.get", json!({"message_ids": [sent["message_id"]]})),
        ("messages.scheduled", json!({})),
        ("messages.sendScheduled", json!({"message_ids": [1]})),
        ("messages.deleteScheduled", json!({"message_ids": [1]})),
    ] {
        for chat_id in [&json!(group), &sent["chat"]["ref"]] {
            let mut params = more.clone();
            params["session"] = json!(session);
            let field = if params["chat_id"].is_null() { "chat_id" } else { "from_chat_id" };
            params[field] = chat_id.clone();
            // A process that has no data about the group.
            let error = stage.other().fail(method, params).await;
            assert_eq!(error["data"]["kind"], "peer_invalid", "{method}: {error}");
            assert_eq!(error["data"]["migrated_to"]["id"], moved, "{method}");
            let next = json!({"session": session, "chat_id": error["data"]["migrated_to"], "text": method});
            assert_eq!(stage.other().call("messages.send", next).await["chat"]["id"], moved);
        }
    }
    let again = json!({"session": session, "chat_id": group, "message_ids": [sent["message_id"]]});
    assert_eq!(stage.fail("messages.get", again).await["data"]["migrated_to"]["id"], moved);
}

#[tokio::test]
async fn a_group_upgraded_between_two_calls_is_noticed_by_the_second() {
    let stage = Stage::new().await;
    let session = stage.log_in(ANN).await;
    let group = group(&stage).await;
    send(&stage, &session, &group.to_string(), "before").await;
    let moved = migrate(&stage, group);
    let params = json!({"session": session, "chat_id": group, "text": "after"});
    let error = stage.fail("messages.send", params.clone()).await;
    assert_eq!(error["data"]["migrated_to"]["id"], moved);
    let calls = stage.calls("messages.sendMessage").await;
    assert_eq!(stage.fail("messages.send", params).await["data"]["migrated_to"]["id"], moved);
    assert_eq!(stage.calls("messages.sendMessage").await, calls, "what is known is not asked again");
}

#[tokio::test]
async fn a_group_that_forbids_writing_is_not_reported_as_upgraded() {
    let stage = Stage::new().await;
    let session = stage.log_in(ANN).await;
    let group = group(&stage).await;
    let error = json!({"kind": "error", "method": "messages.sendMessage", "name": "CHAT_WRITE_FORBIDDEN", "code": 403});
    stage.sandbox("sandbox.fault", error).await;
    let error = stage.fail("messages.send", json!({"session": session, "chat_id": group, "text": "x"})).await;
    assert_eq!((&error["data"]["kind"], &error["data"]["migrated_to"]), (&json!("forbidden"), &Value::Null));
}
