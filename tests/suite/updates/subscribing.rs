//! Subscriptions.

use serde_json::json;

use super::{Follower, kinds, say};
use crate::client::Client;
use crate::stage::{ANN, BOB, CAROL, Stage, text};

#[tokio::test]
async fn events_have_a_cursor_to_resume_from() {
    let stage = Stage::new().await;
    let bob = stage.log_in(BOB).await;
    let mut follower = Follower::of(stage.daemon(), &bob, json!({})).await;
    say(&stage, "@ann_archer", "@bob_baker", "one").await;
    let event = follower.until_text("one").await;
    assert_eq!(event["kind"], "message_new");
    assert_eq!(event["message"]["chat"]["username"], "ann_archer");
    assert_eq!(event["message"]["is_outgoing"], false);
    let reference = text(&event["message"]["chat"]["ref"]);
    stage.call("messages.send", json!({"session": bob, "chat_id": reference, "text": "heard"})).await;
    follower.until_text("heard").await;

    let cursor = follower.cursor;
    let stage = stage.restart().await;
    say(&stage, "@ann_archer", "@bob_baker", "two").await;
    let mut again = Follower::of(stage.daemon(), &bob, json!({"cursor": cursor})).await;
    say(&stage, "@ann_archer", "@bob_baker", "three").await;
    again.until_text("three").await;
    assert_eq!(again.texts(), ["two", "three"]);
}

#[tokio::test]
async fn the_answer_to_a_send_precedes_its_event() {
    let stage = Stage::new().await;
    let bob = stage.log_in(BOB).await;
    let mut follower = Follower::of(stage.daemon(), &bob, json!({})).await;
    for at in 0..30 {
        let params = json!({"session": bob, "chat_id": "@ann_archer", "text": format!("message {at}")});
        let sent = stage.call("messages.send", params).await;
        assert!(follower.texts().len() <= at, "an event came before the answer");
        let event = follower.until(|event| event["message"]["message_id"] == sent["message_id"]).await;
        assert_eq!((&event["message"]["is_outgoing"], &event["kind"]), (&json!(true), &json!("message_new")));
    }
}

#[tokio::test]
async fn a_long_call_delays_its_own_events_only_for_seconds() {
    let stage = Stage::new().await;
    let bob = stage.log_in(BOB).await;
    let mut follower = Follower::of(stage.daemon(), &bob, json!({})).await;
    let held = json!({"kind": "delay", "method": "channels.inviteToChannel", "duration": 600});
    stage.sandbox("sandbox.fault", held).await;
    let create = json!({"session": bob, "kind": "supergroup", "title": "New", "user_ids": ["@ann_archer"]});
    let (_, mut answer) = stage.daemon().start("groups.create", create);
    follower.until(|event| event["message"]["chat"]["title"] == "New").await;
    say(&stage, "@ann_archer", "@bob_baker", "meanwhile").await;
    follower.until_text("meanwhile").await;
    assert!(answer.try_recv().is_err(), "the call goes on");
}

/// The order on the wire, with concurrent calls.
#[tokio::test]
async fn answers_precede_their_events_on_the_wire() {
    use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader};
    let stage = Stage::new().await;
    let bob = stage.log_in(BOB).await;
    let mut child = stage.command().spawn().unwrap();
    let (mut stdin, stdout) = (child.stdin.take().unwrap(), child.stdout.take().unwrap());
    let mut lines = BufReader::new(stdout).lines();
    let request = |id: u64, method: &str, params: serde_json::Value| {
        format!("{}\n", json!({"jsonrpc": "2.0", "id": id, "method": method, "params": params}))
    };
    let subscribe = request(1, "updates.subscribe", json!({"session": bob, "kinds": ["message_new"]}));
    stdin.write_all(subscribe.as_bytes()).await.unwrap();
    lines.next_line().await.unwrap().unwrap();
    const CALLS: u64 = 40;
    for id in 2..2 + CALLS {
        let params = json!({"session": bob, "chat_id": "me", "text": id.to_string()});
        stdin.write_all(request(id, "messages.send", params).as_bytes()).await.unwrap();
    }
    let mut answered = Vec::new();
    let mut told = 0;
    while told < CALLS {
        let line: serde_json::Value =
            serde_json::from_str(&lines.next_line().await.unwrap().unwrap()).unwrap();
        if line["id"].is_u64() {
            answered.push(line["result"]["message_id"].clone());
        }
        for item in line["params"]["items"].as_array().into_iter().flatten() {
            told += 1;
            assert!(answered.contains(&item["message"]["message_id"]), "{item} came before its answer");
        }
    }
}

