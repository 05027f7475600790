//! What a daemon's rules allow, and attempts to bypass them.

use serde_json::{Value, json};

use crate::client::{Client, telewire};
use crate::stage::{ANN, BOB, Stage};

/// A daemon with rules, on the stage's sandbox.
fn ruled(stage: &Stage, rules: &[&str]) -> Client {
    let mut command = stage.command();
    command.args(rules);
    Client::spawn(command)
}

async fn kind(daemon: &Client, method: &str, params: Value) -> Value {
    daemon.fail(method, params).await["data"]["kind"].clone()
}

#[tokio::test]
async fn a_read_only_daemon_reads_and_changes_nothing() {
    let stage = Stage::new().await;
    let session = stage.log_in(ANN).await;
    let daemon = ruled(&stage, &["--read-only"]);
    let page = daemon.call("messages.history", json!({"session": session, "chat_id": "@bob_baker"})).await;
    assert!(!page["items"].as_array().unwrap().is_empty());
    let send = json!({"session": session, "chat_id": "@bob_baker", "text": "Hello"});
    let error = daemon.fail("messages.send", send).await;
    assert_eq!((&error["code"], &error["data"]["kind"]), (&json!(403), &json!("policy_denied")));
    assert!(error["message"].as_str().unwrap().contains("--read-only"), "{error}");
    assert_eq!(kind(&daemon, "auth.logOut", json!({"session": session})).await, "policy_denied");
    let send_code = json!({"phone": BOB, "api_id": 1, "api_hash": "hash"});
    assert_eq!(kind(&daemon, "auth.sendCode", send_code).await, "policy_denied");
    let after = stage.call("messages.history", json!({"session": session, "chat_id": "@bob_baker"})).await;
    assert_eq!(after, page);
}

#[tokio::test]
async fn a_read_only_daemon_disables_every_method_that_writes() {
    let stage = Stage::new().await;
    let session = stage.log_in(ANN).await;
    let daemon = ruled(&stage, &["--read-only"]);
    let document = daemon.call("rpc.discover", json!({})).await;
    let writes: Vec<&str> = document["methods"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|method| method["x-access"] == "write")
        .map(|method| method["name"].as_str().unwrap())
        // The first two open and close a connection. The last is judged by the function that it calls.
        .filter(|name| !["initialize", "shutdown", "telegram.invoke"].contains(name))
        .collect();
    assert!(writes.len() > 5);
    for method in writes {
        assert_eq!(kind(&daemon, method, json!({"session": session})).await, "policy_denied", "{method}");
    }
}

#[tokio::test]
async fn allow_and_deny_name_methods_by_globs() {
    let stage = Stage::new().await;
    let session = stage.log_in(ANN).await;
    let daemon = ruled(&stage, &["--allow", "chats.*", "--allow", "messages.*", "--deny", "messages.s*"]);
    daemon.call("chats.list", json!({"session": session})).await;
    daemon.call("messages.history", json!({"session": session, "chat_id": "me"})).await;
    let send = json!({"session": session, "chat_id": "me", "text": "A note"});
    assert_eq!(kind(&daemon, "messages.send", send).await, "policy_denied");
    assert_eq!(kind(&daemon, "account.me", json!({"session": session})).await, "policy_denied");
    let info = daemon.call("daemon.info", json!({})).await;
    assert_eq!(info["policy"]["allow"], json!(["chats.*", "messages.*"]));
    assert_eq!(info["policy"]["deny"], json!(["messages.s*"]));
}

#[tokio::test]
async fn an_invalid_rule_stops_the_daemon_at_once() {
    let stage = Stage::new().await;
    for (rule, meant) in [
        (["--deny", "messages.sendd"], "did you mean messages.send?"),
        (["--allow", "message.send"], "did you mean messages.send?"),
        (
            ["--deny", "telegram.invoke:messages.sendmessage"],
            "did you mean telegram.invoke:messages.sendMessage?",
        ),
        (
            ["--allow", "telegram.invoke:account.changephone"],
            "did you mean telegram.invoke:account.changePhone?",
        ),
        (["--deny", "telegram.invoke:nothing"], "telegram.invoke:nothing"),
        (["--deny", "telegram.invok:messages.sendMessage"], "telegram.invoke:messages.sendMessage?"),
    ] {
        let output = stage.command().args(rule).output().await.unwrap();
        let stderr = String::from_utf8(output.stderr).unwrap();
        assert_eq!(output.status.code(), Some(1), "{rule:?}: {stderr}");
        let last = stderr.lines().last().unwrap();
        assert!(last.contains(&rule.join(" ")) && last.contains(meant), "{last}");
    }
}

