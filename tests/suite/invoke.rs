//! Calling any function of Telegram's API, with JSON for its types.

use serde_json::{Value, json};

use crate::client::Client;
use crate::stage::{ANN, BOB, Stage, text, texts};

/// The DCs of a sandbox.
const DCS: &str = "one of 1, 2, 3";

fn invoke(session: &str, method: &str, params: Value) -> Value {
    json!({"session": session, "method": method, "params": params})
}

#[tokio::test]
async fn a_chat_id_is_accepted_for_any_input_peer() {
    let stage = Stage::new().await;
    let (ann, bob) = (stage.log_in(ANN).await, stage.log_in(BOB).await);
    let chat = stage.call("chats.get", json!({"session": ann, "chat_id": "@bob_baker"})).await;
    for (number, peer) in
        [json!("@bob_baker"), chat["id"].clone(), chat["ref"].clone(), chat].iter().enumerate()
    {
        let message = format!("Number {number}");
        let params = json!({"peer": peer, "message": message, "random_id": (number + 1).to_string()});
        stage.call("telegram.invoke", invoke(&ann, "messages.sendMessage", params)).await;
    }
    let seen =
        stage.call("messages.history", json!({"session": bob, "chat_id": "@ann_archer", "limit": 4})).await;
    assert_eq!(texts(&seen), ["Number 3", "Number 2", "Number 1", "Number 0"]);
    let users = invoke(&ann, "users.getUsers", json!({"id": ["me", "@bob_baker", {"_": "inputUserSelf"}]}));
    let answer = stage.call("telegram.invoke", users).await;
    let names: Vec<_> =
        answer["result"].as_array().unwrap().iter().map(|user| text(&user["username"])).collect();
    assert_eq!(names, ["ann_archer", "bob_baker", "ann_archer"]);
    let news = invoke(&ann, "channels.getFullChannel", json!({"channel": "@sandbox_news"}));
    assert_eq!(stage.call("telegram.invoke", news).await["result"]["_"], "messages.chatFull");
}

#[tokio::test]
async fn the_ids_of_a_result_can_be_used() {
    let stage = Stage::new().await;
    let ann = stage.log_in(ANN).await;
    let lounge = stage.other();
    let resolve = invoke(&ann, "contacts.resolveUsername", json!({"username": "sandbox_lounge"}));
    let found = lounge.call("telegram.invoke", resolve).await;
    let id: i64 = text(&found["result"]["chats"][0]["id"]).parse().unwrap();
    let chat = lounge.call("chats.get", json!({"session": ann, "chat_id": -1_000_000_000_000 - id})).await;
    assert_eq!(chat["title"], "Sandbox Lounge");
}

#[tokio::test]
async fn a_wrong_field_is_reported_with_its_path() {
    let stage = Stage::new().await;
    let ann = stage.log_in(ANN).await;
    let wrong = invoke(&ann, "messages.getHistory", json!({"peer": "me", "offset_id": "one"}));
    let error = stage.fail("telegram.invoke", wrong).await;
    assert_eq!(error["code"], -32602);
    assert_eq!(error["data"]["path"], "params.offset_id");
    assert_eq!(error["data"]["expected"], "a whole number of 32 bits");
    let error = stage.fail("telegram.invoke", invoke(&ann, "messages.getHistori", json!({}))).await;
    assert_eq!(
        (&error["data"]["path"], &error["data"]["did_you_mean"]),
        (&json!("method"), &json!("messages.getHistory"))
    );
}

#[tokio::test]
async fn an_unknown_dc_is_an_invalid_param() {
    let stage = Stage::new().await;
    let mut params = invoke(&stage.log_in(ANN).await, "help.getConfig", json!({}));
    for dc in [0, 99] {
        params["dc"] = json!(dc);
        let error = stage.fail("telegram.invoke", params.clone()).await;
        assert_eq!((&error["code"], &error["data"]["path"]), (&json!(-32602), &json!("dc")));
        assert_eq!(
            (&error["data"]["expected"], &error["data"]["is_retryable"]),
            (&json!(DCS), &json!(false))
        );
    }
}

#[tokio::test]
async fn a_wrong_chat_id_is_reported_as_such() {
    let stage = Stage::new().await;
    let ann = stage.log_in(ANN).await;
    for (function, field, object) in [
        ("messages.getHistory", "peer", "an object with `_` one of inputPeerEmpty, "),
        ("users.getFullUser", "id", "an object with `_` one of inputUserEmpty, "),
        ("channels.getFullChannel", "channel", "an object with `_` one of inputChannelEmpty, "),
    ] {
        for wrong in [json!("@b!"), json!({"_": "chat"})] {
            let error = stage.fail("telegram.invoke", invoke(&ann, function, json!({field: wrong}))).await;
            assert_eq!(error["data"]["path"], format!("params.{field}"));
            let expected = error["data"]["expected"].as_str().unwrap();
            assert!(expected.starts_with("a chat_id ") && expected.contains(object), "{expected}");
        }
    }
}

