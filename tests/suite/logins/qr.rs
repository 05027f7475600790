//! Logging in by a QR code.

use serde_json::{Value, json};

use crate::client::Client;
use crate::stage::{ANN, BOB, CAROL, CAROLS_PASSWORD, Stage, code, text};

/// The bytes of a QR code's token.
fn token(answer: &Value) -> String {
    use base64::Engine;
    use base64::prelude::{BASE64_STANDARD, BASE64_URL_SAFE_NO_PAD};
    assert_eq!(answer["next"], "scan", "{answer}");
    let url = text(&answer["url"]);
    let token = url.strip_prefix("tg://login?token=").unwrap();
    BASE64_STANDARD.encode(BASE64_URL_SAFE_NO_PAD.decode(token).unwrap())
}

async fn start_qr(stage: &Stage) -> Value {
    stage.call("auth.startQr", json!({"api_id": 1, "api_hash": "hash"})).await
}

/// Scans a QR code with an app of a signed-in account.
async fn scan(stage: &Stage, session: &str, answer: &Value) {
    let mut command = stage.command();
    command.arg("--allow-export");
    let app = Client::spawn(command);
    let params = json!({"token": token(answer)});
    app.call(
        "telegram.invoke",
        json!({"session": session, "method": "auth.acceptLoginToken", "params": params}),
    )
    .await;
}

#[tokio::test]
async fn a_qr_code_scanned_during_a_poll_signs_in() {
    let stage = Stage::new().await;
    let ann = stage.log_in(ANN).await;
    let shown = start_qr(&stage).await;
    let poll = stage.call("auth.pollQr", json!({"session": shown["session"], "wait": 300}));
    let (answer, ()) = tokio::join!(poll, scan(&stage, &ann, &shown));
    assert_eq!((&answer["next"], &answer["user"]["username"]), (&json!("done"), &json!("ann_archer")));
    let me = stage.call("account.me", json!({"session": answer["session"]})).await;
    assert_eq!(me["username"], "ann_archer");
}

#[tokio::test]
async fn a_qr_code_scanned_between_polls_signs_in_at_the_next_poll() {
    let stage = Stage::new().await;
    let ann = stage.log_in(ANN).await;
    let shown = start_qr(&stage).await;
    scan(&stage, &ann, &shown).await;
    let answer = stage.call("auth.pollQr", json!({"session": shown["session"], "wait": 300})).await;
    assert_eq!(answer["next"], "done");
}

#[tokio::test]
async fn a_qr_login_survives_a_restart() {
    let stage = Stage::new().await;
    let ann = stage.log_in(ANN).await;
    let shown = start_qr(&stage).await;
    scan(&stage, &ann, &shown).await;
    let stage = stage.restart().await;
    let answer = stage.call("auth.pollQr", json!({"session": shown["session"], "wait": 0})).await;
    assert_eq!((&answer["next"], &answer["user"]["username"]), (&json!("done"), &json!("ann_archer")));
}

#[tokio::test]
async fn an_unscanned_qr_code_is_replaced_when_it_expires() {
    let stage = Stage::new().await;
    let shown = start_qr(&stage).await;
    let still = stage.call("auth.pollQr", json!({"session": shown["session"], "wait": 0})).await;
    assert_eq!(still["url"], shown["url"]);
    let status = stage.call("auth.status", json!({"session": shown["session"]})).await;
    assert_eq!((&status["next"], &status["url"]), (&json!("scan"), &shown["url"]));
    let stage = stage.restart().await;
    let fresh = stage.call("auth.pollQr", json!({"session": shown["session"], "wait": 0})).await;
    assert_ne!(fresh["url"], shown["url"]);
    let bob = stage.log_in(BOB).await;
    scan(&stage, &bob, &fresh).await;
    let answer = stage.call("auth.pollQr", json!({"session": fresh["session"], "wait": 300})).await;
    assert_eq!(answer["user"]["username"], "bob_baker");
}

#[tokio::test]
async fn a_qr_login_moves_to_the_accounts_dc_and_asks_for_the_password() {
    let stage = Stage::new().await;
    let sent = stage.send_code(CAROL).await;
    let asked = stage.call("auth.signIn", json!({"session": sent["session"], "code": code(CAROL)})).await;
    let check = |session: &Value| json!({"session": session, "password": CAROLS_PASSWORD});
    let carol = stage.call("auth.checkPassword", check(&asked["session"])).await;
    let shown = start_qr(&stage).await;
    scan(&stage, carol["session"].as_str().unwrap(), &shown).await;
    let answer = stage.call("auth.pollQr", json!({"session": shown["session"], "wait": 300})).await;
    assert_eq!(answer["next"], "check_password");
    let done = stage.call("auth.checkPassword", check(&answer["session"])).await;
    assert_eq!(done["user"]["username"], "carol_clark");
    let inspected = stage.call("session.inspect", json!({"session": done["session"]})).await;
    assert_eq!(inspected["dc"], 1);
}

#[tokio::test]
async fn polling_a_login_without_a_qr_code_is_rejected() {
    let stage = Stage::new().await;
    let sent = stage.send_code(ANN).await;
    let error = stage.fail("auth.pollQr", json!({"session": sent["session"]})).await;
    assert_eq!((&error["code"], &error["data"]["kind"]), (&json!(400), &json!("login_stage")));
}
