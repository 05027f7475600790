//! Answers that a server may give but the sandbox doesn't.

use grammers_tl_types::{self as tl, Deserializable, Identifiable, Serializable};
use serde_json::{Value, json};
use telewire::sandbox::functions::RpcError;
use telewire::session::keys::Keyring;
use telewire::session::payload;

use crate::client::{Client, home, telewire};
use crate::script::{Stage, message};
use crate::stage::texts;

const ME: i64 = 1000;
const HER: i64 = 1001;
const FORUM: i64 = 7;

/// A daemon on a server with scripted answers, and a session of an account there.
struct Scripted {
    stage: Stage,
    daemon: Client,
    session: String,
    _home: tempfile::TempDir,
}

impl Scripted {
    async fn new(answer: impl FnMut(&str, &[u8]) -> Option<Vec<u8>> + Send + 'static) -> Self {
        let stage = Stage::new().await;
        let mut answer = answer;
        let answer = move |name: &str, body: &[u8]| Ok::<_, RpcError>(answer(name, body)).transpose();
        stage.sandbox.with_world(|script| script.answer = Some(Box::new(answer)));
        let key = Keyring::make_key();
        let account = Some(payload::Account { id: ME, bot: false });
        let session = payload::Session { account, ..stage.session() };
        let session = Keyring::parse(key.expose()).unwrap().seal(&session).expose().to_owned();
        let home = home();
        let path = home.path().join("server.json");
        std::fs::write(&path, serde_json::to_string(stage.sandbox.description()).unwrap()).unwrap();
        let mut command = telewire(home.path());
        command.env("TELEWIRE_KEY", key.expose()).arg("--server").arg(path);
        Self { stage, daemon: Client::spawn(command), session, _home: home }
    }

    async fn call(&self, method: &str, mut params: Value) -> Value {
        params["session"] = json!(self.session);
        self.daemon.call(method, params).await
    }

    /// The last call of a function.
    fn asked<F: Deserializable + Identifiable>(&self) -> F {
        let bodies = self.stage.sandbox.with_world(|script| script.bodies.clone());
        let id = F::CONSTRUCTOR_ID.to_le_bytes();
        let body = bodies.iter().rev().find(|body| body.starts_with(&id)).expect("it was asked");
        F::from_bytes(&body[4..]).unwrap()
    }
}

fn slice(messages: Vec<tl::enums::Message>, count: i32) -> Vec<u8> {
    let slice = tl::types::messages::MessagesSlice {
        inexact: false,
        count,
        next_rate: None,
        offset_id_offset: None,
        search_flood: None,
        messages,
        topics: Vec::new(),
        chats: Vec::new(),
        // A user who deleted their account.
        users: vec![tl::types::UserEmpty { id: HER }.into()],
    };
    tl::enums::messages::Messages::Slice(slice).to_bytes()
}

/// Ten messages, numbered by their ids, a second apart. Whether the date bounds are inclusive is up to the server.
fn history(asked: &tl::functions::messages::GetHistory, inclusive: bool) -> Vec<u8> {
    let date_of = |id: i32| 1000 + id;
    let older = |id: &i32| match (asked.offset_id, asked.offset_date) {
        (0, 0) => true,
        (0, date) if inclusive => date_of(*id) <= date,
        (0, date) => date_of(*id) < date,
        (offset, _) => *id < offset,
    };
    let ids: Vec<i32> = (1..=10).rev().collect();
    let start = ids.iter().position(older).unwrap_or(ids.len()) as i32 + asked.add_offset;
    let end = (start + asked.limit).clamp(0, 10) as usize;
    let part = &ids[(start.max(0) as usize).min(end)..end];
    slice(part.iter().map(|id| message(*id, date_of(*id), &id.to_string()).into()).collect(), 10)
}

