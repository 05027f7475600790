//! Every function, answer and field of every older layer is converted to ours and back, or rejected on purpose.

use std::collections::BTreeSet;

use telewire::tl::bytes::{read, read_call, write, write_object};
use telewire::tl::layers::{self, Layer};
use telewire::tl::rewrite::{Call, Failure};
use telewire::tl::schema::{Definition, Field, Schema, Type};
use telewire::tl::value::{Object, Value};

use super::anything::Anything;
use super::newest;

/// Attempts per item. Their values differ, and are the same in every run.
const TRIES: u64 = 60;

/// Functions without an equivalent in our layer.
const REFUSED: [&str; 4] = [
    // It turned a call into a conference, and answered with that.
    "phone.createConferenceCall",
    "stats.getBroadcastRevenueStats",
    "stats.getBroadcastRevenueTransactions",
    "stats.getBroadcastRevenueWithdrawalUrl",
];

/// Required by clients of older layers, and no longer available.
const NOT_SENT: [&str; 1] = ["messages.chatInviteJoinResultWebView.webview"];

/// Arguments without an equivalent in our layer.
const REFUSED_ARGUMENTS: [&str; 4] = [
    "phone.createConferenceCall.key_fingerprint",
    "phone.createConferenceCall.peer",
    "phone.joinGroupCall.key_fingerprint",
    "phone.requestCall.conference_call",
];

fn older() -> impl Iterator<Item = &'static Layer> {
    layers::known().iter().filter(|layer| layer.number != layers::NEWEST)
}

fn functions(schema: &'static Schema) -> impl Iterator<Item = &'static Definition> {
    schema.definitions().iter().filter(|definition| definition.is_function)
}

fn constructors(schema: &'static Schema) -> impl Iterator<Item = &'static Definition> {
    schema.definitions().iter().filter(|definition| !definition.is_function)
}

/// Calls of a function, converted to ours.
fn converted(layer: &'static Layer, function: &'static Definition) -> Vec<Call> {
    let calls = (0..TRIES).filter_map(|seed| Anything::new(layer.schema(), seed).made_by(function));
    calls.filter_map(|call| converted_or_rejected(layer, &call)).collect()
}

/// `None` if it is rejected.
fn converted_or_rejected(layer: &'static Layer, call: &Object<'static>) -> Option<Call> {
    match layer.translation().unwrap().request(write_object(call).unwrap()) {
        Ok(request) => {
            let read = read_call(newest(), &request.bytes).unwrap();
            assert_eq!(write_object(&read).unwrap(), request.bytes, "{}", call.definition.name);
            Some(request)
        }
        Err(Failure::Malformed) => panic!("{} is well-formed", call.definition.name),
        Err(_) => None,
    }
}

#[test]
fn every_function_of_an_older_layer_converts_except_removed_ones() {
    let mut refused = BTreeSet::new();
    for layer in older() {
        let gone = functions(layer.schema()).filter(|function| converted(layer, function).is_empty());
        refused.extend(gone.map(|function| function.name.as_str()));
    }
    assert_eq!(refused, BTreeSet::from(REFUSED));
}

#[test]
fn every_answer_to_an_older_function_converts_to_its_layer() {
    for layer in older() {
        for function in functions(layer.schema()) {
            let Some(call) = converted(layer, function).pop() else { continue };
            assert!(
                function.makes == Type::Any || *call.expected == function.makes,
                "{} answers with {}",
                function.name,
                call.expected
            );
            let whole = (0..TRIES).any(|seed| converts_completely(layer, &call, seed));
            assert!(whole, "layer {}: {} is never answered", layer.number, function.name);
        }
    }
}

/// Whether a value of ours converts to what the client reads. Lists must be complete.
fn converts_completely(layer: &'static Layer, call: &Call, seed: u64) -> bool {
    if *call.answered == Type::Any {
        return true;
    }
    let Some(value) = Anything::new(newest(), seed).of(call.answered) else { return false };
    let bytes = write(&value, call.answered).unwrap();
    let converted = match layer.translation().unwrap().answer(call, bytes) {
        Err(failure) => {
            assert_eq!(failure, Failure::Lost);
            return false;
        }
        Ok(converted) => converted,
    };
    let read = read(layer.schema(), call.expected, &converted).unwrap();
    assert_eq!(write(&read, call.expected).unwrap(), converted);
    match (value, read) {
        (Value::Vector(ours), Value::Vector(theirs)) => !ours.is_empty() && ours.len() == theirs.len(),
        _ => true,
    }
}

/// The fields of `other` under the names of `here`'s definitions that have another type, or are required but have no
/// name here.
fn astray(here: &'static Definition, other: &'static Definition) -> impl Iterator<Item = &'static Field> {
    other.fields.iter().filter(|field| match here.field(&field.name) {
        Some(same) => here.fields[same].ty != field.ty,
        None => field.ty != Type::Flags,
    })
}

#[test]
fn required_fields_of_an_older_layer_are_never_made_up() {
    let mut made_up = BTreeSet::new();
    for layer in older() {
        for theirs in constructors(layer.schema()).filter(|theirs| is_in_answers(theirs)) {
            let Some(ours) = newest().constructor(&theirs.name) else { continue };
            for field in astray(ours, theirs) {
                // A field that may be absent and no longer exists is absent.
                if field.flag.is_some() && ours.field(&field.name).is_none() {
                    continue;
                }
                if !(0..TRIES).any(|seed| sets(layer, ours, &field.name, seed)) {
                    made_up.insert(format!("{}.{}", theirs.name, field.name));
                }
            }
        }
    }
    assert_eq!(made_up, NOT_SENT.map(str::to_owned).into());
}

/// Some constructors are only in requests, never in answers.
fn is_in_answers(constructor: &Definition) -> bool {
    !constructor.name.starts_with("input")
}

/// Whether this field of ours sets that field of theirs.
fn sets(layer: &'static Layer, ours: &'static Definition, field: &str, seed: u64) -> bool {
    let Some(object) = Anything::new(newest(), seed).made_by(ours) else { return false };
    let bytes = write_object(&object).unwrap();
    let Ok(converted) = layer.translation().unwrap().told(bytes, &ours.makes) else { return false };
    let Value::Object(converted) = read(layer.schema(), &ours.makes, &converted).unwrap() else { panic!() };
    assert_eq!(converted.definition.name, ours.name);
    let place = converted.definition.field(field).unwrap();
    let zero = Value::zero(layer.schema(), &converted.definition.fields[place].ty);
    converted.fields[place].is_some() && converted.fields[place] != zero
}

#[test]
fn every_argument_of_an_older_function_is_converted_or_rejected() {
    let mut refused = BTreeSet::new();
    for layer in older() {
        for theirs in functions(layer.schema()) {
            let Some(ours) = newest().function(&theirs.name) else { continue };
            for field in astray(ours, theirs) {
                let calls = (0..TRIES).filter_map(|seed| Anything::new(layer.schema(), seed).made_by(theirs));
                let with_it = calls.filter(|call| {
                    let zero = Value::zero(layer.schema(), &field.ty);
                    let said = call.get(&field.name);
                    said.is_some_and(|said| *said == Value::True || Some(said) != zero.as_ref())
                });
                if !with_it.into_iter().any(|call| converted_or_rejected(layer, &call).is_some()) {
                    refused.insert(format!("{}.{}", theirs.name, field.name));
                }
            }
        }
    }
    assert_eq!(refused, REFUSED_ARGUMENTS.map(str::to_owned).into());
}
