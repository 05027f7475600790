//! Logging in and out, across processes.

mod qr;
mod words;

use serde_json::json;

use crate::stage::{ANN, BOB, CAROL, CAROLS_PASSWORD, Stage, code, text};

#[tokio::test]
async fn a_login_survives_a_kill_between_code_and_sign_in() {
    let stage = Stage::new().await;
    let sent = stage.send_code(ANN).await;
    assert_eq!(sent["next"], "sign_in");
    assert_eq!(sent["code_length"], 5);
    let stage = stage.restart().await;
    let signed_in = stage.call("auth.signIn", json!({"session": sent["session"], "code": "22222"})).await;
    assert_eq!(signed_in["next"], "done");
    assert_eq!(signed_in["user"]["username"], "ann_archer");
    let me = stage.call("account.me", json!({"session": signed_in["session"]})).await;
    assert_eq!(me["id"], signed_in["user"]["id"]);
}

#[tokio::test]
async fn a_login_on_another_dc_survives_a_kill_before_its_password() {
    let stage = Stage::new().await;
    let sent = stage.send_code(CAROL).await;
    let stage = stage.restart().await;
    let asked = stage.call("auth.signIn", json!({"session": sent["session"], "code": "11111"})).await;
    assert_eq!(asked["next"], "check_password");
    let stage = stage.restart().await;
    let session = &asked["session"];
    let status = stage.call("auth.status", json!({"session": session})).await;
    assert_eq!(status["next"], "check_password");
    let wrong =
        stage.fail("auth.checkPassword", json!({"session": session, "password": "wrong horse"})).await;
    assert_eq!(wrong["data"]["kind"], "password_invalid");
    let done =
        stage.call("auth.checkPassword", json!({"session": session, "password": CAROLS_PASSWORD})).await;
    assert_eq!(done["user"]["username"], "carol_clark");
    let inspected = stage.call("session.inspect", json!({"session": done["session"]})).await;
    assert_eq!(inspected["dc"], 1);
    assert_eq!(inspected["stage"], "signed_in");
}

#[tokio::test]
async fn logging_out_revokes_the_session_in_every_process() {
    let stage = Stage::new().await;
    let session = stage.log_in(ANN).await;
    let other = stage.other();
    other.call("account.me", json!({"session": session})).await;
    assert_eq!(stage.call("auth.logOut", json!({"session": session})).await, json!({}));
    for daemon in [stage.daemon(), &other, &stage.other()] {
        let error = daemon.fail("account.me", json!({"session": session})).await;
        assert_eq!(error["code"], 401);
        assert_eq!(error["data"]["kind"], "session_revoked");
    }
    let again = stage.fail("auth.logOut", json!({"session": session})).await;
    assert_eq!(again["data"]["kind"], "session_revoked");
}

#[tokio::test]
async fn wrong_and_expired_codes_have_distinct_errors() {
    let stage = Stage::new().await;
    let sent = stage.send_code(ANN).await;
    let wrong = stage.fail("auth.signIn", json!({"session": sent["session"], "code": "12345"})).await;
    assert_eq!(wrong["data"]["kind"], "code_invalid");
    assert_eq!(stage.call("auth.cancelCode", json!({"session": sent["session"]})).await, json!({}));
    let old = stage.fail("auth.signIn", json!({"session": sent["session"], "code": "22222"})).await;
    assert_eq!(old["data"]["kind"], "code_expired");
}

#[tokio::test]
async fn a_code_can_be_sent_again() {
    let stage = Stage::new().await;
    let sent = stage.send_code(ANN).await;
    let again = stage.call("auth.resendCode", json!({"session": sent["session"]})).await;
    assert_eq!(again["next"], "sign_in");
    assert_eq!(again["sent_to"], sent["next_type"]);
    let done = stage.call("auth.signIn", json!({"session": again["session"], "code": "22222"})).await;
    assert_eq!(done["next"], "done");
}

#[tokio::test]
async fn a_number_without_an_account_must_sign_up() {
    let stage = Stage::new().await;
    let sent = stage.send_code("+9996629999").await;
    let answer = stage.call("auth.signIn", json!({"session": sent["session"], "code": "22222"})).await;
    assert_eq!(answer, json!({"next": "sign_up_required"}));
}

#[tokio::test]
async fn an_invalid_number_is_rejected() {
    let stage = Stage::new().await;
    let error = stage.fail("auth.sendCode", json!({"phone": "12", "api_id": 1, "api_hash": "hash"})).await;
    assert_eq!(error["data"]["kind"], "phone_invalid");
    let error = stage.fail("auth.sendCode", json!({"phone": ANN, "api_id": 0, "api_hash": "hash"})).await;
    assert_eq!(error["data"]["telegram"]["name"], "API_ID_INVALID");
    let error = stage.fail("auth.sendCode", json!({"phone": ANN})).await;
    assert_eq!(error["data"]["path"], "api_id");
}

