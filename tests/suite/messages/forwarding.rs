//! Forwarding messages.

use serde_json::{Value, json};
use telewire::sandbox::world::messages::draft::Draft;
use telewire::sandbox::world::messages::message::{Body, Media};
use telewire::sandbox::world::people::peer::Peer;

use super::{ids, newest, send, with_text};
use crate::stage::{ANN, BOB, Stage, texts};

/// Bob writes numbered messages to Ann. `albums` groups some into albums of these sizes. Returns their ids in Ann's
/// mailbox.
fn write(stage: &Stage, albums: &[usize]) -> Vec<i64> {
    stage.world(|world| {
        let (ann, bob) = (world.resolve_phone(ANN).unwrap().id, world.resolve_phone(BOB).unwrap().id);
        let news = world.resolve_username("sandbox_news").unwrap();
        let mailbox = world.mailbox_of(ann, news);
        let shown = mailbox.ids(news).unwrap().iter().filter_map(|id| mailbox.message(*id));
        let mut photos = shown.filter_map(|message| match &*message.body {
            Body::Text { media: Some(photo @ Media::Photo { .. }), .. } => Some(photo.clone()),
            _ => None,
        });
        let photo = photos.next_back().expect("the fresh world has one");
        let mut number = 0;
        for size in albums {
            let drafts: Vec<Draft> = (0..*size)
                .map(|_| {
                    number += 1;
                    Draft { text: number.to_string(), media: Some(photo.clone()), ..Draft::default() }
                })
                .collect();
            if let [one] = &drafts[..] {
                world.send(bob, Peer::User(ann), one.clone()).unwrap();
            } else {
                world.send_album(bob, Peer::User(ann), drafts).unwrap();
            }
        }
        let mailbox = world.mailbox_of(ann, Peer::User(bob));
        let all = mailbox.ids(Peer::User(bob)).unwrap().iter().rev().take(number);
        let mut ids: Vec<i64> = all.map(|id| i64::from(*id)).collect();
        ids.reverse();
        ids
    })
}

#[tokio::test]
async fn messages_are_forwarded_with_their_origin() {
    let stage = Stage::new().await;
    let (ann, bob) = (stage.log_in(ANN).await, stage.log_in(BOB).await);
    let posts = newest(&stage, &ann, "@sandbox_news").await;
    let wanted = [&posts[1]["message_id"], &posts[0]["message_id"]];
    let params = json!({"session": ann, "from_chat_id": "@sandbox_news", "chat_id": "@bob_baker", "message_ids": wanted});
    let forwarded = stage.call("messages.forward", params).await;
    assert_eq!(forwarded["failed"], Value::Null);
    let items = forwarded["items"].as_array().unwrap();
    for (item, post) in items.iter().zip([&posts[1], &posts[0]]) {
        assert_eq!(
            (&item["text"], &item["media"], &item["entities"]),
            (&post["text"], &post["media"], &post["entities"])
        );
        assert_eq!(item["forward"]["sender"]["username"], "sandbox_news");
        assert_eq!(item["forward"]["message_id"], post["message_id"]);
        assert_eq!(item["forward"]["date"], post["date"]);
        assert_eq!((&item["chat"]["username"], &item["is_outgoing"]), (&json!("bob_baker"), &json!(true)));
    }
    let read = newest(&stage, &bob, "@ann_archer").await;
    assert_eq!(read[0]["forward"]["message_id"], posts[0]["message_id"]);
    assert_eq!(read[0]["forward"]["sender"]["id"], posts[0]["chat"]["id"]);
    assert_eq!(read[1]["text"], posts[1]["text"]);
}

#[tokio::test]
async fn the_author_and_the_captions_can_be_left_out() {
    let stage = Stage::new().await;
    let session = stage.log_in(ANN).await;
    let papers = with_text(&stage, &session, "@bob_baker", "Its papers, at last.").await.unwrap();
    let mut params = json!({"session": session, "from_chat_id": "@bob_baker", "chat_id": "me",
        "message_ids": [papers["message_id"]], "send_copy": true});
    let item = stage.call("messages.forward", params.clone()).await["items"][0].clone();
    assert_eq!(
        (&item["forward"], &item["text"], &item["media"]),
        (&Value::Null, &papers["text"], &papers["media"])
    );
    params["remove_caption"] = json!(true);
    params["silent"] = json!(true);
    let item = stage.call("messages.forward", params).await["items"][0].clone();
    assert_eq!((&item["text"], &item["media"]), (&json!(""), &papers["media"]));
    assert_eq!(newest(&stage, &session, "me").await.len(), 2);
}

