//! Polling.

use serde_json::{Value, json};

use super::{new_texts, say};
use crate::stage::{ANN, BOB, Stage, text};

fn items(polled: &Value) -> &[Value] {
    polled["items"].as_array().unwrap()
}

#[tokio::test]
async fn two_polls_with_one_cursor_return_the_same_messages() {
    let stage = Stage::new().await;
    let bob = stage.log_in(BOB).await;
    let begin = stage.call("updates.poll", json!({"session": bob, "wait": 0})).await;
    assert_eq!(begin["items"], json!([]));
    for at in ["one", "two"] {
        say(&stage, "@ann_archer", "@bob_baker", at).await;
        say(&stage, "@bob_baker", "@sandbox_lounge", at).await;
    }
    let poll = json!({"session": bob, "cursor": begin["cursor"]});
    let first = stage.call("updates.poll", poll.clone()).await;
    let stage = stage.restart().await;
    let again = stage.call("updates.poll", poll).await;
    let mut texts = (new_texts(items(&first)), new_texts(items(&again)));
    texts.0.sort();
    texts.1.sort();
    assert_eq!(texts.0, ["one", "one", "two", "two"]);
    assert_eq!(texts.0, texts.1);
    say(&stage, "@ann_archer", "@bob_baker", "three").await;
    let next = stage.call("updates.poll", json!({"session": bob, "cursor": again["cursor"]})).await;
    assert_eq!(new_texts(items(&next)), ["three"]);
}

#[tokio::test]
async fn a_poll_waits_for_an_event_without_counting_as_a_running_call() {
    let stage = Stage::new().await;
    let bob = stage.log_in(BOB).await;
    let mut command = stage.command();
    command.args(["--max-in-flight", "1"]);
    let narrow = crate::client::Client::spawn(command);
    let begin = narrow.call("updates.poll", json!({"session": bob, "wait": 0})).await;
    let poll = json!({"session": bob, "cursor": begin["cursor"], "wait": 60});
    let (_, one) = narrow.start("updates.poll", poll.clone());
    let (_, other) = narrow.start("updates.poll", poll);
    assert_eq!(narrow.call("account.me", json!({"session": bob})).await["username"], "bob_baker");
    say(&stage, "@ann_archer", "@bob_baker", "wake up").await;
    for answer in [one, other] {
        assert_eq!(new_texts(items(&answer.await.unwrap()["result"])), ["wake up"]);
    }
}

#[tokio::test]
async fn a_long_absence_is_fetched_completely_in_several_polls() {
    let stage = Stage::new().await;
    let bob = stage.log_in(BOB).await;
    let mut cursor = text(&stage.call("updates.poll", json!({"session": bob, "wait": 0})).await["cursor"]);
    for at in 0..25 {
        let text = format!("round {at}");
        let said = json!({"sender_id": "@ann_archer", "chat_id": "@bob_baker", "text": text, "count": 20});
        stage.sandbox("sandbox.say", said).await;
    }
    let mut texts = Vec::new();
    loop {
        let poll = json!({"session": bob, "cursor": cursor, "limit": 30, "wait": 0});
        let polled = stage.call("updates.poll", poll).await;
        cursor = text(&polled["cursor"]);
        let new = new_texts(items(&polled));
        if new.is_empty() {
            break;
        }
        // Events that Telegram sends at once stay together: a hundred.
        assert!(new.len() < 30 + 100);
        texts.extend(new);
    }
    let expected: Vec<String> = (0..500).map(|at| format!("round {} {}", at / 20, at % 20 + 1)).collect();
    assert_eq!(texts, expected);
}

#[tokio::test]
async fn wait_is_bounded_and_a_poll_can_be_cancelled() {
    let stage = Stage::new().await;
    let bob = stage.log_in(BOB).await;
    let error = stage.fail("updates.poll", json!({"session": bob, "wait": 301})).await;
    assert_eq!((&error["data"]["kind"], &error["data"]["path"]), (&json!("invalid_params"), &json!("wait")));
    let (id, answer) = stage.daemon().start("updates.poll", json!({"session": bob, "wait": 300}));
    stage.daemon().send(json!({"jsonrpc": "2.0", "method": "$/cancelRequest", "params": {"id": id}}));
    assert_eq!(answer.await.unwrap()["error"]["data"]["kind"], "cancelled");
    let polled = stage.call("updates.poll", json!({"session": bob, "wait": 0.05})).await;
    assert_eq!(polled["items"], json!([]));
}