#[tokio::test]
async fn a_step_out_of_order_is_rejected() {
    let stage = Stage::new().await;
    let sent = stage.send_code(ANN).await["session"].clone();
    let done = stage.log_in(BOB).await;
    for (method, params, kind) in [
        ("auth.checkPassword", json!({"session": sent, "password": "x"}), "login_stage"),
        ("auth.signIn", json!({"session": done, "code": "22222"}), "login_stage"),
        ("auth.resendCode", json!({"session": done}), "login_stage"),
        ("auth.logOut", json!({"session": sent}), "login_stage"),
        ("account.me", json!({"session": sent}), "not_signed_in"),
        ("messages.send", json!({"session": sent, "chat_id": "me", "text": "x"}), "not_signed_in"),
    ] {
        let error = stage.fail(method, params).await;
        assert_eq!(error["data"]["kind"], kind, "{method}: {error}");
        assert!(error["data"]["hint"].is_string(), "{method} says what to do");
    }
}

#[tokio::test]
async fn a_bot_signs_in_with_its_token() {
    let stage = Stage::new().await;
    let signed_in = stage
        .call("auth.signInBot", json!({"token": "7000001:sandbox", "api_id": 1, "api_hash": "hash"}))
        .await;
    assert_eq!(signed_in["user"]["kind"], "bot");
    let session = text(&signed_in["session"]);
    let refused = stage.fail("chats.list", json!({"session": session})).await;
    assert_eq!(refused["data"]["kind"], "user_only");
    let error = stage.fail("auth.signInBot", json!({"token": "1:x", "api_id": 1, "api_hash": "hash"})).await;
    assert_eq!(error["data"]["telegram"]["name"], "ACCESS_TOKEN_INVALID");
}

#[tokio::test]
async fn auth_status_returns_the_next_step() {
    let stage = Stage::new().await;
    let sent = stage.send_code(ANN).await;
    let status = stage.call("auth.status", json!({"session": sent["session"]})).await;
    assert_eq!(status, json!({"next": "sign_in", "sent_to": sent["sent_to"], "code_length": 5}));
    let session = stage.log_in(ANN).await;
    let status = stage.call("auth.status", json!({"session": session})).await;
    assert_eq!(status["next"], "done");
    assert_eq!(status["user"]["username"], "ann_archer");
}

#[tokio::test]
async fn a_key_that_telegram_revoked_is_distinct_from_a_logout() {
    let stage = Stage::new().await;
    let session = stage.log_in(ANN).await;
    stage.sandbox("sandbox.fault", json!({"kind": "auth_key_duplicated"})).await;
    let error = stage.fail("account.me", json!({"session": session})).await;
    assert_eq!(error["data"]["kind"], "session_duplicated");
}

#[tokio::test]
async fn a_key_that_the_server_forgot_is_a_revoked_session() {
    let stage = Stage::new().await;
    let session = stage.log_in(ANN).await;
    stage.sandbox("sandbox.fault", json!({"kind": "auth_key_unregistered"})).await;
    let error = stage.fail("account.me", json!({"session": session})).await;
    assert_eq!(error["data"]["kind"], "session_revoked");
}

#[tokio::test]
async fn a_handle_stands_for_the_newest_session_on_its_connection_only() {
    let stage = Stage::new().await;
    let sent = stage.send_code(ANN).await;
    let handle = text(&stage.call("session.attach", json!({"session": sent["session"]})).await["handle"]);
    assert!(handle.starts_with("h1."));
    stage.call("auth.signIn", json!({"session": handle, "code": code(ANN)})).await;
    // The handle now stands for the signed-in session.
    let me = stage.call("account.me", json!({"session": handle})).await;
    assert_eq!(me["username"], "ann_archer");
    let error = stage.other().fail("account.me", json!({"session": handle})).await;
    assert_eq!(error["data"]["reason"], "unknown_handle");
    assert_eq!(stage.call("session.detach", json!({"session": handle})).await, json!({}));
    let error = stage.fail("account.me", json!({"session": handle})).await;
    assert_eq!(error["data"]["reason"], "unknown_handle");
}

#[tokio::test]
async fn a_renewed_session_is_the_same_login() {
    let stage = Stage::new().await;
    let session = stage.log_in(ANN).await;
    let renewed = text(&stage.call("session.renew", json!({"session": session})).await["session"]);
    assert_ne!(renewed, session);
    let one = stage.call("account.me", json!({"session": session})).await;
    assert_eq!(stage.call("account.me", json!({"session": renewed})).await, one);
}

#[tokio::test]
async fn an_invalid_session_string_has_a_reason() {
    let stage = Stage::new().await;
    let session = stage.log_in(ANN).await;
    let reason = async |daemon: &crate::client::Client, session: &str| {
        let error = daemon.fail("account.me", json!({"session": session})).await;
        assert_eq!((&error["code"], &error["data"]["kind"]), (&json!(401), &json!("session_invalid")));
        text(&error["data"]["reason"])
    };
    let mut flipped = session.clone();
    let other = if &session[40..41] == "A" { "B" } else { "A" };
    flipped.replace_range(40..41, other);
    assert_eq!(reason(stage.daemon(), &flipped).await, "tampered");
    assert_eq!(reason(stage.daemon(), "hello").await, "malformed");
    let mut elsewhere = stage.command();
    elsewhere.env("TELEWIRE_KEY", telewire::session::Keyring::make_key().expose());
    assert_eq!(reason(&crate::client::Client::spawn(elsewhere), &session).await, "other_key");
    let mut production = crate::client::telewire(&stage.path(""));
    production.arg("--server").arg("test");
    assert_eq!(reason(&crate::client::Client::spawn(production), &session).await, "other_server");
}
