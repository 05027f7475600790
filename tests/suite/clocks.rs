//! Machines with a wrong clock: dates are judged by Telegram's.

use jiff::Timestamp;
use serde_json::{Value, json};
use telewire::sandbox::Options;

use crate::stage::{ANN, Stage};

const HOUR: i64 = 3600;

/// A machine whose clock is this many seconds ahead of Telegram's.
async fn ahead_by(seconds: i64) -> Stage {
    Stage::with(Options { clock_offset: -seconds, ..Options::default() }).await
}

fn at(seconds_from_now: i64) -> Value {
    json!(Timestamp::now().as_second() + seconds_from_now)
}

#[tokio::test]
async fn a_qr_code_expires_by_telegrams_clock_on_a_machine_that_is_fast() {
    let stage = ahead_by(HOUR).await;
    let shown = stage.call("auth.startQr", json!({"api_id": 1, "api_hash": "hash"})).await;
    for _ in 0..3 {
        let still = stage.call("auth.pollQr", json!({"session": shown["session"], "wait": 0})).await;
        assert_eq!(still["url"], shown["url"]);
    }
    assert_eq!(stage.calls("auth.exportLoginToken").await, 1, "a code that is good is not made anew");
}

#[tokio::test]
async fn a_date_is_judged_by_telegrams_clock_even_in_the_first_call() {
    // A date in the past of a fast machine may be ahead for Telegram, and the reverse on a slow machine.
    for (ahead, date, is_good) in [(2 * HOUR, -HOUR, true), (-2 * HOUR, HOUR, false)] {
        let mut stage = ahead_by(ahead).await;
        let session = stage.log_in(ANN).await;
        let group =
            json!({"session": session, "title": "Oars", "kind": "supergroup", "user_ids": ["@bob_baker"]});
        let group = stage.call("groups.create", group).await["chat"]["id"].clone();
        let poll = json!({"question": "x", "options": ["a", "b"]});
        for (method, params, field) in [
            ("messages.send", json!({"chat_id": "me", "text": "x"}), "schedule_date"),
            ("messages.sendPoll", poll, "close_date"),
            ("groups.ban", json!({"user_id": "@bob_baker"}), "until_date"),
            ("groups.createInvite", json!({}), "expire_date"),
            ("chats.mute", json!({}), "until_date"),
        ] {
            // Telegram's clock is still unknown.
            stage = stage.restart().await;
            let mut call = json!({"session": session, "chat_id": group, field: at(date)});
            call.as_object_mut().unwrap().extend(params.as_object().unwrap().clone());
            let answer = stage.daemon().try_call(method, call).await;
            match is_good {
                true => assert!(answer.is_ok(), "{method}: {answer:?}"),
                false => {
                    let error = answer.expect_err(method);
                    assert_eq!(error["data"]["path"], field, "{method}: {error}");
                    assert!(error["message"].as_str().unwrap().contains("in the past"), "{error}");
                }
            }
        }
    }
}

#[tokio::test]
async fn no_call_fails_when_the_clock_jumps() {
    let stage = Stage::new().await;
    let session = stage.log_in(ANN).await;
    // First by more than the server accepts as late, then by less: it accepts our time, and we read its time as the
    // future.
    for seconds in [3600, 60] {
        let jump = json!({"duration": seconds, "message_ids": true});
        stage.sandbox("sandbox.advance", jump).await;
        let me = stage.call("account.me", json!({"session": session})).await;
        assert_eq!(me["username"], "ann_archer");
        let sent = json!({"session": session, "chat_id": "me", "text": format!("after {seconds}")});
        stage.call("messages.send", sent).await;
        let soon = Timestamp::now().as_second() + 3600 + 60 + 600;
        let later = json!({"session": session, "chat_id": "me", "text": "later", "schedule_date": soon});
        assert_eq!(stage.call("messages.send", later).await["is_scheduled"], true);
    }
}