#[tokio::test]
async fn a_cursor_is_sent_at_least_every_64_events() {
    let stage = Stage::new().await;
    let bob = stage.log_in(BOB).await;
    let mut follower = Follower::of(stage.daemon(), &bob, json!({"kinds": ["message_new"]})).await;
    // The first event and those until its answer may need a difference, which arrives at once.
    say(&stage, "@ann_archer", "@bob_baker", "first").await;
    follower.until_text("first").await;
    let mut said = 1;
    for round in 0..60 {
        let count = 1 + round * 37 % 90;
        let say = json!({"sender_id": "@ann_archer", "chat_id": "@bob_baker", "text": "x", "count": count});
        stage.sandbox("sandbox.say", say).await;
        said += count;
    }
    while follower.events.len() < said {
        let before = follower.before_cursor;
        follower.hear().await;
        let without = follower.events.len() - before;
        assert!(without <= 64, "{without} events after the last cursor");
    }
}

#[tokio::test]
async fn events_of_one_update_have_a_cursor_after_the_last() {
    let stage = Stage::new().await;
    let bob = stage.log_in(BOB).await;
    let begin = stage.call("updates.poll", json!({"session": bob, "wait": 0})).await;
    let say = json!({"sender_id": "@ann_archer", "chat_id": "@bob_baker", "text": "x", "count": 95});
    stage.sandbox("sandbox.say", say).await;
    // They have no sequence numbers, and arrive in one slice with the messages.
    for method in ["chats.mute", "chats.unmute"].iter().cycle().take(30) {
        stage.call(method, json!({"session": bob, "chat_id": "@ann_archer"})).await;
    }
    let mut follower = Follower::of(stage.daemon(), &bob, json!({"cursor": begin["cursor"]})).await;
    follower.hear().await;
    assert_eq!((follower.events.len(), follower.before_cursor), (100, 0));
    follower.hear().await;
    assert_eq!((follower.events.len(), follower.before_cursor), (125, 125));
    let rest = stage.call("updates.poll", json!({"session": bob, "cursor": follower.cursor, "wait": 0}));
    assert_eq!(super::new_texts(rest.await["items"].as_array().unwrap()), <[&str; 0]>::default());
}

#[tokio::test]
async fn updates_without_a_kind_are_sent_raw_on_request() {
    let stage = Stage::new().await;
    let bob = stage.log_in(BOB).await;
    let mut follower = Follower::of(stage.daemon(), &bob, json!({"kinds": ["raw"]})).await;
    say(&stage, "@ann_archer", "@bob_baker", "a message has a kind").await;
    let other = stage.other();
    let pinned = json!({"_": "inputDialogPeer", "peer": "@ann_archer"});
    for (method, params) in [
        ("messages.toggleDialogPin", json!({"pinned": true, "peer": pinned})),
        ("messages.reorderPinnedDialogs", json!({"folder_id": 0, "order": [pinned]})),
    ] {
        let invoke = json!({"session": bob, "method": method, "params": params});
        other.call("telegram.invoke", invoke).await;
    }
    let told = follower.until(|_| true).await;
    assert_eq!((&told["kind"], &told["name"]), (&json!("raw"), &json!("updatePinnedDialogs")));
    assert_eq!(told["update"]["_"], "updatePinnedDialogs");
    assert_eq!(told["update"]["order"][0]["peer"]["_"], "peerUser");
    assert_eq!(told["is_live_only"], true);
    assert_eq!(kinds(&follower.events), ["raw"]);
}

