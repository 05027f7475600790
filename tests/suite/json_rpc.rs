//! The examples of the JSON-RPC 2.0 specification, section 7 (<https://www.jsonrpc.org/specification#examples>).
//!
//! Its `subtract`, `update` and the others are our `daemon.ping` and `daemon.info`; positional params are ours to
//! refuse, as the specification lets a server choose.

use serde_json::{Value, json};

use telewire::rpc::message::{self, Message};

use crate::client::{messages, run};
use crate::memory;

async fn answers(request: &str) -> Vec<Value> {
    let (output, status) = run(&["--framing", "lines"], format!("{request}\n").as_bytes()).await;
    assert!(status.success());
    messages(&output)
}

/// An answer without what the specification leaves to the server.
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
async fn a_call_with_positional_params_is_told_to_name_them() {
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
async fn a_call_of_a_method_that_is_not_there_is_told_so() {
    let answers = answers(r#"{"jsonrpc": "2.0", "method": "foobar", "id": "1"}"#).await;
    assert_eq!(outline(&answers[0]), json!({"jsonrpc": "2.0", "error": -32601, "id": "1"}));
}

#[tokio::test]
async fn a_call_with_invalid_json_is_told_so() {
    let answers = answers(r#"{"jsonrpc": "2.0", "method": "foobar, "params": "bar", "baz]"#).await;
    assert_eq!(outline(&answers[0]), json!({"jsonrpc": "2.0", "error": -32700, "id": null}));
}

#[tokio::test]
async fn a_call_that_is_no_request_is_told_so() {
    let answers = answers(r#"{"jsonrpc": "2.0", "method": 1, "params": "bar"}"#).await;
    assert_eq!(outline(&answers[0]), json!({"jsonrpc": "2.0", "error": -32600, "id": null}));
}

#[tokio::test]
async fn a_batch_with_invalid_json_is_told_so_once() {
    let answers = answers(
        r#"[{"jsonrpc": "2.0", "method": "sum", "params": [1,2,4], "id": "1"}, {"jsonrpc": "2.0", "method""#,
    )
    .await;
    assert_eq!(answers.len(), 1);
    assert_eq!(outline(&answers[0]), json!({"jsonrpc": "2.0", "error": -32700, "id": null}));
}

#[tokio::test]
async fn an_empty_batch_is_told_so_once() {
    let answers = answers("[]").await;
    assert_eq!(answers.len(), 1);
    assert_eq!(outline(&answers[0]), json!({"jsonrpc": "2.0", "error": -32600, "id": null}));
}

#[tokio::test]
async fn a_batch_of_no_requests_gets_an_answer_for_each() {
    let answers = answers("[1,2,3]").await;
    let invalid = json!({"jsonrpc": "2.0", "error": -32600, "id": null});
    assert_eq!(answers[0].as_array().unwrap().iter().map(outline).collect::<Vec<_>>(), vec![invalid; 3]);
}

#[tokio::test]
async fn a_batch_is_answered_together_in_the_order_of_its_members() {
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

/// Code derived for structs reads a sequence as well.
#[tokio::test]
async fn a_member_that_is_an_array_is_no_request() {
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

/// What it would take to keep them is as much as the caller likes.
#[test]
fn no_memory_is_taken_for_the_members_over_the_limit() {
    let batch = format!("[{}1]", "1,".repeat(2_000_000));
    let before = memory::taken();
    let read = message::read(batch.as_bytes());
    let taken = memory::taken() - before;
    assert!(matches!(read, Message::Single(Err(_))));
    assert!(taken < 64 << 10, "{taken} bytes");
}

#[tokio::test]
async fn a_batch_of_over_a_hundred_is_refused_whole() {
    let member = r#"{"jsonrpc": "2.0", "method": "daemon.ping", "id": 1}"#;
    let answers = answers(&format!("[{}]", [member; 101].join(","))).await;
    assert_eq!(answers.len(), 1);
    assert_eq!(outline(&answers[0]), json!({"jsonrpc": "2.0", "error": -32600, "id": null}));
}
