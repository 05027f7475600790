//! How login codes are delivered, and Telegram's errors for rejected logins.

use serde_json::{Value, json};

use crate::stage::{ANN, Stage, code, text};

async fn deliver(stage: &Stage, delivery: &str) {
    stage.sandbox("sandbox.setCodeDelivery", json!({"phone": ANN, "delivery": delivery})).await;
}

#[tokio::test]
async fn each_delivery_of_a_code_reports_where_to_look_for_it() {
    let stage = Stage::new().await;
    let ways = [
        ("app", json!({"code_length": 5, "next_type": "sms"})),
        ("sms", json!({"code_length": 5, "next_type": "call"})),
        ("call", json!({"code_length": 5})),
        ("missed_call", json!({"code_length": 5, "prefix": "888", "next_type": "call"})),
        ("flash_call", json!({"pattern": "888*", "next_type": "call"})),
        (
            "email",
            json!({"code_length": 5, "email_pattern": "a***@example.org", "email_reset_period": 604_800}),
        ),
        ("fragment", json!({"code_length": 5, "url": "https://fragment.com/numbers"})),
        ("sms_word", json!({"beginning": "b", "next_type": "call"})),
        ("sms_phrase", json!({"beginning": "the birch", "next_type": "call"})),
    ];
    for (way, facts) in ways {
        deliver(&stage, way).await;
        let mut sent = stage.send_code(ANN).await;
        let session = sent["session"].take();
        let mut expected = json!({"next": "sign_in", "session": null, "sent_to": way});
        for (name, fact) in facts.as_object().unwrap() {
            expected[name] = fact.clone();
        }
        if expected.get("next_type").is_some() {
            expected["resend_after"] = json!(60);
        }
        assert_eq!(sent, expected);
        let last = stage.sandbox("sandbox.lastCode", json!({"phone": ANN})).await;
        let done = stage.call("auth.signIn", json!({"session": session, "code": last["code"]})).await;
        assert_eq!(done["next"], "done", "{way}");
    }
}

#[tokio::test]
async fn a_login_that_requires_an_email_address_sets_one_up_across_processes() {
    let stage = Stage::new().await;
    deliver(&stage, "email_setup").await;
    let wanted = stage.send_code(ANN).await;
    assert_eq!(wanted["next"], "set_up_email");
    let session = &wanted["session"];
    let stage = stage.restart().await;
    assert_eq!(stage.call("auth.status", json!({"session": session})).await, json!({"next": "set_up_email"}));
    let early = stage.fail("auth.signIn", json!({"session": session, "code": code(ANN)})).await;
    assert_eq!(early["data"]["kind"], "login_stage");
    assert_eq!(early["data"]["hint"], "call account.sendVerifyEmailCode next");
    let bad =
        stage.fail("account.sendVerifyEmailCode", json!({"session": session, "email": "nowhere"})).await;
    assert_eq!(bad["message"], "Telegram does not accept this e-mail address");
    let mailed = stage
        .call("account.sendVerifyEmailCode", json!({"session": session, "email": "ann@example.org"}))
        .await;
    assert_eq!(mailed, json!({"email_pattern": "a***@example.org", "code_length": 6}));
    let stage = stage.restart().await;
    let wrong = stage.fail("account.verifyEmail", json!({"session": session, "code": "none"})).await;
    assert_eq!(wrong["data"]["kind"], "code_invalid");
    let last = stage.sandbox("sandbox.lastCode", json!({"phone": ANN})).await;
    let params = json!({"session": session, "code": last["email_code"]});
    let sent = stage.call("account.verifyEmail", params).await;
    assert_eq!((&sent["next"], &sent["sent_to"]), (&json!("sign_in"), &json!("email")));
    let done = stage.call("auth.signIn", json!({"session": sent["session"], "code": code(ANN)})).await;
    assert_eq!(done["user"]["username"], "ann_archer");
}

#[tokio::test]
async fn a_code_in_telegrams_apps_is_sent_again_another_way() {
    let stage = Stage::new().await;
    deliver(&stage, "firebase_sms").await;
    let sent = stage.send_code(ANN).await;
    assert_eq!((&sent["next"], &sent["next_type"]), (&json!("resend_code"), &json!("sms")));
    assert_eq!(sent["resend_after"], 60);
    let again = stage.call("auth.resendCode", json!({"session": sent["session"]})).await;
    assert_eq!((&again["next"], &again["sent_to"]), (&json!("sign_in"), &json!("sms")));
    let done = stage.call("auth.signIn", json!({"session": again["session"], "code": code(ANN)})).await;
    assert_eq!(done["next"], "done");
}

/// Returns the error of a call that Telegram rejects with this error.
async fn refused(stage: &Stage, function: &str, fault: (i32, &str), method: &str, params: Value) -> Value {
    let fault = json!({"kind": "error", "method": function, "code": fault.0, "name": fault.1});
    stage.sandbox("sandbox.fault", fault).await;
    let error = stage.fail(method, params).await;
    stage.sandbox("sandbox.clearFaults", json!({})).await;
    error
}

