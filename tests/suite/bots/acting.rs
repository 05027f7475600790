//! Bots calling methods that work for both users and bots.

use serde_json::{Value, json};

use crate::media::{base64, jpeg};
use crate::stage::{ANN, BOB, Stage, text, texts};

/// A group of Ann's with Bob and the bot, which is an admin.
struct Crew {
    stage: Stage,
    ann: String,
    bob: String,
    bot: String,
    chat_id: Value,
}

impl Crew {
    async fn of(kind: &str) -> Self {
        let stage = Stage::new().await;
        let (ann, bob) = (stage.log_in(ANN).await, stage.log_in(BOB).await);
        let program = json!({"token": "7000001:sandbox", "api_id": 1, "api_hash": "hash"});
        let bot = text(&stage.call("auth.signInBot", program).await["session"]);
        let group = json!({"kind": kind, "title": "Crew", "owner_id": ANN, "member_ids": [BOB]});
        let chat_id = stage.sandbox("sandbox.addGroup", group).await["chat_id"].clone();
        let crew = Self { stage, ann, bob, bot, chat_id };
        crew.by(&crew.ann, "groups.addMembers", json!({"user_ids": ["@sandbox_bot"]})).await;
        let rights = match kind {
            "group" => Value::Null,
            _ => json!({
                "can_change_info": true, "can_delete_messages": true, "can_restrict_members": true,
                "can_invite_users": true, "can_pin_messages": true, "can_promote_members": true,
            }),
        };
        let promoted = json!({"user_id": "@sandbox_bot", "rights": rights});
        crew.by(&crew.ann, "groups.promote", promoted).await;
        crew
    }

    fn here(&self, session: &str, mut params: Value) -> Value {
        params["session"] = json!(session);
        if params["chat_id"].is_null() {
            params["chat_id"] = self.chat_id.clone();
        }
        params
    }

    async fn by(&self, session: &str, method: &str, params: Value) -> Value {
        self.stage.call(method, self.here(session, params)).await
    }

    /// Makes a call as the bot.
    async fn call(&self, method: &str, params: Value) -> Value {
        self.by(&self.bot, method, params).await
    }

    /// Returns the kind of the bot's error.
    async fn kind(&self, method: &str, params: Value) -> Value {
        self.stage.fail(method, self.here(&self.bot, params)).await["data"]["kind"].clone()
    }

    /// Returns the messages that Ann sees, newest first.
    async fn read(&self) -> Value {
        self.by(&self.ann, "messages.history", json!({"limit": 10})).await
    }
}

#[tokio::test]
async fn a_bot_sends_edits_forwards_and_deletes() {
    for kind in ["group", "supergroup"] {
        let crew = Crew::of(kind).await;
        crew.call("chats.setTyping", json!({"action": "typing"})).await;
        let sent = crew.call("messages.send", json!({"text": "*Ahoy*", "format": "markdown"})).await;
        assert_eq!((&sent["is_outgoing"], &sent["sender"]["kind"]), (&json!(true), &json!("bot")));
        let id = &sent["message_id"];
        let edited = crew.call("messages.edit", json!({"message_id": id, "text": "Ahoy, all"})).await;
        assert_eq!(edited["text"], "Ahoy, all");
        let got = crew.call("messages.get", json!({"message_ids": [id, 999_999]})).await;
        assert_eq!(
            (texts(&got), &got["failed"][0]["message_id"]),
            (vec!["Ahoy, all".to_owned()], &json!(999_999))
        );
        let passed = json!({"from_chat_id": crew.chat_id, "chat_id": crew.chat_id, "message_ids": [id]});
        let passed = crew.call("messages.forward", passed).await;
        assert_eq!(passed["items"][0]["forward"]["sender"]["username"], "sandbox_bot", "{passed}");
        assert_eq!(texts(&crew.read().await)[..2], ["Ahoy, all", "Ahoy, all"]);
        crew.call("messages.pin", json!({"message_id": id})).await;
        assert!(crew.by(&crew.ann, "chats.get", json!({})).await["pinned_message_id"].is_i64());
        crew.call("messages.unpin", json!({"message_id": id})).await;
        assert_eq!(crew.by(&crew.ann, "chats.get", json!({})).await["pinned_message_id"], Value::Null);
        crew.call("messages.react", json!({"message_id": id, "reactions": ["👍"]})).await;
        let got = crew.call("messages.get", json!({"message_ids": [id]})).await;
        assert_eq!(got["items"][0]["reactions"][0]["is_chosen"], true, "{got}");
        let poll = json!({"question": "Row?", "options": ["Yes", "No"]});
        let poll = crew.call("messages.sendPoll", poll).await;
        let closed = crew.call("messages.closePoll", json!({"message_id": poll["message_id"]})).await;
        assert_eq!(closed["is_closed"], true);
        let gone = json!({"message_ids": [id, passed["items"][0]["message_id"], poll["message_id"]]});
        assert_eq!(crew.call("messages.delete", gone).await["deleted_count"], 3);
        assert!(!texts(&crew.read().await).contains(&"Ahoy, all".to_owned()), "{kind}");
    }
}

