//! Telegram's type language as data, compared with grammers' types.

mod adapting;
mod anything;
mod every_layer;
mod everything;
mod json;
mod limits;
mod rewriting;
#[rustfmt::skip]
mod rust_types;

use anything::Anything;
use grammers_tl_types::{self as tl, Identifiable};
use proptest::prelude::*;
use telewire::tl::bytes::{Malformed, read, read_call, write, write_object};
use telewire::tl::layers;
use telewire::tl::schema::{Schema, Type};

fn boxed(name: &str) -> Type {
    Type::Boxed(name.to_owned())
}

fn newest() -> &'static Schema {
    layers::newest().schema()
}

#[test]
fn the_newest_schema_is_the_one_that_grammers_was_built_from() {
    assert_eq!(layers::newest().number, tl::LAYER);
    let definitions = newest().definitions();
    assert!(definitions.len() > 2000, "{}", definitions.len());
    for definition in definitions {
        // grammers has no types for these.
        if !["boolFalse", "boolTrue", "true", "error", "null"].contains(&&*definition.name) {
            assert_eq!(tl::name_for_id(definition.id), definition.name);
        }
    }
}

/// > the constructor number is the CRC32 of its description
///
/// so a slip in a schema file shows.
#[test]
fn every_constructors_id_matches_its_description() {
    for layer in layers::known() {
        let path = format!("{}/schema/telegram/layer-{}.tl", env!("CARGO_MANIFEST_DIR"), layer.number);
        let file = std::fs::read_to_string(path).unwrap();
        let mut strays = Vec::new();
        for line in file.lines().filter(|line| line.contains('#') && line.ends_with(';')) {
            let (name, rest) = line.split_once('#').unwrap();
            let (id, rest) = rest.split_once(' ').unwrap();
            // Its description predates the distinction between bytes and strings.
            let rest = rest.replace(":bytes ", ":string ").replace("?bytes ", "?string ");
            let described = Schema::parse(&format!("{name} {rest}")).unwrap();
            if format!("{:x}", described.definitions()[0].id) != id.trim_start_matches('0') {
                strays.push(name.to_owned());
            }
        }
        assert_eq!(strays, Vec::<String>::new(), "layer {}", layer.number);
        assert!(layer.schema().definitions().len() > 2000);
    }
}

/// A type without a constructor is missing from the file: values with such a field could be neither read nor written.
#[test]
fn every_type_of_a_field_or_an_answer_has_a_constructor() {
    fn named(ty: &Type) -> Option<&str> {
        match ty {
            Type::Vector { of, .. } => named(of),
            // `X` is the answer of the wrapped function.
            Type::Boxed(name) if name != "X" => Some(name),
            _ => None,
        }
    }
    for layer in layers::known() {
        let schema = layer.schema();
        for definition in schema.definitions() {
            let types = definition.fields.iter().map(|field| &field.ty).chain([&definition.makes]);
            for name in types.filter_map(named) {
                let made = schema.of_type(name).next().is_some();
                assert!(made, "layer {}: {} needs {name}", layer.number, definition.name);
            }
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn a_call_of_any_function_survives_a_round_trip(seed: u64) {
        for layer in layers::known() {
            let Some(call) = Anything::new(layer.schema(), seed).call() else { continue };
            let bytes = write_object(&call).unwrap();
            let again = read_call(layer.schema(), &bytes).unwrap();
            prop_assert_eq!(&again, &call);
            prop_assert_eq!(write_object(&again).unwrap(), bytes);
        }
    }

    #[test]
    fn truncated_bytes_are_rejected(seed: u64, cut: prop::sample::Index) {
        let Some(value) = Anything::new(newest(), seed).of(&boxed("Updates")) else { return Ok(()) };
        let bytes = write(&value, &boxed("Updates")).unwrap();
        prop_assert_eq!(read(newest(), &boxed("Updates"), &bytes[..cut.index(bytes.len())]), Err(Malformed));
    }

    /// If garbage can be read as a value, that value can be written like any other.
    #[test]
    fn garbage_is_rejected_or_read_as_a_valid_value(
        seed: u64, flips in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..8)
    ) {
        let Some(value) = Anything::new(newest(), seed).of(&boxed("Updates")) else { return Ok(()) };
        let mut bytes = write(&value, &boxed("Updates")).unwrap();
        for (place, flip) in flips {
            let place = place.index(bytes.len());
            bytes[place] ^= flip;
        }
        if let Ok(value) = read(newest(), &boxed("Updates"), &bytes) {
            prop_assert!(write(&value, &boxed("Updates")).unwrap().len() <= bytes.len());
        }
    }
}

#[test]
fn nesting_that_would_overflow_the_stack_is_rejected() {
    let mut nested = tl::types::InputPeerUserFromMessage::CONSTRUCTOR_ID.to_le_bytes().repeat(1_000_000);
    assert_eq!(read(newest(), &boxed("InputPeer"), &nested), Err(Malformed));
    nested.splice(..0, tl::functions::messages::GetPeerSettings::CONSTRUCTOR_ID.to_le_bytes());
    assert_eq!(read_call(newest(), &nested), Err(Malformed));
}

#[test]
fn a_vector_with_too_large_a_count_is_rejected() {
    let ty = Type::Vector { bare: false, of: Box::new(Type::Int) };
    let claims = [0x1cb5_c415_u32.to_le_bytes(), u32::MAX.to_le_bytes(), [0; 4]].concat();
    assert_eq!(read(newest(), &ty, &claims), Err(Malformed));
}