#[tokio::test]
async fn missing_messages_are_reported_and_the_others_forwarded() {
    let stage = Stage::new().await;
    let session = stage.log_in(ANN).await;
    let there = ids(&newest(&stage, &session, "@bob_baker").await);
    let params = |message_ids: Value| {
        json!({"session": session, "from_chat_id": "@bob_baker", "chat_id": "me",
        "message_ids": message_ids})
    };
    let forwarded = stage.call("messages.forward", params(json!([there[1], 1_000_000, there[0]]))).await;
    assert_eq!(forwarded["items"].as_array().unwrap().len(), 2);
    assert_eq!(forwarded["failed"], json!([{"message_id": 1_000_000, "kind": "message_not_found"}]));
    let error = stage.fail("messages.forward", params(json!([1_000_000]))).await;
    assert_eq!((&error["code"], &error["data"]["kind"]), (&json!(404), &json!("message_not_found")));
    assert_eq!(newest(&stage, &session, "me").await.len(), 2);
    let closed = json!({"session": session, "from_chat_id": "@bob_baker", "chat_id": "@sandbox_news",
        "message_ids": there});
    assert_eq!(stage.fail("messages.forward", closed).await["data"]["kind"], "forbidden");
    let name = "CHAT_FORWARDS_RESTRICTED";
    stage
        .sandbox(
            "sandbox.fault",
            json!({"kind": "error", "method": "messages.forwardMessages", "name": name}),
        )
        .await;
    assert_eq!(stage.fail("messages.forward", params(json!(there))).await["data"]["kind"], "forbidden");
}

#[tokio::test]
async fn albums_stay_together_when_a_list_is_split() {
    let stage = Stage::new().await;
    let session = stage.log_in(ANN).await;
    // The second album spans the hundredth message, and the third starts right after it.
    let mut albums = vec![1; 85];
    albums.extend([10, 10, 3, 1]);
    let all = write(&stage, &albums);
    let params =
        json!({"session": session, "from_chat_id": "@bob_baker", "chat_id": "me", "message_ids": all});
    let forwarded = stage.call("messages.forward", params).await;
    let items = forwarded["items"].as_array().unwrap();
    let numbers: Vec<String> = (1..=all.len()).map(|number| number.to_string()).collect();
    assert_eq!(texts(&forwarded), numbers);
    assert_eq!(stage.calls("messages.forwardMessages").await, 2);
    let read = newest(&stage, &session, "me").await;
    let album = |number: usize| {
        let text = number.to_string();
        read.iter().find(|message| message["text"] == text).unwrap()["media_group_id"].clone()
    };
    for (first, last) in [(86, 95), (96, 105), (106, 108)] {
        assert!(album(first).is_string());
        assert!((first..=last).all(|number| album(number) == album(first)), "{first} to {last}");
        assert_ne!(album(first), album(first - 1));
    }
    assert_eq!(album(109), Value::Null);
    assert_eq!(items.len(), all.len());
}

#[tokio::test]
async fn a_forward_repeated_with_its_random_id_duplicates_nothing() {
    let stage = Stage::new().await;
    let session = stage.log_in(ANN).await;
    let all = write(&stage, &vec![1; 150]);
    // The answer for the second hundred is lost.
    let params =
        json!({"session": session, "from_chat_id": "@bob_baker", "chat_id": "me", "message_ids": all});
    stage
        .sandbox(
            "sandbox.fault",
            json!({"kind": "delay", "method": "messages.forwardMessages", "duration": 0.2}),
        )
        .await;
    stage
        .sandbox("sandbox.fault", json!({"kind": "lose_answer", "method": "messages.forwardMessages"}))
        .await;
    let mut hasty = params.clone();
    hasty["timeout"] = json!(2);
    let error = stage.fail("messages.forward", hasty).await;
    assert_eq!((&error["data"]["kind"], &error["data"]["outcome"]), (&json!("timeout"), &json!("unknown")));

    let stage = stage.restart().await;
    let mut again = params.clone();
    again["random_id"] = error["data"]["random_id"].clone();
    let forwarded = stage.call("messages.forward", again).await;
    let items = forwarded["items"].as_array().unwrap();
    assert_eq!(items.len(), 150);
    assert!(items.iter().all(|item| item["is_duplicate"] == true));
    let kept = stage.call("messages.history", json!({"session": session, "chat_id": "me", "limit": 1})).await;
    assert_eq!(kept["total"], 150);
}

