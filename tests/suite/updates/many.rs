//! Accounts with very many chats.

use std::collections::HashMap;

use serde_json::{Value, json};

use super::{Follower, new_texts};
use crate::stage::{BOB, Stage, text};

/// The ids of supergroups that Bob is in.
async fn groups(stage: &Stage, count: usize) -> Vec<Value> {
    let mut groups = Vec::new();
    for at in 0..count {
        let group = json!({"kind": "supergroup", "title": format!("Group {at}"), "owner_id": "@ann_archer",
            "member_ids": ["@bob_baker"]});
        groups.push(stage.sandbox("sandbox.addGroup", group).await["chat_id"].clone());
    }
    // Earlier messages must not have the same second as the start of a stream.
    stage.sandbox("sandbox.advance", json!({"duration": 10})).await;
    groups
}

async fn say(stage: &Stage, chat: &Value, text: &str) {
    stage.sandbox("sandbox.say", json!({"sender_id": "@ann_archer", "chat_id": chat, "text": text})).await;
}

/// The number of calls of each function.
async fn calls(stage: &Stage) -> HashMap<String, u64> {
    serde_json::from_value(stage.sandbox("sandbox.stats", json!({})).await["calls"].clone()).unwrap()
}

/// The requests that a new poll and a new subscription make.
async fn calls_to_begin(stage: &Stage, bob: &str) -> HashMap<String, u64> {
    let before = calls(stage).await;
    stage.call("updates.poll", json!({"session": bob, "wait": 0})).await;
    let mut follower = Follower::of(stage.daemon(), bob, json!({"kinds": ["message_new"]})).await;
    super::say(stage, "@ann_archer", "@bob_baker", "begun").await;
    follower.until_text("begun").await;
    stage.call("updates.unsubscribe", json!({"subscription": follower.subscription})).await;
    let mut after = calls(stage).await;
    after.retain(|name, count| {
        *count -= before.get(name).unwrap_or(&0);
        *count > 0
    });
    // One more may follow a push.
    let differences = after.remove("updates.getDifference");
    assert!(differences.is_some_and(|count| count <= 4), "{differences:?}");
    after
}

#[tokio::test]
async fn a_stream_starts_with_the_same_requests_for_any_number_of_dialogs() {
    let stage = Stage::new().await;
    let bob = stage.log_in(BOB).await;
    let groups_of_few = groups(&stage, 30).await;
    let few = calls_to_begin(&stage, &bob).await;
    groups(&stage, 2970).await;
    stage.sandbox("sandbox.advance", json!({"duration": 10})).await;
    let many = calls_to_begin(&stage, &bob).await;
    assert_eq!(many, few);
    assert!(!many.contains_key("messages.getDialogs"), "{many:?}");
    // A message in one of them.
    let begin = stage.call("updates.poll", json!({"session": bob, "wait": 0})).await;
    say(&stage, &groups_of_few[0], "said").await;
    let polled = stage.call("updates.poll", json!({"session": bob, "cursor": begin["cursor"]})).await;
    assert_eq!(new_texts(polled["items"].as_array().unwrap()), ["said"]);
}

/// Polls until there is nothing more. Returns the texts of each poll's messages.
async fn all_that_came(stage: &Stage, bob: &str, mut cursor: Value) -> Vec<String> {
    let mut texts = Vec::new();
    loop {
        let poll = json!({"session": bob, "cursor": cursor, "limit": 100, "wait": 0});
        let polled = stage.call("updates.poll", poll).await;
        let items = polled["items"].as_array().unwrap();
        assert!(items.iter().all(|event| event["kind"] != "gap"), "{items:?}");
        assert!(text(&polled["cursor"]).len() <= 2048);
        if polled["cursor"] == cursor || items.is_empty() {
            return texts;
        }
        cursor = polled["cursor"].clone();
        texts.extend(new_texts(items));
    }
}

#[tokio::test]
async fn a_cursor_of_a_thousand_channels_is_short_and_nothing_after_it_is_missed() {
    let stage = Stage::new().await;
    let bob = stage.log_in(BOB).await;
    let groups = groups(&stage, 1000).await;
    let begin = stage.call("updates.poll", json!({"session": bob, "wait": 0})).await["cursor"].clone();
    let mut expected = Vec::new();
    for round in ["one", "two"] {
        for (at, group) in groups.iter().enumerate() {
            let text = format!("{round} in {at}");
            say(&stage, group, &text).await;
            expected.push(text);
        }
    }
    expected.sort();
    // A message in the same second as a request may be from before or after it, and is repeated rather than missed.
    stage.sandbox("sandbox.advance", json!({"duration": 10})).await;
    let begun = calls(&stage).await;
    let mut texts = all_that_came(&stage, &bob, begin.clone()).await;
    texts.sort();
    assert!(texts == expected, "{} of {} messages", texts.len(), expected.len());
    let asked = calls(&stage).await["messages.getHistory"] - begun.get("messages.getHistory").unwrap_or(&0);
    assert!(asked <= 1100, "{asked} questions for 1000 channels");

    // The same as a stream, in another process, and live in all of them.
    let stage = stage.restart().await;
    let mut follower =
        Follower::of(stage.daemon(), &bob, json!({"cursor": begin, "kinds": ["message_new"]})).await;
    while follower.texts().len() < expected.len() {
        follower.hear().await;
    }
    let mut texts = follower.texts();
    texts.sort();
    assert!(texts == expected, "{} of {} messages", texts.len(), expected.len());
    say(&stage, &groups[500], "live").await;
    follower.until_text("live").await;
    assert!(follower.cursor.len() <= 2048, "{} characters", follower.cursor.len());
}
