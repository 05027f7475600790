//! A day of Ann, Bob and a bot that calls every method once.

use serde_json::{Value, json};

use super::recording::Recording;
use crate::client::Client;
use crate::stage::{ANN, BOB, CAROL, CAROLS_PASSWORD, Stage, code, text};

/// The participants and the recording.
struct Day {
    stage: Stage,
    recording: Recording,
    ann: String,
    bob: String,
    bot: String,
}

pub async fn run() -> Value {
    let stage = Stage::new().await;
    let (ann, bob) = (stage.log_in(ANN).await, stage.log_in(BOB).await);
    let program = json!({"token": "7000001:sandbox", "api_id": 1, "api_hash": "hash"});
    let bot = text(&stage.call("auth.signInBot", program).await["session"]);
    let mut day = Day { stage, recording: Recording::default(), ann, bob, bot };
    day.updates().await;
    day.daemon().await;
    day.sessions().await;
    day.logins().await;
    day.codes().await;
    day.chats().await;
    day.messages().await;
    day.later().await;
    day.media().await;
    day.polls().await;
    day.groups().await;
    day.members().await;
    day.contacts().await;
    day.bots().await;
    day.telegram().await;
    day.account().await;
    day.end().await
}

impl Day {
    async fn call(&mut self, method: &str, title: &str, params: Value) -> Value {
        self.recording.call(self.stage.daemon(), method, title, params).await
    }

    /// Makes a call of Ann's.
    async fn ann(&mut self, method: &str, title: &str, params: Value) -> Value {
        let params = with(&self.ann, params);
        self.call(method, title, params).await
    }

    /// Makes a call of Bob's, which isn't recorded.
    async fn bob(&self, method: &str, params: Value) -> Value {
        self.stage.call(method, with(&self.bob, params)).await
    }

    async fn daemon(&mut self) {
        self.call("rpc.discover", "The whole document, of which the example shows the beginning", json!({}))
            .await;
        self.call("daemon.info", "About this daemon", json!({})).await;
        self.call("daemon.ping", "Is it there?", json!({})).await;
        self.call("daemon.stats", "How busy it is", json!({})).await;
        let client = json!({"client_info": {"name": "example", "version": "1.0"}, "protocol_version": "1"});
        self.call("initialize", "Say who is calling", client).await;
    }

    async fn sessions(&mut self) {
        let attached = self.ann("session.attach", "A short name for a session", json!({})).await;
        let handle = json!({"session": attached["handle"]});
        self.call("session.detach", "Forget the short name", handle).await;
        self.ann("session.inspect", "What a session string is", json!({})).await;
        self.ann("session.renew", "Seal it with the newest key", json!({})).await;
        self.ann("session.refresh", "Add what was learned", json!({})).await;
        let less = json!({"read_only": true, "chats": ["@sandbox_lounge"], "label": "reader"});
        self.ann("session.restrict", "A string that can only read one chat", less).await;
        let mut command = self.stage.command();
        command.arg("--allow-export");
        let exporting = Client::spawn(command);
        let export = with(&self.ann, json!({"format": "telethon"}));
        let exported = self.recording.call(&exporting, "session.export", "For Telethon", export).await;
        let import = json!({"value": exported["value"], "api_id": 1, "api_hash": "hash"});
        self.call("session.import", "From another library", import).await;
    }

    async fn logins(&mut self) {
        let send = json!({"phone": BOB, "api_id": 1, "api_hash": "hash"});
        let sent = self.call("auth.sendCode", "Begin a login", send).await;
        let session = text(&sent["session"]);
        self.call("auth.status", "Where a login stands", json!({"session": session})).await;
        self.call("auth.signIn", "The code came", json!({"session": session, "code": code(BOB)})).await;
        let carols = self.stage.send_code(CAROL).await;
        let asked = json!({"session": carols["session"], "code": code(CAROL)});
        let asked = self.call("auth.signIn", "A password is asked for", asked).await;
        let password = json!({"session": asked["session"], "password": CAROLS_PASSWORD});
        self.call("auth.checkPassword", "The password", password).await;
        let token = json!({"token": "7000001:sandbox", "api_id": 1, "api_hash": "hash"});
        self.call("auth.signInBot", "A bot", token).await;
        let shown =
            self.call("auth.startQr", "Show a QR code", json!({"api_id": 1, "api_hash": "hash"})).await;
        let poll = json!({"session": shown["session"], "wait": 0});
        self.call("auth.pollQr", "Was it scanned?", poll).await;
    }