#[tokio::test]
async fn telegrams_errors_are_reported_as_everywhere() {
    let stage = Stage::new().await;
    let ann = stage.log_in(ANN).await;
    let fault = json!({"kind": "flood_wait", "method": "help.getNearestDc", "duration": 31});
    stage.sandbox("sandbox.fault", fault).await;
    let error = stage.fail("telegram.invoke", invoke(&ann, "help.getNearestDc", json!({}))).await;
    assert_eq!((&error["data"]["kind"], &error["data"]["retry_after"]), (&json!("rate_limited"), &json!(31)));
    let unknown = invoke(&ann, "wallet.getState", json!({}));
    let error = stage.fail("telegram.invoke", unknown).await;
    assert_eq!((&error["code"], &error["data"]["kind"]), (&json!(400), &json!("telegram_rejected")));
    assert_eq!(error["data"]["telegram"]["method"], "wallet.getState");
}

#[tokio::test]
async fn a_function_inside_another_is_carried_out() {
    let stage = Stage::new().await;
    let ann = stage.log_in(ANN).await;
    let query = json!({"_": "users.getUsers", "id": ["me"]});
    let answer =
        stage.call("telegram.invoke", invoke(&ann, "invokeWithoutUpdates", json!({"query": query}))).await;
    assert_eq!(answer["result"][0]["username"], "ann_archer");
    let greeting = invoke(&ann, "invokeWithLayer", json!({"layer": 100, "query": query}));
    assert_eq!(stage.fail("telegram.invoke", greeting).await["data"]["path"], "method");
}

/// Whether another daemon, with rules, allows a function.
async fn allows(stage: &Stage, rules: &[&str], params: Value) -> bool {
    let mut command = stage.command();
    command.args(rules);
    let daemon = Client::spawn(command);
    match daemon.try_call("telegram.invoke", params).await {
        Ok(_) => true,
        Err(error) => {
            assert_eq!(error["data"]["kind"], "policy_denied", "{error}");
            false
        }
    }
}

#[tokio::test]
async fn no_wrapper_bypasses_the_rules() {
    let stage = Stage::new().await;
    let ann = stage.log_in(ANN).await;
    let get = |name: &str| invoke(&ann, name, json!({}));
    let wrap = |query: Value| {
        let inner = json!({"_": "invokeWithoutUpdates", "query": query});
        invoke(&ann, "invokeWithoutUpdates", json!({"query": inner}))
    };
    assert!(allows(&stage, &["--read-only"], get("help.getConfig")).await);
    assert!(allows(&stage, &["--read-only"], wrap(json!({"_": "help.getConfig"}))).await);
    let status = json!({"_": "account.updateStatus", "offline": true});
    assert!(!allows(&stage, &["--read-only"], wrap(status)).await);
    let export = json!({"_": "auth.exportAuthorization", "dc_id": 1});
    assert!(!allows(&stage, &[], wrap(export.clone())).await);
    assert!(
        allows(&stage, &["--allow-export"], invoke(&ann, "auth.exportAuthorization", json!({"dc_id": 1})))
            .await
    );
    assert!(!allows(&stage, &["--allow-chat", "me"], get("help.getConfig")).await);
    assert!(!allows(&stage, &["--deny", "messages.send"], get("help.getConfig")).await);
    assert!(!allows(&stage, &["--allow", "telegram.invoke:messages.*"], get("help.getConfig")).await);
    assert!(!allows(&stage, &[], wrap(json!({"_": "auth.logOut"}))).await);
    assert!(!allows(&stage, &["--allow", "telegram.*"], get("auth.logOut")).await);
    assert!(allows(&stage, &["--allow", "telegram.invoke:auth.logOut"], get("auth.logOut")).await);
}

#[tokio::test]
async fn describe_returns_what_invoke_takes() {
    let stage = Stage::new().await;
    let described = stage.call("telegram.describe", json!({"name": "messages.getHistory"})).await;
    assert_eq!(
        (&described["kind"], &described["result_type"]),
        (&json!("function"), &json!("messages.Messages"))
    );
    let params = json!({"peer": "@bob_baker", "offset_id": 0, "offset_date": 0, "add_offset": 0, "limit": 5,
        "max_id": 0, "min_id": 0, "hash": "0"});
    assert!(jsonschema::is_valid(&described["params"], &params));
    let ann = stage.log_in(ANN).await;
    let answer = stage.call("telegram.invoke", invoke(&ann, "messages.getHistory", params)).await;
    let validator = jsonschema::validator_for(&described["result"]).unwrap();
    let errors: Vec<_> = validator.iter_errors(&answer["result"]).map(|error| error.to_string()).collect();
    assert!(errors.is_empty(), "{errors:?}");
    let error = stage.fail("telegram.describe", json!({"name": "messages.getHistroy"})).await;
    assert_eq!(error["data"]["did_you_mean"], "messages.getHistory");
}
