//! Chats that an account comes into, and out of.

use serde_json::json;

use super::{Follower, new_texts, say};
use crate::stage::{ANN, BOB, Stage, text};

async fn group_of_ann(stage: &Stage, username: &str) {
    let group =
        json!({"kind": "supergroup", "title": "New", "username": username, "owner_id": "@ann_archer"});
    stage.sandbox("sandbox.addGroup", group).await;
}

#[tokio::test]
async fn what_was_said_in_a_group_since_one_joined_it_is_told_later() {
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
async fn a_group_that_one_joins_while_one_listens_is_told_from_its_first_message_on() {
    let stage = Stage::new().await;
    let bob = stage.log_in(BOB).await;
    group_of_ann(&stage, "new_group").await;
    let mut follower = Follower::of(stage.daemon(), &bob, json!({"kinds": ["message_new"]})).await;
    stage.sandbox("sandbox.advance", json!({"duration": 5})).await;
    stage.call("groups.join", json!({"session": bob, "chat_id": "@new_group"})).await;
    // The first is lost on its way: only whoever knows where the group began can tell.
    stage.sandbox("sandbox.fault", json!({"kind": "lose_updates", "account_id": "@bob_baker"})).await;
    for at in ["one", "two", "three"] {
        say(&stage, "@ann_archer", "@new_group", at).await;
    }
    follower.until_text("three").await;
    let texts: Vec<String> = follower.texts().into_iter().filter(|text| !text.is_empty()).collect();
    assert_eq!(texts, ["one", "two", "three"]);
}

#[tokio::test]
async fn a_chat_that_one_is_thrown_out_of_is_no_silent_hole() {
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
    // And it goes on elsewhere.
    say(&stage, "@ann_archer", "@bob_baker", "elsewhere").await;
    let cursor = text(&polled["cursor"]);
    let polled = stage.call("updates.poll", json!({"session": bob, "cursor": cursor})).await;
    assert_eq!(new_texts(polled["items"].as_array().unwrap()), ["elsewhere"]);
}

/// Has Telegram refuse to say what has been said in a group.
async fn shut(stage: &Stage) {
    for method in ["channels.getFullChannel", "messages.getHistory"] {
        let shut = json!({"kind": "error", "method": method, "name": "CHANNEL_PRIVATE", "count": 0});
        stage.sandbox("sandbox.fault", shut).await;
    }
}

#[tokio::test]
async fn what_was_said_in_a_group_that_can_t_be_looked_into_is_a_gap_there_and_it_goes_on() {
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
async fn a_group_that_one_joins_and_can_t_look_into_is_told_from_its_first_message_on() {
    let stage = Stage::new().await;
    let bob = stage.log_in(BOB).await;
    group_of_ann(&stage, "new_group").await;
    let mut follower = Follower::of(stage.daemon(), &bob, json!({"kinds": ["message_new"]})).await;
    shut(&stage).await;
    stage.call("groups.join", json!({"session": bob, "chat_id": "@new_group"})).await;
    say(&stage, "@ann_archer", "@new_group", "one").await;
    follower.until_text("one").await;
    // The next is lost on its way, and the one after it shows that.
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
