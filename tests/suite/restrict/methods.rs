//! The methods that a restricted string may call, by the same rules as the daemon's own.

use serde_json::{Value, json};

use super::{Scene, narrowed, to, with};
use crate::client::Client;
use crate::each;
use crate::stage::text;

#[tokio::test]
async fn a_read_only_string_reads_and_changes_nothing() {
    let scene = Scene::new().await;
    let session = scene.restricted(json!({"read_only": true})).await;
    scene.call(&session, "messages.history", json!({"chat_id": "@bob_baker"})).await;
    let document = scene.stage.call("rpc.discover", json!({})).await;
    let methods = document["methods"].as_array().unwrap();
    let writes = |name: &str| methods.iter().any(|it| it["name"] == name && it["x-access"] == "write");
    let takes_session = |name: &str| {
        let method = methods.iter().find(|it| it["name"] == name).unwrap();
        let params = method["params"].as_array().unwrap();
        params.iter().any(|param| param["name"] == "session" && param["required"] == true)
    };
    let mut tried = 0;
    for (method, _, params, _) in each::rows() {
        // Wrapped functions are tested below.
        if writes(method) && takes_session(method) && method != "telegram.invoke" {
            let error = scene.fail(&session, method, params).await;
            assert_eq!(error["data"]["kind"], "policy_denied", "{method}: {error}");
            tried += 1;
        }
    }
    assert!(tried > 50, "{tried}");
}

/// The two follow the same rules: `--allow-chat` rejects exactly what a string for the same chat rejects.
#[tokio::test]
async fn a_string_for_some_chats_allows_the_same_methods_as_a_daemon_for_these_chats() {
    let scene = Scene::new().await;
    let session = scene.restricted(json!({"chats": ["@sandbox_news"]})).await;
    let mut command = scene.stage.command();
    command.args(["--allow-chat", "@sandbox_news"]);
    let daemon = Client::spawn(command);
    // Methods about the string itself, or without one.
    let rows = each::rows().into_iter().filter(|(_, _, params, _)| params.get("session").is_none());
    let mut refused = 0;
    for (method, _, params, _) in rows {
        if ["auth.sendCode", "auth.signInBot", "auth.startQr", "session.import"].contains(&method) {
            continue;
        }
        let by_daemon = daemon.try_call(method, with(&scene.session, params.clone())).await;
        let by_string = scene.stage.daemon().try_call(method, with(&session, params)).await;
        let is_denied = |result: &Result<Value, Value>| {
            result.as_ref().is_err_and(|error| error["data"]["kind"] == "policy_denied")
        };
        assert_eq!(is_denied(&by_string), is_denied(&by_daemon), "{method}: {by_string:?} {by_daemon:?}");
        refused += usize::from(is_denied(&by_string));
    }
    assert!(refused > 30, "{refused}");
}

#[tokio::test]
async fn methods_are_allowed_by_globs_and_those_about_the_string_always() {
    let scene = Scene::new().await;
    let session = scene.restricted(json!({"methods": ["messages.s*", "chats.get"]})).await;
    scene.call(&session, "messages.send", to("me")).await;
    scene.call(&session, "chats.get", json!({"chat_id": "me"})).await;
    for method in ["session.inspect", "session.attach", "session.renew", "session.refresh"] {
        scene.call(&session, method, json!({})).await;
    }
    scene.is_refused(&session, "messages.history", json!({"chat_id": "me"}), "methods").await;
    scene.is_refused(&session, "account.me", json!({}), "methods").await;
}