#[tokio::test]
async fn a_poll_takes_no_updates_away_from_subscribers() {
    let stage = Stage::new().await;
    let (ann, bob) = (stage.log_in(ANN).await, stage.log_in(BOB).await);
    let listening = stage.other();
    let mut follower = super::Follower::of(&listening, &bob, json!({})).await;
    for at in 0..5 {
        let polled = stage.call("updates.poll", json!({"session": bob, "wait": 0})).await;
        assert_eq!(polled["items"], json!([]));
        let text = format!("message {at}");
        stage.call("messages.send", json!({"session": ann, "chat_id": "@bob_baker", "text": text})).await;
        follower.until_text(&text).await;
    }
}

/// A poll by Bob, who has missed 800 messages in a chat that it filters out.
async fn eight_slices_elsewhere(stage: &Stage, bob: &str) -> Value {
    let begin = stage.call("updates.poll", json!({"session": bob, "wait": 0})).await;
    let said = json!({"sender_id": "@ann_archer", "chat_id": "@bob_baker", "text": "x", "count": 800});
    stage.sandbox("sandbox.say", said).await;
    json!({"session": bob, "cursor": begin["cursor"], "chat_ids": ["@sandbox_lounge"], "wait": 0})
}

/// A fault of Bob's requests after the first ones, which are answered.
async fn fault_behind(stage: &Stage, answered: u32, fault: Value) {
    let pass = json!({"kind": "delay", "duration": 0, "count": answered});
    for mut fault in [pass, fault] {
        fault["method"] = "updates.getDifference".into();
        fault["account_id"] = "@bob_baker".into();
        stage.sandbox("sandbox.fault", fault).await;
    }
}

/// Continues from the cursor of a poll without items, which must not fetch everything again.
async fn the_rest_is_less(stage: &Stage, mut poll: Value, polled: &Value) {
    stage.sandbox("sandbox.clearFaults", json!({})).await;
    assert_eq!(polled["items"], json!([]));
    say(stage, "@carol_clark", "@sandbox_lounge", "looked for").await;
    let before = stage.calls("updates.getDifference").await;
    let mut rest = Vec::new();
    let mut cursor = polled["cursor"].clone();
    while rest.is_empty() {
        poll["cursor"] = cursor;
        let polled = stage.call("updates.poll", poll.clone()).await;
        rest.extend(new_texts(items(&polled)));
        cursor = polled["cursor"].clone();
    }
    assert_eq!(rest, ["looked for"]);
    let asked = stage.calls("updates.getDifference").await - before;
    assert!(asked <= 6, "{asked} questions for eight slices, of which at least two had been told");
}

#[tokio::test]
async fn a_poll_that_fails_midway_keeps_its_progress() {
    let stage = Stage::new().await;
    let bob = stage.log_in(BOB).await;
    let poll = eight_slices_elsewhere(&stage, &bob).await;
    fault_behind(&stage, 4, json!({"kind": "flood_wait", "duration": 7, "count": 0})).await;
    let polled = stage.call("updates.poll", poll.clone()).await;
    let mut next = poll.clone();
    next["cursor"] = polled["cursor"].clone();
    let error = stage.fail("updates.poll", next).await;
    assert_eq!(error["data"]["retry_after"], 7, "{error}");
    the_rest_is_less(&stage, poll, &polled).await;
}

#[tokio::test]
async fn a_poll_returns_its_progress_before_its_timeout() {
    let stage = Stage::new().await;
    let bob = stage.log_in(BOB).await;
    let mut poll = eight_slices_elsewhere(&stage, &bob).await;
    fault_behind(&stage, 4, json!({"kind": "delay", "duration": 600, "count": 0})).await;
    poll["timeout"] = 3.into();
    let polled = stage.call("updates.poll", poll.clone()).await;
    poll["timeout"] = 60.into();
    the_rest_is_less(&stage, poll, &polled).await;
}

#[tokio::test]
async fn a_poll_fetches_missed_updates_no_longer_than_its_wait() {
    let stage = Stage::new().await;
    let bob = stage.log_in(BOB).await;
    let poll = eight_slices_elsewhere(&stage, &bob).await;
    // Eight of these exceed the second that a poll has in any case.
    fault_behind(&stage, 1, json!({"kind": "delay", "duration": 0.4, "count": 0})).await;
    let polled = stage.call("updates.poll", poll.clone()).await;
    the_rest_is_less(&stage, poll, &polled).await;
}
