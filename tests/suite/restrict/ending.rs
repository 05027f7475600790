//! When a restricted string expires.

use serde_json::{Value, json};

use super::{Scene, to, with};
use crate::stage::text;

/// A string of Ann's that is valid for some seconds. Its dates come from Telegram's clock, which here is the machine's:
/// it is read from message ids, and nothing advances it.
async fn guest(scene: &Scene) -> String {
    let date = jiff::Timestamp::now().as_second() + 5;
    scene.restricted(json!({"expire_date": date, "label": "guest"})).await
}

fn is_expired(error: &Value) {
    assert_eq!((&error["code"], &error["data"]["kind"]), (&json!(401), &json!("session_invalid")), "{error}");
    assert_eq!(error["data"]["reason"], "expired", "{error}");
    assert_eq!(error["data"]["label"], "guest", "{error}");
}

#[tokio::test]
async fn a_string_and_its_subscriptions_end_at_its_date() {
    let scene = Scene::new().await;
    let session = guest(&scene).await;
    let handle = text(&scene.call(&session, "session.attach", json!({})).await["handle"]);
    scene.call(&session, "updates.subscribe", json!({})).await;
    scene.call(&session, "messages.send", to("me")).await;
    let error = loop {
        if let Some(error) = scene.stage.daemon().notification().await["params"].get("error") {
            break error.clone();
        }
    };
    is_expired(&error);
    for session in [&session, &handle] {
        for method in ["account.me", "session.inspect", "session.refresh", "session.renew"] {
            is_expired(&scene.fail(session, method, json!({})).await);
        }
        is_expired(&scene.fail(session, "messages.send", to("me")).await);
        is_expired(&scene.fail(session, "session.restrict", json!({"read_only": true})).await);
    }
    scene.call(&scene.session, "messages.send", to("me")).await;
}

#[tokio::test]
async fn a_long_poll_ends_with_its_string() {
    let scene = Scene::new().await;
    let session = guest(&scene).await;
    // Without the date it would wait for five minutes.
    match scene.stage.daemon().try_call("updates.poll", with(&session, json!({"wait": 300}))).await {
        Ok(polled) => assert_eq!(polled["items"], json!([])),
        Err(error) => is_expired(&error),
    }
    is_expired(&scene.fail(&session, "updates.poll", json!({"wait": 0})).await);
}
