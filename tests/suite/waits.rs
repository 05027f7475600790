//! Waiting is never silent: flood waits, timeouts, cancellation, and calls that queue behind others.

use serde_json::{Value, json};

use crate::client::Client;
use crate::stage::{ANN, Stage, texts};

#[tokio::test]
async fn a_long_flood_wait_is_reported_at_once() {
    let stage = Stage::new().await;
    let session = stage.log_in(ANN).await;
    stage
        .sandbox(
            "sandbox.fault",
            json!({"kind": "flood_wait", "method": "messages.sendMessage", "duration": 30}),
        )
        .await;
    let began = std::time::Instant::now();
    let error = stage
        .fail("messages.send", json!({"session": session, "chat_id": "me", "text": "x", "max_wait": 2}))
        .await;
    assert!(began.elapsed().as_secs() < 2, "nothing was waited for");
    assert_eq!(error["code"], 429);
    assert_eq!(error["data"]["kind"], "rate_limited");
    assert_eq!(error["data"]["retry_after"], 30);
    assert_eq!(error["data"]["is_retryable"], true);
    assert_eq!(stage.calls("messages.sendMessage").await, 1);
}

#[tokio::test]
async fn a_short_flood_wait_is_waited_out_if_the_caller_allows_it() {
    let stage = Stage::new().await;
    let session = stage.log_in(ANN).await;
    stage.call("account.me", json!({"session": session})).await;
    stage
        .sandbox(
            "sandbox.fault",
            json!({"kind": "flood_wait", "method": "messages.sendMessage", "duration": 1}),
        )
        .await;
    let params =
        json!({"session": session, "chat_id": "me", "text": "x", "max_wait": 2, "progress_token": 7});
    let (_, answer) = stage.daemon().start("messages.send", params);
    let progress = stage.daemon().notification().await;
    assert_eq!(progress["method"], "$/progress");
    assert_eq!(progress["params"]["token"], 7);
    assert_eq!(progress["params"]["value"]["kind"], "flood_wait");
    assert_eq!(progress["params"]["value"]["retry_after"], 1);
    assert!(answer.await.unwrap()["result"].is_object());
    assert_eq!(stage.calls("messages.sendMessage").await, 2);
    let page = stage.call("messages.history", json!({"session": session, "chat_id": "me"})).await;
    assert_eq!(texts(&page), ["x"]);
}

/// Waiting would only delay the error.
#[tokio::test]
async fn a_wait_longer_than_the_timeout_is_reported_at_once() {
    let stage = Stage::new().await;
    let session = stage.log_in(ANN).await;
    let fault = json!({"kind": "flood_wait", "method": "messages.sendMessage", "duration": 60});
    stage.sandbox("sandbox.fault", fault).await;
    let began = std::time::Instant::now();
    let params = json!({"session": session, "chat_id": "me", "text": "x", "max_wait": 3600});
    let error = stage.fail("messages.send", params).await;
    assert!(began.elapsed().as_secs() < 60, "the default timeout");
    assert_eq!((&error["data"]["kind"], &error["data"]["retry_after"]), (&json!("rate_limited"), &json!(60)));
}

#[tokio::test]
async fn calls_without_max_wait_use_the_daemons() {
    let stage = Stage::new().await;
    let session = stage.log_in(ANN).await;
    let mut command = stage.command();
    let daemon = Client::spawn({
        command.args(["--max-wait", "2"]);
        command
    });
    let wait = |seconds| json!({"kind": "flood_wait", "method": "messages.sendMessage", "duration": seconds});
    let send = json!({"session": session, "chat_id": "me", "text": "x"});
    stage.sandbox("sandbox.fault", wait(1)).await;
    daemon.call("messages.send", send.clone()).await;
    for (seconds, max_wait) in [(3, Value::Null), (1, json!(0))] {
        stage.sandbox("sandbox.fault", wait(seconds)).await;
        let mut send = send.clone();
        send["max_wait"] = max_wait;
        let error = daemon.fail("messages.send", send).await;
        assert_eq!(error["data"]["retry_after"], seconds, "{error}");
    }
    let fault = json!({"kind": "flood_wait", "method": "upload.saveFilePart", "duration": 3});
    stage.sandbox("sandbox.fault", fault).await;
    let error = daemon.fail("media.upload", json!({"session": session, "data_base64": "Ym9hdA=="})).await;
    assert_eq!(error["data"]["retry_after"], 3, "parts of files have it too: {error}");
}