#[tokio::test]
async fn a_forward_repeated_with_its_random_id_and_more_messages_forwards_only_those() {
    let stage = Stage::new().await;
    let session = stage.log_in(ANN).await;
    let all = write(&stage, &[1, 1, 1]);
    let forward = async |message_ids: &[i64]| {
        let params = json!({"session": session, "from_chat_id": "@bob_baker", "chat_id": "me",
            "message_ids": message_ids, "random_id": "77"});
        stage.call("messages.forward", params).await["items"].as_array().unwrap().clone()
    };
    let first = forward(&all[..2]).await;
    let then = forward(&all[1..]).await;
    assert_eq!(then[0]["message_id"], first[1]["message_id"]);
    assert_eq!((&then[0]["is_duplicate"], &then[1]["is_duplicate"]), (&json!(true), &Value::Null));
    assert_eq!(newest(&stage, &session, "me").await.len(), 3);
}

#[tokio::test]
async fn a_repeat_waits_for_a_forward_in_progress() {
    let stage = Stage::new().await;
    let session = stage.log_in(ANN).await;
    let name = "RANDOM_ID_DUPLICATE";
    let fault =
        json!({"kind": "error", "method": "messages.forwardMessages", "code": 500, "name": name, "count": 2});
    stage.sandbox("sandbox.fault", fault).await;
    let all = write(&stage, &[1]);
    let params =
        json!({"session": session, "from_chat_id": "@bob_baker", "chat_id": "me", "message_ids": all});
    assert_eq!(texts(&stage.call("messages.forward", params).await), ["1"]);
    assert_eq!(stage.calls("messages.forwardMessages").await, 3);
}

#[tokio::test]
async fn a_forward_can_be_scheduled() {
    let stage = Stage::new().await;
    let session = stage.log_in(ANN).await;
    let all = write(&stage, &[1, 1]);
    let now = stage.sandbox("sandbox.advance", json!({"duration": 0})).await["date"].clone();
    let date = now.as_str().unwrap().parse::<jiff::Timestamp>().unwrap().as_second() + 600;
    let params = json!({"session": session, "from_chat_id": "@bob_baker", "chat_id": "me", "message_ids": all,
        "schedule_date": date, "random_id": 5});
    for _ in 0..2 {
        let forwarded = stage.call("messages.forward", params.clone()).await;
        assert_eq!(texts(&forwarded), ["1", "2"]);
        assert!(forwarded["items"].as_array().unwrap().iter().all(|item| item["is_scheduled"] == true));
    }
    assert!(newest(&stage, &session, "me").await.is_empty());
    stage.sandbox("sandbox.advance", json!({"duration": 700})).await;
    assert_eq!(newest(&stage, &session, "me").await.len(), 2);
}

#[tokio::test]
async fn sends_and_forwards_of_one_connection_keep_their_order() {
    let stage = Stage::new().await;
    let session = stage.log_in(ANN).await;
    let one = send(&stage, &session, "@bob_baker", "forwarded").await["message_id"].clone();
    let calls: Vec<_> = (0..10)
        .flat_map(|number| {
            let text = json!({"session": session, "chat_id": "me", "text": number.to_string()});
            let forward = json!({"session": session, "from_chat_id": "@bob_baker", "chat_id": "me", "message_ids": [one]});
            [stage.daemon().start("messages.send", text).1, stage.daemon().start("messages.forward", forward).1]
        })
        .collect();
    for call in calls {
        assert!(call.await.unwrap()["result"].is_object());
    }
    let page =
        stage.call("messages.history", json!({"session": session, "chat_id": "me", "reverse": true})).await;
    let expected: Vec<String> =
        (0..10).flat_map(|number| [number.to_string(), "forwarded".to_owned()]).collect();
    assert_eq!(texts(&page), expected);
}
