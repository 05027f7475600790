//! Contacts and blocked users.

use serde_json::{Value, json};

use crate::stage::{ANN, BOB, Stage, text};

async fn contacts(stage: &Stage, session: &str) -> Vec<Value> {
    let list = stage.call("contacts.list", json!({"session": session})).await;
    list["items"].as_array().unwrap().clone()
}

#[tokio::test]
async fn a_contact_is_added_by_name_or_number_and_removed() {
    let stage = Stage::new().await;
    let session = stage.log_in(ANN).await;
    let dora = json!({"phone": "+9996620004", "first_name": "Dora", "username": "dora_dean"});
    stage.sandbox("sandbox.addUser", dora).await;
    for who in [json!({"user_id": "@dora_dean"}), json!({"phone": "+999 662 0004"})] {
        let mut params = who.clone();
        params["session"] = json!(session);
        params["first_name"] = json!("Dorothy");
        params["last_name"] = json!("Dean");
        let added = stage.call("contacts.add", params).await;
        assert_eq!(
            (&added["first_name"], &added["username"]),
            (&json!("Dorothy"), &json!("dora_dean")),
            "{who}"
        );
        let all = contacts(&stage, &session).await;
        let dora = all.iter().find(|contact| contact["username"] == "dora_dean").unwrap();
        assert_eq!((&dora["first_name"], &dora["last_name"]), (&json!("Dorothy"), &json!("Dean")));
        assert_eq!(dora["is_mutual"], false);
        let delete = json!({"session": session, "user_id": dora["ref"]});
        for _ in 0..2 {
            assert_eq!(stage.call("contacts.delete", delete.clone()).await, json!({}));
        }
        let all = contacts(&stage, &session).await;
        assert!(!all.iter().any(|contact| contact["username"] == "dora_dean"));
    }
}

#[tokio::test]
async fn contacts_are_paged_by_name() {
    let stage = Stage::new().await;
    let session = stage.log_in(ANN).await;
    for (number, name) in [("4", "zoe"), ("5", "Dora"), ("6", "dora")] {
        let phone = format!("+999662000{number}");
        stage.sandbox("sandbox.addUser", json!({"phone": phone, "first_name": name})).await;
        let add = json!({"session": session, "phone": phone, "first_name": name});
        stage.call("contacts.add", add).await;
    }
    let all = contacts(&stage, &session).await;
    let names: Vec<String> = all.iter().map(|contact| text(&contact["first_name"]).to_lowercase()).collect();
    assert!(names.is_sorted() && names.ends_with(&["zoe".to_owned()]), "{names:?}");
    let (mut paged, mut cursor) = (Vec::new(), Value::Null);
    loop {
        let params = json!({"session": session, "limit": 1, "cursor": cursor});
        let page = stage.call("contacts.list", params).await;
        assert_eq!((page["items"].as_array().unwrap().len(), &page["total"]), (1, &json!(all.len())));
        paged.push(page["items"][0].clone());
        cursor = page["next_cursor"].clone();
        if cursor.is_null() {
            break;
        }
    }
    assert_eq!(paged, all);
    let strange = stage.fail("contacts.list", json!({"session": session, "cursor": "none"})).await;
    assert_eq!(strange["data"]["kind"], "cursor_invalid");
}

#[tokio::test]
async fn adding_an_invalid_contact_fails() {
    let stage = Stage::new().await;
    let session = stage.log_in(ANN).await;
    let fail = async |params: Value| {
        let mut params = params;
        params["session"] = json!(session);
        stage.fail("contacts.add", params).await["data"].clone()
    };
    let nobody = json!({"phone": "+9996629999", "first_name": "Nobody"});
    assert_eq!(fail(nobody).await["kind"], "user_not_found");
    assert_eq!(fail(json!({"user_id": 987_654, "first_name": "X"})).await["kind"], "chat_not_found");
    let nameless = fail(json!({"user_id": "@bob_baker", "first_name": " "})).await;
    assert_eq!(
        (&nameless["kind"], &nameless["telegram"]["name"]),
        (&json!("telegram_rejected"), &json!("CONTACT_NAME_EMPTY"))
    );
    let myself = fail(json!({"user_id": "me", "first_name": "Me"})).await;
    assert_eq!(myself["telegram"]["name"], "CONTACT_ID_INVALID");
    assert_eq!(fail(json!({"first_name": "X"})).await["kind"], "invalid_params");
    let both = json!({"first_name": "X", "user_id": "@bob_baker", "phone": BOB});
    assert_eq!(fail(both).await["kind"], "invalid_params");
    let delete = json!({"session": session, "user_id": "@sandbox_news"});
    assert_eq!(stage.fail("contacts.delete", delete).await["data"]["kind"], "peer_invalid");
}