/// The chat of these messages, as a ref.
fn chat(stage: &Stage) -> Value {
    let peer = telewire::telegram::peer::Peer {
        id: telewire::telegram::peer::PeerId::user(HER),
        access: telewire::telegram::peer::Access::Hash(1),
    };
    json!(peer.reference(stage.server.identity(), ME))
}

#[tokio::test]
async fn dates_mean_the_same_whether_the_server_treats_bounds_as_inclusive() {
    for inclusive in [false, true] {
        let scripted = Scripted::new(move |name, body| match name {
            "messages.getHistory" => {
                let asked = tl::functions::messages::GetHistory::from_bytes(&body[4..]).unwrap();
                Some(history(&asked, inclusive))
            }
            _ => None,
        })
        .await;
        for (from_date, to_date, expected) in [
            (Some(1004), Some(1007), vec!["4", "5", "6"]),
            (Some(1009), None, vec!["9", "10"]),
            (None, Some(1003), vec!["1", "2"]),
            (Some(1011), None, vec![]),
            (None, Some(1001), vec![]),
            (Some(1), Some(2000), vec!["1", "2", "3", "4", "5", "6", "7", "8", "9", "10"]),
        ] {
            for reverse in [true, false] {
                let mut params = json!({"chat_id": chat(&scripted.stage), "from_date": from_date, "to_date": to_date,
                    "reverse": reverse, "limit": 2});
                let mut read = Vec::new();
                loop {
                    let page = scripted.call("messages.history", params.clone()).await;
                    read.extend(texts(&page));
                    params["cursor"] = page["next_cursor"].clone();
                    if params["cursor"].is_null() {
                        break;
                    }
                }
                if !reverse {
                    read.reverse();
                }
                assert_eq!(
                    read, expected,
                    "{from_date:?} to {to_date:?}, inclusive: {inclusive}, reverse: {reverse}"
                );
            }
        }
    }
}

#[tokio::test]
async fn dates_apply_although_a_filtered_search_ignores_them() {
    let scripted = Scripted::new(|name, body| match name {
        "messages.getHistory" => {
            let asked = tl::functions::messages::GetHistory::from_bytes(&body[4..]).unwrap();
            Some(history(&asked, false))
        }
        "messages.search" => {
            let asked = tl::functions::messages::Search::from_bytes(&body[4..]).unwrap();
            let ids = (1..=10).rev().filter(|id| asked.offset_id == 0 || *id < asked.offset_id);
            let found =
                ids.take(asked.limit as usize).map(|id| message(id, 1000 + id, &id.to_string()).into());
            Some(slice(found.collect(), 10))
        }
        _ => None,
    })
    .await;
    let params =
        json!({"chat_id": chat(&scripted.stage), "media": "photo", "from_date": 1003, "to_date": 1006});
    let page = scripted.call("messages.history", params).await;
    assert_eq!(texts(&page), ["5", "4", "3"]);
    assert_eq!((&page["total"], &page["next_cursor"]), (&Value::Null, &Value::Null));
    assert_eq!(scripted.asked::<tl::functions::messages::Search>().offset_id, 6);
}

#[tokio::test]
async fn messages_of_a_deleted_account_keep_their_sender() {
    let scripted = Scripted::new(|name, _| match name {
        "messages.getHistory" => Some(slice(vec![message(1, 1000, "Adieu").into()], 1)),
        _ => None,
    })
    .await;
    let params = json!({"chat_id": chat(&scripted.stage), "sender_id": chat(&scripted.stage)});
    let page = scripted.call("messages.history", params).await;
    assert_eq!(texts(&page), ["Adieu"]);
    assert_eq!(page["items"][0]["sender"], json!({"id": HER, "kind": "user"}));
}

