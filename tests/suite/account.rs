//! The account itself: its password, its logins and its name.

use serde_json::{Value, json};

use crate::stage::{ANN, BOB, CAROL, CAROLS_PASSWORD, Stage, code, text};

/// Logs in with a password.
#[tokio::test]
async fn a_new_password_is_required_at_the_next_login() {
    let stage = Stage::new().await;
    let session = stage.log_in(ANN).await;
    assert_eq!(stage.call("account.password", json!({"session": session})).await["has_password"], false);
    let set = json!({"session": session, "new_password": "café au lait", "hint": "breakfast"});
    assert_eq!(stage.call("account.setPassword", set).await, json!({}));
    let state = stage.call("account.password", json!({"session": session})).await;
    assert_eq!((&state["has_password"], &state["hint"]), (&json!(true), &json!("breakfast")));
    stage.log_in_with_password(ANN, "café au lait").await;
}

#[tokio::test]
async fn a_password_is_changed_and_removed_with_the_current_one() {
    let stage = Stage::new().await;
    let session = stage.log_in_with_password(CAROL, CAROLS_PASSWORD).await;
    let set =
        |current: Value| json!({"session": session, "current_password": current, "new_password": "new"});
    let error = stage.fail("account.setPassword", set(json!("wrong"))).await;
    assert_eq!((&error["code"], &error["data"]["kind"]), (&json!(400), &json!("password_invalid")));
    let error = stage.fail("account.setPassword", set(Value::Null)).await;
    assert_eq!((&error["code"], &error["data"]["path"]), (&json!(-32602), &json!("current_password")));
    stage.call("account.setPassword", set(json!(CAROLS_PASSWORD))).await;
    let session = stage.log_in_with_password(CAROL, "new").await;
    let remove = |current: &str| json!({"session": session, "current_password": current});
    let error = stage.fail("account.removePassword", remove(CAROLS_PASSWORD)).await;
    assert_eq!(error["data"]["kind"], "password_invalid");
    stage.call("account.removePassword", remove("new")).await;
    stage.log_in(CAROL).await;
    let error = stage.fail("account.removePassword", remove("new")).await;
    assert_eq!(error["data"]["kind"], "password_invalid");
}

#[tokio::test]
async fn logins_are_listed_and_terminated() {
    let stage = Stage::new().await;
    let (one, two, three) = (stage.log_in(ANN).await, stage.log_in(ANN).await, stage.log_in(ANN).await);
    let list = |session: &str| stage.call("account.authorizations", json!({"session": session}));
    let all = list(&one).await;
    let items = all["items"].as_array().unwrap();
    assert_eq!(items.len(), 3);
    assert_eq!(items.iter().filter(|item| item["is_current"] == true).count(), 1);
    assert!(items.iter().all(|item| item["device_model"] == "Telewire" && item["api_id"] == 1));
    let release = std::fs::read_to_string("/proc/sys/kernel/osrelease").unwrap();
    assert_eq!(items[0]["system_version"], format!("Linux {}", release.trim()));
    assert_eq!(items[0]["app_version"], env!("CARGO_PKG_VERSION"));
    let id = items.iter().find_map(|item| item.get("authorization_id")).unwrap();
    let revoke = json!({"session": one, "authorization_id": id});
    let error = stage.fail("account.revokeAuthorization", revoke.clone()).await;
    assert_eq!((&error["data"]["kind"], &error["data"]["retry_after"]), (&json!("too_fresh"), &json!(86400)));
    stage.sandbox("sandbox.advance", json!({"duration": 86400})).await;
    stage.call("account.revokeAuthorization", revoke).await;
    assert_eq!(list(&one).await["items"].as_array().unwrap().len(), 2);
    let error =
        stage.fail("account.revokeAuthorization", json!({"session": one, "authorization_id": id})).await;
    assert_eq!(error["data"]["telegram"]["name"], "HASH_INVALID");
    stage.call("account.revokeOtherAuthorizations", json!({"session": one})).await;
    assert_eq!(list(&one).await["items"].as_array().unwrap().len(), 1);
    for ended in [two, three] {
        let error = stage.fail("account.me", json!({"session": ended})).await;
        assert_eq!((&error["code"], &error["data"]["kind"]), (&json!(401), &json!("session_revoked")));
    }
}