#[tokio::test]
async fn subscriptions_have_separate_filters_and_end_separately() {
    let stage = Stage::new().await;
    let (bob, ann) = (stage.log_in(BOB).await, stage.log_in(ANN).await);
    let (path, _listening) = stage.listening().await;
    let [edits, chats, all] = [&path; 3].map(|path| Client::connect(path));
    let (edits, chats, all) = (edits.await, chats.await, all.await);
    let mut edited = Follower::of(&edits, &bob, json!({"kinds": ["message_edited"]})).await;
    let mut lounge = Follower::of(&chats, &bob, json!({"chat_ids": ["@sandbox_lounge"]})).await;
    let connection = &all;
    let mut all = Follower::of(connection, &bob, json!({})).await;
    let sent =
        stage.call("messages.send", json!({"session": ann, "chat_id": "@bob_baker", "text": "a"})).await;
    let edit =
        json!({"session": ann, "chat_id": "@bob_baker", "message_id": sent["message_id"], "text": "b"});
    stage.call("messages.edit", edit).await;
    say(&stage, "@bob_baker", "@sandbox_lounge", "in the lounge").await;
    all.until_text("in the lounge").await;
    lounge.until_text("in the lounge").await;
    edited.until(|event| event["message"]["text"] == "b").await;
    assert_eq!(kinds(&edited.events), ["message_edited"]);
    assert!(
        lounge.events.iter().all(|event| event["message"]["text"] == "in the lounge"),
        "{:?}",
        lounge.events
    );
    // Each chat has its own order.
    all.until(|event| event["kind"] == "message_edited").await;
    let mut texts = all.texts();
    texts.sort();
    assert_eq!(texts, ["a", "in the lounge"]);

    assert_eq!(subscriptions(connection).await, 3);
    let params = json!({"subscription": all.subscription});
    assert_eq!(connection.call("updates.unsubscribe", params.clone()).await, json!({}));
    let error = connection.fail("updates.unsubscribe", params).await;
    assert_eq!(error["data"]["kind"], "invalid_params");
    let mut rest = Follower::of(connection, &bob, json!({})).await;
    say(&stage, "@ann_archer", "@bob_baker", "after").await;
    // `hear` asserts that there are no events of the ended one.
    rest.until_text("after").await;
}

async fn subscriptions(client: &Client) -> u64 {
    client.call("daemon.stats", json!({})).await["subscriptions"].as_u64().unwrap()
}

#[tokio::test]
async fn a_deletion_in_an_unknown_chat_is_sent_on_request() {
    let stage = Stage::new().await;
    let (bob, ann) = (stage.log_in(BOB).await, stage.log_in(ANN).await);
    let (path, _listening) = stage.listening().await;
    let (one, other) = (Client::connect(&path).await, Client::connect(&path).await);
    let chats = json!(["@ann_archer"]);
    let mut without = Follower::of(&one, &bob, json!({"chat_ids": chats})).await;
    let mut with = Follower::of(&other, &bob, json!({"chat_ids": chats, "include_unknown_chat": true})).await;
    let sent =
        stage.call("messages.send", json!({"session": ann, "chat_id": "@bob_baker", "text": "a"})).await;
    let delete =
        json!({"session": ann, "chat_id": "@bob_baker", "message_ids": [sent["message_id"]], "revoke": true});
    stage.call("messages.delete", delete).await;
    say(&stage, "@ann_archer", "@bob_baker", "b").await;
    with.until_text("b").await;
    without.until_text("b").await;
    assert!(kinds(&with.events).contains(&"message_deleted"));
    assert!(!kinds(&without.events).contains(&"message_deleted"));
    let deleted = with.events.iter().find(|event| event["kind"] == "message_deleted").unwrap();
    assert!(deleted.get("chat").is_none());
    assert_eq!(deleted["message_ids"].as_array().unwrap().len(), 1);
}

