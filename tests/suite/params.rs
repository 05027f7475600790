//! Params are checked as the schema says, for every method and at every depth.

mod places;
mod work;

use serde_json::{Value, json};

use crate::client::Client;
use crate::schema::printed;
use crate::stage::Stage;
use places::{Place, places};

/// Messages of `serde` and `serde_json`, and names of Rust types, which callers must not see.
const OF_SERDE: &[&str] = &[
    "invalid type",
    "invalid value",
    "invalid length",
    "unknown variant",
    "unknown field",
    "missing field",
    "duplicate field",
    "did not match any variant",
    "untagged",
    "internally tagged",
    "expected struct",
    "struct ",
    "enum ",
    "tuple",
    "a sequence",
    "a map",
    "newtype",
    "i32",
    "u32",
    "i64",
    "u64",
    "f64",
    "usize",
    "at line",
];

/// Params that would affect the daemon itself if they were valid.
fn acts_on_the_daemon(place: &Place) -> bool {
    (place.method.as_str(), place.path.as_str()) == ("initialize", "process_id")
}

/// A daemon with no rules except those of the schema.
fn daemon(stage: &Stage) -> Client {
    let mut command = stage.command();
    command.arg("--allow-export");
    Client::spawn(command)
}

async fn all_places() -> Vec<Place> {
    let document: Value = serde_json::from_str(&printed().await).unwrap();
    let places = places(&document);
    assert!(places.len() > 500, "{}", places.len());
    places
}

/// The value is rejected with its own path, in our words.
async fn is_refused(daemon: &Client, place: &Place, value: Value) -> Result<(), String> {
    let context = format!("{} {} = {value}", place.method, place.path);
    let answer = daemon.try_call(&place.method, place.params(value)).await;
    let error = answer.expect_err(&context);
    let data = &error["data"];
    if data["kind"] != "invalid_params" || data["path"] != place.path {
        return Err(format!("{context}: {error}"));
    }
    let expected = data["expected"].as_str().unwrap_or_default();
    let words = format!("{} {expected}", error["message"].as_str().unwrap());
    let of_serde = OF_SERDE.iter().find(|phrase| words.contains(**phrase));
    match of_serde {
        _ if expected.is_empty() => Err(format!("{context}: expected no message")),
        Some(phrase) => Err(format!("{context}: {phrase:?} in {words}")),
        None => Ok(()),
    }
}

/// Any error is about something else.
async fn is_taken(daemon: &Client, place: &Place, value: Value) -> Result<(), String> {
    let context = format!("{} {} = {value}", place.method, place.path);
    match daemon.try_call(&place.method, place.params(value)).await {
        Err(error)
            if error["data"]["kind"] == "invalid_params" && error["data"]["expected"] != Value::Null =>
        {
            let path = error["data"]["path"].as_str().unwrap_or_default();
            // A handler may have rules that a schema can't express, about several fields together.
            let is_here = path == place.path || path.starts_with(&format!("{}[", place.path));
            if is_here && !place.is_judged_further() { Err(format!("{context}: {error}")) } else { Ok(()) }
        }
        _ => Ok(()),
    }
}

fn assert_none(wrong: Vec<String>) {
    assert!(wrong.is_empty(), "{} are wrong:\n{}", wrong.len(), wrong.join("\n"));
}

#[tokio::test]
async fn an_array_is_rejected_wherever_an_object_is_expected() {
    let stage = Stage::new().await;
    let daemon = daemon(&stage);
    let (mut wrong, mut tried) = (Vec::new(), 0);
    for place in all_places().await {
        if !place.takes("object") || place.takes("array") {
            continue;
        }
        tried += 1;
        let fields: Vec<Value> = place.sample_of("object").as_object().unwrap().values().cloned().collect();
        for array in [json!([]), json!([true]), Value::Array(fields)] {
            wrong.extend(is_refused(&daemon, &place, array).await.err());
        }
    }
    assert!(tried > 100, "{tried}");
    assert_none(wrong);
}

#[tokio::test]
async fn a_value_of_a_wrong_type_is_rejected_anywhere() {
    let stage = Stage::new().await;
    let daemon = daemon(&stage);
    let mut wrong = Vec::new();
    for place in all_places().await {
        for (types, value) in [
            (&["boolean"][..], json!(true)),
            (&["number"], json!(1.5)),
            (&["number", "integer"], json!(7)),
            (&["string"], json!("text")),
            (&["array"], json!([])),
            (&["object"], json!({})),
        ] {
            if !types.iter().any(|name| place.takes(name)) {
                wrong.extend(is_refused(&daemon, &place, value).await.err());
            }
        }
    }
    assert_none(wrong);
}

