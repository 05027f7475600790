//! Watched channels, which the daemon polls.

use serde_json::{Value, json};

use super::{Follower, say};
use crate::client::Client;
use crate::stage::{BOB, Stage};

async fn group_of_ann(stage: &Stage, members: Value) {
    let group = json!({"kind": "supergroup", "title": "Large", "username": "large_group", "owner_id": "@ann_archer",
        "member_ids": members});
    stage.sandbox("sandbox.addGroup", group).await;
    stage.sandbox("sandbox.advance", json!({"duration": 10})).await;
}

/// A daemon that polls at least once a second.
fn quick(stage: &Stage) -> Client {
    let mut command = stage.command();
    command.args(["--updates-silence", "1"]);
    Client::spawn(command)
}

/// Telegram pushes no updates of it, and no difference of the account mentions it.
#[tokio::test]
async fn messages_of_a_watched_group_arrive_without_pushes() {
    let stage = Stage::new().await;
    let bob = stage.log_in(BOB).await;
    group_of_ann(&stage, json!([])).await;
    let daemon = quick(&stage);
    let watch = json!({"kinds": ["message_new"], "watch": ["@large_group"]});
    let mut follower = Follower::of(&daemon, &bob, watch).await;
    for text in ["one", "two"] {
        say(&stage, "@ann_archer", "@large_group", text).await;
        follower.until_text(text).await;
    }
    assert_eq!(follower.texts(), ["one", "two"]);
    // It ends with the subscription.
    daemon.call("updates.unsubscribe", json!({"subscription": follower.subscription})).await;
    let mut other = Follower::of(&daemon, &bob, json!({"kinds": ["message_new"]})).await;
    let asked = stage.calls("updates.getDifference").await;
    say(&stage, "@ann_archer", "@large_group", "three").await;
    say(&stage, "@ann_archer", "@bob_baker", "elsewhere").await;
    other.until_text("elsewhere").await;
    while stage.calls("updates.getDifference").await < asked + 2 {
        daemon.call("account.me", json!({"session": bob})).await;
    }
    assert_eq!(other.texts(), ["elsewhere"]);
}

#[tokio::test]
async fn a_watched_group_resumes_from_a_cursor() {
    let stage = Stage::new().await;
    let bob = stage.log_in(BOB).await;
    group_of_ann(&stage, json!(["@bob_baker"])).await;
    let begin = stage.call("updates.poll", json!({"session": bob, "wait": 0})).await["cursor"].clone();
    let lost = json!({"kind": "stop_channel_updates", "account_id": "@bob_baker"});
    stage.sandbox("sandbox.fault", lost).await;
    say(&stage, "@ann_archer", "@large_group", "one").await;
    let daemon = quick(&stage);
    let watch = json!({"kinds": ["message_new"], "watch": ["@large_group"], "cursor": begin});
    let mut follower = Follower::of(&daemon, &bob, watch).await;
    follower.until_text("one").await;
    say(&stage, "@ann_archer", "@large_group", "two").await;
    follower.until_text("two").await;
    assert_eq!(follower.texts(), ["one", "two"]);
}

/// Constant pushes of other updates don't delay the polling.
#[tokio::test]
async fn pushes_do_not_delay_polling() {
    let stage = Stage::new().await;
    let bob = stage.log_in(BOB).await;
    group_of_ann(&stage, json!(["@bob_baker"])).await;
    let daemon = quick(&stage);
    let mut follower = Follower::of(&daemon, &bob, json!({"kinds": ["message_new"]})).await;
    let lost = json!({"kind": "stop_channel_updates", "account_id": "@bob_baker"});
    stage.sandbox("sandbox.fault", lost).await;
    say(&stage, "@ann_archer", "@large_group", "unheard").await;
    let mut at = 0;
    while !follower.texts().contains(&"unheard".to_owned()) {
        assert!(at < 20_000, "it is never asked for");
        at += 1;
        let text = format!("push {at}");
        say(&stage, "@ann_archer", "@bob_baker", &text).await;
        follower.until_text(&text).await;
    }
}

#[tokio::test]
async fn only_a_few_channels_can_be_watched() {
    let stage = Stage::new().await;
    let bob = stage.log_in(BOB).await;
    let person = json!({"session": bob, "watch": ["@sandbox_lounge", "@ann_archer"]});
    let error = stage.fail("updates.subscribe", person).await;
    assert_eq!(
        (&error["data"]["kind"], &error["data"]["path"]),
        (&json!("invalid_params"), &json!("watch[1]"))
    );
    let many = json!({"session": bob, "watch": vec!["@sandbox_lounge"; 21]});
    let error = stage.fail("updates.subscribe", many).await;
    assert_eq!((&error["data"]["kind"], &error["data"]["path"]), (&json!("invalid_params"), &json!("watch")));
}