#[tokio::test]
async fn a_new_name_is_seen_by_others() {
    let stage = Stage::new().await;
    let (ann, bob) = (stage.log_in(ANN).await, stage.log_in(BOB).await);
    let update = json!({"session": ann, "first_name": "Anna", "last_name": "", "bio": "Sails.",
        "username": "@anna_archer"});
    let me = stage.call("account.update", update).await;
    assert_eq!((&me["first_name"], &me["last_name"]), (&json!("Anna"), &Value::Null));
    assert_eq!(me["username"], "anna_archer");
    let seen = stage.other().call("chats.get", json!({"session": bob, "chat_id": "@anna_archer"})).await;
    assert_eq!((&seen["id"], &seen["bio"]), (&me["id"], &json!("Sails.")));
}

#[tokio::test]
async fn a_taken_username_changes_nothing() {
    let stage = Stage::new().await;
    let ann = stage.log_in(ANN).await;
    let update = |name: &str| json!({"session": ann, "first_name": "Anna", "username": name});
    let error = stage.fail("account.update", update("bob_baker")).await;
    assert_eq!(error["data"]["telegram"]["name"], "USERNAME_OCCUPIED");
    assert_eq!(error["data"]["changed"], Value::Null);
    let same = json!({"session": ann, "username": "ann_archer"});
    let error = stage.fail("account.update", same).await;
    assert_eq!((&error["code"], &error["data"]["kind"]), (&json!(400), &json!("not_modified")));
    assert_eq!(stage.call("account.me", json!({"session": ann})).await["first_name"], "Ann");
    let error = stage.fail("account.update", json!({"session": ann})).await;
    assert_eq!(error["data"]["kind"], "invalid_params");
}

#[tokio::test]
async fn an_update_that_fails_half_way_reports_the_changed_fields() {
    let stage = Stage::new().await;
    let ann = stage.log_in(ANN).await;
    let update = json!({"session": ann, "username": "anna_new", "first_name": " "});
    let error = stage.fail("account.update", update).await;
    assert_eq!(error["data"]["telegram"]["name"], "FIRSTNAME_INVALID");
    assert_eq!(error["data"]["changed"], json!(["username"]));
    let me = stage.call("account.me", json!({"session": ann})).await;
    assert_eq!((&me["username"], &me["first_name"]), (&json!("anna_new"), &json!("Ann")));
}

#[tokio::test]
async fn unchanged_fields_do_not_prevent_other_changes() {
    let stage = Stage::new().await;
    let ann = stage.log_in(ANN).await;
    let update = json!({"session": ann, "username": "ann_archer", "first_name": "Anna"});
    let me = stage.call("account.update", update).await;
    assert_eq!((&me["username"], &me["first_name"]), (&json!("ann_archer"), &json!("Anna")));
}

/// Returns the code that the sandbox sent by email.
async fn mailed(stage: &Stage) -> Value {
    stage.sandbox("sandbox.lastCode", json!({"phone": ANN})).await["email_code"].clone()
}

/// Returns Ann's session. Her password can be recovered by email.
async fn with_recovery(stage: &Stage) -> String {
    let session = stage.log_in(ANN).await;
    let set = json!({"session": session, "new_password": "forgotten", "email": "ann@example.org"});
    let answer = stage.call("account.setPassword", set).await;
    assert_eq!(answer["next"], "confirm_email");
    let confirm = |code: Value| json!({"session": session, "code": code});
    let error = stage.fail("account.confirmPasswordEmail", confirm(json!("wrong"))).await;
    assert_eq!(error["data"]["kind"], "code_invalid");
    assert_eq!(stage.call("account.password", json!({"session": session})).await["has_password"], false);
    let code = mailed(stage).await;
    assert_eq!(answer["code_length"], code.as_str().unwrap().len());
    assert_eq!(stage.call("account.confirmPasswordEmail", confirm(code)).await, json!({}));
    let state = stage.call("account.password", json!({"session": session})).await;
    assert_eq!((&state["has_password"], &state["has_recovery"]), (&json!(true), &json!(true)));
    session
}

