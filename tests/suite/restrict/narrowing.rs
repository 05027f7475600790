//! Restrictions when they are shown, repeated or tampered with.

use serde_json::{Value, json};

use super::{Scene, narrowed, to, with};
use crate::stage::{Stage, text};

#[tokio::test]
async fn a_restricted_string_shows_its_restrictions_and_the_original_is_unchanged() {
    let scene = Scene::new().await;
    let folder = scene.stage.path("").canonicalize().unwrap();
    let bob = scene.call(&scene.session, "chats.get", json!({"chat_id": "@bob_baker"})).await["id"].clone();
    let me = scene.call(&scene.session, "account.me", json!({})).await["id"].clone();
    let made = scene
        .call(
            &scene.session,
            "session.restrict",
            json!({"read_only": true, "methods": ["messages.*", "chats.get"], "chats": ["me"],
                "read_chats": ["@bob_baker"], "write_chats": ["me"], "files_root": folder,
                "expire_date": 2_000_000_000, "sends_per_day": 20, "label": "editor"}),
        )
        .await;
    let expected = json!({"is_read_only": true, "methods": [["messages.*", "chats.get"]], "chats": [me],
        "read_chats": [bob], "files_root": folder, "expire_date": "2033-05-18T03:33:20Z", "sends_per_day": 20,
        "label": "editor"});
    assert_eq!(made["restrictions"], expected);
    let inspected = scene.call(&text(&made["restricted_session"]), "session.inspect", json!({})).await;
    assert_eq!(inspected["restrictions"], expected);
    let whole = scene.call(&scene.session, "session.inspect", json!({})).await;
    assert_eq!(whole["restrictions"], Value::Null);
    scene.call(&scene.session, "messages.send", to("@bob_baker")).await;
}

#[tokio::test]
async fn restricting_again_only_narrows() {
    let scene = Scene::new().await;
    let first = scene
        .restricted(json!({"methods": ["messages.*"], "read_chats": ["@bob_baker"], "chats": ["me"],
            "expire_date": 1_900_000_000, "sends_per_day": 5, "label": "team"}))
        .await;
    let second = json!({"methods": ["*"], "chats": ["@bob_baker", "@carol_clark"],
        "expire_date": 2_000_000_000, "sends_per_day": 50, "label": "tool"});
    let second = narrowed(scene.stage.daemon(), &first, second).await;
    let inspected = scene.call(&second, "session.inspect", json!({})).await["restrictions"].clone();
    let bob = scene.call(&scene.session, "chats.get", json!({"chat_id": "@bob_baker"})).await["id"].clone();
    assert_eq!(
        inspected,
        json!({"is_read_only": false, "methods": [["messages.*"], ["*"]], "chats": [], "read_chats": [bob],
            "expire_date": "2030-03-17T17:46:40Z", "sends_per_day": 5, "label": "team / tool"})
    );
    scene.call(&second, "messages.history", json!({"chat_id": "@bob_baker"})).await;
    for (method, params, restriction) in [
        ("messages.send", to("@bob_baker"), "read_chats"),
        ("messages.send", to("me"), "chats"),
        ("messages.history", json!({"chat_id": "@carol_clark"}), "chats"),
        ("account.me", json!({}), "methods"),
    ] {
        scene.is_refused(&second, method, params, restriction).await;
    }
    // A new kind of rule is added, and is kept when another one is added.
    let third = narrowed(scene.stage.daemon(), &second, json!({"read_only": true})).await;
    let fourth =
        narrowed(scene.stage.daemon(), &third, json!({"read_only": false, "sends_per_day": 1})).await;
    let inspected = scene.call(&fourth, "session.inspect", json!({})).await["restrictions"].clone();
    assert_eq!((&inspected["is_read_only"], &inspected["sends_per_day"]), (&json!(true), &json!(1)));
}