#[tokio::test]
async fn a_glob_that_matches_nothing_is_logged_as_a_warning() {
    let stage = Stage::new().await;
    for (rule, warns) in [
        (["--deny", "mesages.*"], true),
        (["--deny", "telegram.invoke:mesages.*"], true),
        (["--deny", "messages.*"], false),
        (["--deny", "telegram.invoke:messages.sendM*"], false),
        (["--deny", "telegram.*:messages.sendMessage"], false),
    ] {
        let output = stage.command().args(rule).output().await.unwrap();
        let stderr = String::from_utf8(output.stderr).unwrap();
        assert!(output.status.success(), "{rule:?}: {stderr}");
        assert_eq!(stderr.contains(rule[1]), warns, "{rule:?}: {stderr}");
    }
}

#[tokio::test]
async fn callers_limited_to_some_chats_cannot_change_the_account() {
    let stage = Stage::new().await;
    let session = stage.log_in(ANN).await;
    let before = stage.call("account.me", json!({"session": session})).await;
    let daemon = ruled(&stage, &["--allow-chat", "@bob_baker", "--allow-chat", "me"]);
    for (method, params) in [
        ("account.setPassword", json!({"new_password": "mine now"})),
        ("account.confirmPasswordEmail", json!({"code": "12345"})),
        ("account.removePassword", json!({"current_password": "x"})),
        ("account.revokeAuthorization", json!({"authorization_id": "1"})),
        ("account.revokeOtherAuthorizations", json!({})),
        ("account.update", json!({"first_name": "Eve"})),
        ("contacts.add", json!({"user_id": "@bob_baker", "first_name": "Bobby"})),
        ("contacts.delete", json!({"user_id": "@bob_baker"})),
        ("contacts.block", json!({"user_id": "@bob_baker"})),
        ("contacts.unblock", json!({"user_id": "@bob_baker"})),
        ("auth.logOut", json!({})),
        ("bots.setCommands", json!({"commands": []})),
    ] {
        let mut params = params;
        params["session"] = json!(session);
        assert_eq!(kind(&daemon, method, params).await, "policy_denied", "{method}");
    }
    assert_eq!(stage.call("account.me", json!({"session": session})).await, before);
    let send = json!({"session": session, "chat_id": "@bob_baker", "text": "Hello"});
    daemon.call("messages.send", send).await;
}

/// A new method fails this test unless it acts in a chat given by a param, or is listed here.
#[tokio::test]
async fn every_method_that_writes_has_a_chat_param_or_is_off_for_callers_limited_to_some_chats() {
    // They begin or end a connection, a login or an upload, and change nothing of an existing account.
    const NO_ACCOUNT: [&str; 16] = [
        "initialize",
        "shutdown",
        "session.import",
        "auth.sendCode",
        "auth.resendCode",
        "auth.cancelCode",
        "auth.signIn",
        "account.sendVerifyEmailCode",
        "account.verifyEmail",
        "auth.checkPassword",
        "auth.requestPasswordRecovery",
        "auth.recoverPassword",
        "auth.signInBot",
        "auth.startQr",
        "auth.pollQr",
        "media.upload",
    ];
    // It answers a user who pressed a button, by a query id that only events of allowed chats contain.
    const BY_QUERY: [&str; 1] = ["bots.answerCallback"];
    let stage = Stage::new().await;
    let session = stage.log_in(ANN).await;
    let daemon = ruled(&stage, &["--allow-chat", "@bob_baker"]);
    let document = daemon.call("rpc.discover", json!({})).await;
    let methods = document["methods"].as_array().unwrap().iter();
    for method in methods.filter(|method| method["x-access"] == "write") {
        let name = method["name"].as_str().unwrap();
        let names_chat = method["params"].as_array().unwrap().iter().any(|param| param["name"] == "chat_id");
        if names_chat || NO_ACCOUNT.contains(&name) || BY_QUERY.contains(&name) {
            continue;
        }
        assert_eq!(kind(&daemon, name, json!({"session": session})).await, "policy_denied", "{name}");
    }
}