#[tokio::test]
async fn each_bound_of_the_schema_is_enforced() {
    let stage = Stage::new().await;
    let daemon = daemon(&stage);
    let (mut wrong, mut tried) = (Vec::new(), 0);
    for place in all_places().await {
        for (inside, outside) in place.bounds() {
            tried += 1;
            for value in outside {
                wrong.extend(is_refused(&daemon, &place, value).await.err());
            }
            if !acts_on_the_daemon(&place) {
                for value in inside {
                    wrong.extend(is_taken(&daemon, &place, value).await.err());
                }
            }
        }
    }
    assert!(tried > 500, "{tried}");
    assert_none(wrong);
}

#[tokio::test]
async fn an_integer_may_be_written_with_a_zero_fraction() {
    let stage = Stage::new().await;
    let ann = stage.log_in(crate::stage::ANN).await;
    let me = stage.call("account.me", json!({"session": ann})).await;
    let id = me["id"].as_f64().unwrap();
    let page = stage.call("messages.history", json!({"session": ann, "chat_id": id, "limit": 10.0})).await;
    assert!(page["items"].is_array());
    let invoked = json!({"method": "messages.getHistory", "params": {"peer": "me", "offset_id": 0.0,
        "offset_date": 0, "add_offset": 0, "limit": 1e1, "max_id": 0, "min_id": 0, "hash": 0.0}, "session": ann});
    assert!(stage.call("telegram.invoke", invoked).await["result"]["_"].is_string());
    let fraction = stage.fail("chats.list", json!({"session": ann, "limit": 10.5})).await;
    assert_eq!(
        (&fraction["data"]["kind"], &fraction["data"]["path"]),
        (&json!("invalid_params"), &json!("limit"))
    );
}

#[tokio::test]
async fn a_field_that_is_null_is_absent_at_any_depth() {
    let stage = Stage::new().await;
    let daemon = daemon(&stage);
    for place in all_places().await.iter().filter(|place| place.is_optional) {
        if acts_on_the_daemon(place) {
            continue;
        }
        let outcome = async |params| match daemon.try_call(&place.method, params).await {
            Ok(_) => Value::Null,
            Err(error) => json!([error["code"], error["data"]["kind"], error["data"]["path"]]),
        };
        let (null, absent) =
            (outcome(place.params(Value::Null)).await, outcome(place.params_without()).await);
        assert_eq!(null, absent, "{} {}", place.method, place.path);
    }
    let missing = stage.fail("messages.send", json!({"session": "x", "chat_id": null, "text": "a"})).await;
    assert_eq!(
        (&missing["data"]["kind"], &missing["data"]["path"]),
        (&json!("invalid_params"), &json!("chat_id"))
    );
}

#[tokio::test]
async fn a_missing_field_is_reported_at_any_depth() {
    let stage = Stage::new().await;
    let daemon = daemon(&stage);
    let (mut wrong, mut tried) = (Vec::new(), 0);
    for place in all_places().await {
        let Some(object) = place.closed_sample() else { continue };
        tried += 1;
        let mut object = object.as_object().unwrap().clone();
        object.insert("no_such_field".to_owned(), json!(1));
        let answer = daemon.try_call(&place.method, place.params(object.into())).await;
        let error = answer.expect_err("there is no such field");
        if error["data"]["path"] != format!("{}.no_such_field", place.path) {
            wrong.push(format!("{} {}: {error}", place.method, place.path));
        }
    }
    assert!(tried > 30, "{tried}");
    assert_none(wrong);
}

#[tokio::test]
async fn a_field_of_another_variant_is_rejected() {
    let stage = Stage::new().await;
    for (entity, path) in [
        (json!({"kind": "bold", "offset": 0, "length": 1, "url": "https://example.com/"}), "entities[0].url"),
        (
            json!({"kind": "pre", "offset": 0, "length": 1, "lang": "rust", "language": null}),
            "entities[0].lang",
        ),
    ] {
        let params = json!({"session": "x", "chat_id": "me", "text": "a", "entities": [entity]});
        let error = stage.fail("messages.send", params).await;
        assert_eq!(
            (&error["data"]["kind"], &error["data"]["path"]),
            (&json!("invalid_params"), &json!(path))
        );
    }
}

