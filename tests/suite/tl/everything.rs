//! Every type and every function of the layer survives a round trip: as bytes, as grammers' types, and as JSON.

use std::collections::{BTreeSet, HashMap};
use std::fmt::Write;

use grammers_tl_types::{Deserializable, RemoteCall, Serializable};
use proptest::prelude::*;
use serde_json::Value as Json;
use telewire::tl::bytes::{read, read_call, write, write_object};
use telewire::tl::json;
use telewire::tl::schema::{Definition, Type};
use telewire::tl::value::Value;

use super::anything::Anything;
use super::newest;
use super::rust_types::{FUNCTIONS, TYPES};
use crate::generated;

/// Reads and writes bytes with one of grammers' types. Returns the same bytes if grammers agrees with us.
pub type RoundTrip = fn(&[u8]) -> Result<Vec<u8>, String>;

/// The [`RoundTrip`] of a type.
pub fn round_trip<T: Deserializable + Serializable>(bytes: &[u8]) -> Result<Vec<u8>, String> {
    T::from_bytes(bytes).map(|value| value.to_bytes()).map_err(|error| error.to_string())
}

/// The same for a function: it is read without its constructor id.
pub fn round_trip_call<F: Deserializable + Serializable>(bytes: &[u8]) -> Result<Vec<u8>, String> {
    round_trip::<F>(bytes.get(4..).unwrap_or_default())
}

/// The same for the answer of a function.
pub fn round_trip_answer<F: RemoteCall<Return: Serializable>>(bytes: &[u8]) -> Result<Vec<u8>, String> {
    round_trip::<F::Return>(bytes)
}

fn functions() -> impl Iterator<Item = &'static Definition> {
    newest().definitions().iter().filter(|definition| definition.is_function)
}

/// The constructors that grammers has types for.
fn constructors() -> impl Iterator<Item = &'static Definition> {
    let none = ["Bool", "True", "Null", "Error"];
    let definitions = newest().definitions().iter().filter(|definition| !definition.is_function);
    definitions.filter(move |definition| !none.contains(&&*definition.makes.to_string()))
}

fn must_be_the_same(name: &str, by_grammers: Result<Vec<u8>, String>, ours: &[u8]) {
    let by_grammers =
        by_grammers.unwrap_or_else(|error| panic!("{name}: grammers doesn't read ours: {error}"));
    assert!(by_grammers == ours, "{name}: grammers wrote {by_grammers:02x?} and we {ours:02x?}");
}

/// Converts to JSON text and back.
fn through_json(value: &Value, ty: &Type) -> Vec<u8> {
    let text = json::write_as(value, ty).to_string();
    let round_trip: Json = serde_json::from_str(&text).unwrap();
    let read =
        json::read(newest(), ty, &round_trip, &mut ()).unwrap_or_else(|wrong| panic!("{wrong}: {text}"));
    write(&read, ty).unwrap()
}

/// Written, read, and read from its JSON: always the same bytes, which are also grammers'.
fn survives_round_trips(name: &str, value: &Value, ty: &Type, round_trip: RoundTrip) {
    let bytes = write(value, ty).unwrap();
    must_be_the_same(name, round_trip(&bytes), &bytes);
    let read = read(newest(), ty, &bytes).unwrap();
    assert_eq!(&read, value, "{name}");
    assert!(through_json(&read, ty) == bytes, "{name}: JSON says other than {bytes:02x?}");
}