#[tokio::test]
async fn calls_in_flight_and_queued_are_cancelled_at_once() {
    let stage = Stage::new().await;
    let session = stage.log_in(ANN).await;
    stage
        .sandbox(
            "sandbox.fault",
            json!({"kind": "delay", "method": "users.getUsers", "duration": 600, "count": 0}),
        )
        .await;
    let mut calls: Vec<_> =
        (0..64).map(|_| stage.daemon().start("account.me", json!({"session": session}))).collect();
    let send = json!({"session": session, "chat_id": "me", "text": "never"});
    let mut queued: Vec<_> = (0..8).map(|_| stage.daemon().start("messages.send", send.clone())).collect();
    for (id, answer) in [calls.remove(17), queued.remove(5)] {
        stage.daemon().send(json!({"jsonrpc": "2.0", "method": "$/cancelRequest", "params": {"id": id}}));
        let error = answer.await.unwrap()["error"].clone();
        assert_eq!(error["code"], -32800);
        assert_eq!(error["data"]["kind"], "cancelled");
    }
    // The cancelled call freed its place: the first queued call takes it and is answered, then the next.
    for (_, answer) in queued {
        assert!(answer.await.unwrap()["result"].is_object());
    }
    // Cancelling an answered call has no effect.
    stage.daemon().send(json!({"jsonrpc": "2.0", "method": "$/cancelRequest", "params": {"id": calls[0].0}}));
    stage.daemon().send(json!({"jsonrpc": "2.0", "method": "$/cancelRequest", "params": {"id": calls[0].0}}));
    assert_eq!(calls.remove(0).1.await.unwrap()["error"]["code"], -32800);
}

/// Vim cancels this way: <https://vimhelp.org/channel.txt.html#language-server-protocol>.
#[tokio::test]
async fn a_cancel_without_params_cancels_the_call_with_its_id_and_is_not_answered() {
    let stage = Stage::new().await;
    let session = stage.log_in(ANN).await;
    let delay = json!({"kind": "delay", "method": "users.getUsers", "duration": 600, "count": 0});
    stage.sandbox("sandbox.fault", delay).await;
    let mut command = stage.command();
    command.args(["--max-in-flight", "1"]);
    let mut daemon = command.spawn().unwrap();
    let me = |id: &str| json!({"jsonrpc": "2.0", "id": id, "method": "account.me", "params": {"session": session}});
    let cancel = |id: &str, params: Value| {
        let mut cancel = json!({"jsonrpc": "2.0", "id": id, "method": "$/cancelRequest"});
        if params != "absent" {
            cancel["params"] = params;
        }
        cancel
    };
    let ping = |id: &str| json!({"jsonrpc": "2.0", "id": id, "method": "daemon.ping"});
    // "flying" has the only place, and those after it are queued.
    let mut requests: Vec<Value> = ["flying", "queued", "second", "third"].map(me).into();
    let absent = || json!("absent");
    requests.push(cancel("queued", json!({})));
    requests.push(json!([cancel("second", absent()), ping("in a batch")]));
    requests.push(cancel("third", json!([])));
    requests.push(cancel("unknown", absent()));
    requests.push(cancel("flying", Value::Null));
    requests.push(ping("last"));
    let input: String = requests.iter().map(|request| format!("{request}\n")).collect();
    let mut stdin = daemon.stdin.take().unwrap();
    tokio::io::AsyncWriteExt::write_all(&mut stdin, input.as_bytes()).await.unwrap();
    drop(stdin);
    let output = daemon.wait_with_output().await.unwrap();
    let answers = crate::client::messages(&String::from_utf8(output.stdout).unwrap());
    let answers_to = |id: &str| -> Vec<Value> {
        let all = answers.iter().flat_map(|answer| match answer {
            Value::Array(members) => members.clone(),
            single => vec![single.clone()],
        });
        all.filter(|answer| answer["id"] == id).collect()
    };
    for id in ["flying", "queued", "second", "third"] {
        let answers = answers_to(id);
        assert_eq!(answers.len(), 1, "{id}: {answers:?}");
        assert_eq!(answers[0]["error"]["code"], -32800, "{id}: {answers:?}");
    }
    assert_eq!(answers_to("unknown"), [json!({"jsonrpc": "2.0", "id": "unknown", "result": {}})]);
    for id in ["in a batch", "last"] {
        assert_eq!(answers_to(id)[0]["result"], json!({"pong": true}));
    }
}

#[tokio::test]
async fn a_full_queue_stops_the_reader_and_loses_nothing() {
    let stage = Stage::new().await;
    let session = stage.log_in(ANN).await;
    stage
        .sandbox("sandbox.fault", json!({"kind": "delay", "method": "users.getUsers", "duration": 600}))
        .await;
    let mut command = stage.command();
    let daemon = Client::spawn({
        command.args(["--max-in-flight", "1"]);
        command
    });
    // One call holds the only place until it times out. Three full queues follow.
    let (_, held) = daemon.start("account.me", json!({"session": session, "timeout": 1}));
    let pings: Vec<_> = (0..3 * 1024).map(|_| daemon.start("daemon.ping", json!({})).1).collect();
    assert_eq!(held.await.unwrap()["error"]["data"]["kind"], "timeout");
    for ping in pings {
        assert_eq!(ping.await.unwrap()["result"], json!({"pong": true}));
    }
    assert_eq!(daemon.call("daemon.stats", json!({})).await["calls"], 1 + 3 * 1024 + 1);
}