#[tokio::test]
async fn a_duplicate_field_is_rejected() {
    for (params, path) in [
        (r#"{"session":"x","session":"y","chat_id":"me","text":"a"}"#, "session"),
        (r#"{"session":"x","chat_id":"me","text":"a","text":"b"}"#, "text"),
        (r#"{"session":"x","chat_id":"me","text":"a","te\u0078t":"b"}"#, "text"),
        (
            r#"{"session":"x","chat_id":"me","text":"a","entities":[{"kind":"bold","offset":0,"length":1,"kind":"code"}]}"#,
            "entities[0].kind",
        ),
    ] {
        let error = refusal("messages.send", params).await;
        assert_eq!(
            (&error["data"]["kind"], &error["data"]["path"]),
            (&json!("invalid_params"), &json!(path))
        );
    }
}

/// The error of a call whose params no JSON library would write.
async fn refusal(method: &str, params: &str) -> Value {
    let request = format!(r#"{{"jsonrpc":"2.0","id":1,"method":"{method}","params":{params}}}"#);
    let (output, status) =
        crate::client::run(&["--framing", "lines"], format!("{request}\n").as_bytes()).await;
    assert!(status.success());
    crate::client::messages(&output)[0]["error"].clone()
}

#[tokio::test]
async fn json_that_cannot_be_read_is_reported_with_its_path() {
    let deep = format!("{}1{}", "[".repeat(200), "]".repeat(200));
    let deep = format!(r#"{{"session":"x","method":"help.getConfig","params":{{"a":{deep}}}}}"#);
    for (method, params, path) in [
        ("messages.send", r#"{"session":"x","chat_id":"me","text":"a\ud800b"}"#, "text"),
        ("messages.send", r#"{"session":"x","chat_id":"me","text":"a\udc00"}"#, "text"),
        ("messages.send", r#"{"session":"x","chat_id":{"ref":"p1.\ud800"},"text":"a"}"#, "chat_id.ref"),
        ("messages.sendFile", r#"{"session":"x","chat_id":"me","duration":1e999}"#, "duration"),
        ("chats.list", r#"{"session":"x","limit":1e999}"#, "limit"),
        ("chats.list", r#"{"session":"x","limit":123456789012345678901234567890}"#, "limit"),
        ("telegram.invoke", r#"{"session":"x","method":"a","params":{"b":[1e999]}}"#, "params.b[0]"),
        ("telegram.invoke", r#"{"session":"x","method":"a","params":{"b":["\ud800"]}}"#, "params.b[0]"),
        ("telegram.invoke", r#"{"session":"x","method":"a","params":{"b":{"\ud800":1}}}"#, "params.b"),
        ("daemon.ping", r#"{"progress_token":"\ud800"}"#, "progress_token"),
    ] {
        let error = refusal(method, params).await;
        assert_eq!(
            (&error["data"]["kind"], &error["data"]["path"]),
            (&json!("invalid_params"), &json!(path))
        );
        let words = format!("{} {}", error["message"], error["data"]["expected"]);
        assert!(!OF_SERDE.iter().any(|phrase| words.contains(phrase)), "{words}");
        for phrase in ["hex escape", "recursion", "out of range", "EOF"] {
            assert!(!words.contains(phrase), "{words}");
        }
    }
    let error = refusal("telegram.invoke", &deep).await;
    assert_eq!(error["data"]["kind"], "invalid_params");
    let path = error["data"]["path"].as_str().unwrap();
    assert!(path.starts_with("params.a[0][0]") && path.ends_with("[0]"), "{path}");
}

#[tokio::test]
async fn invalid_json_is_reported_with_its_position() {
    for (message, column) in
        [(r#"{"jsonrpc":"2.0",}"#, 18), (r#"{"jsonrpc":NaN}"#, 12), (r#"{"jsonrpc":"2.0" "id":1}"#, 18)]
    {
        let (output, _) =
            crate::client::run(&["--framing", "lines"], format!("{message}\n").as_bytes()).await;
        let error = crate::client::messages(&output)[0]["error"].clone();
        assert_eq!((&error["code"], &error["data"]["kind"]), (&json!(-32700), &json!("parse_error")));
        assert_eq!(
            (&error["data"]["line"], &error["data"]["column"]),
            (&json!(1), &json!(column)),
            "{error}"
        );
        assert!(
            !OF_SERDE.iter().any(|phrase| *phrase != "at line" && error.to_string().contains(phrase)),
            "{error}"
        );
    }
}
