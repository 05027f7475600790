//! Every function, answer and field of every older layer: said in ours and back, or refused, and none by oversight.

use std::collections::BTreeSet;

use telewire::tl::bytes::{read, read_call, write, write_object};
use telewire::tl::layers::{self, Layer};
use telewire::tl::rewrite::{Call, Failure};
use telewire::tl::schema::{Definition, Field, Schema, Type};
use telewire::tl::value::{Object, Value};

use super::anything::Anything;
use super::newest;

/// How often each is tried. What it is filled with differs each time, and not from run to run.
const TRIES: u64 = 60;

/// Functions that ours has no word for.
const REFUSED: [&str; 4] = [
    // It made a conference out of a call, and answered with that.
    "phone.createConferenceCall",
    "stats.getBroadcastRevenueStats",
    "stats.getBroadcastRevenueTransactions",
    "stats.getBroadcastRevenueWithdrawalUrl",
];

/// What a client of an older layer must be told and nobody knows any more.
const UNTOLD: [&str; 1] = ["messages.chatInviteJoinResultWebView.webview"];

/// Arguments that ours has no word for.
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

/// Calls of a function, as ours.
fn asked(layer: &'static Layer, function: &'static Definition) -> Vec<Call> {
    let calls = (0..TRIES).filter_map(|seed| Anything::new(layer.schema(), seed).made_by(function));
    calls.filter_map(|call| as_ours(layer, &call)).collect()
}

/// None where it is refused.
fn as_ours(layer: &'static Layer, call: &Object<'static>) -> Option<Call> {
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
fn every_function_of_an_older_layer_is_ours_but_those_that_are_gone() {
    let mut refused = BTreeSet::new();
    for layer in older() {
        let gone = functions(layer.schema()).filter(|function| asked(layer, function).is_empty());
        refused.extend(gone.map(|function| function.name.as_str()));
    }
    assert_eq!(refused, BTreeSet::from(REFUSED));
}

#[test]
fn every_answer_to_an_older_function_can_be_said_in_its_layer() {
    for layer in older() {
        for function in functions(layer.schema()) {
            let Some(call) = asked(layer, function).pop() else { continue };
            assert!(
                function.makes == Type::Any || *call.expected == function.makes,
                "{} answers with {}",
                function.name,
                call.expected
            );
            let whole = (0..TRIES).any(|seed| answers_whole(layer, &call, seed));
            assert!(whole, "layer {}: {} is never answered", layer.number, function.name);
        }
    }
}

/// Whether something of ours comes out as what the client reads. Of a list nothing may be left out.
fn answers_whole(layer: &'static Layer, call: &Call, seed: u64) -> bool {
    if *call.answered == Type::Any {
        return true;
    }
    let Some(value) = Anything::new(newest(), seed).of(call.answered) else { return false };
    let bytes = write(&value, call.answered).unwrap();
    let told = match layer.translation().unwrap().answer(call, bytes) {
        Err(failure) => {
            assert_eq!(failure, Failure::Lost);
            return false;
        }
        Ok(told) => told,
    };
    let read = read(layer.schema(), call.expected, &told).unwrap();
    assert_eq!(write(&read, call.expected).unwrap(), told);
    match (value, read) {
        (Value::Vector(ours), Value::Vector(theirs)) => !ours.is_empty() && ours.len() == theirs.len(),
        _ => true,
    }
}

/// The fields of `other` under the names of `here`'s definitions, where what stands there is of another type, or what
/// is always there has no name here.
fn astray(here: &'static Definition, other: &'static Definition) -> impl Iterator<Item = &'static Field> {
    other.fields.iter().filter(|field| match here.field(&field.name) {
        Some(same) => here.fields[same].ty != field.ty,
        None => field.ty != Type::Flags,
    })
}

#[test]
fn what_an_older_layer_is_always_told_is_never_made_up() {
    let mut untold = BTreeSet::new();
    for layer in older() {
        for theirs in constructors(layer.schema()).filter(|theirs| is_told(theirs)) {
            let Some(ours) = newest().constructor(&theirs.name) else { continue };
            for field in astray(ours, theirs) {
                // What may be absent and is no more is absent.
                if field.flag.is_some() && ours.field(&field.name).is_none() {
                    continue;
                }
                if !(0..TRIES).any(|seed| tells(layer, ours, &field.name, seed)) {
                    untold.insert(format!("{}.{}", theirs.name, field.name));
                }
            }
        }
    }
    assert_eq!(untold, UNTOLD.map(str::to_owned).into());
}

/// Requests hold some constructors that no answer does.
fn is_told(constructor: &Definition) -> bool {
    !constructor.name.starts_with("input")
}

/// Whether this of ours says something in that field of theirs.
fn tells(layer: &'static Layer, ours: &'static Definition, field: &str, seed: u64) -> bool {
    let Some(object) = Anything::new(newest(), seed).made_by(ours) else { return false };
    let bytes = write_object(&object).unwrap();
    let Ok(told) = layer.translation().unwrap().told(bytes, &ours.makes) else { return false };
    let Value::Object(told) = read(layer.schema(), &ours.makes, &told).unwrap() else { panic!() };
    assert_eq!(told.definition.name, ours.name);
    let place = told.definition.field(field).unwrap();
    let zero = Value::zero(layer.schema(), &told.definition.fields[place].ty);
    told.fields[place].is_some() && told.fields[place] != zero
}

#[test]
fn every_argument_of_an_older_function_is_heard_or_refused() {
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
                if !with_it.into_iter().any(|call| as_ours(layer, &call).is_some()) {
                    refused.insert(format!("{}.{}", theirs.name, field.name));
                }
            }
        }
    }
    assert_eq!(refused, REFUSED_ARGUMENTS.map(str::to_owned).into());
}