#[tokio::test]
async fn sigterm_waits_for_calls_in_flight() {
    let stage = Stage::new().await;
    let session = stage.log_in(ANN).await;
    stage
        .sandbox("sandbox.fault", json!({"kind": "delay", "method": "messages.sendMessage", "duration": 1}))
        .await;
    let send = json!({"session": session, "chat_id": "me", "text": "the last"});
    let (_, answer) = stage.daemon().start("messages.send", send);
    while stage.calls("messages.sendMessage").await == 0 {
        tokio::task::yield_now().await;
    }
    stage.daemon().terminate().await;
    assert_eq!(answer.await.unwrap()["result"]["text"], "the last");
    assert_eq!(stage.daemon().ended().await.code(), Some(0));
}

#[tokio::test]
async fn a_send_that_times_out_can_be_repeated_without_sending_twice() {
    let stage = Stage::new().await;
    let session = stage.log_in(ANN).await;
    stage.call("account.me", json!({"session": session})).await;
    stage.sandbox("sandbox.fault", json!({"kind": "lose_answer", "method": "messages.sendMessage"})).await;
    let mut params = json!({"session": session, "chat_id": "me", "text": "once", "timeout": 1});
    let error = stage.fail("messages.send", params.clone()).await;
    assert_eq!(error["code"], 504);
    assert_eq!(error["data"]["kind"], "timeout");
    assert_eq!(error["data"]["outcome"], "unknown");
    params["random_id"] = error["data"]["random_id"].clone();
    params["timeout"] = Value::Null;
    let sent = stage.call("messages.send", params).await;
    assert_eq!(sent["is_duplicate"], true);
    let page = stage.call("messages.history", json!({"session": session, "chat_id": "me"})).await;
    assert_eq!(texts(&page), ["once"]);
}

/// A failed lookup before the send fails it too.
#[tokio::test]
async fn a_send_that_was_never_sent_reports_that_and_how_to_repeat_it() {
    let stage = Stage::new().await;
    let session = stage.log_in(ANN).await;
    let faults = [
        (json!({"kind": "internal"}), "telegram_internal"),
        (json!({"kind": "drop", "count": 2}), "offline"),
        (json!({"kind": "lose_answer"}), "timeout"),
    ];
    for (mut fault, kind) in faults {
        fault["method"] = json!("contacts.resolveUsername");
        stage.sandbox("sandbox.fault", fault).await;
        let params = json!({"session": session, "chat_id": "@bob_baker", "text": "x", "timeout": 3});
        let error = stage.fail("messages.send", params).await;
        assert_eq!((&error["data"]["kind"], &error["data"]["outcome"]), (&json!(kind), &json!("not_sent")));
        assert!(error["data"]["random_id"].is_string(), "{error}");
    }
}

#[tokio::test]
async fn a_send_whose_connection_drops_has_an_unknown_outcome_and_the_next_call_works() {
    let stage = Stage::new().await;
    let session = stage.log_in(ANN).await;
    stage.sandbox("sandbox.fault", json!({"kind": "drop", "method": "messages.sendMessage"})).await;
    let error = stage.fail("messages.send", json!({"session": session, "chat_id": "me", "text": "x"})).await;
    assert_eq!(error["data"]["kind"], "offline");
    assert_eq!(error["data"]["outcome"], "unknown");
    assert!(error["data"]["random_id"].is_string());
    assert_eq!(stage.call("account.me", json!({"session": session})).await["username"], "ann_archer");
}

#[tokio::test]
async fn a_read_whose_connection_drops_is_retried() {
    let stage = Stage::new().await;
    let session = stage.log_in(ANN).await;
    stage.sandbox("sandbox.fault", json!({"kind": "drop", "method": "users.getUsers"})).await;
    assert_eq!(stage.call("account.me", json!({"session": session})).await["username"], "ann_archer");
    assert_eq!(stage.calls("users.getUsers").await, 2);
}

#[tokio::test]
async fn the_end_of_input_waits_for_calls_in_flight() {
    let stage = Stage::new().await;
    let session = stage.log_in(ANN).await;
    stage
        .sandbox("sandbox.fault", json!({"kind": "delay", "method": "messages.sendMessage", "duration": 1}))
        .await;
    let mut child = stage.command().stdin(std::process::Stdio::piped()).spawn().unwrap();
    let request = json!({"jsonrpc": "2.0", "id": 1, "method": "messages.send",
        "params": {"session": session, "chat_id": "me", "text": "the last"}});
    let mut stdin = child.stdin.take().unwrap();
    tokio::io::AsyncWriteExt::write_all(&mut stdin, format!("{request}\n").as_bytes()).await.unwrap();
    drop(stdin);
    let output = child.wait_with_output().await.unwrap();
    let answer: Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(answer["result"]["text"], "the last");
    assert_eq!(output.status.code(), Some(0));
}

