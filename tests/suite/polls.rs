//! Polls, created by one account and voted in by another.

use serde_json::{Value, json};

use crate::stage::{ANN, BOB, Stage, text, texts};

/// Ann and Bob in a group with a poll of Ann's.
struct PollScene {
    stage: Stage,
    ann: String,
    bob: String,
    message_id: Value,
}

async fn newest(stage: &Stage, session: &str) -> Value {
    let history = json!({"session": session, "chat_id": "@crew_room", "limit": 1});
    stage.call("messages.history", history).await["items"][0].clone()
}

fn merged(mut into: Value, params: Value) -> Value {
    into.as_object_mut().unwrap().extend(params.as_object().unwrap().clone());
    into
}

/// Params of a poll sent by this session.
fn poll(session: &str, params: Value) -> Value {
    let question = json!({
        "session": session, "chat_id": "@crew_room", "question": "How do we row?",
        "options": ["Oars", "Sails", "Engine"],
    });
    merged(question, params)
}

impl PollScene {
    async fn new(params: Value) -> Self {
        let stage = Stage::new().await;
        let (ann, bob) = (stage.log_in(ANN).await, stage.log_in(BOB).await);
        let group = json!({
            "kind": "supergroup", "title": "Crew", "username": "crew_room", "owner_id": ANN, "member_ids": [BOB],
        });
        stage.sandbox("sandbox.addGroup", group).await;
        let sent = stage.call("messages.sendPoll", poll(&ann, params)).await;
        let message_id = sent["message_id"].clone();
        Self { stage, ann, bob, message_id }
    }

    fn vote(&self, session: &str, options: &[u32]) -> Value {
        json!({
            "session": session, "chat_id": "@crew_room", "message_id": self.message_id, "option_ids": options,
        })
    }

    fn close(&self, session: &str) -> Value {
        json!({"session": session, "chat_id": "@crew_room", "message_id": self.message_id})
    }

    /// The poll as this account sees it.
    async fn seen_by(&self, session: &str) -> Value {
        newest(&self.stage, session).await["media"].clone()
    }
}

#[tokio::test]
async fn a_vote_is_counted_for_everybody_and_shown_to_those_who_voted() {
    let scene = PollScene::new(json!({})).await;
    let before = scene.seen_by(&scene.bob).await;
    assert_eq!((&before["kind"], &before["question"]), (&json!("poll"), &json!("How do we row?")));
    assert_eq!(before["options"], json!([{"text": "Oars"}, {"text": "Sails"}, {"text": "Engine"}]));
    let flags = ["is_closed", "is_anonymous", "is_quiz", "allows_multiple_answers", "allows_revoting"];
    assert_eq!(flags.map(|flag| before[flag].clone()), [false, true, false, false, true].map(Value::from));

    let after = scene.stage.call("messages.vote", scene.vote(&scene.bob, &[1])).await;
    assert_eq!(after["poll_id"], before["poll_id"]);
    let options = json!([
        {"text": "Oars", "voter_count": 0},
        {"text": "Sails", "voter_count": 1, "is_chosen": true},
        {"text": "Engine", "voter_count": 0},
    ]);
    assert_eq!((&after["options"], &after["total_voter_count"]), (&options, &json!(1)));
    let seen = scene.seen_by(&scene.ann).await;
    assert_eq!((&seen["options"], &seen["total_voter_count"]), (&before["options"], &json!(1)));

    let hers = scene.stage.call("messages.vote", scene.vote(&scene.ann, &[1])).await;
    assert_eq!(hers["options"][1], json!({"text": "Sails", "voter_count": 2, "is_chosen": true}));
    let changed = scene.stage.call("messages.vote", scene.vote(&scene.bob, &[0])).await;
    assert_eq!(changed["options"][1]["voter_count"], 1);
    let retracted = scene.stage.call("messages.vote", scene.vote(&scene.bob, &[])).await;
    assert_eq!((&retracted["options"], &retracted["total_voter_count"]), (&before["options"], &json!(1)));
}

