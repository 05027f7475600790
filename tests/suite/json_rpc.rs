//! The examples of the JSON-RPC 2.0 specification, section 7 (<https://www.jsonrpc.org/specification#examples>).
//!
//! `daemon.ping` and `daemon.info` stand in for its `subtract`, `update` and so on. Positional params are rejected, as
//! the specification lets a server choose.

use serde_json::{Value, json};

use telewire::rpc::message::{self, Message};

use crate::client::{messages, run};
use crate::memory;

async fn answers(request: &str) -> Vec<Value> {
    let (output, status) = run(&["--framing", "lines"], format!("{request}\n").as_bytes()).await;
    assert!(status.success());
    messages(&output)
}

/// An answer without the parts that the specification leaves to the server.
fn outline(answer: &Value) -> Value {
    match answer.get("error") {
        Some(error) => json!({"jsonrpc": answer["jsonrpc"], "error": error["code"], "id": answer["id"]}),
        None => answer.clone(),
    }
}

#[tokio::test]
async fn a_call_with_named_params_is_answered() {
    let answers =
        answers(r#"{"jsonrpc": "2.0", "method": "daemon.ping", "params": {"timeout": 5}, "id": 3}"#).await;
    assert_eq!(answers, [json!({"jsonrpc": "2.0", "result": {"pong": true}, "id": 3})]);
}

#[tokio::test]
async fn a_call_with_positional_params_is_rejected() {
    let answers =
        answers(r#"{"jsonrpc": "2.0", "method": "daemon.ping", "params": [42, 23], "id": 1}"#).await;
    assert_eq!(answers[0]["error"]["code"], -32602);
    assert_eq!(answers[0]["error"]["data"]["expected"], "an object");
}

#[tokio::test]
async fn a_notification_is_not_answered() {
    assert!(answers(r#"{"jsonrpc": "2.0", "method": "daemon.ping", "params": {}}"#).await.is_empty());
    assert!(answers(r#"{"jsonrpc": "2.0", "method": "foobar"}"#).await.is_empty());
}

#[tokio::test]
async fn a_call_of_an_unknown_method_is_rejected() {
    let answers = answers(r#"{"jsonrpc": "2.0", "method": "foobar", "id": "1"}"#).await;
    assert_eq!(outline(&answers[0]), json!({"jsonrpc": "2.0", "error": -32601, "id": "1"}));
}

#[tokio::test]
async fn a_call_with_invalid_json_is_rejected() {
    let answers = answers(r#"{"jsonrpc": "2.0", "method": "foobar, "params": "bar", "baz]"#).await;
    assert_eq!(outline(&answers[0]), json!({"jsonrpc": "2.0", "error": -32700, "id": null}));
}

#[tokio::test]
async fn an_invalid_request_is_rejected() {
    let answers = answers(r#"{"jsonrpc": "2.0", "method": 1, "params": "bar"}"#).await;
    assert_eq!(outline(&answers[0]), json!({"jsonrpc": "2.0", "error": -32600, "id": null}));
}

#[tokio::test]
async fn a_batch_with_invalid_json_gets_one_error() {
    let answers = answers(
        r#"[{"jsonrpc": "2.0", "method": "sum", "params": [1,2,4], "id": "1"}, {"jsonrpc": "2.0", "method""#,
    )
    .await;
    assert_eq!(answers.len(), 1);
    assert_eq!(outline(&answers[0]), json!({"jsonrpc": "2.0", "error": -32700, "id": null}));
}

#[tokio::test]
async fn an_empty_batch_gets_one_error() {
    let answers = answers("[]").await;
    assert_eq!(answers.len(), 1);
    assert_eq!(outline(&answers[0]), json!({"jsonrpc": "2.0", "error": -32600, "id": null}));
}

#[tokio::test]
async fn a_batch_of_invalid_requests_gets_an_error_for_each() {
    let answers = answers("[1,2,3]").await;
    let invalid = json!({"jsonrpc": "2.0", "error": -32600, "id": null});
    assert_eq!(answers[0].as_array().unwrap().iter().map(outline).collect::<Vec<_>>(), vec![invalid; 3]);
}

#[tokio::test]
async fn a_batch_is_answered_together_in_order() {
    let answers = answers(
        r#"[
            {"jsonrpc": "2.0", "method": "daemon.ping", "params": {}, "id": "1"},
            {"jsonrpc": "2.0", "method": "daemon.ping"},
            {"jsonrpc": "2.0", "method": "daemon.ping", "id": "2"},
            {"foo": "boo"},
            {"jsonrpc": "2.0", "method": "foo.get", "params": {"name": "myself"}, "id": "5"},
            {"jsonrpc": "2.0", "method": "daemon.ping", "id": "9"}
        ]"#
        .replace('\n', "")
        .as_str(),
    )
    .await;
    assert_eq!(answers.len(), 1);
    assert_eq!(
        answers[0].as_array().unwrap().iter().map(outline).collect::<Vec<_>>(),
        [
            json!({"jsonrpc": "2.0", "result": {"pong": true}, "id": "1"}),
            json!({"jsonrpc": "2.0", "result": {"pong": true}, "id": "2"}),
            json!({"jsonrpc": "2.0", "error": -32600, "id": null}),
            json!({"jsonrpc": "2.0", "error": -32601, "id": "5"}),
            json!({"jsonrpc": "2.0", "result": {"pong": true}, "id": "9"}),
        ]
    );
}

/// serde's derived code for structs also accepts a sequence.
#[tokio::test]
async fn an_array_in_a_batch_is_an_invalid_request() {
    let answers = answers(
        r#"[["2.0", 7, "daemon.ping", {}], {"jsonrpc": "2.0", "method": "daemon.ping", "id": 8}, [], ["2.0"]]"#,
    )
    .await;
    let invalid = json!({"jsonrpc": "2.0", "error": -32600, "id": null});
    let pong = json!({"jsonrpc": "2.0", "result": {"pong": true}, "id": 8});
    let outlines: Vec<_> = answers[0].as_array().unwrap().iter().map(outline).collect();
    assert_eq!(outlines, [invalid.clone(), pong, invalid.clone(), invalid]);
}

#[tokio::test]
async fn a_batch_of_notifications_is_not_answered() {
    let batch =
        r#"[{"jsonrpc": "2.0", "method": "daemon.ping"}, {"jsonrpc": "2.0", "method": "foo", "params": {}}]"#;
    assert!(answers(batch).await.is_empty());
}

/// Keeping them would take as much memory as the caller likes.
#[test]
fn requests_over_the_batch_limit_take_no_memory() {
    let batch = format!("[{}1]", "1,".repeat(2_000_000));
    let before = memory::taken();
    let read = message::read(batch.as_bytes());
    let taken = memory::taken() - before;
    assert!(matches!(read, Message::Single(Err(_))));
    assert!(taken < 64 << 10, "{taken} bytes");
}

#[tokio::test]
async fn a_batch_of_over_a_hundred_is_rejected_as_a_whole() {
    let member = r#"{"jsonrpc": "2.0", "method": "daemon.ping", "id": 1}"#;
    let answers = answers(&format!("[{}]", [member; 101].join(","))).await;
    assert_eq!(answers.len(), 1);
    assert_eq!(outline(&answers[0]), json!({"jsonrpc": "2.0", "error": -32600, "id": null}));
}