#[tokio::test]
async fn programs_that_share_a_login_each_get_every_message() {
    let stage = Stage::new().await;
    let bob = stage.log_in(BOB).await;
    let (path, _listening) = stage.listening().await;
    let (editor, script) = (Client::connect(&path).await, Client::connect(&path).await);
    let mut in_editor = Follower::of(&editor, &bob, json!({})).await;
    let mut in_script = Follower::of(&script, &bob, json!({})).await;
    for at in 0..20 {
        say(&stage, "@ann_archer", "@bob_baker", &format!("message {at}")).await;
    }
    let expected: Vec<String> = (0..20).map(|at| format!("message {at}")).collect();
    for follower in [&mut in_editor, &mut in_script] {
        follower.until_text("message 19").await;
        assert_eq!(follower.texts(), expected);
    }
    let params = json!({"session": bob, "chat_id": "@ann_archer", "text": "from the script"});
    script.call("messages.send", params).await;
    for follower in [&mut in_editor, &mut in_script] {
        follower.until_text("from the script").await;
    }
    let stats = stage.call("account.me", json!({"session": bob})).await;
    assert_eq!(stage.connections(&stats["id"]).await, 2, "one of the socket's daemon, one of the other's");
}

#[tokio::test]
async fn a_login_that_is_revoked_ends_its_subscriptions_with_that_error() {
    let stage = Stage::new().await;
    let bob = stage.log_in(BOB).await;
    let mut follower = Follower::of(stage.daemon(), &bob, json!({})).await;
    let fault = json!({"kind": "auth_key_unregistered", "account_id": "@bob_baker", "method": "messages.*"});
    stage.sandbox("sandbox.fault", fault).await;
    stage.fail("messages.send", json!({"session": bob, "chat_id": "me", "text": "x"})).await;
    while follower.error.is_none() {
        follower.hear().await;
    }
    assert_eq!(follower.error.unwrap()["data"]["kind"], "session_revoked");
    let error = stage.fail("updates.poll", json!({"session": bob, "wait": 0})).await;
    assert_eq!(error["data"]["kind"], "session_revoked");
}

#[tokio::test]
async fn logging_out_ends_the_subscriptions_of_the_login() {
    let stage = Stage::new().await;
    let bob = stage.log_in(BOB).await;
    let mut follower = Follower::of(stage.daemon(), &bob, json!({})).await;
    stage.call("auth.logOut", json!({"session": bob})).await;
    while follower.error.is_none() {
        follower.hear().await;
    }
    assert_eq!(follower.error.unwrap()["data"]["kind"], "session_revoked");
}

#[tokio::test]
async fn only_an_intact_cursor_of_the_account_is_valid() {
    let stage = Stage::new().await;
    let (ann, bob) = (stage.log_in(ANN).await, stage.log_in(BOB).await);
    let cursor = text(&stage.call("updates.poll", json!({"session": bob, "wait": 0})).await["cursor"]);
    let error = stage.fail("updates.subscribe", json!({"session": ann, "cursor": cursor})).await;
    assert_eq!(error["data"]["kind"], "cursor_invalid");
    assert_eq!(error["data"]["reason"], "other_account");
    let cut = &cursor[..cursor.len() - 3];
    let error = stage.fail("updates.subscribe", json!({"session": bob, "cursor": cut})).await;
    assert_eq!(error["data"]["reason"], "tampered");
    // It outlives the login.
    stage.call("auth.logOut", json!({"session": bob})).await;
    say(&stage, "@ann_archer", "@bob_baker", "meanwhile").await;
    let bob = stage.log_in(BOB).await;
    let polled = stage.call("updates.poll", json!({"session": bob, "cursor": cursor})).await;
    assert_eq!(super::new_texts(polled["items"].as_array().unwrap()).last().unwrap(), "meanwhile");
}

#[tokio::test]
async fn only_allowed_chats_have_events() {
    let stage = Stage::new().await;
    let bob = stage.log_in(BOB).await;
    let mut command = stage.command();
    command.args(["--allow-chat", "@ann_archer"]);
    let guarded = Client::spawn(command);
    let mut follower = Follower::of(&guarded, &bob, json!({})).await;
    say(&stage, "@bob_baker", "@sandbox_lounge", "secret").await;
    stage.sandbox("sandbox.addUser", json!({"phone": "+9996620009", "first_name": "Eve"})).await;
    say(&stage, "+9996620009", "@bob_baker", "also secret").await;
    say(&stage, "@ann_archer", "@bob_baker", "open").await;
    follower.until_text("open").await;
    assert_eq!(follower.texts(), ["open"]);
    let error =
        guarded.fail("updates.subscribe", json!({"session": bob, "chat_ids": ["@sandbox_lounge"]})).await;
    assert_eq!(error["data"]["kind"], "policy_denied");
}

