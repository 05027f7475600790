//! Buttons, inline queries and commands, seen from both sides.

mod acting;

use serde_json::{Value, json};

use crate::stage::{ANN, CAROL, CAROLS_PASSWORD, Stage, code, text};

/// A daemon for Ann and one for a bot that she has started.
struct BotScene {
    stage: Stage,
    ann: String,
    bot: String,
}

impl BotScene {
    async fn new() -> Self {
        let stage = Stage::new().await;
        let ann = stage.log_in(ANN).await;
        let program = json!({"token": "7000001:sandbox", "api_id": 1, "api_hash": "hash"});
        let bot = text(&stage.call("auth.signInBot", program).await["session"]);
        let hello = json!({"session": ann, "chat_id": "@sandbox_bot", "text": "Hello"});
        stage.call("messages.send", hello).await;
        Self { stage, ann, bot }
    }

    /// Sends Ann a message with these buttons from the bot, and returns it as she sees it.
    async fn offer(&self, buttons: Value) -> Value {
        let params =
            json!({"session": self.bot, "chat_id": "@ann_archer", "text": "Choose", "buttons": buttons});
        self.stage.call("messages.send", params).await;
        self.newest("@sandbox_bot").await
    }

    async fn newest(&self, chat_id: &str) -> Value {
        let params = json!({"session": self.ann, "chat_id": chat_id, "limit": 1});
        self.stage.call("messages.history", params).await["items"][0].clone()
    }