#[tokio::test]
async fn a_rejected_login_has_its_kind_and_a_hint() {
    let stage = Stage::new().await;
    let begin = || json!({"phone": ANN, "api_id": 1, "api_hash": "hash"});
    let refusals = [
        ((406, "UPDATE_APP_TO_LOGIN"), "upgrade_required", "upgrade Telewire"),
        ((403, "RECAPTCHA_CHECK_signup__6L_1"), "official_app_required", "official app"),
        ((403, "APNS_VERIFY_CHECK_77"), "official_app_required", "official app"),
        ((403, "INTEGRITY_CHECK_CLASSIC_a_b"), "official_app_required", "official app"),
        ((400, "PHONE_NUMBER_BANNED"), "account_banned", "recover@telegram.org"),
        ((406, "PHONE_PASSWORD_FLOOD"), "rate_limited", "wait a day"),
        ((406, "SEND_CODE_UNAVAILABLE"), "rate_limited", "auth.startQr"),
    ];
    for (fault, kind, hint) in refusals {
        let error = refused(&stage, "auth.sendCode", fault, "auth.sendCode", begin()).await;
        assert_eq!(error["data"]["kind"], kind, "{error}");
        assert!(text(&error["data"]["hint"]).contains(hint), "{error}");
    }
    let sent = stage.send_code(ANN).await;
    let params = json!({"session": sent["session"], "code": "22222"});
    let late = refused(&stage, "auth.signIn", (400, "PHONE_CODE_EXPIRED"), "auth.signIn", params).await;
    assert_eq!(late["data"]["kind"], "code_expired");
    assert!(text(&late["data"]["hint"]).contains("request a new one"), "{late}");
    let params = json!({"token": "1:x", "api_id": 1, "api_hash": "hash"});
    let flood = (420, "FLOOD_WAIT_3135");
    let bot = refused(&stage, "auth.importBotAuthorization", flood, "auth.signInBot", params).await;
    assert_eq!(bot["data"]["retry_after"], 3135);
    assert!(text(&bot["data"]["hint"]).contains("keep the session string"), "{bot}");
}

#[tokio::test]
async fn the_price_and_limits_of_a_message_are_fields_of_the_error() {
    let stage = Stage::new().await;
    let session = stage.log_in(ANN).await;
    let send = || json!({"session": session, "chat_id": "me", "text": "hi"});
    let costs = (403, "ALLOW_PAYMENT_REQUIRED_250");
    let error = refused(&stage, "messages.sendMessage", costs, "messages.send", send()).await;
    assert_eq!((&error["data"]["kind"], &error["data"]["stars"]), (&json!("payment_required"), &json!(250)));
    let takes = (403, "PREMIUM_ACCOUNT_REQUIRED");
    let error = refused(&stage, "messages.sendMessage", takes, "messages.send", send()).await;
    assert_eq!(error["data"]["kind"], "premium_required");
    let frozen = (420, "FROZEN_METHOD_INVALID");
    let error = refused(&stage, "messages.sendMessage", frozen, "messages.send", send()).await;
    assert_eq!(error["data"]["kind"], "account_limited");
    assert!(text(&error["message"]).contains("frozen"), "{error}");
    for full in ["ADMINS_TOO_MUCH", "BOTS_TOO_MUCH"] {
        let error = refused(&stage, "messages.sendMessage", (400, full), "messages.send", send()).await;
        assert_eq!(error["data"]["kind"], "chat_full");
    }
}

#[tokio::test]
async fn telegrams_text_about_a_406_is_in_the_error() {
    let stage = Stage::new().await;
    let explanation = "Sorry, this number can't be used here.";
    let fault = |function: &str, count: u32| {
        json!({"kind": "error", "method": function, "code": 406, "name": "SOME_NEW_REASON",
            "explanation": explanation, "count": count})
    };
    stage.sandbox("sandbox.fault", fault("auth.sendCode", 1)).await;
    let begin = json!({"phone": ANN, "api_id": 1, "api_hash": "hash"});
    let error = stage.fail("auth.sendCode", begin).await;
    assert_eq!(error["data"]["telegram"]["explanation"], explanation);
    assert_eq!(
        error["message"],
        format!("Telegram refused auth.sendCode: SOME_NEW_REASON. Telegram says: {explanation}")
    );

    // For a login without a subscription, Telegram sends the text only with the next request.
    let session = stage.log_in(ANN).await;
    stage.sandbox("sandbox.fault", fault("messages.sendMessage", 2)).await;
    let send = json!({"session": session, "chat_id": "me", "text": "hi"});
    let error = stage.fail("messages.send", send.clone()).await;
    assert_eq!(error["data"]["telegram"]["explanation"], explanation);
    assert_eq!(stage.call("messages.send", send).await["text"], "hi");
}