#[tokio::test]
async fn a_function_that_takes_over_an_account_must_be_allowed_by_name() {
    let stage = Stage::new().await;
    let session = stage.log_in(ANN).await;
    let invoke =
        |method: &str, params: Value| json!({"session": session, "method": method, "params": params});
    let code = json!({"phone_number": "+9996620099", "settings": {"_": "codeSettings"}});
    let takeovers = [
        ("account.sendChangePhoneCode", code),
        ("account.resetPassword", json!({})),
        ("account.deleteAccount", json!({"reason": "none"})),
        ("account.setAccountTTL", json!({"ttl": {"_": "accountDaysTTL", "days": 1}})),
        ("account.setAuthorizationTTL", json!({"authorization_ttl_days": 1})),
        ("auth.resetAuthorizations", json!({})),
        ("auth.logOut", json!({})),
        ("payments.convertStarGift", json!({"stargift": {"_": "inputSavedStarGiftUser", "msg_id": 1}})),
    ];
    for (function, params) in takeovers {
        for rules in
            [&[][..], &["--allow", "*"], &["--allow", "telegram.invoke"], &["--allow", "telegram.invoke:*"]]
        {
            let daemon = ruled(&stage, rules);
            let result = kind(&daemon, "telegram.invoke", invoke(function, params.clone())).await;
            assert_eq!(result, "policy_denied", "{function} {rules:?}");
        }
    }
    let inner = json!({"_": "auth.resetAuthorizations"});
    let wrapped = invoke("invokeWithoutUpdates", json!({"query": inner}));
    assert_eq!(kind(&ruled(&stage, &[]), "telegram.invoke", wrapped).await, "policy_denied");
    let daemon = ruled(&stage, &["--allow", "telegram.invoke:auth.logOut"]);
    daemon.call("telegram.invoke", invoke("auth.logOut", json!({}))).await;
    assert_eq!(kind(stage.daemon(), "account.me", json!({"session": session})).await, "session_revoked");
}

#[tokio::test]
async fn no_form_of_a_chat_id_bypasses_the_allowed_chats() {
    let stage = Stage::new().await;
    let session = stage.log_in(ANN).await;
    let bob = stage.call("chats.get", json!({"session": session, "chat_id": "@bob_baker"})).await;
    let daemon = ruled(&stage, &["--allow-chat", "@sandbox_news"]);
    let news = daemon.call("chats.get", json!({"session": session, "chat_id": "@sandbox_news"})).await;
    let forms = |chat: &Value| [chat["id"].clone(), chat["ref"].clone(), chat.clone()];
    for chat_id in forms(&news).into_iter().chain([json!("t.me/Sandbox_News"), json!("@SANDBOX_NEWS")]) {
        daemon.call("messages.history", json!({"session": session, "chat_id": chat_id})).await;
    }
    let names = ["@bob_baker", "https://t.me/bob_baker", "tg://resolve?domain=bob_baker", BOB, "me"];
    for chat_id in forms(&bob).into_iter().chain(names.map(Value::from)) {
        let params = json!({"session": session, "chat_id": chat_id});
        assert_eq!(kind(&daemon, "messages.history", params.clone()).await, "policy_denied", "{chat_id}");
        let send = json!({"session": session, "chat_id": chat_id, "text": "Psst"});
        assert_eq!(kind(&daemon, "messages.send", send).await, "policy_denied", "{chat_id}");
    }
}

#[tokio::test]
async fn the_rules_apply_to_the_sandboxs_methods_too() {
    let stage = Stage::new().await;
    let daemon = |rules: &[&str]| {
        let mut command = telewire(stage.path("").as_path());
        command.arg("--sandbox").args(rules);
        Client::spawn(command)
    };
    let outside = json!({"path": stage.path("outside.json")});
    let roots = stage.path("").display().to_string();
    for (rules, method, params) in [
        (&["--files-root", &roots][..], "sandbox.snapshot", outside.clone()),
        (&["--files-root", &roots], "sandbox.restore", outside),
        (&["--read-only"], "sandbox.say", json!({})),
        (&["--allow", "chats.*"], "sandbox.stats", json!({})),
        (&["--deny", "sandbox.l*"], "sandbox.lastCode", json!({})),
    ] {
        assert_eq!(kind(&daemon(rules), method, params).await, "policy_denied", "{rules:?}");
    }
    daemon(&["--read-only"]).call("sandbox.stats", json!({})).await;
}

#[tokio::test]
async fn a_chat_may_be_allowed_by_any_form_of_its_id() {
    let stage = Stage::new().await;
    let session = stage.log_in(ANN).await;
    let bob = stage.call("chats.get", json!({"session": session, "chat_id": "@bob_baker"})).await;
    let id = bob["id"].to_string();
    for rule in ["@bob_baker", "https://t.me/bob_baker", BOB, &id, bob["ref"].as_str().unwrap()] {
        let daemon = ruled(&stage, &["--allow-chat", "-100123", "--allow-chat", rule]);
        let found = daemon.call("chats.get", json!({"session": session, "chat_id": "@bob_baker"})).await;
        assert_eq!(found["id"], bob["id"], "{rule}");
    }
}

