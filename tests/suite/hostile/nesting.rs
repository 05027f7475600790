//! Values that nest deeper than any stack.

use grammers_tl_types::{Identifiable, Serializable, enums, types};
use serde_json::{Value, json};

use super::packet::{container, packed};
use super::proxy::{ServerMessage, answered};
use super::{Stage, Way, messages};
use crate::script::message;

/// Deep enough to overflow the stack of any recursive reader.
const DEEP: usize = 100_000;

/// A text in bold in bold in bold…, in place of an empty one.
fn nested(mut bytes: Vec<u8>, depth: usize) -> Vec<u8> {
    let empty = 0xdc3d_824f_u32.to_le_bytes();
    let at = bytes.windows(4).position(|word| *word == empty).expect("there is an empty text");
    let bold = types::TextBold::CONSTRUCTOR_ID.to_le_bytes().repeat(depth);
    bytes.splice(at..at, bold);
    bytes
}

/// A message whose text contains an empty one.
fn rich(id: i32) -> enums::Message {
    let paragraph = types::PageBlockParagraph { text: enums::RichText::TextEmpty };
    let rich = types::RichMessage {
        rtl: false,
        part: false,
        blocks: vec![paragraph.into()],
        photos: Vec::new(),
        documents: Vec::new(),
    };
    types::Message { rich_message: Some(rich.into()), ..message(id, 1000, "rich") }.into()
}

fn deep_update(pts: i32) -> Vec<u8> {
    let update = types::UpdateNewMessage { message: rich(pts), pts, pts_count: 1 };
    let updates = types::UpdateShort { update: update.into(), date: 1000 };
    nested(enums::Updates::UpdateShort(updates).to_bytes(), DEEP)
}

fn deep_difference() -> Vec<u8> {
    let state = types::updates::State { pts: 1000, qts: 0, date: 1000, seq: 0, unread_count: 0 };
    let difference = types::updates::Difference {
        new_messages: vec![rich(1)],
        new_encrypted_messages: Vec::new(),
        other_updates: Vec::new(),
        chats: Vec::new(),
        users: Vec::new(),
        state: state.into(),
    };
    nested(enums::updates::Difference::Difference(difference).to_bytes(), DEEP)
}

fn reasons(events: &Value) -> Vec<&str> {
    let gaps = events.as_array().unwrap().iter().filter(|event| event["kind"] == "gap");
    gaps.map(|gap| gap["reason"].as_str().unwrap()).collect()
}

fn new_texts(events: &Value) -> Vec<&str> {
    let new = events.as_array().unwrap().iter().filter(|event| event["kind"] == "message_new");
    new.map(|event| event["message"]["text"].as_str().unwrap()).collect()
}

#[tokio::test]
async fn an_answer_that_nests_too_deep_fails_only_its_call() {
    for way in [Way::Stdio, Way::Socket] {
        let stage = Stage::new(way).await;
        let deep = nested(messages(vec![rich(1)]), DEEP);
        stage.fails_to_read("too_deep", "messages.getHistory", packed(&deep)).await;
        stage.fails_to_read("too_deep", "messages.getHistory", deep).await;
    }
}

/// The deepest nesting that is read, in builds with the largest stack frames.
#[tokio::test]
async fn an_answer_at_the_nesting_limit_is_read() {
    let stage = Stage::new(Way::Socket).await;
    let mut deepest = 0;
    for depth in [70, 80, 85, 88, 90, 92, 94, 96] {
        stage.answers("messages.getHistory", nested(messages(vec![rich(1)]), depth));
        match stage.try_call("messages.history", json!({"chat_id": "me"})).await {
            Ok(page) => {
                assert_eq!(page["items"][0]["text"], "rich");
                deepest = depth;
            }
            Err(error) => assert_eq!(error["data"]["reason"], "too_deep", "{error}"),
        }
    }
    assert!((80..96).contains(&deepest), "{deepest} levels");
}

#[tokio::test]
async fn a_send_whose_answer_nests_too_deep_has_an_unknown_outcome() {
    let stage = Stage::new(Way::Stdio).await;
    let error = stage.fails_to_read("too_deep", "messages.sendMessage", deep_update(5)).await;
    assert_eq!(error["data"]["outcome"], "unknown");
    assert!(error["data"]["random_id"].is_string());
}

#[tokio::test]
async fn an_invoked_function_fails_the_same_way() {
    let stage = Stage::new(Way::Socket).await;
    stage.answers("messages.getHistory", nested(messages(vec![rich(1)]), DEEP));
    let peer = json!({"peer": "me", "offset_id": 0, "offset_date": 0, "add_offset": 0, "limit": 1, "max_id": 0,
        "min_id": 0, "hash": "0"});
    let params = json!({"method": "messages.getHistory", "params": peer});
    let error = stage.fail("telegram.invoke", params.clone()).await;
    assert_eq!(
        (&error["data"]["kind"], &error["data"]["reason"]),
        (&json!("unreadable_answer"), &json!("too_deep"))
    );
    stage.proxy.stop_tampering();
    stage.call("telegram.invoke", params).await;
}

