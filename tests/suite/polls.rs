//! Polls, asked by one account and answered by another.

use serde_json::{Value, json};

use crate::stage::{ANN, BOB, Stage};

/// Ann and Bob in a group, and a poll of Ann's in it.
struct Asked {
    stage: Stage,
    ann: String,
    bob: String,
    message_id: Value,
}

fn phrase(text: &str) -> Value {
    json!({"_": "textWithEntities", "text": text, "entities": []})
}

async fn ask(stage: &Stage, session: &str, media: Value) -> Value {
    let params = json!({"peer": "@crew_room", "media": media, "message": "", "random_id": "7"});
    let send = json!({"session": session, "method": "messages.sendMedia", "params": params});
    stage.call("telegram.invoke", send).await;
    newest(stage, session).await
}

async fn newest(stage: &Stage, session: &str) -> Value {
    let history = json!({"session": session, "chat_id": "@crew_room", "limit": 1});
    stage.call("messages.history", history).await["items"][0].clone()
}

/// What is asked, with more of its fields.
fn media(poll: Value, media: Value) -> Value {
    let answer = |text| json!({"_": "inputPollAnswer", "text": phrase(text)});
    let mut asked = json!({
        "_": "poll", "id": "0", "hash": "0", "question": phrase("How do we row?"),
        "answers": (["Oars", "Sails", "Engine"].map(answer)),
    });
    asked.as_object_mut().unwrap().extend(poll.as_object().unwrap().clone());
    let mut input = json!({"_": "inputMediaPoll", "poll": asked});
    input.as_object_mut().unwrap().extend(media.as_object().unwrap().clone());
    input
}

impl Asked {
    async fn new(poll: Value, of_media: Value) -> Self {
        let stage = Stage::new().await;
        let (ann, bob) = (stage.log_in(ANN).await, stage.log_in(BOB).await);
        let group = json!({
            "kind": "supergroup", "title": "Crew", "username": "crew_room", "owner": ANN, "members": [BOB],
        });
        stage.sandbox("sandbox.addGroup", group).await;
        let message_id = ask(&stage, &ann, media(poll, of_media)).await["message_id"].clone();
        Self { stage, ann, bob, message_id }
    }

    fn vote(&self, session: &str, options: &[u32]) -> Value {
        json!({
            "session": session, "chat_id": "@crew_room", "message_id": self.message_id, "options": options,
        })
    }

    /// The poll as this account is shown it.
    async fn seen_by(&self, session: &str) -> Value {
        newest(&self.stage, session).await["media"].clone()
    }
}

#[tokio::test]
async fn a_vote_is_counted_for_everybody_and_shown_to_those_who_voted() {
    let asked = Asked::new(json!({}), json!({})).await;
    let before = asked.seen_by(&asked.bob).await;
    assert_eq!((&before["kind"], &before["question"]), (&json!("poll"), &json!("How do we row?")));
    assert_eq!(before["options"], json!([{"text": "Oars"}, {"text": "Sails"}, {"text": "Engine"}]));
    let flags = ["is_closed", "is_anonymous", "is_quiz", "allows_multiple_answers", "allows_revoting"];
    assert_eq!(flags.map(|flag| before[flag].clone()), [false, true, false, false, true].map(Value::from));

    let after = asked.stage.call("messages.vote", asked.vote(&asked.bob, &[1])).await;
    assert_eq!(after["poll_id"], before["poll_id"]);
    let options = json!([
        {"text": "Oars", "voter_count": 0},
        {"text": "Sails", "voter_count": 1, "chosen": true},
        {"text": "Engine", "voter_count": 0},
    ]);
    assert_eq!((&after["options"], &after["total_voter_count"]), (&options, &json!(1)));
    let seen = asked.seen_by(&asked.ann).await;
    assert_eq!((&seen["options"], &seen["total_voter_count"]), (&before["options"], &json!(1)));

    let hers = asked.stage.call("messages.vote", asked.vote(&asked.ann, &[1])).await;
    assert_eq!(hers["options"][1], json!({"text": "Sails", "voter_count": 2, "chosen": true}));
    let changed = asked.stage.call("messages.vote", asked.vote(&asked.bob, &[0])).await;
    assert_eq!(changed["options"][1]["voter_count"], 1);
    let retracted = asked.stage.call("messages.vote", asked.vote(&asked.bob, &[])).await;
    assert_eq!((&retracted["options"], &retracted["total_voter_count"]), (&before["options"], &json!(1)));
}

