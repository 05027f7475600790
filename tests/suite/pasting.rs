//! What people paste and type: secrets with extra characters from copying, and names that must not reach a stranger.

use serde_json::{Value, json};

use crate::client::telewire;
use crate::stage::{ANN, Stage};

const TOKEN: &str = "7000001:sandbox";

#[tokio::test]
async fn a_session_string_is_accepted_with_pasted_extras() {
    let stage = Stage::new().await;
    let session = stage.log_in(ANN).await;
    let handle = stage.call("session.attach", json!({"session": format!("{session}\n")})).await;
    let handle = handle["handle"].as_str().unwrap().to_owned();
    let (head, tail) = session.split_at(session.len() / 2);
    for pasted in [
        format!("{session}\n"),
        format!("\u{feff}{session}\r\n"),
        format!("\"{session}\""),
        format!(" \u{200b}'{session}'\u{202c}"),
        format!("{head}\n    {tail}"),
        format!("{handle}\n"),
    ] {
        let me = stage.call("account.me", json!({"session": pasted})).await;
        assert_eq!(me["username"], "ann_archer");
    }
    assert_eq!(stage.call("session.detach", json!({"session": format!(" {handle}")})).await, json!({}));
}

#[tokio::test]
async fn a_sealing_key_in_a_variable_is_accepted_with_pasted_extras() {
    let home = crate::client::home();
    let key = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=";
    let mut said = Vec::new();
    for pasted in [key.to_owned(), format!("\u{feff}{key}\r\n"), format!("\"{key}\"\n"), format!("'{key}'")] {
        let mut command = telewire(home.path());
        let output = command.args(["key", "show"]).env("TELEWIRE_KEY", pasted).output().await.unwrap();
        assert!(output.status.success(), "{output:?}");
        said.push(output.stdout);
    }
    assert!(said.windows(2).all(|two| two[0] == two[1]));
}

#[tokio::test]
async fn a_login_accepts_pasted_phones_hashes_and_codes() {
    let stage = Stage::new().await;
    for (phone, code) in [
        ("\u{202a}+999\u{a0}662\u{2011}0001\u{202c}", "222 22"),
        ("tel:+999-662-0001", "222-22\n"),
        ("00999 (662) 00.01", "\u{200b}22222"),
    ] {
        let begin = json!({"phone": phone, "api_id": 1, "api_hash": " \"hash\"\n"});
        let sent = stage.call("auth.sendCode", begin).await;
        let done = stage.call("auth.signIn", json!({"session": sent["session"], "code": code})).await;
        assert_eq!(done["user"]["username"], "ann_archer", "{phone:?}");
    }
}

#[tokio::test]
async fn a_password_is_used_unchanged() {
    use crate::stage::{CAROL, CAROLS_PASSWORD};
    let stage = Stage::new().await;
    let sent = stage.send_code(CAROL).await;
    let asked = stage.call("auth.signIn", json!({"session": sent["session"], "code": "11111"})).await;
    let padded = json!({"session": asked["session"], "password": format!("{CAROLS_PASSWORD} ")});
    assert_eq!(stage.fail("auth.checkPassword", padded).await["data"]["kind"], "password_invalid");
}

#[tokio::test]
async fn a_bot_token_is_found_in_a_pasted_message() {
    let stage = Stage::new().await;
    let program = |token: &str| json!({"token": token, "api_id": 1, "api_hash": "hash"});
    for pasted in [format!("{TOKEN}\n"), format!("\u{feff}\"{TOKEN}\"")] {
        let done = stage.call("auth.signInBot", program(&pasted)).await;
        assert_eq!(done["user"]["username"], "sandbox_bot");
    }
    let message = format!("Done! Use this token to access the HTTP API:\n{TOKEN}\nKeep your token secure.");
    let error = stage.fail("auth.signInBot", program(&message)).await;
    let data = &error["data"];
    assert_eq!((&data["kind"], &data["path"]), (&json!("invalid_params"), &json!("token")));
    assert_eq!((&data["line"], &data["length"]), (&json!(2), &json!(TOKEN.len())));
    assert!(!error.to_string().contains("sandbox"), "{error}");
    let error = stage.fail("auth.signInBot", program("7000001:wrong")).await;
    assert_eq!(error["data"]["kind"], "telegram_rejected");
    assert_eq!(error["data"]["telegram"]["name"], "ACCESS_TOKEN_INVALID");
    assert!(error["data"]["hint"].is_string(), "{error}");
}

#[tokio::test]
async fn a_bare_word_is_never_looked_up() {
    let stage = Stage::new().await;
    let session = stage.log_in(ANN).await;
    for word in ["saved", "self", "Me", "myself", "bob_baker"] {
        let params = json!({"session": session, "chat_id": word, "text": "private"});
        let error = stage.fail("messages.send", params).await;
        assert_eq!(error["data"]["kind"], "invalid_params", "{word}");
        assert_eq!(error["data"]["path"], "chat_id", "{word}");
    }
    assert_eq!(stage.calls("contacts.resolveUsername").await, 0);
    assert_eq!(stage.calls("messages.sendMessage").await, 0);
}

#[tokio::test]
async fn a_phone_number_in_any_format_names_a_chat() {
    let stage = Stage::new().await;
    let session = stage.log_in(ANN).await;
    for phone in ["\u{202a}+999\u{2011}662\u{a0}0002\u{202c}", "tel:+9996620002", "00999 662 0002"] {
        let chat = stage.call("chats.get", json!({"session": session, "chat_id": phone})).await;
        assert_eq!(chat["username"], "bob_baker", "{phone:?}");
    }
}

#[tokio::test]
async fn the_error_for_a_bare_channel_number_suggests_the_marked_id() {
    let stage = Stage::new().await;
    let session = stage.log_in(ANN).await;
    let news = stage.call("chats.get", json!({"session": session, "chat_id": "@sandbox_news"})).await;
    let marked = news["id"].as_i64().unwrap();
    let bare = -1_000_000_000_000 - marked;
    for chat_id in [json!(bare), json!(bare.to_string()), json!(-bare)] {
        let params = json!({"session": session, "chat_id": chat_id, "text": "Hi"});
        let error = stage.fail("messages.send", params).await;
        assert_eq!(error["data"]["did_you_mean"], json!(marked.to_string()), "{chat_id}: {error}");
    }
    // As in a `t.me/c/` link.
    let link = format!("https://t.me/c/{bare}/1");
    let chat = stage.call("chats.get", json!({"session": session, "chat_id": link})).await;
    assert_eq!(chat["id"], Value::from(marked));
}