    /// Other ways to get codes, and passwords.
    async fn codes(&mut self) {
        let dora = json!({"phone": "+9996620004", "first_name": "Dora", "username": "dora_dean"});
        self.stage.sandbox("sandbox.addUser", dora).await;
        let way = |delivery: &str| json!({"phone": "+9996620004", "delivery": delivery});
        self.stage.sandbox("sandbox.setCodeDelivery", way("sms_word")).await;
        let sent = self.stage.send_code("+9996620004").await;
        let resend = json!({"session": sent["session"]});
        let sent = self.call("auth.resendCode", "Send it another way", resend).await;
        self.call("auth.cancelCode", "Give up", json!({"session": sent["session"]})).await;
        self.stage.sandbox("sandbox.setCodeDelivery", way("email_setup")).await;
        let wanted = self.stage.send_code("+9996620004").await;
        let address = json!({"session": wanted["session"], "email": "dora@example.org"});
        self.call("account.sendVerifyEmailCode", "Set up a login e-mail", address).await;
        let verify = json!({"session": wanted["session"], "code": self.mailed("+9996620004").await});
        self.call("account.verifyEmail", "The code from the mail", verify).await;
    }

    async fn mailed(&self, phone: &str) -> Value {
        self.stage.sandbox("sandbox.lastCode", json!({"phone": phone})).await["email_code"].clone()
    }

    async fn chats(&mut self) {
        self.ann("chats.list", "The first chat", json!({"limit": 1})).await;
        self.ann("chats.get", "A user", json!({"chat_id": "@bob_baker"})).await;
        self.ann("chats.get", "A group", json!({"chat_id": "@sandbox_lounge"})).await;
        let bob = || json!({"chat_id": "@bob_baker"});
        self.ann("chats.markRead", "All of it", bob()).await;
        let typing = json!({"chat_id": "@bob_baker", "action": "typing"});
        self.ann("chats.setTyping", "Show that Ann types", typing).await;
        self.ann("chats.archive", "Out of sight", bob()).await;
        self.ann("chats.unarchive", "Back again", bob()).await;
        self.ann("chats.mute", "For an hour", json!({"chat_id": "@bob_baker", "mute_for": 3600})).await;
        self.ann("chats.unmute", "Loud again", bob()).await;
    }

    async fn messages(&mut self) {
        let bob = |params: Value| at("@bob_baker", params);
        let sent = self.ann("messages.send", "A text", bob(json!({"text": "Hello"}))).await;
        let formatted =
            bob(json!({"text": "*Hello*, [read this](https://example.org)", "format": "markdown"}));
        self.ann("messages.send", "With markdown", formatted).await;
        let id = sent["message_id"].clone();
        let one = |params: Value| at("@bob_baker", merge(json!({"message_id": id}), params));
        let many = |params: Value| at("@bob_baker", merge(json!({"message_ids": [id]}), params));
        self.ann("messages.edit", "Another text", one(json!({"text": "Hello, Bob"}))).await;
        self.ann("messages.get", "By its id", many(json!({}))).await;
        self.ann("messages.history", "The newest message", bob(json!({"limit": 1}))).await;
        self.ann("messages.search", "In one chat", bob(json!({"query": "hello", "limit": 1}))).await;
        self.ann("messages.react", "A thumb", one(json!({"reactions": ["👍"]}))).await;
        self.ann("messages.pin", "For both", one(json!({}))).await;
        self.ann("messages.unpin", "Not any more", one(json!({}))).await;
        let forward = json!({"from_chat_id": "@bob_baker", "chat_id": "me", "message_ids": [id]});
        self.ann("messages.forward", "To Saved Messages", forward).await;
        self.ann("messages.delete", "For both", many(json!({}))).await;
    }

    async fn later(&mut self) {
        let now = self.stage.sandbox("sandbox.advance", json!({"duration": 0})).await;
        let date = text(&now["date"]).parse::<jiff::Timestamp>().unwrap().as_second() + 3600;
        for text in ["Tomorrow", "The day after"] {
            let send = json!({"text": text, "schedule_date": date});
            self.stage.call("messages.send", with(&self.ann, at("@bob_baker", send))).await;
        }
        let page = self.ann("messages.scheduled", "What waits", at("@bob_baker", json!({"limit": 2}))).await;
        let named =
            |item: usize| at("@bob_baker", json!({"message_ids": [page["items"][item]["message_id"]]}));
        self.ann("messages.sendScheduled", "Now", named(0)).await;
        self.ann("messages.deleteScheduled", "Never", named(1)).await;
    }