#[tokio::test]
async fn lists_show_only_the_allowed_chats() {
    let stage = Stage::new().await;
    let session = stage.log_in(ANN).await;
    let daemon = ruled(&stage, &["--allow-chat", "@bob_baker", "--allow-chat", "@sandbox_lounge"]);
    let (mut names, mut cursor) = (Vec::new(), Value::Null);
    loop {
        let page = daemon.call("chats.list", json!({"session": session, "limit": 1, "cursor": cursor})).await;
        names.extend(page["items"].as_array().unwrap().iter().map(|chat| chat["username"].clone()));
        assert_eq!(page["total"], Value::Null);
        cursor = page["next_cursor"].clone();
        if cursor.is_null() {
            break;
        }
    }
    assert_eq!(names, ["bob_baker"]);
}

#[tokio::test]
async fn a_chat_behind_a_link_is_joined_only_if_the_link_is_allowed() {
    let stage = Stage::new().await;
    let session = stage.log_in(ANN).await;
    let join = json!({"session": session, "chat_id": "https://t.me/+SandboxBackRoom"});
    let daemon = ruled(&stage, &["--allow-chat", "https://t.me/+SandboxWaiting"]);
    assert_eq!(kind(&daemon, "groups.join", join.clone()).await, "policy_denied");
    let lounge = json!({"session": session, "chat_id": "@sandbox_lounge"});
    assert_eq!(kind(&daemon, "groups.join", lounge).await, "policy_denied");
    let daemon = ruled(&stage, &["--allow-chat", "t.me/joinchat/SandboxBackRoom"]);
    assert_eq!(daemon.call("groups.join", join).await["status"], "joined");
    let link = json!({"session": session, "chat_id": "t.me/+SandboxBackRoom"});
    let history = daemon.call("messages.history", link).await;
    assert!(!history["items"].as_array().unwrap().is_empty());
}

#[tokio::test]
async fn a_search_finds_only_what_is_in_the_allowed_chats() {
    let stage = Stage::new().await;
    let session = stage.log_in(ANN).await;
    for (sender, chat_id) in [("@bob_baker", "@ann_archer"), ("@carol_clark", "@ann_archer")] {
        let say = json!({"sender_id": sender, "chat_id": chat_id, "text": "needle", "count": 5});
        stage.sandbox("sandbox.say", say).await;
        stage.sandbox("sandbox.advance", json!({"duration": 5})).await;
    }
    let daemon = ruled(&stage, &["--allow-chat", "@bob_baker"]);
    let mut params = json!({"session": session, "query": "needle", "limit": 2});
    let mut senders = Vec::new();
    loop {
        let page = daemon.call("messages.search", params.clone()).await;
        assert_eq!(page["total"], Value::Null);
        senders.extend(page["items"].as_array().unwrap().iter().map(|it| it["chat"]["username"].clone()));
        params["cursor"] = page["next_cursor"].clone();
        if params["cursor"].is_null() {
            break;
        }
    }
    assert_eq!(senders, ["bob_baker"; 5]);
    let forward = json!({"session": session, "from_chat_id": "@carol_clark", "chat_id": "@bob_baker", "message_ids": [1]});
    assert_eq!(kind(&daemon, "messages.forward", forward).await, "policy_denied");
    // A sender param only filters.
    let by_ann = json!({"session": session, "chat_id": "@bob_baker", "sender_id": "me", "limit": 1});
    assert_eq!(daemon.call("messages.history", by_ann).await["items"][0]["is_outgoing"], true);
}

#[tokio::test]
async fn methods_beyond_the_allowed_chats_are_off() {
    let stage = Stage::new().await;
    let session = stage.log_in(ANN).await;
    let daemon = ruled(&stage, &["--allow-chat", "@bob_baker"]);
    for (method, params) in [
        ("groups.create", json!({"title": "Choir", "kind": "group", "user_ids": ["@bob_baker"]})),
        ("contacts.add", json!({"phone": BOB, "first_name": "Bob"})),
        ("contacts.block", json!({"user_id": "@carol_clark"})),
        ("contacts.delete", json!({"user_id": "@carol_clark"})),
        ("chats.archive", json!({"chat_id": "@sandbox_news"})),
        ("groups.leave", json!({"chat_id": "@sandbox_news"})),
        ("groups.members", json!({"chat_id": "@sandbox_lounge"})),
        ("groups.checkInvite", json!({"invite_link": "https://t.me/+SandboxBackRoom"})),
    ] {
        let mut params = params;
        params["session"] = json!(session);
        assert_eq!(kind(&daemon, method, params).await, "policy_denied", "{method}");
    }
}

