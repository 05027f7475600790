//! Chats that an account joins and leaves.

use serde_json::json;

use super::{Follower, new_texts, say};
use crate::stage::{ANN, BOB, Stage, text};

async fn group_of_ann(stage: &Stage, username: &str) {
    let group =
        json!({"kind": "supergroup", "title": "New", "username": username, "owner_id": "@ann_archer"});
    stage.sandbox("sandbox.addGroup", group).await;
}

#[tokio::test]
async fn messages_since_joining_a_group_arrive_later() {
    let stage = Stage::new().await;
    let bob = stage.log_in(BOB).await;
    group_of_ann(&stage, "new_group").await;
    say(&stage, "@ann_archer", "@new_group", "long before").await;
    stage.sandbox("sandbox.advance", json!({"duration": 60})).await;
    let begin = stage.call("updates.poll", json!({"session": bob, "wait": 0})).await;
    stage.sandbox("sandbox.advance", json!({"duration": 60})).await;
    stage.call("groups.join", json!({"session": bob, "chat_id": "@new_group"})).await;
    for at in ["one", "two"] {
        say(&stage, "@ann_archer", "@new_group", at).await;
    }
    let polled = stage.call("updates.poll", json!({"session": bob, "cursor": begin["cursor"]})).await;
    let texts = new_texts(polled["items"].as_array().unwrap());
    let texts: Vec<&String> = texts.iter().filter(|text| !text.is_empty()).collect();
    assert_eq!(texts, ["one", "two"]);
    say(&stage, "@ann_archer", "@new_group", "three").await;
    let polled = stage.call("updates.poll", json!({"session": bob, "cursor": polled["cursor"]})).await;
    assert_eq!(new_texts(polled["items"].as_array().unwrap()), ["three"]);
}

#[tokio::test]
async fn a_group_joined_during_a_stream_arrives_from_its_first_message() {
    let stage = Stage::new().await;
    let bob = stage.log_in(BOB).await;
    group_of_ann(&stage, "new_group").await;
    let mut follower = Follower::of(stage.daemon(), &bob, json!({"kinds": ["message_new"]})).await;
    stage.sandbox("sandbox.advance", json!({"duration": 5})).await;
    stage.call("groups.join", json!({"session": bob, "chat_id": "@new_group"})).await;
    // The first update is lost: only the group's initial state reveals that.
    stage.sandbox("sandbox.fault", json!({"kind": "lose_updates", "account_id": "@bob_baker"})).await;
    for at in ["one", "two", "three"] {
        say(&stage, "@ann_archer", "@new_group", at).await;
    }
    follower.until_text("three").await;
    let texts: Vec<String> = follower.texts().into_iter().filter(|text| !text.is_empty()).collect();
    assert_eq!(texts, ["one", "two", "three"]);
}

#[tokio::test]
async fn removal_from_a_chat_is_an_event() {
    let stage = Stage::new().await;
    let (ann, bob) = (stage.log_in(ANN).await, stage.log_in(BOB).await);
    group_of_ann(&stage, "new_group").await;
    stage.call("groups.join", json!({"session": bob, "chat_id": "@new_group"})).await;
    let begin = stage.call("updates.poll", json!({"session": bob, "wait": 0})).await;
    say(&stage, "@ann_archer", "@new_group", "unseen").await;
    let ban = json!({"session": ann, "chat_id": "@new_group", "user_id": "@bob_baker"});
    stage.call("groups.ban", ban).await;
    let polled = stage.call("updates.poll", json!({"session": bob, "cursor": begin["cursor"]})).await;
    let events = polled["items"].as_array().unwrap();
    let told = events.iter().any(|event| {
        event["kind"] == "gap" || event["kind"] == "chat_changed" || event["kind"] == "chat_member"
    });
    assert!(told, "{events:?}");
    // And the stream continues elsewhere.
    say(&stage, "@ann_archer", "@bob_baker", "elsewhere").await;
    let cursor = text(&polled["cursor"]);
    let polled = stage.call("updates.poll", json!({"session": bob, "cursor": cursor})).await;
    assert_eq!(new_texts(polled["items"].as_array().unwrap()), ["elsewhere"]);
}

/// Makes Telegram reject requests for a group's messages.
async fn shut(stage: &Stage) {
    for method in ["channels.getFullChannel", "messages.getHistory"] {
        let shut = json!({"kind": "error", "method": method, "name": "CHANNEL_PRIVATE", "count": 0});
        stage.sandbox("sandbox.fault", shut).await;
    }
}

#[tokio::test]
async fn an_inaccessible_group_joined_while_offline_is_a_gap_there() {
    let stage = Stage::new().await;
    let bob = stage.log_in(BOB).await;
    group_of_ann(&stage, "new_group").await;
    let begin = stage.call("updates.poll", json!({"session": bob, "wait": 0})).await;
    stage.sandbox("sandbox.advance", json!({"duration": 60})).await;
    stage.call("groups.join", json!({"session": bob, "chat_id": "@new_group"})).await;
    say(&stage, "@ann_archer", "@new_group", "unseen").await;
    say(&stage, "@ann_archer", "@bob_baker", "seen").await;
    shut(&stage).await;
    let mut follower = Follower::of(stage.daemon(), &bob, json!({"cursor": begin["cursor"]})).await;
    follower.until_text("seen").await;
    let gap = follower.until(|event| event["kind"] == "gap").await;
    assert_eq!((&gap["chat"]["username"], &gap["reason"]), (&json!("new_group"), &json!("out_of_reach")));
    for at in ["one", "two"] {
        say(&stage, "@ann_archer", "@new_group", at).await;
        follower.until_text(at).await;
    }
    let gaps = follower.events.iter().filter(|event| event["kind"] == "gap").count();
    assert_eq!((gaps, follower.texts().contains(&"unseen".to_owned())), (1, false));
    let polled = stage.call("updates.poll", json!({"session": bob, "cursor": follower.cursor, "wait": 0}));
    assert_eq!(polled.await["items"], json!([]));
}

#[tokio::test]
async fn an_inaccessible_group_joined_during_a_stream_arrives_from_its_first_message() {
    let stage = Stage::new().await;
    let bob = stage.log_in(BOB).await;
    group_of_ann(&stage, "new_group").await;
    let mut follower = Follower::of(stage.daemon(), &bob, json!({"kinds": ["message_new"]})).await;
    shut(&stage).await;
    stage.call("groups.join", json!({"session": bob, "chat_id": "@new_group"})).await;
    say(&stage, "@ann_archer", "@new_group", "one").await;
    follower.until_text("one").await;
    // The next update is lost, and the one after it reveals that.
    stage.sandbox("sandbox.fault", json!({"kind": "lose_updates", "account_id": "@bob_baker"})).await;
    for at in ["two", "three"] {
        say(&stage, "@ann_archer", "@new_group", at).await;
    }
    follower.until_text("three").await;
    let texts: Vec<&str> =
        follower.events.iter().map(|event| event["message"]["text"].as_str().unwrap()).collect();
    let texts: Vec<&str> = texts.into_iter().filter(|text| !text.is_empty()).collect();
    assert_eq!(texts, ["one", "two", "three"], "no gap, and nothing twice");
}