proptest! {
    // Each of them runs through everything, and names what failed.
    #![proptest_config(ProptestConfig { cases: 5, max_shrink_iters: 0, ..ProptestConfig::default() })]

    #[test]
    fn a_value_of_every_type_survives_a_round_trip_and_matches_grammers_bytes(seed: u64) {
        let round_trip: HashMap<&str, RoundTrip> = TYPES.iter().map(|(name, round_trip, _)| (*name, *round_trip)).collect();
        let mut anything = Anything::new(newest(), seed);
        for constructor in constructors() {
            let object = anything.made_by(constructor).expect("everything can be made");
            let ty = &constructor.makes;
            survives_round_trips(&constructor.name, &Value::Object(object), ty, round_trip[&*ty.to_string()]);
        }
    }

    #[test]
    fn an_answer_of_every_function_survives_a_round_trip_and_matches_grammers_bytes(seed: u64) {
        let mut anything = Anything::new(newest(), seed);
        for (name, _, round_trip) in FUNCTIONS {
            let ty = &newest().function(name).unwrap().makes;
            // A wrapper's answer is that of the wrapped function.
            if *ty != Type::Any {
                let answer = anything.of(ty).expect("everything can be made");
                survives_round_trips(name, &answer, ty, *round_trip);
            }
        }
    }

    #[test]
    fn a_call_of_every_function_survives_a_round_trip_and_matches_grammers_bytes(seed: u64) {
        let mut anything = Anything::new(newest(), seed);
        for (name, round_trip, _) in FUNCTIONS {
            let function = newest().function(name).unwrap();
            let call = anything.made_by(function).expect("everything can be made");
            let bytes = write_object(&call).unwrap();
            must_be_the_same(name, round_trip(&bytes), &bytes);
            prop_assert_eq!(&read_call(newest(), &bytes).unwrap(), &call);
            // As passed to telegram.invoke: the function by its name, and the fields as params.
            let text = json::write(&Value::Object(call)).to_string();
            let Ok(Json::Object(mut params)) = serde_json::from_str(&text) else { panic!("{text}") };
            params.shift_remove(json::TAG);
            let call = json::read_call(newest(), function, &params, &mut ()).unwrap();
            prop_assert!(write_object(&call).unwrap() == bytes, "{}: JSON says other than {:02x?}", name, bytes);
        }
    }
}

/// Complete, without extra entries. A type that the layer removed must be deleted by hand before this compiles and can
/// write the list again.
#[test]
fn the_list_of_rust_types_matches_the_layer() {
    let mut list = String::from(
        "//! grammers' type for every type and every function of the layer. Generated: see `everything.rs`.\n\n\
         use grammers_tl_types::{enums, functions};\n\n\
         use super::everything::{RoundTrip, round_trip, round_trip_answer, round_trip_call};\n\n\
         /// By type name: how it is read, and its size.\n\
         pub const TYPES: &[(&str, RoundTrip, usize)] = &[\n",
    );
    let types: BTreeSet<String> = constructors().map(|constructor| constructor.makes.to_string()).collect();
    for name in types {
        let path = in_rust(&name);
        writeln!(list, "    (\"{name}\", round_trip::<enums::{path}>, size_of::<enums::{path}>()),").unwrap();
    }
    list.push_str("];\n\n/// By function name: how it is called, and what it answers.\n");
    list.push_str("pub const FUNCTIONS: &[(&str, RoundTrip, RoundTrip)] = &[\n");
    let names: BTreeSet<&str> = functions().map(|function| &*function.name).collect();
    for name in names {
        let mut path = format!("functions::{}", in_rust(name));
        if newest().function(name).unwrap().makes == Type::Any {
            path.push_str("<functions::help::GetConfig>");
        }
        writeln!(list, "    (\"{name}\", round_trip_call::<{path}>, round_trip_answer::<{path}>),").unwrap();
    }
    list.push_str("];\n");
    generated::must_be("tests/suite/tl/rust_types.rs", &list);
}

/// The Rust name that grammers gives to a type or function: `InputBotInlineMessageId64` for
/// `inputBotInlineMessageID64`.
fn in_rust(name: &str) -> String {
    let (namespace, name) = name.rsplit_once('.').unwrap_or(("", name));
    let mut path = if namespace.is_empty() { String::new() } else { format!("{namespace}::") };
    let mut begins = true;
    let mut after_capital = false;
    for char in name.chars() {
        if char == '_' {
            begins = true;
            continue;
        }
        path.push(match (begins, after_capital) {
            (true, _) => char.to_ascii_uppercase(),
            (false, true) => char.to_ascii_lowercase(),
            (false, false) => char,
        });
        after_capital = begins || char.is_ascii_uppercase();
        begins = false;
    }
    path
}
