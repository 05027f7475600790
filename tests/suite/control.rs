//! The `sandbox.*` methods, called as a client calls them. Telegram's side is checked over the wire or in the world.

use std::sync::Arc;
use telewire::sandbox::world::login::authorization::ClientInfo;

use grammers_tl_types::{Serializable, enums, functions};
use serde_json::value::to_raw_value;
use serde_json::{Value, json};
use telewire::rpc::connection::Limits;
use telewire::rpc::{Catalog, Connection, dispatch};
use telewire::sandbox::functions::{self as sandbox, Caller, Outcome, Reply};
use telewire::sandbox::{Options, Sandbox, control};

struct Stage {
    sandbox: Sandbox,
    catalog: Arc<Catalog>,
    connection: Arc<Connection>,
}

impl Stage {
    fn new() -> Self {
        let sandbox = Sandbox::start(Options::default()).expect("loopback has free ports");
        let catalog = Arc::new(control::catalog(sandbox.clone()));
        let (connection, _) = Connection::new(Limits::default());
        Self { sandbox, catalog, connection }
    }

    async fn try_call(&self, method: &str, params: Value) -> Result<Value, Value> {
        let params = to_raw_value(&params).expect("it is JSON");
        let running = dispatch::start(&self.catalog, &self.connection, method, Some(&params));
        let answer = running.expect("the method is there").answer().await;
        match answer.into_result() {
            Ok(result) => Ok(serde_json::from_str(result.get()).expect("it is JSON")),
            Err(error) => Err(serde_json::to_value(error).expect("it is JSON")),
        }
    }

    async fn call(&self, method: &str, params: Value) -> Value {
        self.try_call(method, params).await.unwrap_or_else(|error| panic!("{method}: {error}"))
    }

    /// Calls a function of Telegram's API with key 1 on DC 2.
    fn telegram(&self, function: &[u8]) -> Reply {
        let caller = Caller {
            dc: 2,
            auth_key_id: 1,
            session_id: 1,
            msg_id: 4,
            layer: 230,
            client: ClientInfo { api_id: 1, device_model: "test".to_owned(), ..ClientInfo::default() },
            wants_updates: true,
        };
        self.sandbox.with_world(|world| sandbox::call(world, &caller, function))
    }

    fn send_code(&self, phone: &str) -> Reply {
        self.telegram(&super::world::send_code(phone).to_bytes())
    }
}

#[tokio::test]
async fn a_forum_has_topics() {
    let stage = Stage::new();
    let new = json!({"kind": "forum", "title": "Harbour", "owner_id": "@bob_baker", "member_ids": ["@carol_clark"]});
    let forum = stage.call("sandbox.addGroup", new).await["chat_id"].clone();
    let add = json!({"chat_id": forum, "sender_id": "@bob_baker", "title": "Boats", "is_closed": true});
    let boats = stage.call("sandbox.addTopic", add).await["topic_id"].clone();
    let said = |sender| json!({"chat_id": forum, "sender_id": sender, "text": "Ahoy", "topic_id": boats});
    let of_bob = stage.call("sandbox.say", said("@bob_baker")).await["message_ids"][0].clone();
    let of_carol = stage.try_call("sandbox.say", said("@carol_clark")).await.expect_err("it is closed");
    assert_eq!(of_carol["data"]["telegram"]["name"], "TOPIC_CLOSED");
    let channel = -1_000_000_000_000 - forum.as_i64().expect("an id");
    let in_boats = stage.sandbox.with_world(|world| {
        let ids = world
            .in_topic(telewire::sandbox::world::people::peer::Peer::Channel(channel), boats.as_i64()? as i32);
        ids.map(|ids| ids.iter().copied().collect::<Vec<_>>())
    });
    assert_eq!(in_boats.and_then(|ids| ids.last().copied()).map(Value::from), Some(of_bob));
    let nowhere = json!({"chat_id": "@sandbox_lounge", "sender_id": "@bob_baker", "title": "Boats"});
    let error = stage.try_call("sandbox.addTopic", nowhere).await.expect_err("it is no forum");
    assert_eq!(error["data"]["telegram"]["name"], "CHANNEL_FORUM_MISSING");
}