#[tokio::test]
async fn no_restricted_string_exports_the_login_or_takes_over_the_account() {
    let scene = Scene::new().await;
    let mut command = scene.stage.command();
    command.arg("--allow-export");
    let daemon = Client::spawn(command);
    let any = json!({"methods": ["*"]});
    let session = narrowed(&daemon, &scene.session, any).await;
    for (method, params) in [
        ("session.export", json!({"format": "telethon"})),
        ("auth.logOut", json!({})),
        ("account.setPassword", json!({"new_password": "mine now"})),
        ("account.confirmPasswordEmail", json!({"code": "12345"})),
        ("account.removePassword", json!({"current_password": "x"})),
        ("account.revokeAuthorization", json!({"authorization_id": "1"})),
        ("account.revokeOtherAuthorizations", json!({})),
        ("telegram.invoke", json!({"method": "auth.exportLoginToken"})),
    ] {
        let error = daemon.fail(method, with(&session, params)).await;
        assert_eq!(error["data"]["kind"], "policy_denied", "{method}: {error}");
        assert_eq!(error["data"]["reason"], "restricted", "{method}: {error}");
    }
    daemon.call("account.me", with(&scene.session, json!({}))).await;
}

#[tokio::test]
async fn functions_must_be_allowed_by_name_and_the_innermost_counts() {
    let scene = Scene::new().await;
    let config = json!({"method": "help.getConfig"});
    for restrictions in [json!({"read_only": true}), json!({"methods": ["*"]}), json!({"sends_per_day": 5})] {
        let session = scene.restricted(restrictions.clone()).await;
        let error = scene.fail(&session, "telegram.invoke", config.clone()).await;
        assert_eq!(error["data"]["reason"], "restricted", "{restrictions}: {error}");
        // A second restriction doesn't restore it.
        let wider = json!({"methods": ["telegram.invoke"]});
        let error = scene.fail(&session, "session.restrict", wider).await;
        assert_eq!(error["data"]["kind"], "policy_denied", "{restrictions}: {error}");
        assert_eq!(error["data"]["path"], "methods[0]", "{restrictions}: {error}");
    }
    let send = json!({"method": "messages.sendMessage", "params": {"peer": "me", "message": "Hi", "random_id": "1"}});
    let mut inner = send["params"].clone();
    inner["_"] = json!("messages.sendMessage");
    let wrapped = json!({"method": "invokeWithoutUpdates", "params": {"query": inner}});
    let grave = json!({"method": "auth.logOut"});
    for (restrictions, restriction) in [
        (json!({"read_only": true, "methods": ["telegram.invoke"]}), "read_only"),
        (json!({"sends_per_day": 5, "methods": ["telegram.invoke"]}), "sends_per_day"),
        (json!({"methods": ["telegram.invoke:help.*", "telegram.invoke:invokeWithoutUpdates"]}), "methods"),
    ] {
        let session = scene.restricted(restrictions).await;
        scene.call(&session, "telegram.invoke", config.clone()).await;
        for function in [&send, &wrapped] {
            scene.is_refused(&session, "telegram.invoke", function.clone(), restriction).await;
        }
        let error = scene.fail(&session, "telegram.invoke", grave.clone()).await;
        assert_eq!(error["data"]["kind"], "policy_denied", "{error}");
    }
    for (restrictions, restriction) in [
        (json!({"chats": ["me"], "methods": ["telegram.invoke"]}), "chats"),
        (json!({"files_root": scene.stage.path(""), "methods": ["telegram.invoke"]}), "files_root"),
    ] {
        let session = scene.restricted(restrictions).await;
        scene.is_refused(&session, "telegram.invoke", config.clone(), restriction).await;
    }
}

#[tokio::test]
async fn each_call_of_a_batch_is_checked() {
    let scene = Scene::new().await;
    let session = scene.restricted(json!({"read_only": true})).await;
    let member = |id: &str, method: &str, params: Value| json!({"jsonrpc": "2.0", "id": id, "method": method, "params": with(&session, params)});
    let batch = json!([member("a", "account.me", json!({})), member("b", "messages.send", to("me"))]);
    let line = format!("{batch}\n");
    let mut command = scene.stage.command();
    let mut child = command.spawn().unwrap();
    let mut stdin = child.stdin.take().unwrap();
    tokio::io::AsyncWriteExt::write_all(&mut stdin, line.as_bytes()).await.unwrap();
    drop(stdin);
    let output = child.wait_with_output().await.unwrap();
    let answers: Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(text(&answers[0]["result"]["username"]), "ann_archer");
    assert_eq!(answers[1]["error"]["data"]["restriction"], "read_only");
}