    fn click(&self, message: &Value, button: Value) -> Value {
        let mut params = json!({
            "session": self.ann, "chat_id": "@sandbox_bot", "message_id": message["message_id"],
        });
        params.as_object_mut().unwrap().extend(button.as_object().unwrap().clone());
        params
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
}

#[tokio::test]
async fn a_bots_buttons_arrive_as_they_were_sent() {
    let scene = BotScene::new().await;
    let rows = json!([
        [
            {"kind": "callback", "text": "Press", "callback_data": "pressed"},
            {"kind": "url", "text": "Read", "url": "https://example.com/page"},
        ],
        [
            {"kind": "switch_inline_query", "text": "Ask", "query": "boats", "is_current_chat": true},
            {"kind": "copy_text", "text": "Copy", "copy_text": "copied"},
            {"kind": "web_app", "text": "Open", "url": "https://example.com/app"},
            {"kind": "login_url", "text": "Log in", "url": "https://example.com/login"},
        ],
    ]);
    let read = scene.offer(rows.clone()).await;
    assert_eq!(read["buttons"], rows);
    let me = scene.stage.call("account.me", json!({"session": scene.ann})).await;
    let profile = json!([[{"kind": "user_profile", "text": "You", "user_id": me["id"]}]]);
    assert_eq!(scene.offer(profile.clone()).await["buttons"], profile);

    let keys = json!([
        [{"kind": "text", "text": "Yes"}, {"kind": "request_contact", "text": "My number"}],
        [{"kind": "request_location", "text": "Here"}, {"kind": "request_poll", "text": "A poll"}],
    ]);
    let keyboard = json!({"kind": "keyboard", "rows": keys, "resize_keyboard": true, "input_field_placeholder": "Choose"});
    assert_eq!(scene.offer(keyboard).await["buttons"], keys);
    for markup in
        [json!({"kind": "remove"}), json!({"kind": "force_reply", "input_field_placeholder": "Name"})]
    {
        assert_eq!(scene.offer(markup).await.get("buttons"), None);
    }
}

#[tokio::test]
async fn only_a_bots_messages_have_buttons() {
    let scene = BotScene::new().await;
    let rows = json!([[{"kind": "callback", "text": "Press", "callback_data": "pressed"}]]);
    let params = json!({"session": scene.ann, "chat_id": "@bob_baker", "text": "Choose", "buttons": rows});
    let error = scene.stage.fail("messages.send", params).await;
    assert_eq!(error["data"]["kind"], "bot_only");
    // Telegram counts bytes, the schema characters.
    let wrong = json!([[{"kind": "callback", "text": "Press", "callback_data": "ä".repeat(33)}]]);
    let params = json!({"session": scene.bot, "chat_id": "@ann_archer", "text": "Choose", "buttons": wrong});
    let error = scene.stage.fail("messages.send", params).await;
    assert_eq!(error["data"]["telegram"]["name"], "BUTTON_DATA_INVALID");
    let wrong = json!([[{"kind": "callback", "text": "Press", "callback_data": "d".repeat(65)}]]);
    let params = json!({"session": scene.bot, "chat_id": "@ann_archer", "text": "Choose", "buttons": wrong});
    assert_eq!(
        scene.stage.fail("messages.send", params).await["data"]["path"],
        "buttons[0][0].callback_data"
    );
    let wrong = json!([[{"kind": "callback", "text": "Press", "callback_data": "d"}], [{"kind": "url", "text": "Read"}]]);
    let params = json!({"session": scene.bot, "chat_id": "@ann_archer", "text": "Choose", "buttons": wrong});
    let error = scene.stage.fail("messages.send", params).await;
    assert_eq!(
        (&error["data"]["kind"], &error["data"]["path"]),
        (&json!("invalid_params"), &json!("buttons[1][0].url"))
    );
}

#[tokio::test]
async fn an_edit_replaces_or_removes_the_buttons() {
    let scene = BotScene::new().await;
    let rows = |data: &str| json!([[{"kind": "callback", "text": "Press", "callback_data": data}]]);
    let params = json!({
        "session": scene.bot, "chat_id": "@ann_archer", "text": "Choose", "buttons": rows("first"),
    });
    let sent = scene.stage.call("messages.send", params).await;
    let edit = |session: &str, chat_id: &str, text: &str, buttons: Option<Value>| {
        let mut params = json!({
            "session": session, "chat_id": chat_id, "message_id": sent["message_id"], "text": text,
        });
        if let Some(buttons) = buttons {
            params["buttons"] = buttons;
        }
        params
    };
    let to_ann = |text, buttons| edit(&scene.bot, "@ann_archer", text, buttons);
    let edited = scene.stage.call("messages.edit", to_ann("Choose", Some(rows("second")))).await;
    assert_eq!((&edited["text"], &edited["buttons"]), (&json!("Choose"), &rows("second")));
    assert_eq!(scene.newest("@sandbox_bot").await["buttons"], rows("second"));

    let keyboard = json!({"kind": "keyboard", "rows": [[{"kind": "text", "text": "Yes"}]]});
    let error = scene.stage.fail("messages.edit", to_ann("Choose", Some(keyboard))).await;
    assert_eq!(error["data"]["telegram"]["name"], "REPLY_MARKUP_INVALID");
    let of_a_user = edit(&scene.ann, "@sandbox_bot", "Choose", Some(rows("third")));
    assert_eq!(scene.stage.fail("messages.edit", of_a_user).await["data"]["kind"], "bot_only");

    let edited = scene.stage.call("messages.edit", to_ann("Chosen", None)).await;
    assert_eq!((&edited["text"], edited.get("buttons")), (&json!("Chosen"), None));
    assert_eq!(scene.newest("@sandbox_bot").await.get("buttons"), None);
}

#[tokio::test]
async fn a_bot_answers_a_click() {
    let scene = BotScene::new().await;
    let rows = json!([[{"kind": "callback", "text": "No", "callback_data": "no"}], [
        {"kind": "callback", "text": "Maybe", "callback_data": "maybe"},
        {"kind": "callback", "text": "Yes", "callback_data": "yes"},
    ]]);
    let message = scene.offer(rows).await;
    let ways = [json!({"row": 1, "column": 1}), json!({"text": "Yes"}), json!({"callback_data": "yes"})];
    for way in ways {
        let answer = async {
            let query = scene.asked().await;
            assert_eq!((&query["kind"], &query["data"]), (&json!("callback"), &json!("yes")));
            let answer = json!({
                "session": scene.bot, "callback_query_id": query["query_id"], "text": "Well done",
                "show_alert": true, "url": "https://t.me/sandbox_bot?start=more", "cache_time": 5,
            });
            scene.stage.call("bots.answerCallback", answer).await
        };
        let (clicked, answered) =
            tokio::join!(scene.stage.call("messages.click", scene.click(&message, way)), answer);
        assert_eq!(answered, json!({}));
        let expected = json!({
            "kind": "answer", "text": "Well done", "show_alert": true,
            "url": "https://t.me/sandbox_bot?start=more", "cache_time": 5,
        });
        assert_eq!(clicked, expected);
    }
}

#[tokio::test]
async fn a_click_without_an_answer_fails_and_a_late_answer_is_rejected() {
    let scene = BotScene::new().await;
    let message =
        scene.offer(json!([[{"kind": "callback", "text": "Press", "callback_data": "pressed"}]])).await;
    let wait = async {
        let query = scene.asked().await;
        scene.stage.sandbox("sandbox.advance", json!({"duration": 60})).await;
        query
    };
    let click = scene.stage.fail("messages.click", scene.click(&message, json!({"row": 0})));
    let (error, query) = tokio::join!(click, wait);
    assert_eq!(error["data"]["kind"], "telegram_rejected");
    assert_eq!(error["data"]["telegram"]["name"], "BOT_RESPONSE_TIMEOUT");
    assert_eq!(error["data"]["hint"], "the bot did not answer in time");
    let answer = json!({"session": scene.bot, "callback_query_id": query["query_id"]});
    let error = scene.stage.fail("bots.answerCallback", answer).await;
    assert_eq!(error["data"]["kind"], "telegram_rejected");
    assert_eq!(error["data"]["telegram"]["name"], "QUERY_ID_INVALID");
}

#[tokio::test]
async fn buttons_without_a_callback_return_their_content_and_keyboard_buttons_send_their_text() {
    let scene = BotScene::new().await;
    let me = scene.stage.call("account.me", json!({"session": scene.ann})).await;
    let rows = json!([[
        {"kind": "url", "text": "Read", "url": "https://example.com/page"},
        {"kind": "copy_text", "text": "Copy", "copy_text": "copied"},
        {"kind": "switch_inline_query", "text": "Ask", "query": "boats"},
        {"kind": "user_profile", "text": "You", "user_id": me["id"]},
    ]]);
    let message = scene.offer(rows).await;
    for (column, expected) in [
        json!({"kind": "url", "url": "https://example.com/page"}),
        json!({"kind": "copy_text", "copy_text": "copied"}),
        json!({"kind": "switch_inline_query", "query": "boats", "is_current_chat": false}),
        json!({"kind": "user_profile", "user_id": me["id"]}),
    ]
    .into_iter()
    .enumerate()
    {
        let params = scene.click(&message, json!({"row": 0, "column": column}));
        assert_eq!(scene.stage.call("messages.click", params).await, expected);
    }
    let keys = json!({"kind": "keyboard", "rows": [[{"kind": "text", "text": "Yes, please"}]]});
    let message = scene.offer(keys).await;
    let clicked = scene.stage.call("messages.click", scene.click(&message, json!({"row": 0}))).await;
    assert_eq!((&clicked["kind"], &clicked["message"]["text"]), (&json!("sent"), &json!("Yes, please")));
    let newest = scene.newest("@sandbox_bot").await;
    assert_eq!(newest["message_id"], clicked["message"]["message_id"]);
    assert_eq!(newest["text"], "Yes, please");
}

#[tokio::test]
async fn a_keyboard_button_pressed_again_after_a_lost_answer_sends_once() {
    let scene = BotScene::new().await;
    let keys = json!({"kind": "keyboard", "rows": [[{"kind": "text", "text": "Yes, please"}]]});
    let message = scene.offer(keys).await;
    let lost = json!({"kind": "lose_answer", "method": "messages.sendMessage"});
    scene.stage.sandbox("sandbox.fault", lost).await;
    let mut press = scene.click(&message, json!({"row": 0, "timeout": 1}));
    let error = scene.stage.fail("messages.click", press.clone()).await;
    assert_eq!((&error["data"]["kind"], &error["data"]["outcome"]), (&json!("timeout"), &json!("unknown")));
    press["random_id"] = error["data"]["random_id"].clone();
    press["timeout"] = Value::Null;
    let clicked = scene.stage.call("messages.click", press.clone()).await;
    assert_eq!(clicked["message"]["is_duplicate"], true);
    let newest = scene.newest("@sandbox_bot").await;
    assert_eq!(newest["message_id"], clicked["message"]["message_id"]);
    let sent = json!({"session": scene.ann, "chat_id": "@sandbox_bot", "query": "please"});
    assert_eq!(scene.stage.call("messages.history", sent.clone()).await["total"], 1);

    let delete =
        json!({"session": scene.ann, "chat_id": "@sandbox_bot", "message_ids": [newest["message_id"]]});
    scene.stage.call("messages.delete", delete).await;
    let error = scene.stage.fail("messages.click", press).await;
    assert_eq!(
        (&error["data"]["kind"], &error["data"]["is_duplicate"]),
        (&json!("message_not_found"), &json!(true))
    );
    assert_eq!(scene.stage.call("messages.history", sent).await["total"], 0);
}

#[tokio::test]
async fn a_missing_button_is_not_pressed() {
    let scene = BotScene::new().await;
    let rows = json!([[
        {"kind": "callback", "text": "Press", "callback_data": "pressed"},
        {"kind": "web_app", "text": "Open", "url": "https://example.com/app"},
    ]]);
    let message = scene.offer(rows).await;
    for (button, path) in [
        (json!({"row": 1}), "row"),
        (json!({"row": 0, "column": 2}), "row"),
        (json!({"text": "Other"}), "text"),
        (json!({"callback_data": "other"}), "callback_data"),
        (json!({"text": "Open"}), "text"),
        (json!({}), "row"),
        (json!({"row": 0, "text": "Press"}), "row"),
    ] {
        let error = scene.stage.fail("messages.click", scene.click(&message, button)).await;
        assert_eq!(error["data"]["kind"], "invalid_params");
        assert_eq!(error["data"]["path"], path);
    }
    let gone = json!({"message_id": 9999});
    let mut params = scene.click(&gone, json!({"row": 0}));
    let error = scene.stage.fail("messages.click", params.clone()).await;
    assert_eq!(error["data"]["kind"], "message_not_found");
    // The id belongs to another chat.
    params["message_id"] = message["message_id"].clone();
    params["chat_id"] = json!("@bob_baker");
    let error = scene.stage.fail("messages.click", params).await;
    assert_eq!(error["data"]["kind"], "message_not_found");
    assert_eq!(scene.stage.calls("messages.getBotCallbackAnswer").await, 0);
    let params = json!({"session": scene.bot, "chat_id": "@ann_archer", "message_id": 1, "row": 0});
    assert_eq!(scene.stage.fail("messages.click", params).await["data"]["kind"], "user_only");
}

#[tokio::test]
async fn a_button_can_require_the_password() {
    let scene = BotScene::new().await;
    let sent = scene.stage.send_code(CAROL).await;
    let half =
        scene.stage.call("auth.signIn", json!({"session": sent["session"], "code": code(CAROL)})).await;
    let password = json!({"session": half["session"], "password": CAROLS_PASSWORD});
    let carol = text(&scene.stage.call("auth.checkPassword", password).await["session"]);
    let hello = json!({"session": carol, "chat_id": "@sandbox_bot", "text": "Hello"});
    scene.stage.call("messages.send", hello).await;
    let guarded = json!([[{"kind": "callback", "text": "Give", "callback_data": "give", "is_password_required": true}]]);
    let params = json!({
        "session": scene.bot, "chat_id": "@carol_clark", "text": "Sure?", "buttons": guarded.clone(),
    });
    scene.stage.call("messages.send", params).await;
    let params = json!({"session": carol, "chat_id": "@sandbox_bot", "limit": 1});
    let message = scene.stage.call("messages.history", params).await["items"][0].clone();
    assert_eq!(message["buttons"], guarded);
    let press = |password: Value| {
        json!({
            "session": carol, "chat_id": "@sandbox_bot", "message_id": message["message_id"], "row": 0,
            "password": password,
        })
    };
    for wrong in [Value::Null, json!("wrong horse")] {
        let error = scene.stage.fail("messages.click", press(wrong)).await;
        assert_eq!(error["data"]["kind"], "password_invalid");
    }
    let answer = async {
        let query = scene.asked().await;
        let answer = json!({"session": scene.bot, "callback_query_id": query["query_id"], "text": "Given"});
        scene.stage.call("bots.answerCallback", answer).await
    };
    let click = scene.stage.call("messages.click", press(json!(CAROLS_PASSWORD)));
    let (clicked, _) = tokio::join!(click, answer);
    assert_eq!(clicked["text"], "Given");
}

#[tokio::test]
async fn an_inline_result_can_be_sent_by_the_user_who_queried_it() {
    let scene = BotScene::new().await;
    let bot = scene.stage.call("chats.get", json!({"session": scene.ann, "chat_id": "@sandbox_bot"})).await;
    let user = json!({"_": "inputUser", "user_id": bot["id"], "access_hash": access_hash(&scene).await});
    let ask = json!({"session": scene.ann, "method": "messages.getInlineBotResults", "params": {
        "bot": user, "peer": {"_": "inputPeerSelf"}, "query": "boats", "offset": "",
    }});
    let answer = async {
        let query = scene.asked().await;
        assert_eq!((&query["kind"], &query["text"]), (&json!("inline"), &json!("boats")));
        let results = json!([{
            "kind": "article", "id": "a", "title": "Sloop", "description": "One mast",
            "thumbnail_url": "https://example.com/sloop.jpg",
            "text": "<b>A sloop</b>", "format": "html",
            "buttons": json!([[{"kind": "callback", "text": "Like", "callback_data": "like"}]]),
        }]);
        let answer = json!({
            "session": scene.bot, "inline_query_id": query["query_id"], "results": results, "is_personal": true,
            "next_offset": "2", "button": {"text": "Sign in", "start_parameter": "x"},
        });
        assert_eq!(scene.stage.call("bots.answerInline", answer.clone()).await, json!({}));
        scene.stage.fail("bots.answerInline", answer).await
    };
    let (found, again) = tokio::join!(scene.stage.call("telegram.invoke", ask), answer);
    assert_eq!(again["data"]["kind"], "telegram_rejected");
    assert_eq!(again["data"]["telegram"]["name"], "QUERY_ID_INVALID");
    let found = &found["result"];
    assert_eq!((&found["next_offset"], &found["cache_time"]), (&json!("2"), &json!(300)));
    assert_eq!(found["switch_pm"]["start_param"], "x");
    assert_eq!(
        (&found["results"][0]["title"], found["results"].as_array().unwrap().len()),
        (&json!("Sloop"), 1)
    );

    let send = json!({"session": scene.ann, "method": "messages.sendInlineBotResult", "params": {
        "peer": {"_": "inputPeerSelf"}, "random_id": "77", "query_id": found["query_id"], "id": "a",
    }});
    scene.stage.call("telegram.invoke", send).await;
    let sent = scene.newest("me").await;
    assert_eq!((&sent["text"], &sent["via_bot"]["id"]), (&json!("A sloop"), &bot["id"]));
    assert_eq!(sent["entities"][0]["kind"], "bold");
    assert_eq!(sent["buttons"][0][0]["callback_data"], "like");
}

async fn access_hash(scene: &BotScene) -> Value {
    let params = json!({"username": "sandbox_bot"});
    let ask = json!({"session": scene.ann, "method": "contacts.resolveUsername", "params": params});
    scene.stage.call("telegram.invoke", ask).await["result"]["users"][0]["access_hash"].clone()
}

#[tokio::test]
async fn users_see_the_commands_that_a_bot_sets() {
    let scene = BotScene::new().await;
    let set = |scope: Value, commands: Value| {
        let params = json!({"session": scene.bot, "commands": commands, "scope": scope});
        scene.stage.call("bots.setCommands", params)
    };
    let shown = async || {
        let user = json!({"_": "inputUser", "user_id": 7_000_001, "access_hash": access_hash(&scene).await});
        let ask = json!({"session": scene.ann, "method": "users.getFullUser", "params": {"id": user}});
        let full = scene.stage.call("telegram.invoke", ask).await;
        let commands = full["result"]["full_user"]["bot_info"]["commands"].clone();
        let names = commands.as_array().into_iter().flatten().map(|command| text(&command["command"]));
        names.collect::<Vec<_>>()
    };
    let start = json!([{"command": "start", "description": "Begins"}]);
    set(json!({"kind": "default"}), start).await;
    assert_eq!(shown().await, ["start"]);
    let hers = json!([{"command": "hers", "description": "For her"}, {"command": "two", "description": "2"}]);
    let ann = json!({"kind": "chat", "chat_id": "@ann_archer"});
    set(ann.clone(), hers).await;
    assert_eq!(shown().await, ["hers", "two"]);
    set(ann, json!([])).await;
    assert_eq!(shown().await, ["start"]);
    let private = json!([{"command": "private", "description": "In private"}]);
    set(json!({"kind": "all_private_chats"}), private).await;
    assert_eq!(shown().await, ["private"]);

    let wrong = json!([{"command": "NO", "description": "Wrong"}]);
    let params = json!({"session": scene.bot, "commands": wrong});
    let error = scene.stage.fail("bots.setCommands", params.clone()).await;
    assert_eq!(error["data"]["telegram"]["name"], "BOT_COMMAND_INVALID");
    let by_ann = json!({"session": scene.ann, "commands": []});
    for method in ["bots.setCommands", "bots.answerCallback", "bots.answerInline"] {
        let params = match method {
            "bots.setCommands" => by_ann.clone(),
            "bots.answerCallback" => json!({"session": scene.ann, "callback_query_id": "1"}),
            _ => json!({"session": scene.ann, "inline_query_id": "1", "results": []}),
        };
        assert_eq!(scene.stage.fail(method, params).await["data"]["kind"], "bot_only", "{method}");
    }
}