#[tokio::test]
async fn a_quiz_accepts_one_vote_and_then_shows_the_correct_answer() {
    let quiz = json!({
        "kind": "quiz", "correct_option_ids": [2], "explanation": "There is *no* wind\\.", "format": "markdown",
    });
    let scene = PollScene::new(quiz).await;
    let before = scene.seen_by(&scene.bob).await;
    assert_eq!((&before["is_quiz"], &before["allows_revoting"]), (&json!(true), &json!(false)));
    assert_eq!((&before["correct_option_ids"], &before["explanation"]), (&Value::Null, &Value::Null));
    let after = scene.stage.call("messages.vote", scene.vote(&scene.bob, &[0])).await;
    assert_eq!(after["correct_option_ids"], json!([2]));
    assert_eq!(after["explanation"], "There is no wind.");
    assert_eq!(after["explanation_entities"], json!([{"kind": "bold", "offset": 9, "length": 2}]));
    let error = scene.stage.fail("messages.vote", scene.vote(&scene.bob, &[2])).await;
    assert_eq!(error["data"]["kind"], "forbidden");
    assert_eq!(error["data"]["telegram"]["name"], "REVOTE_NOT_ALLOWED");
}

#[tokio::test]
async fn a_closed_poll_shows_its_result_and_accepts_no_votes() {
    let scene = PollScene::new(json!({"open_period": 60})).await;
    scene.stage.call("messages.vote", scene.vote(&scene.bob, &[2])).await;
    let open = scene.seen_by(&scene.ann).await;
    assert_eq!((&open["open_period"], open["close_date"].is_string()), (&json!(60), true));
    scene.stage.sandbox("sandbox.advance", json!({"duration": 61})).await;
    let error = scene.stage.fail("messages.vote", scene.vote(&scene.ann, &[0])).await;
    assert_eq!(error["data"]["kind"], "forbidden");
    assert_eq!(error["data"]["telegram"]["name"], "MESSAGE_POLL_CLOSED");
    let seen = scene.seen_by(&scene.ann).await;
    assert_eq!((&seen["is_closed"], &seen["options"][2]["voter_count"]), (&json!(true), &json!(1)));
}

#[tokio::test]
async fn an_invalid_vote_is_rejected_with_the_reason() {
    let scene = PollScene::new(json!({})).await;
    let error = scene.stage.fail("messages.vote", scene.vote(&scene.bob, &[0, 1])).await;
    assert_eq!(error["data"]["kind"], "telegram_rejected");
    assert_eq!(error["data"]["telegram"]["name"], "OPTIONS_TOO_MUCH");
    let error = scene.stage.fail("messages.vote", scene.vote(&scene.bob, &[3])).await;
    assert_eq!(
        (&error["data"]["kind"], &error["data"]["path"]),
        (&json!("invalid_params"), &json!("option_ids"))
    );
    assert_eq!(error["data"]["expected"], "places from 0 to 2");
    let nowhere = PollScene { message_id: json!(1), ..scene };
    for (session, chat_id) in [(&nowhere.bob, "@crew_room"), (&nowhere.bob, "@ann_archer")] {
        let vote = json!({"session": session, "chat_id": chat_id, "message_id": 1, "option_ids": [0]});
        let error = nowhere.stage.fail("messages.vote", vote).await;
        assert_eq!(error["data"]["kind"], "message_not_found", "{chat_id}");
    }
}

#[tokio::test]
async fn several_options_can_be_chosen_if_allowed() {
    let scene = PollScene::new(json!({"allows_multiple_answers": true, "is_anonymous": false})).await;
    let after = scene.stage.call("messages.vote", scene.vote(&scene.bob, &[0, 2])).await;
    assert_eq!((&after["allows_multiple_answers"], &after["is_anonymous"]), (&json!(true), &json!(false)));
    let chosen = [0, 1, 2].map(|place| after["options"][place]["is_chosen"] == true);
    assert_eq!((chosen, &after["total_voter_count"]), ([true, false, true], &json!(1)));
}