#[tokio::test]
async fn an_unreachable_server_has_its_own_error() {
    let stage = Stage::new().await;
    let session = stage.log_in(ANN).await;
    // The same server, with addresses that nothing listens on any more.
    let nobody = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let path = stage.path("sandbox.json");
    let mut description: Value = serde_json::from_str(&std::fs::read_to_string(&path).unwrap()).unwrap();
    for dc in description["dcs"].as_array_mut().unwrap() {
        dc["address"] = json!(nobody);
    }
    std::fs::write(&path, description.to_string()).unwrap();
    let error =
        stage.other().fail("messages.send", json!({"session": session, "chat_id": "me", "text": "x"})).await;
    assert_eq!(error["code"], 503);
    assert_eq!(error["data"]["kind"], "offline");
    assert_eq!(error["data"]["outcome"], "not_sent");
}

#[tokio::test]
async fn every_method_of_messages_reports_the_seconds_of_a_wait() {
    let stage = Stage::new().await;
    let session = stage.log_in(ANN).await;
    let sent = stage.call("messages.send", json!({"session": session, "chat_id": "me", "text": "x"})).await;
    let (id, ids) = (&sent["message_id"], json!([sent["message_id"]]));
    for (method, function, more) in [
        ("messages.edit", "messages.editMessage", json!({"message_id": id, "text": "y"})),
        ("messages.delete", "messages.deleteMessages", json!({"message_ids": ids})),
        ("messages.forward", "messages.forwardMessages", json!({"from_chat_id": "me", "message_ids": ids})),
        ("messages.history", "messages.getHistory", json!({})),
        ("messages.history", "messages.search", json!({"query": "x"})),
        ("messages.search", "messages.search", json!({"query": "x"})),
        ("messages.search", "messages.searchGlobal", json!({"chat_id": null, "query": "x"})),
        ("messages.get", "messages.getMessages", json!({"message_ids": ids})),
        ("messages.pin", "messages.updatePinnedMessage", json!({"message_id": id})),
        ("messages.unpin", "messages.unpinAllMessages", json!({})),
        ("messages.react", "messages.sendReaction", json!({"message_id": id, "reactions": ["👍"]})),
        ("messages.scheduled", "messages.getScheduledHistory", json!({})),
        ("messages.sendScheduled", "messages.getScheduledMessages", json!({"message_ids": [1]})),
        ("messages.deleteScheduled", "messages.getScheduledMessages", json!({"message_ids": [1]})),
    ] {
        let fault = json!({"kind": "flood_wait", "method": function, "duration": 33});
        stage.sandbox("sandbox.fault", fault).await;
        let mut params = json!({"session": session, "chat_id": "me"});
        params.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        let error = stage.fail(method, params).await;
        let error_fields = (&error["code"], &error["data"]["kind"], &error["data"]["retry_after"]);
        assert_eq!(error_fields, (&json!(429), &json!("rate_limited"), &json!(33)), "{method}: {error}");
        assert_eq!(error["data"]["telegram"]["method"], function);
    }
    let page = stage.call("messages.history", json!({"session": session, "chat_id": "me"})).await;
    assert_eq!(texts(&page), ["x"], "nothing was done");
}

#[tokio::test]
async fn the_waits_of_all_requests_of_a_call_share_one_budget() {
    let stage = Stage::new().await;
    let session = stage.log_in(ANN).await;
    let say = json!({"sender_id": "@bob_baker", "chat_id": "@ann_archer", "text": "x", "count": 120});
    stage.sandbox("sandbox.say", say).await;
    let page = stage
        .call("messages.history", json!({"session": session, "chat_id": "@bob_baker", "limit": 100}))
        .await;
    let ids: Vec<Value> =
        page["items"].as_array().unwrap().iter().map(|it| it["message_id"].clone()).collect();
    let wait = |function: &str| json!({"kind": "flood_wait", "method": function, "duration": 1});
    stage.sandbox("sandbox.fault", wait("messages.getMessages")).await;
    stage.sandbox("sandbox.fault", wait("messages.deleteMessages")).await;
    let params = json!({"session": session, "chat_id": "@bob_baker", "message_ids": ids, "max_wait": 1});
    let error = stage.fail("messages.delete", params.clone()).await;
    assert_eq!((&error["data"]["kind"], &error["data"]["retry_after"]), (&json!("rate_limited"), &json!(1)));
    assert_eq!(stage.call("messages.delete", params).await, json!({"deleted_count": 100}));
}