#[tokio::test]
async fn a_slow_reader_gets_a_gap_and_delays_no_other() {
    let stage = Stage::new().await;
    let bob = stage.log_in(BOB).await;
    let (path, _listening) = stage.listening().await;
    let quick = Client::connect(&path).await;
    let slow = SlowReader::connect(&path).await;
    let cursor = slow.subscribe(&bob).await;
    let mut follower = Follower::of(&quick, &bob, json!({})).await;
    // More than the sockets and the queues hold.
    let long = "x".repeat(4000);
    for round in 0..20 {
        let say = json!({"sender_id": "@ann_archer", "chat_id": "@bob_baker", "text": long, "count": 200});
        stage.sandbox("sandbox.say", say).await;
        while follower.texts().len() < 200 * (round + 1) {
            follower.hear().await;
        }
    }
    say(&stage, "@ann_archer", "@bob_baker", "last").await;
    follower.until_text("last").await;
    let (read, gap_cursor) = slow.read_to_gap().await;
    assert!(read < 4000, "all were kept for one who doesn't read");
    // Exactly the dropped events come after the gap's cursor.
    let mut seen = read;
    let mut cursor = gap_cursor.unwrap_or(cursor);
    loop {
        let polled = stage
            .call("updates.poll", json!({"session": bob, "cursor": cursor, "limit": 100, "wait": 0}))
            .await;
        cursor = text(&polled["cursor"]);
        let texts = super::new_texts(polled["items"].as_array().unwrap());
        seen += texts.iter().filter(|text| text.starts_with(&long)).count();
        if texts.is_empty() || texts.last().unwrap() == "last" {
            break;
        }
    }
    assert_eq!(seen, 4000);
}

/// A subscribed connection that doesn't read until a test makes it.
struct SlowReader(tokio::sync::Mutex<tokio::io::BufReader<tokio::net::UnixStream>>);

impl SlowReader {
    async fn connect(path: &std::path::Path) -> Self {
        let stream = tokio::net::UnixStream::connect(path).await.unwrap();
        Self(tokio::sync::Mutex::new(tokio::io::BufReader::new(stream)))
    }

    async fn subscribe(&self, session: &str) -> String {
        use tokio::io::AsyncWriteExt;
        let params = json!({"session": session, "kinds": ["message_new"]});
        let call = json!({"jsonrpc": "2.0", "id": 1, "method": "updates.subscribe", "params": params});
        self.0.lock().await.write_all(format!("{call}\n").as_bytes()).await.unwrap();
        text(&self.line().await["result"]["cursor"])
    }

    async fn line(&self) -> serde_json::Value {
        use tokio::io::AsyncBufReadExt;
        let mut line = String::new();
        self.0.lock().await.read_line(&mut line).await.unwrap();
        serde_json::from_str(&line).unwrap()
    }

    /// Reads up to the gap. Returns the number of messages before it, and the cursor to resume from.
    async fn read_to_gap(&self) -> (usize, Option<String>) {
        let mut read = 0;
        loop {
            let line = self.line().await;
            for item in line["params"]["items"].as_array().unwrap() {
                if item["kind"] == "gap" {
                    assert_eq!(item["reason"], "too_slow");
                    return (read, line["params"]["cursor"].as_str().map(str::to_owned));
                }
                read += 1;
            }
        }
    }
}

