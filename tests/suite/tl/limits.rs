//! What the check of bytes from outside says about every type of the layer.

use std::collections::{HashMap, HashSet, VecDeque};

use grammers_tl_types::{self as grammers, Serializable, enums, types};
use proptest::prelude::*;
use telewire::tl::bytes::{read, write, write_object};
use telewire::tl::limits::{MAX_MEMORY, MAX_VALUES, Unreadable, check, check_answer, size_of_type};
use telewire::tl::reading;
use telewire::tl::schema::{Definition, Type};
use telewire::tl::value::{Object, Value};

use super::anything::Anything;
use super::newest;
use super::rust_types::{FUNCTIONS, TYPES};
use crate::memory::peak;

const TEXT_BOLD: u32 = 0x6724_abc4;
const TEXT_EMPTY: u32 = 0xdc3d_824f;

fn constructors() -> impl Iterator<Item = &'static Definition> {
    newest().definitions().iter().filter(|definition| !definition.is_function)
}

/// A constructor, and its field that contains the next one.
type Edge = (&'static Definition, usize);

/// The type that a field contains, once or as a vector.
fn held_by(ty: &Type) -> &Type {
    match ty {
        Type::Vector { of, .. } => held_by(of),
        ty => ty,
    }
}

fn edges(definition: &'static Definition) -> impl Iterator<Item = Edge> {
    let fields = definition.fields.iter().enumerate();
    fields
        .filter(|(_, field)| matches!(held_by(&field.ty), Type::Boxed(_)))
        .map(move |(at, _)| (definition, at))
}

/// The shortest path from one type to another through fields.
fn way(from: &Type, to: &Type) -> Option<Vec<Edge>> {
    let mut seen = HashSet::from([from.to_string()]);
    let mut next = VecDeque::from([(from.clone(), Vec::new())]);
    while let Some((ty, way)) = next.pop_front() {
        if ty == *to {
            return Some(way);
        }
        for edge in newest().of_type(&ty.to_string()).flat_map(edges) {
            let held = held_by(&edge.0.fields[edge.1].ty).clone();
            if seen.insert(held.to_string()) {
                next.push_back((held, [&way[..], &[edge]].concat()));
            }
        }
    }
    None
}

/// Every way in which a type of the layer can contain itself, through every first field.
fn cycles() -> impl Iterator<Item = Vec<Edge>> {
    constructors().flat_map(edges).filter_map(|edge| {
        let back = way(held_by(&edge.0.fields[edge.1].ty), &edge.0.makes)?;
        Some([&[edge][..], &back].concat())
    })
}

/// A constructor that is empty except for one field.
fn around(edge: Edge, inner: Value<'static>) -> Option<Value<'static>> {
    let (definition, at) = edge;
    let mut object = Object::new(definition);
    for (field, value) in definition.fields.iter().zip(&mut object.fields) {
        let together = field.flag.is_some() && field.flag == definition.fields[at].flag;
        if field.ty != Type::Flags && (field.flag.is_none() || together) {
            *value = Some(Value::zero(newest(), &field.ty)?);
        }
    }
    let mut inner = inner;
    let mut ty = &definition.fields[at].ty;
    while let Type::Vector { of, .. } = ty {
        inner = Value::Vector(vec![inner]);
        ty = of;
    }
    object.fields[at] = Some(inner);
    Some(Value::Object(object))
}

/// On a stack of the size of the daemon's threads.
fn on_a_small_stack<T: Send + 'static>(act: impl FnOnce() -> T + Send + 'static) -> T {
    std::thread::Builder::new().stack_size(2 << 20).spawn(act).unwrap().join().unwrap()
}

#[test]
fn every_recursive_type_is_read_only_as_deep_as_the_stack_allows() {
    let again: HashMap<&str, _> = TYPES.iter().map(|(name, again, _)| (*name, *again)).collect();
    let mut tried = 0;
    for cycle in cycles() {
        let ty = &cycle[0].0.makes;
        let Some(mut value) = Value::zero(newest(), ty) else { continue };
        let mut deepest = write(&value, ty).unwrap();
        let too_deep = loop {
            let wrapped = cycle.iter().rev().try_fold(value, |inner, edge| around(*edge, inner));
            let Some(wrapped) = wrapped else { break None };
            value = wrapped;
            let bytes = write(&value, ty).unwrap();
            match check(&bytes) {
                Ok(_) => deepest = bytes,
                Err(why) => {
                    assert_eq!(why, Unreadable::TooDeep, "{}", cycle[0].0.name);
                    break Some(bytes);
                }
            }
        };
        let Some(too_deep) = too_deep else { continue };
        tried += 1;
        let (name, again) = (cycle[0].0.name.clone(), again[&*ty.to_string()]);
        assert!(read(newest(), ty, &too_deep).is_err(), "{name}");
        read(newest(), ty, &deepest).unwrap_or_else(|_| panic!("{name} is read"));
        let same = on_a_small_stack(move || again(&deepest).map(|written| written == deepest));
        assert_eq!(same, Ok(true), "{name}");
    }
    assert!(tried > 60, "{tried} ways are all that the layer has");
}

#[test]
fn nesting_a_million_deep_is_rejected_on_any_stack() {
    let mut bytes = TEXT_BOLD.to_le_bytes().repeat(1 << 20);
    bytes.extend(TEXT_EMPTY.to_le_bytes());
    let read = move || reading::object::<enums::RichText>(&bytes).err();
    assert_eq!(on_a_small_stack(read), Some(Unreadable::TooDeep));
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 5, max_shrink_iters: 0, ..ProptestConfig::default() })]

    #[test]
    fn a_value_of_every_type_passes_and_no_prefix_of_it_does(seed: u64) {
        let mut anything = Anything::new(newest(), seed);
        for constructor in constructors() {
            let object = anything.made_by(constructor).expect("everything can be made");
            let bytes = write_object(&object).unwrap();
            prop_assert!(check(&bytes).is_ok(), "{}", constructor.name);
            let cut = (seed as usize % bytes.len()) / 4 * 4;
            prop_assert_eq!(check(&bytes[..cut]), Err(Unreadable::Malformed), "{}", &constructor.name);
        }
        for (name, ..) in FUNCTIONS {
            let function = newest().function(name).unwrap();
            let called = write_object(&anything.made_by(function).unwrap()).unwrap();
            prop_assert!(check(&called).is_ok(), "{}", name);
            if function.makes != Type::Any {
                let answer = write(&anything.of(&function.makes).unwrap(), &function.makes).unwrap();
                prop_assert!(check_answer(function.id, &answer).is_ok(), "{}", name);
            }
        }
    }

    /// Both readers know more about the layer than the check does: whatever they read passes it.
    #[test]
    fn corrupted_bytes_that_can_be_read_pass_the_check(seed: u64, at: prop::sample::Index, word: u32) {
        let mut anything = Anything::new(newest(), seed);
        for constructor in constructors() {
            let mut bytes = write_object(&anything.made_by(constructor).unwrap()).unwrap();
            let at = at.index(bytes.len()) / 4 * 4;
            bytes[at..at + 4].copy_from_slice(&word.to_le_bytes());
            if read(newest(), &constructor.makes, &bytes).is_ok() {
                prop_assert!(check(&bytes).is_ok(), "{}", constructor.name);
            }
        }
    }
}