#[tokio::test]
async fn renewed_strings_and_handles_keep_the_restrictions() {
    let scene = Scene::new().await;
    let session = scene.restricted(json!({"read_only": true, "label": "agent"})).await;
    let renewed = text(&scene.call(&session, "session.renew", json!({})).await["session"]);
    // Learns something, so that the string is sealed again.
    scene.call(&renewed, "chats.get", json!({"chat_id": "@bob_baker"})).await;
    let refreshed = scene.call(&renewed, "session.refresh", json!({})).await;
    assert_eq!(refreshed["is_changed"], true);
    let handle = text(&scene.call(&session, "session.attach", json!({})).await["handle"]);
    for session in [renewed, text(&refreshed["session"]), handle] {
        let error = scene.fail(&session, "messages.send", to("me")).await;
        assert_eq!(
            (&error["data"]["restriction"], &error["data"]["label"]),
            (&json!("read_only"), &json!("agent"))
        );
        assert!(text(&error["message"]).contains("`agent`"), "{error}");
    }
}

#[tokio::test]
async fn restricting_a_handle_does_not_change_the_handle() {
    let scene = Scene::new().await;
    let handle = text(&scene.call(&scene.session, "session.attach", json!({})).await["handle"]);
    let restricted = narrowed(scene.stage.daemon(), &handle, json!({"read_only": true})).await;
    scene.call(&handle, "messages.send", to("me")).await;
    scene.is_refused(&restricted, "messages.send", to("me"), "read_only").await;
}

#[tokio::test]
async fn restrictions_hold_in_another_process_and_cannot_be_tampered_with() {
    let scene = Scene::new().await;
    let session = scene.restricted(json!({"read_only": true})).await;
    let other = scene.stage.other();
    let error = other.fail("messages.send", with(&session, to("me"))).await;
    assert_eq!(error["data"]["restriction"], "read_only");
    for at in [session.len() / 2, session.len() - 30] {
        let mut tampered = session.clone().into_bytes();
        tampered[at] = if tampered[at] == b'A' { b'B' } else { b'A' };
        let error = scene.fail(&String::from_utf8(tampered).unwrap(), "account.me", json!({})).await;
        assert_eq!(error["data"]["reason"], "tampered", "{error}");
    }
}

#[tokio::test]
async fn invalid_restrictions_are_rejected() {
    let scene = Scene::new().await;
    let many: Vec<String> = (0..64).map(|n| format!("messages.*{}", "*".repeat(n % 30 + 60))).collect();
    for (restrictions, path) in [
        (json!({}), ""),
        (json!({"label": "nothing else"}), ""),
        (json!({"read_only": false}), ""),
        (json!({"methods": ["messages.sendd"]}), "methods[0]"),
        (json!({"methods": ["messages.*", "mesages.*"]}), "methods[1]"),
        (json!({"methods": many}), ""),
        (json!({"methods": []}), "methods"),
        (json!({"chats": []}), "chats"),
        (json!({"sends_per_day": 0}), "sends_per_day"),
        (json!({"read_only": true, "label": " \n "}), "label"),
        (json!({"read_only": true, "label": "x".repeat(65)}), "label"),
        (json!({"expire_date": 1_000_000_000}), "expire_date"),
    ] {
        let error = scene.fail(&scene.session, "session.restrict", restrictions.clone()).await;
        assert_eq!(error["data"]["kind"], "invalid_params", "{restrictions}: {error}");
        assert_eq!(error["data"]["path"], path, "{restrictions}: {error}");
    }
    let unknown = json!({"chats": ["me", "@nobody_has_this_name"]});
    let error = scene.fail(&scene.session, "session.restrict", unknown).await;
    assert_eq!(
        (&error["data"]["kind"], &error["data"]["path"]),
        (&json!("chat_not_found"), &json!("chats[1]"))
    );
}

/// Ids are used as they are. Only a name takes a request.
#[tokio::test]
async fn only_names_take_a_request() {
    let scene = Scene::new().await;
    let bob = scene.call(&scene.session, "chats.get", json!({"chat_id": "@bob_baker"})).await["id"].clone();
    let stage = scene.stage.restart().await;
    let calls = async |stage: &Stage| stage.calls("contacts.resolveUsername").await;
    let before = (calls(&stage).await, stage.packets());
    let restrictions = json!({"chats": ["me", bob, -1_000_000_000_123_i64]});
    narrowed(stage.daemon(), &scene.session, restrictions).await;
    assert_eq!((calls(&stage).await, stage.packets()), before);
    narrowed(stage.daemon(), &scene.session, json!({"chats": ["@carol_clark"]})).await;
    assert_eq!(calls(&stage).await, before.0 + 1);
}
