//! Telegram's types as JSON, and their JSON Schema.

use grammers_tl_types as tl;
use grammers_tl_types::Serializable;
use proptest::prelude::*;
use serde_json::{Map, Value as Json, json};
use telewire::tl::bytes::{read_call, write_object};
use telewire::tl::json::{self, Mismatch};
use telewire::tl::json_schema::{Described, describe};
use telewire::tl::schema::Type;

use super::anything::Anything;
use super::{boxed, newest};

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    #[test]
    fn json_of_a_wrong_type_is_reported_with_its_path(seed: u64) {
        let Some(value) = Anything::new(newest(), seed).of(&boxed("InputMedia")) else { return Ok(()) };
        let mut json = json::write(&value);
        let Some(path) = spoil(&mut json, seed, String::new()) else { return Ok(()) };
        let wrong = json::read(newest(), &boxed("InputMedia"), &json, &mut ()).unwrap_err();
        prop_assert!(wrong.path.starts_with(&path), "{} is at fault, not {}", path, wrong.path);
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(40))]

    /// Whatever the schema accepts can be read, for whole calls.
    #[test]
    fn the_params_of_any_call_match_its_schema(seed: u64) {
        let Some(call) = Anything::new(newest(), seed).call() else { return Ok(()) };
        let Some(Described::Function { params: schema, .. }) = describe(newest(), &call.definition.name) else {
            panic!("{} is a function", call.definition.name);
        };
        let params: Json = params_of(&call).into();
        let validator = jsonschema::validator_for(&schema).unwrap();
        let errors: Vec<_> = validator.iter_errors(&params).map(|error| error.to_string()).collect();
        prop_assert!(errors.is_empty(), "{}: {errors:?}", call.definition.name);
        let mut stranger = params.clone();
        stranger["no_such_field"] = 1.into();
        prop_assert!(!validator.is_valid(&stranger));
    }
}

fn params_of(call: &telewire::tl::value::Object) -> Map<String, Json> {
    let again = read_call(newest(), &write_object(call).unwrap()).unwrap();
    let Json::Object(mut params) = json::write(&telewire::tl::value::Value::Object(again)) else {
        unreachable!()
    };
    params.shift_remove(json::TAG);
    params
}

/// Replaces some required value with an array of nulls. Returns its path.
fn spoil(json: &mut Json, seed: u64, path: String) -> Option<String> {
    let Json::Object(fields) = json else {
        *json = json!([[null]]);
        return Some(path);
    };
    let count = fields.len().checked_sub(1).filter(|count| *count > 0)?;
    let (name, value) = fields.iter_mut().nth(1 + (seed as usize % count))?;
    let path = if path.is_empty() { name.clone() } else { format!("{path}.{name}") };
    spoil(value, seed / 7, path)
}

fn call(function: &str, params: Json) -> Result<Vec<u8>, Mismatch> {
    let Json::Object(params) = params else { unreachable!() };
    let function = newest().function(function).unwrap();
    json::read_call(newest(), function, &params, &mut ()).map(|call| write_object(&call).unwrap())
}

#[test]
fn a_handwritten_call_matches_grammers_bytes() {
    let by_hand = call(
        "messages.getHistory",
        json!({
            "peer": {"_": "inputPeerUser", "user_id": "1234567890123", "access_hash": -5},
            "offset_id": 0, "offset_date": 0, "add_offset": -3, "limit": 10, "max_id": 0, "min_id": 0, "hash": "0",
        }),
    );
    let by_grammers = tl::functions::messages::GetHistory {
        peer: tl::types::InputPeerUser { user_id: 1_234_567_890_123, access_hash: -5 }.into(),
        offset_id: 0,
        offset_date: 0,
        add_offset: -3,
        limit: 10,
        max_id: 0,
        min_id: 0,
        hash: 0,
    };
    assert_eq!(by_hand.unwrap(), by_grammers.to_bytes());
}

#[test]
fn errors_include_the_path() {
    let error = |params| call("messages.sendMessage", params).unwrap_err().to_string();
    let peer = json!({"_": "inputPeerSelf"});
    assert_eq!(
        error(json!({"peer": peer, "message": "Hi"})),
        "`random_id`: expected a whole number, as it is required"
    );
    assert_eq!(
        error(json!({"peer": {"_": "inputPeerSelf", "id": 1}, "message": "Hi", "random_id": 1})),
        "`peer.id`: expected nothing: inputPeerSelf has no fields"
    );
    let entities = json!([{"_": "messageEntityBold", "offset": 0, "length": 2}, {"_": "bold"}]);
    let error = error(json!({"peer": peer, "message": "Hi", "random_id": 1, "entities": entities}));
    assert!(
        error.starts_with("`entities[1]`: expected an object with `_` one of messageEntityUnknown, "),
        "{error}"
    );
}

#[test]
fn fields_that_share_a_flag_must_be_set_together() {
    let media = json!({
        "_": "inputMediaInvoice", "title": "", "description": "", "payload": "",
        "invoice": {"currency": "EUR", "prices": [], "max_tip_amount": 1}, "provider_data": {"data": "{}"},
    });
    let wrong = json::read(newest(), &boxed("InputMedia"), &media, &mut ()).unwrap_err();
    assert_eq!(wrong.path, "invoice.suggested_tip_amounts");
    assert!(wrong.expected.ends_with("as it is required with max_tip_amount"), "{wrong}");
}

#[test]
fn invalid_text_and_nan_survive() {
    let value = json!({"_": "inputGeoPoint", "lat": "NaN", "long": "-Infinity"});
    let read = json::read(newest(), &boxed("InputGeoPoint"), &value, &mut ()).unwrap();
    assert_eq!(json::write(&read), value);
    let bytes = json::read(newest(), &Type::String, &json!({"base64": "/w=="}), &mut ()).unwrap();
    assert_eq!(json::write_as(&bytes, &Type::String), json!({"base64": "/w=="}));
}

#[test]
fn a_type_and_a_constructor_are_described_too() {
    let Some(Described::Type(schema)) = describe(newest(), "InputPeer") else { panic!("it is a type") };
    let valid = |json| jsonschema::is_valid(&schema, &json);
    assert!(valid(json!({"_": "inputPeerChat", "chat_id": 5})));
    assert!(valid(json!("@bob_baker")) && valid(json!(-100_123)));
    assert!(!valid(json!({"_": "inputPeerChat"})) && !valid(json!({"chat_id": 5})));
    assert!(matches!(describe(newest(), "inputPeerChat"), Some(Described::Type(_))));
    assert!(describe(newest(), "inputPeerPigeon").is_none());
}

#[test]
fn every_kind_of_name_can_be_described() {
    for definition in newest().definitions().iter().step_by(29) {
        let Some(described) = describe(newest(), &definition.name) else { panic!("{}", definition.name) };
        assert_eq!(matches!(described, Described::Function { .. }), definition.is_function);
    }
}