#[tokio::test]
async fn a_bot_moderates_messages_in_a_supergroup() {
    let crew = Crew::of("supergroup").await;
    let bobs = crew.by(&crew.bob, "messages.send", json!({"text": "Buy oars"})).await;
    let id = &bobs["message_id"];
    let got = crew.call("messages.get", json!({"message_ids": [id]})).await;
    assert_eq!(got["items"][0]["sender"]["username"], "bob_baker");
    crew.call("messages.pin", json!({"message_id": id})).await;
    crew.call("messages.unpin", json!({})).await;
    let answer = crew.call("messages.send", json!({"text": "No", "reply_to_message_id": id})).await;
    assert_eq!(answer["reply_to"]["message_id"], *id);
    assert_eq!(crew.call("messages.delete", json!({"message_ids": [id]})).await["deleted_count"], 1);
    assert!(!texts(&crew.read().await).contains(&"Buy oars".to_owned()));
}

#[tokio::test]
async fn a_bot_sends_and_downloads_files() {
    for kind in ["group", "supergroup"] {
        let crew = Crew::of(kind).await;
        let uploaded = json!({"session": crew.bot, "data_base64": base64(b"boat"), "file_name": "boat.txt"});
        let uploaded = crew.stage.call("media.upload", uploaded).await;
        let sent = crew
            .call("messages.sendFile", json!({"file_id": uploaded["file_id"], "caption": "A boat"}))
            .await;
        assert_eq!((&sent["media"]["file_name"], &sent["text"]), (&json!("boat.txt"), &json!("A boat")));
        let download = json!({"message_id": sent["message_id"], "inline": true});
        assert_eq!(crew.call("media.download", download).await["data_base64"], base64(b"boat"));
        let photo = json!({"data_base64": base64(&jpeg(640, 480))});
        let album = crew.call("messages.sendAlbum", json!({"items": [photo, photo]})).await;
        assert_eq!(album["items"].as_array().unwrap().len(), 2);
        let read = crew.read().await;
        assert!(read["items"][0]["media_group_id"].is_string());
        assert_eq!(read["items"][2]["text"], "A boat");
    }
}

#[tokio::test]
async fn a_bot_administers_a_supergroup() {
    let crew = Crew::of("supergroup").await;
    let photo = json!({"data_base64": base64(&jpeg(160, 160))});
    let edited = json!({"title": "Rowers", "description": "Tuesdays", "photo": photo});
    let edited = crew.call("groups.edit", edited).await;
    assert_eq!((&edited["title"], &edited["description"]), (&json!("Rowers"), &json!("Tuesdays")));
    assert_eq!(crew.call("chats.get", json!({})).await["title"], "Rowers");
    assert_eq!(crew.kind("groups.edit", json!({"username": "rowers"})).await, "user_only");
    let members = crew.call("groups.members", json!({})).await;
    assert_eq!(members["items"].as_array().unwrap().len(), 3);

    let bob = json!({"user_id": "@bob_baker"});
    let silent = json!({"user_id": "@bob_baker", "permissions": {}});
    crew.call("groups.restrict", silent).await;
    let send = crew.here(&crew.bob, json!({"text": "Ahoy"}));
    assert_eq!(crew.stage.fail("messages.send", send.clone()).await["data"]["kind"], "forbidden");
    crew.call("groups.unban", bob.clone()).await;
    crew.stage.call("messages.send", send.clone()).await;
    crew.call("groups.promote", json!({"user_id": "@bob_baker", "rights": {"can_pin_messages": true}})).await;
    let admins = crew.call("groups.members", json!({"filter": "admins"})).await;
    assert_eq!(admins["items"].as_array().unwrap().len(), 3);
    crew.call("groups.demote", bob.clone()).await;
    crew.call("groups.ban", bob.clone()).await;
    assert_eq!(crew.stage.fail("messages.send", send).await["data"]["kind"], "forbidden");
    crew.call("groups.unban", bob.clone()).await;

    let link = crew.call("groups.createInvite", json!({"creates_join_request": true})).await;
    for (method, joined) in [("groups.declineRequest", false), ("groups.approveRequest", true)] {
        let asked = json!({"session": crew.bob, "chat_id": link["invite_link"]});
        assert_eq!(crew.stage.call("groups.join", asked).await["status"], "requested");
        crew.call(method, bob.clone()).await;
        let send = crew.here(&crew.bob, json!({"text": "Ahoy"}));
        assert_eq!(crew.stage.daemon().try_call("messages.send", send).await.is_ok(), joined, "{method}");
    }
    let revoked = crew.call("groups.revokeInvite", json!({"invite_link": link["invite_link"]})).await;
    assert_eq!(revoked["invite"]["is_revoked"], true);
    crew.call("groups.leave", json!({})).await;
    assert_eq!(crew.kind("messages.send", json!({"text": "Still here?"})).await, "forbidden");
}

