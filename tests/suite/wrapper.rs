//! Bugs of the first wrapper, a REST service over Telethon, that are fixed here.

use serde_json::{Value, json};

use crate::stage::{ANN, BOB, CAROL, Stage, code, text, texts};

#[tokio::test]
async fn its_logins_died_with_the_process() {
    let stage = Stage::new().await;
    let sent = stage.send_code(ANN).await;
    let stage = stage.restart().await;
    let done = stage.call("auth.signIn", json!({"session": sent["session"], "code": code(ANN)})).await;
    let stage = stage.restart().await;
    let me = stage.call("account.me", json!({"session": done["session"]})).await;
    assert_eq!(me["username"], "ann_archer");
}

#[tokio::test]
async fn its_errors_were_all_400() {
    let stage = Stage::new().await;
    let ann = stage.log_in(ANN).await;
    let code_of = async |method: &str, params: Value| stage.fail(method, params).await["code"].clone();
    assert_eq!(code_of("chats.get", json!({"session": ann, "chat_id": "@nobody_has_this"})).await, 404);
    let post = json!({"session": ann, "chat_id": "@sandbox_news", "text": "Mine"});
    assert_eq!(code_of("messages.send", post).await, 403);
    assert_eq!(code_of("account.me", json!({"session": "tw1.nonsense"})).await, 401);
    let fault = json!({"kind": "internal", "method": "users.getUsers"});
    stage.sandbox("sandbox.fault", fault).await;
    assert_eq!(code_of("account.me", json!({"session": ann})).await, 500);
    assert_eq!(code_of("messages.send", json!({"session": ann})).await, -32602);
}

#[tokio::test]
async fn it_reported_too_many_wrong_passwords_as_a_missing_password() {
    let stage = Stage::new().await;
    let sent = stage.send_code(CAROL).await;
    let asked = stage.call("auth.signIn", json!({"session": sent["session"], "code": code(CAROL)})).await;
    let fault =
        json!({"kind": "error", "method": "auth.checkPassword", "code": 406, "name": "PHONE_PASSWORD_FLOOD"});
    stage.sandbox("sandbox.fault", fault).await;
    let check = json!({"session": asked["session"], "password": "wrong"});
    let error = stage.fail("auth.checkPassword", check).await;
    assert_eq!((&error["code"], &error["data"]["kind"]), (&json!(429), &json!("rate_limited")));
}

#[tokio::test]
async fn it_lost_the_seconds_of_a_flood_wait() {
    let stage = Stage::new().await;
    let ann = stage.log_in(ANN).await;
    let fault = json!({"kind": "flood_wait", "method": "messages.sendMessage", "duration": 31});
    stage.sandbox("sandbox.fault", fault).await;
    let error = stage.fail("messages.send", json!({"session": ann, "chat_id": "me", "text": "x"})).await;
    assert_eq!((&error["code"], &error["data"]["retry_after"]), (&json!(429), &json!(31)));
}

#[tokio::test]
async fn its_logout_left_the_login_alive() {
    let stage = Stage::new().await;
    let (kept, ended) = (stage.log_in(ANN).await, stage.log_in(ANN).await);
    stage.call("auth.logOut", json!({"session": ended})).await;
    let error = stage.fail("account.me", json!({"session": ended})).await;
    assert_eq!(error["data"]["kind"], "session_revoked");
    let left = stage.call("account.authorizations", json!({"session": kept})).await;
    assert_eq!(left["items"].as_array().unwrap().len(), 1);
}

#[tokio::test]
async fn its_edits_never_worked() {
    let stage = Stage::new().await;
    let (ann, bob) = (stage.log_in(ANN).await, stage.log_in(BOB).await);
    let send = json!({"session": ann, "chat_id": "@bob_baker", "text": "At noon?"});
    let sent = stage.call("messages.send", send).await;
    let edit =
        json!({"session": ann, "chat_id": "@bob_baker", "message_id": sent["message_id"], "text": "At one?"});
    stage.call("messages.edit", edit).await;
    let read =
        stage.call("messages.history", json!({"session": bob, "chat_id": "@ann_archer", "limit": 1})).await;
    assert_eq!(texts(&read), ["At one?"]);
}

#[tokio::test]
async fn its_filters_by_date_never_worked() {
    let stage = Stage::new().await;
    let ann = stage.log_in(ANN).await;
    let whole = stage.call("messages.history", json!({"session": ann, "chat_id": "@bob_baker"})).await;
    let items = whole["items"].as_array().unwrap();
    let (newest, oldest) = (&items[0]["date"], &items[items.len() - 1]["date"]);
    assert_ne!(newest, oldest);
    let between = json!({"session": ann, "chat_id": "@bob_baker", "from_date": oldest, "to_date": newest});
    let read = stage.call("messages.history", between).await;
    let expected: Vec<String> =
        items.iter().filter(|item| item["date"] != *newest).map(|item| text(&item["text"])).collect();
    assert_eq!(texts(&read), expected);
}

#[tokio::test]
async fn the_ids_that_it_listed_could_not_be_used() {
    let stage = Stage::new().await;
    let ann = stage.log_in(ANN).await;
    let listed = stage.call("chats.list", json!({"session": ann})).await;
    for chat in listed["items"].as_array().unwrap() {
        let params = json!({"session": ann, "chat_id": chat["id"]});
        assert_eq!(stage.other().call("chats.get", params).await["id"], chat["id"]);
    }
}

#[tokio::test]
async fn the_names_of_files_led_it_to_other_folders() {
    let stage = Stage::new().await;
    let (ann, bob) = (stage.log_in(ANN).await, stage.log_in(BOB).await);
    let name = "../../../tmp/its-papers.txt";
    let send = json!({"session": bob, "chat_id": "@ann_archer", "data_base64": "cGFwZXJz", "file_name": name, "kind": "document"});
    stage.call("messages.sendFile", send).await;
    let read =
        stage.call("messages.history", json!({"session": ann, "chat_id": "@bob_baker", "limit": 1})).await;
    let shown = text(&read["items"][0]["media"]["file_name"]);
    assert!(!shown.contains('/') && !shown.contains(".."), "{shown}");
}

#[tokio::test]
async fn its_downloads_were_deleted_before_they_were_sent() {
    let stage = Stage::new().await;
    let (ann, bob) = (stage.log_in(ANN).await, stage.log_in(BOB).await);
    let contents: Vec<u8> = (0..1_500_000_u32).map(|byte| (byte % 251) as u8).collect();
    std::fs::write(stage.path("boat.bin"), &contents).unwrap();
    let send =
        json!({"session": bob, "chat_id": "@ann_archer", "path": stage.path("boat.bin"), "kind": "document"});
    stage.call("messages.sendFile", send).await;
    let read =
        stage.call("messages.history", json!({"session": ann, "chat_id": "@bob_baker", "limit": 1})).await;
    let path = stage.path("here.bin");
    let download = json!({"session": ann, "chat_id": "@bob_baker", "path": path,
        "message_id": read["items"][0]["message_id"]});
    stage.call("media.download", download).await;
    assert!(std::fs::read(path).unwrap() == contents, "all of it is there when the answer comes");
}