#[tokio::test]
async fn a_new_user_has_a_login_code_and_can_be_written_to() {
    let stage = Stage::new();
    let new = json!({"phone": "+9996625555", "first_name": "Fay", "username": "fay_sandbox"});
    let fay = stage.call("sandbox.addUser", new.clone()).await["user_id"].as_i64().expect("an id");

    let none =
        stage.try_call("sandbox.lastCode", json!({"phone": "+9996625555"})).await.expect_err("none yet");
    assert_eq!(none["data"]["kind"], "code_expired");
    stage.send_code("+9996625555").answer.expect("the number lives here");
    assert_eq!(
        stage.call("sandbox.lastCode", json!({"phone": "+9996625555"})).await,
        json!({"code": "22222"})
    );

    let said = json!({"sender_id": "bob_baker", "chat_id": fay, "text": "Ahoy", "count": 3});
    assert_eq!(stage.call("sandbox.say", said).await["message_ids"].as_array().map(Vec::len), Some(3));
    let back = json!({"sender_id": "+9996625555", "chat_id": "@bob_baker", "text": "Ahoy yourself"});
    assert_eq!(stage.call("sandbox.say", back).await, json!({"message_ids": [4]}));

    let taken = stage.try_call("sandbox.addUser", new).await.expect_err("somebody has that number");
    assert_eq!(taken["data"]["telegram"]["name"], "PHONE_NUMBER_OCCUPIED");
}

#[tokio::test]
async fn missing_objects_have_distinct_errors() {
    let stage = Stage::new();
    let say = |sender: Value, chat: Value| json!({"sender_id": sender, "chat_id": chat, "text": "Ahoy"});
    let kind = async |params| {
        stage.try_call("sandbox.say", params).await.expect_err("it can't be")["data"]["kind"].clone()
    };
    assert_eq!(kind(say(json!("nobody_here"), json!("bob_baker"))).await, "user_not_found");
    assert_eq!(kind(say(json!("sandbox_news"), json!("bob_baker"))).await, "user_not_found");
    assert_eq!(kind(say(json!("bob_baker"), json!(-1001))).await, "chat_not_found");
    assert_eq!(kind(say(json!("bob_baker"), json!(i64::MIN))).await, "chat_not_found");
    let forbidden = stage.try_call("sandbox.say", say(json!("ann_archer"), json!("sandbox_news"))).await;
    assert_eq!(forbidden.expect_err("she may only read")["data"]["telegram"]["name"], "CHAT_ADMIN_REQUIRED");
}

#[tokio::test]
async fn groups_of_every_kind_are_created_with_marked_ids() {
    let stage = Stage::new();
    for (kind, prefix) in [("group", "-"), ("supergroup", "-100"), ("channel", "-100")] {
        let new =
            json!({"kind": kind, "title": "Crew", "owner_id": "ann_archer", "member_ids": ["bob_baker"]});
        let chat_id = stage.call("sandbox.addGroup", new).await["chat_id"].clone();
        assert!(chat_id.to_string().starts_with(prefix), "{kind}: {chat_id}");
        let said = json!({"sender_id": "ann_archer", "chat_id": chat_id, "text": "All aboard"});
        stage.call("sandbox.say", said).await;
    }
}

#[tokio::test]
async fn a_fault_is_set_counted_and_cleared() {
    let stage = Stage::new();
    let name = |reply: Reply| reply.answer.err().map(|error| error.name);
    let fault = json!({"kind": "flood_wait", "duration": 30, "method": "auth.*"});
    assert_eq!(stage.call("sandbox.fault", fault.clone()).await, json!({"fault_id": 1}));
    assert_eq!(name(stage.send_code("+9996620001")).as_deref(), Some("FLOOD_WAIT_30"));
    assert_eq!(name(stage.send_code("+9996620001")), None);

    let lasting = json!({"kind": "error", "name": "PHONE_NUMBER_BANNED", "count": 0});
    stage.call("sandbox.fault", lasting).await;
    for _ in 0..3 {
        assert_eq!(name(stage.send_code("+9996620001")).as_deref(), Some("PHONE_NUMBER_BANNED"));
    }
    assert_eq!(stage.call("sandbox.clearFaults", json!({})).await, json!({}));
    assert_eq!(name(stage.send_code("+9996620001")), None);
}