#[tokio::test]
async fn a_quiz_takes_one_vote_and_then_says_what_is_right() {
    let quiz = json!({
        "correct_answers": [2], "solution": "There is no wind.", "solution_entities": [],
    });
    let asked = Asked::new(json!({"quiz": true}), quiz).await;
    let before = asked.seen_by(&asked.bob).await;
    assert_eq!((&before["is_quiz"], &before["allows_revoting"]), (&json!(true), &json!(false)));
    assert_eq!((&before["correct_option_ids"], &before["explanation"]), (&Value::Null, &Value::Null));
    let after = asked.stage.call("messages.vote", asked.vote(&asked.bob, &[0])).await;
    assert_eq!(after["correct_option_ids"], json!([2]));
    assert_eq!(after["explanation"], "There is no wind.");
    let error = asked.stage.fail("messages.vote", asked.vote(&asked.bob, &[2])).await;
    assert_eq!(error["data"]["kind"], "forbidden");
    assert_eq!(error["data"]["telegram"]["name"], "REVOTE_NOT_ALLOWED");
}

#[tokio::test]
async fn a_closed_poll_shows_how_it_ended_and_takes_no_votes() {
    let asked = Asked::new(json!({"close_period": 60}), json!({})).await;
    asked.stage.call("messages.vote", asked.vote(&asked.bob, &[2])).await;
    let open = asked.seen_by(&asked.ann).await;
    assert_eq!((&open["open_period"], open["close_date"].is_string()), (&json!(60), true));
    asked.stage.sandbox("sandbox.advance", json!({"seconds": 61})).await;
    let error = asked.stage.fail("messages.vote", asked.vote(&asked.ann, &[0])).await;
    assert_eq!(error["data"]["kind"], "forbidden");
    assert_eq!(error["data"]["telegram"]["name"], "MESSAGE_POLL_CLOSED");
    let seen = asked.seen_by(&asked.ann).await;
    assert_eq!((&seen["is_closed"], &seen["options"][2]["voter_count"]), (&json!(true), &json!(1)));
}

#[tokio::test]
async fn what_is_no_vote_says_why() {
    let asked = Asked::new(json!({}), json!({})).await;
    let error = asked.stage.fail("messages.vote", asked.vote(&asked.bob, &[0, 1])).await;
    assert_eq!(error["data"]["kind"], "telegram_rejected");
    assert_eq!(error["data"]["telegram"]["name"], "OPTIONS_TOO_MUCH");
    let error = asked.stage.fail("messages.vote", asked.vote(&asked.bob, &[3])).await;
    assert_eq!(
        (&error["data"]["kind"], &error["data"]["path"]),
        (&json!("invalid_params"), &json!("options"))
    );
    assert_eq!(error["data"]["expected"], "places from 0 to 2");
    let nowhere = Asked { message_id: json!(1), ..asked };
    for (session, chat_id) in [(&nowhere.bob, "@crew_room"), (&nowhere.bob, "@ann_archer")] {
        let vote = json!({"session": session, "chat_id": chat_id, "message_id": 1, "options": [0]});
        let error = nowhere.stage.fail("messages.vote", vote).await;
        assert_eq!(error["data"]["kind"], "message_not_found", "{chat_id}");
    }
}

#[tokio::test]
async fn several_options_are_chosen_where_that_is_allowed() {
    let asked = Asked::new(json!({"multiple_choice": true, "public_voters": true}), json!({})).await;
    let after = asked.stage.call("messages.vote", asked.vote(&asked.bob, &[0, 2])).await;
    assert_eq!((&after["allows_multiple_answers"], &after["is_anonymous"]), (&json!(true), &json!(false)));
    let chosen = [0, 1, 2].map(|place| after["options"][place]["chosen"] == true);
    assert_eq!((chosen, &after["total_voter_count"]), ([true, false, true], &json!(1)));
}
