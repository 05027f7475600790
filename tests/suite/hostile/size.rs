//! Answers that unpack to more memory than a machine has.

use futures_util::future::join_all;
use grammers_tl_types::{Serializable, enums, types};
use serde_json::{Value, json};

use super::packet::{container, packed};
use super::proxy::{ServerMessage, answered};
use super::{Stage, Way, messages, vector};
use crate::script::message;

/// Unpacks to more than any packet may contain.
fn bomb() -> Vec<u8> {
    packed(&vec![0; 20 << 20])
}

/// Empty messages of 12 bytes each.
fn empty_messages(count: usize) -> Vec<u8> {
    let empty = enums::Message::Empty(types::MessageEmpty { id: 1, peer_id: None }).to_bytes();
    let none = vector(0, &[]);
    [&messages(Vec::new())[..4], &vector(count, &empty), &none, &none, &none].concat()
}

#[tokio::test]
async fn an_answer_of_a_million_messages_fails_only_its_call() {
    let million = packed(&empty_messages(1_000_000));
    for way in [Way::Stdio, Way::Socket] {
        let stage = Stage::new(way).await;
        for _ in 0..3 {
            stage.fails_to_read("too_large", "messages.getHistory", million.clone()).await;
        }
        let invoked = json!({"method": "messages.getHistory", "params": {"peer": "me", "offset_id": 0, "offset_date": 0,
            "add_offset": 0, "limit": 1, "max_id": 0, "min_id": 0, "hash": "0"}});
        stage.answers("messages.getHistory", million.clone());
        let error = stage.fail("telegram.invoke", invoked).await;
        assert_eq!(error["data"]["reason"], "too_large");
    }
}

#[tokio::test]
async fn an_endless_packed_answer_fails_only_its_call() {
    let bomb = bomb();
    let stage = Stage::new(Way::Stdio).await;
    stage.fails_to_read("too_large", "messages.getHistory", bomb).await;
}

/// Calls whose answers arrive in one packet.
const CALLS: usize = 40;

/// Holds all answers until the last one is there, then sends them in one container.
fn answers_together(stage: &Stage, answer: Vec<u8>) {
    let mut waiting = Vec::new();
    stage.proxy.tamper(move |message: &ServerMessage| {
        if message.method != Some("messages.getHistory") {
            return None;
        }
        waiting.push(answered(message.request, &answer));
        match waiting.len() {
            CALLS => Some(vec![container(&std::mem::take(&mut waiting))]),
            _ => Some(Vec::new()),
        }
    });
}

async fn call_together(stage: &Stage) -> Vec<Result<Value, Value>> {
    join_all((0..CALLS).map(|_| stage.try_call("messages.history", json!({"chat_id": "me"})))).await
}

/// Each of them would fit by itself.
#[tokio::test]
async fn the_unpacked_size_of_a_packet_is_bounded_as_a_whole() {
    let text = "a".repeat(1 << 20);
    let large = packed(&messages(vec![message(1, 1000, &text).into()]));
    let stage = Stage::new(Way::Socket).await;
    answers_together(&stage, large);
    let (read, refused): (Vec<_>, Vec<_>) = call_together(&stage).await.into_iter().partition(Result::is_ok);
    assert!((10..16).contains(&read.len()), "{} of {CALLS}", read.len());
    for error in refused {
        let error = error.unwrap_err();
        let kind_and_reason = (&error["data"]["kind"], &error["data"]["reason"]);
        assert_eq!(kind_and_reason, (&json!("unreadable_answer"), &json!("too_large")));
    }
    stage.proxy.stop_tampering();
    stage.call("messages.history", json!({"chat_id": "me"})).await;
}

/// Few bytes but large elements: each answer is within its bounds, and all are read.
#[tokio::test]
async fn many_large_answers_in_one_packet_are_all_read() {
    let many = packed(&empty_messages(10_000));
    for way in [Way::Stdio, Way::Socket] {
        let stage = Stage::new(way).await;
        answers_together(&stage, many.clone());
        assert!(call_together(&stage).await.iter().all(Result::is_ok));
        stage.proxy.stop_tampering();
        stage.call("messages.history", json!({"chat_id": "me"})).await;
    }
}

/// Packed as a whole, so its content is unknown.
#[tokio::test]
async fn an_endless_update_is_a_gap() {
    let bomb = bomb();
    let stage = Stage::new(Way::Stdio).await;
    stage.call("updates.subscribe", json!({})).await;
    stage.proxy.send(bomb);
    stage.hear_gap("live_only").await;
    stage.call("messages.history", json!({"chat_id": "me"})).await;
}

#[tokio::test]
async fn updates_with_too_many_elements_are_a_gap() {
    let (updates, users, chats) = (Vec::new(), Vec::new(), Vec::new());
    let around =
        enums::Updates::Updates(types::Updates { updates, users, chats, date: 0, seq: 0 }).to_bytes();
    let (update, none) = (enums::Update::Config.to_bytes(), vector(0, &[]));
    let many = packed(&[&around[..4], &vector(100_000, &update), &none, &none, &[0; 8]].concat());
    let stage = Stage::new(Way::Stdio).await;
    stage.call("updates.subscribe", json!({})).await;
    stage.proxy.send(many);
    stage.hear_gap("unreadable").await;
    stage.call("messages.history", json!({"chat_id": "me"})).await;
}
