//! Which of a DC's addresses a daemon connects to, how, and how often.

use serde_json::{Value, json};

use crate::client::Client;
use crate::gate::{Gate, Rule, refusing};
use crate::stage::{ANN, BOB, Stage, code, text};

/// Logs in through a daemon.
async fn log_in(daemon: &Client, phone: &str) -> String {
    let sent = daemon.call("auth.sendCode", credentials(phone)).await;
    let params = json!({"session": sent["session"], "code": code(phone)});
    text(&daemon.call("auth.signIn", params).await["session"])
}

fn credentials(phone: &str) -> Value {
    json!({"phone": phone, "api_id": 1, "api_hash": "hash"})
}

/// Makes a call that changes nothing.
async fn ask(daemon: &Client, session: &str) -> Result<Value, Value> {
    daemon.try_call("account.me", json!({"session": session})).await
}

fn kind(error: &Value) -> &str {
    error["data"]["kind"].as_str().unwrap()
}

#[tokio::test]
async fn the_second_address_is_used_when_the_first_refuses() {
    let stage = Stage::new().await;
    let (nobody, _socket) = refusing();
    let gate = Gate::new(Rule::Open, stage.address(2)).await;
    let daemon = stage.daemon_at(&[(2, nobody), (2, gate.address)], &[]);
    let session = log_in(&daemon, ANN).await;
    assert_eq!(gate.accepted(), 1);
    assert_eq!(ask(&daemon, &session).await.unwrap()["username"], "ann_archer");
}

#[tokio::test]
async fn a_silent_address_is_skipped_and_no_longer_tried_first() {
    let stage = Stage::new().await;
    let silent = Gate::new(Rule::Silent, stage.address(2)).await;
    let open = Gate::new(Rule::Open, stage.address(2)).await;
    let daemon = stage.daemon_at(&[(2, silent.address), (2, open.address)], &[]);
    log_in(&daemon, ANN).await;
    assert_eq!((silent.accepted(), open.accepted()), (1, 1));
    log_in(&daemon, BOB).await;
    assert_eq!((silent.accepted(), open.accepted()), (1, 2), "the way that worked is remembered");
}

#[tokio::test]
async fn the_obfuscated_transport_is_used_where_the_plain_one_is_blocked() {
    let stage = Stage::new().await;
    let gate = Gate::new(Rule::CutPlain, stage.address(2)).await;
    let daemon = stage.daemon_at(&[(2, gate.address)], &[]);
    let session = log_in(&daemon, ANN).await;
    assert_eq!(gate.accepted(), 2, "one was cut");
    assert!(ask(&daemon, &session).await.is_ok());
    let before = gate.accepted();
    log_in(&daemon, BOB).await;
    assert_eq!(gate.accepted(), before + 1, "the transport that worked is remembered");
}

#[tokio::test]
async fn a_key_never_changes_its_address_family() {
    let stage = Stage::new().await;
    let four = Gate::new(Rule::Open, stage.address(2)).await;
    let six = Gate::at("[::1]:0", Rule::Open, stage.address(2)).await;
    let both = [(2, four.address), (2, six.address)];

    let daemon = stage.daemon_at(&both, &[]);
    let ann = log_in(&daemon, ANN).await;
    assert_eq!((four.accepted(), six.accepted()), (1, 0));
    four.becomes(Rule::Cut);
    ask(&daemon, &ann).await.expect("the server has named another IPv4 address");
    assert_eq!(six.accepted(), 0);
    let error = ask(&stage.daemon_at(&both, &[]), &ann).await.unwrap_err();
    assert_eq!((kind(&error), six.accepted()), ("offline", 0), "nor in another process");
    let only_six = stage.daemon_at(&[(2, six.address)], &[]);
    let error = ask(&only_six, &ann).await.unwrap_err();
    assert!(text(&error["message"]).contains("no IPv4 address of the DC is known"), "{error}");
    assert_eq!(six.accepted(), 0);

    let bob = log_in(&only_six, BOB).await;
    assert_eq!(six.accepted(), 1);
    four.becomes(Rule::Open);
    let before = four.accepted();
    let daemon = stage.daemon_at(&both, &[]);
    assert!(ask(&daemon, &bob).await.is_ok());
    assert_eq!((four.accepted(), six.accepted()), (before, 2));
    assert!(ask(&daemon, &ann).await.is_ok());
    assert_eq!((four.accepted(), six.accepted()), (before + 1, 2));
}