    async fn media(&mut self) {
        let file = json!({"data_base64": "SGk=", "file_name": "hi.txt"});
        let sent = self
            .ann(
                "messages.sendFile",
                "Bytes",
                at("@bob_baker", merge(file.clone(), json!({"caption": "Hi"}))),
            )
            .await;
        let uploaded = self.ann("media.upload", "Once", file.clone()).await;
        let again = at("@bob_baker", json!({"file_id": uploaded["file_id"]}));
        self.ann("messages.sendFile", "A file that was uploaded", again).await;
        let album = json!({"items": [file, {"data_base64": "SG8=", "file_name": "ho.txt"}]});
        self.ann("messages.sendAlbum", "Two files", at("@bob_baker", album)).await;
        let download = at("@bob_baker", json!({"message_id": sent["message_id"], "inline": true}));
        self.ann("media.download", "As base64", download).await;
    }

    async fn polls(&mut self) {
        let group = json!({"title": "Crew", "kind": "supergroup", "user_ids": ["@bob_baker"]});
        let made = self.stage.call("groups.create", with(&self.ann, group)).await;
        let crew = made["chat"]["id"].clone();
        let ask = json!({"chat_id": crew, "question": "Oars or sails?", "options": ["Oars", "Sails"]});
        let asked = self.ann("messages.sendPoll", "Two options", ask).await;
        let poll = json!({"chat_id": crew, "message_id": asked["message_id"]});
        self.ann("messages.vote", "For the second", merge(poll.clone(), json!({"option_ids": [1]}))).await;
        self.ann("messages.closePoll", "No more votes", poll).await;
    }

    async fn groups(&mut self) {
        let lounge = || json!({"chat_id": "@sandbox_lounge"});
        let link = json!({"invite_link": "https://t.me/+SandboxBackRoom"});
        self.ann("groups.checkInvite", "Look first", link.clone()).await;
        self.ann("groups.join", "By an invite link", link).await;
        self.ann("groups.join", "By name", lounge()).await;
        self.ann("groups.leave", "By name", lounge()).await;
        let forum = json!({"title": "Harbour", "kind": "supergroup", "is_forum": true});
        let made = self.ann("groups.create", "A forum", forum).await;
        let harbour = made["chat"]["id"].clone();
        self.ann("groups.topics", "The topics of a forum", json!({"chat_id": harbour})).await;
        let edit = json!({"chat_id": harbour, "description": "Boats and nets"});
        self.ann("groups.edit", "A description", edit).await;
    }

    async fn members(&mut self) {
        let group = json!({"title": "Chess club", "kind": "supergroup"});
        let made = self.stage.call("groups.create", with(&self.ann, group)).await;
        let club = made["chat"]["id"].clone();
        let here = |params: Value| merge(json!({"chat_id": club}), params);
        let bob = |params: Value| here(merge(json!({"user_id": "@bob_baker"}), params));
        self.ann("groups.addMembers", "Bob", here(json!({"user_ids": ["@bob_baker"]}))).await;
        self.ann("groups.members", "All", here(json!({}))).await;
        let allowed = json!({"permissions": {"can_send_messages": true}});
        self.ann("groups.restrict", "Texts only", bob(allowed)).await;
        let rights = json!({"rights": {"can_delete_messages": true}, "custom_title": "Referee"});
        self.ann("groups.promote", "With a title", bob(rights)).await;
        self.ann("groups.demote", "A member again", bob(json!({}))).await;
        self.ann("groups.ban", "For good", bob(json!({}))).await;
        self.ann("groups.unban", "May come back", bob(json!({}))).await;
        let invite = here(json!({"creates_join_request": true, "name": "friends"}));
        let invite = self.ann("groups.createInvite", "That admins decide on", invite).await;
        let link = invite["invite_link"].clone();
        self.ann("groups.invites", "All links", here(json!({}))).await;
        self.bob("groups.join", json!({"invite_link": link})).await;
        self.ann("groups.joinRequests", "Who asks", here(json!({}))).await;
        self.ann("groups.declineRequest", "Don't let Bob in", bob(json!({}))).await;
        self.bob("groups.join", json!({"invite_link": link})).await;
        self.ann("groups.approveRequest", "Let Bob in", bob(json!({}))).await;
        self.ann("groups.revokeInvite", "Works no more", here(json!({"invite_link": link}))).await;
    }

