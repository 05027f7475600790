//! Logins imported from other libraries and exported to them.

use serde_json::{Value, json};

use crate::client::Client;
use crate::stage::{ANN, CAROL, CAROLS_PASSWORD, Stage, code, text};

const FORMATS: [&str; 4] = ["telethon", "pyrogram", "gramjs", "mtcute"];

fn exporting(stage: &Stage) -> Client {
    let mut command = stage.command();
    command.arg("--allow-export");
    Client::spawn(command)
}

fn import(value: &Value) -> Value {
    json!({"value": value, "api_id": 1, "api_hash": "hash"})
}

#[tokio::test]
async fn a_login_is_exported_and_imported_in_every_format() {
    let stage = Stage::new().await;
    let session = stage.log_in(ANN).await;
    let daemon = exporting(&stage);
    for format in FORMATS {
        let exported = daemon.call("session.export", json!({"session": session, "format": format})).await;
        let imported = stage.other().call("session.import", import(&exported["value"])).await;
        assert_eq!(
            (&imported["next"], &imported["user"]["username"]),
            (&json!("done"), &json!("ann_archer"))
        );
        let sent = json!({"session": imported["session"], "chat_id": "@bob_baker", "text": format});
        assert_eq!(stage.call("messages.send", sent).await["text"], format);
    }
}

#[tokio::test]
async fn a_login_on_another_dc_keeps_its_dc() {
    let stage = Stage::new().await;
    let sent = stage.send_code(CAROL).await;
    let asked = stage.call("auth.signIn", json!({"session": sent["session"], "code": code(CAROL)})).await;
    let check = json!({"session": asked["session"], "password": CAROLS_PASSWORD});
    let session = text(&stage.call("auth.checkPassword", check).await["session"]);
    let daemon = exporting(&stage);
    for format in FORMATS {
        let exported = daemon.call("session.export", json!({"session": session, "format": format})).await;
        let imported = daemon.call("session.import", import(&exported["value"])).await;
        let inspected = daemon.call("session.inspect", json!({"session": imported["session"]})).await;
        assert_eq!(inspected["dc"], 1, "{format}");
    }
}

#[tokio::test]
async fn keys_are_exported_only_with_permission() {
    let stage = Stage::new().await;
    let session = stage.log_in(ANN).await;
    let error = stage.fail("session.export", json!({"session": session, "format": "telethon"})).await;
    assert_eq!((&error["code"], &error["data"]["kind"]), (&json!(403), &json!("policy_denied")));
    assert!(error["message"].as_str().unwrap().contains("--allow-export"));
    let unfinished = stage.send_code(ANN).await;
    let early = json!({"session": unfinished["session"], "format": "telethon"});
    assert_eq!(exporting(&stage).fail("session.export", early).await["data"]["kind"], "not_signed_in");
}

#[tokio::test]
async fn a_login_that_telegram_forgot_is_not_imported() {
    let stage = Stage::new().await;
    let session = stage.log_in(ANN).await;
    let daemon = exporting(&stage);
    let exported = daemon.call("session.export", json!({"session": session, "format": "pyrogram"})).await;
    stage.call("auth.logOut", json!({"session": session})).await;
    let error = daemon.fail("session.import", import(&exported["value"])).await;
    assert_eq!((&error["code"], &error["data"]["kind"]), (&json!(401), &json!("session_revoked")));
}

/// The address in a foreign string belongs to a listener, which gets no connection.
#[tokio::test]
async fn the_address_in_a_foreign_string_is_never_connected_to() {
    let stage = Stage::new().await;
    let session = stage.log_in(ANN).await;
    let trap = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let exported =
        exporting(&stage).call("session.export", json!({"session": session, "format": "gramjs"})).await;
    let honest = text(&exported["value"]);
    let port = trap.local_addr().unwrap().port();
    let bytes = {
        use base64::Engine;
        let mut bytes = base64::prelude::BASE64_STANDARD.decode(&honest[1..]).unwrap();
        let at = 3 + usize::from(u16::from_be_bytes([bytes[1], bytes[2]]));
        bytes[at..at + 2].copy_from_slice(&port.to_be_bytes());
        format!("1{}", base64::prelude::BASE64_STANDARD.encode(bytes))
    };
    assert_ne!(bytes, honest);
    let imported = stage.other().call("session.import", import(&bytes.into())).await;
    assert_eq!(imported["user"]["username"], "ann_archer");
    tokio::select! {
        biased;
        _ = trap.accept() => panic!("the daemon went where the string sent it"),
        _ = std::future::ready(()) => {}
    }
}

#[tokio::test]
async fn other_text_is_rejected_as_a_session_string() {
    let stage = Stage::new().await;
    let session = stage.log_in(ANN).await;
    for value in ["", "1hello", &session, "AgAAAQ"] {
        let error = stage.fail("session.import", import(&value.into())).await;
        assert_eq!(
            (&error["data"]["kind"], &error["data"]["path"]),
            (&json!("invalid_params"), &json!("value"))
        );
        assert!(value.is_empty() || !error.to_string().contains(value), "{error}");
    }
}