#[tokio::test]
async fn changes_of_messages_and_users_have_their_kinds() {
    let stage = Stage::new().await;
    let (ann, bob) = (stage.log_in(ANN).await, stage.log_in(BOB).await);
    let mut follower = Follower::of(stage.daemon(), &bob, json!({})).await;
    let other = stage.other();
    let call = async |method: &str, more: serde_json::Value| {
        let mut params = json!({"session": ann, "chat_id": "@bob_baker"});
        params.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        other.call(method, params).await
    };
    let sent = call("messages.send", json!({"text": "one"})).await;
    let id = sent["message_id"].clone();
    call("messages.edit", json!({"message_id": id, "text": "two"})).await;
    call("messages.react", json!({"message_id": id, "reactions": ["👍"]})).await;
    call("messages.pin", json!({"message_id": id})).await;
    call("chats.setTyping", json!({"action": "typing"})).await;
    call("messages.delete", json!({"message_ids": [id], "revoke": true})).await;
    stage.call("chats.markRead", json!({"session": bob, "chat_id": "@ann_archer"})).await;
    follower.until(|event| event["kind"] == "message_deleted").await;
    let told = kinds(&follower.events);
    for kind in ["message_new", "message_edited", "reactions", "message_pinned", "typing", "message_deleted"]
    {
        assert!(told.contains(&kind), "{kind} is not among {told:?}");
    }
    let at = |kind: &str| told.iter().position(|told| *told == kind).unwrap();
    assert!(at("message_new") < at("message_edited") && at("message_edited") < at("message_deleted"));
    let typing = &follower.events[at("typing")];
    assert_eq!((&typing["is_live_only"], &typing["chat"]["username"]), (&json!(true), &json!("ann_archer")));
}

#[tokio::test]
async fn a_bot_gets_events_of_pressed_buttons() {
    let stage = Stage::new().await;
    let ann = stage.log_in(ANN).await;
    let bot = stage
        .call("auth.signInBot", json!({"token": "7000001:sandbox", "api_id": 1, "api_hash": "hash"}))
        .await;
    let bot = text(&bot["session"]);
    stage.call("messages.send", json!({"session": ann, "chat_id": "@sandbox_bot", "text": "/start"})).await;
    let mut follower = Follower::of(stage.daemon(), &bot, json!({})).await;
    say(&stage, "@ann_archer", "@sandbox_bot", "buttons, please").await;
    let asked = follower.until_text("buttons, please").await;
    let buttons = json!([[{"text": "Yes", "kind": "callback", "callback_data": "yes"}]]);
    let send = json!({"session": bot, "chat_id": asked["message"]["chat"]["ref"], "text": "Well?", "buttons": buttons});
    let sent = stage.call("messages.send", send).await;
    let theirs =
        stage.call("messages.history", json!({"session": ann, "chat_id": "@sandbox_bot", "limit": 1})).await;
    let other = stage.other();
    let click = json!({"session": ann, "chat_id": "@sandbox_bot", "message_id": theirs["items"][0]["message_id"], "callback_data": "yes"});
    let (_, clicked) = other.start("messages.click", click);
    let query = follower.until(|event| event["kind"] == "callback_query").await;
    assert_eq!((&query["message_id"], &query["is_live_only"]), (&sent["message_id"], &json!(true)));
    let answer = json!({"session": bot, "callback_query_id": query["callback_query_id"], "text": "Thanks"});
    stage.call("bots.answerCallback", answer).await;
    assert_eq!(clicked.await.unwrap()["result"]["text"], "Thanks");
}

#[tokio::test]
async fn the_upgrade_of_a_group_is_an_event() {
    let stage = Stage::new().await;
    let (ann, bob) = (stage.log_in(ANN).await, stage.log_in(BOB).await);
    let group = json!({"session": ann, "title": "Old", "kind": "group", "user_ids": ["@bob_baker"]});
    let group = stage.call("groups.create", group).await;
    let mut follower = Follower::of(stage.daemon(), &bob, json!({})).await;
    let id = group["chat"]["id"].as_i64().unwrap();
    let migrate =
        json!({"session": ann, "method": "messages.migrateChat", "params": {"chat_id": (-id).to_string()}});
    stage.call("telegram.invoke", migrate).await;
    let migrated = follower.until(|event| event["kind"] == "chat_migrated").await;
    assert_eq!(migrated["chat"]["id"], id);
}

#[tokio::test]
async fn an_account_on_another_dc_gets_events_too() {
    let stage = Stage::new().await;
    let sent = stage.send_code(CAROL).await;
    let half = stage.call("auth.signIn", json!({"session": sent["session"], "code": "11111"})).await;
    let password = json!({"session": half["session"], "password": crate::stage::CAROLS_PASSWORD});
    let carol = text(&stage.call("auth.checkPassword", password).await["session"]);
    let mut follower = Follower::of(stage.daemon(), &carol, json!({})).await;
    say(&stage, "@ann_archer", "@carol_clark", "hello").await;
    follower.until_text("hello").await;
}
