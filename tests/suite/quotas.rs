//! A sandbox with the quotas that Telegram's users report: what exceeding them looks like, and what doesn't exceed
//! them.

use serde_json::{Value, json};

use crate::client::{home, run, telewire};
use crate::stage::{ANN, BOB, CAROL, CAROLS_PASSWORD, Stage};

const BOT: &str = "7000001:sandbox";
const DAY: i64 = 24 * 3600;

async fn counts(stage: &Stage, quota: &str) -> (u64, u64) {
    let stats = stage.sandbox("sandbox.stats", json!({})).await;
    let tally = &stats["quotas"][quota];
    (tally["counted"].as_u64().unwrap_or(0), tally["refused"].as_u64().unwrap_or(0))
}

fn retry_after(error: &Value) -> i64 {
    assert_eq!(error["data"]["kind"], "rate_limited", "{error}");
    error["data"]["retry_after"].as_i64().unwrap()
}

#[tokio::test]
async fn a_phone_number_that_requests_too_many_codes_waits_for_the_rest_of_the_day() {
    let stage = Stage::realistic().await;
    for _ in 0..5 {
        stage.send_code(ANN).await;
    }
    let asked = json!({"phone": ANN, "api_id": 1, "api_hash": "hash"});
    let wait = retry_after(&stage.fail("auth.sendCode", asked.clone()).await);
    assert!((DAY - 600..=DAY).contains(&wait), "{wait}");
    stage.log_in(BOB).await;
    assert_eq!(counts(&stage, "codes_a_day").await, (6, 1));
    let of_bob = stage.sandbox("sandbox.stats", json!({"account_id": BOB})).await;
    assert_eq!(of_bob["quotas"]["codes_a_day"], json!({"counted": 1, "refused": 0}));
    stage.sandbox("sandbox.advance", json!({"duration": wait})).await;
    stage.log_in(ANN).await;
}

#[tokio::test]
async fn a_bot_that_logs_in_at_every_start_waits_for_the_rest_of_the_hour() {
    let stage = Stage::realistic().await;
    let asked = json!({"token": BOT, "api_id": 1, "api_hash": "hash"});
    let mut kept = Value::Null;
    for _ in 0..10 {
        kept = stage.call("auth.signInBot", asked.clone()).await["session"].clone();
    }
    let wait = retry_after(&stage.fail("auth.signInBot", asked.clone()).await);
    assert!((3000..=3600).contains(&wait), "{wait}");
    let me = stage.call("account.me", json!({"session": kept})).await;
    assert_eq!(me["username"], "sandbox_bot", "its session goes on");
    stage.sandbox("sandbox.advance", json!({"duration": wait})).await;
    stage.call("auth.signInBot", asked).await;
}

#[tokio::test]
async fn the_quotas_of_codes_and_strangers_have_errors_without_seconds() {
    let stage = Stage::realistic().await;
    for _ in 0..2 {
        let sent = stage.send_code(CAROL).await;
        for _ in 0..5 {
            let wrong = json!({"session": sent["session"], "code": "22222"});
            assert_eq!(stage.fail("auth.signIn", wrong).await["data"]["kind"], "code_invalid");
        }
    }
    let asked = json!({"phone": CAROL, "api_id": 1, "api_hash": "hash"});
    let error = stage.fail("auth.sendCode", asked).await;
    assert_eq!(error["data"]["kind"], "rate_limited", "{error}");
    assert_eq!(error["data"]["telegram"]["name"], "PHONE_PASSWORD_FLOOD", "{error}");
    assert_eq!(counts(&stage, "wrong_codes_a_day").await, (10, 1));
    stage.sandbox("sandbox.advance", json!({"duration": DAY})).await;
    stage.log_in_with_password(CAROL, CAROLS_PASSWORD).await;

    let ann = stage.log_in(ANN).await;
    for number in 0..31 {
        let new = json!({"phone": format!("+99966210{number:02}"), "first_name": "Sailor",
            "username": format!("sailor_{number}")});
        stage.sandbox("sandbox.addUser", new).await;
    }
    let to = |number| json!({"session": ann, "chat_id": format!("@sailor_{number}"), "text": "Ahoy"});
    for number in 0..30 {
        stage.call("messages.send", to(number)).await;
        stage.sandbox("sandbox.advance", json!({"duration": 3})).await;
    }
    stage.sandbox("sandbox.advance", json!({"duration": 60})).await;
    let error = stage.fail("messages.send", to(30)).await;
    assert_eq!(error["data"]["kind"], "account_limited", "{error}");
    stage.call("messages.send", to(0)).await;
    stage.sandbox("sandbox.advance", json!({"duration": DAY})).await;
    stage.call("messages.send", to(30)).await;
}

#[tokio::test]
async fn a_restart_with_a_snapshot_resets_no_quota() {
    let stage = Stage::realistic().await;
    for _ in 0..5 {
        stage.send_code(ANN).await;
    }
    let options =
        telewire::sandbox::Options { quotas: telewire::sandbox::Quotas::Realistic, ..Default::default() };
    let stage = stage.restart_telegram_with(options).await;
    let asked = json!({"phone": ANN, "api_id": 1, "api_hash": "hash"});
    retry_after(&stage.fail("auth.sendCode", asked).await);
}

/// Returns the answers to a login's first step and to sandbox.stats.
async fn counted(arguments: &[&str], variable: Option<&str>) -> Value {
    let home = home();
    let mut command = telewire(home.path());
    command.args(arguments).args(["--sandbox", "--api-id", "1"]).env("TELEWIRE_API_HASH", "hash");
    if let Some(variable) = variable {
        command.env("TELEWIRE_SANDBOX_QUOTAS", variable);
    }
    let client = crate::client::Client::spawn(command);
    client.call("auth.sendCode", json!({"phone": ANN})).await;
    client.call("sandbox.stats", json!({})).await["quotas"].clone()
}

#[tokio::test]
async fn the_flag_sets_the_quotas_and_otherwise_the_variable() {
    let code = json!({"counted": 1, "refused": 0});
    assert_eq!(counted(&["--quotas", "realistic"], None).await["codes_a_day"], code);
    assert_eq!(counted(&[], Some("realistic")).await["codes_a_day"], code);
    assert_eq!(counted(&["--quotas", "none"], Some("realistic")).await, Value::Null);
    assert_eq!(counted(&[], Some("")).await, Value::Null);
    assert_eq!(counted(&[], None).await, Value::Null);
}

#[tokio::test]
async fn quotas_without_a_sandbox_and_unknown_quotas_are_rejected() {
    let said = |output: std::process::Output| String::from_utf8(output.stderr).unwrap();
    let home = home();
    let output = telewire(home.path()).args(["--quotas", "realistic"]).output().await.unwrap();
    assert!(!output.status.success());
    assert!(said(output).contains("--quotas requires --sandbox"));
    let mut command = telewire(home.path());
    let output = command.arg("--sandbox").env("TELEWIRE_SANDBOX_QUOTAS", "strict").output().await.unwrap();
    assert!(!output.status.success());
    assert!(said(output).contains("TELEWIRE_SANDBOX_QUOTAS is \"strict\"; use none or realistic"));
}

#[tokio::test]
async fn the_tour_exceeds_no_quota() {
    let (said, status) = run(&["tour", "--quotas", "realistic"], b"").await;
    assert!(status.success(), "{said}");
    assert_eq!(said.matches(r#""kind": "rate_limited""#).count(), 1, "the one that it asks for: {said}");
}