#[tokio::test]
async fn a_fault_without_a_required_field_is_rejected_by_its_name() {
    let stage = Stage::new();
    for (params, path) in [
        (json!({"kind": "flood_wait"}), "duration"),
        (json!({"kind": "flood_wait", "duration": 1.5}), "duration"),
        (json!({"kind": "flood_wait", "duration": 1e300}), "duration"),
        (json!({"kind": "delay", "duration": -1}), "duration"),
        (json!({"kind": "error"}), "name"),
        (json!({"kind": "migrate"}), "dc"),
        (json!({"kind": "drop", "probability": 1.5}), "probability"),
        (json!({"kind": "lose_updates", "method": "messages.*"}), "method"),
        (json!({"kind": "no_such_kind"}), "kind"),
    ] {
        let error = stage.try_call("sandbox.fault", params.clone()).await.expect_err("it lacks something");
        assert_eq!(error["data"]["kind"], "invalid_params", "{params}");
        assert_eq!(error["data"]["path"], path, "{params}: {error}");
    }
}

#[tokio::test]
async fn time_is_advanced() {
    let stage = Stage::new();
    let Ok(Outcome::Answer(reply)) = stage.send_code("+9996620001").answer else { panic!("no code") };
    let hash = match grammers_tl_types::Deserializable::from_bytes(&reply) {
        Ok(enums::auth::SentCode::Code(sent)) => sent.phone_code_hash,
        other => panic!("{other:?}"),
    };
    let now = stage.call("sandbox.advance", json!({"duration": 300})).await;
    assert!(now["date"].as_str().is_some_and(|now| now.ends_with('Z')));
    let late = stage.telegram(&super::world::sign_in("+9996620001", &hash, "22222").to_bytes());
    assert_eq!(late.answer.err().map(|error| error.name).as_deref(), Some("PHONE_CODE_EXPIRED"));
}

#[tokio::test]
async fn time_can_be_set_to_a_later_date() {
    let stage = Stage::new();
    let to = "2037-05-01T12:00:00Z";
    let now = stage.call("sandbox.advance", json!({"date": to})).await;
    assert_eq!(now["date"], to);
    for (params, path) in [
        (json!({}), "duration"),
        (json!({"duration": 1, "date": to}), "duration"),
        (json!({"date": "2037-05-01T11:59:59Z"}), "date"),
        (json!({"date": "2038-01-19T03:14:08Z"}), "date"),
    ] {
        let error = stage.try_call("sandbox.advance", params.clone()).await.expect_err("it can't be");
        assert_eq!(error["data"]["kind"], "invalid_params", "{params}");
        assert_eq!(error["data"]["path"], path, "{params}: {error}");
    }
    let now = stage.call("sandbox.advance", json!({"date": "2038-01-19T03:14:00Z"})).await;
    assert_eq!(now["date"], "2038-01-19T03:14:00Z");
}

#[tokio::test]
async fn stats_are_counted_by_account() {
    let stage = Stage::new();
    stage.send_code("+9996620001").answer.expect("the number lives here");
    let nearest = functions::help::GetNearestDc {};
    stage.telegram(&nearest.to_bytes()).answer.expect("anyone may ask");
    let stats = stage.call("sandbox.stats", json!({})).await;
    assert_eq!(stats["calls"], json!({"auth.sendCode": 1, "help.getNearestDc": 1}));
    assert_eq!((stats["people"].clone(), stats["chats"].clone()), (json!(4), json!(4)));
    assert_eq!(stats["connections"], json!([]), "nobody came over the wire");
    let hers = stage.call("sandbox.stats", json!({"account_id": "ann_archer"})).await;
    assert_eq!(hers["calls"], json!({}), "nobody was signed in");
}
