//! Every method of the catalog succeeds somewhere in this suite, and fails here.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use serde_json::{Value, json};

use crate::stage::{ANN, BOB, CAROL, Stage, code, text};

/// The caller.
#[derive(Clone, Copy, PartialEq)]
pub enum As {
    Nobody,
    Ann,
    Bot,
    /// Ann, before she has entered her code.
    CodeSent,
    /// Carol, before she has entered her password.
    PasswordNeeded,
    /// Bob, whose login has ended.
    LoggedOut,
}
use As::*;

/// A method, its caller, its params, and the documented kind of error.
pub type Row = (&'static str, As, Value, &'static str);

/// Errors without a fault of Telegram's.
pub fn rows() -> Vec<Row> {
    let nowhere = || json!("@nobody_has_this_name");
    let file = json!({"data_base64": "SGk=", "file_name": "hi.txt"});
    let answering = |mut params: Value| {
        params["chat_id"] = json!("me");
        params["reply_to_message_id"] = json!(999_999);
        params
    };
    let no_message = |chat: &str| json!({"chat_id": chat, "message_id": 999_999});
    vec![
        ("session.attach", Nobody, json!({"session": "h1.none"}), "session_invalid"),
        ("session.detach", Nobody, json!({"session": "h1.none"}), "session_invalid"),
        ("session.inspect", Nobody, json!({"session": "tw1.none"}), "session_invalid"),
        ("session.renew", Nobody, json!({"session": "tw1.none"}), "session_invalid"),
        ("session.refresh", Nobody, json!({"session": "tw1.none"}), "session_invalid"),
        ("session.restrict", Ann, json!({}), "invalid_params"),
        (
            "session.import",
            Nobody,
            json!({"format": "auto", "value": "none", "api_id": 1, "api_hash": "hash"}),
            "invalid_params",
        ),
        ("session.export", Ann, json!({"format": "telethon"}), "policy_denied"),
        ("auth.sendCode", Nobody, json!({"phone": "+1", "api_id": 1, "api_hash": "hash"}), "phone_invalid"),
        ("auth.resendCode", Ann, json!({}), "login_stage"),
        ("auth.cancelCode", Ann, json!({}), "login_stage"),
        ("auth.signIn", CodeSent, json!({"code": "00000"}), "code_invalid"),
        ("auth.checkPassword", PasswordNeeded, json!({"password": "wrong"}), "password_invalid"),
        ("auth.requestPasswordRecovery", PasswordNeeded, json!({}), "telegram_rejected"),
        ("auth.recoverPassword", Ann, json!({"code": "1"}), "login_stage"),
        (
            "auth.signInBot",
            Nobody,
            json!({"token": "1:x", "api_id": 1, "api_hash": "hash"}),
            "telegram_rejected",
        ),
        ("auth.startQr", Nobody, json!({"api_id": 0, "api_hash": "hash"}), "telegram_rejected"),
        ("auth.pollQr", Ann, json!({}), "login_stage"),
        ("auth.status", LoggedOut, json!({}), "session_revoked"),
        ("auth.logOut", CodeSent, json!({}), "login_stage"),
        ("account.me", CodeSent, json!({}), "not_signed_in"),
        ("account.password", CodeSent, json!({}), "not_signed_in"),
        ("account.password", Bot, json!({}), "user_only"),
        (
            "account.setPassword",
            Ann,
            json!({"current_password": "none", "new_password": "x"}),
            "password_invalid",
        ),
        ("account.confirmPasswordEmail", Ann, json!({"code": "1"}), "code_expired"),
        ("account.removePassword", Ann, json!({"current_password": "none"}), "password_invalid"),
        ("account.limits", CodeSent, json!({}), "not_signed_in"),
        ("account.sendVerifyEmailCode", CodeSent, json!({"email": "ann@example.org"}), "login_stage"),
        ("account.verifyEmail", CodeSent, json!({"code": "1"}), "login_stage"),
        ("account.authorizations", CodeSent, json!({}), "not_signed_in"),
        ("account.authorizations", Bot, json!({}), "user_only"),
        ("account.revokeAuthorization", Ann, json!({"authorization_id": "12345"}), "telegram_rejected"),
        ("account.revokeOtherAuthorizations", Ann, json!({}), "too_fresh"),
        ("account.update", Ann, json!({"username": "ann_archer"}), "not_modified"),
        ("chats.list", Ann, json!({"cursor": "none"}), "cursor_invalid"),
        ("chats.get", Ann, json!({"chat_id": nowhere()}), "chat_not_found"),
        ("chats.markRead", Ann, json!({"chat_id": nowhere()}), "chat_not_found"),
        ("chats.setTyping", Ann, json!({"chat_id": nowhere(), "action": "typing"}), "chat_not_found"),
        ("chats.archive", Ann, json!({"chat_id": nowhere()}), "chat_not_found"),
        ("chats.unarchive", Ann, json!({"chat_id": nowhere()}), "chat_not_found"),
        ("chats.mute", Ann, json!({"chat_id": nowhere()}), "chat_not_found"),
        ("chats.unmute", Ann, json!({"chat_id": nowhere()}), "chat_not_found"),
        ("updates.subscribe", Ann, json!({"cursor": "none"}), "cursor_invalid"),
        ("updates.unsubscribe", Ann, json!({"subscription": "none"}), "invalid_params"),
        ("updates.poll", Ann, json!({"chat_ids": [nowhere()]}), "chat_not_found"),
        ("messages.send", Ann, json!({"chat_id": "@sandbox_news", "text": "Hi"}), "forbidden"),
        ("messages.send", Ann, answering(json!({"text": "Hi"})), "message_not_found"),
        ("messages.sendFile", Ann, json!({"chat_id": "me", "path": "/no/such/file"}), "file_not_found"),
        ("messages.sendFile", Ann, answering(file.clone()), "message_not_found"),
        (
            "messages.sendAlbum",
            Ann,
            json!({"chat_id": "me", "items": [{"path": "/no/such/file"}, {"path": "/nor/this"}]}),
            "file_not_found",
        ),
        ("messages.sendAlbum", Ann, answering(json!({"items": [file, file]})), "message_not_found"),
        (
            "messages.edit",
            Ann,
            json!({"chat_id": "me", "message_id": 999_999, "text": "x"}),
            "message_not_found",
        ),
        ("messages.delete", Ann, json!({"chat_id": nowhere(), "message_ids": [1]}), "chat_not_found"),
        (
            "messages.forward",
            Ann,
            json!({"from_chat_id": "me", "chat_id": "me", "message_ids": [999_999]}),
            "message_not_found",
        ),
        ("messages.history", Ann, json!({"chat_id": nowhere()}), "chat_not_found"),
        ("messages.search", Ann, json!({"chat_id": nowhere(), "query": "x"}), "chat_not_found"),
        ("messages.get", Ann, json!({"chat_id": nowhere(), "message_ids": [1]}), "chat_not_found"),
        ("messages.pin", Ann, no_message("@bob_baker"), "message_not_found"),
        ("messages.unpin", Ann, no_message("@bob_baker"), "message_not_found"),
        (
            "messages.react",
            Ann,
            json!({"chat_id": "@bob_baker", "message_id": 999_999, "reactions": ["👍"]}),
            "message_not_found",
        ),
        (
            "messages.sendPoll",
            Ann,
            json!({"chat_id": "@bob_baker", "question": "Oars?", "options": ["Yes", "No"]}),
            "telegram_rejected",
        ),
        (
            "messages.sendPoll",
            Ann,
            answering(json!({"question": "Oars?", "options": ["Yes", "No"]})),
            "message_not_found",
        ),
        ("messages.closePoll", Ann, no_message("@bob_baker"), "message_not_found"),
        (
            "messages.vote",
            Ann,
            json!({"chat_id": "@bob_baker", "message_id": 999_999, "option_ids": [0]}),
            "message_not_found",
        ),
        (
            "messages.click",
            Ann,
            json!({"chat_id": "@bob_baker", "message_id": 999_999, "row": 0}),
            "message_not_found",
        ),
        ("messages.scheduled", Ann, json!({"chat_id": nowhere()}), "chat_not_found"),
        ("messages.sendScheduled", Ann, json!({"chat_id": nowhere(), "message_ids": [1]}), "chat_not_found"),
        (
            "messages.deleteScheduled",
            Ann,
            json!({"chat_id": nowhere(), "message_ids": [1]}),
            "chat_not_found",
        ),
        (
            "media.download",
            Ann,
            json!({"chat_id": "@bob_baker", "message_id": 999_999, "inline": true}),
            "message_not_found",
        ),
        ("media.upload", Ann, json!({"path": "/no/such/file"}), "file_not_found"),
        ("groups.join", Ann, json!({"chat_id": "https://t.me/+NoSuchInvite"}), "invite_invalid"),
        ("groups.join", Ann, json!({"chat_id": "@bob_baker"}), "peer_invalid"),
        ("groups.checkInvite", Ann, json!({"invite_link": "https://t.me/+NoSuchInvite"}), "invite_invalid"),
        ("groups.leave", Ann, json!({"chat_id": "@bob_baker"}), "peer_invalid"),
        (
            "groups.create",
            Ann,
            json!({"title": "Crew", "kind": "group", "user_ids": [nowhere()]}),
            "user_not_found",
        ),
        ("groups.edit", Ann, json!({"chat_id": "@sandbox_news", "title": "Mine"}), "forbidden"),
        ("groups.members", Ann, json!({"chat_id": "@sandbox_news"}), "forbidden"),
        (
            "groups.addMembers",
            Ann,
            json!({"chat_id": "@sandbox_news", "user_ids": ["@bob_baker"]}),
            "forbidden",
        ),
        ("groups.ban", Ann, json!({"chat_id": "@sandbox_news", "user_id": "@carol_clark"}), "forbidden"),
        ("groups.unban", Ann, json!({"chat_id": "@sandbox_news", "user_id": "@carol_clark"}), "forbidden"),
        (
            "groups.restrict",
            Ann,
            json!({"chat_id": "@sandbox_lounge", "user_id": "@carol_clark", "permissions": {}}),
            "forbidden",
        ),
        (
            "groups.promote",
            Ann,
            json!({"chat_id": "@sandbox_news", "user_id": "@bob_baker", "rights": {"can_post_messages": true}}),
            "forbidden",
        ),
        ("groups.demote", Ann, json!({"chat_id": "@sandbox_news", "user_id": "@carol_clark"}), "forbidden"),
        ("groups.createInvite", Ann, json!({"chat_id": "@sandbox_news"}), "forbidden"),
        ("groups.invites", Ann, json!({"chat_id": "@sandbox_news"}), "forbidden"),
        (
            "groups.revokeInvite",
            Ann,
            json!({"chat_id": "@sandbox_news", "invite_link": "https://t.me/+NoSuchInvite"}),
            "forbidden",
        ),
        ("groups.joinRequests", Ann, json!({"chat_id": "@sandbox_news"}), "forbidden"),
        (
            "groups.approveRequest",
            Ann,
            json!({"chat_id": "@sandbox_news", "user_id": "@bob_baker"}),
            "forbidden",
        ),
        (
            "groups.declineRequest",
            Ann,
            json!({"chat_id": "@sandbox_news", "user_id": "@bob_baker"}),
            "forbidden",
        ),
        ("groups.topics", Ann, json!({"chat_id": "@bob_baker"}), "peer_invalid"),
        ("contacts.list", Bot, json!({}), "user_only"),
        ("contacts.add", Ann, json!({"user_id": nowhere(), "first_name": "Nobody"}), "chat_not_found"),
        ("contacts.delete", Ann, json!({"user_id": nowhere()}), "chat_not_found"),
        ("contacts.search", Ann, json!({"query": ""}), "telegram_rejected"),
        ("contacts.block", Ann, json!({"user_id": nowhere()}), "chat_not_found"),
        ("contacts.unblock", Ann, json!({"user_id": nowhere()}), "chat_not_found"),
        ("contacts.blocked", Ann, json!({"cursor": "none"}), "cursor_invalid"),
        ("bots.answerCallback", Bot, json!({"callback_query_id": "1"}), "telegram_rejected"),
        ("bots.answerInline", Bot, json!({"inline_query_id": "1", "results": []}), "telegram_rejected"),
        (
            "bots.setCommands",
            Bot,
            json!({"commands": [{"command": "NO SPACES", "description": "x"}]}),
            "telegram_rejected",
        ),
        ("telegram.invoke", Ann, json!({"method": "auth.logOut"}), "policy_denied"),
        ("telegram.describe", Nobody, json!({"name": "no such name"}), "invalid_params"),
    ]
}