    async fn contacts(&mut self) {
        let dora = json!({"phone": "+9996620004", "first_name": "Dora", "last_name": "Dean"});
        self.ann("contacts.add", "By phone number", dora).await;
        self.ann("contacts.list", "The first two", json!({"limit": 2})).await;
        self.ann("contacts.search", "By name", json!({"query": "dora"})).await;
        let dora = || json!({"user_id": "@dora_dean"});
        self.ann("contacts.block", "By username", dora()).await;
        self.ann("contacts.blocked", "All", json!({})).await;
        self.ann("contacts.unblock", "By username", dora()).await;
        self.ann("contacts.delete", "By username", dora()).await;
    }

    async fn bots(&mut self) {
        let commands = json!({"commands": [{"command": "help", "description": "Shows what I can do"}]});
        self.call("bots.setCommands", "One command", with(&self.bot, commands)).await;
        self.stage.call("messages.send", with(&self.ann, at("@sandbox_bot", json!({"text": "Hi"})))).await;
        let buttons = json!([[{"kind": "callback", "text": "Yes", "callback_data": "yes"}]]);
        let offer = json!({"text": "Shall I?", "buttons": buttons});
        self.call("messages.send", "A bot's buttons", with(&self.bot, at("@ann_archer", offer))).await;
        let newest = json!({"limit": 1});
        let read = self.stage.call("messages.history", with(&self.ann, at("@sandbox_bot", newest))).await;
        let click = json!({"message_id": read["items"][0]["message_id"], "callback_data": "yes"});
        let click = with(&self.ann, at("@sandbox_bot", click));
        let answer = async {
            let query = self.asked().await;
            let params = with(&self.bot, json!({"callback_query_id": query["query_id"], "text": "Done"}));
            let result = self.stage.call("bots.answerCallback", params.clone()).await;
            (params, result)
        };
        let (clicked, (params, result)) =
            tokio::join!(self.stage.call("messages.click", click.clone()), answer);
        self.recording.record("messages.click", "By its data", &click, &clicked);
        self.recording.record("bots.answerCallback", "A note at the top", &params, &result);

        let username = json!({"method": "contacts.resolveUsername", "params": {"username": "sandbox_bot"}});
        let found = self.stage.call("telegram.invoke", with(&self.ann, username)).await;
        let user = &found["result"]["users"][0];
        let user = json!({"_": "inputUser", "user_id": user["id"], "access_hash": user["access_hash"]});
        let ask = json!({"method": "messages.getInlineBotResults", "params": {
            "bot": user, "peer": {"_": "inputPeerSelf"}, "query": "boats", "offset": "",
        }});
        let answer = async {
            let query = self.asked().await;
            let results = json!([{"kind": "article", "id": "1", "title": "Sloop", "text": "A sloop"}]);
            let params = json!({"inline_query_id": query["query_id"], "results": results});
            let params = with(&self.bot, params);
            let result = self.stage.call("bots.answerInline", params.clone()).await;
            (params, result)
        };
        let ask = self.stage.call("telegram.invoke", with(&self.ann, ask));
        let (_, (params, result)) = tokio::join!(ask, answer);
        self.recording.record("bots.answerInline", "One article", &params, &result);
    }

    /// Returns the bot's next query of this kind.
    async fn asked(&self) -> Value {
        loop {
            let asked = self.stage.sandbox("sandbox.queries", json!({"bot_id": "@sandbox_bot"})).await;
            if let Some(query) = asked["items"].get(0) {
                return query.clone();
            }
            tokio::task::yield_now().await;
        }
    }

