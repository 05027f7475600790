//! The chats that a restricted string may read and write to.

use serde_json::{Value, json};

use super::{Scene, to, with};
use crate::client::Client;
use crate::stage::{text, texts};

#[tokio::test]
async fn chats_may_be_read_written_to_or_both() {
    let scene = Scene::new().await;
    let lists = json!({"chats": ["me"], "read_chats": ["@bob_baker"], "write_chats": ["@carol_clark"]});
    let session = scene.restricted(lists).await;
    let history = |chat: &str| json!({"chat_id": chat});
    scene.call(&session, "messages.send", to("me")).await;
    scene.call(&session, "messages.history", history("me")).await;
    scene.call(&session, "messages.history", history("@bob_baker")).await;
    scene.call(&session, "messages.send", to("@carol_clark")).await;
    for (method, params, restriction) in [
        ("messages.send", to("@bob_baker"), "read_chats"),
        ("chats.markRead", history("@bob_baker"), "read_chats"),
        ("messages.history", history("@carol_clark"), "write_chats"),
        ("chats.get", history("@carol_clark"), "write_chats"),
        ("messages.history", history("@sandbox_news"), "chats"),
        ("messages.send", to("@sandbox_lounge"), "chats"),
    ] {
        scene.is_refused(&session, method, params, restriction).await;
    }
}

#[tokio::test]
async fn no_form_of_a_chat_id_bypasses_the_restriction() {
    let scene = Scene::new().await;
    let bob = scene.call(&scene.session, "chats.get", json!({"chat_id": "@bob_baker"})).await;
    let session = scene.restricted(json!({"chats": ["@carol_clark"]})).await;
    let forms =
        [bob["id"].clone(), bob["ref"].clone(), bob.clone(), json!("t.me/bob_baker"), json!("@BOB_baker")];
    for chat_id in forms {
        scene.is_refused(&session, "messages.history", json!({"chat_id": chat_id}), "chats").await;
    }
    for (method, field) in [("groups.join", "chat_id"), ("groups.checkInvite", "invite_link")] {
        let invite = json!({field: "https://t.me/+SandboxBackRoom"});
        scene.is_refused(&session, method, invite, "chats").await;
    }
}

#[tokio::test]
async fn forwarding_needs_a_readable_source_and_a_writable_target() {
    let scene = Scene::new().await;
    let id = |history: Value| history["items"][0]["message_id"].clone();
    let history = async |chat: &str| {
        scene.call(&scene.session, "messages.history", json!({"chat_id": chat, "limit": 1})).await
    };
    let (of_bob, of_carol) = (id(history("@bob_baker").await), id(history("@carol_clark").await));
    let lists = json!({"read_chats": ["@bob_baker"], "write_chats": ["@carol_clark"]});
    let session = scene.restricted(lists).await;
    let forward = |from: &str, to: &str, message: &Value| json!({"from_chat_id": from, "chat_id": to, "message_ids": [message]});
    scene.call(&session, "messages.forward", forward("@bob_baker", "@carol_clark", &of_bob)).await;
    let back = forward("@carol_clark", "@bob_baker", &of_carol);
    scene.is_refused(&session, "messages.forward", back, "write_chats").await;
    let within = forward("@bob_baker", "@bob_baker", &of_bob);
    scene.is_refused(&session, "messages.forward", within, "read_chats").await;
}

#[tokio::test]
async fn lists_and_searches_show_only_readable_chats() {
    let scene = Scene::new().await;
    for chat_id in ["@bob_baker", "@carol_clark", "me"] {
        let needle = json!({"chat_id": chat_id, "text": "needle"});
        scene.call(&scene.session, "messages.send", needle).await;
        if chat_id != "me" {
            let add = json!({"user_id": chat_id, "first_name": "Friend"});
            scene.call(&scene.session, "contacts.add", add).await;
        }
    }
    let lists = json!({"read_chats": ["@bob_baker"], "write_chats": ["@carol_clark"]});
    let session = scene.restricted(lists).await;
    let names = |page: Value| -> Vec<String> {
        page["items"].as_array().unwrap().iter().map(|it| text(&it["username"])).collect()
    };
    assert_eq!(names(scene.call(&session, "chats.list", json!({})).await), ["bob_baker"]);
    assert_eq!(names(scene.call(&session, "contacts.list", json!({})).await), ["bob_baker"]);
    let found = scene.call(&session, "messages.search", json!({"query": "needle"})).await;
    assert_eq!(texts(&found), ["needle"]);
    let whole = scene.call(&scene.session, "messages.search", json!({"query": "needle"})).await;
    assert_eq!(texts(&whole).len(), 3);
}