#[tokio::test]
async fn lists_of_users_show_only_the_allowed_ones() {
    let stage = Stage::new().await;
    let session = stage.log_in(ANN).await;
    for user_id in ["@bob_baker", "@carol_clark"] {
        let add = json!({"session": session, "user_id": user_id, "first_name": "Friend"});
        stage.call("contacts.add", add).await;
        stage.call("contacts.block", json!({"session": session, "user_id": user_id})).await;
    }
    let daemon = ruled(&stage, &["--allow-chat", "@bob_baker"]);
    // The total counts only them, unlike Telegram's.
    for (method, total) in [("contacts.list", json!(1)), ("contacts.blocked", Value::Null)] {
        let whole = stage.call(method, json!({"session": session})).await;
        assert_eq!(whole["items"].as_array().unwrap().len(), 2, "{method}");
        let found = daemon.call(method, json!({"session": session})).await;
        let names: Vec<_> = found["items"].as_array().unwrap().iter().map(|it| &it["username"]).collect();
        assert_eq!(names, ["bob_baker"], "{method}");
        assert_eq!(found["total"], total, "{method}");
    }
    for (query, count) in [("carol", 0), ("baker", 1), ("sandbox", 0)] {
        let params = json!({"session": session, "query": query});
        let whole = stage.call("contacts.search", params.clone()).await;
        assert!(!whole["items"].as_array().unwrap().is_empty(), "{query}");
        let found = daemon.call("contacts.search", params).await;
        assert_eq!(found["items"].as_array().unwrap().len(), count, "{query}");
    }
}

#[tokio::test]
async fn members_of_an_allowed_chat_are_listed_but_cannot_be_written_to() {
    let stage = Stage::new().await;
    let session = stage.log_in(ANN).await;
    let group = json!({"kind": "supergroup", "title": "Crew", "username": "the_crew", "owner_id": ANN, "member_ids": [BOB]});
    stage.sandbox("sandbox.addGroup", group).await;
    let daemon = ruled(&stage, &["--allow-chat", "@the_crew"]);
    let members = daemon.call("groups.members", json!({"session": session, "chat_id": "@the_crew"})).await;
    assert_eq!(members["items"].as_array().unwrap().len(), 2);
    let ban = json!({"session": session, "chat_id": "@the_crew", "user_id": "@bob_baker"});
    daemon.call("groups.ban", ban).await;
    let say = json!({"session": session, "chat_id": "@bob_baker", "text": "Sorry"});
    assert_eq!(kind(&daemon, "messages.send", say).await, "policy_denied");
}

/// Message ids of private chats are unique per account, so an id says nothing about its chat.
#[tokio::test]
async fn a_message_of_another_chat_cannot_be_reached_through_an_allowed_one() {
    let stage = Stage::new().await;
    let session = stage.log_in(ANN).await;
    let hers = || stage.call("messages.history", json!({"session": session, "chat_id": "@carol_clark"}));
    let before = hers().await;
    let message_id = &before["items"][0]["message_id"];
    let daemon = ruled(&stage, &["--allow-chat", "@bob_baker", "--allow-chat", "me"]);
    let one = json!({"session": session, "chat_id": "@bob_baker", "message_id": message_id});
    let with = |more: Value| {
        let mut params = one.clone();
        params.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        params
    };
    for (method, params) in [
        ("messages.edit", with(json!({"text": "Mine"}))),
        ("messages.pin", one.clone()),
        ("messages.react", with(json!({"reactions": ["👍"]}))),
        ("messages.click", with(json!({"row": 0}))),
        ("media.download", with(json!({"inline": true}))),
    ] {
        assert_eq!(kind(&daemon, method, params).await, "message_not_found", "{method}");
    }
    let many = json!({"session": session, "chat_id": "@bob_baker", "message_ids": [message_id]});
    let forward = json!({"session": session, "from_chat_id": "@bob_baker", "chat_id": "me",
        "message_ids": [message_id]});
    for (method, params) in
        [("messages.get", many.clone()), ("messages.delete", many), ("messages.forward", forward)]
    {
        let answer = match daemon.try_call(method, params).await {
            Ok(answer) | Err(answer) => answer.to_string(),
        };
        assert!(
            answer.contains("message_not_found") && !answer.contains("this is Carol"),
            "{method}: {answer}"
        );
    }
    assert_eq!(hers().await, before);
}