/// The weight of an element is the size of grammers' type, or a little more.
#[test]
fn every_types_weight_is_its_size_in_memory() {
    let (mut counted, mut taken) = (0, 0);
    for (name, _, size) in TYPES {
        let Some(estimate) = size_of_type(name) else { continue };
        assert!(estimate >= *size, "{name} takes {size} bytes and not {estimate}");
        counted += estimate;
        taken += size;
    }
    assert!(taken > 10_000 && counted * 4 < taken * 5, "{counted} bytes are counted for {taken}");
}

fn answer_of(count: u32, element: &[u8]) -> Vec<u8> {
    let mut bytes = Vec::new();
    0x1cb5_c415_u32.serialize(&mut bytes);
    count.serialize(&mut bytes);
    bytes.extend(element.repeat(count as usize));
    bytes
}

#[test]
fn a_million_empty_messages_are_rejected_before_they_take_memory() {
    let empty = enums::Message::Empty(types::MessageEmpty { id: 1, peer_id: None }).to_bytes();
    let messages = types::messages::Messages {
        messages: Vec::new(),
        topics: Vec::new(),
        chats: Vec::new(),
        users: Vec::new(),
    };
    let around = enums::messages::Messages::Messages(messages).to_bytes();
    let none = answer_of(0, &[]);
    let bytes = [&around[..4], &answer_of(1_000_000, &empty), &none, &none, &none].concat();
    let call = grammers::functions::messages::GetHistory {
        peer: enums::InputPeer::PeerSelf,
        offset_id: 0,
        offset_date: 0,
        add_offset: 0,
        limit: 1,
        max_id: 0,
        min_id: 0,
        hash: 0,
    };
    let call = call.to_bytes();
    let (read, peak) = peak(|| reading::answer::<enums::messages::Messages>(&call, &bytes));
    assert_eq!(read.err(), Some(Unreadable::TooLarge));
    assert!(peak < 1 << 10, "{peak} bytes");
}

#[test]
fn texts_boxes_and_numbers_are_counted_too() {
    let ids = grammers::functions::contacts::GetContactIds { hash: 0 }.to_bytes();
    let function = u32::from_le_bytes(ids[..4].try_into().unwrap());
    let weight = check_answer(function, &answer_of(100, &[1, 0, 0, 0])).unwrap();
    assert_eq!((weight.memory, weight.values), (400, 100));
    let many = answer_of(MAX_VALUES as u32 + 1, &[1, 0, 0, 0]);
    assert_eq!(check_answer(function, &many), Err(Unreadable::TooLarge));

    let mut text = TEXT_BOLD.to_le_bytes().to_vec();
    text.extend(enums::RichText::TextPlain(types::TextPlain { text: "a".repeat(1000) }).to_bytes());
    let weight = check(&text).unwrap();
    assert!((1000..1100).contains(&weight.memory), "{weight:?}");
    assert!(MAX_MEMORY > 1000 * weight.memory);
}

#[test]
fn an_unknown_constructor_is_reported() {
    let mut text = TEXT_BOLD.to_le_bytes().to_vec();
    text.extend(0x0bad_cafe_u32.to_le_bytes());
    assert_eq!(check(&text), Err(Unreadable::Unknown(0x0bad_cafe)));
    assert_eq!(reading::object::<enums::RichText>(&text), Err(Unreadable::Unknown(0x0bad_cafe)));
    // A constructor of another type is not one of a newer layer.
    let mut user = TEXT_BOLD.to_le_bytes().to_vec();
    user.extend(enums::User::Empty(types::UserEmpty { id: 1 }).to_bytes());
    assert_eq!(check(&user), Err(Unreadable::Malformed));
    assert_eq!(reading::object::<enums::RichText>(&user), Err(Unreadable::Malformed));
}