    async fn updates(&mut self) {
        let daemon = self.stage.other();
        let begin = with(&self.ann, json!({"wait": 0}));
        let begun = self.stage.call("updates.poll", begin).await;
        let subscribe = with(&self.ann, json!({"kinds": ["message_new"]}));
        let subscribed =
            self.recording.call(&daemon, "updates.subscribe", "New messages only", subscribe).await;
        self.bob("messages.send", at("@ann_archer", json!({"text": "Are you there?"}))).await;
        loop {
            let notification = daemon.notification().await;
            if notification["method"] == "updates.event" && notification["params"]["items"].get(0).is_some() {
                let mut params = notification["params"].clone();
                // Cursors are rate limited, so it may come in a later notification.
                while params["cursor"].is_null() {
                    params["cursor"] = daemon.notification().await["params"]["cursor"].clone();
                }
                self.recording.record_notification("updates.event", "A new message", &params);
                break;
            }
        }
        let subscription = json!({"subscription": subscribed["subscription"]});
        self.recording.call(&daemon, "updates.unsubscribe", "No more", subscription).await;
        daemon.kill().await;
        let missed = json!({"cursor": begun["cursor"], "kinds": ["message_new"], "wait": 5});
        self.ann("updates.poll", "What was missed", missed).await;
    }

    async fn telegram(&mut self) {
        let config = json!({"method": "help.getNearestDc"});
        self.ann("telegram.invoke", "A function without a method of ours", config).await;
        self.call("telegram.describe", "What a function takes", json!({"name": "help.getNearestDc"})).await;
        let fault = json!({"kind": "flood_wait", "method": "messages.sendMessage", "duration": 1});
        self.stage.sandbox("sandbox.fault", fault).await;
        let send = json!({"text": "Patience", "max_wait": 5, "progress_token": "p"});
        let send = with(&self.ann, at("@bob_baker", send));
        let (_, answer) = self.stage.daemon().start("messages.send", send);
        let notification = self.stage.daemon().notification().await;
        assert_eq!(notification["method"], "$/progress");
        self.recording.record_notification("$/progress", "A flood wait", &notification["params"]);
        answer.await.unwrap();
        let wait = with(&self.ann, json!({"wait": 300}));
        let (id, answer) = self.stage.daemon().start("updates.poll", wait);
        let cancel = json!({"id": id});
        self.stage.daemon().send(json!({"jsonrpc": "2.0", "method": "$/cancelRequest", "params": cancel}));
        assert_eq!(answer.await.unwrap()["error"]["data"]["kind"], "cancelled");
        self.recording.record_notification("$/cancelRequest", "The call with this id", &json!({"id": 7}));
    }

    async fn account(&mut self) {
        self.ann("account.me", "Who am I?", json!({})).await;
        self.ann("account.limits", "Sizes, lengths and counts", json!({})).await;
        self.ann("account.update", "A new bio", json!({"bio": "Sails on Tuesdays"})).await;
        self.ann("account.password", "Is there one?", json!({})).await;
        let set = json!({"new_password": "correct horse", "email": "ann@example.org"});
        self.ann("account.setPassword", "With an address for recovery", set).await;
        let confirm = json!({"code": self.mailed(ANN).await});
        self.ann("account.confirmPasswordEmail", "The code from the mail", confirm).await;
        let sent = self.stage.send_code(ANN).await;
        let asked = json!({"session": sent["session"], "code": code(ANN)});
        let login = self.stage.call("auth.signIn", asked).await["session"].clone();
        self.call("auth.requestPasswordRecovery", "Forgotten", json!({"session": login})).await;
        let recover =
            json!({"session": login, "code": self.mailed(ANN).await, "new_password": "battery staple"});
        self.call("auth.recoverPassword", "Another password", recover).await;
        let remove = json!({"current_password": "battery staple"});
        self.ann("account.removePassword", "Logins ask for it no more", remove).await;
        self.stage.sandbox("sandbox.advance", json!({"duration": 2 * 86_400})).await;
        let all = self.ann("account.authorizations", "All logins", json!({})).await;
        let other = all["items"].as_array().unwrap().iter().find_map(|item| item.get("authorization_id"));
        let other = json!({"authorization_id": other.unwrap()});
        self.ann("account.revokeAuthorization", "One login", other).await;
        self.ann("account.revokeOtherAuthorizations", "All but this one", json!({})).await;
        self.ann("auth.logOut", "This one", json!({})).await;
    }

    async fn end(mut self) -> Value {
        self.call("shutdown", "Nothing more will be asked", json!({})).await;
        self.recording.finish()
    }
}

fn with(session: &str, params: Value) -> Value {
    merge(json!({"session": session}), params)
}

fn at(chat_id: &str, params: Value) -> Value {
    merge(json!({"chat_id": chat_id}), params)
}

fn merge(mut params: Value, more: Value) -> Value {
    params.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    params
}