#[tokio::test]
async fn an_update_that_nests_too_deep_is_a_gap_and_later_updates_arrive() {
    let stage = Stage::new(Way::Stdio).await;
    stage.call("updates.subscribe", json!({})).await;
    stage.proxy.send(deep_update(1000));
    stage.proxy.send(packed(&deep_update(1000)));
    stage.proxy.send(container(&[deep_update(1000), deep_update(1001)]));
    let mut events = Vec::new();
    while reasons(&json!(events)).len() < 4 {
        events.extend(stage.hear().await);
    }
    assert!(reasons(&json!(events)).iter().all(|reason| *reason == "unreadable"), "{events:?}");
    let said = json!({"sender_id": "@bob_baker", "chat_id": "@ann_archer", "text": "still there?"});
    stage.sandbox("sandbox.say", said).await;
    while !events.iter().any(|event| event["message"]["text"] == "still there?") {
        events.extend(stage.hear().await);
    }
}

/// With the same cursor, in one process after the other.
#[tokio::test]
async fn a_difference_that_nests_too_deep_is_a_gap_in_every_process() {
    let mut stage = Stage::new(Way::Stdio).await;
    let cursor = stage.call("updates.poll", json!({"wait": 0})).await["cursor"].clone();
    let said = json!({"sender_id": "@bob_baker", "chat_id": "@ann_archer", "text": "one"});
    stage.sandbox("sandbox.say", said.clone()).await;
    for _ in 0..2 {
        stage.answers("updates.getDifference", deep_difference());
        let polled = stage.call("updates.poll", json!({"cursor": cursor, "wait": 0})).await;
        let reasons = reasons(&polled["items"]);
        assert!(!reasons.is_empty() && reasons.iter().all(|reason| *reason == "unreadable"), "{reasons:?}");
        stage.proxy.stop_tampering();
        stage.sandbox("sandbox.say", said.clone()).await;
        let polled = stage.call("updates.poll", json!({"cursor": polled["cursor"], "wait": 5})).await;
        assert_eq!(polled["items"][0]["message"]["text"], "one", "{polled}");
        stage = stage.restart().await;
    }
}

/// Updates before the gap are lost, and later ones arrive.
#[tokio::test]
async fn a_channel_whose_difference_nests_too_deep_continues_after_a_gap() {
    let stage = Stage::new(Way::Stdio).await;
    stage.call("groups.join", json!({"chat_id": "@sandbox_lounge"})).await;
    let polled = stage.call("updates.poll", json!({"wait": 0})).await;
    let say = |text: &str| json!({"sender_id": "@carol_clark", "chat_id": "@sandbox_lounge", "text": text});
    // Its pts is known from now on.
    stage.sandbox("sandbox.say", say("met")).await;
    let polled = stage.call("updates.poll", json!({"cursor": polled["cursor"], "wait": 0})).await;
    stage.sandbox("sandbox.say", say("before")).await;
    let deep = types::updates::ChannelDifference {
        r#final: true,
        pts: 1000,
        timeout: None,
        new_messages: vec![rich(1)],
        other_updates: Vec::new(),
        chats: Vec::new(),
        users: Vec::new(),
    };
    let deep = nested(enums::updates::ChannelDifference::Difference(deep).to_bytes(), DEEP);
    stage.answers("updates.getChannelDifference", deep);
    let polled = stage.call("updates.poll", json!({"cursor": polled["cursor"], "wait": 0})).await;
    let reasons = reasons(&polled["items"]);
    assert!(!reasons.is_empty() && reasons.iter().all(|reason| *reason == "unreadable"), "{polled}");
    stage.proxy.stop_tampering();
    stage.sandbox("sandbox.say", say("behind")).await;
    let polled = stage.call("updates.poll", json!({"cursor": polled["cursor"], "wait": 5})).await;
    assert_eq!(new_texts(&polled["items"]), ["behind"]);
}

/// One of several answers in a container can't be read.
#[tokio::test]
async fn other_answers_in_the_same_container_are_read() {
    let stage = Stage::new(Way::Stdio).await;
    let deep = nested(messages(vec![rich(1)]), DEEP);
    stage.proxy.tamper(move |message: &ServerMessage| match message.method {
        Some("messages.getHistory") => {
            let bodies =
                [answered(message.request, &deep), answered(message.request, &messages(vec![rich(2)]))];
            Some(vec![container(&bodies)])
        }
        _ => None,
    });
    let error = stage.fail("messages.history", json!({"chat_id": "me"})).await;
    assert_eq!(error["data"]["reason"], "too_deep");
    stage.call("account.me", json!({})).await;
}