#[tokio::test]
async fn a_server_that_repeats_a_page_does_not_cause_an_endless_loop() {
    let scripted = Scripted::new(|name, _| match name {
        "messages.getHistory" => Some(slice(vec![message(5, 1000, "again").into()], 1000)),
        "messages.search" => Some(slice(Vec::new(), 1000)),
        _ => None,
    })
    .await;
    for reverse in [false, true] {
        let mut params = json!({"chat_id": chat(&scripted.stage), "reverse": reverse});
        let page = scripted.call("messages.history", params.clone()).await;
        assert_eq!(texts(&page), ["again"]);
        params["cursor"] = page["next_cursor"].clone();
        let page = scripted.call("messages.history", params).await;
        assert_eq!((&page["items"], &page["next_cursor"]), (&json!([]), &Value::Null));
    }
    let page =
        scripted.call("messages.search", json!({"chat_id": chat(&scripted.stage), "query": "x"})).await;
    assert_eq!((&page["items"], &page["next_cursor"]), (&json!([]), &Value::Null));
}

#[tokio::test]
async fn a_topic_is_read_as_replies_and_searched_by_its_id() {
    let scripted = Scripted::new(|name, _| match name {
        "messages.getReplies" | "messages.search" => {
            Some(slice(vec![message(9, 1000, "on topic").into()], 1))
        }
        _ => None,
    })
    .await;
    let forum = telewire::telegram::peer::Peer {
        id: telewire::telegram::peer::PeerId::channel(FORUM),
        access: telewire::telegram::peer::Access::Hash(1),
    };
    let forum = forum.reference(scripted.stage.server.identity(), ME);
    let params = json!({"chat_id": forum, "topic_id": 4, "offset_id": 20, "limit": 3});
    assert_eq!(texts(&scripted.call("messages.history", params).await), ["on topic"]);
    let asked: tl::functions::messages::GetReplies = scripted.asked();
    assert_eq!((asked.msg_id, asked.offset_id, asked.add_offset, asked.limit), (4, 20, 0, 3));
    let params = json!({"chat_id": forum, "topic_id": 4, "min_id": 2, "reverse": true, "limit": 3});
    scripted.call("messages.history", params).await;
    let asked: tl::functions::messages::GetReplies = scripted.asked();
    assert_eq!((asked.msg_id, asked.offset_id, asked.add_offset, asked.limit), (4, 3, -3, 3));
    let params = json!({"chat_id": forum, "topic_id": 4, "query": "topic", "media": "link"});
    assert_eq!(texts(&scripted.call("messages.search", params).await), ["on topic"]);
    let asked: tl::functions::messages::Search = scripted.asked();
    assert_eq!((asked.top_msg_id, &asked.q[..]), (Some(4), "topic"));
    assert_eq!(asked.filter, tl::enums::MessagesFilter::InputMessagesFilterUrl);
}

#[tokio::test]
async fn a_repeat_that_is_answered_with_only_an_id_still_returns_the_message() {
    let scripted = Scripted::new(|name, body| match name {
        "messages.sendMessage" => {
            let asked = tl::functions::messages::SendMessage::from_bytes(&body[4..]).unwrap();
            let named = tl::types::UpdateMessageId { id: 5, random_id: asked.random_id };
            let updates = tl::types::Updates {
                updates: vec![named.into()],
                users: Vec::new(),
                chats: Vec::new(),
                date: 1000,
                seq: 0,
            };
            Some(tl::enums::Updates::Updates(updates).to_bytes())
        }
        "messages.getMessages" => Some(slice(vec![message(5, 1000, "kept").into()], 1)),
        "messages.getScheduledMessages" => Some(slice(vec![message(5, 9000, "waiting").into()], 1)),
        _ => None,
    })
    .await;
    let mut params = json!({"chat_id": chat(&scripted.stage), "text": "kept", "random_id": 42});
    let sent = scripted.call("messages.send", params.clone()).await;
    assert_eq!((&sent["text"], &sent["is_duplicate"]), (&json!("kept"), &json!(true)));
    params["schedule_date"] = json!(jiff::Timestamp::now().as_second() + 3600);
    let sent = scripted.call("messages.send", params).await;
    assert_eq!((&sent["text"], &sent["is_scheduled"]), (&json!("waiting"), &json!(true)));
}
