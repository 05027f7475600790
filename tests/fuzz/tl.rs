//! Telegram's type language: bytes as values of any type, and converted between layers.

use telewire::tl::bytes::{read, read_call, write, write_object};
use telewire::tl::layers;
use telewire::tl::schema::Type;

use crate::generator::{rest, run, spoil};
use crate::queries::QueryGenerator;
use crate::{Bytes, Outcome};

fn target(u: Bytes) -> Outcome {
    let layer = u.choose(layers::known())?;
    let schema = layer.schema();
    let made = QueryGenerator::of_nobody(schema).call(u)?;
    let mut bytes = write_object(&made).expect("it is made by the schema");
    match u.int_in_range(0..=3)? {
        0 => {
            let again = read_call(schema, &bytes).expect("it was written by the schema");
            assert_eq!(write_object(&again).expect("it was read"), bytes);
        }
        1 => bytes = rest(u, 200)?.to_vec(),
        _ => spoil(u, &mut bytes)?,
    }

    // A value that was read is written the same, if it is complete.
    if let Ok(call) = read_call(schema, &bytes) {
        let written = write_object(&call).expect("it was read");
        let again = read_call(schema, &written).expect("it was written");
        assert_eq!(write_object(&again).expect("it was read"), written);
    }
    let ty = match u.int_in_range(0..=3)? {
        0 => Type::Boxed("Updates".to_owned()),
        1 => Type::Vector { bare: false, of: Box::new(Type::Boxed("User".to_owned())) },
        _ => u.choose(schema.definitions())?.makes.clone(),
    };
    if let Ok(value) = read(schema, &ty, &bytes) {
        write(&value, &ty).expect("it was read");
    }

    if let Some(translation) = layer.translation() {
        // Each may be rejected, and none may panic.
        if let Ok(call) = translation.request(bytes.clone()) {
            let _ = translation.answer(&call, bytes.clone());
        }
        let _ = translation.updates(bytes);
    }
    Ok(())
}

#[test]
fn any_bytes_are_values_or_malformed_in_every_layer() {
    run("tl", 5_000, target);
}
