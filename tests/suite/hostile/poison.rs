//! One unreadable message among others: only that one is lost.

use serde_json::{Value, json};

use super::proxy::{ServerMessage, answered};
use super::{Stage, Way};

/// Every answer with this text is unreadable.
const POISON: &str = "poison";

/// An object of an unknown layer.
const UNKNOWN: [u8; 4] = [0xde, 0xad, 0xbe, 0xef];

fn poison(stage: &Stage) {
    stage.proxy.tamper(|message: &ServerMessage| {
        let is_poisoned = message.body.windows(POISON.len()).any(|bytes| bytes == POISON.as_bytes());
        let answer = message.method.filter(|_| is_poisoned)?;
        assert!(answer.starts_with("updates.") || answer == "messages.getHistory", "{answer}");
        Some(vec![answered(message.request, &UNKNOWN)])
    });
}

async fn say(stage: &Stage, chat: &str, text: &str, count: usize) {
    let say = json!({"sender_id": "@carol_clark", "chat_id": chat, "text": text, "count": count});
    stage.sandbox("sandbox.say", say).await;
}

/// Everything after a cursor: the texts of new messages, and the gaps.
async fn since(stage: &Stage, mut cursor: Value) -> (Vec<String>, Vec<Value>) {
    let (mut texts, mut gaps) = (Vec::new(), Vec::new());
    loop {
        let polled = stage.call("updates.poll", json!({"cursor": cursor, "limit": 100, "wait": 0})).await;
        let items = polled["items"].as_array().unwrap();
        if items.is_empty() {
            return (texts, gaps);
        }
        cursor = polled["cursor"].clone();
        for event in items {
            match event["kind"].as_str().unwrap() {
                "gap" => gaps.push(event.clone()),
                "message_new" => texts.push(event["message"]["text"].as_str().unwrap().to_owned()),
                _ => {}
            }
        }
    }
}

/// 130 messages, one of them unreadable.
async fn say_all(stage: &Stage, chat: &str) -> Vec<String> {
    say(stage, chat, "before", 70).await;
    say(stage, chat, POISON, 1).await;
    say(stage, chat, "behind", 60).await;
    let before = (1..=70).map(|at| format!("before {at}"));
    before.chain((1..=60).map(|at| format!("behind {at}"))).collect()
}

#[tokio::test]
async fn an_unreadable_message_is_a_gap_of_its_own_size() {
    let stage = Stage::new(Way::Stdio).await;
    let begin = stage.call("updates.poll", json!({"wait": 0})).await["cursor"].clone();
    let expected = say_all(&stage, "@ann_archer").await;
    poison(&stage);
    // In every process.
    let (texts, gaps) = since(&stage, begin.clone()).await;
    assert_eq!(texts, expected);
    assert_eq!(gaps.len(), 1, "{gaps:?}");
    assert_eq!((&gaps[0]["reason"], &gaps[0]["skipped"]["sequence"]), (&json!("unreadable"), &json!("pts")));
    let skipped = &gaps[0]["skipped"];
    assert_eq!(skipped["up_to"].as_i64().unwrap() - skipped["after"].as_i64().unwrap(), 1);
    let stage = stage.restart().await;
    let (texts, gaps) = since(&stage, begin.clone()).await;
    assert_eq!((texts, gaps.len()), (expected, 1));
    // A stream gets past it, too.
    stage.call("updates.subscribe", json!({"cursor": begin})).await;
    stage.hear_gap("unreadable").await;
    say(&stage, "@ann_archer", "live", 1).await;
    while !stage.hear().await.iter().any(|event| event["message"]["text"] == "live") {}
}

#[tokio::test]
async fn an_unreadable_message_in_a_channel_is_a_gap_of_its_own_size() {
    let stage = Stage::new(Way::Stdio).await;
    stage.call("groups.join", json!({"chat_id": "@sandbox_lounge"})).await;
    // Its pts is known from now on.
    let begin = stage.call("updates.poll", json!({"wait": 0})).await["cursor"].clone();
    say(&stage, "@sandbox_lounge", "met", 1).await;
    let begin = stage.call("updates.poll", json!({"cursor": begin, "wait": 0})).await["cursor"].clone();
    let expected = say_all(&stage, "@sandbox_lounge").await;
    poison(&stage);
    let (texts, gaps) = since(&stage, begin).await;
    assert_eq!(texts, expected);
    assert_eq!(gaps.len(), 1, "{gaps:?}");
    assert_eq!(
        (&gaps[0]["reason"], &gaps[0]["chat"]["username"]),
        (&json!("unreadable"), &json!("sandbox_lounge"))
    );
    let skipped = &gaps[0]["skipped"];
    assert_eq!(skipped["up_to"].as_i64().unwrap() - skipped["after"].as_i64().unwrap(), 1);
}

#[tokio::test]
async fn an_unreadable_message_in_a_channel_found_by_date_costs_no_other() {
    let stage = Stage::new(Way::Stdio).await;
    stage.call("groups.join", json!({"chat_id": "@sandbox_lounge"})).await;
    stage.sandbox("sandbox.advance", json!({"duration": 10})).await;
    let begin = stage.call("updates.poll", json!({"wait": 0})).await["cursor"].clone();
    let expected = say_all(&stage, "@sandbox_lounge").await;
    poison(&stage);
    let (texts, gaps) = since(&stage, begin).await;
    assert_eq!(texts, expected);
    assert_eq!(gaps.len(), 1, "{gaps:?}");
    assert_eq!(
        (&gaps[0]["reason"], &gaps[0]["chat"]["username"]),
        (&json!("unreadable"), &json!("sandbox_lounge"))
    );
}