/// A login that waits for the password.
async fn forgetful(stage: &Stage) -> Value {
    let sent = stage.send_code(ANN).await;
    let asked = stage.call("auth.signIn", json!({"session": sent["session"], "code": code(ANN)})).await;
    assert_eq!(asked["next"], "check_password");
    asked["session"].clone()
}

#[tokio::test]
async fn a_forgotten_password_is_recovered_by_email_and_replaced() {
    let stage = Stage::new().await;
    with_recovery(&stage).await;
    let login = forgetful(&stage).await;
    let sent = stage.call("auth.requestPasswordRecovery", json!({"session": login})).await;
    assert!(text(&sent["email_pattern"]).ends_with("@example.org"), "{sent}");
    let recover =
        |code: Value| json!({"session": login, "code": code, "new_password": "remembered", "hint": "it"});
    let error = stage.fail("auth.recoverPassword", recover(json!("wrong"))).await;
    assert_eq!((&error["code"], &error["data"]["kind"]), (&json!(400), &json!("code_invalid")));
    let stage = stage.restart().await;
    let done = stage.call("auth.recoverPassword", recover(mailed(&stage).await)).await;
    assert_eq!((&done["next"], &done["user"]["username"]), (&json!("done"), &json!("ann_archer")));
    stage.log_in_with_password(ANN, "remembered").await;
}

#[tokio::test]
async fn a_forgotten_password_is_removed_if_no_new_one_is_given() {
    let stage = Stage::new().await;
    with_recovery(&stage).await;
    let login = forgetful(&stage).await;
    stage.call("auth.requestPasswordRecovery", json!({"session": login})).await;
    stage.call("auth.recoverPassword", json!({"session": login, "code": mailed(&stage).await})).await;
    stage.log_in(ANN).await;
}

#[tokio::test]
async fn a_logins_device_fields_are_kept_by_every_process() {
    let stage = Stage::new().await;
    let client = json!({
        "device_model": "Kitchen display", "system_version": "NetBSD 11", "app_version": "3.1",
        "system_lang_code": "de-AT", "lang_code": "de", "lang_pack": "",
    });
    let params = json!({"token": "7000001:sandbox", "api_id": 5, "api_hash": "hash", "client": client});
    let session = stage.call("auth.signInBot", params).await["session"].clone();
    assert_eq!(stage.call("session.inspect", json!({"session": session})).await["client"], client);
    let stage = stage.restart().await;
    stage.call("account.me", json!({"session": session})).await;
    let clients = stage.world(|world| {
        let keys = world.authorizations_of(7_000_001, 0);
        keys.into_iter().map(|(_, known)| known.client.clone()).collect::<Vec<_>>()
    });
    assert_eq!(clients.len(), 1);
    assert_eq!((clients[0].api_id, &*clients[0].device_model), (5, "Kitchen display"));
    assert_eq!((&*clients[0].system_version, &*clients[0].app_version), ("NetBSD 11", "3.1"));
    assert_eq!((&*clients[0].system_lang_code, &*clients[0].lang_code), ("de-AT", "de"));

    let empty =
        json!({"token": "7000001:sandbox", "api_id": 5, "api_hash": "hash", "client": {"device": "x"}});
    let refused = stage.fail("auth.signInBot", empty).await;
    assert_eq!(
        (&refused["data"]["kind"], &refused["data"]["path"]),
        (&json!("invalid_params"), &json!("client.device"))
    );
}
