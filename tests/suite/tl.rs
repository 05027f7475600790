//! Telegram's type language as data, held against grammers' own types.

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
        // grammers has no type of its own for these.
        if !["boolFalse", "boolTrue", "true", "error", "null"].contains(&&*definition.name) {
            assert_eq!(tl::name_for_id(definition.id), definition.name);
        }
    }
}

/// > the constructor number is the CRC32 of its description
///
/// so a slip in a schema file shows.
#[test]
fn every_constructor_has_the_id_that_its_description_makes() {
    for layer in layers::known() {
        let path = format!("{}/schema/telegram/layer-{}.tl", env!("CARGO_MANIFEST_DIR"), layer.number);
        let file = std::fs::read_to_string(path).unwrap();
        let mut strays = Vec::new();
        for line in file.lines().filter(|line| line.contains('#') && line.ends_with(';')) {
            let (name, rest) = line.split_once('#').unwrap();
            let (id, rest) = rest.split_once(' ').unwrap();
            // It was described before bytes were told from strings.
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

/// A type without a constructor is one that the file lost: whatever holds it could be neither read nor written.
#[test]
fn every_type_that_a_field_or_an_answer_has_can_be_made() {
    fn named(ty: &Type) -> Option<&str> {
        match ty {
            Type::Vector { of, .. } => named(of),
            // `X` is whatever the function that is wrapped answers.
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
    fn a_call_of_any_function_is_the_same_bytes_again(seed: u64) {
        for layer in layers::known() {
            let Some(call) = Anything::new(layer.schema(), seed).call() else { continue };
            let bytes = write_object(&call).unwrap();
            let again = read_call(layer.schema(), &bytes).unwrap();
            prop_assert_eq!(&again, &call);
            prop_assert_eq!(write_object(&again).unwrap(), bytes);
        }
    }

    #[test]
    fn what_is_cut_short_is_no_value(seed: u64, cut: prop::sample::Index) {
        let Some(value) = Anything::new(newest(), seed).of(&boxed("Updates")) else { return Ok(()) };
        let bytes = write(&value, &boxed("Updates")).unwrap();
        prop_assert_eq!(read(newest(), &boxed("Updates"), &bytes[..cut.index(bytes.len())]), Err(Malformed));
    }

    /// What garbage can be read as is then a value like any other.
    #[test]
    fn garbage_is_refused_or_read_as_what_can_be_written(
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
fn what_nests_deeper_than_a_stack_is_long_is_refused() {
    let mut nested = tl::types::InputPeerUserFromMessage::CONSTRUCTOR_ID.to_le_bytes().repeat(1_000_000);
    assert_eq!(read(newest(), &boxed("InputPeer"), &nested), Err(Malformed));
    nested.splice(..0, tl::functions::messages::GetPeerSettings::CONSTRUCTOR_ID.to_le_bytes());
    assert_eq!(read_call(newest(), &nested), Err(Malformed));
}

#[test]
fn a_vector_that_claims_more_than_there_is_is_refused() {
    let ty = Type::Vector { bare: false, of: Box::new(Type::Int) };
    let claims = [0x1cb5_c415_u32.to_le_bytes(), u32::MAX.to_le_bytes(), [0; 4]].concat();
    assert_eq!(read(newest(), &ty, &claims), Err(Malformed));
}