/// Two clients of one login share its connection, and each sees its own chats. A cursor of one is valid for the other.
#[tokio::test]
async fn updates_are_only_of_readable_chats() {
    let scene = Scene::new().await;
    let (path, _child) = scene.stage.listening().await;
    let (first, second) = (Client::connect(&path).await, Client::connect(&path).await);
    let bobs = scene.restricted(json!({"chats": ["@bob_baker"]})).await;
    let carols =
        scene.restricted(json!({"read_chats": ["@carol_clark"], "write_chats": ["@bob_baker"]})).await;
    let cursor = text(&first.call("updates.subscribe", with(&bobs, json!({}))).await["cursor"]);
    second.call("updates.subscribe", with(&carols, json!({}))).await;
    for (sender, words) in
        [("@bob_baker", "from Bob"), ("@carol_clark", "from Carol"), ("@bob_baker", "Bob again")]
    {
        let say = json!({"sender_id": sender, "chat_id": "@ann_archer", "text": words});
        scene.stage.sandbox("sandbox.say", say).await;
    }
    let say = json!({"sender_id": "@carol_clark", "chat_id": "@ann_archer", "text": "Carol again"});
    scene.stage.sandbox("sandbox.say", say).await;
    async fn next_texts(client: &Client, count: usize) -> Vec<String> {
        let mut next_texts = Vec::new();
        while next_texts.len() < count {
            let notification = client.notification().await;
            let items = notification["params"]["items"].as_array().unwrap().clone();
            next_texts.extend(
                items.iter().filter(|it| it["kind"] == "message_new").map(|it| text(&it["message"]["text"])),
            );
        }
        next_texts
    }
    assert_eq!(next_texts(&first, 2).await, ["from Bob", "Bob again"]);
    assert_eq!(next_texts(&second, 2).await, ["from Carol", "Carol again"]);
    let polled = first.call("updates.poll", with(&carols, json!({"cursor": cursor, "wait": 0}))).await;
    let items = polled["items"].as_array().unwrap();
    let texts: Vec<_> = items
        .iter()
        .filter(|it| it["kind"] == "message_new")
        .map(|it| text(&it["message"]["text"]))
        .collect();
    assert_eq!(texts, ["from Carol", "Carol again"]);
    let named = json!({"cursor": cursor, "chat_ids": ["@bob_baker"]});
    let error = first.fail("updates.poll", with(&carols, named)).await;
    assert_eq!(error["data"]["restriction"], "write_chats", "{error}");
}

/// A caller could use a code that arrives there to log in without restrictions.
#[tokio::test]
async fn the_chat_with_login_codes_must_be_allowed_by_name() {
    let scene = Scene::new().await;
    let service = json!({"token": "777000:sandbox", "username": "service_bot"});
    scene.stage.sandbox("sandbox.addBot", service).await;
    let say = json!({"sender_id": "@service_bot", "chat_id": "@ann_archer", "text": "Login code: 12345"});
    scene.call(&scene.session, "messages.send", to("@service_bot")).await;
    scene.stage.sandbox("sandbox.say", say).await;
    let history = json!({"chat_id": "@service_bot"});
    assert_eq!(texts(&scene.call(&scene.session, "messages.history", history.clone()).await).len(), 2);
    let one = scene.restricted(json!({"expire_date": 2_000_000_000})).await;
    let error = scene.fail(&one, "messages.history", history.clone()).await;
    assert_eq!(error["data"]["reason"], "restricted", "{error}");
    let found = scene.call(&one, "messages.search", json!({"query": "Login code"})).await;
    assert_eq!(texts(&found), [""; 0]);
    let listed = scene.call(&one, "chats.list", json!({})).await;
    assert!(!listed["items"].to_string().contains("service_bot"), "{listed}");
    // Adding it later doesn't help either.
    let named = json!({"chats": ["@service_bot"]});
    let later = super::narrowed(scene.stage.daemon(), &one, named.clone()).await;
    scene.is_refused(&later, "messages.history", history.clone(), "chats").await;
    let named = scene.restricted(named).await;
    scene.call(&named, "messages.history", history).await;
}
