//! The basics of a connection: ids, params, and how it ends.

use serde_json::{Value, json};

use crate::client::{Client, home, messages, run, telewire};

async fn answer(request: Value) -> Value {
    let (output, _) = run(&[], format!("{request}\n").as_bytes()).await;
    messages(&output).remove(0)
}

#[tokio::test]
async fn an_id_comes_back_as_it_was_written() {
    for id in
        [r#""a""#, r#""""#, "0", "-1", "1.50", "1e3", "123456789012345678901234567890", "null", r#""☃ \" ""#]
    {
        let request = format!(r#"{{"jsonrpc":"2.0","method":"daemon.ping","id":{id}}}"#);
        let (output, _) = run(&[], format!("{request}\n").as_bytes()).await;
        assert!(output.contains(&format!(r#""id":{id},"#)), "{id}: {output}");
    }
}

#[tokio::test]
async fn an_id_of_another_type_is_an_invalid_request() {
    for id in [json!({}), json!([1]), json!(true)] {
        let answer = answer(json!({"jsonrpc": "2.0", "method": "daemon.ping", "id": id})).await;
        assert_eq!(answer["error"]["code"], -32600);
        assert_eq!(answer["id"], Value::Null);
    }
}

#[tokio::test]
async fn params_may_be_absent_or_null_or_an_empty_array() {
    for request in [
        json!({"jsonrpc": "2.0", "method": "daemon.ping", "id": 1}),
        json!({"jsonrpc": "2.0", "method": "daemon.ping", "params": null, "id": 1}),
        json!({"jsonrpc": "2.0", "method": "daemon.ping", "params": [], "id": 1}),
        json!({"jsonrpc": "2.0", "method": "daemon.ping", "params": {"timeout": null}, "id": 1}),
    ] {
        assert_eq!(answer(request).await["result"], json!({"pong": true}));
    }
    let (output, _) = run(&[], br#"{"jsonrpc":"2.0","method":"daemon.ping","params":[ ],"id":1}"#).await;
    assert_eq!(messages(&output)[0]["result"], json!({"pong": true}));
}

#[tokio::test]
async fn an_unknown_field_is_rejected_with_a_suggestion() {
    let answer =
        answer(json!({"jsonrpc": "2.0", "method": "daemon.ping", "params": {"tiemout": 3}, "id": 1})).await;
    let data = &answer["error"]["data"];
    assert_eq!(answer["error"]["code"], -32602);
    assert_eq!(data["kind"], "invalid_params");
    assert_eq!(data["path"], "tiemout");
    assert_eq!(data["did_you_mean"], "timeout");
}

#[tokio::test]
async fn an_unknown_field_is_rejected_with_the_list_of_fields() {
    let params = json!({"nome": "updates.state"});
    let request = json!({"jsonrpc": "2.0", "method": "telegram.describe", "params": params, "id": 1});
    let data = answer(request).await["error"]["data"].take();
    assert_eq!(data["did_you_mean"], "name");
    assert_eq!(data["expected"], "one of name, session, timeout, max_wait, progress_token");
}

#[tokio::test]
async fn a_field_of_a_wrong_type_is_rejected_without_its_value() {
    let params = json!({"session": "tw1.secret", "timeout": "my password"});
    let answer = answer(json!({"jsonrpc": "2.0", "method": "daemon.ping", "params": params, "id": 1})).await;
    let error = &answer["error"];
    assert_eq!(error["data"]["path"], "timeout");
    assert_eq!(error["data"]["expected"], "a number of seconds from 0 to 604800");
    assert!(!error.to_string().contains("password"));
}

#[tokio::test]
async fn a_very_long_name_is_rejected_without_being_repeated() {
    let name = "daemon.pin".repeat(100_000);
    for (request, kind) in [
        (json!({"jsonrpc": "2.0", "method": name, "id": 1}), "method_not_found"),
        (
            json!({"jsonrpc": "2.0", "method": "daemon.ping", "params": {"progress_token": name}, "id": 1}),
            "invalid_params",
        ),
    ] {
        let answer = answer(request).await;
        assert_eq!(answer["error"]["data"]["kind"], kind);
        assert!(answer.to_string().len() < 1000, "{answer}");
    }
}

#[tokio::test]
async fn a_duplicate_field_is_rejected() {
    let request = r#"{"jsonrpc":"2.0","method":"daemon.ping","params":{"timeout":1,"timeout":2},"id":1}"#;
    let (output, _) = run(&[], request.as_bytes()).await;
    assert_eq!(messages(&output)[0]["error"]["data"]["kind"], "invalid_params");
}

#[tokio::test]
async fn the_end_of_input_ends_the_daemon_after_its_last_answer() {
    // A last line without a newline counts.
    let (output, status) = run(&[], br#"{"jsonrpc":"2.0","method":"daemon.ping","id":1}"#).await;
    assert_eq!(messages(&output).len(), 1);
    assert_eq!(status.code(), Some(0));
}

#[tokio::test]
async fn a_closed_output_ends_the_daemon_quietly() {
    let home = home();
    let mut child = telewire(home.path()).spawn().unwrap();
    drop(child.stdout.take());
    let mut stdin = child.stdin.take().unwrap();
    use tokio::io::AsyncWriteExt;
    stdin.write_all(b"{\"jsonrpc\":\"2.0\",\"method\":\"daemon.ping\",\"id\":1}\n").await.unwrap();
    let output = child.wait_with_output().await.unwrap();
    assert_eq!(output.status.code(), Some(0));
    let said = String::from_utf8(output.stderr).unwrap();
    assert!(said.lines().all(|line| line.contains("sealing key")), "{said}");
}

#[tokio::test]
async fn sigterm_ends_the_daemon_with_exit_code_0() {
    let home = home();
    let mut child = telewire(home.path()).spawn().unwrap();
    let mut stdin = child.stdin.take().unwrap();
    use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader};
    stdin.write_all(b"{\"jsonrpc\":\"2.0\",\"method\":\"daemon.ping\",\"id\":1}\n").await.unwrap();
    let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
    lines.next_line().await.unwrap().unwrap();
    let pid = rustix::process::Pid::from_raw(child.id().unwrap() as i32).unwrap();
    rustix::process::kill_process(pid, rustix::process::Signal::TERM).unwrap();
    assert_eq!(child.wait().await.unwrap().code(), Some(0));
}

#[tokio::test]
async fn initialize_accepts_what_editors_send() {
    let home = home();
    let client = Client::spawn(telewire(home.path()));
    let initialized = client
        .call(
            "initialize",
            json!({"processId": null, "clientInfo": {"name": "Neovim"}, "capabilities": {}, "trace": "off"}),
        )
        .await;
    assert_eq!(initialized["limits"]["max_in_flight"], 64);
    assert_eq!(initialized["limits"]["max_batch"], 100);
    client.send(json!({"jsonrpc": "2.0", "method": "initialized", "params": {}}));
    client.send(json!({"jsonrpc": "2.0", "method": "$/setTrace", "params": {"value": "off"}}));
    assert_eq!(client.call("daemon.ping", json!({})).await, json!({"pong": true}));
}

#[tokio::test]
async fn shutdown_is_answered_and_exit_ends_the_daemon() {
    let home = home();
    let client = Client::spawn(telewire(home.path()));
    assert_eq!(client.call("shutdown", Value::Null).await, json!({}));
    assert_eq!(client.fail("daemon.ping", json!({})).await["data"]["kind"], "invalid_request");
    client.send(json!({"jsonrpc": "2.0", "method": "exit"}));
    assert_eq!(client.ended().await.code(), Some(0));
}

#[tokio::test]
async fn the_daemon_exits_with_the_given_process() {
    let home = home();
    let client = Client::spawn(telewire(home.path()));
    let mut parent = tokio::process::Command::new("cat").stdin(std::process::Stdio::piped()).spawn().unwrap();
    client.call("initialize", json!({"process_id": parent.id()})).await;
    drop(parent.stdin.take());
    parent.wait().await.unwrap();
    assert_eq!(client.ended().await.code(), Some(0));
}