#[tokio::test]
async fn people_and_chats_are_found_by_name() {
    let stage = Stage::new().await;
    let session = stage.log_in(ANN).await;
    let search = async |query: &str| {
        let found = stage.call("contacts.search", json!({"session": session, "query": query})).await;
        let names = found["items"].as_array().unwrap().iter();
        names.map(|found| (found["username"].clone(), found["is_known"].clone())).collect::<Vec<_>>()
    };
    assert_eq!(search("bak").await, [(json!("bob_baker"), json!(true))]);
    let sandbox = search("@sandbox").await;
    assert!(sandbox.contains(&(json!("sandbox_news"), json!(true))), "{sandbox:?}");
    assert!(sandbox.contains(&(json!("sandbox_lounge"), json!(false))), "Ann is not in it: {sandbox:?}");
    let error = stage.fail("contacts.search", json!({"session": session, "query": "x"})).await;
    assert_eq!(
        (&error["data"]["kind"], &error["data"]["telegram"]["name"]),
        (&json!("telegram_rejected"), &json!("QUERY_TOO_SHORT"))
    );
}

#[tokio::test]
async fn a_blocked_user_cannot_write_until_unblocked() {
    let stage = Stage::new().await;
    let (ann, bob) = (stage.log_in(ANN).await, stage.log_in(BOB).await);
    let say = json!({"session": bob, "chat_id": "@ann_archer", "text": "Are you there?"});
    let block = json!({"session": ann, "user_id": "@bob_baker"});
    for _ in 0..2 {
        assert_eq!(stage.call("contacts.block", block.clone()).await, json!({}));
    }
    assert_eq!(stage.fail("messages.send", say.clone()).await["data"]["kind"], "forbidden");
    let listed = stage.call("contacts.blocked", json!({"session": ann})).await;
    assert_eq!((&listed["total"], &listed["items"][0]["username"]), (&json!(1), &json!("bob_baker")));
    assert!(listed["items"][0]["blocked_date"].is_string());
    for _ in 0..2 {
        assert_eq!(stage.call("contacts.unblock", block.clone()).await, json!({}));
    }
    stage.call("messages.send", say).await;
    assert_eq!(stage.call("contacts.blocked", json!({"session": ann})).await["items"], json!([]));
    for method in ["contacts.block", "contacts.unblock"] {
        let myself = stage.fail(method, json!({"session": ann, "user_id": "me"})).await;
        assert_eq!(myself["data"]["telegram"]["name"], "CONTACT_ID_INVALID", "{method}");
        let nobody = stage.fail(method, json!({"session": ann, "user_id": 987_654})).await;
        assert_eq!(nobody["data"]["kind"], "chat_not_found", "{method}");
    }
}

#[tokio::test]
async fn blocked_users_are_paged() {
    let stage = Stage::new().await;
    let session = stage.log_in(ANN).await;
    for name in ["@bob_baker", "@carol_clark", "@sandbox_bot"] {
        stage.call("contacts.block", json!({"session": session, "user_id": name})).await;
    }
    let (mut names, mut cursor) = (Vec::new(), Value::Null);
    loop {
        let params = json!({"session": session, "limit": 1, "cursor": cursor});
        let page = stage.call("contacts.blocked", params).await;
        names.extend(page["items"].as_array().unwrap().iter().map(|it| it["username"].to_string()));
        cursor = page["next_cursor"].clone();
        if cursor.is_null() {
            break;
        }
    }
    names.sort();
    assert_eq!(names, ["\"bob_baker\"", "\"carol_clark\"", "\"sandbox_bot\""]);
    let other = stage.fail("contacts.blocked", json!({"session": session, "cursor": "AAAA"})).await;
    assert_eq!(other["data"]["kind"], "cursor_invalid");
}
