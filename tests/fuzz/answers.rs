//! Answers to functions: arbitrary bytes are read or rejected, on a thread's stack and in bounded memory.

use serde_json::Value as Json;
use telewire::tl::bytes::{read, write};
use telewire::tl::limits::{MAX_MEMORY, Unreadable, check_answer};
use telewire::tl::schema::{Definition, Schema, Type};
use telewire::tl::{json, layers};

use crate::anything::Anything;
use crate::everything::RoundTrip;
use crate::generator::{run, spoil};
use crate::memory::peak;
use crate::rust_types::FUNCTIONS;
use crate::{Bytes, Outcome};

const VECTOR: [u8; 4] = 0x1cb5_c415_u32.to_le_bytes();

/// Memory that reading takes besides what is counted: the object itself, growing vectors, and an error's text.
const SLACK: usize = 64 << 10;

/// Telegram's answers, and replacements for them.
pub struct Spoiler {
    schema: &'static Schema,
    functions: Vec<(&'static Definition, RoundTrip)>,
    /// Constructors that contain little except another object: with only those, bytes nest.
    nesting: Vec<&'static Definition>,
}

impl Spoiler {
    pub fn new() -> Self {
        let schema = layers::newest().schema();
        let functions = FUNCTIONS
            .iter()
            .map(|(name, _, round_trip)| (schema.function(name).expect("it is of the layer"), *round_trip));
        let is_one = |definition: &&Definition| matches!(&definition.fields[..], [field] if field.flag.is_none() && field.ty == definition.makes);
        Self {
            schema,
            functions: functions.filter(|(function, _)| function.makes != Type::Any).collect(),
            nesting: schema.definitions().iter().filter(is_one).collect(),
        }
    }

    /// The function that a request calls.
    pub fn function_of(&self, request: &[u8]) -> Option<&'static Definition> {
        let id = u32::from_le_bytes(*request.first_chunk()?);
        self.functions.iter().map(|(function, _)| *function).find(|function| function.id == id)
    }

    /// An answer of any function.
    pub fn any_answer(&self, u: Bytes) -> arbitrary::Result<Vec<u8>> {
        let (other, _) = *u.choose(&self.functions)?;
        self.answer(u, other)
    }

    /// Any value of the function's type.
    pub fn answer(&self, u: Bytes, function: &Definition) -> arbitrary::Result<Vec<u8>> {
        let mut anything = Anything::new(self.schema, u.arbitrary()?);
        let value = anything.of(&function.makes).expect("everything can be made");
        Ok(write(&value, &function.makes).expect("it is made by the schema"))
    }

    fn case(&self, u: Bytes) -> Outcome {
        let (function, round_trip) = *u.choose(&self.functions)?;
        let mut bytes = self.answer(u, function)?;
        match u.int_in_range(0..=9)? {
            0 => {}
            1 => bytes = self.any_answer(u)?,
            2 | 3 => self.nest(u, &mut bytes)?,
            4 | 5 => multiply(u, &mut bytes)?,
            _ => spoil(u, &mut bytes)?,
        }
        self.must_be_read_or_refused(function, round_trip, &bytes);
        Ok(())
    }

    /// Nests an object in others.
    pub fn nest(&self, u: Bytes, bytes: &mut Vec<u8>) -> Outcome {
        let id = u.choose(&self.nesting)?.id.to_le_bytes();
        let times = if u.ratio(1, 20)? { 200_000 } else { u.int_in_range(1..=200)? };
        // At such a constructor, or anywhere.
        let known = |word: &[u8]| self.nesting.iter().any(|nesting| nesting.id.to_le_bytes() == word);
        let found = bytes.chunks(4).position(known).map(|at| at * 4);
        let at = found.unwrap_or(u.choose_index(bytes.len() / 4 + 1)? * 4);
        bytes.splice(at..at, id.repeat(times));
        Ok(())
    }

    fn must_be_read_or_refused(&self, function: &Definition, round_trip: RoundTrip, bytes: &[u8]) {
        let answered = [&function.id.to_le_bytes()[..], bytes].concat();
        let weight = check_answer(function.id, bytes);
        let (outcome, peak) = peak(|| round_trip(&answered));
        let most = match weight {
            Ok(weight) => 3 * (weight.memory + bytes.len()),
            Err(_) => 0,
        };
        assert!(peak as usize <= most + SLACK, "{}: {peak} bytes, and {weight:?}", function.name);
        assert!(weight.is_ok() || outcome.is_err(), "{}: {weight:?}", function.name);
        assert!(weight.is_err() || weight.is_ok_and(|weight| weight.memory <= MAX_MEMORY));
        if weight == Err(Unreadable::TooLarge) {
            return;
        }
        let Ok(value) = read(self.schema, &function.makes, bytes) else { return };
        assert!(weight.is_ok(), "{}: read, and {weight:?}", function.name);
        // In a client's message, which JSON parsers must be able to read.
        let text = format!(r#"{{"result":{}}}"#, json::write_as(&value, &function.makes));
        serde_json::from_str::<Json>(&text).unwrap_or_else(|error| panic!("{}: {error}", function.name));
    }
}

/// Gives a vector many elements, copies of its first bytes or empty ones.
pub fn multiply(u: Bytes, bytes: &mut Vec<u8>) -> Outcome {
    let vectors: Vec<usize> = (0..bytes.len() / 4).filter(|at| bytes[at * 4..at * 4 + 4] == VECTOR).collect();
    let Ok(at) = u.choose(&vectors) else { return spoil(u, bytes) };
    let body = at * 4 + 8;
    let count = if u.ratio(1, 50)? { 300_000 } else { u.int_in_range(2..=300)? };
    let length = u.int_in_range(0..=40_usize)?.min(bytes.len().saturating_sub(body)) / 4 * 4;
    let Some(element) = bytes.get(body..body + length).map(<[u8]>::to_vec) else { return Ok(()) };
    bytes.splice(body..body, element.repeat(count));
    bytes[body - 4..body].copy_from_slice(&(count as u32).to_le_bytes());
    Ok(())
}

#[test]
fn any_answer_is_read_or_rejected_on_a_small_stack_in_bounded_memory() {
    let target = Spoiler::new();
    assert!(target.nesting.len() > 5);
    run("answers", 4_000, |u| target.case(u));
}