#[tokio::test]
async fn a_bot_administers_a_basic_group_within_the_limits_of_bots() {
    let crew = Crew::of("group").await;
    let edited = json!({"title": "Rowers", "description": "Tuesdays", "photo": {"data_base64": base64(&jpeg(160, 160))}});
    assert_eq!(crew.call("groups.edit", edited).await["description"], "Tuesdays");
    crew.call("groups.edit", json!({"delete_photo": true})).await;
    assert_eq!(crew.call("groups.members", json!({})).await["items"].as_array().unwrap().len(), 3);
    let bob = json!({"user_id": "@bob_baker"});
    for method in ["groups.promote", "groups.demote"] {
        assert_eq!(crew.kind(method, bob.clone()).await, "user_only", "{method}");
    }
    let link = crew.call("groups.createInvite", json!({})).await;
    assert!(link["invite_link"].is_string());
    crew.call("groups.revokeInvite", json!({"invite_link": link["invite_link"]})).await;
    crew.call("groups.ban", bob).await;
    let send = crew.here(&crew.bob, json!({"text": "Ahoy"}));
    assert!(crew.stage.daemon().try_call("messages.send", send).await.is_err());
    crew.call("groups.leave", json!({})).await;
    assert!(
        crew.stage
            .daemon()
            .try_call("messages.send", crew.here(&crew.bot, json!({"text": "?"})))
            .await
            .is_err()
    );
}

#[tokio::test]
async fn a_bots_session_works_like_any_other() {
    let crew = Crew::of("group").await;
    let own = json!({"session": crew.bot});
    let me = crew.stage.call("account.me", own.clone()).await;
    assert_eq!((&me["kind"], &me["username"]), (&json!("bot"), &json!("sandbox_bot")));
    assert_eq!(crew.stage.call("auth.status", own.clone()).await["next"], "done");
    assert_eq!(crew.stage.call("session.inspect", own.clone()).await["account"]["kind"], "bot");
    let renewed = crew.stage.call("session.renew", own.clone()).await;
    let invoke = json!({"session": renewed["session"], "method": "users.getUsers", "params": {
        "id": [{"_": "inputUserSelf"}],
    }});
    let invoked = crew.stage.call("telegram.invoke", invoke).await;
    assert_eq!(invoked["result"][0]["bot"], true);
    crew.stage.call("auth.logOut", own.clone()).await;
    let error = crew.stage.fail("messages.send", crew.here(&crew.bot, json!({"text": "Still here?"}))).await;
    assert_eq!(error["data"]["kind"], "session_revoked");
}

#[tokio::test]
async fn a_bot_receives_and_moderates_messages_in_a_basic_group() {
    let crew = Crew::of("group").await;
    let poll = |cursor: &Value, wait: u32| json!({"session": crew.bot, "cursor": cursor, "kinds": ["message_new"], "wait": wait});
    let mut cursor = crew.stage.call("updates.poll", poll(&Value::Null, 0)).await["cursor"].take();
    crew.by(&crew.ann, "messages.send", json!({"text": "Who rows?"})).await;
    let received = loop {
        let mut polled = crew.stage.call("updates.poll", poll(&cursor, 30)).await;
        let received =
            polled["items"].as_array().unwrap().iter().find(|item| item["message"]["text"] == "Who rows?");
        if let Some(received) = received {
            break received["message"].clone();
        }
        cursor = polled["cursor"].take();
    };
    let id = &received["message_id"];
    let answer = crew.call("messages.send", json!({"text": "I", "reply_to_message_id": id})).await;
    assert_eq!(answer["reply_to"]["message_id"], *id);
    crew.call("messages.react", json!({"message_id": id, "reactions": ["👍"]})).await;
    crew.call("messages.pin", json!({"message_id": id})).await;
    let read = crew.read().await;
    let asked = read["items"].as_array().unwrap().iter().find(|item| item["text"] == "Who rows?").unwrap();
    assert_eq!(
        (&asked["reactions"][0]["total_count"], &asked["is_pinned"]),
        (&json!(1), &json!(true)),
        "{asked}"
    );
    crew.call("messages.delete", json!({"message_ids": [id]})).await;
    assert!(!texts(&crew.read().await).contains(&"Who rows?".to_owned()));
}