#[tokio::test]
async fn a_poll_is_sent_once_however_often_it_is_repeated() {
    let scene = PollScene::new(json!({"random_id": 5})).await;
    let again = scene.stage.call("messages.sendPoll", poll(&scene.ann, json!({"random_id": 5}))).await;
    assert_eq!((&again["message_id"], &again["is_duplicate"]), (&scene.message_id, &json!(true)));
    assert_eq!(again["media"]["kind"], "poll");
    let lost = json!({"kind": "lose_answer", "method": "messages.sendMedia"});
    scene.stage.sandbox("sandbox.fault", lost).await;
    let mut params = poll(&scene.ann, json!({"question": "When?", "timeout": 1}));
    let error = scene.stage.fail("messages.sendPoll", params.clone()).await;
    assert_eq!((&error["data"]["kind"], &error["data"]["outcome"]), (&json!("timeout"), &json!("unknown")));
    params = merged(params, json!({"timeout": null, "random_id": error["data"]["random_id"]}));
    let again = scene.stage.call("messages.sendPoll", params).await;
    let newest = newest(&scene.stage, &scene.bob).await;
    assert_eq!((&again["message_id"], &again["is_duplicate"]), (&newest["message_id"], &json!(true)));
    assert_eq!(newest["media"]["question"], "When?");
}

#[tokio::test]
async fn a_poll_waits_for_its_time_and_answers_a_message() {
    let scene = PollScene::new(json!({})).await;
    let now = scene.stage.sandbox("sandbox.advance", json!({"duration": 0})).await;
    let date = now["date"].as_str().unwrap().parse::<jiff::Timestamp>().unwrap().as_second() + 3600;
    let params = json!({"question": "When?", "schedule_date": date, "silent": true});
    let sent = scene.stage.call("messages.sendPoll", poll(&scene.ann, params)).await;
    assert_eq!((&sent["is_scheduled"], &sent["media"]["question"]), (&json!(true), &json!("When?")));
    scene.stage.sandbox("sandbox.advance", json!({"duration": 3601})).await;
    let seen = scene.seen_by(&scene.bob).await;
    assert_eq!((&seen["question"], &seen["is_closed"]), (&json!("When?"), &json!(false)));
    let params = json!({"reply_to_message_id": scene.message_id, "close_date": date + 7200});
    let sent = scene.stage.call("messages.sendPoll", poll(&scene.bob, params)).await;
    assert_eq!(sent["reply_to"]["message_id"], scene.message_id);
    assert!(sent["media"]["close_date"].is_string());
}

#[tokio::test]
async fn an_invalid_poll_is_rejected_with_the_reason() {
    let scene = PollScene::new(json!({})).await;
    let quiz = |params| merged(json!({"kind": "quiz"}), params);
    for (params, path) in [
        (json!({"correct_option_ids": [0]}), "kind"),
        (json!({"explanation": "So"}), "kind"),
        (json!({"options": ["One"]}), "options"),
        (json!({"options": ["One", "n".repeat(101)]}), "options[1]"),
        (quiz(json!({})), "correct_option_ids"),
        (quiz(json!({"correct_option_ids": [0, 1]})), "correct_option_ids"),
        (quiz(json!({"correct_option_ids": [3]})), "correct_option_ids"),
        (quiz(json!({"correct_option_ids": [0], "allows_revoting": true})), "allows_revoting"),
        (json!({"open_period": 60, "close_date": "2030-01-01T00:00:00Z"}), "close_date"),
        (quiz(json!({"correct_option_ids": [0], "explanation": "*", "format": "markdown"})), "explanation"),
    ] {
        let error = scene.stage.fail("messages.sendPoll", poll(&scene.ann, params)).await;
        assert_eq!(
            (&error["data"]["kind"], &error["data"]["path"]),
            (&json!("invalid_params"), &json!(path))
        );
    }
    for (params, name) in [
        (json!({"question": " "}), "POLL_QUESTION_INVALID"),
        (json!({"options": ["One", " "]}), "POLL_ANSWER_INVALID"),
        (json!({"chat_id": "@bob_baker"}), "MEDIA_INVALID"),
    ] {
        let error = scene.stage.fail("messages.sendPoll", poll(&scene.ann, params)).await;
        let kind_and_name = (&error["data"]["kind"], &error["data"]["telegram"]["name"]);
        assert_eq!(kind_and_name, (&json!("telegram_rejected"), &json!(name)));
    }
    let several = quiz(json!({"correct_option_ids": [0, 1], "allows_multiple_answers": true}));
    let sent = scene.stage.call("messages.sendPoll", poll(&scene.ann, several)).await;
    assert_eq!(sent["media"]["is_quiz"], true);
}

