//! What unpacks to more than a machine has.

use futures_util::future::join_all;
use grammers_tl_types::{Serializable, enums, types};
use serde_json::json;

use super::packet::{container, packed};
use super::proxy::{Said, answered};
use super::{Stage, Way, messages, vector};

/// Messages that say nothing, in 12 bytes each.
fn a_million_messages() -> Vec<u8> {
    let empty = enums::Message::Empty(types::MessageEmpty { id: 1, peer_id: None }).to_bytes();
    let none = vector(0, &[]);
    [&messages(Vec::new())[..4], &vector(1_000_000, &empty), &none, &none, &none].concat()
}

#[tokio::test]
async fn an_answer_of_a_million_messages_fails_its_call_alone() {
    for way in [Way::Stdio, Way::Socket] {
        let stage = Stage::new(way).await;
        let million = packed(&a_million_messages());
        for _ in 0..3 {
            stage.fails_to_read("too_large", "messages.getHistory", million.clone()).await;
        }
        let invoked = json!({"method": "messages.getHistory", "params": {"peer": "me", "offset_id": 0, "offset_date": 0,
            "add_offset": 0, "limit": 1, "max_id": 0, "min_id": 0, "hash": "0"}});
        stage.answers("messages.getHistory", million);
        let error = stage.fail("telegram.invoke", invoked).await;
        assert_eq!(error["data"]["reason"], "too_large");
    }
}

#[tokio::test]
async fn a_packed_answer_that_never_ends_fails_its_call_alone() {
    let stage = Stage::new(Way::Stdio).await;
    let bomb = packed(&vec![0; 256 << 20]);
    stage.fails_to_read("too_large", "messages.getHistory", bomb).await;
}

/// Forty answers to forty calls in one packet, each of which would fit alone.
#[tokio::test]
async fn what_a_packet_unpacks_to_is_bounded_as_a_whole() {
    const CALLS: usize = 40;
    let stage = Stage::new(Way::Socket).await;
    let large = packed(&a_million_messages());
    let mut waiting = Vec::new();
    stage.proxy.lies(move |said: &Said| {
        if said.method != Some("messages.getHistory") {
            return None;
        }
        waiting.push(answered(said.request, &large));
        match waiting.len() {
            CALLS => Some(vec![container(&std::mem::take(&mut waiting))]),
            _ => Some(Vec::new()),
        }
    });
    let calls = (0..CALLS).map(|_| stage.fail("messages.history", json!({"chat_id": "me"})));
    for error in join_all(calls).await {
        assert_eq!(
            (&error["data"]["kind"], &error["data"]["reason"]),
            (&json!("unreadable_answer"), &json!("too_large"))
        );
    }
    stage.proxy.is_honest();
    stage.call("messages.history", json!({"chat_id": "me"})).await;
}

/// Packed whole, so that nobody knows what was in it.
#[tokio::test]
async fn an_update_that_never_ends_is_a_gap() {
    let stage = Stage::new(Way::Stdio).await;
    stage.call("updates.subscribe", json!({})).await;
    stage.proxy.says(packed(&vec![0; 256 << 20]));
    let reasons = async {
        loop {
            let notification = stage.daemon.notification().await;
            let items = notification["params"]["items"].as_array().unwrap().clone();
            if let Some(gap) = items.into_iter().find(|event| event["kind"] == "gap") {
                return gap;
            }
        }
    };
    assert_eq!(reasons.await["reason"], "live_only");
    stage.call("messages.history", json!({"chat_id": "me"})).await;
}

#[tokio::test]
async fn updates_of_a_million_elements_are_a_gap() {
    let stage = Stage::new(Way::Stdio).await;
    stage.call("updates.subscribe", json!({})).await;
    let update = enums::Update::Config.to_bytes();
    let none = vector(0, &[]);
    let around = enums::Updates::Updates(types::Updates {
        updates: Vec::new(),
        users: Vec::new(),
        chats: Vec::new(),
        date: 0,
        seq: 0,
    });
    let million = [&around.to_bytes()[..4], &vector(1_000_000, &update), &none, &none, &[0; 8]].concat();
    stage.proxy.says(packed(&million));
    loop {
        let notification = stage.daemon.notification().await;
        let items = notification["params"]["items"].as_array().unwrap().clone();
        if items.iter().any(|event| event["reason"] == "unreadable") {
            break;
        }
    }
    stage.call("messages.history", json!({"chat_id": "me"})).await;
}