/// Methods that fail only as every method can: by a wrong param or the end of the connection. They need neither a
/// session nor Telegram.
const NEVER_FAIL: [&str; 6] =
    ["rpc.discover", "daemon.info", "daemon.ping", "daemon.stats", "initialize", "shutdown"];

async fn catalog(stage: &Stage) -> BTreeMap<String, String> {
    let document = stage.call("rpc.discover", json!({})).await;
    let methods = document["methods"].as_array().unwrap().iter();
    let doc = |method: &Value| format!("{} {}", method["summary"], method["description"]);
    methods.map(|method| (text(&method["name"]), doc(method))).collect()
}

#[tokio::test]
async fn every_method_fails_as_its_documentation_says() {
    let stage = Stage::new().await;
    let methods = catalog(&stage).await;
    let rows = rows();
    let tried: BTreeSet<&str> = rows.iter().map(|row| row.0).chain(NEVER_FAIL).collect();
    let untried: Vec<_> = methods.keys().filter(|method| !tried.contains(method.as_str())).collect();
    assert!(untried.is_empty(), "give each of these a row: {untried:?}");

    let ended = stage.log_in(BOB).await;
    stage.call("auth.logOut", json!({"session": ended})).await;
    let bot = json!({"token": "7000001:sandbox", "api_id": 1, "api_hash": "hash"});
    let (ann, sent) = (stage.log_in(ANN).await, stage.send_code(BOB).await);
    let asked = stage.send_code(CAROL).await;
    let asked = json!({"session": asked["session"], "code": code(CAROL)});
    let sessions = [
        (LoggedOut, json!(ended)),
        (Ann, json!(ann)),
        (Bot, stage.call("auth.signInBot", bot).await["session"].clone()),
        (CodeSent, sent["session"].clone()),
        (PasswordNeeded, stage.call("auth.signIn", asked).await["session"].clone()),
    ];
    for (method, who, mut params, kind) in rows {
        let doc = methods.get(method).unwrap_or_else(|| panic!("there is no {method}"));
        assert!(doc.contains(&format!("`{kind}`")), "{method} does not document {kind}");
        if let Some((_, session)) = sessions.iter().find(|(of, _)| *of == who) {
            params["session"] = session.clone();
        }
        let error = stage.fail(method, params).await;
        assert_eq!(error["data"]["kind"], kind, "{method}: {error}");
    }
}

#[tokio::test]
async fn every_method_succeeds_in_some_test() {
    fn read(folder: &Path, sources: &mut String) {
        for entry in folder.read_dir().unwrap().map(Result::unwrap) {
            match entry.path() {
                path if path.is_dir() => read(&path, sources),
                path if path.ends_with("each.rs") || path.extension().is_none_or(|kind| kind != "rs") => {}
                path => sources.push_str(&std::fs::read_to_string(path).unwrap()),
            }
        }
    }
    let mut sources = String::new();
    read(&Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/suite"), &mut sources);
    // A call that must succeed rather than fail.
    let words: String = sources.split_whitespace().collect();
    let called = |method: &str| {
        ["call", "try_call", "ask"].iter().any(|it| words.contains(&format!("{it}(\"{method}\"")))
    };
    let stage = Stage::new().await;
    let missing: Vec<_> = catalog(&stage).await.into_keys().filter(|method| !called(method)).collect();
    assert!(missing.is_empty(), "nobody calls {missing:?}");
}
