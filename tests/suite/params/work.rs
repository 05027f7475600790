//! The cost of a caller's text is linear in its length, and long text is not repeated.

use std::sync::Arc;

use serde_json::value::RawValue;
use serde_json::{Value, json};
use telewire::rpc::connection::Limits;
use telewire::rpc::{Catalog, Connection, dispatch};
use telewire::sandbox::{Options, Sandbox, control};

use crate::client::run;
use crate::memory;

/// Maximum bytes of an error, whatever was sent.
const SHORT: usize = 4096;

async fn answer(request: &Value) -> String {
    let (output, status) = run(&["--framing", "lines"], format!("{request}\n").as_bytes()).await;
    assert!(status.success());
    output
}

#[tokio::test]
async fn a_long_name_is_neither_repeated_nor_compared() {
    let long = "messages.send".repeat(100_000);
    for (method, params) in [
        (long.as_str(), json!({})),
        ("telegram.describe", json!({"name": long})),
        ("daemon.ping", json!({&long: 1})),
        ("chats.setTyping", json!({"session": "x", "chat_id": "me", "action": long})),
        ("bots.setCommands", json!({"session": "x", "commands": [], "scope": {"kind": long}})),
        ("telegram.invoke", json!({"session": "x", "method": long})),
        ("messages.send", json!({"session": "x", "chat_id": {&long: 1}, "text": "a"})),
        ("messages.send", json!({"session": "x", "chat_id": long, "text": "a"})),
        ("messages.send", json!({"session": "x", "chat_id": "me", "text": "a", "buttons": [[{&long: 1}]]})),
    ] {
        let answer = answer(&json!({"jsonrpc": "2.0", "id": 1, "method": method, "params": params})).await;
        assert!(answer.len() < SHORT, "{} bytes: {}", answer.len(), &answer[..SHORT]);
        let answer: Value = serde_json::from_str(&answer).unwrap();
        let data = &answer["error"]["data"];
        assert!(["method_not_found", "invalid_params"].contains(&data["kind"].as_str().unwrap()), "{answer}");
        assert!(data["did_you_mean"].is_null(), "{answer}");
    }
}

#[tokio::test]
async fn a_name_similar_to_a_known_one_is_suggested() {
    for (method, params, meant) in [
        ("messages.sned", json!({}), "messages.send"),
        ("telegram.describe", json!({"name": "messages.sendMesage"}), "messages.sendMessage"),
        ("chats.list", json!({"session": "x", "limt": 1}), "limit"),
        ("chats.setTyping", json!({"session": "x", "chat_id": "me", "action": "typng"}), "typing"),
        (
            "messages.send",
            json!({"session": "x", "chat_id": "me", "text": "a",
            "buttons": [[{"kind": "callbak", "text": "a", "callback_data": "b"}]]}),
            "callback",
        ),
    ] {
        let answer = answer(&json!({"jsonrpc": "2.0", "id": 1, "method": method, "params": params})).await;
        let answer: Value = serde_json::from_str(&answer).unwrap();
        assert_eq!(answer["error"]["data"]["did_you_mean"], meant, "{answer}");
    }
}

struct Daemon {
    catalog: Arc<Catalog>,
    connection: Arc<Connection>,
}

impl Daemon {
    /// Bytes that a call allocates in this thread, freed or not.
    async fn cost(&self, method: &str, params: String) -> isize {
        let params = RawValue::from_string(params).unwrap();
        let before = memory::taken();
        let started = dispatch::start(&self.catalog, &self.connection, method, Some(&params)).ok().unwrap();
        drop(started.answer().await);
        memory::taken() - before
    }
}

/// `sandbox.*` methods are checked like all others, and run in the test's thread.
#[tokio::test]
async fn the_cost_of_params_is_linear_in_their_length() {
    let sandbox = Sandbox::start(Options::default()).unwrap();
    let catalog = Arc::new(control::catalog(sandbox));
    let (connection, _outgoing) = Connection::new(Limits::default());
    let daemon = Daemon { catalog, connection };
    let many =
        |count: usize, item: &dyn Fn(usize) -> String| (0..count).map(item).collect::<Vec<_>>().join(",");
    let unknown = |count| format!("{{{}}}", many(count, &|at| format!(r#""unknown_{at}":1"#)));
    let nulls = |count| format!("{{{}}}", many(count, &|at| format!(r#""unknown_{at}":null"#)));
    let members = |count| {
        let members = many(count, &|at| format!(r#""+{}""#, 9_996_620_001 + at));
        format!(r#"{{"kind":"forum","title":"a","owner_id":"@nobody_at_all","member_ids":[{members}]}}"#)
    };
    let shapes: [(&str, &dyn Fn(usize) -> String); 3] =
        [("sandbox.stats", &unknown), ("sandbox.stats", &nulls), ("sandbox.addGroup", &members)];
    for (method, params) in shapes {
        // Initializes what is created once for all calls.
        daemon.cost(method, params(1)).await;
        let (one, eight) =
            (daemon.cost(method, params(2_000)).await, daemon.cost(method, params(16_000)).await);
        assert!(eight < 10 * one.max(20_000), "{method}: {one} bytes, then {eight} of 8 times the params");
    }
}