#[tokio::test]
async fn the_creator_closes_the_poll_for_good() {
    let scene = PollScene::new(json!({})).await;
    scene.stage.call("messages.vote", scene.vote(&scene.bob, &[2])).await;
    let error = scene.stage.fail("messages.closePoll", scene.close(&scene.bob)).await;
    assert_eq!(error["data"]["kind"], "forbidden");
    let closed = scene.stage.call("messages.closePoll", scene.close(&scene.ann)).await;
    assert_eq!((&closed["is_closed"], &closed["total_voter_count"]), (&json!(true), &json!(1)));
    assert_eq!(closed["options"][2], json!({"text": "Engine", "voter_count": 1}));
    let error = scene.stage.fail("messages.vote", scene.vote(&scene.ann, &[0])).await;
    assert_eq!(error["data"]["telegram"]["name"], "MESSAGE_POLL_CLOSED");
    let error = scene.stage.fail("messages.closePoll", scene.close(&scene.ann)).await;
    assert_eq!(error["data"]["kind"], "not_modified");
}

#[tokio::test]
async fn a_bots_poll_in_a_private_chat_has_buttons_until_it_is_closed() {
    let stage = Stage::new().await;
    let ann = stage.log_in(ANN).await;
    let program = json!({"token": "7000001:sandbox", "api_id": 1, "api_hash": "hash"});
    let bot = text(&stage.call("auth.signInBot", program).await["session"]);
    let hello = json!({"session": ann, "chat_id": "@sandbox_bot", "text": "Hello"});
    stage.call("messages.send", hello).await;
    let buttons = json!([[{"kind": "callback", "text": "Why?", "callback_data": "why"}]]);
    let params = json!({"chat_id": "@ann_archer", "buttons": buttons});
    let sent = stage.call("messages.sendPoll", poll(&bot, params)).await;
    assert_eq!((&sent["media"]["kind"], &sent["buttons"]), (&json!("poll"), &buttons));
    let history = json!({"session": ann, "chat_id": "@sandbox_bot", "limit": 1});
    let read = stage.call("messages.history", history.clone()).await["items"][0].clone();
    let vote = json!({
        "session": ann, "chat_id": "@sandbox_bot", "message_id": read["message_id"], "option_ids": [1],
    });
    stage.call("messages.vote", vote).await;
    let close = json!({"session": bot, "chat_id": "@ann_archer", "message_id": sent["message_id"]});
    let closed = stage.call("messages.closePoll", close).await;
    assert_eq!((&closed["is_closed"], &closed["options"][1]["voter_count"]), (&json!(true), &json!(1)));
    let page = stage.call("messages.history", history).await;
    assert_eq!((&page["items"][0]["buttons"], texts(&page)), (&Value::Null, vec![String::new()]));

    let users = json!({"chat_id": "me", "buttons": buttons});
    assert_eq!(stage.fail("messages.sendPoll", poll(&ann, users)).await["data"]["kind"], "bot_only");
    let later = json!({"chat_id": "@ann_archer", "schedule_date": "2030-01-01T00:00:00Z"});
    assert_eq!(stage.fail("messages.sendPoll", poll(&bot, later)).await["data"]["kind"], "user_only");
}