#[tokio::test]
async fn an_address_from_the_servers_config_is_used_when_those_of_the_description_fail() {
    let stage = Stage::new().await;
    let gate = Gate::new(Rule::Open, stage.address(2)).await;
    let daemon = stage.daemon_at(&[(2, gate.address)], &[]);
    let ann = log_in(&daemon, ANN).await;
    ask(&daemon, &ann).await.unwrap();
    assert_eq!(stage.calls("help.getConfig").await, 1);
    gate.becomes(Rule::Cut);
    ask(&daemon, &ann).await.unwrap();
    log_in(&daemon, BOB).await;
    assert_eq!(stage.calls("help.getConfig").await, 1, "it is kept for all accounts");
}

#[tokio::test]
async fn after_too_many_connections_all_accounts_wait() {
    let stage = Stage::new().await;
    let (ann, bob) = (stage.log_in(ANN).await, stage.log_in(BOB).await);
    let gate = Gate::new(Rule::Open, stage.address(2)).await;
    let daemon = stage.daemon_at(&[(2, gate.address)], &[]);
    stage.sandbox("sandbox.fault", json!({"kind": "too_many_connections"})).await;

    let params = json!({"session": ann, "chat_id": "me", "text": "Once."});
    let error = daemon.fail("messages.send", params.clone()).await;
    assert_eq!((kind(&error), &error["data"]["outcome"]), ("rate_limited", &json!("not_sent")), "{error}");
    let seconds = error["data"]["retry_after"].as_u64().unwrap();
    assert!((1..=3).contains(&seconds), "{error}");
    assert_eq!(gate.accepted(), 1);

    // No call opens a connection during the wait.
    let error = ask(&daemon, &bob).await.unwrap_err();
    assert_eq!(kind(&error), "rate_limited", "{error}");
    let error = daemon.fail("auth.sendCode", credentials(BOB)).await;
    assert_eq!((kind(&error), &error["data"]["outcome"]), ("rate_limited", &json!("not_sent")), "{error}");
    assert_eq!(gate.accepted(), 1);

    let mut waiting = params;
    (waiting["max_wait"], waiting["progress_token"]) = (json!(60), json!("p"));
    let sent = daemon.call("messages.send", waiting).await;
    assert_eq!(sent["text"], "Once.");
    let notification = daemon.notification().await;
    assert!(notification.to_string().contains("flood_wait"), "{notification}");
    assert_eq!(stage.calls("messages.sendMessage").await, 1);
    ask(&daemon, &bob).await.unwrap();
}

#[tokio::test]
async fn many_accounts_connect_one_after_the_other_or_get_the_time_to_wait() {
    const LOGINS: usize = 30;
    let stage = Stage::new().await;
    let gate = Gate::new(Rule::Open, stage.address(2)).await;
    let daemon = stage.daemon_at(&[(2, gate.address)], &["--connect-rate", "1"]);
    let begun = (0..LOGINS).map(|_| daemon.try_call("auth.sendCode", credentials(ANN)));
    let ended = futures_util::future::join_all(begun).await;
    let (begun, refused): (Vec<_>, Vec<_>) = ended.into_iter().partition(Result::is_ok);
    assert_eq!(gate.accepted(), begun.len(), "who is refused hasn't connected");
    assert!(begun.len() >= 4, "four seconds' worth may be made at once");
    assert!(!refused.is_empty());
    for error in refused.into_iter().map(Result::unwrap_err) {
        assert_eq!(
            (kind(&error), &error["data"]["outcome"]),
            ("rate_limited", &json!("not_sent")),
            "{error}"
        );
        assert!(error["data"]["retry_after"].as_u64().unwrap() >= 2, "{error}");
    }
}

#[tokio::test]
async fn the_limit_of_open_accounts_is_reported_and_configurable() {
    let stage = Stage::new().await;
    let (ann, bob) = (stage.log_in(ANN).await, stage.log_in(BOB).await);
    let daemon = stage.daemon_at(&[(2, stage.address(2))], &["--max-accounts", "1"]);
    let limits = daemon.call("daemon.info", json!({})).await["limits"].clone();
    assert_eq!((&limits["max_accounts"], &limits["connect_rate"]), (&json!(1), &json!(20)));
    daemon.call("updates.subscribe", json!({"session": ann})).await;
    let error = ask(&daemon, &bob).await.unwrap_err();
    assert_eq!((kind(&error), &error["data"]["reason"]), ("policy_denied", &json!("too_many_accounts")));
    assert!(text(&error["data"]["hint"]).contains("--max-accounts"), "{error}");
}
